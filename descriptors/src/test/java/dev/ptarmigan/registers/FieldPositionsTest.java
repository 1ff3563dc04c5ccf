package dev.ptarmigan.registers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Positions copied from the register pictures of the Arm ARM, independently of the constants. */
class FieldPositionsTest {
    @ParameterizedTest(name = "{0} (layout {1})")
    @CsvSource(delimiter = '|', textBlock = """
                    TCR_EL1   | 0 | T0SZ 5:0, EPD0 7, IRGN0 9:8, ORGN0 11:10, SH0 13:12, TG0 15:14, T1SZ 21:16, A1 22, EPD1 23, IRGN1 25:24, ORGN1 27:26, SH1 29:28, TG1 31:30
                    TCR_EL1   | 0 | IPS 34:32, AS 36, TBI0 37, TBI1 38, HA 39, HD 40, HPD0 41, HPD1 42, HWU059 43, HWU062 46, HWU159 47, HWU162 50, TBID0 51, TBID1 52, NFD0 53, NFD1 54
                    TCR_EL1   | 0 | E0PD0 55, E0PD1 56, TCMA0 57, TCMA1 58, DS 59, MTX0 60, MTX1 61
                    TCR_EL2   | 1 | T0SZ 5:0, TG1 31:30, IPS 34:32, HA 39, DS 59
                    TCR_EL2   | 0 | T0SZ 5:0, TG0 15:14, PS 18:16, TBI 20, HA 21, HD 22, HPD 24, HWU59 25, HWU62 28, TBID 29, TCMA 30, DS 32, MTX 33
                    TCR_EL3   | 0 | PS 18:16, TBI 20, HPD 24, TBID 29, DS 32, MTX 33, PnCH 34, PIE 35, POE 36, AIE 37, D128 38, PTTWI 41, HAFT 42, DisCH0 43
                    VTCR_EL2  | 0 | T0SZ 5:0, SL0 7:6, IRGN0 9:8, SH0 13:12, TG0 15:14, PS 18:16, VS 19, HA 21, HD 22, HWU59 25, HWU62 28, NSW 29, NSA 30, DS 32, SL2 33
                    VTCR_EL2  | 0 | AssuredOnly 34, TL1 35, S2PIE 36, S2POE 37, D128 38, GCSH 40, TL0 41, HAFT 44, HDBSS 45
                    VSTCR_EL2 | 0 | T0SZ 5:0, SL0 7:6, TG0 15:14, SW 29, SA 30, SL2 33
                    TCR2_EL1  | 0 | PnCH 0, PIE 1, E0POE 2, POE 3, AIE 4, D128 5, PTTWI 10, HAFT 11, DisCH0 14, DisCH1 15, A2 16, FNG0 17, FNG1 18, FNGNA0 20, FNGNA1 21
                    TCR2_EL2  | 1 | PIE 1, E0POE 2, POE 3, AIE 4, D128 5, HAFT 11, AMEC0 12, AMEC1 13, DisCH0 14, DisCH1 15, A2 16
                    TTBR0_EL1 | 0 | CnP 0, BADDR 47:1, ASID 63:48
                    TTBR0_EL1 | 1 | CnP 0, BADDR '5:2,47:6', ASID 63:48
                    TTBR0_EL1 | 2 | CnP 0, SKL 2:1, BADDR '87:80,47:5', ASID 63:48
                    TTBR0_EL3 | 2 | CnP 0, SKL 2:1, BADDR 55:5
                    VTTBR_EL2 | 0 | CnP 0, BADDR 47:1, VMID 63:48
                    SCTLR_EL1 | 0 | M 0, A 1, C 2, SA 3, SA0 4, CP15BEN 5, nAA 6, ITD 7, SED 8, UMA 9, EnRCTX 10, EOS 11, I 12, EnDB 13, DZE 14, UCT 15, nTWI 16, nTWE 18, WXN 19, TSCXT 20
                    SCTLR_EL1 | 0 | IESB 21, EIS 22, SPAN 23, E0E 24, EE 25, UCI 26, EnDA 27, nTLSMD 28, LSMAOE 29, EnIB 30, EnIA 31, CMOW 32, MSCEn 33, EnFPM 34, BT0 35, BT1 36, ITFSB 37
                    SCTLR_EL1 | 0 | TCF0 39:38, TCF 41:40, ATA0 42, ATA 43, DSSBS 44, TWEDEn 45, TWEDEL 49:46, EnASR 54, EnAS0 55, EnALS 56, EPAN 57, EnTP2 60, NMI 61, TIDCP 63
                    SCTLR_EL2 | 0 | M 0, C 2, I 12, WXN 19, EE 25, BT 36
                    SCTLR_EL3 | 0 | M 0, C 2, I 12, WXN 19, EE 25, BT 36
                    SCTLR2_EL2| 0 | EMEC 1, NMEA 2, EnADERR 3, EnANERR 4, EASE 5
                    HCR_EL2   | 0 | VM 0, SWIO 1, PTW 2, FMO 3, IMO 4, AMO 5, FB 9, BSU 11:10, DC 12, TWI 13, TTLB 25, TVM 26, TGE 27, HCD 29, TRVM 30, RW 31, CD 32, ID 33, E2H 34
                    HCR_EL2   | 0 | TEA 37, MIOCNCE 38, APK 40, API 41, NV 42, NV1 43, AT 44, NV2 45, FWB 46, FIEN 47, GPF 48, TTLBIS 54, TTLBOS 55, ATA 56, DCT 57, TWEDEn 59, TWEDEL 63:60
                    HCRX_EL2  | 0 | TALLINT 6, CMOW 9, MSCEn 11, TCR2En 14, SCTLR2En 15, PTTWI 16, D128En 17, GCSEn 22, EnFPM 23
                    SCR_EL3   | 0 | NS 0, IRQ 1, FIQ 2, EA 3, SMD 7, HCE 8, SIF 9, RW 10, EEL2 18, ATA 26, FGTEn 27, HXEn 38, GCSEn 39, TCR2En 43, SCTLR2En 44, PIEn 45, AIEn 46, D128En 47, GPF 48, NSE 62
                    PIR_EL1   | 0 | Perm0 3:0, Perm1 7:4, Perm15 63:60
                    MAIR2_EL1 | 0 | Attr0 7:0, Attr7 63:56
                    PAR_EL1   | 0 | F 0, SH 8:7, NS 9, NSE 11, PA 55:12, ATTR 63:56
                    PAR_EL1   | 1 | F 0, FST 6:1, PTW 8, S 9, AssuredOnly 12, TopLevel 13, Overlay 14, DirtyBit 15
                    PAR_EL1   | 2 | F 0, SH 8:7, NS 9, ATTR 63:56, D128 64, PA 119:76
                    PAR_EL1   | 3 | F 0, FST 6:1, S 9, D128 64
                    ESR_EL1   | 1 | DFSC 5:0, WnR 6, S1PTW 7, CM 8, EA 9, FnV 10, LST/SET 12:11, VNCR 13, PFV 14, TopLevel 21, ISV 24, IL 25, EC 31:26
                    ESR_EL2   | 2 | AR 14, SF 15, SRT 20:16, SSE 21, SAS 23:22, Xs 36:32, DirtyBit 37, Overlay 38, AssuredOnly 39, GCS 40, TagAccess 41, TnD 42, HDBSSF 43
                    ESR_EL2   | 3 | IFSC 5:0, S1PTW 7, EA 9, FnV 10, PFV 14, TopLevel 21, IL 25, EC 31:26, Overlay 38
                    ESR_EL3   | 4 | xFSC 5:0, WnR 6, GPCSC 19:14, InD 20, S2PTW 21
                    HPFAR_EL2 | 0 | FIPA 47:4, NS 63
                    PSTATE    | 0 | SP 0, EL 3:2, nRW 4, F 6, I 7, A 8, D 9, BTYPE 11:10, SSBS 12, ALLINT 13, IL 20, SS 21, PAN 22, UAO 23, DIT 24, TCO 25, V 28, C 29, Z 30, N 31, EXLOCK 34
                    MIDR_EL1  | 0 | Revision 3:0, PartNum 15:4, Architecture 19:16, Variant 23:20, Implementer 31:24
                    ID_AA64MMFR0_EL1 | 0 | PARange 3:0, ASIDBits 7:4, BigEnd 11:8, TGran16 23:20, TGran64 27:24, TGran4 31:28, TGran16_2 35:32, TGran64_2 39:36, TGran4_2 43:40, ExS 47:44, FGT 59:56, ECV 63:60
                    ID_AA64MMFR1_EL1 | 0 | HAFDBS 3:0, VMIDBits 7:4, VH 11:8, HPDS 15:12, LO 19:16, PAN 23:20, SpecSEI 27:24, XNX 31:28, TWED 35:32, ETS 39:36, HCX 43:40, AFP 47:44, nTLBPA 51:48, CMOW 59:56
                    ID_AA64MMFR2_EL1 | 0 | CnP 3:0, UAO 7:4, LSM 11:8, IESB 15:12, VARange 19:16, CCIDX 23:20, NV 27:24, ST 31:28, AT 35:32, IDS 39:36, FWB 43:40, TTL 51:48, BBM 55:52, EVT 59:56, E0PD 63:60
                    ID_AA64MMFR3_EL1 | 0 | TCRX 3:0, SCTLRX 7:4, S1PIE 11:8, S2PIE 15:12, S1POE 19:16, S2POE 23:20, AIE 27:24, MEC 31:28, D128 35:32, D128_2 39:36, SNERR 43:40, Spec_FPACC 63:60
                    ID_AA64PFR0_EL1  | 0 | EL0 3:0, EL1 7:4, EL2 11:8, EL3 15:12, FP 19:16, GIC 27:24, RAS 31:28, SVE 35:32, SEL2 39:36, RME 55:52, CSV2 59:56, CSV3 63:60
                    ID_AA64PFR1_EL1  | 0 | BT 3:0, SSBS 7:4, MTE 11:8, SME 27:24, NMI 39:36, GCS 47:44, THE 51:48, MTEX 55:52
                    ID_AA64ISAR0_EL1 | 0 | AES 7:4, Atomic 23:20, TLB 59:56, RNDR 63:60
                    ID_AA64ISAR1_EL1 | 0 | DPB 3:0, XS 59:56, LS64 63:60
                    ID_AA64ISAR2_EL1 | 0 | WFxT 3:0, MOPS 19:16, ATS1A 63:60
                    ID_AA64ISAR3_EL1 | 0 | CPA 3:0, TLBIW 11:8, LSUI 27:24
                    """)
    void fields_lie_where_the_manual_draws_them(Register register, int variant, String fields) {
        List<RegisterLayout> layouts = RegisterLayouts.variants(register);
        for (String entry : fields.replace("'", "").split(", ")) {
            int space = entry.indexOf(' ');
            RegisterField field = layouts.get(variant).find(entry.substring(0, space));
            assertThat(field).as(entry).isNotNull();
            if (field != null) {
                assertThat(field.bits().positions()).as(entry).isEqualTo(entry.substring(space + 1));
            }
        }
    }
}
