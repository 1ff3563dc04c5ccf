package dev.ptarmigan.kernel;

/**
 * What boot parameters, configuration and the CPUs' features decide about live changes of kernel mappings (Linux 7.2).
 *
 * @param rodata the {@code rodata=} parameter
 * @param notGlobal kernel mappings are nG: KPTI ({@code arm64_use_ng_mappings})
 * @param bti the kernel uses branch target identification: executable text is guarded
 * @param bbml2NoAbort the system capability BBML2_NOABORT
 * @param bootCpuBbml2NoAbort whether the boot CPU alone has it (before capabilities are final)
 * @param capabilitiesFinal whether the system capabilities are decided
 * @param pageAllocatorUp whether the page allocator works
 * @param onlineCpus number of CPUs online
 * @param tlbRange FEAT_TLBIRANGE
 * @param lpa2 LPA2 is in use (range TLBI then count in 64K)
 * @param repeatTlbi the repeat-TLBI erratum workaround
 * @param debugPagealloc DEBUG_PAGEALLOC is on
 * @param kfence when KFENCE's pool is made
 * @param realm a Realm guest
 * @param lazyMmu whether barriers are batched in lazy MMU mode
 * @param interruptContext whether the code runs in interrupt context, where lazy mode does nothing
 */
public record KernelOptions(
        Rodata rodata,
        boolean notGlobal,
        boolean bti,
        boolean bbml2NoAbort,
        boolean bootCpuBbml2NoAbort,
        boolean capabilitiesFinal,
        boolean pageAllocatorUp,
        int onlineCpus,
        boolean tlbRange,
        boolean lpa2,
        boolean repeatTlbi,
        boolean debugPagealloc,
        Kfence kfence,
        boolean realm,
        boolean lazyMmu,
        boolean interruptContext) {

    /** The {@code rodata=} boot parameter. */
    public enum Rodata {
        /** Read-only data is read-only, its linear alias too ({@code rodata_full}); the default. */
        ON,
        /** Read-only, but not the linear alias: {@code rodata=noalias}. */
        NOALIAS,
        /** The kernel image stays writable. */
        OFF
    }

    /** When KFENCE's pool is set up. */
    public enum Kfence {
        /** Not configured. */
        OFF,
        /** Before the linear map, whose pool pages are then mapped one by one. */
        EARLY,
        /** Configured but not initialised early. */
        LATE
    }

    /** A machine with the defaults of 7.2, BBML2_NOABORT and range TLBI, fully booted. */
    public static KernelOptions modern() {
        return new KernelOptions(
                Rodata.ON,
                false,
                false,
                true,
                true,
                true,
                true,
                2,
                true,
                false,
                false,
                false,
                Kfence.OFF,
                false,
                true,
                false);
    }

    /** {@code rodata_full}. */
    public boolean rodataFull() {
        return rodata == Rodata.ON;
    }

    /** {@code can_set_direct_map}. */
    public boolean canSetDirectMap() {
        return rodataFull() || debugPagealloc || kfence == Kfence.LATE || realm;
    }

    /** {@code force_pte_mapping} on the boot CPU, when the linear map is made: whether it must be made of pages. */
    public boolean forcePteMapping() {
        if (debugPagealloc) {
            return true;
        }
        if (bootCpuBbml2NoAbort) {
            return false;
        }
        return rodataFull() || kfence == Kfence.LATE || realm;
    }

    /** {@code linear_map_requires_bbml2}, decided once on the boot CPU. */
    public boolean linearMapRequiresBbml2() {
        return !forcePteMapping() && canSetDirectMap();
    }

    /** The same with another {@code rodata=}. */
    public KernelOptions withRodata(Rodata other) {
        return new KernelOptions(
                other,
                notGlobal,
                bti,
                bbml2NoAbort,
                bootCpuBbml2NoAbort,
                capabilitiesFinal,
                pageAllocatorUp,
                onlineCpus,
                tlbRange,
                lpa2,
                repeatTlbi,
                debugPagealloc,
                kfence,
                realm,
                lazyMmu,
                interruptContext);
    }

    /** The same with BBML2_NOABORT on every CPU or on none. */
    public KernelOptions withBbml2NoAbort(boolean has) {
        return new KernelOptions(
                rodata,
                notGlobal,
                bti,
                has,
                has,
                capabilitiesFinal,
                pageAllocatorUp,
                onlineCpus,
                tlbRange,
                lpa2,
                repeatTlbi,
                debugPagealloc,
                kfence,
                realm,
                lazyMmu,
                interruptContext);
    }

    /** The same in another state of boot. */
    public KernelOptions withBootState(boolean capability, boolean isFinal, boolean allocatorUp, int cpus) {
        return new KernelOptions(
                rodata,
                notGlobal,
                bti,
                capability,
                bootCpuBbml2NoAbort,
                isFinal,
                allocatorUp,
                cpus,
                tlbRange,
                lpa2,
                repeatTlbi,
                debugPagealloc,
                kfence,
                realm,
                lazyMmu,
                interruptContext);
    }

    /** The same with or without range TLBI and the repeat-TLBI erratum. */
    public KernelOptions withTlbi(boolean range, boolean repeat) {
        return new KernelOptions(
                rodata,
                notGlobal,
                bti,
                bbml2NoAbort,
                bootCpuBbml2NoAbort,
                capabilitiesFinal,
                pageAllocatorUp,
                onlineCpus,
                range,
                lpa2,
                repeat,
                debugPagealloc,
                kfence,
                realm,
                lazyMmu,
                interruptContext);
    }

    /** The same with KPTI's nG mappings or without. */
    public KernelOptions withNotGlobal(boolean ng) {
        return new KernelOptions(
                rodata,
                ng,
                bti,
                bbml2NoAbort,
                bootCpuBbml2NoAbort,
                capabilitiesFinal,
                pageAllocatorUp,
                onlineCpus,
                tlbRange,
                lpa2,
                repeatTlbi,
                debugPagealloc,
                kfence,
                realm,
                lazyMmu,
                interruptContext);
    }

    /** The same with LPA2. */
    public KernelOptions withLpa2(boolean has) {
        return new KernelOptions(
                rodata,
                notGlobal,
                bti,
                bbml2NoAbort,
                bootCpuBbml2NoAbort,
                capabilitiesFinal,
                pageAllocatorUp,
                onlineCpus,
                tlbRange,
                has,
                repeatTlbi,
                debugPagealloc,
                kfence,
                realm,
                lazyMmu,
                interruptContext);
    }

    /** The same with KFENCE in another mode. */
    public KernelOptions withKfence(Kfence mode) {
        return new KernelOptions(
                rodata,
                notGlobal,
                bti,
                bbml2NoAbort,
                bootCpuBbml2NoAbort,
                capabilitiesFinal,
                pageAllocatorUp,
                onlineCpus,
                tlbRange,
                lpa2,
                repeatTlbi,
                debugPagealloc,
                mode,
                realm,
                lazyMmu,
                interruptContext);
    }

    /** The same with barriers batched or not. */
    public KernelOptions withLazyMmu(boolean batched) {
        return new KernelOptions(
                rodata,
                notGlobal,
                bti,
                bbml2NoAbort,
                bootCpuBbml2NoAbort,
                capabilitiesFinal,
                pageAllocatorUp,
                onlineCpus,
                tlbRange,
                lpa2,
                repeatTlbi,
                debugPagealloc,
                kfence,
                realm,
                batched,
                interruptContext);
    }

    /** The same in a Realm. */
    public KernelOptions withRealm(boolean inRealm) {
        return new KernelOptions(
                rodata,
                notGlobal,
                bti,
                bbml2NoAbort,
                bootCpuBbml2NoAbort,
                capabilitiesFinal,
                pageAllocatorUp,
                onlineCpus,
                tlbRange,
                lpa2,
                repeatTlbi,
                debugPagealloc,
                kfence,
                inRealm,
                lazyMmu,
                interruptContext);
    }

    /** The same with a kernel that guards branch targets or not. */
    public KernelOptions withBti(boolean guarded) {
        return new KernelOptions(
                rodata,
                notGlobal,
                guarded,
                bbml2NoAbort,
                bootCpuBbml2NoAbort,
                capabilitiesFinal,
                pageAllocatorUp,
                onlineCpus,
                tlbRange,
                lpa2,
                repeatTlbi,
                debugPagealloc,
                kfence,
                realm,
                lazyMmu,
                interruptContext);
    }

    /** The same in interrupt context or not. */
    public KernelOptions withInterruptContext(boolean inInterrupt) {
        return new KernelOptions(
                rodata,
                notGlobal,
                bti,
                bbml2NoAbort,
                bootCpuBbml2NoAbort,
                capabilitiesFinal,
                pageAllocatorUp,
                onlineCpus,
                tlbRange,
                lpa2,
                repeatTlbi,
                debugPagealloc,
                kfence,
                realm,
                lazyMmu,
                inInterrupt);
    }
}
