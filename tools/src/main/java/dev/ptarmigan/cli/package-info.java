/** The command {@code ptarmigan}. */
@NullMarked
package dev.ptarmigan.cli;

import org.jspecify.annotations.NullMarked;
