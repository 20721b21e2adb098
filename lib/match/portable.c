/* SPDX-License-Identifier: MIT
 * The level for any CPU: plain C, branchless in its inner loops, so that no branch depends on the
 * text and is mispredicted. */
#include "match/work.h"
#include "text/utf8.h"

/* ---- decoding ---- */

/* Packs five counters of 12 bits, one for each property of characters (Han, Latin, …), into one
 * number, so that counting a character costs one table look-up and one addition. 12 bits cannot
 * overflow, because a block has fewer symbols. */
#define PACK_COUNTS(p)                                                                             \
    ((uint64_t)((p)&1) | (uint64_t)((p) >> 1 & 1) << 12 | (uint64_t)((p) >> 2 & 1) << 24 |         \
     (uint64_t)((p) >> 3 & 1) << 36 | (uint64_t)((p) >> 4 & 1) << 48)
#define PACK_FOUR(p) PACK_COUNTS(p), PACK_COUNTS(p + 1), PACK_COUNTS(p + 2), PACK_COUNTS(p + 3)
static const uint64_t packed_counts[32] = {PACK_FOUR(0),  PACK_FOUR(4),  PACK_FOUR(8),
                                           PACK_FOUR(12), PACK_FOUR(16), PACK_FOUR(20),
                                           PACK_FOUR(24), PACK_FOUR(28)};

static void add_packed_counts(struct text_quality *quality, uint64_t sum, uint32_t characters) {
    quality->characters += characters;
    quality->han += sum & 0xFFF;
    quality->simplified += sum >> 12 & 0xFFF;
    quality->traditional += sum >> 24 & 0xFFF;
    quality->latin += sum >> 36 & 0xFFF;
    quality->foreign += (uint32_t)(sum >> 48);
}

/* A little-endian load of four bytes, in a form that compilers translate to one instruction. */
static inline uint32_t four_bytes(const unsigned char *p) {
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* Decodes characters until the block has `need` symbols or the text ends; false: the next character
 * needs the slow path. */
static bool decode_plain(struct match_work *work, uint32_t need) {
    const struct matcher *matcher = work->matcher;
    const unsigned char *text = (const unsigned char *)work->text;
    const size_t size = work->size;
    size_t at = work->at, end;
    uint32_t have = work->have;
    uint64_t sum = 0;
    bool plain = true;
    while (have < need && at < size) {
        uint32_t point = text[at], value;
        end = at + 1;
        if (point >= 0x80) {
            const uint32_t three = size - at >= 4 ? four_bytes(text + at) : 0;
            point = (three & 0xF) << 12 | (three >> 2 & 0xFC0) | (three >> 16 & 0x3F);
            end = at + 3;
            if ((three & 0xC0C0F0) != 0x8080E0 || point < 0x800)
                end = at + utf8_decode(text + at, size - at, &point);
        }
        value = point < 0x10000 ? matcher_point(matcher, point) : POINT_SLOW;
        if (value & (POINT_SLOW | POINT_SYMBOL | POINT_SUSPECT) &&
            (value & (POINT_SLOW | POINT_SYMBOL) || is_suspect(work, (uint32_t)end))) {
            plain = false;
            break;
        }
        work->code[have] = (uint16_t)value;
        work->start[have] = (uint32_t)at;
        work->end[have] = (uint32_t)end;
        sum += packed_counts[value >> 16 & 31];
        have++;
        at = end;
    }
    add_packed_counts(work->quality, sum, have - work->have);
    work->have = have;
    work->at = work->counted_to = (uint32_t)at;
    return plain;
}

static void decode(struct match_work *work, uint32_t need) {
    while (!decode_plain(work, need))
        kefu__decode_unit(work);
}

/* ---- finding, in any order ---- */

/* Pointers to the arrays of the working memory that a search uses. The arrays do not overlap;
 * `restrict` says so to the compiler, which would otherwise repeat loads after each store. */
struct pass {
    const uint16_t *restrict code;
    const uint32_t *restrict start, *restrict end;
    uint32_t *restrict position, *restrict base;
};

static struct pass pass_over(struct match_work *work) {
    return (struct pass){work->code, work->start, work->end, work->position, work->base};
}

/* Follows the edges by the first and second symbol at each of `count` positions, writes the matches
 * of up to two symbols, and returns how many paths go on. A node without edges has base 0, which is
 * the base of no node with edges, so the comparison with the check fails as it must. `singles`:
 * some keyword has one symbol. Branchless: a match and a path are always written, and the counts
 * advance by 0 or 1. */
static inline uint32_t find_first_two(struct match_work *work, uint32_t count, struct match **to,
                                      bool singles) {
    const struct matcher *matcher = work->matcher;
    const struct pass pass = pass_over(work);
    const uint64_t *restrict first = matcher->root_edges, *restrict table = matcher->table;
    const uint32_t last = matcher->sentinel;
    struct match *restrict next = *to;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        const uint64_t single = first[pass.code[i]];
        const uint32_t code = pass.code[i + 1], slot = entry_base(single) + code;
        const uint64_t entry = table[slot < last ? slot : last];
        const uint32_t hit = entry_check(entry) == code;
        if (singles) {
            *next = (struct match){pass.start[i], pass.end[i], entry_keyword(single)};
            next += entry_is_keyword(single);
        }
        *next = (struct match){pass.start[i], pass.end[i + 1], entry_keyword(entry)};
        next += hit & entry_is_keyword(entry);
        pass.position[kept] = i;
        pass.base[kept] = entry_base(entry);
        kept += hit & entry_edges(entry);
    }
    *to = next;
    return kept;
}

