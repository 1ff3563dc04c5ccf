package dev.ptarmigan.registers;

import dev.ptarmigan.faults.Esr;
import dev.ptarmigan.faults.Hpfar;
import dev.ptarmigan.faults.Par;

/** Tables of the registers that report faults: ESR_ELx by exception class, PAR_EL1 by its form, HPFAR_EL2. */
final class FaultLayouts {
    private static final String[] NO_YES = {"no", "yes"};

    private FaultLayouts() {}

    static RegisterLayout esrOther(Register register) {
        return esrCommon(RegisterLayout.of(register, "any other EC", 64))
                .number(Esr.ISS, "Instruction specific syndrome, depends on EC")
                .number(Esr.ISS2, "Second part of the syndrome, depends on EC")
                .build();
    }

    static RegisterLayout esrDataAbort(Register register, boolean isv) {
        RegisterLayout.Builder layout = esrCommon(RegisterLayout.of(register, "Data Abort, ISV=" + (isv ? 1 : 0), 64));
        if (isv) {
            layout.field(Esr.AR, "Acquire or release semantics", NO_YES)
                    .field(Esr.SF, "Width of the register accessed", "32 bits", "64 bits")
                    .field(Esr.SRT, "Register accessed", ValueFormat.DECIMAL)
                    .field(Esr.SSE, "Sign extension of the data loaded", NO_YES)
                    .field(Esr.SAS, "Size of the access", "byte", "halfword", "word", "doubleword");
        } else {
            layout.field(Esr.PFV, "FAR is followed by a valid physical fault address in PFAR", NO_YES)
                    .field(Esr.TOP_LEVEL, "Stage 2 fault of TopLevel0 or TopLevel1", NO_YES);
        }
        return layout.field(Esr.DFSC, "Data fault status code", ValueFormat.FAULT_STATUS)
                .field(Esr.WNR, "Access", "read", "write, or a cache maintenance or AT instruction")
                .field(Esr.S1PTW, "Stage 2 fault on a stage 1 table walk", NO_YES)
                .field(Esr.CM, "By a cache maintenance or AT instruction", NO_YES)
                .number(Esr.EA, "Kind of External abort, IMPLEMENTATION DEFINED")
                .field(Esr.FNV, "FAR, of a synchronous External abort", "valid", "not valid")
                .number(Esr.LST_SET, "State after a synchronous External abort, or kind of LD64B or ST64B access")
                .field(Esr.VNCR, "By an access that NV2 turned into a memory access", NO_YES)
                .field(Esr.ISV, "Bits 23:14 describe the instruction", NO_YES)
                .number(Esr.XS, "Register with the status of ST64BV or ST64BV0")
                .field(Esr.DIRTY_BIT, "Permission fault because the page is clean", NO_YES)
                .field(Esr.OVERLAY, "Permission fault by the overlay", NO_YES)
                .field(Esr.ASSURED_ONLY, "Permission fault of AssuredOnly", NO_YES)
                .field(Esr.GCS, "By a guarded control stack access", NO_YES)
                .field(Esr.TAG_ACCESS, "Permission fault because stage 2 does not allow tag access", NO_YES)
                .field(Esr.TND, "What the access was to", "data", "allocation tags")
                .field(Esr.HDBSSF, "Fault of the hardware dirty state tracking structure", NO_YES)
                .build();
    }

    static RegisterLayout esrInstructionAbort(Register register) {
        return esrCommon(RegisterLayout.of(register, "Instruction Abort", 64))
                .field(Esr.IFSC, "Instruction fault status code", ValueFormat.FAULT_STATUS)
                .field(Esr.S1PTW, "Stage 2 fault on a stage 1 table walk", NO_YES)
                .number(Esr.EA, "Kind of External abort, IMPLEMENTATION DEFINED")
                .field(Esr.FNV, "FAR, of a synchronous External abort", "valid", "not valid")
                .number(Esr.LST_SET, "State after a synchronous External abort")
                .field(Esr.PFV, "FAR is followed by a valid physical fault address in PFAR", NO_YES)
                .field(Esr.TOP_LEVEL, "Stage 2 fault of TopLevel0 or TopLevel1", NO_YES)
                .field(Esr.DIRTY_BIT, "Permission fault because the page is clean", NO_YES)
                .field(Esr.OVERLAY, "Permission fault by the overlay", NO_YES)
                .field(Esr.ASSURED_ONLY, "Permission fault of AssuredOnly", NO_YES)
                .field(Esr.HDBSSF, "Fault of the hardware dirty state tracking structure", NO_YES)
                .build();
    }

