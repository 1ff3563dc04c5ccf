package dev.ptarmigan.pe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.vectors.ShippedVectors;
import dev.ptarmigan.vectors.VectorAnswer;
import dev.ptarmigan.vectors.VectorRunner;
import dev.ptarmigan.vectors.WalkVector;
import dev.ptarmigan.walker.Profile;
import dev.ptarmigan.walker.Walk;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every shipped vector, answered through the TLB of a PE. */
class VectorsThroughTlbTest {
    private static final List<TlbGeometry> GEOMETRIES = List.of(
            TlbGeometry.named("spec-tiny"),
            TlbGeometry.named("neoverse-n1").with(Replacement.PLRU),
            TlbGeometry.named("cortex-a55").withCombined(false),
            TlbGeometry.named("cortex-a72").with(Replacement.RANDOM));

    /** How the TLB comes to a query. */
    private enum Warmth {
        /** Empty for each query. */
        COLD,
        /** With what the queries before it have left, and each made twice. */
        WARM
    }

    /** The PE of the vector at work. */
    private static final class Bench {
        private final Profile profile;
        private final TlbGeometry geometry;
        private final Warmth warmth;
        private final PhysicalMemory memory;
        private final Walk first = new Walk();
        private @Nullable RegisterFile registers;
        private @Nullable ProcessingElement element;

        Bench(Profile profile, TlbGeometry geometry, Warmth warmth, PhysicalMemory memory) {
            this.profile = profile;
            this.geometry = geometry;
            this.warmth = warmth;
            this.memory = memory;
        }

        ProcessingElement element(RegisterFile now) {
            ProcessingElement known = element;
            if (known == null || registers == null || !registers.equals(now)) {
                MachineOptions options = MachineOptions.of(geometry).with(profile);
                known = new Machine(memory, now, 1, options).pe(0);
                element = known;
                registers = now;
            }
            return known;
        }

        void forget() {
            registers = null;
        }

        VectorRunner.WalkWay way() {
            return (now, context, va, access, out) -> {
                ProcessingElement pe = element(now);
                if (warmth == Warmth.COLD) {
                    pe.tlb().clear();
                }
                pe.access(context.regime(), va, access, out);
                if (warmth != Warmth.COLD && out.ok()) {
                    pe.access(context.regime(), va, access, first);
                    assertThat(first.outputAddress).isEqualTo(out.outputAddress);
                }
            };
        }
    }

    static Stream<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (Warmth warmth : List.of(Warmth.COLD, Warmth.WARM)) {
            for (TlbGeometry geometry : GEOMETRIES) {
                for (String file : ShippedVectors.recorded()) {
                    cases.add(Arguments.of(warmth, geometry.name(), geometry, file, Profile.QEMU_11_1));
                }
                for (String file : ShippedVectors.computed()) {
                    cases.add(Arguments.of(warmth, geometry.name(), geometry, file, Profile.ARM));
                }
            }
        }
        return cases.stream();
    }

    @ParameterizedTest(name = "{0}, {1}, {3}")
    @MethodSource("cases")
    void the_answers_are_those_of_the_walker(
            Warmth warmth, String name, TlbGeometry geometry, String file, Profile profile) {
        List<Bench> benches = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        try (VectorRunner walker = new VectorRunner(profile);
                VectorRunner through = new VectorRunner(profile, memory -> {
                    benches.add(new Bench(profile, geometry, warmth, memory));
                    return benches.get(0).way();
                })) {
            ShippedVectors.read(file, vector -> {
                benches.get(0).forget();
                compare(vector, walker.run(vector, file), through.run(vector, file), wrong);
            });
        }
        assertThat(wrong).as("%d answers", wrong.size()).isEmpty();
    }

    private static void compare(
            WalkVector vector, VectorRunner.Answers walker, VectorRunner.Answers tlb, List<String> wrong) {
        for (int i = 0; i < vector.queries().size(); i++) {
            VectorAnswer one = walker.answers().get(i);
            VectorAnswer other = tlb.answers().get(i);
            if (!one.equals(other)) {
                wrong.add(vector.id() + " query " + i + " " + vector.queries().get(i) + ": " + one + " / " + other);
            }
        }
        if (!walker.memoryAfter().equals(tlb.memoryAfter())) {
            wrong.add(vector.id() + " memory: " + walker.memoryAfter() + " / " + tlb.memoryAfter());
        }
    }
}
