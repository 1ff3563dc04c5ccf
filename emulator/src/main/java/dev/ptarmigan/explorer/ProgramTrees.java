package dev.ptarmigan.explorer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The programs of a scenario as trees of {@link Node}, as far as they are known: each history of loads is asked for once. */
final class ProgramTrees {
    private static final int MOST_NODES = 100_000;

    private final Model model;
    private final Growth growth;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Node.Issued> issued = new ArrayList<>();
    private final Map<List<Object>, Node> places = new HashMap<>();
    private final Node[] starts;

    ProgramTrees(Model model, Growth growth) {
        this.model = model;
        this.growth = growth;
        starts = new Node[model.hardware.pes()];
        // Goals are numbered first: nodes hold sets of them.
        for (Program program : model.scenario.programs()) {
            model.goals.addAll(program.goals());
        }
        if (model.goals.size() > Long.SIZE) {
            throw new ScenarioException("more than 64 goals");
        }
        for (int pe = 0; pe < starts.length; pe++) {
            Node.Way way = new Node.Way();
            way.asid = model.hardware.asid();
            starts[pe] = grow(pe, growth.program(pe), List.of(), way);
            places.clear();
        }
    }

    Node start(int pe) {
        return starts[pe];
    }

    Node node(int id) {
        return nodes.get(id);
    }

    int size() {
        return nodes.size();
    }

    /** The notes that an exploration came by, each with its PE, in the order of the programs. */
    List<String> notes() {
        return nodes.stream()
                .filter(Node::isPassed)
                .map(node -> "PE" + node.pe + ": " + node.operation)
                .distinct()
                .sorted()
                .toList();
    }

    void bindEffects() {
        for (Node.Issued one : issued) {
            one.bind(model.effect(one.operation, one.asid));
        }
    }

    /** An operation and what the way to it has settled. */
    private record Place(@Nullable Operation operation, int location, Node.Way way) {}

    /** Grows the tree after a history of loads; returns its first node. */
    private Node grow(int pe, Program program, List<SlotValue> loaded, Node.Way from) {
        List<Place> segment = new ArrayList<>();
        Node.Way way = from.copy();
        Operation last = null;
        for (Operation operation : program.next(loaded)) {
            segment.add(new Place(operation, location(operation), way));
            way = way.copy();
            pass(operation, way);
            last = operation;
        }
        if (!(last instanceof Operation.SkipIf) && !(last instanceof Operation.Load)) {
            segment.add(new Place(null, -1, way));
        }
        Place end = segment.get(segment.size() - 1);
        Node node = new Node(nodes.size(), pe, end.operation(), end.location(), end.way());
        if (last instanceof Operation.SkipIf skip) {
            node.next = grow(pe, program, appended(loaded, other(skip.kind())), way);
            node.skipped = grow(pe, program, appended(loaded, sample(skip.kind())), way);
        } else if (last instanceof Operation.Load) {
            for (SlotValue value : growth.values(pe, loaded)) {
                node.setAfter(
                        model.words.value(end.location(), value), grow(pe, program, appended(loaded, value), way));
            }
        }
        node = placed(program, node);
        if (last instanceof Operation.Load) {
            node.histories.add(loaded);
        }
        for (int i = segment.size() - 2; i >= 0; i--) {
            Place place = segment.get(i);
            Node before = new Node(nodes.size(), pe, place.operation(), place.location(), place.way());
            before.next = node;
            node = placed(program, before);
        }
        return node;
    }

    /** Gives a node its number, or the node that is the same place already. */
    private Node placed(Program program, Node node) {
        if (program.mergesPlaces()) {
            Node known = places.putIfAbsent(node.key(), node);
            if (known != null) {
                return known;
            }
        }
        if (nodes.size() >= MOST_NODES) {
            throw new ScenarioException("the programs have more than " + MOST_NODES + " steps");
        }
        node.id = nodes.size();
        nodes.add(node);
        return node;
    }

    private static List<SlotValue> appended(List<SlotValue> loaded, SlotValue value) {
        List<SlotValue> longer = new ArrayList<>(loaded);
        longer.add(value);
        return longer;
    }

    /** Programs that are lists look only at the kind of what they load. */
    private static SlotValue sample(SlotValue.Kind kind) {
        return switch (kind) {
            case INVALID -> SlotValue.INVALID;
            case TABLE -> SlotValue.parse("tbl:T");
            case BLOCK -> SlotValue.parse("blk:0,r");
            case PAGE -> SlotValue.parse("pg:0,r");
            case FLAG -> SlotValue.FLAG_SET;
        };
    }

    private static SlotValue other(SlotValue.Kind kind) {
        return kind == SlotValue.Kind.INVALID ? SlotValue.FLAG_SET : SlotValue.INVALID;
    }

    private int location(@Nullable Operation operation) {
        if (operation instanceof Operation.Lock lock) {
            return model.lockNumber(lock.name());
        }
        Location place = operation instanceof Operation.Store store
                ? store.slot()
                : operation instanceof Operation.Load load
                        ? load.slot()
                        : operation instanceof Operation.SkipIf skip
                                ? skip.slot()
                                : operation instanceof Operation.WaitFlag wait
                                        ? Location.flag(wait.flag())
                                        : operation instanceof Operation.SetFlag set ? Location.flag(set.flag()) : null;
        if (place == null) {
            return -1;
        }
        model.noteTable(place);
        return model.words.number(place);
    }

