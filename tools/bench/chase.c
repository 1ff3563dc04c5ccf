/*
 * Four dependent reads through the tables of FourLevelTables.java: what a walk costs at least. Prints ns per walk, once for
 * walks of which each needs the result of the one before (WalkBenchmark.walk), once for walks that overlap.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { TABLE = 4096, LEVELS = 4, ADDRESSES = 256, ROUNDS = 200000, RUNS = 9 };

static uint64_t next(uint64_t *state) {
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

enum { ABOVE_RESULTS = 47 }; /* all results are below 2^47; the compiler does not know */

static uint64_t va[ADDRESSES];

static inline uint64_t four_reads(uint64_t base, uint64_t address) {
    uint64_t table = base;
    for (int shift = 39; shift >= 12; shift -= 9)
        table = *(volatile uint64_t *)(uintptr_t)(table + ((address >> shift & 511) << 3)) & 0xfffffffff000u;
    return table | (address & 4095);
}

static __attribute__((noinline)) uint64_t dependent(uint64_t base) {
    uint64_t result = 0;
    for (int i = 0; i < ADDRESSES; i++) result = four_reads(base, va[i] ^ result >> ABOVE_RESULTS);
    return result;
}

static __attribute__((noinline)) uint64_t overlapping(uint64_t base) {
    uint64_t sum = 0;
    for (int i = 0; i < ADDRESSES; i++) sum += four_reads(base, va[i]);
    return sum;
}

static void measure(const char *name, uint64_t (*walks)(uint64_t), uint64_t base) {
    double ns[RUNS];
    volatile uint64_t sink = 0;
    for (int run = 0; run < RUNS; run++) {
        struct timespec from, to;
        clock_gettime(CLOCK_MONOTONIC, &from);
        for (int round = 0; round < ROUNDS; round++) sink += walks(base);
        clock_gettime(CLOCK_MONOTONIC, &to);
        ns[run] = ((to.tv_sec - from.tv_sec) * 1e9 + (to.tv_nsec - from.tv_nsec)) / ROUNDS / ADDRESSES;
    }
    qsort(ns, RUNS, sizeof *ns, ascending);
    printf("C %s chase: best %.2f median %.2f ns/walk\n", name, ns[0], ns[RUNS / 2]);
}

int main(void) {
    char *memory = aligned_alloc(TABLE, LEVELS * TABLE);
    uint64_t base = (uint64_t)(uintptr_t)memory;
    uint64_t seed = 20261122;
    for (int level = 0; level < LEVELS - 1; level++)
        *(uint64_t *)(memory + level * TABLE) = (base + (level + 1) * TABLE) | 3;
    for (int i = 0; i < 512; i++)
        ((uint64_t *)(memory + 3 * TABLE))[i] = (0x80000000u + (uint64_t)i * TABLE) | 0x703;
    for (int i = 0; i < ADDRESSES; i++) va[i] = next(&seed) % (512u * TABLE) & ~7u;
    measure("dependent", dependent, base);
    measure("overlapping", overlapping, base);
    return 0;
}
