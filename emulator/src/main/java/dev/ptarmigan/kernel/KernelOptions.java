package dev.ptarmigan.kernel;

import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.registers.Tcr;

/**
 * What boot parameters, configuration and the CPUs' features decide about live changes of kernel mappings (Linux 7.2).
 * Immutable; {@link #toBuilder} makes a variation.
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
 * @param hafdbs hardware updates of descriptors in use: 0 none, 1 Access flag, 2 dirty state, 3 Access flag of tables
 * @param permissionIndirection FEAT_S1PIE is in use
 * @param vhe the kernel runs at EL2
 * @param mte memory tagging is in use: Normal-Tagged is an attribute of its own
 * @param hugeVmalloc whether {@code vmalloc_huge} may use blocks
 * @param hugeIoremap whether {@code ioremap} may use blocks
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
        boolean interruptContext,
        int hafdbs,
        boolean permissionIndirection,
        boolean vhe,
        boolean mte,
        boolean hugeVmalloc,
        boolean hugeIoremap) {

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
        /** Before the linear map, whose pool pages are then mapped one by one: a sample interval is given. */
        EARLY,
        /** Configured but not initialised early: it may be switched on at run time. */
        LATE
    }

    /** A machine with the defaults of 7.2, BBML2_NOABORT and range TLBI, fully booted. */
    public static KernelOptions modern() {
        return builder().build();
    }

    /** What {@link #modern} has, to be varied. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * What Linux decides on a machine whose CPUs all have these registers.
     *
     * @param registers ID registers and MIDR_EL1 of a CPU; TCR_EL1 or TCR_EL2 if LPA2's use is to be read from it
     * @param boot the boot parameters
     * @throws dev.ptarmigan.registers.MissingRegisterException if a register that decides something is absent
     */
    public static KernelOptions of(RegisterFile registers, BootParameters boot) {
        LinuxCpu cpu = LinuxCpu.of(registers);
        Register control = boot.vhe() ? Register.TCR_EL2 : Register.TCR_EL1;
        return builder()
                .cpu(cpu)
                .boot(boot)
                .lpa2(new Tcr(registers.require(control, "whether LPA2 is in use")).ds())
                .notGlobal(cpu.needsKpti(boot))
                .build();
    }

    /** {@code rodata_full}. */
    public boolean rodataFull() {
        return rodata == Rodata.ON;
    }

    /** {@code can_set_direct_map}. */
    public boolean canSetDirectMap() {
        return rodataFull() || debugPagealloc || kfence == Kfence.LATE || realm;
    }

    /**
     * {@code force_pte_mapping} when the linear map is made: whether it must be made of pages. Before the system
     * capabilities are final the boot CPU is asked, afterwards the system; this one is what the map was made with.
     */
    public boolean forcePteMapping() {
        return forcePteMapping(bootCpuBbml2NoAbort);
    }

    /** {@code force_pte_mapping} as it is now. */
    public boolean forcePteMappingNow() {
        return forcePteMapping(capabilitiesFinal ? bbml2NoAbort : bootCpuBbml2NoAbort);
    }

    private boolean forcePteMapping(boolean bbml2) {
        if (debugPagealloc) {
            return true;
        }
        if (bbml2) {
            return false;
        }
        return rodataFull() || kfence == Kfence.LATE || realm;
    }

    /** {@code linear_map_requires_bbml2}, decided once on the boot CPU. */
    public boolean linearMapRequiresBbml2() {
        return !forcePteMapping() && canSetDirectMap();
    }

    /** A builder that starts with these. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** The same with another {@code rodata=}. */
    public KernelOptions withRodata(Rodata other) {
        return toBuilder().rodata(other).build();
    }

    /** The same with BBML2_NOABORT on every CPU or on none. */
    public KernelOptions withBbml2NoAbort(boolean has) {
        return toBuilder().bbml2NoAbort(has).build();
    }

    /** The same in another state of boot. */
    public KernelOptions withBootState(boolean capability, boolean isFinal, boolean allocatorUp, int cpus) {
        return toBuilder().bootState(capability, isFinal, allocatorUp, cpus).build();
    }

    /** The same with or without range TLBI and the repeat-TLBI erratum. */
    public KernelOptions withTlbi(boolean range, boolean repeat) {
        return toBuilder().tlbRange(range).repeatTlbi(repeat).build();
    }

    /** The same with KPTI's nG mappings or without. */
    public KernelOptions withNotGlobal(boolean ng) {
        return toBuilder().notGlobal(ng).build();
    }

    /** The same with LPA2. */
    public KernelOptions withLpa2(boolean has) {
        return toBuilder().lpa2(has).build();
    }

    /** The same with KFENCE in another mode. */
    public KernelOptions withKfence(Kfence mode) {
        return toBuilder().kfence(mode).build();
    }

    /** The same with barriers batched or not. */
    public KernelOptions withLazyMmu(boolean batched) {
        return toBuilder().lazyMmu(batched).build();
    }

    /** The same in a Realm. */
    public KernelOptions withRealm(boolean inRealm) {
        return toBuilder().realm(inRealm).build();
    }

    /** Options being put together; not for use by several threads. */
    public static final class Builder {
        private Rodata rodata = Rodata.ON;
        private boolean notGlobal;
        private boolean bti;
        private boolean bbml2NoAbort = true;
        private boolean bootCpuBbml2NoAbort = true;
        private boolean capabilitiesFinal = true;
        private boolean pageAllocatorUp = true;
        private int onlineCpus = 2;
        private boolean tlbRange = true;
        private boolean lpa2;
        private boolean repeatTlbi;
        private boolean debugPagealloc;
        private Kfence kfence = Kfence.OFF;
        private boolean realm;
        private boolean lazyMmu = true;
        private boolean interruptContext;
        private int hafdbs = 2;
        private boolean permissionIndirection;
        private boolean vhe;
        private boolean mte;
        private boolean hugeVmalloc = true;
        private boolean hugeIoremap = true;

        private Builder() {}

        private Builder(KernelOptions from) {
            rodata = from.rodata;
            notGlobal = from.notGlobal;
            bti = from.bti;
            bbml2NoAbort = from.bbml2NoAbort;
            bootCpuBbml2NoAbort = from.bootCpuBbml2NoAbort;
            capabilitiesFinal = from.capabilitiesFinal;
            pageAllocatorUp = from.pageAllocatorUp;
            onlineCpus = from.onlineCpus;
            tlbRange = from.tlbRange;
            lpa2 = from.lpa2;
            repeatTlbi = from.repeatTlbi;
            debugPagealloc = from.debugPagealloc;
            kfence = from.kfence;
            realm = from.realm;
            lazyMmu = from.lazyMmu;
            interruptContext = from.interruptContext;
            hafdbs = from.hafdbs;
            permissionIndirection = from.permissionIndirection;
            vhe = from.vhe;
            mte = from.mte;
            hugeVmalloc = from.hugeVmalloc;
            hugeIoremap = from.hugeIoremap;
        }

        /** Everything that follows from the CPU alone; every CPU of the system is taken to be like it. */
        public Builder cpu(LinuxCpu cpu) {
            tlbRange = cpu.tlbRange();
            repeatTlbi = cpu.repeatTlbi();
            hafdbs = cpu.hafdbs();
            permissionIndirection = cpu.permissionIndirection();
            return bbml2NoAbort(cpu.bbml2NoAbort());
        }

        /** Everything that follows from boot parameters alone. */
        public Builder boot(BootParameters boot) {
            rodata = boot.rodata();
            kfence = boot.kfence();
            debugPagealloc = boot.debugPagealloc();
            hugeVmalloc = boot.hugeVmalloc();
            hugeIoremap = boot.hugeIoremap();
            vhe = boot.vhe();
            return this;
        }

        /** See {@link KernelOptions#rodata}. */
        public Builder rodata(Rodata value) {
            rodata = value;
            return this;
        }

        /** See {@link KernelOptions#notGlobal}. */
        public Builder notGlobal(boolean value) {
            notGlobal = value;
            return this;
        }

        /** See {@link KernelOptions#bti}. */
        public Builder bti(boolean value) {
            bti = value;
            return this;
        }

        /** BBML2_NOABORT on every CPU or on none. */
        public Builder bbml2NoAbort(boolean value) {
            bbml2NoAbort = value;
            bootCpuBbml2NoAbort = value;
            return this;
        }

        /** Whether the boot CPU has BBML2_NOABORT, whatever the system's capability. */
        public Builder bootCpuBbml2NoAbort(boolean value) {
            bootCpuBbml2NoAbort = value;
            return this;
        }

        /** How far the system has booted: the system capability, whether it is final, page allocator, CPUs online. */
        public Builder bootState(boolean capability, boolean isFinal, boolean allocatorUp, int cpus) {
            if (cpus < 1) {
                throw new IllegalArgumentException("cpus=" + cpus + ", expected at least 1");
            }
            bbml2NoAbort = capability;
            capabilitiesFinal = isFinal;
            pageAllocatorUp = allocatorUp;
            onlineCpus = cpus;
            return this;
        }

        /** See {@link KernelOptions#tlbRange}. */
        public Builder tlbRange(boolean value) {
            tlbRange = value;
            return this;
        }

        /** See {@link KernelOptions#lpa2}. */
        public Builder lpa2(boolean value) {
            lpa2 = value;
            return this;
        }

        /** See {@link KernelOptions#repeatTlbi}. */
        public Builder repeatTlbi(boolean value) {
            repeatTlbi = value;
            return this;
        }

        /** See {@link KernelOptions#debugPagealloc}. */
        public Builder debugPagealloc(boolean value) {
            debugPagealloc = value;
            return this;
        }

        /** See {@link KernelOptions#kfence}. */
        public Builder kfence(Kfence value) {
            kfence = value;
            return this;
        }

        /** See {@link KernelOptions#realm}. */
        public Builder realm(boolean value) {
            realm = value;
            return this;
        }

        /** See {@link KernelOptions#lazyMmu}. */
        public Builder lazyMmu(boolean value) {
            lazyMmu = value;
            return this;
        }

        /** See {@link KernelOptions#interruptContext}. */
        public Builder interruptContext(boolean value) {
            interruptContext = value;
            return this;
        }

        /** See {@link KernelOptions#hafdbs}. */
        public Builder hafdbs(int value) {
            hafdbs = value;
            return this;
        }

        /** See {@link KernelOptions#permissionIndirection}. */
        public Builder permissionIndirection(boolean value) {
            permissionIndirection = value;
            return this;
        }

        /** See {@link KernelOptions#vhe}. */
        public Builder vhe(boolean value) {
            vhe = value;
            return this;
        }

        /** See {@link KernelOptions#mte}. */
        public Builder mte(boolean value) {
            mte = value;
            return this;
        }

        /** See {@link KernelOptions#hugeVmalloc}. */
        public Builder hugeVmalloc(boolean value) {
            hugeVmalloc = value;
            return this;
        }

        /** See {@link KernelOptions#hugeIoremap}. */
        public Builder hugeIoremap(boolean value) {
            hugeIoremap = value;
            return this;
        }

        /** The options. */
        public KernelOptions build() {
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
                    interruptContext,
                    hafdbs,
                    permissionIndirection,
                    vhe,
                    mte,
                    hugeVmalloc,
                    hugeIoremap);
        }
    }

    /** The same with a kernel that guards branch targets or not. */
    public KernelOptions withBti(boolean guarded) {
        return toBuilder().bti(guarded).build();
    }

    /** The same in interrupt context or not. */
    public KernelOptions withInterruptContext(boolean inInterrupt) {
        return toBuilder().interruptContext(inInterrupt).build();
    }
}
