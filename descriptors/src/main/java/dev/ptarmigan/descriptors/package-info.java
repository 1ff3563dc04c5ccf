/**
 * What the bits of a translation table descriptor mean.
 *
 * <p>Everything here is a pure function of one word (and of registers, where they are known): nothing in this package reads
 * memory or knows a virtual address. The same word means different things in different places, so every question takes a
 * {@link dev.ptarmigan.descriptors.Place} too: the granule, the stage, the level, how addresses are held and which extensions
 * are in force.
 *
 * <pre>
 *     63     62   59 58      55  54    53        52       51    50  49   48 47               32
 * +---------+-------+----------+-----+-----+------------+-----+----+-------+-------------------+
 * | ignored | PBHA  | software | UXN | PXN | Contiguous | DBM | GP | RES0  |     OA[47:32]     |
 * +---------+-------+----------+-----+-----+------------+-----+----+-------+-------------------+
 *  31                    12  11   10  9   8 7       6     5     4        2   1       0
 * +------------------------+----+----+-----+---------+---------+----------+------+-------+
 * |       OA[31:12]        | nG | AF | SH  | AP[2:1] | ignored | AttrIndx | Type | Valid |
 * +------------------------+----+----+-----+---------+---------+----------+------+-------+
 *                                        a page, 4K granule, EL1&amp;0 stage 1, 48-bit addresses
 * </pre>
 *
 * <p>There is one table of fields: rows of a field, its bits and the condition under which the row stands (Stage1Fields,
 * Stage2Fields, Vmsa128Fields, AddressFields). {@link dev.ptarmigan.descriptors.Layouts} resolves it for a place and a
 * {@link dev.ptarmigan.descriptors.DescriptorKind} to a {@link dev.ptarmigan.descriptors.WordLayout}, in which every bit belongs
 * to exactly one field, or the table is refused. All else asks the layout:
 *
 * <ul>
 *   <li>{@link dev.ptarmigan.descriptors.Descriptor} decodes: kind, fields, addresses, and
 *       {@link dev.ptarmigan.descriptors.Problem}s for what is reserved;
 *   <li>{@link dev.ptarmigan.descriptors.DescriptorBuilder} encodes, and refuses what cannot be;
 *   <li>{@link dev.ptarmigan.descriptors.DescriptorReadings} says what a bare word can be;
 *   <li>{@link dev.ptarmigan.descriptors.Explanation} puts fields and their
 *       {@link dev.ptarmigan.descriptors.Effect} in words, with the registers that are known and the names of those that are not;
 *   <li>{@link dev.ptarmigan.descriptors.BitRuler} draws words and their differences;
 *   <li>{@link dev.ptarmigan.descriptors.LinuxOverlay} adds what Linux means by the bits; it replaces nothing;
 *   <li>{@link dev.ptarmigan.descriptors.Permissions} has the rules that combine permissions, for walkers and texts alike.
 * </ul>
 *
 * <p>Walkers do not make objects of this package while they walk: they take masks from a layout beforehand and combine
 * permissions as bit sets.
 *
 * <p>Implemented here, by section of the Arm Architecture Reference Manual (DDI 0487): D8.3 descriptor formats, D8.4 permissions
 * and hierarchical control, D8.5 Access flag and dirty state, D8.6 memory attributes and the Contiguous bit, all for VMSAv8-64
 * and VMSAv9-128. The generated {@code descriptors/FIELDS.md} prints the tables.
 */
@NullMarked
package dev.ptarmigan.descriptors;

import org.jspecify.annotations.NullMarked;
