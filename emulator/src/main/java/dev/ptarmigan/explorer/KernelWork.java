package dev.ptarmigan.explorer;

import java.util.List;

/**
 * What it took to run kernel code as programs, and what it had to say.
 *
 * @param runs how often a program's code was run from its start, once for each surprise of a load; 0 if no program is code
 * @param explorations how many explorations were made: all but the last only to see what is loaded
 * @param places how many places the trees of all programs have
 * @param notes warnings, and calls that fail in some interleaving, each with its PE
 */
public record KernelWork(int runs, int explorations, int places, List<String> notes) {
    /** Fixes the list. */
    public KernelWork {
        notes = List.copyOf(notes);
    }
}
