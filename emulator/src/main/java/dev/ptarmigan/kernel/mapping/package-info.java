/**
 * How Linux 7.2 makes kernel mappings: the linear map, the kernel image, vmalloc space.
 *
 * <p>{@link dev.ptarmigan.kernel.mapping.KernelWorld} makes a whole small kernel from nothing.
 * {@link dev.ptarmigan.kernel.mapping.MappingBuilder} is {@code __create_pgd_mapping},
 * {@link dev.ptarmigan.kernel.mapping.Vmap} {@code vmap_range}, {@link dev.ptarmigan.kernel.mapping.ImageMapper} the early
 * mapper of the image. What may be written over a live entry is decided by
 * {@link dev.ptarmigan.kernel.mapping.PgAttrChange}.
 */
@NullMarked
package dev.ptarmigan.kernel.mapping;

import org.jspecify.annotations.NullMarked;
