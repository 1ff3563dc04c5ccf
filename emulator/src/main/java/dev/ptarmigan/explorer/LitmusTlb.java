package dev.ptarmigan.explorer;

import dev.ptarmigan.tlb.EntryKind;
import dev.ptarmigan.tlb.Invalidation;
import dev.ptarmigan.tlb.StoredEntry;
import dev.ptarmigan.tlb.TlbiFields;
import dev.ptarmigan.tlb.TlbiIssuer;
import dev.ptarmigan.tlb.TlbiOperation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the TLB of a thread's PE may hold at each moment of a litmus test, and what a walk may find then. */
final class LitmusTlb {
    private static final long REGION = 1L << 24;

    private final LitmusTest test;
    private final List<String> virtuals = new ArrayList<>();
    private final List<String> intermediates = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();
    private final Map<Entry, Integer> numbers = new HashMap<>();

    /**
     * An entry.
     *
     * @param address the name of what is translated
     * @param value the descriptor; of stage 2 for stage 2 and combined entries
     * @param access access permissions of stage 1
     */
    record Entry(StoredEntry cached, String address, String value, String access) {}

    /** A TLBI with its operand. */
    record Operation(String name, Invalidation invalidation) {
        @Override
        public String toString() {
            return invalidation.toString() + invalidation.issuer().vmid();
        }
    }

    /**
     * A moment.
     *
     * @param entries the TLB, by number
     * @param words what walks may see, by location
     */
    record Moment(Set<Integer> entries, Map<String, Set<String>> words) {}

    /** How a translation ends: a fault has no output. */
    record Result(String output, int entry, boolean permission, int level, int takenTo, String address) {
        boolean isFault() {
            return output.isEmpty();
        }
    }

    LitmusTlb(LitmusTest test) {
        this.test = test;
        for (String address : test.addresses()) {
            (LitmusTest.isIntermediate(address) ? intermediates : virtuals).add(address);
        }
    }

    Entry entry(int number) {
        return entries.get(number);
    }

    boolean isVirtual(String name) {
        return virtuals.contains(name);
    }

    long address(String name) {
        boolean second = LitmusTest.isIntermediate(name);
        List<String> names = second ? intermediates : virtuals;
        int index = names.indexOf(name);
        // A name that nothing is mapped at lies beyond all others.
        return ((index < 0 ? names.size() : index) + 1) * REGION;
    }

    /** The TLBI of an operation of a test. */
    Operation operation(String name, @Nullable String argument, LitmusTest.Context context) {
        TlbiOperation operation = Geometry.operation(name);
        long operand = 0;
        if (argument != null) {
            if (argument.startsWith("asid(")) {
                operand = TlbiFields.ASID.in(0L, Long.decode(argument.substring(5, argument.length() - 1)));
            } else if (argument.startsWith("page(")) {
                operand = TlbiFields.va(address(argument.substring(5, argument.length() - 1)));
            } else if (argument.startsWith("bvlshr(")) {
                operand = TlbiFields.va(address(argument.substring(7, argument.indexOf(','))));
            } else {
                throw new ScenarioException("TLBI " + name + " with '" + argument + "' is not modelled");
            }
        }
        int level = operation.isOfEl1() ? 1 : 2;
        TlbiIssuer issuer = TlbiIssuer.at(level).vmid(context.vmid()).build();
        return new Operation(name, Invalidation.of(operation, operand, issuer));
    }

