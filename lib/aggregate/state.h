/* SPDX-License-Identifier: MIT
 * The format of an aggregate's state, which save writes and load reads. docs/aggregate.md describes
 * it for others.
 *
 *   header    "KEFUAGG" and a NUL, u32 version of the format, u32 lowest version that can read it,
 *             u64 size of the whole, u64 size of the canonical part, u32 CRC-32C of these 32 bytes
 *   sections  each: u32 type, u32 flags, u64 length, u32 CRC-32C of the payload, u32 CRC-32C of
 *             these 20 bytes, payload; by ascending type
 *
 * The canonical part, which equal facts make equal, is all but the section of sources. Fixed
 * numbers are little-endian, all others varints (LEB128 in the shortest form; signed ones zigzag);
 * texts are a size and bytes. Lists are sorted and nothing empty is written. */
#ifndef KEFU_LIB_AGGREGATE_STATE_H
#define KEFU_LIB_AGGREGATE_STATE_H

#include "aggregate/aggregate.h"

#define STATE_MAGIC "KEFUAGG"
enum {
    STATE_VERSION = 8,
    STATE_READER = 8,
    STATE_MAGIC_SIZE = 8,
    STATE_HEADER_SIZE = 36,
    STATE_SECTION_SIZE = 24 /* the header of a section */
};

enum state_section_type {
    SECTION_SPEC = 1,   /* configuration and period */
    SECTION_SERIES,     /* the series that have a case in any group or hour */
    SECTION_DICTIONARY, /* ids of issues and scores, which groups refer to by number */
    SECTION_GROUPS,     /* the total, then the groups by key */
    SECTION_HOURS,
    SECTION_SOURCES = 64 /* not canonical; may be missing */
};
/* Flag of a section: a reader that does not know its type may leave it out. */
#define SECTION_MAY_SKIP 1u

/* Flags written before an accumulator in a saved state: which groups of its members follow. */
#define STATE_HAS_CASES    1u /* n and hits follow */
#define STATE_HAS_VALUES   2u /* sum, squares, min and max follow */
#define STATE_HAS_BUCKETS  4u
#define STATE_HAS_MISSING  8u
#define STATE_HAS_CLUSTERS 16u
#define STATE_HAS_ALL      31u

/* ---- sections ---- */

/* Begins a section in a buffer; returns where, for kefu__section_end(). */
size_t kefu__section_begin(struct buffer *to, uint32_t type, uint32_t flags);
void kefu__section_end(struct buffer *to, size_t begin);
/* Writes a header into the STATE_HEADER_SIZE bytes at the beginning of the buffer. */
void kefu__header_seal(struct buffer *to, const char *magic, uint32_t version, uint32_t reader,
                       uint64_t canonical);

/* The payloads of a state's sections; of the known types only. */
struct state_payload {
    const unsigned char *data;
    size_t size;
};
struct state_sections {
    struct state_payload spec, series, dictionary, groups, hours, sources;
};
/* Checks a header: its magic, that a reader of `version` can read it and that it is not older than
 * `oldest`, its checksum, and the size of the whole. */
kefu_status kefu__header_check(const unsigned char *bytes, size_t size, const char *magic,
                               uint32_t version, uint32_t oldest, kefu_error *error);
/* One section of any type. */
struct state_section {
    uint32_t type, flags;
    struct state_payload payload;
};
/* Reads the section at *at, which must have a higher type than *before, and moves both on. */
kefu_status kefu__section_read(const unsigned char *bytes, size_t size, size_t *at,
                               uint32_t *before, struct state_section *section, kefu_error *error);
/* Finds the sections of a state, and checks header and checksums. */
kefu_status kefu__state_open(const unsigned char *bytes, size_t size,
                             struct state_sections *sections, kefu_error *error);

/* ---- writing ---- */

void kefu__put_fixed(struct buffer *to, uint64_t value, size_t bytes);
void kefu__put_number(struct buffer *to, uint64_t value);
void kefu__put_signed(struct buffer *to, int64_t value);
void kefu__put_text(struct buffer *to, kefu_str text);
void kefu__put_measure(struct buffer *to, const struct measure *measure);
/* Would kefu__put_measure() write nothing but a 0? */
bool kefu__measure_is_blank(const struct measure *measure);
/* Has the series a case in any group or hour? */
bool kefu__series_is_used(const kefu_aggregate *aggregate, size_t series);
/* Writes the customers of a group: how many records name one; unless 0, how many hashes follow, or
 * DISTINCT_EXACT_MAX + 1: registers. Of these those that are not 0, each after the distance to the
 * one before, if at most half are not; else all. */
void kefu__put_customers(struct buffer *to, const struct group *group);
/* Writes the payload of SECTION_SOURCES. */
void kefu__put_sources(struct buffer *to, const struct source_list *sources);

/* ---- reading ---- */

/* The position in the bytes of a saved state that are being read. After an error `status` is kept
 * and all further numbers are read as 0. */
struct cursor {
    const unsigned char *at, *end;
    kefu_status status;
};
static inline struct cursor kefu__cursor(struct state_payload payload) {
    return (struct cursor){payload.data, payload.data + payload.size, KEFU_OK};
}
void kefu__cursor_fail(struct cursor *cursor, kefu_status status);
/* Fails with KEFU_E_CORRUPT unless `sound`; returns whether nothing has failed. */
bool kefu__cursor_check(struct cursor *cursor, bool sound);
uint64_t kefu__get_fixed(struct cursor *cursor, size_t bytes);
/* Reads a varint. Fails if it is above `limit` or not in its shortest form. */
uint64_t kefu__get_number(struct cursor *cursor, uint64_t limit);
int64_t kefu__get_signed(struct cursor *cursor);
/* Reads a text of at most `limit` bytes; the result points into the bytes of the saved state. */
kefu_str kefu__get_text(struct cursor *cursor, size_t limit);
void kefu__get_measure(struct cursor *cursor, const kefu_allocator *allocator,
                       const struct measure_rule *rule, struct measure *measure);
/* Reads the customers of a group, whose counts of records are known. */
void kefu__get_customers(struct cursor *cursor, const kefu_allocator *allocator,
                         struct group *group);
/* Reads the payload of SECTION_SOURCES into the aggregate's sources. */
void kefu__get_sources(struct cursor *cursor, kefu_aggregate *aggregate);

/* ---- the dictionary ---- */

enum { DICTIONARY_SCORE = ISSUE_KINDS }; /* the kind of the ids of scores */

struct dictionary_entry {
    uint32_t kind; /* an enum issue_kind, or DICTIONARY_SCORE */
    bool used;     /* while reading: a group refers to it */
    kefu_str id;
    uint64_t definition;
};
/* The ids of all groups, ascending by kind, id and definition; texts are not copied. */
struct dictionary {
    struct dictionary_entry *items;
    size_t count, capacity;
};
void kefu__dictionary_free(struct dictionary *dictionary, const kefu_allocator *allocator);
/* Adds the ids of all groups; false if out of memory. */
bool kefu__dictionary_collect(struct dictionary *dictionary, const kefu_aggregate *aggregate);
/* The number of an entry that there is. */
size_t kefu__dictionary_find(const struct dictionary *dictionary, uint32_t kind, kefu_str id,
                             uint64_t definition);
void kefu__put_dictionary(struct buffer *to, const struct dictionary *dictionary);
void kefu__get_dictionary(struct cursor *cursor, const kefu_allocator *allocator,
                          struct dictionary *dictionary);

#endif
