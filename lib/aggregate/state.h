/* SPDX-License-Identifier: MIT
 * The format of an aggregate's state, which save writes and load reads.
 *
 *   "KEFUAGG" and a NUL, u32 version of the format, u32 lowest version that can read it, u64 total
 * size, all little-endian; the body; u64 FNV-1a of all bytes before it.
 *
 * In the body, numbers are varints (LEB128 in the shortest form; signed ones zigzag) and texts a
 * size and bytes. Lists are sorted and nothing empty is written, so that equal facts give equal
 * bytes. */
#ifndef KEFU_LIB_AGGREGATE_STATE_H
#define KEFU_LIB_AGGREGATE_STATE_H

#include "aggregate/aggregate.h"

#define STATE_MAGIC "KEFUAGG"
enum {
    STATE_VERSION = 4,
    STATE_READER = 4,
    STATE_MAGIC_SIZE = 8,
    STATE_HEADER_SIZE = 24,
    STATE_CHECKSUM_SIZE = 8
};

/* Flags written before an accumulator in a saved state: which groups of its members follow. */
#define STATE_HAS_CASES    1u /* n and hits follow */
#define STATE_HAS_VALUES   2u /* sum, squares, min and max follow */
#define STATE_HAS_BUCKETS  4u
#define STATE_HAS_MISSING  8u
#define STATE_HAS_CLUSTERS 16u

#endif
