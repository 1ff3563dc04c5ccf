package dev.ptarmigan.descriptors;

import dev.ptarmigan.bits.BitField;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The protection of a leaf by Linux's name ({@code arch/arm64/include/asm/pgtable-prot.h}), if it has one.
 *
 * @param name for example {@code PAGE_KERNEL_RO}
 * @param modifiers what was changed in it since, in Linux's words: {@code tagged}, {@code CONT}, {@code present-invalid} …
 */
public record LinuxProtection(String name, List<String> modifiers) {
    /** Index that {@code memory.h} gives Normal Write-Back memory in MAIR_EL1. */
    public static final int MT_NORMAL = 0;
    /** Index of the same with tags, where there are tags. */
    public static final int MT_NORMAL_TAGGED = 1;
    /** Index of Normal Non-cacheable memory. */
    public static final int MT_NORMAL_NC = 2;
    /** Index of Device-nGnRnE. */
    public static final int MT_DEVICE_NGNRNE = 3;
    /** Index of Device-nGnRE. */
    public static final int MT_DEVICE_NGNRE = 4;

    private static final long INNER_SHAREABLE = 3;

    /** Everything a protection can say; other bits of a leaf must be 0 (or belong to the address). */
    private static final List<BitField> KNOWN = List.of(
            LinuxPte.PTE_ATTRINDX,
            LinuxPte.PTE_USER,
            LinuxPte.PTE_RDONLY,
            LinuxPte.PTE_AF,
            LinuxPte.PTE_NG,
            LinuxPte.PTE_GP,
            LinuxPte.PTE_WRITE,
            LinuxPte.PTE_CONT,
            LinuxPte.PTE_PXN,
            LinuxPte.PTE_UXN,
            LinuxPte.PTE_DIRTY,
            LinuxPte.PTE_SPECIAL,
            LinuxPte.PTE_UFFD_WP);

    /** The protection of a leaf, valid or present-invalid; null if the kernel has no name for it. */
    static @Nullable LinuxProtection of(Descriptor descriptor) {
        Place place = descriptor.place();
        long word = descriptor.word().low();
        boolean hidden = LinuxPte.presentInvalid(word);
        if (hidden) {
            word = LinuxPte.makeValidKernel(word, false);
        }
        DescriptorKind kind = DescriptorKind.of(word, place);
        if (!kind.isLeaf()) {
            return null;
        }
        WordLayout layout = Layouts.of(place, kind);
        boolean shareable = !layout.has(DescriptorField.SH) || LinuxPte.PTE_SHARED.of(word) == INNER_SHAREABLE;
        if (!shareable || unexplained(word, layout) != 0) {
            return null;
        }
        List<String> modifiers = new ArrayList<>();
        boolean kernel = !LinuxPte.PTE_USER.isSet(word) && LinuxPte.PTE_UXN.isSet(word);
        String name = kernel ? kernelName(word, modifiers) : userName(word, modifiers);
        if (name == null) {
            return null;
        }
        common(word, modifiers);
        if (hidden) {
            modifiers.add("present-invalid");
        }
        return new LinuxProtection(name, List.copyOf(modifiers));
    }

    private static long unexplained(long word, WordLayout layout) {
        long rest = word & ~layout.addressField().mask();
        rest &= ~(layout.mask(DescriptorField.VALID)
                | layout.mask(DescriptorField.TYPE)
                | layout.mask(DescriptorField.SH));
        for (BitField field : KNOWN) {
            rest &= ~field.mask();
        }
        return rest;
    }

    private static @Nullable String kernelName(long word, List<String> modifiers) {
        boolean executable = !LinuxPte.PTE_PXN.isSet(word);
        boolean writable = LinuxPte.PTE_WRITE.isSet(word);
        if (writable == LinuxPte.PTE_RDONLY.isSet(word)) {
            return null;
        }
        int memory = (int) LinuxPte.PTE_ATTRINDX.of(word);
        if (LinuxPte.PTE_NG.isSet(word)) {
            modifiers.add("nG");
        }
        if (!LinuxPte.PTE_DIRTY.isSet(word)) {
            return writable && !executable ? undirtied(memory) : null;
        }
        String name = writable
                ? executable ? "PAGE_KERNEL_EXEC" : "PAGE_KERNEL"
                : executable ? "PAGE_KERNEL_ROX" : "PAGE_KERNEL_RO";
        return memory(memory, modifiers) ? name : null;
    }

    /** PROT_*: what ioremap and friends use, which never record dirtiness. */
    private static @Nullable String undirtied(int memory) {
        return switch (memory) {
            case MT_NORMAL -> "PROT_NORMAL";
            case MT_NORMAL_TAGGED -> "PROT_NORMAL_TAGGED";
            case MT_NORMAL_NC -> "PROT_NORMAL_NC";
            case MT_DEVICE_NGNRNE -> "PROT_DEVICE_nGnRnE";
            case MT_DEVICE_NGNRE -> "PROT_DEVICE_nGnRE";
            default -> null;
        };
    }

    private static boolean memory(int memory, List<String> modifiers) {
        switch (memory) {
            case MT_NORMAL -> {}
            case MT_NORMAL_TAGGED -> modifiers.add("tagged");
            case MT_NORMAL_NC -> modifiers.add("writecombine");
            case MT_DEVICE_NGNRNE -> modifiers.add("noncached");
            case MT_DEVICE_NGNRE -> modifiers.add("device");
            default -> {
                return false;
            }
        }
        return true;
    }

    private static @Nullable String userName(long word, List<String> modifiers) {
        boolean user = LinuxPte.PTE_USER.isSet(word);
        boolean writable = LinuxPte.PTE_WRITE.isSet(word);
        boolean readOnly = LinuxPte.PTE_RDONLY.isSet(word);
        boolean executable = !LinuxPte.PTE_UXN.isSet(word);
        boolean expected = LinuxPte.PTE_NG.isSet(word)
                && LinuxPte.PTE_PXN.isSet(word)
                && (writable || readOnly)
                && (user || !writable);
        if (!expected || !memory((int) LinuxPte.PTE_ATTRINDX.of(word), modifiers)) {
            return null;
        }
        if (!readOnly) {
            modifiers.add("written");
        }
        if (LinuxPte.PTE_DIRTY.isSet(word)) {
            modifiers.add("dirty");
        }
        if (!user) {
            return "PAGE_EXECONLY";
        }
        return (writable ? "PAGE_SHARED" : "PAGE_READONLY") + (executable ? "_EXEC" : "");
    }

    private static void common(long word, List<String> modifiers) {
        if (LinuxPte.cont(word)) {
            modifiers.add("CONT");
        }
        if (LinuxPte.PTE_GP.isSet(word)) {
            modifiers.add("GP");
        }
        if (LinuxPte.PTE_SPECIAL.isSet(word)) {
            modifiers.add("special");
        }
        if (LinuxPte.PTE_UFFD_WP.isSet(word)) {
            modifiers.add("uffd-wp");
        }
        if (!LinuxPte.PTE_AF.isSet(word)) {
            modifiers.add("old");
        }
    }

    /** {@code PAGE_KERNEL (tagged, CONT)}. */
    @Override
    public String toString() {
        return modifiers.isEmpty() ? name : name + " (" + String.join(", ", modifiers) + ")";
    }
}
