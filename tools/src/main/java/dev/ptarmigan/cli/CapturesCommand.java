package dev.ptarmigan.cli;

final class CapturesCommand implements Command {
    @Override
    public Options options() {
        return new Options(CommandName.CAPTURES).operands("WORD...", "x").value("--granule","S","x").flag("--ds","x").values("--feature","F","features").example("x","y");
    }

    @Override
    public int run(Given given, Console console) {
        console.out().print(given.operands() + " " + given.value("--granule") + given.values("--feature")+"\n");
        return 0;
    }
}
