/** The rules of translation caches against tables of the manual and a second, slow reading of them. */
@NullMarked
package dev.ptarmigan.tlb;

import org.jspecify.annotations.NullMarked;
