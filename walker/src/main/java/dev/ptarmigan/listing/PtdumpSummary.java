package dev.ptarmigan.listing;

import java.util.List;

/**
 * What a listing found out besides its lines.
 *
 * @param check what the kernel's check of writable and executable mappings would say about the same addresses
 * @param problems parts of the tree that could not be read, the first thousand; such entries are listed as holes
 */
public record PtdumpSummary(WxCheck check, List<ScanReport> problems) {}
