/* Four dependent reads through the tables of FourLevelTables.java: what a walk costs at least. Prints ns per walk. */
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

int main(void) {
    char *memory = aligned_alloc(TABLE, LEVELS * TABLE);
    uint64_t base = (uint64_t)(uintptr_t)memory;
    uint64_t seed = 20261122;
    static uint64_t va[ADDRESSES];
    double ns[RUNS];
    volatile uint64_t sink = 0;
    for (int level = 0; level < LEVELS - 1; level++)
        *(uint64_t *)(memory + level * TABLE) = (base + (level + 1) * TABLE) | 3;
    for (int i = 0; i < 512; i++)
        ((uint64_t *)(memory + 3 * TABLE))[i] = (0x80000000u + (uint64_t)i * TABLE) | 0x703;
    for (int i = 0; i < ADDRESSES; i++) va[i] = next(&seed) % (512u * TABLE) & ~7u;
    for (int run = 0; run < RUNS; run++) {
        struct timespec from, to;
        uint64_t sum = 0;
        clock_gettime(CLOCK_MONOTONIC, &from);
        for (int round = 0; round < ROUNDS; round++)
            for (int i = 0; i < ADDRESSES; i++) {
                uint64_t table = base;
                for (int shift = 39; shift >= 12; shift -= 9)
                    table = *(volatile uint64_t *)(uintptr_t)(table + ((va[i] >> shift & 511) << 3)) & 0xfffffffff000u;
                sum += table | (va[i] & 4095);
            }
        clock_gettime(CLOCK_MONOTONIC, &to);
        sink += sum;
        ns[run] = ((to.tv_sec - from.tv_sec) * 1e9 + (to.tv_nsec - from.tv_nsec)) / ROUNDS / ADDRESSES;
    }
    qsort(ns, RUNS, sizeof *ns, ascending);
    printf("C chase: best %.2f median %.2f ns/walk\n", ns[0], ns[RUNS / 2]);
    return 0;
}
