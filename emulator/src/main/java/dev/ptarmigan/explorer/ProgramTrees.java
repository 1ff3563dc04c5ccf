package dev.ptarmigan.explorer;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The programs of a scenario as trees of {@link Node}: each history of loads is asked for once. */
final class ProgramTrees {
    private static final int MOST_NODES = 100_000;

    private final Model model;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Node.Issued> issued = new ArrayList<>();
    private final Node[] starts;

    ProgramTrees(Model model) {
        this.model = model;
        List<Program> programs = model.scenario.programs();
        starts = new Node[model.hardware.pes()];
        // Goals are numbered first: nodes hold sets of them.
        for (Program program : programs) {
            noteGoals(program);
        }
        for (int pe = 0; pe < starts.length; pe++) {
            Node.Way way = new Node.Way();
            way.asid = model.hardware.asid();
            Program program = pe < programs.size() ? programs.get(pe) : loaded -> List.of();
            starts[pe] = grow(pe, program, List.of(), way);
        }
    }

    private void noteGoals(Program program) {
        if (program instanceof OperationList list) {
            for (Operation operation : list.operations()) {
                if (operation instanceof Operation.Begin begin) {
                    model.goals.add(begin);
                }
            }
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

    void bindEffects() {
        for (Node.Issued one : issued) {
            one.bind(model.effect(one.operation, one.asid));
        }
    }

    /** Grows the tree after a history of loads; returns its first node. */
    private Node grow(int pe, Program program, List<SlotValue> loaded, Node.Way from) {
        Node.Way way = from.copy();
        Node first = null;
        Node last = null;
        for (Operation operation : program.next(loaded)) {
            Node node = node(pe, operation, way);
            first = first == null ? node : first;
            if (last != null) {
                last.next = node;
            }
            last = node;
            way = way.copy();
            pass(operation, way);
            if (operation instanceof Operation.SkipIf skip) {
                node.next = grow(pe, program, appended(loaded, other(skip.kind())), way);
                node.skipped = grow(pe, program, appended(loaded, sample(skip.kind())), way);
                return first == null ? node : first;
            }
        }
        Node end = node(pe, null, way);
        if (last != null) {
            last.next = end;
        }
        return first == null ? end : first;
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

    private Node node(int pe, @Nullable Operation operation, Node.Way way) {
        if (nodes.size() >= MOST_NODES) {
            throw new ScenarioException("the programs have more than " + MOST_NODES + " steps");
        }
        Node node = new Node(nodes.size(), pe, operation, location(operation), way);
        nodes.add(node);
        return node;
    }

    private int location(@Nullable Operation operation) {
        Location place = operation instanceof Operation.Store store
                ? store.slot()
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
        } else if (operation instanceof Operation.SetFlag set) {
            int location = flag(set.flag());
            addStore(operation, location, model.words.value(location, SlotValue.FLAG_SET), way);
        } else if (operation instanceof Operation.WaitFlag wait) {
            flag(wait.flag());
        } else if (operation instanceof Operation.SkipIf skip) {
            model.noteTable(skip.slot());
            model.loadedLocations.add(model.words.number(skip.slot()));
        } else if (operation instanceof Operation.Fence fence) {
            fence(fence.barrier(), way);
        } else if (operation instanceof Operation.Tlbi tlbi) {
            Node.Issued one = new Node.Issued(tlbi, way.asid);
            issued.add(one);
            way.invalidations = plus(way.invalidations, one);
        } else if (operation instanceof Operation.FreeTable free) {
            way.freedTables |= 1L << tableNumber(free.table());
        } else if (operation instanceof Operation.FreePage free) {
            if (free.page() >= Long.SIZE) {
                throw new ScenarioException("free-page " + free.page() + ", expected a page below 64");
            }
            way.freedPages |= 1L << free.page();
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
        return model.tableNumber(table);
    }

    int goal(String id) {
        for (int g = 0; g < model.goals.size(); g++) {
            if (model.goals.get(g).id().equals(id)) {
                return g;
            }
        }
        throw new IllegalStateException("goal=" + id);
    }

    private static <T> List<T> plus(List<T> list, T element) {
        List<T> longer = new ArrayList<>(list);
        longer.add(element);
        return longer;
    }

    private static void addStore(Operation operation, int location, int value, Node.Way way) {
        int ordinal = way.stores.size();
        if (ordinal >= Long.SIZE) {
            throw new ScenarioException("a program stores more than 64 times");
        }
        long before = 0;
        for (int i = 0; i < ordinal; i++) {
            if (way.stores.get(i).location() == location || way.epochs[i] < way.epoch) {
                before |= 1L << i;
            }
        }
        way.stores = plus(way.stores, new Node.Stored(location, value, before, operation));
        way.epochs = java.util.Arrays.copyOf(way.epochs, ordinal + 1);
        way.epochs[ordinal] = way.epoch;
    }

    private static void fence(Barrier barrier, Node.Way way) {
        int stores = way.stores.size();
        long all = stores == Long.SIZE ? -1L : (1L << stores) - 1;
        if (barrier.ordersStores()) {
            way.epoch++;
            if (barrier.accesses() == Barrier.Accesses.ALL) {
                way.fencedStores = all;
            }
        }
        if (barrier.showsStoresToOwnWalks()) {
            way.visibleStores = all;
        }
        if (barrier.type() == Barrier.Type.ISB) {
            way.contexts = way.contextsAfterIsb;
        }
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