    private void pass(Operation operation, Node.Way way) {
        if (operation instanceof Operation.Store store) {
            model.noteTable(store.slot());
            model.noteTable(store.value());
            int location = model.words.number(store.slot());
            int value = model.words.value(location, store.value());
            if (!store.atomic()) {
                addStore(operation, location, value, way);
            }
            publish(location, store.value(), way);
        } else if (operation instanceof Operation.SetFlag set) {
            int location = flag(set.flag());
            addStore(operation, location, model.words.value(location, SlotValue.FLAG_SET), way);
        } else if (operation instanceof Operation.WaitFlag wait) {
            flag(wait.flag());
        } else if (operation instanceof Operation.SkipIf skip) {
            model.noteTable(skip.slot());
            model.loadedLocations.add(model.words.number(skip.slot()));
        } else if (operation instanceof Operation.Load load) {
            model.noteTable(load.slot());
            model.loadedLocations.add(model.words.number(load.slot()));
        } else if (operation instanceof Operation.TakeTable take) {
            way.privateTables |= 1L << tableNumber(take.table());
        } else if (operation instanceof Operation.Fence fence) {
            fence(fence.barrier(), way);
        } else if (operation instanceof Operation.Tlbi tlbi) {
            Node.Issued one = new Node.Issued(tlbi, way.asid);
            issued.add(one);
            way.invalidations = Arrays.copyOf(way.invalidations, way.invalidations.length + 1);
            way.invalidations[way.invalidations.length - 1] = one;
        } else if (operation instanceof Operation.FreeTable free) {
            way.freedTables |= 1L << tableNumber(free.table());
        } else if (operation instanceof Operation.FreePage free) {
            way.freedPages |= 1L << model.freedNumber(free.page());
        } else if (operation instanceof Operation.Begin begin) {
            way.begunGoals |= 1L << goal(begin.id());
        } else if (operation instanceof Operation.Return end) {
            way.reachedGoals |= 1L << goal(end.id());
        } else if (operation instanceof Operation.TableBase base) {
            tableBase(base, way);
        }
    }

    private int flag(String name) {
        int location = model.words.number(Location.flag(name));
        model.words.value(location, SlotValue.FLAG_CLEAR);
        return location;
    }

    private int tableNumber(String table) {
        model.noteTable(new Location(Location.Kind.TABLE, table, 0));
        int number = model.tableNumber(table);
        if (number >= Long.SIZE) {
            throw new ScenarioException("more than 64 tables");
        }
        return number;
    }

    int goal(String id) {
        for (int g = 0; g < model.goals.size(); g++) {
            if (model.goals.get(g).id().equals(id)) {
                return g;
            }
        }
        throw new IllegalStateException("goal=" + id);
    }

    /** A table that is pointed to from where others look is known to them. */
    private void publish(int location, SlotValue value, Node.Way way) {
        if (value.kind() != SlotValue.Kind.TABLE) {
            return;
        }
        Location slot = model.words.location(location);
        boolean hidden =
                slot.kind() == Location.Kind.TABLE && (way.privateTables & 1L << model.tableNumber(slot.name())) != 0;
        if (!hidden) {
            way.privateTables &= ~(1L << model.tableNumber(value.table()));
        }
    }

    private static void addStore(Operation operation, int location, int value, Node.Way way) {
        int ordinal = way.stores.length;
        if (ordinal >= Long.SIZE) {
            throw new ScenarioException("a program stores more than 64 times without a DSB");
        }
        long before = 0;
        for (int i = 0; i < ordinal; i++) {
            if (way.stores[i].location() == location || way.epochs[i] < way.epoch) {
                before |= 1L << i;
            }
        }
        way.stores = Arrays.copyOf(way.stores, ordinal + 1);
        way.stores[ordinal] = new Node.Stored(location, value, before, operation);
        way.epochs = Arrays.copyOf(way.epochs, ordinal + 1);
        way.epochs[ordinal] = way.epoch;
    }

    private static void fence(Barrier barrier, Node.Way way) {
        int stores = way.stores.length;
        long all = stores == Long.SIZE ? -1L : (1L << stores) - 1;
        if (barrier.ordersStores()) {
            way.epoch++;
            if (barrier.accesses() == Barrier.Accesses.ALL) {
                way.fencedStores = all;
            }
        }
        if (barrier.publishesStores()) {
            // It waits until none is pending: numbers begin again.
            way.stores = new Node.Stored[0];
            way.epochs = new int[0];
            way.visibleStores = 0;
            way.fencedStores = 0;
        } else if (barrier.showsStoresToOwnWalks()) {
            way.visibleStores = all;
        }
        if (Arrays.stream(way.invalidations).allMatch(one -> completes(barrier, one))) {
            way.invalidations = new Node.Issued[0];
        }
        if (barrier.type() == Barrier.Type.ISB) {
            way.contexts = way.contextsAfterIsb;
        }
    }

    /** Whether an invalidation that was issued before has taken effect everywhere once a barrier has been passed. */
    private static boolean completes(Barrier barrier, Node.Issued one) {
        dev.ptarmigan.trace.Barrier same = dev.ptarmigan.trace.Barrier.named(barrier.text());
        return barrier.completesInvalidations()
                && same != null
                && Geometry.operation(one.operation.name()).domain().completedBy(same);
    }

    /** New tables may be walked at once; the old ones until the next context synchronisation. */
    private void tableBase(Operation.TableBase base, Node.Way way) {
        int asid = base.asid() < 0 ? way.asid : base.asid();
        if (!model.asids.contains(asid)) {
            model.asids.add(asid);
        }
        way.asid = asid;
        int context = base.on() ? 1 << model.asids.indexOf(asid) : 0;
        way.contexts |= context;
        way.contextsAfterIsb = context;
    }
}
