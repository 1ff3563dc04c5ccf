/**
 * What commands print. Every kind of result has two writers: text for people, aligned and with the reason beside the answer,
 * and JSON for scripts, whose names do not change.
 *
 * <p>Nothing here knows which options asked for it, and nothing here decides: descriptors explain themselves, walks carry their
 * reasons, listings their rows.
 */
@NullMarked
package dev.ptarmigan.report;

import org.jspecify.annotations.NullMarked;
