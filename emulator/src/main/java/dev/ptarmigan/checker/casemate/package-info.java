/**
 * Traces of casemate: an EL2 hypervisor's own stage 1 tables and its guests' stage 2 tables, with locks and ownership told by
 * hints. {@link dev.ptarmigan.checker.casemate.CasemateTrace} reads the text,
 * {@link dev.ptarmigan.checker.casemate.CasemateChecker} keeps the state of each descriptor. Two readings
 * ({@link dev.ptarmigan.checker.casemate.CasemateMode}): what the architecture says, and what casemate does.
 */
@NullMarked
package dev.ptarmigan.checker.casemate;

import org.jspecify.annotations.NullMarked;
