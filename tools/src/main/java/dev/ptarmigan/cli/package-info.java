/**
 * The command {@code ptarmigan}: what may be typed, and what happens to it.
 *
 * <pre>
 *    Main -> Program -> CommandName.create() -> Command.options() -> Options.parse() -> Given
 *               |                                                                          |
 *               |   one line and a status for every failure                                v
 *               +------------------------------------------------- Command.run(given, console) -> ExitStatus
 * </pre>
 *
 * <p>A command turns options into the objects of the modules below, lets them work, and hands the results to
 * {@code dev.ptarmigan.report}. It knows no bit position and prints no table itself. Values of options stay text until the
 * command that needs them turns them into something, so that every message names the option, the text and what was expected.
 *
 * <p>{@link dev.ptarmigan.cli.PlaceOptions} says where a word was read, {@link dev.ptarmigan.cli.CaptureOptions} which tables,
 * {@link dev.ptarmigan.cli.AccessOptions} who accesses what. Options that contradict each other, or the registers they come
 * with, are refused; what had to be assumed is printed with the answer.
 */
@NullMarked
package dev.ptarmigan.cli;

import org.jspecify.annotations.NullMarked;