static uint32_t find_next(struct match_work *work, uint32_t count, uint32_t depth,
                          struct match **to) {
    const struct matcher *matcher = work->matcher;
    const struct pass pass = pass_over(work);
    const uint64_t *restrict table = matcher->table;
    const uint32_t last = matcher->sentinel;
    struct match *restrict next = *to;
    uint32_t kept = 0;
    for (uint32_t j = 0; j < count; j++) {
        const uint32_t i = pass.position[j], code = pass.code[i + depth];
        const uint32_t slot = pass.base[j] + code;
        const uint64_t entry = table[slot < last ? slot : last];
        const uint32_t hit = entry_check(entry) == code;
        next->start = pass.start[i];
        next->end = pass.end[i + depth];
        next->keyword = entry_keyword(entry);
        next += hit & entry_is_keyword(entry);
        pass.position[kept] = i;
        pass.base[kept] = entry_base(entry);
        kept += hit & entry_edges(entry);
    }
    *to = next;
    return kept;
}

bool kefu__find_deeper(struct match_work *work, uint32_t kept, uint32_t depth) {
    struct match_output *output = work->output;
    for (; kept && depth < work->matcher->depth; depth++) {
        if (!output_room(output, kept + 1))
            return false;
        kept = find_next(work, kept, depth, &output->next);
    }
    return true;
}

bool kefu__find_portable(struct match_work *work, uint32_t count) {
    struct match_output *output = work->output;
    bool singles = work->matcher->header->flags & IMAGE_HAS_SINGLES;
    if (!output_room(output, 2 * count + 1))
        return false;
    uint32_t kept = singles ? find_first_two(work, count, &output->next, true)
                            : find_first_two(work, count, &output->next, false);
    return kefu__find_deeper(work, kept, 2);
}

/* ---- finding, sorted ---- */

void kefu__find_rows_portable(struct match_work *work, uint32_t count) {
    const struct matcher *matcher = work->matcher;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t entry = matcher->root_edges[work->code[i]];
        work->rows[0][i] = entry_keyword(entry);
        work->mask[i] = entry_is_keyword(entry);
        work->position[kept] = i;
        work->base[kept] = entry_base(entry);
        kept += entry_edges(entry) & (uint32_t)entry >> (work->code[i + 1] & matcher->filter_mask);
    }
    for (uint32_t depth = 1; kept && depth < matcher->depth; depth++) {
        uint32_t before = kept;
        kept = 0;
        for (uint32_t j = 0; j < before; j++) {
            uint32_t i = work->position[j], code = work->code[i + depth];
            uint64_t entry = table_entry(matcher, work->base[j], code);
            uint32_t hit = entry_check(entry) == code;
            work->rows[depth][i] = entry_keyword(entry);
            work->mask[i] |= (uint64_t)(hit & entry_is_keyword(entry)) << depth;
            work->position[kept] = i;
            work->base[kept] = entry_base(entry);
            kept += hit & entry_edges(entry);
        }
    }
}

static unsigned lowest_bit(uint64_t bits) {
#if defined(__GNUC__)
    return (unsigned)__builtin_ctzll(bits);
#else
    unsigned n = 0;
    for (; !(bits & 1); bits >>= 1)
        n++;
    return n;
#endif
}

static bool emit_between(struct match_work *work, uint32_t from, uint32_t to) {
    struct match_output *output = work->output;
    for (uint32_t i = from; i < to; i++) {
        uint64_t mask = work->mask[i];
        struct match *before;
        if (mask == 0)
            continue;
        if (!output_room(output, MATCHER_LENGTH_MAX))
            return false;
        before = output->next;
        for (; mask; mask &= mask - 1) {
            unsigned depth = lowest_bit(mask);
            *output->next++ = (struct match){work->start[i], work->end[i + depth],
                                             work->rows[depth][i]};
        }
        work->emitted += (size_t)(output->next - before);
    }
    return true;
}

bool kefu__emit_portable(struct match_work *work, uint32_t count) {
    uint32_t from = 0;
    while (from < count) {
        uint32_t to = next_text_end(work, count);
        if (!emit_between(work, from, to))
            return false;
        kefu__end_texts(work, to);
        from = to;
    }
    return true;
}

const struct scan_kernels kefu__kernels_portable = {decode, NULL, kefu__find_portable,
                                                    kefu__find_rows_portable, kefu__emit_portable};
