package dev.ptarmigan.mutation;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.descriptors.DescriptorField;
import dev.ptarmigan.descriptors.DescriptorKind;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.Layouts;
import dev.ptarmigan.descriptors.LinuxPte;
import dev.ptarmigan.descriptors.Place;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.kernel.Flaw;
import dev.ptarmigan.kernel.Kernel;
import dev.ptarmigan.kernel.UnknownNameException;
import dev.ptarmigan.machine.Port;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The bugs that have names. */
public final class Mutations {
    private static final Pattern EVENT = Pattern.compile(
            "(drop|swap):(store|barrier|event|dsb|dmb|isb|tlbi|d[sm]b-[a-z]+|r?v[a-z0-9]+)(?::(\\d{1,9}|all))?");
    private static final Pattern LOSE_BIT = Pattern.compile("lose-bit:(\\d{1,2})");
    private static final long PAGE_TYPE = Layouts.of(
                    Place.of(Granule.K4, TranslationStage.EL10, Place.LAST_LEVEL), DescriptorKind.PAGE)
            .mask(DescriptorField.TYPE);

    private static final List<Mutation> ALL = List.of(
            fresh(
                    "drop-dsb-before-publish",
                    "M1: no barrier before a new table is made reachable",
                    FreshTablePort.Bug.NO_BARRIER),
            fresh(
                    "publish-before-fill",
                    "M2: a new table is reachable before it is filled",
                    FreshTablePort.Bug.PUBLISHED_EMPTY),
            fresh("fill-one-short", "M3: the last entry of a new table is not written", FreshTablePort.Bug.ONE_SHORT),
            child(
                    "wrong-child-type",
                    "M4: pages of a new table have the type of a block",
                    (word, level) -> level == 3 ? word & ~PAGE_TYPE : word),
            lose("lose-uxn", "M5: the leaves of a split lose UXN", LinuxPte.PTE_UXN),
            lose("lose-pxn", "M5: the leaves of a split lose PXN", LinuxPte.PTE_PXN),
            lose("lose-ng", "M5: the leaves of a split lose nG", LinuxPte.PTE_NG),
            lose("lose-attrindx", "M5: the leaves of a split lose AttrIndx", LinuxPte.PTE_ATTRINDX),
            flaw(
                    "fold-unaligned",
                    "M6: a collapse makes groups and blocks of output addresses that are not aligned",
                    Flaw.FOLD_UNALIGNED),
            flaw(
                    "uncont-one-member",
                    "M7: only the addressed member of a group loses the Contiguous bit",
                    Flaw.UNCONT_ADDRESSED_MEMBER_ONLY),
            flaw("split-wrong-edge", "M8: a single page is split at the better aligned end", Flaw.SPLIT_WRONG_EDGE),
            flaw("skip-end-edge", "M9: the end of a range is not split", Flaw.SKIP_END_EDGE),
            fresh("valid-children", "M10: the leaves of an invalid block are valid"),
            tlbi(
                    "ttl-3",
                    "M11: invalidations say that the entry is at level 3",
                    (kernel, it) -> TlbiChanges.levelHint(it, kernel.tables())),
            startOnly(),
            flaw("no-flush-to-writable", "M13: no invalidation after read-only to writable", Flaw.NO_FLUSH_TO_WRITABLE),
            flaw("set-before-clear", "M14: bits are set before others are cleared", Flaw.SET_BEFORE_CLEAR),
            port("no-mutex", "M15: no lock is taken", (kernel, port) -> new LockFreePort(port)),
            tlbi(
                    "leaf-only-free",
                    "M16: a table is freed after invalidating leaf entries only",
                    (kernel, it) -> TlbiChanges.lastLevelOnly(it)),
            flaw("keep-lazy-barriers", "M17: lazy MMU mode is left without its barriers", Flaw.KEEP_LAZY_BARRIERS),
            port(
                    "park-one-short",
                    "M18: one of the other CPUs is not parked",
                    (kernel, port) -> new UnparkedPort(port)),
            tlbi("local-tlbi", "invalidations reach this PE only", (kernel, it) -> TlbiChanges.localOnly(it)),
            flaw("flush-one-page-short", "the last page of a range is not invalidated", Flaw.FLUSH_ONE_PAGE_SHORT),
            flaw("free-before-flush", "a collapse frees the table before the invalidation", Flaw.FREE_BEFORE_FLUSH));

