/** System registers as values: fields, layouts and files of registers in which absent is not zero. */
@NullMarked
package dev.ptarmigan.registers;

import org.jspecify.annotations.NullMarked;
