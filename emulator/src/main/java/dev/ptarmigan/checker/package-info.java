/**
 * Checks a sequence of page-table events as it goes by: whether break-before-make was needed, whether barriers and
 * invalidations are there, strong and wide enough, and whether tables are visible before they are used and flushed before they
 * are freed.
 *
 * <p>One pass, no exploration. For each descriptor that was replaced the checker keeps what a translation cache may still hold
 * of it, with how far its removal has come: stored, visible to all walkers, invalidated, completed. The trace is one order of
 * events; what is accepted is the discipline, in any timing.
 *
 * <pre>
 *   EventLog --&gt; OnlineChecker --+-- StoreRules -------- ReplacedEntries --+--&gt; Finding
 *                               +-- MaintenanceRules --+                 |
 *                               +-- OperationRules --- TrackedTables ----+
 * </pre>
 */
@NullMarked
package dev.ptarmigan.checker;

import org.jspecify.annotations.NullMarked;
