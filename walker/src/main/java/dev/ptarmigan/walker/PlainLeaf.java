package dev.ptarmigan.walker;

import dev.ptarmigan.descriptors.Place;

/**
 * How to recognise a leaf of one level about which no rule has anything to say: valid and allowed there, with its Access flag,
 * and without an address bit that could be too high.
 */
final class PlainLeaf {
    /** What no leaf matches. */
    static final PlainLeaf NONE = new PlainLeaf(Place.LAST_LEVEL, 0, 1, 0, 0);

    final int level;
    /** Bits that are tested, and what they must be. */
    final long test;

    final long expected;
    /** Bits of the output address that come from the descriptor and from the input address. */
    final long inPlace;

    final long offset;

    PlainLeaf(int level, long test, long expected, long inPlace, long offset) {
        this.level = level;
        this.test = test;
        this.expected = expected;
        this.inPlace = inPlace;
        this.offset = offset;
    }
}
