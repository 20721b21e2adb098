/* SPDX-License-Identifier: MIT
 * The level for any machine: plain C without data-dependent branches in its inner loops. */
#include "match/work.h"
#include "text/utf8.h"

/* ---- decoding ----------------------------------------------------------------------------------
 */

bool kefu__is_suspect(const struct match_work *work, uint32_t point, uint32_t end) {
    const unsigned char *next = (const unsigned char *)work->text + end;
    if (end == work->size)
        return false;
    if (point == '?')
        return *next == '?';
    return *next >= 'A'; /* a letter, or not ASCII */
}

static inline void count_point(struct text_quality *quality, uint32_t value) {
    quality->characters++;
    quality->han += (value & POINT_HAN) != 0;
    quality->simplified += (value & POINT_SIMPLIFIED) != 0;
    quality->traditional += (value & POINT_TRADITIONAL) != 0;
    quality->latin += (value & POINT_LATIN) != 0;
    quality->foreign += (value & POINT_FOREIGN) != 0;
}

static void decode(struct match_work *work, uint32_t need) {
    const struct matcher *matcher = work->matcher;
    const unsigned char *text = (const unsigned char *)work->text;
    while (work->have < need && work->at < work->size) {
        uint32_t point, value, end, have = work->have;
        end = work->at + utf8_decode(text + work->at, work->size - work->at, &point);
        value = point < 0x10000 ? matcher_point(matcher, point) : POINT_SLOW;
        if (value & POINT_SLOW || ((point == '(' || point == '?' || point == 0xFF08) &&
                                   kefu__is_suspect(work, point, end))) {
            kefu__decode_unit(work);
            continue;
        }
        count_point(work->quality, value);
        work->code[have] = (uint16_t)value;
        work->start[have] = work->at;
        work->end[have] = end;
        work->have = have + 1;
        work->at = work->counted = end;
    }
}

/* ---- finding, in any order ---------------------------------------------------------------------
 */

/* The edges out of the root: keywords of one symbol, and the positions that go on. */
static uint32_t find_first(struct match_work *work, uint32_t count, struct match **to) {
    const uint64_t *first = work->matcher->first;
    struct match *next = *to;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t entry = first[work->code[i]];
        *next = (struct match){work->start[i], work->end[i], entry_keyword(entry)};
        next += entry_is_keyword(entry);
        work->position[kept] = i;
        work->base[kept] = entry_base(entry);
        kept += entry_edges(entry) & entry_check(entry) >> (work->code[i + 1] & FILTER_BITS);
    }
    *to = next;
    return kept;
}

static uint32_t find_next(struct match_work *work, uint32_t count, uint32_t depth,
                          struct match **to) {
    struct match *next = *to;
    uint32_t kept = 0;
    for (uint32_t j = 0; j < count; j++) {
        uint32_t i = work->position[j], code = work->code[i + depth];
        uint64_t entry = table_entry(work->matcher, work->base[j], code);
        uint32_t hit = entry_check(entry) == code;
        *next = (struct match){work->start[i], work->end[i + depth], entry_keyword(entry)};
        next += hit & entry_is_keyword(entry);
        work->position[kept] = i;
        work->base[kept] = entry_base(entry);
        kept += hit & entry_edges(entry);
    }
    *to = next;
    return kept;
}

static bool find(struct match_work *work, uint32_t count) {
    struct match_output *output = work->output;
    uint32_t kept;
    if (!output_room(output, count + 1))
        return false;
    kept = find_first(work, count, &output->next);
    for (uint32_t depth = 1; kept && depth < work->matcher->depth; depth++) {
        if (!output_room(output, kept + 1))
            return false;
        kept = find_next(work, kept, depth, &output->next);
    }
    return true;
}

/* ---- finding, sorted ---------------------------------------------------------------------------
 */

static void find_rows(struct match_work *work, uint32_t count) {
    const struct matcher *matcher = work->matcher;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t entry = matcher->first[work->code[i]];
        work->rows[0][i] = entry_keyword(entry);
        work->mask[i] = entry_is_keyword(entry);
        work->position[kept] = i;
        work->base[kept] = entry_base(entry);
        kept += entry_edges(entry) & entry_check(entry) >> (work->code[i + 1] & FILTER_BITS);
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

static bool emit(struct match_work *work, uint32_t count) {
    uint32_t from = 0;
    while (from < count) {
        uint32_t to = work->text_count && work->texts[0] < count ? work->texts[0] : count;
        if (!emit_between(work, from, to))
            return false;
        kefu__end_texts(work, to);
        from = to;
    }
    return true;
}

const struct level kefu__level_portable = {decode, find, find_rows, emit};