    static RegisterLayout esrGranuleProtection(Register register) {
        return esrCommon(RegisterLayout.of(register, "Granule Protection Check exception", 64))
                .field(Esr.XFSC, "Fault status code", ValueFormat.FAULT_STATUS)
                .field(Esr.WNR, "Access", "read", "write")
                .field(Esr.S1PTW, "Of a stage 2 translation of a stage 1 table walk", NO_YES)
                .field(Esr.CM, "By a cache maintenance or AT instruction", NO_YES)
                .field(Esr.VNCR, "By an access that NV2 turned into a memory access", NO_YES)
                .number(Esr.GPCSC, "Granule protection check status code")
                .field(Esr.IND, "Access", "data", "instruction")
                .field(Esr.S2PTW, "On a stage 2 table walk", NO_YES)
                .build();
    }

    private static RegisterLayout.Builder esrCommon(RegisterLayout.Builder layout) {
        return layout.field(Esr.EC, "Exception class", ValueFormat.EXCEPTION_CLASS)
                .field(Esr.IL, "Length of the instruction", "16 bits", "32 bits");
    }

    static RegisterLayout parSuccess(boolean wide) {
        RegisterLayout.Builder layout = RegisterLayout.of(Register.PAR_EL1, form("success", wide), wide ? 128 : 64)
                .field(Par.F, "Translation", "succeeded", "failed")
                .field(
                        Par.SH,
                        "Shareability",
                        "Non-shareable",
                        NamedValues.RESERVED,
                        "Outer Shareable",
                        "Inner Shareable")
                .field(Par.NS, "Output address space, of a Secure translation", "Secure", "Non-secure")
                .implementationDefined(Par.IMPDEF)
                .number(Par.NSE, "Output address space, with FEAT_RME; otherwise RES1")
                .field(Par.ATTR, "Memory attribute", ValueFormat.MEMORY_ATTRIBUTE);
        if (wide) {
            return layout.field(Par.D128, "Form", "64 bits", "128 bits")
                    .address(Par.PA_D128, "Output address, bits 55:12", 12)
                    .build();
        }
        return layout.address(Par.PA, "Output address, bits 55:12; 55:52 need FEAT_D128", 12)
                .build();
    }

    static RegisterLayout parFault(boolean wide) {
        RegisterLayout.Builder layout = RegisterLayout.of(Register.PAR_EL1, form("fault", wide), wide ? 128 : 64)
                .field(Par.F, "Translation", "succeeded", "failed")
                .field(Par.FST, "Fault status code", ValueFormat.FAULT_STATUS)
                .field(Par.PTW, "Stage 2 fault on a stage 1 table walk", NO_YES)
                .field(Par.S, "Stage of the fault", "1", "2")
                .res1(11, 11)
                .field(Par.ASSURED_ONLY, "Permission fault of AssuredOnly", NO_YES)
                .field(Par.TOP_LEVEL, "Stage 2 fault of TopLevel0 or TopLevel1", NO_YES)
                .field(Par.OVERLAY, "Permission fault by the overlay", NO_YES)
                .field(Par.DIRTY_BIT, "Permission fault because the page is clean", NO_YES)
                .implementationDefined(Par.FAULT_IMPDEF);
        if (wide) {
            layout.field(Par.D128, "Form", "64 bits", "128 bits");
        }
        return layout.build();
    }

    private static String form(String outcome, boolean wide) {
        return outcome + (wide ? ", 128-bit form" : ", 64-bit form");
    }

    static RegisterLayout hpfar() {
        return RegisterLayout.of(Register.HPFAR_EL2)
                .address(Hpfar.FIPA, "Faulting intermediate physical address, bits 55:12", 12)
                .field(Hpfar.NS, "Space of the address, of faults from Secure EL1&0", "Secure", "Non-secure")
                .build();
    }
}
