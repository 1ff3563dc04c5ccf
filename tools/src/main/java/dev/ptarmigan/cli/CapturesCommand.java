package dev.ptarmigan.cli;

import dev.ptarmigan.dump.ShippedCaptures;
import dev.ptarmigan.report.Json;
import java.util.Map;

/** {@code ptarmigan captures}: what can be given as CAPTURE without having a file. */
final class CapturesCommand implements Command {
    @Override
    public Options options() {
        return new Options(CommandName.CAPTURES)
                .operands("[TEXT]", "only captures whose name contains TEXT")
                .example("", "all of them")
                .example("setmem", "those around a call of set_memory");
    }

    @Override
    public int run(Given given, Console console) {
        if (given.operands().size() > 1) {
            throw new CliException(
                    "captures takes one text, unexpected " + given.operands().get(1));
        }
        String wanted = given.operands().isEmpty() ? "" : given.operands().get(0);
        Map<String, String> shipped = ShippedCaptures.descriptions();
        shipped.keySet().removeIf(name -> !name.contains(wanted));
        if (shipped.isEmpty()) {
            throw new CliException("no shipped capture has " + wanted + " in its name");
        }
        if (given.has(Options.JSON)) {
            try (Json json = new Json(console.out())) {
                json.object().array("captures");
                shipped.forEach((name, description) -> json.object()
                        .text("name", name)
                        .text("description", description)
                        .endObject());
                json.endArray().endObject();
            }
            return ExitStatus.OK;
        }
        int width = 0;
        for (String name : shipped.keySet()) {
            width = Math.max(width, name.length());
        }
        StringBuilder out = new StringBuilder();
        for (Map.Entry<String, String> capture : shipped.entrySet()) {
            out.append(capture.getKey());
            out.append(" ".repeat(width - capture.getKey().length() + 2));
            out.append(capture.getValue()).append('\n');
        }
        console.out().print(out);
        return ExitStatus.OK;
    }
}
