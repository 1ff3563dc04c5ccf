package dev.ptarmigan.kernel;

import dev.ptarmigan.trace.EventLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A scenario read from text and run. {@code == T01 title} starts one. {@code with} lines set the world up; {@code first} runs a
 * call whose events are not written down; any other line that starts with a word and {@code :} is a call, the lines under it
 * what it must cause, {@code = result} what it returns, {@code leaf VA = word} and {@code word PA = word} what memory holds then.
 */
final class Scenario {
    private final String title;
    private final List<String> lines = new ArrayList<>();

    private Scenario(String title) {
        this.title = title;
    }

    static List<Scenario> parse(String text) {
        List<Scenario> scenarios = new ArrayList<>();
        for (String raw : text.lines().toList()) {
            String line = raw.strip();
            if (line.startsWith("== ")) {
                scenarios.add(new Scenario(line.substring(3)));
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                scenarios.get(scenarios.size() - 1).lines.add(line);
            }
        }
        return scenarios;
    }

    /** What the scenario says, in the form {@link #run} gives. */
    String expected() {
        return String.join("\n", lines);
    }

    /** The scenario with what really happened in place of what is written. */
    String run() {
        WorldW.Shape shape = WorldW.Shape.W;
        SetMemory strategy = new LinuxSetMemory();
        UnaryOperator<KernelOptions> options = modern -> modern;
        int budget = Integer.MAX_VALUE;
        List<Flaw> flaws = new ArrayList<>();
        Map<Long, Long> words = new HashMap<>();
        List<String> setup = new ArrayList<>();
        for (String line : lines) {
            String[] words1 = line.split(" +");
            if (!words1[0].equals("with")) {
                continue;
            }
            switch (words1[1]) {
                case "world" -> shape = WorldW.Shape.valueOf(words1[2]);
                case "strategy" -> strategy = Strategies.named(words1[2]);
                case "budget" -> budget = Integer.parseInt(words1[2]);
                case "flaw" -> flaws.add(Flaw.valueOf(words1[2]));
                case "word" -> words.put(hex(words1[2]), hex(words1[4]));
                case "area",
                        "reset-area",
                        "huge-area",
                        "map-area",
                        "huge-block",
                        "kfence",
                        "lazily-freed",
                        "swapper-writable",
                        "fixmap-pgd" -> setup.add(line);
                default -> {
                    UnaryOperator<KernelOptions> before = options;
                    UnaryOperator<KernelOptions> more = option(words1);
                    options = modern -> more.apply(before.apply(modern));
                }
            }
        }
        try (WorldW world = new WorldW(shape, options)) {
            words.forEach(world.memory::write);
            setup.forEach(line -> setUp(world, line.split(" +")));
            world.frames.setBudget(budget);
            StringBuilder out = new StringBuilder();
            for (String line : lines) {
                String[] parts = line.split(" +");
                if (parts[0].equals("with")) {
                    out.append(line).append('\n');
                } else if (parts[0].equals("leaf")) {
                    out.append("leaf ")
                            .append(parts[1])
                            .append(" = ")
                            .append(word(world.leaf(hex(parts[1]))))
                            .append('\n');
                } else if (parts[0].equals("word")) {
                    out.append("word ")
                            .append(parts[1])
                            .append(" = ")
                            .append(word(world.memory.read(hex(parts[1]))))
                            .append('\n');
                } else if (parts[0].equals("tables")) {
                    out.append("tables ").append(world.frames.inUse().size()).append('\n');
                } else if (parts[0].equals("budget:")) {
                    world.frames.setBudget(Integer.parseInt(parts[1]));
                    out.append(line).append('\n');
                } else if (parts[0].endsWith(":") || parts[0].equals("first")) {
                    EventLog log = new EventLog();
                    KernelTask task = world.task(log, 0, flaws.toArray(Flaw[]::new));
                    boolean silent = parts[0].equals("first");
                    String call = silent ? line.substring("first ".length()) : line;
                    int result = ScenarioCall.run(world, strategy, task, call);
                    out.append(line).append('\n');
                    if (!silent) {
                        String script = EventScript.of(log);
                        out.append(script).append(script.isEmpty() ? "" : "\n");
                        out.append("= ").append(result).append('\n');
                    }
                }
            }
            return out.toString().strip();
        }
    }

    private static void setUp(WorldW world, String[] words) {
        switch (words[1]) {
            case "area" -> world.addArea(hex(words[2]), VmArea.ALLOC, pages(words));
            case "reset-area" -> world.addArea(hex(words[2]), VmArea.ALLOC | VmArea.FLUSH_RESET_PERMS, pages(words));
            case "huge-area" -> world.addArea(hex(words[2]), VmArea.ALLOC | VmArea.ALLOW_HUGE, pages(words));
            case "huge-block" -> {
                long[] pages = new long[512];
                for (int i = 0; i < pages.length; i++) {
                    pages[i] = hex(words[3]) + 0x1000L * i;
                }
                world.kernel.add(new VmArea(hex(words[2]), 513 * 0x1000L, VmArea.ALLOC | VmArea.ALLOW_HUGE, pages));
            }
            case "map-area" -> world.addArea(hex(words[2]), VmArea.MAP, pages(words));
            case "kfence" -> world.kernel.setKfencePool(hex(words[2]), hex(words[3]));
            case "swapper-writable" -> world.kernel.setSwapperWritable(true);
            case "lazily-freed" -> world.kernel.addLazilyFreed(hex(words[2]), hex(words[3]));
            default -> world.kernel.setFixmapPgd(hex(words[2]), hex(words[3]));
        }
    }

    private static long[] pages(String[] words) {
        long[] pages = new long[words.length - 3];
        for (int i = 0; i < pages.length; i++) {
            pages[i] = hex(words[i + 3]);
        }
        return pages;
    }

    private static UnaryOperator<KernelOptions> option(String[] words) {
        return switch (words[1]) {
            case "no-range" -> options -> options.withTlbi(false, false);
            case "repeat" -> options -> options.withTlbi(true, true);
            case "kpti" -> options -> options.withNotGlobal(true);
            case "noalias" -> options -> options.withRodata(KernelOptions.Rodata.NOALIAS);
            case "rodata-off" -> options -> options.withRodata(KernelOptions.Rodata.OFF);
            case "no-bbml2" -> options -> options.withBbml2NoAbort(false);
            case "cap-lost" -> options -> options.withBootState(false, true, true, 2);
            case "boot" ->
                options -> options.withBootState(false, false, words[2].equals("1"), Integer.parseInt(words[3]));
            case "no-lazy" -> options -> options.withLazyMmu(false);
            case "softirq" -> options -> options.withInterruptContext(true);
            case "lpa2" -> options -> options.withLpa2(true);
            case "bti" -> options -> options.withBti(true);
            default -> throw new IllegalArgumentException("unknown: with " + words[1]);
        };
    }

    static long hex(String text) {
        return Long.parseUnsignedLong(text.replace("_", ""), 16);
    }

    private static String word(long word) {
        return word == 0 ? "0" : String.format(java.util.Locale.ROOT, "%016X", word);
    }

    @Override
    public String toString() {
        return title;
    }
}