    private Mutations() {}

    /** All bugs with a name of their own; events can be dropped and swapped besides. */
    public static List<Mutation> all() {
        return ALL;
    }

    /** See {@link Mutation#named}. */
    static Mutation parse(String text) {
        String[] parts = text.split("\\+", -1);
        if (parts.length == 1) {
            return one(text);
        }
        Set<Flaw> flaws = EnumSet.noneOf(Flaw.class);
        List<BiFunction<Kernel, Port, Port>> decorators = new ArrayList<>();
        List<String> descriptions = new ArrayList<>();
        for (String part : parts) {
            Mutation mutation = one(part);
            flaws.addAll(mutation.flaws());
            decorators.addAll(mutation.decorators());
            descriptions.add(mutation.description());
        }
        return new Mutation(text, String.join("; ", descriptions), flaws, decorators);
    }

    private static Mutation one(String text) {
        for (Mutation mutation : ALL) {
            if (mutation.name().equals(text)) {
                return mutation;
            }
        }
        Matcher bit = LOSE_BIT.matcher(text);
        if (bit.matches() && Integer.parseInt(bit.group(1)) < Long.SIZE) {
            int number = Integer.parseInt(bit.group(1));
            return lose(text, "M5: the leaves of a split lose bit " + number, BitField.bit("bit", number));
        }
        Matcher event = EVENT.matcher(text);
        if (event.matches()) {
            return event(text, event.group(1).equals("swap"), event.group(2), event.group(3));
        }
        throw new UnknownNameException("no bug is named '" + text + "'; there are "
                + ALL.stream().map(Mutation::name).collect(Collectors.joining(", "))
                + ", lose-bit:N, drop:KIND[:N|all] and swap:KIND:N");
    }

    private static Mutation event(String text, boolean swap, String kind, @Nullable String which) {
        boolean every = "all".equals(which);
        int number = which == null ? 1 : every ? EventPort.EVERY : Integer.parseInt(which);
        if (!every && number == 0) {
            throw new UnknownNameException("'" + text + "': events are counted from 1");
        }
        if (every && swap) {
            throw new UnknownNameException("'" + text + "': one event is swapped with the next, not all");
        }
        String description = (swap ? "the next event overtakes " : "does not happen: ")
                + (every ? "every " + kind : kind + " number " + number);
        return port(text, description, (kernel, port) -> new EventPort(port, kind, number, swap));
    }

    private static Mutation port(String name, String description, BiFunction<Kernel, Port, Port> decorator) {
        return new Mutation(name, description, Set.of(), List.of(decorator));
    }

    private static Mutation flaw(String name, String description, Flaw flaw) {
        return new Mutation(name, description, Set.of(flaw), List.of());
    }

    private static Mutation fresh(String name, String description, FreshTablePort.Bug bug) {
        return port(name, description, (kernel, port) -> new FreshTablePort(port, kernel.tables(), bug, null));
    }

    private static Mutation child(String name, String description, FreshTablePort.Change change) {
        return port(
                name,
                description,
                (kernel, port) -> new FreshTablePort(port, kernel.tables(), FreshTablePort.Bug.CHILD, change));
    }

    private static Mutation lose(String name, String description, BitField field) {
        return child(name, description, (word, level) -> word & ~field.mask());
    }

    private static Mutation fresh(String name, String description) {
        return port(
                name,
                description,
                (kernel, port) -> new FreshTablePort(
                        port,
                        kernel.tables(),
                        FreshTablePort.Bug.CHILD,
                        (word, level) -> LinuxPte.presentInvalid(word)
                                ? LinuxPte.makeValidKernel(
                                        word, kernel.options().notGlobal())
                                : word));
    }

    private static Mutation startOnly() {
        return port("flush-start-only", "M12: only the first page of a range is invalidated", (kernel, port) -> {
            UnaryOperator<TlbiPort.Tlbi> change = it ->
                    TlbiChanges.startOnly(it, kernel.tables(), kernel.options().lpa2());
            return new TlbiPort(port, change, true);
        });
    }

    private static Mutation tlbi(
            String name, String description, BiFunction<Kernel, TlbiPort.Tlbi, TlbiPort.Tlbi> change) {
        return port(name, description, (kernel, port) -> new TlbiPort(port, it -> change.apply(kernel, it), false));
    }
}
