package dev.ptarmigan.report.violating;

import picocli.CommandLine;

/** Breaks: only cli uses picocli, only Main ends the JVM, and no class is named like this. */
final class ReportManager {
    private ReportManager() {}

    static void print(CommandLine command) {
        System.exit(command.getCommandName().length());
    }
}
