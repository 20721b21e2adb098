/* SPDX-License-Identifier: MIT
 * The level for AVX-512 with VBMI2: finding, 16 positions at a time.
 *
 * Most positions have no second edge, and the filter of the first one knows that of nearly all. So
 * those that pass are listed, and everything behind the filter is done for the list alone: its i-th
 * position has its keywords at rows[d][i]. With dense sets, where most positions go on beyond the
 * second edge, listing them gains nothing, and rows are by position. */
#ifdef KEFU_HAVE_AVX512

#include "match/avx512.h"
#include "match/look_up.h"

#define FEW_POSITIONS 40 /* positions that are not worth vector passes, unless to be sorted */
#define FEW           4  /* survivors that are not worth a vector loop */

/* ---- finding ---- */

/* Where survivors of one depth are put, and what was found at it. */
struct lists {
    uint32_t kept, hits;
};

/* Keeps the lanes of a mask: where each began, the base of its node, and the next two codes. To
 * compress the lanes' numbers and permute by them costs less than to compress three times. */
static inline void keep(struct match_work *work, struct lists *to, __mmask16 mask, __m512i position,
                        __m512i base, __m512i codes) {
    const __m512i order = compress32(mask, iota32(0));
    STORE(work->position + to->kept, _mm512_permutexvar_epi32(order, position));
    STORE(work->base + to->kept, _mm512_permutexvar_epi32(order, base));
    STORE(work->wanted + to->kept, _mm512_permutexvar_epi32(order, codes));
    to->kept += ones(mask);
}

static inline void note_hits(struct match_work *work, struct lists *to, __mmask16 found,
                             __m512i position, __m512i keyword) {
    const __m512i order = compress32(found, iota32(0));
    STORE(work->hit + to->hits, _mm512_permutexvar_epi32(order, position));
    STORE(work->hit_keyword + to->hits, _mm512_permutexvar_epi32(order, keyword));
    to->hits += ones(found);
}

/* Vector code reads whole vectors: the lanes behind the last survivor look at position 0. */
static inline void end_survivors(struct match_work *work, uint32_t kept) {
    STORE(work->position + kept, _mm512_setzero_si512());
    STORE(work->base + kept, _mm512_setzero_si512());
    STORE(work->wanted + kept, _mm512_setzero_si512());
}

/* Puts hits into their row, four at a time; those behind the last go where nobody looks. */
static inline void scatter_hits(struct match_work *work, uint32_t depth, uint32_t hits) {
    uint32_t *row = work->rows[depth];
    STORE(work->hit + hits, SET32(BLOCK + VECTOR_SLACK - 1));
    for (uint32_t h = 0; h < hits; h += 4) {
        row[work->hit[h]] = work->hit_keyword[h];
        row[work->hit[h + 1]] = work->hit_keyword[h + 1];
        row[work->hit[h + 2]] = work->hit_keyword[h + 2];
        row[work->hit[h + 3]] = work->hit_keyword[h + 3];
    }
    for (uint32_t h = 0; depth >= SHALLOW && h < hits; h++) {
        work->mask[work->hit[h]] |= (uint64_t)1 << depth;
        work->any_deep = work->deep[work->hit[h] / 16] = true;
    }
}

static inline __m512i two_codes(const struct match_work *work, uint32_t i) {
    return _mm512_or_si512(codes_at(work, i), _mm512_slli_epi32(codes_at(work, i + 1), 16));
}

/* ---- dense sets ---- */

/* The slots of the second edges. Where the filter says that there is none, a slot that is at hand,
 * so that the table is looked at for every position, without a branch. */
static inline void find_first(struct match_work *work, uint32_t count, bool singles) {
    const __m512i last = SET32(work->matcher->last), filter = SET32(work->matcher->filter_bits);
    for (uint32_t i = 0; i < count; i += 16) {
        const struct entries e = load_entries(work->entry + i);
        const __m512i next = codes_at(work, i + 1);
        const __m512i passes = _mm512_srlv_epi32(e.low, _mm512_and_si512(next, filter));
        const __mmask16 on = _mm512_test_epi32_mask(passes, SET32(1));
        STORE(work->slot + i,
              _mm512_maskz_min_epu32(on, _mm512_add_epi32(entries_base(e), next), last));
        if (singles)
            STORE(work->rows[0] + i, _mm512_mask_blend_epi32(entries_found(0xFFFF, e),
                                                             SET32(ROW_NONE), entries_keyword(e)));
    }
}

