/* SPDX-License-Identifier: MIT
 * The format of a saved history, which docs/history.md describes for others.
 *
 *   header    "KEFUHIS" and a NUL, u32 version of the format, u32 lowest version that can read it,
 *             u64 size of the whole, u64 0, u32 CRC-32C of these 32 bytes
 *   sections  as those of an aggregate's state (aggregate/state.h) */
#ifndef KEFU_LIB_HISTORY_BYTES_H
#define KEFU_LIB_HISTORY_BYTES_H

#include "aggregate/state.h"
#include "history/history.h"

#define HISTORY_MAGIC "KEFUHIS"
enum { HISTORY_VERSION = 1, HISTORY_READER = 1 };

enum history_section {
    HISTORY_SECTION_SETTINGS = 1,
    HISTORY_SECTION_SPEC,    /* the state of an aggregate without content */
    HISTORY_SECTION_DAYS,    /* each day's number, and the state of its aggregate */
    HISTORY_SECTION_WAITING, /* by key */
    HISTORY_SECTION_IDS,     /* by day */
    HISTORY_SECTIONS
};

#endif
