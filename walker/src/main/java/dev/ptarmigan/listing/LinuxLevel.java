package dev.ptarmigan.listing;

import dev.ptarmigan.descriptors.Place;

/**
 * Linux's numbers and names of levels: PGD is 0 and PTE is 4, whatever the architecture's start level. A level that a kernel
 * does not have is folded into the PGD, when it is built or when it starts.
 */
final class LinuxLevel {
    private static final String[] NAMES = {"PGD", "P4D", "PUD", "PMD", "PTE"};

    private LinuxLevel() {}

    /** The number that ptdump gives to a leaf: note_page takes a folded P4D or PUD for the PGD, but not a folded PMD. */
    static int ofLeaf(TableTree tree, int level) {
        return level == tree.startLevel() && level <= 1 ? 0 : level + 1;
    }

    /** The number that ptdump gives to an entry that is zero: the walk knows every folded level. Pages are noted one by one. */
    static int ofHole(TableTree tree, int level) {
        return level == tree.startLevel() && level < Place.LAST_LEVEL ? 0 : level + 1;
    }

    /** {@code PGD} to {@code PTE}. */
    static String name(int number) {
        return NAMES[number];
    }
}
