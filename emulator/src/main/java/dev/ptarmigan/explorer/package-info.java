/**
 * The explorer: every interleaving of a few processing elements that change translation tables and use them, with translation
 * caches that may hold whatever the architecture lets them hold, checked against what must never be seen.
 */
@NullMarked
package dev.ptarmigan.explorer;

import org.jspecify.annotations.NullMarked;
