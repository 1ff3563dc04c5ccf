/**
 * From registers and an address to an output address or a fault, as the MMU of one processor does on a TLB miss.
 *
 * <pre>
 *    RegisterFile, regime, Security state, Profile
 *        |
 *    ContextBuilder ---> TranslationContext       what the registers set up, worked out once
 *                          lower, upper, stage 2: WalkParameters
 *                             |
 *    PhysicalMemory ---> Walker.walk(context, va, access, walk)
 *                             |                        |
 *                        WalkObserver              Walk: output address, or fault and level
 *                             |                        |
 *                        ExplainedWalk        MemoryAttributes   AddressTranslation   AbortReport
 *                   steps, reasons in words   type, shareability  PAR_EL1 after AT    ESR, FAR, HPFAR
 * </pre>
 *
 * <p><b>Preparing.</b> Whatever follows from registers alone is decided by {@link dev.ptarmigan.walker.ContextBuilder}: granules,
 * formats, start levels, masks, which features are in force, tables of permissions. A register that is absent is not zero. If
 * it matters, {@link dev.ptarmigan.registers.MissingRegisterException} names it; if what the architecture gives it by default
 * does as well, that is an assumption, and the context lists it beside the registers it rests on. A context is immutable and may
 * serve many walkers; whoever changes a register makes a new one.
 *
 * <p><b>Walking.</b> {@link dev.ptarmigan.walker.Walker} is one loop down through tables and then the rules in the order of
 * their faults: start of the walk (level 0), per level external abort, Translation, Address size; for the leaf Access flag,
 * Alignment, Permission; then hardware updates of Access flag and dirty state by compare-and-set; then stage 2 of the result.
 * Stage 2 also translates the address of every stage 1 descriptor. A fault is a value in the caller's
 * {@link dev.ptarmigan.walker.Walk}, never an exception, and a walk allocates nothing. A walk through changing tables sees each
 * descriptor once, whole.
 *
 * <p><b>Explaining.</b> {@link dev.ptarmigan.walker.ExplainedWalk} runs the same walker with an observer and says, after the
 * fact, which descriptors were read and which rule decided. It decides nothing itself.
 *
 * <p><b>Choices.</b> Where the architecture leaves one, and where the measured machine departs from it, there is a
 * {@link dev.ptarmigan.walker.Knob}. A {@link dev.ptarmigan.walker.Profile} sets all of them:
 * {@link dev.ptarmigan.walker.Profile#ARM} is the architecture, {@link dev.ptarmigan.walker.Profile#QEMU_11_1} is QEMU 11.1.3
 * as probes found it.
 *
 * <p>This package knows no kernel, no TLB and no instruction: it is told an address and an access. Implemented here, by section
 * of the Arm Architecture Reference Manual (DDI 0487): D8.2 translation process, D8.3 descriptors, D8.4 permissions and their
 * control, D8.5 hardware updates, D8.6 memory attributes and their combination, D8.15 and D8.16 faults and their order.
 */
@NullMarked
package dev.ptarmigan.walker;

import org.jspecify.annotations.NullMarked;
