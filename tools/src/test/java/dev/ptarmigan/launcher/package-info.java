/** The start script, tried on JDKs and Mavens that are scripts themselves. */
@NullMarked
package dev.ptarmigan.launcher;

import org.jspecify.annotations.NullMarked;