    /** The moments of a thread's TLB, from the start to now. */
    List<Moment> moments(LitmusState state, int thread) {
        List<Moment> moments = new ArrayList<>();
        Map<String, String> memory = new HashMap<>(test.initial());
        Map<Integer, LitmusState.Event> own = new LinkedHashMap<>();
        early(state, thread, 0, own);
        LitmusTest.Context context = test.threads().get(thread).context();
        boolean inContext = test.threads().get(thread).exceptionLevel() < 2;
        Set<Integer> held = new TreeSet<>();
        Map<String, Set<String>> words = words(memory, own);
        for (LitmusTest.Context one : test.contexts()) {
            close(held, words, one);
        }
        moments.add(new Moment(new TreeSet<>(held), words));
        for (LitmusState.Event event : state.history) {
            switch (event.kind()) {
                case WRITE -> {
                    memory.put(event.location(), event.value());
                    if (event.thread() == thread) {
                        own.remove(event.store());
                    }
                }
                case ISSUE -> {}
                case EFFECT -> {
                    if (event.thread() == thread && event.tlbi() != null) {
                        Invalidation invalidation = event.tlbi().invalidation();
                        held.removeIf(e -> invalidation.hits(entries.get(e).cached()));
                    }
                }
                case CONTEXT -> {
                    if (event.thread() == thread) {
                        inContext = event.context() != null;
                        context = event.context() == null ? context : event.context();
                    }
                }
            }
            early(state, thread, moments.size(), own);
            words = words(memory, own);
            if (inContext) {
                close(held, words, context);
            }
            moments.add(new Moment(new TreeSet<>(held), words));
        }
        return moments;
    }

    /** Stores of the thread that its walks may see from a time on: as soon as what they depend on was there. */
    private static void early(LitmusState state, int thread, int time, Map<Integer, LitmusState.Event> own) {
        for (LitmusState.Event event : state.history) {
            if (event.kind() == LitmusState.Event.Kind.ISSUE && event.thread() == thread && event.view() == time) {
                own.put(event.store(), event);
            }
        }
    }

    private static Map<String, Set<String>> words(Map<String, String> memory, Map<Integer, LitmusState.Event> own) {
        Map<String, Set<String>> words = new HashMap<>();
        memory.forEach((location, value) -> words.put(location, new LinkedHashSet<>(List.of(value))));
        for (LitmusState.Event store : own.values()) {
            words.computeIfAbsent(store.location(), l -> new LinkedHashSet<>()).add(store.value());
        }
        return words;
    }

    private void close(Set<Integer> held, Map<String, Set<String>> words, LitmusTest.Context context) {
        for (String address : virtuals) {
            for (String value : words.getOrDefault("2:" + address + "@" + context.root(), Set.of())) {
                if (LitmusValues.isTable(value)) {
                    held.add(stage1(EntryKind.TABLE, 2, address, value, context));
                } else if (LitmusValues.isLeaf(value)) {
                    held.add(stage1(EntryKind.LEAF, 2, address, value, context));
                }
            }
            for (int e : List.copyOf(held)) {
                Entry table = entries.get(e);
                if (table.cached.kind() == EntryKind.TABLE && matches(table, address, context)) {
                    String location = "3:" + address + "@" + table.value.substring(2);
                    for (String value : words.getOrDefault(location, Set.of())) {
                        if (LitmusValues.isLeaf(value)) {
                            held.add(stage1(EntryKind.LEAF, 3, address, value, context));
                        }
                    }
                }
            }
        }
        if (!intermediates.isEmpty()) {
            stage2(held, words, context);
        }
    }

    private void stage2(Set<Integer> held, Map<String, Set<String>> words, LitmusTest.Context context) {
        for (String address : intermediates) {
            for (String value : words.getOrDefault("3:" + address + "@" + context.stage2Root(), Set.of())) {
                if (LitmusValues.isLeaf(value)) {
                    StoredEntry cached = StoredEntry.of(EntryKind.STAGE2_LEAF)
                            .vmid(context.vmid())
                            .at(Geometry.GRANULE, 3, address(address))
                            .build();
                    held.add(number(new Entry(cached, address, value, "")));
                }
            }
        }
        for (int f : List.copyOf(held)) {
            Entry first = entries.get(f);
            if (first.cached.kind() != EntryKind.LEAF || first.cached.vmid() != context.vmid()) {
                continue;
            }
            String output = LitmusValues.output(first.value);
            for (int s : List.copyOf(held)) {
                Entry second = entries.get(s);
                if (second.cached.kind() == EntryKind.STAGE2_LEAF
                        && second.cached.vmid() == first.cached.vmid()
                        && second.address.equals(output)) {
                    StoredEntry cached = StoredEntry.of(EntryKind.COMBINED)
                            .vmid(first.cached.vmid())
                            .asid(first.cached.asid())
                            .at(Geometry.GRANULE, first.cached.level(), first.cached.base())
                            .build();
                    held.add(number(new Entry(cached, first.address, second.value, first.access)));
                }
            }
        }
    }