/* What the second edges lead to, for 16 positions: fills a row; the lanes that go on. */
static inline __mmask16 second_edges(struct match_work *work, uint32_t i, uint32_t count,
                                     struct entries e) {
    const __m512i slot = LOAD(work->slot + i);
    const __mmask16 hit = _mm512_mask_cmpeq_epi32_mask(_mm512_test_epi32_mask(slot, slot),
                                                       _mm512_and_si512(e.low, SET32(0xFFFF)),
                                                       codes_at(work, i + 1));
    STORE(work->rows[1] + i,
          _mm512_mask_blend_epi32(entries_found(hit, e), SET32(ROW_NONE), entries_keyword(e)));
    return entries_edges(hit & lanes(count - i), e);
}

static uint32_t find_second(struct match_work *work, uint32_t count) {
    struct lists to = {0, 0};
    for (uint32_t i = 0; i < count; i += 16) {
        const struct entries e = load_entries(work->entry + i);
        const __mmask16 on = second_edges(work, i, count, e);
        STORE(work->rows[2] + i, SET32(ROW_NONE));
        STORE(work->rows[3] + i, SET32(ROW_NONE));
        keep(work, &to, on, iota32(i), entries_base(e), two_codes(work, i + 2));
    }
    return to.kept;
}

/* ---- the list ---- */

/* Lists the positions that pass the filter, each with the code behind it, and the slots of their
 * second edges; with `singles` also those of keywords of one symbol: their slot is 0, which is no
 * edge. */
static inline uint32_t list_positions(struct match_work *work, uint32_t count, bool singles) {
    const __m512i last = SET32(work->matcher->last), filter = SET32(work->matcher->filter_bits);
    const __m512i iota = iota32(0);
    uint32_t listed = 0, group = 0, on = 0;
    for (uint32_t i = 0; i < count; i += 16, group++) {
        const struct entries e = load_entries(work->entry + i);
        const __m512i next = codes_at(work, i + 1);
        const __m512i passes = _mm512_srlv_epi32(e.low, _mm512_and_si512(next, filter));
        const __m512i slot = _mm512_min_epu32(_mm512_add_epi32(entries_base(e), next), last);
        const __m512i place = _mm512_or_si512(_mm512_slli_epi32(next, 16),
                                              _mm512_add_epi32(iota, SET32(i)));
        const __mmask16 edge = _mm512_test_epi32_mask(passes, SET32(1));
        const __mmask16 single = singles ? entries_found(0xFFFF, e) : 0;
        const __m512i order = compress32(edge | single, iota);
        STORE(work->place + listed, _mm512_permutexvar_epi32(order, place));
        if (singles) {
            STORE(work->slot + listed,
                  _mm512_permutexvar_epi32(order, _mm512_maskz_mov_epi32(edge, slot)));
            STORE(work->rows[0] + listed,
                  _mm512_permutexvar_epi32(
                      order, _mm512_mask_blend_epi32(single, SET32(ROW_NONE), entries_keyword(e))));
        } else {
            STORE(work->slot + listed, _mm512_permutexvar_epi32(order, slot));
        }
        on = (uint32_t)(edge | single);
        work->listed_before[group] = (uint16_t)listed;
        work->listed_lanes[group] = (uint16_t)on;
        listed += ones(on);
    }
    if (count % 16) /* positions behind the block */
        listed -= ones(on >> count % 16);
    work->listed_before[group] = (uint16_t)listed;
    work->listed_lanes[group] = 0;
    STORE(work->slot + listed, _mm512_setzero_si512());
    return listed;
}

/* What the second edges of the list lead to; how many of it go on. */
static uint32_t find_second_listed(struct match_work *work, uint32_t listed, bool singles) {
    struct lists to = {0, 0};
    for (uint32_t j = 0; j < listed; j += 16) {
        const struct entries e = load_entries(work->entry + j);
        const __m512i place = LOAD(work->place + j), slot = LOAD(work->slot + j);
        const __mmask16 hit = _mm512_mask_cmpeq_epi32_mask(
            singles ? _mm512_test_epi32_mask(slot, slot) : 0xFFFF,
            _mm512_and_si512(e.low, SET32(0xFFFF)), _mm512_srli_epi32(place, 16));
        STORE(work->rows[1] + j,
              _mm512_mask_blend_epi32(entries_found(hit, e), SET32(ROW_NONE), entries_keyword(e)));
        STORE(work->rows[2] + j, SET32(ROW_NONE));
        STORE(work->rows[3] + j, SET32(ROW_NONE));
        keep(work, &to, entries_edges(hit & lanes(listed - j), e),
             _mm512_and_si512(place, SET32(0xFFFF)), entries_base(e), iota32(j));
    }
    return to.kept;
}

/* ---- both ---- */

