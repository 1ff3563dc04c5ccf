package dev.ptarmigan.mutation;

import dev.ptarmigan.kernel.Flaw;
import dev.ptarmigan.kernel.Kernel;
import dev.ptarmigan.kernel.KernelTask;
import dev.ptarmigan.machine.Port;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * A seeded bug, for any strategy.
 *
 * <p>By text: a name of {@link Mutations#all}, or {@code drop:KIND[:N|all]} and {@code swap:KIND:N} for the N-th event of a kind
 * (from 1), or several of them with {@code +}. Kinds are {@code store}, {@code barrier}, {@code dsb}, {@code dmb}, {@code isb}, a
 * barrier by name ({@code dsb-ishst}), {@code tlbi}, a TLBI by name, and {@code event} for any of them.
 */
public final class Mutation {
    private final String name;
    private final String description;
    private final Set<Flaw> flaws;
    private final List<BiFunction<Kernel, Port, Port>> decorators;

    Mutation(String name, String description, Set<Flaw> flaws, List<BiFunction<Kernel, Port, Port>> decorators) {
        this.name = name;
        this.description = description;
        this.flaws = Collections.unmodifiableSet(flaws.isEmpty() ? EnumSet.noneOf(Flaw.class) : EnumSet.copyOf(flaws));
        this.decorators = List.copyOf(decorators);
    }

    /**
     * The bug of a text.
     *
     * @throws dev.ptarmigan.kernel.UnknownNameException if the text names none
     */
    public static Mutation named(String text) {
        return Mutations.parse(text);
    }

    /** Its text. */
    public String name() {
        return name;
    }

    /** One line. */
    public String description() {
        return description;
    }

    /** What the task itself gets wrong. */
    public Set<Flaw> flaws() {
        return flaws;
    }

    /** A port with the bug in front of another one; each PE has its own. */
    public Port over(Kernel kernel, Port port) {
        Port mutant = port;
        for (BiFunction<Kernel, Port, Port> decorator : decorators) {
            mutant = decorator.apply(kernel, mutant);
        }
        return mutant;
    }

    /** A task with the bug, on a PE. */
    public KernelTask task(Kernel kernel, Port port) {
        return kernel.task(over(kernel, port), flaws);
    }

    List<BiFunction<Kernel, Port, Port>> decorators() {
        return decorators;
    }

    @Override
    public String toString() {
        return name;
    }
}
