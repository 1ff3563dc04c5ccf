/**
 * What mappings cost: the same accesses on kernels whose linear map is made of pages, of Contiguous groups or of blocks, and on one
 * whose blocks were split by {@code set_memory} calls, through the TLB of a part.
 */
@NullMarked
package dev.ptarmigan.study;

import org.jspecify.annotations.NullMarked;
