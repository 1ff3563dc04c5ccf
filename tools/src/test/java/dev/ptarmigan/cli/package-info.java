/** The command line, run in this process. */
@NullMarked
package dev.ptarmigan.cli;

import org.jspecify.annotations.NullMarked;
