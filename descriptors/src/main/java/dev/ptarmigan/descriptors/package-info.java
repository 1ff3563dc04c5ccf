/** What a translation table descriptor means at a place: granule, stage, format and level. */
@NullMarked
package dev.ptarmigan.descriptors;

import org.jspecify.annotations.NullMarked;