    private int stage1(EntryKind kind, int level, String address, String value, LitmusTest.Context context) {
        StoredEntry cached = StoredEntry.of(kind)
                .vmid(context.vmid())
                .asid(context.asid())
                .at(Geometry.GRANULE, level, address(address))
                .build();
        return number(new Entry(cached, address, value, kind == EntryKind.LEAF ? LitmusValues.access(value) : ""));
    }

    /** A leaf of a page in a context, as invalidations see it. */
    StoredEntry page(String address, LitmusTest.Context context) {
        return StoredEntry.of(EntryKind.LEAF)
                .vmid(context.vmid())
                .asid(context.asid())
                .at(Geometry.GRANULE, 3, address(address))
                .build();
    }

    private int number(Entry entry) {
        return numbers.computeIfAbsent(entry, e -> {
            entries.add(e);
            return entries.size() - 1;
        });
    }

    private static boolean matches(Entry entry, String address, LitmusTest.Context context) {
        return entry.address.equals(address)
                && entry.cached.vmid() == context.vmid()
                && (entry.cached.global() || entry.cached.asid() == context.asid());
    }

    /** How an access may be translated at a moment. */
    List<Result> results(Moment moment, String address, LitmusTest.Context context, boolean el0, boolean write) {
        Set<Result> results = new LinkedHashSet<>();
        for (String value : moment.words.getOrDefault("2:" + address + "@" + context.root(), Set.of("0"))) {
            if (!LitmusValues.isTable(value) && !LitmusValues.isLeaf(value)) {
                results.add(new Result("", -1, false, 2, 1, address));
            }
        }
        for (int e : moment.entries) {
            Entry entry = entries.get(e);
            if (!matches(entry, address, context)) {
                continue;
            }
            EntryKind kind = entry.cached.kind();
            if (kind == EntryKind.TABLE) {
                String location = "3:" + address + "@" + entry.value.substring(2);
                for (String value : moment.words.getOrDefault(location, Set.of("0"))) {
                    if (!LitmusValues.isLeaf(value)) {
                        results.add(new Result("", -1, false, 3, 1, address));
                    }
                }
            } else if (kind == EntryKind.LEAF) {
                leaf(results, moment, e, entry, context, el0, write);
            } else if (kind == EntryKind.COMBINED) {
                results.add(checked(e, entry, el0, write));
            }
        }
        return List.copyOf(results);
    }

    private void leaf(
            Set<Result> results,
            Moment moment,
            int number,
            Entry entry,
            LitmusTest.Context context,
            boolean el0,
            boolean write) {
        String output = LitmusValues.output(entry.value);
        if (!intermediates.contains(output)) {
            results.add(checked(number, entry, el0, write));
            return;
        }
        for (String value : moment.words.getOrDefault("3:" + output + "@" + context.stage2Root(), Set.of("0"))) {
            if (!LitmusValues.isLeaf(value)) {
                results.add(new Result("", -1, false, 3, 2, output));
            }
        }
    }

    private static Result checked(int number, Entry entry, boolean el0, boolean write) {
        String access = entry.access;
        boolean readOnly = access.startsWith("1");
        boolean user = access.endsWith("1");
        if (write && readOnly || el0 && !user) {
            return new Result("", number, true, 3, 1, entry.address);
        }
        return new Result(LitmusValues.output(entry.value), number, false, 3, 0, entry.address);
    }
}
