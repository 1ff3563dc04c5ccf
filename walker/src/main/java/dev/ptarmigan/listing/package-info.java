/**
 * Whole trees of tables: visited in address order, and what can be told of them.
 *
 * <p>A <i>walk</i> is what hardware does for one address; a <i>scan</i> looks at every entry of a tree; a <i>listing</i> is
 * text about it. This package knows memory, walk parameters and descriptor layouts. It does not know where a tree came from,
 * and changes nothing.
 *
 * <pre>
 *    TableTree  parameters, base, level, size, first address
 *        |
 *    TableScanner --> TableVisitor: tables, runs of leaves, runs of holes, problems
 *                        |
 *          +-------------+---------------+-------------------+
 *       Ptdump      MappingMerger   TreeStatistics      (whoever else)
 *          |             |
 *      PtdumpText   Mapping --> ExtendedListing: ExtendedRow
 * </pre>
 *
 * <p><b>Scanning.</b> Every address of the range lies in exactly one run that is shown. A run is one or more neighbouring
 * entries of one level, equal but for consecutive output addresses; a table of 512 like pages is one call. Trees can be
 * damaged or hostile: a table on its own path, or met before at another level, is reported and not entered; a table that is
 * shared is shown for each entry that points to it, but a subtree that maps one page everywhere is shown as one run, and a
 * limit on repeated visits ends what would not end. Memory that is absent is reported with the addresses it would map, never
 * taken for zero.
 *
 * <p><b>The kernel's listing.</b> {@link dev.ptarmigan.listing.Ptdump} makes the lines that Linux 7.2 prints in
 * {@code kernel_page_tables}, byte for byte; its class comment says how that differs from what hardware sees. Two things are
 * worth knowing when lists are compared:
 *
 * <ul>
 *   <li>The last line ends where the walk ends: at address 0, the end of the address space, for a kernel, and at 2 to the power
 *       of the address bits for a process, beyond its "UserSpace end" if the processor has more bits than Linux gives out.
 *   <li>Level names follow the levels in use: the start level is the PGD. A block in the start table of a tree of two levels is
 *       still called PMD, although a hole there is called PGD: {@code note_page} renames folded P4Ds and PUDs only.
 * </ul>
 *
 * Markers come from the kernel if it recorded them, else from {@link dev.ptarmigan.listing.KernelVaLayout}, which cannot know
 * where the fixmap begins.
 *
 * <p><b>The extended listing</b> is for every regime and format. It parts ranges at every difference, output addresses
 * included, and says what access is left after all tables above, indirect permissions and overlays.
 *
 * <p><b>A range</b> limits both listings to entries that meet it. The kernel's is cut at its ends, as if the kernel's walk was
 * limited to it; rows of the extended one are made of whole entries, so that output addresses stay those of entries.
 */
@NullMarked
package dev.ptarmigan.listing;

import org.jspecify.annotations.NullMarked;
