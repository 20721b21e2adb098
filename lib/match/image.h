/* SPDX-License-Identifier: MIT
 * The compiled form of a matcher: one flat block of little-endian bytes, used where it lies.
 *
 * header | table u64[slots] | first u64[symbols] | pages u32[pages][256] | directory u8[256]
 *        | astral {u32 point, u32 code}[astral] | id_begin u32[keywords + 1] | id_list u32[ids]
 *
 * Symbols (folded code points) that stand in keywords have codes 1 … symbols - 1, by falling
 * frequency; all other code points have code 0. The table is a double array: the edge by code c out
 * of a node with base b is the entry at b + c, and it is there if that entry's check is c; since
 * every base belongs to one node, the code alone is check enough. `first` holds the edges out of
 * the root, by code. The directory and its pages map raw code points below U+10000 to their code
 * and to properties; those above are folded by the reader and looked up in `astral`. */
#ifndef KEFU_LIB_MATCH_IMAGE_H
#define KEFU_LIB_MATCH_IMAGE_H

#include "match/match.h"

#define IMAGE_MAGIC   "kefumat\n"
#define IMAGE_VERSION 2u
#define IMAGE_ORDER   0x01020304u /* reads otherwise on a machine of the other byte order */

#define IMAGE_SKIPS_SYMBOLS 1u /* flags */
#define IMAGE_HAS_IDS       2u /* the last two sections are there; else numbers are indices */
#define IMAGE_HAS_SINGLES   4u /* some keyword has one symbol */
#define IMAGE_FLAGS         7u

struct image_header {
    char magic[8];
    uint32_t version, order;
    uint64_t size;     /* of the image, this header included */
    uint64_t checksum; /* of all that stands behind the header */
    uint32_t fold_version;
    uint32_t flags;
    uint32_t keywords, ids;
    uint32_t symbols, slots;
    uint32_t pages, astral;
    uint32_t depth; /* symbols in the longest keyword */
    uint32_t reserved;
    uint64_t header_checksum; /* of all that stands before it */
};

/* An entry: bits 0-15 check, 16-35 keyword, 36 has edges, 37 is a keyword, 38-63 base (0: none).
 * An empty one has a check that is no code.
 * In `first` no check is needed. There stands a filter instead: bit c mod n is set if an edge by
 * some code c leads on. n is 16, or 32 if no keyword has one symbol, so that its bits are free. */
#define ENTRY_EMPTY    0xFFFFu
#define ENTRY_BASE_MAX ((1u << 26) - 1)
#define CODE_MAX       0xFFFEu

#define ENTRY_EDGES      ((uint64_t)1 << 36)
#define ENTRY_IS_KEYWORD ((uint64_t)1 << 37)

static inline uint64_t entry_make(uint32_t check, uint32_t base, uint32_t keyword,
                                  bool is_keyword) {
    return (uint64_t)check | (uint64_t)keyword << 16 | (base ? ENTRY_EDGES : 0) |
           (is_keyword ? ENTRY_IS_KEYWORD : 0) | (uint64_t)base << 38;
}
static inline uint32_t entry_check(uint64_t entry) {
    return (uint16_t)entry;
}
static inline uint32_t entry_base(uint64_t entry) {
    return (uint32_t)(entry >> 38);
}
static inline uint32_t entry_keyword(uint64_t entry) {
    return (uint32_t)(entry >> 16) & 0xFFFFFu;
}
static inline uint32_t entry_edges(uint64_t entry) {
    return (uint32_t)(entry >> 36) & 1u;
}
static inline uint32_t entry_is_keyword(uint64_t entry) {
    return (uint32_t)(entry >> 37) & 1u;
}

/* What a page says of a raw code point: its code in bits 0-15, and above: */
#define POINT_HAN         0x00010000u
#define POINT_SIMPLIFIED  0x00020000u
#define POINT_TRADITIONAL 0x00040000u
#define POINT_LATIN       0x00080000u
#define POINT_FOREIGN     0x00100000u
#define POINT_SUSPECT     0x00200000u /* ( （ ?: inline pinyin or mojibake may begin here */
#define POINT_SYMBOL      0x20000000u /* left out between Han, which the reader knows about */
#define POINT_SHORT       0x40000000u /* U+0080 … U+07FF: two bytes, or an overlong form */
#define POINT_SLOW        0x80000000u /* the reader must look at it */

struct image_astral {
    uint32_t point, code;
};

struct matcher {
    const struct image_header *header;
    const uint64_t *table; /* sections of the image */
    const uint64_t *first;
    const uint32_t *pages;
    const uint8_t *directory;
    const struct image_astral *astral;
    const uint32_t *id_begin, *id_list;
    uint32_t last;        /* the last slot, which is empty: look-ups beyond the table go there */
    uint32_t depth;       /* of the header */
    uint32_t filter_bits; /* 15 or 31: which bits of a code choose its bit in a filter */
    bool owned;           /* the image is ours to release */
    kefu_allocator allocator;
};

/* Sets the sections' pointers from a header whose counts are believed; the image's exact size. */
size_t kefu__image_layout(struct matcher *matcher, const struct image_header *header);
uint64_t kefu__image_checksum(const void *data, size_t size);

static inline uint32_t matcher_point(const struct matcher *matcher, uint32_t point) {
    return matcher->pages[(uint32_t)matcher->directory[point >> 8] << 8 | (point & 0xFF)];
}
/* The code of a folded symbol, 0 for one in no keyword. */
uint32_t kefu__matcher_code(const struct matcher *matcher, uint32_t symbol);

#endif
