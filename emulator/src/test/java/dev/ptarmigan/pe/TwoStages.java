package dev.ptarmigan.pe;

import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;

/** A guest with one page behind two stages of translation, on a machine of two PEs; the hypervisor changes stage 2. */
final class TwoStages implements AutoCloseable {
    static final long VA = 0x4000_1000L;
    static final long IPA = 0x4000_2000L;
    static final long OLD = 0x8000_0000L;
    static final long NEW = 0x8000_1000L;

    private static final long RAM = 0x4000_0000L;
    private static final long STAGE1 = RAM + 0x10_000;
    private static final long STAGE2 = RAM + 0x20_000;
    private static final long PAGE = 0x0060_0000_0000_0703L;
    /** S2AP = write and read, MemAttr Write-Back, Inner Shareable, AF, a page. */
    private static final long STAGE2_PAGE = 0x7ff;

    final PhysicalMemory memory = new PhysicalMemory().allocate(RAM, 1 << 20);
    final Machine machine;
    final long leaf = slot(STAGE2 + 0x2000, IPA, 12);

    TwoStages(MachineOptions options) {
        // Stage 1: 39 bits from level 1, the tables at intermediate addresses that stage 2 maps one to one.
        memory.write(slot(STAGE1, VA, 30), STAGE1 + 0x1000 | 3);
        memory.write(slot(STAGE1 + 0x1000, VA, 21), STAGE1 + 0x2000 | 3);
        memory.write(slot(STAGE1 + 0x2000, VA, 12), IPA | PAGE);
        memory.write(slot(STAGE2, IPA, 30), STAGE2 + 0x1000 | 3);
        memory.write(slot(STAGE2 + 0x1000, IPA, 21), STAGE2 + 0x2000 | 3);
        for (long page = STAGE1; page < STAGE1 + 0x3000; page += 0x1000) {
            memory.write(slot(STAGE2 + 0x2000, page, 12), page | STAGE2_PAGE);
        }
        memory.write(leaf, OLD | STAGE2_PAGE);
        RegisterFile registers = new RegisterFile();
        registers.set(Register.TCR_EL1, 0x5_b519_3519L);
        registers.set(Register.TTBR0_EL1, 1L << 48 | STAGE1);
        registers.set(Register.TTBR1_EL1, STAGE1);
        registers.set(Register.SCTLR_EL1, 0x30d0_1805L);
        registers.set(Register.MAIR_EL1, 0xffL);
        registers.set(Register.ID_AA64MMFR0_EL1, 0x2100_0322_0010_1126L);
        registers.set(Register.ID_AA64MMFR2_EL1, 0x1011_0000_1011L);
        registers.set(Register.ID_AA64PFR0_EL1, 0x111L);
        registers.set(Register.HCR_EL2, 0x8000_0001L);
        registers.set(Register.VTTBR_EL2, 1L << 48 | STAGE2);
        // 39 bits from level 1, 4K, 48-bit output.
        registers.set(Register.VTCR_EL2, 0x8005_3559L);
        machine = new Machine(memory, registers, 2, options);
    }

    private static long slot(long table, long address, int shift) {
        return table + (address >>> shift & 511) * 8;
    }

    @Override
    public void close() {
        memory.close();
    }
}
