/** What the tests of all modules share and what is about no subject of the product. */
@NullMarked
package dev.ptarmigan.testing;

import org.jspecify.annotations.NullMarked;
