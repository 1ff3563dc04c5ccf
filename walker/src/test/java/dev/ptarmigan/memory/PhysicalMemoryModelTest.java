package dev.ptarmigan.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Random memories and random accesses against a map from address to word. */
class PhysicalMemoryModelTest {
    private static final int RANGES = 24;
    private static final int STEPS = 20_000;

    @RepeatedTest(6)
    void it_behaves_like_a_map_of_words(RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition() == 1 ? System.nanoTime() : repetition.getCurrentRepetition();
        System.out.println("PhysicalMemoryModelTest seed=" + seed);
        Random random = new Random(seed);
        try (PhysicalMemory memory = new PhysicalMemory(56, NettyRegions.INSTANCE)) {
            List<MemoryRange> ranges = new ArrayList<>();
            for (int i = 0; i < RANGES; i++) {
                addRandomRange(memory, ranges, random);
            }
            Map<Long, Long> model = new HashMap<>();
            for (int step = 0; step < STEPS; step++) {
                long pa = randomAddress(ranges, random);
                boolean exists = ranges.stream().anyMatch(range -> range.contains(pa));
                Segment segment = memory.at(pa);
                assertThat(segment != Segment.ABSENT)
                        .as("seed=%d pa=%x", seed, pa)
                        .isEqualTo(exists);
                assertThat(segment.contains(pa)).as("seed=%d pa=%x", seed, pa).isEqualTo(exists);
                if (exists) {
                    access(memory, model, pa, random, seed);
                }
            }
            model.forEach((pa, word) ->
                    assertThat(memory.read(pa)).as("seed=%d pa=%x", seed, pa).isEqualTo(word));
        }
    }

    private static void addRandomRange(PhysicalMemory memory, List<MemoryRange> ranges, Random random) {
        boolean reserved = random.nextInt(4) == 0;
        long size = (reserved ? 1 + random.nextInt(1 << 24) : 1 + random.nextInt(1 << 12)) * 8L;
        long base = random.nextInt(3) == 0 && !ranges.isEmpty()
                ? ranges.get(random.nextInt(ranges.size())).last() + 1
                : random.nextLong() >>> 8 + random.nextInt(24) & -8;
        if (base + size - 1 >>> 56 != 0) {
            return;
        }
        MemoryRange range = new MemoryRange(base, size);
        boolean fits = ranges.stream().noneMatch(range::overlaps);
        boolean added = true;
        try {
            if (reserved) {
                memory.reserve(base, size);
            } else {
                memory.allocate(base, size);
            }
        } catch (IllegalArgumentException e) {
            added = false;
        }
        assertThat(added).isEqualTo(fits);
        if (added) {
            ranges.add(range);
        }
    }

    /** Mostly inside, often at an edge, sometimes just outside. */
    private static long randomAddress(List<MemoryRange> ranges, Random random) {
        MemoryRange range = ranges.get(random.nextInt(ranges.size()));
        long words = range.sizeBytes() / 8;
        // A few pages of a range, so that addresses repeat and reservations stay small.
        long index = random.nextInt(4) == 0 ? random.nextInt(4) - 2L : Math.min(words, 64) * random.nextInt(5) / 4;
        return range.base() + (random.nextBoolean() ? index : words - index) * 8;
    }

    private static void access(PhysicalMemory memory, Map<Long, Long> model, long pa, Random random, long seed) {
        long now = model.getOrDefault(pa, 0L);
        long next = random.nextLong();
        switch (random.nextInt(6)) {
            case 0 -> {
                memory.write(pa, next);
                model.put(pa, next);
            }
            case 1 -> {
                memory.writeRelease(pa, next);
                model.put(pa, next);
            }
            case 2 -> {
                assertThat(memory.compareAndSet(pa, now, next))
                        .as("seed=%d", seed)
                        .isTrue();
                model.put(pa, next);
            }
            case 3 ->
                assertThat(memory.compareAndExchange(pa, now + 1, next))
                        .as("seed=%d", seed)
                        .isEqualTo(now);
            case 4 -> assertThat(memory.readAcquire(pa)).as("seed=%d", seed).isEqualTo(now);
            default -> assertThat(memory.read(pa)).as("seed=%d", seed).isEqualTo(now);
        }
    }
}
