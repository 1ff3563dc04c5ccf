package dev.ptarmigan.cli;

/** Traces of other tools. */
final class ForeignTraces {
    private ForeignTraces() {}

    static int casemate(Given given, Console console, String source, String text) {
        throw new CliException(source + ": casemate traces: not yet");
    }

    static int tarmac(Given given, Console console, String source, String text) {
        throw new CliException(source + ": tarmac traces: not yet");
    }
}
