package dev.ptarmigan.kernel;

import dev.ptarmigan.descriptors.DescriptorField;
import dev.ptarmigan.descriptors.DescriptorKind;
import dev.ptarmigan.descriptors.Feature;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.Layouts;
import dev.ptarmigan.descriptors.LinuxPte;
import dev.ptarmigan.descriptors.Place;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.descriptors.WordLayout;

/** The bit patterns that Linux's page-table code composes; each comes from the field tables. */
public final class KernelWords {
    private static final Place PAGE_PLACE = Place.of(Granule.K4, TranslationStage.EL10, Place.LAST_LEVEL);
    private static final WordLayout PAGE = Layouts.of(PAGE_PLACE, DescriptorKind.PAGE);
    private static final WordLayout TABLE = Layouts.of(
            PAGE_PLACE.atLevel(2).withFeatures(PAGE_PLACE.features().with(Feature.HAFT)), DescriptorKind.TABLE);

    /** PTE_VALID. */
    public static final long VALID = LinuxPte.PTE_VALID.mask();
    /** PTE_TYPE_PAGE, also P?D_TYPE_TABLE. */
    public static final long TYPE_PAGE = VALID | PAGE.mask(DescriptorField.TYPE);
    /** P?D_TYPE_SECT. */
    public static final long TYPE_BLOCK = VALID;

    /** PTE_RDONLY. */
    public static final long RDONLY = LinuxPte.PTE_RDONLY.mask();
    /** PTE_WRITE. */
    public static final long WRITE = LinuxPte.PTE_WRITE.mask();
    /** PTE_PXN. */
    public static final long PXN = LinuxPte.PTE_PXN.mask();
    /** PTE_GP. */
    public static final long GP = LinuxPte.PTE_GP.mask();
    /** PTE_NG. */
    public static final long NG = LinuxPte.PTE_NG.mask();
    /** PTE_CONT. */
    public static final long CONT = LinuxPte.PTE_CONT.mask();
    /** PTE_PRESENT_INVALID. */
    public static final long PRESENT_INVALID = LinuxPte.PTE_PRESENT_INVALID.mask();
    /** PMD_TABLE_PXN. */
    public static final long TABLE_PXN = LinuxPte.TABLE_PXN.mask();
    /** What the kernel's own tables have: UXNTable and the Access flag. */
    public static final long TABLE_KERNEL = TYPE_PAGE | LinuxPte.TABLE_UXN.mask() | TABLE.mask(DescriptorField.AF);

    /** What the fixmap's tables have: the Access flag alone. */
    public static final long TABLE_FIXMAP = TYPE_PAGE | TABLE.mask(DescriptorField.AF);

    private static final long PAGE_KERNEL =
            TYPE_PAGE | LinuxPte.PTE_AF.mask() | WRITE | PXN | LinuxPte.PTE_UXN.mask() | LinuxPte.PTE_DIRTY.mask();

    private KernelWords() {}

    /** PAGE_KERNEL: ordinary memory, read-write, never executed; without the address. */
    static long pageKernel(KernelOptions options) {
        long shared = options.lpa2() ? 0 : LinuxPte.PTE_SHARED.mask();
        return PAGE_KERNEL | shared | (options.notGlobal() ? NG : 0);
    }

    /** PTE_PRESENT_VALID_KERNEL: Valid, with nG where kernel mappings are not global. */
    public static long presentValidKernel(KernelOptions options) {
        return options.notGlobal() ? VALID | NG : VALID;
    }
}
