/** Who may use whom, checked on the classes that ship. */
@NullMarked
package dev.ptarmigan.architecture;

import org.jspecify.annotations.NullMarked;
