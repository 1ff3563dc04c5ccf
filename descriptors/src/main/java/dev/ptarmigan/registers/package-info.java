/**
 * System registers as values.
 *
 * <p>{@link dev.ptarmigan.registers.RegisterFile} holds what is known of a machine's registers. A register that nobody
 * gave is absent, and absent is not zero: {@link dev.ptarmigan.registers.MissingRegisterException} says which one is
 * missing and what for.
 *
 * <p>Each family of registers is one class with a constant for every field, named as in the Arm ARM, a record over the
 * word with the questions a walk asks, and the table that says what each bit is:
 *
 * <pre>
 *   Tcr.TG0            BitField: bits 15:14                        the only place with the position
 *   Tcr.granuleShift   14                                          typed, for code
 *   RegisterLayout     TG0[15:14]  "Granule of the lower range"    for people: decoding, explanation, REGISTERS.md
 *   DecodedRegister    TG0[15:14]  0b10  16KB                      one value by such a table
 * </pre>
 *
 * <p>A few registers have several tables. Which one applies depends on the value itself (ESR_ELx, PAR_EL1) or on other
 * registers (TCR_EL2 on HCR_EL2.E2H, TTBRn on the address size and TCR2.D128); {@link
 * dev.ptarmigan.registers.RegisterDecoder} chooses, and says so when it had to assume something.
 *
 * <p>{@link dev.ptarmigan.registers.CpuFeatures} reads the ID registers. Nothing here reads memory or knows a page table.
 * Sources: Arm ARM D24 (system register descriptions), up to the extensions of Armv9.5. A field that a later extension
 * adds appears as RES0 here, and its bits as a problem.
 */
@NullMarked
package dev.ptarmigan.registers;

import org.jspecify.annotations.NullMarked;
