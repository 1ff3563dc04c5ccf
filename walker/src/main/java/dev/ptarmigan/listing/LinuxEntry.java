package dev.ptarmigan.listing;

import dev.ptarmigan.descriptors.DescriptorField;
import dev.ptarmigan.descriptors.DescriptorKind;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.Layouts;
import dev.ptarmigan.descriptors.LinuxPte;
import dev.ptarmigan.descriptors.Place;
import dev.ptarmigan.descriptors.TranslationStage;

/**
 * What arm64 Linux's listing asks of a word beyond {@link LinuxPte}: masks, and the dirty state that is spread over three
 * bits. Linux names the bits once for all its configurations; they are those of a 4K page with direct permissions and 48-bit
 * addresses, also where hardware reads them otherwise (indirect permissions, LPA2).
 */
final class LinuxEntry {
    static final long VALID = LinuxPte.PTE_VALID.mask();
    /** PMD_TYPE_MASK. */
    static final long TYPE = VALID
            | Layouts.of(Place.of(Granule.K4, TranslationStage.EL10, Place.LAST_LEVEL), DescriptorKind.PAGE)
                    .mask(DescriptorField.TYPE);
    /** PMD_TYPE_SECT. */
    static final long TYPE_BLOCK = VALID;

    static final long RDONLY = LinuxPte.PTE_RDONLY.mask();
    static final long AF = LinuxPte.PTE_AF.mask();
    static final long PXN = LinuxPte.PTE_PXN.mask();
    static final long UXN = LinuxPte.PTE_UXN.mask();
    private static final long WRITE = LinuxPte.PTE_WRITE.mask();
    private static final long DIRTY = LinuxPte.PTE_DIRTY.mask();

    private LinuxEntry() {}

    /** pte_dirty: by software's bit, or writable with RDONLY clear. */
    static boolean isDirty(long word) {
        return (word & DIRTY) != 0 || (word & WRITE) != 0 && (word & RDONLY) == 0;
    }

    /** pte_mkdirty. */
    static long makeDirty(long word) {
        long dirty = word | DIRTY;
        return (word & WRITE) != 0 ? dirty & ~RDONLY : dirty;
    }

    /** pte_mkold(pte_mkclean()): what all members of a contiguous group have in common besides the frame. */
    static long cleanAndOld(long word) {
        return (word & ~(DIRTY | AF)) | RDONLY;
    }
}
