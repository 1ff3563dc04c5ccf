/**
 * Faults and the registers that report them.
 *
 * <p>A fault is a {@link dev.ptarmigan.faults.FaultType} at a level; {@link dev.ptarmigan.faults.FaultStatus} is the
 * six-bit code for the pair, the same in all three places that report one:
 *
 * <pre>
 *   ESR_ELx   63    56 55             32 31  26 25 24                         6 5    0
 *            +--------+-----------------+------+--+----------------------------+------+
 *            |  RES0  | ISS2 (Overlay..)|  EC  |IL| ISS: WnR, S1PTW, FnV, ...  | xFSC |
 *            +--------+-----------------+------+--+----------------------------+------+
 *   PAR_EL1   63               16 15       12 11 10 9   8   7 6              1   0
 *            +-------------------+-----------+--+--+---+---+-+----------------+---+
 *            |                   | why       | 1|  | S |PTW| |      FST       |F=1|
 *            +-------------------+-----------+--+--+---+---+-+----------------+---+
 * </pre>
 *
 * <p>Which exception level a fault goes to, and which register holds what after it, is the walker's business; these are
 * words only. Sources: Arm ARM D24 (ESR_ELx, PAR_EL1, HPFAR_EL2), D8.16 (fault priorities).
 */
@NullMarked
package dev.ptarmigan.faults;

import org.jspecify.annotations.NullMarked;
