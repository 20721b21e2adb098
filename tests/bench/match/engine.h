/* SPDX-License-Identifier: MIT
 * What the benchmark knows of an engine: kefu's levels and every peer stand behind this. */
#ifndef KEFU_BENCH_ENGINE_H
#define KEFU_BENCH_ENGINE_H

#include <stddef.h>
#include <stdint.h>

struct text {
    const char *data;
    size_t size;
};

/* All matches, and their order-free sum of (id << 32) + (start << 3) + length, modulo 2^64. */
struct sum {
    uint64_t count, sum;
};

struct engine {
    const char *name;
    void *(*build)(const struct text *keywords, uint32_t count); /* NULL: failed */
    /* Scans texts one by one from raw bytes, offsets within each, and adds to `sum`. */
    void (*scan)(void *engine, const struct text *texts, size_t count, struct sum *sum);
    size_t (*bytes)(void *engine);
    void (*release)(void *engine);
};

/* What a peer's shared library exports, as `engines`. */
typedef const struct engine *(*engine_list)(int *count);

/* kefu's: `level` of enum simd_level; NULL where the CPU lacks it. */
const struct engine *kefu_engine_sorted(int level);
const struct engine *kefu_engine_unordered(int level);
const struct engine *
kefu_engine_many(int level); /* all texts in calls of kefu__matcher_scan_many */
/* How long opening the image of a built state takes. */
double kefu_engine_start_seconds(void *built, double (*now)(void));

#endif
