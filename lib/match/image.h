/* SPDX-License-Identifier: MIT
 * The compiled form of a matcher: one flat block of little-endian bytes, used where it lies.
 *
 * header | table u64[slots] | root_edges u64[symbols] | pages u32[pages][256] | directory u8[256]
 *        | astral {u32 point, u32 code}[astral] | id_begin u32[keywords + 1] | id_list u32[ids]
 *
 * Symbols (folded code points) that occur in keywords have codes 1 … symbols - 1, by falling
 * frequency; all other code points have code 0. The table is a double array: the edge by code c out
 * of a node with base b is the entry at b + c, and the edge exists if that entry's check is c. (A
 * double array usually checks the parent; here every base belongs to one node, so the code says as
 * much.) The edges out of the root are a table of their own, indexed by code. The directory and its
 * pages are a two-level table from raw code points below U+10000 to their code and properties;
 * those above are folded one by one (text/fold.h) and their code is found in `astral` by binary
 * search. */
#ifndef KEFU_LIB_MATCH_IMAGE_H
#define KEFU_LIB_MATCH_IMAGE_H

#include "match/match.h"

#define IMAGE_MAGIC   "kefumat\n"
#define IMAGE_VERSION 2u
/* byte-order mark: reads differently on a machine of the other byte order */
#define IMAGE_ORDER   0x01020304u

/* flag: symbols between Han characters are skipped (TEXT_SKIP_SYMBOLS) */
#define IMAGE_SKIPS_SYMBOLS 1u
#define IMAGE_HAS_IDS                                                                              \
    2u /* flag: the last two sections exist; else a keyword's number is the caller's index */
#define IMAGE_HAS_SINGLES 4u /* flag: some keyword has one symbol (folded code point) */
#define IMAGE_FLAGS       7u

struct image_header {
    char magic[8];
    uint32_t version, order;
    uint64_t size;     /* size of the image in bytes, with this header */
    uint64_t checksum; /* checksum of all bytes behind the header */
    uint32_t fold_version;
    uint32_t flags;
    uint32_t keywords, ids;
    uint32_t symbols, slots;
    uint32_t pages, astral;
    uint32_t depth; /* number of symbols in the longest keyword */
    uint32_t reserved;
    uint64_t header_checksum; /* checksum of the header's other members */
};

/* An entry of the double array is one edge of the trie: bits 0-15 check (the code of the edge),
 * 16-35 keyword, 36 has edges, 37 is a keyword, 38-63 base (0: none). The check of an empty entry
 * is not a valid code. Root edges need no check. Their low bits hold a one-hash Bloom filter of the
 * second edges instead: bit (c mod n) is set if the node has an edge by code c, so that most
 * positions are ruled out without a look at the table. n is 32, or 16 if some keyword has one
 * symbol: then bits 16-35 are needed for its number. */
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

/* A page maps a raw code point to a number: the code of its folded symbol in bits 0-15, and these
 * properties: */
#define POINT_HAN         0x00010000u
#define POINT_SIMPLIFIED  0x00020000u
#define POINT_TRADITIONAL 0x00040000u
#define POINT_LATIN       0x00080000u
#define POINT_FOREIGN     0x00100000u
#define POINT_SUSPECT                                                                              \
    0x00200000u /* of ( （ ? alone: by what follows, begins inline pinyin or a run of ?? */
#define POINT_SYMBOL 0x20000000u /* a symbol that matching may skip between Han characters */
/* U+0080 … U+07FF: two bytes in UTF-8, for which there is no vector code */
#define POINT_SHORT  0x40000000u
#define POINT_SLOW   0x80000000u /* must be decoded by kefu__decode_unit(), the slow path */

struct image_astral {
    uint32_t point, code;
};

struct matcher {
    const struct image_header *header;
    const uint64_t *table; /* this pointer and those below: the sections of the image */
    const uint64_t *root_edges;
    const uint32_t *pages;
    const uint8_t *directory;
    const struct image_astral *astral;
    const uint32_t *id_begin, *id_list;
    /* index of the last slot, which is always empty: look-ups beyond the table read it instead */
    uint32_t sentinel;
    uint32_t depth; /* number of symbols in the longest keyword; copied from the header */
    /* 15 or 31: code & filter_mask is the bit for the code in the Bloom filter of a root edge */
    uint32_t filter_mask;
    bool owned; /* the image belongs to the matcher, and is released with it */
    kefu_allocator allocator;
};

/* Sets the matcher's pointers to the sections of its image by the counts in the header, which must
 * be valid; returns the size that the image must have. */
size_t kefu__image_layout(struct matcher *matcher, const struct image_header *header);
uint64_t kefu__image_checksum(const void *data, size_t size);

static inline uint32_t matcher_point(const struct matcher *matcher, uint32_t point) {
    return matcher->pages[(uint32_t)matcher->directory[point >> 8] << 8 | (point & 0xFF)];
}
/* The code (number in the trie's edges) of a symbol, which is a folded code point; 0 if no keyword
 * contains the symbol. */
uint32_t kefu__matcher_code(const struct matcher *matcher, uint32_t symbol);

#endif