static uint32_t find_first_two(struct match_work *work, uint32_t count) {
    const struct matcher *matcher = work->matcher;
    const bool singles = matcher->header->flags & IMAGE_HAS_SINGLES;
    uint32_t kept;
    /* Depths 0 and 1 are done in passes like those of decoding. */
    look_up_codes(work->entry, matcher->first, work->code, count);
    work->listed = !work->dense;
    if (work->listed) {
        const uint32_t listed = singles ? list_positions(work, count, true)
                                        : list_positions(work, count, false);
        look_up_slots(work->entry, matcher->table, work->slot, listed);
        kept = singles ? find_second_listed(work, listed, true)
                       : find_second_listed(work, listed, false);
    } else {
        if (singles)
            find_first(work, count, true);
        else
            find_first(work, count, false);
        look_up_slots(work->entry, matcher->table, work->slot, count);
        kept = find_second(work, count);
    }
    work->dense = kept > count / 4; /* the next block will be like this one */
    end_survivors(work, kept);
    return kept;
}

/* What survivors carry along: the codes that they want, which spares a look-up, or, with a list,
 * the row that they belong to. */
enum carried { CARRIED_CODES, CARRIED_NOTHING, CARRIED_ROW };

/* Edges at `depth`. */
static inline uint32_t find_next(struct match_work *work, uint32_t count, uint32_t depth,
                                 enum carried carried) {
    const struct matcher *matcher = work->matcher;
    const void *codes = work->code + depth;
    struct lists to = {0, 0};
    for (uint32_t j = 0; j < count; j += 16) {
        const __m512i position = LOAD(work->position + j);
        const __m512i wanted = carried == CARRIED_CODES
                                   ? LOAD(work->wanted + j)
                                   : _mm512_i32gather_epi32(position, codes, 2);
        const __m512i code = _mm512_and_si512(wanted, SET32(0xFFFF));
        STORE(work->slot + j, slots_of(matcher, LOAD(work->base + j), code));
        STORE(work->base + j, wanted);
    }
    look_up_slots(work->entry, matcher->table, work->slot, count);
    for (uint32_t j = 0; j < count; j += 16) {
        const __m512i position = LOAD(work->position + j);
        const __m512i along = LOAD(work->wanted + j);
        const __m512i wanted = LOAD(work->base + j);
        const __m512i code = _mm512_and_si512(wanted, SET32(0xFFFF));
        const struct entries e = load_entries(work->entry + j);
        const __mmask16 hit = _mm512_mask_cmpeq_epi32_mask(
            lanes(count - j), _mm512_and_si512(e.low, SET32(0xFFFF)), code);
        const __mmask16 on = entries_edges(hit, e);
        note_hits(work, &to, entries_found(hit, e), carried == CARRIED_ROW ? along : position,
                  entries_keyword(e));
        keep(work, &to, on, position, entries_base(e),
             carried == CARRIED_ROW ? along : _mm512_srli_epi32(wanted, 16));
    }
    end_survivors(work, to.kept);
    scatter_hits(work, depth, to.hits);
    return to.kept;
}

/* Few survivors: each walks to its end. */
static void walk_down(struct match_work *work, uint32_t count, uint32_t depth) {
    const struct matcher *matcher = work->matcher;
    for (uint32_t j = 0; j < count; j++) {
        const uint32_t i = work->position[j], row = work->listed ? work->wanted[j] : i;
        uint32_t base = work->base[j];
        for (uint32_t d = depth; d < matcher->depth; d++) {
            const uint32_t code = work->code[i + d];
            const uint64_t entry = table_entry(matcher, base, code);
            if (entry_check(entry) != code)
                break;
            if (entry_is_keyword(entry)) {
                work->rows[d][row] = entry_keyword(entry);
                if (d >= SHALLOW) {
                    work->mask[row] |= (uint64_t)1 << d;
                    work->any_deep = work->deep[row / 16] = true;
                }
            }
            if (!entry_edges(entry))
                break;
            base = entry_base(entry);
        }
    }
}

static void find_rows(struct match_work *work, uint32_t count) {
    const uint32_t depths = work->matcher->depth;
    uint32_t depth = 2, kept;
    kept = find_first_two(work, count);
    for (; kept >= FEW && depth < depths; depth++)
        if (work->listed)
            kept = find_next(work, kept, depth, CARRIED_ROW);
        else
            kept = find_next(work, kept, depth, depth < 4 ? CARRIED_CODES : CARRIED_NOTHING);
    walk_down(work, kept, depth);
}

static bool find(struct match_work *work, uint32_t count) {
    if (count <= FEW_POSITIONS)
        return kefu__find_portable(work, count);
    find_rows(work, count);
    return kefu__emit_avx512(work, count);
}

const struct level kefu__level_avx512 = {kefu__decode_avx512, kefu__decode_texts_avx512, find,
                                         find_rows, kefu__emit_avx512};

#else
typedef int kefu__avx512_is_left_out; /* a translation unit is never empty */
#endif
