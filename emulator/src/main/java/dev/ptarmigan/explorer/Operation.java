package dev.ptarmigan.explorer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One event of a PE's program. {@link ScenarioText} has the grammar that these print in. */
sealed interface Operation {
    /**
     * A store of a descriptor; atomic ones read, modify and write in one step.
     *
     * @param expected for a compare-and-swap the value that must be there, else null
     */
    record Store(
            Location slot,
            SlotValue value,
            boolean atomic,
            @Nullable SlotValue expected) implements Operation {
        @Override
        public String toString() {
            if (expected != null) {
                return "cas " + slot + " " + expected + " " + value;
            }
            return (atomic ? "atomic " : "store ") + slot + " " + value;
        }
    }

    /** DSB, DMB or ISB. */
    record Fence(Barrier barrier) implements Operation {
        @Override
        public String toString() {
            return barrier.text();
        }
    }

    /**
     * A TLB invalidation.
     *
     * @param name the architecture's, in upper case
     * @param page the first page, −1 for operations without an address
     * @param pages how many a range operation names
     * @param asid the ASID in the operand, −1 for the PE's own
     * @param vmid the VMID that is current, −1 for the scenario's
     * @param ttl the level of the hint, 0 without one
     * @param wrongGranule the operand names another granule than the tables have
     */
    record Tlbi(String name, int page, int pages, int asid, int vmid, int ttl, boolean wrongGranule)
            implements Operation {
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder("tlbi ").append(name.toLowerCase(java.util.Locale.ROOT));
            if (page >= 0) {
                text.append(" page=").append(page);
            }
            if (pages != 1) {
                text.append(" n=").append(pages);
            }
            if (asid >= 0) {
                text.append(" asid=").append(asid);
            }
            if (vmid >= 0) {
                text.append(" vmid=").append(vmid);
            }
            if (ttl > 0) {
                text.append(" ttl=").append(ttl);
            }
            return text.append(wrongGranule ? " wrong-granule" : "").toString();
        }
    }

    /** Stores 1 to a flag. */
    record SetFlag(String flag) implements Operation {
        @Override
        public String toString() {
            return "set " + flag;
        }
    }

    /** Reads a flag until it is 1. */
    record WaitFlag(String flag) implements Operation {
        @Override
        public String toString() {
            return "wait " + flag;
        }
    }

    /** An access that must not fault. */
    record Access(int page) implements Operation {
        @Override
        public String toString() {
            return "access " + page;
        }
    }

    /**
     * The operation that other PEs rely on begins: pages change from what they were to a goal.
     *
     * @param permissions the new permissions, or −1
     * @param output the first page's new page, or −1
     * @param memory the new memory type, or null
     */
    record Begin(String id, List<Integer> pages, int permissions, int output, SlotValue.@Nullable Memory memory)
            implements Operation {
        @Override
        public String toString() {
            StringBuilder text =
                    new StringBuilder("goal ").append(id).append(' ').append(pageText(pages));
            if (permissions >= 0) {
                text.append(" perm=").append(SlotValue.permissionText(permissions));
            }
            if (output >= 0) {
                text.append(" pa=").append(output);
            }
            return text.append(memory == null ? "" : " mt=" + memory.word()).toString();
        }
    }

    /** The operation has returned: from now on every PE must see the goal. */
    record Return(String id) implements Operation {
        @Override
        public String toString() {
            return "return " + id;
        }
    }

    /** Pages that software may access from now on, or may not. */
    record Live(boolean live, List<Integer> pages) implements Operation {
        @Override
        public String toString() {
            return (live ? "live " : "dead ") + pageText(pages);
        }
    }

    /** A table page is given back. */
    record FreeTable(String table) implements Operation {
        @Override
        public String toString() {
            return "free-table " + table;
        }
    }

    /** A data page is given back. */
    record FreePage(int page) implements Operation {
        @Override
        public String toString() {
            return "free-page " + page;
        }
    }

    /**
     * Takes or gives back a lock.
     *
     * @param name its name, empty for the one without
     */
    record Lock(boolean take, String name) implements Operation {
        /** The lock without a name. */
        Lock(boolean take) {
            this(take, "");
        }

        @Override
        public String toString() {
            return (take ? "lock" : "unlock") + (name.isEmpty() ? "" : " " + name);
        }
    }

    /** Loads a slot; what the program does next depends on the value. */
    record Load(Location slot) implements Operation {
        @Override
        public String toString() {
            return "load " + slot;
        }
    }

    /** Takes a page for a table; nobody else knows it until something points to it. */
    record TakeTable(String table) implements Operation {
        @Override
        public String toString() {
            return "take-table " + table;
        }
    }

    /** Something worth a line in a story. */
    record Note(String text) implements Operation {
        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * A call of the kernel's code.
     *
     * @param strategy as {@link dev.ptarmigan.kernel.Strategies} has them
     * @param what {@code ro}, {@code collapse} and so on
     * @param page the first page
     * @param pages how many
     * @param permissions what the pages have when it returns, −1 for what follows from the start
     * @param bug a seeded bug, empty for none
     */
    record Call(String strategy, String what, int page, int pages, int permissions, String bug) implements Operation {
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder("call ")
                    .append(strategy)
                    .append(' ')
                    .append(what)
                    .append(" page=")
                    .append(page);
            text.append(pages == 1 ? "" : " n=" + pages);
            text.append(permissions < 0 ? "" : " perm=" + SlotValue.permissionText(permissions));
            return text.append(bug.isEmpty() ? "" : " bug=" + bug).toString();
        }
    }

    /** Loads a slot; if it holds a descriptor of a kind, the next operations are skipped. */
    record SkipIf(Location slot, SlotValue.Kind kind, int operations) implements Operation {
        @Override
        public String toString() {
            return "skip-if " + slot + " " + kindWord(kind) + " " + operations;
        }
    }

    /**
     * Writes the table base register: the tables in question are reachable or not, and under which ASID.
     *
     * @param asid the ASID from then on, −1 for the PE's own
     */
    record TableBase(boolean on, int asid) implements Operation {
        @Override
        public String toString() {
            return "ttbr " + (on ? "on" : "off") + (asid < 0 ? "" : " asid=" + asid);
        }
    }

    static String pageText(List<Integer> pages) {
        return String.join(",", pages.stream().map(String::valueOf).toList());
    }

    static String kindWord(SlotValue.Kind kind) {
        return switch (kind) {
            case INVALID -> "inv";
            case TABLE -> "tbl";
            case BLOCK -> "blk";
            case PAGE -> "pg";
            case FLAG -> "flag";
        };
    }
}
