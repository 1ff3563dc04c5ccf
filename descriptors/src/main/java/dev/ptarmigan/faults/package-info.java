/** Translation faults and their codes. */
@NullMarked
package dev.ptarmigan.faults;

import org.jspecify.annotations.NullMarked;
