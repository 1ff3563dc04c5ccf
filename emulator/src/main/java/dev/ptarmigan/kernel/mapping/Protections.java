package dev.ptarmigan.kernel.mapping;

import static dev.ptarmigan.descriptors.LinuxPte.PTE_AF;
import static dev.ptarmigan.descriptors.LinuxPte.PTE_ATTRINDX;
import static dev.ptarmigan.descriptors.LinuxPte.PTE_DIRTY;
import static dev.ptarmigan.descriptors.LinuxPte.PTE_SHARED;
import static dev.ptarmigan.descriptors.LinuxPte.PTE_UXN;

import dev.ptarmigan.descriptors.LinuxProtection;
import dev.ptarmigan.kernel.KernelOptions;
import dev.ptarmigan.kernel.KernelWords;

/**
 * The protections that Linux gives kernel mappings ({@code pgtable-prot.h}) in one configuration, as words without an address.
 * They have the type of a page; {@link #block} makes it that of a block.
 */
public final class Protections {
    private final long normal;

    /**
     * The protections of a configuration: nG by {@link KernelOptions#notGlobal}, no shareability with
     * {@link KernelOptions#lpa2}, where the field belongs to the address.
     */
    public Protections(KernelOptions options) {
        long word = KernelWords.TYPE_PAGE | PTE_AF.mask() | KernelWords.PXN | PTE_UXN.mask() | KernelWords.WRITE;
        word |= options.lpa2() ? 0 : PTE_SHARED.mask();
        word |= options.notGlobal() ? KernelWords.NG : 0;
        normal = withMemory(word, LinuxProtection.MT_NORMAL);
    }

    private static long withMemory(long word, int index) {
        return PTE_ATTRINDX.in(word, index);
    }

    /** PROT_NORMAL: readable and writable, dirtiness not recorded. */
    public long normal() {
        return normal;
    }

    /** PAGE_KERNEL: readable and writable. */
    public long kernel() {
        return normal | PTE_DIRTY.mask();
    }

    /** {@code pgprot_tagged(PAGE_KERNEL)}: the linear map, with or without tags. */
    public long kernelTagged() {
        return withMemory(kernel(), LinuxProtection.MT_NORMAL_TAGGED);
    }

    /** PAGE_KERNEL_RO: read-only. */
    public long kernelReadOnly() {
        return kernel() & ~KernelWords.WRITE | KernelWords.RDONLY;
    }

    /** PAGE_KERNEL_ROX: read-only and executable. */
    public long kernelReadOnlyExecute() {
        return kernelReadOnly() & ~KernelWords.PXN;
    }

    /** PAGE_KERNEL_EXEC: writable and executable. */
    public long kernelExecute() {
        return kernel() & ~KernelWords.PXN;
    }

    /** PAGE_KERNEL_EXEC_CONT. */
    public long kernelExecuteContiguous() {
        return kernelExecute() | KernelWords.CONT;
    }

    /** PROT_NORMAL_NC: Normal Non-cacheable. */
    public long normalNonCacheable() {
        return writeCombine(normal);
    }

    /** PROT_DEVICE_nGnRnE. */
    public long deviceNonGathering() {
        return nonCached(normal);
    }

    /** PROT_DEVICE_nGnRE: what {@code ioremap} uses. */
    public long device() {
        return device(normal);
    }

    /** {@code pgprot_writecombine} and {@code pgprot_dmacoherent} of a protection. */
    public static long writeCombine(long protection) {
        return noExecute(withMemory(protection, LinuxProtection.MT_NORMAL_NC));
    }

    /** {@code pgprot_noncached} of a protection. */
    public static long nonCached(long protection) {
        return noExecute(withMemory(protection, LinuxProtection.MT_DEVICE_NGNRNE));
    }

    /** {@code pgprot_device} of a protection. */
    public static long device(long protection) {
        return noExecute(withMemory(protection, LinuxProtection.MT_DEVICE_NGNRE));
    }

    private static long noExecute(long protection) {
        return protection | KernelWords.PXN | PTE_UXN.mask();
    }

    /** {@code pgprot_nx} of a protection: not executable, and no guarded page. */
    public static long neverExecute(long protection) {
        return protection & ~KernelWords.GP | KernelWords.PXN;
    }

    /** {@code mk_pmd_sect_prot}: a protection with the type of a block. */
    public static long block(long protection) {
        return protection & ~KernelWords.TYPE_PAGE | KernelWords.TYPE_BLOCK;
    }
}
