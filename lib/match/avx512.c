/* SPDX-License-Identifier: MIT
 * The level for AVX-512 with VBMI2: searching, 16 positions at a time.
 *
 * Most positions have no second edge, and the root edges' filter rules nearly all of these out. So
 * the positions that pass are compacted to a list of candidates, and all that follows is done for
 * candidates alone: the matches of the i-th are at rows[d][i]. With dense keyword sets, where most
 * positions have second edges, compaction gains nothing, and rows are indexed by position. */
#ifdef KEFU_HAVE_AVX512

#include "match/avx512.h"
#include "match/lookup.h"

#define PORTABLE_POSITIONS_MAX                                                                     \
    40 /* for fewer positions the portable search is faster, unless matches must be sorted */
#define FRONTIER_MIN 4 /* minimum number of paths into the trie for which a vector loop pays */

/* ---- finding ---- */

/* The number of paths in the frontier of the next depth, and of matches in the list work->hit. */
struct list_lengths {
    uint32_t kept, hits;
};

/* Appends the paths in the lanes selected by `mask` to the frontier (the paths into the trie that
 * go on). Compressing the lane numbers once and permuting three vectors by them is faster than
 * compressing three times. */
static inline void keep_lanes(struct match_work *work, struct list_lengths *to, __mmask16 mask,
                              __m512i position, __m512i base, __m512i codes) {
    const __m512i order = compress32(mask, iota32(0));
    STORE(work->position + to->kept, _mm512_permutexvar_epi32(order, position));
    STORE(work->base + to->kept, _mm512_permutexvar_epi32(order, base));
    STORE(work->next_codes + to->kept, _mm512_permutexvar_epi32(order, codes));
    to->kept += popcount(mask);
}

/* Appends the matches in the lanes selected by `found` to the list of matches. */
static inline void note_hits(struct match_work *work, struct list_lengths *to, __mmask16 found,
                             __m512i position, __m512i keyword) {
    const __m512i order = compress32(found, iota32(0));
    STORE(work->hit + to->hits, _mm512_permutexvar_epi32(order, position));
    STORE(work->hit_keyword + to->hits, _mm512_permutexvar_epi32(order, keyword));
    to->hits += popcount(found);
}

/* Pads the frontier to a whole vector with paths at position 0, which is always safe to read. */
static inline void end_frontier(struct match_work *work, uint32_t kept) {
    STORE(work->position + kept, _mm512_setzero_si512());
    STORE(work->base + kept, _mm512_setzero_si512());
    STORE(work->next_codes + kept, _mm512_setzero_si512());
}

/* Stores the listed matches into rows[depth], four at a time; the padding of the list is stored to
 * an element that is never read. */
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

/* For each of 16 positions from i on: the code at the position in the low half of a lane, the code
 * at the next position in the high half. */
static inline __m512i two_codes(const struct match_work *work, uint32_t i) {
    return _mm512_or_si512(codes_at(work, i), _mm512_slli_epi32(codes_at(work, i + 1), 16));
}

/* ---- dense sets ---- */

/* Depth 0, the first symbol of keywords: stores for each position the slot (table index) of the
 * edge by the second symbol or, where the filter of the root edge rules that edge out, slot 0,
 * which is always cached. So the look-ups that follow need no branch. */
static inline void find_first(struct match_work *work, uint32_t count, bool singles) {
    const __m512i last = SET32(work->matcher->sentinel), filter = SET32(work->matcher->filter_mask);
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

/* Depth 1, the second symbol, for 16 positions: stores the keywords of two symbols in rows[1];
 * returns the lanes whose paths have further edges. */
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
    struct list_lengths to = {0, 0};
    for (uint32_t i = 0; i < count; i += 16) {
        const struct entries e = load_entries(work->entry + i);
        const __mmask16 on = second_edges(work, i, count, e);
        STORE(work->rows[2] + i, SET32(ROW_NONE));
        STORE(work->rows[3] + i, SET32(ROW_NONE));
        keep_lanes(work, &to, on, iota32(i), entries_base(e), two_codes(work, i + 2));
    }
    return to.kept;
}

/* ---- sparse sets ---- */

/* Compacts the positions that pass the filter of their root edge into the list of candidates, each
 * with the code at the next position and the slot of the edge by that code. If some keywords have
 * one symbol (`singles`), the positions of these keywords are candidates too, with slot 0 where the
 * filter rules out a second edge. */
static inline uint32_t compact_candidates(struct match_work *work, uint32_t count, bool singles) {
    const __m512i last = SET32(work->matcher->sentinel), filter = SET32(work->matcher->filter_mask);
    const __m512i iota = iota32(0);
    uint32_t candidates = 0, group = 0, on = 0;
    for (uint32_t i = 0; i < count; i += 16, group++) {
        const struct entries e = load_entries(work->entry + i);
        const __m512i next = codes_at(work, i + 1);
        const __m512i passes = _mm512_srlv_epi32(e.low, _mm512_and_si512(next, filter));
        const __m512i slot = _mm512_min_epu32(_mm512_add_epi32(entries_base(e), next), last);
        const __m512i candidate = _mm512_or_si512(_mm512_slli_epi32(next, 16),
                                                  _mm512_add_epi32(iota, SET32(i)));
        const __mmask16 edge = _mm512_test_epi32_mask(passes, SET32(1));
        const __mmask16 single = singles ? entries_found(0xFFFF, e) : 0;
        const __m512i order = compress32(edge | single, iota);
        STORE(work->candidate + candidates, _mm512_permutexvar_epi32(order, candidate));
        if (singles) {
            STORE(work->slot + candidates,
                  _mm512_permutexvar_epi32(order, _mm512_maskz_mov_epi32(edge, slot)));
            STORE(work->rows[0] + candidates,
                  _mm512_permutexvar_epi32(
                      order, _mm512_mask_blend_epi32(single, SET32(ROW_NONE), entries_keyword(e))));
        } else {
            STORE(work->slot + candidates, _mm512_permutexvar_epi32(order, slot));
        }
        on = (uint32_t)(edge | single);
        work->candidates_before[group] = (uint16_t)candidates;
        work->candidate_lanes[group] = (uint16_t)on;
        candidates += popcount(on);
    }
    if (count % 16) /* positions beyond the end of the block are not candidates */
        candidates -= popcount(on >> count % 16);
    work->candidates_before[group] = (uint16_t)candidates;
    work->candidate_lanes[group] = 0;
    STORE(work->slot + candidates, _mm512_setzero_si512());
    return candidates;
}

/* Depth 1, the second symbol, for the candidates alone; returns how many paths the frontier has
 * afterwards. */
static uint32_t find_second_compacted(struct match_work *work, uint32_t candidates, bool singles) {
    struct list_lengths to = {0, 0};
    for (uint32_t j = 0; j < candidates; j += 16) {
        const struct entries e = load_entries(work->entry + j);
        const __m512i candidate = LOAD(work->candidate + j), slot = LOAD(work->slot + j);
        const __mmask16 hit = _mm512_mask_cmpeq_epi32_mask(
            singles ? _mm512_test_epi32_mask(slot, slot) : 0xFFFF,
            _mm512_and_si512(e.low, SET32(0xFFFF)), _mm512_srli_epi32(candidate, 16));
        STORE(work->rows[1] + j,
              _mm512_mask_blend_epi32(entries_found(hit, e), SET32(ROW_NONE), entries_keyword(e)));
        STORE(work->rows[2] + j, SET32(ROW_NONE));
        STORE(work->rows[3] + j, SET32(ROW_NONE));
        keep_lanes(work, &to, entries_edges(hit & lanes(candidates - j), e),
                   _mm512_and_si512(candidate, SET32(0xFFFF)), entries_base(e), iota32(j));
    }
    return to.kept;
}

/* ---- both ---- */

static uint32_t find_first_two(struct match_work *work, uint32_t count) {
    const struct matcher *matcher = work->matcher;
    const bool singles = matcher->header->flags & IMAGE_HAS_SINGLES;
    /* Passes of vector code alternate with passes of scalar table look-ups, in which many loads are
     * in flight at a time. */
    look_up_codes(work->entry, matcher->root_edges, work->code, count);
    work->compacted = !work->dense;
    uint32_t kept;
    if (work->compacted) {
        const uint32_t candidates = singles ? compact_candidates(work, count, true)
                                            : compact_candidates(work, count, false);
        look_up_slots(work->entry, matcher->table, work->slot, candidates);
        kept = singles ? find_second_compacted(work, candidates, true)
                       : find_second_compacted(work, candidates, false);
    } else {
        if (singles)
            find_first(work, count, true);
        else
            find_first(work, count, false);
        look_up_slots(work->entry, matcher->table, work->slot, count);
        kept = find_second(work, count);
    }
    /* the next block of the text is expected to have about as many paths into the trie as this one;
     * if there are many, its positions are not compacted */
    work->dense = kept > count / 4;
    end_frontier(work, kept);
    return kept;
}

/* What work->next_codes holds for each path of the frontier: the next two codes of the text, so
 * that they need not be loaded; or nothing; or, if rows are indexed by candidate, the index of its
 * row. */
enum carried { CARRIED_CODES, CARRIED_NOTHING, CARRIED_ROW };

/* Follows the edge at `depth` (by the symbol of that index in the keyword) of each of `count`
 * paths; returns how many paths the next frontier has. */
static inline uint32_t find_next(struct match_work *work, uint32_t count, uint32_t depth,
                                 enum carried carried) {
    const struct matcher *matcher = work->matcher;
    const void *codes = work->code + depth;
    struct list_lengths to = {0, 0};
    for (uint32_t j = 0; j < count; j += 16) {
        const __m512i position = LOAD(work->position + j);
        const __m512i next_codes = carried == CARRIED_CODES
                                       ? LOAD(work->next_codes + j)
                                       : _mm512_i32gather_epi32(position, codes, 2);
        const __m512i code = _mm512_and_si512(next_codes, SET32(0xFFFF));
        STORE(work->slot + j, slots_of(matcher, LOAD(work->base + j), code));
        STORE(work->base + j, next_codes);
    }
    look_up_slots(work->entry, matcher->table, work->slot, count);
    for (uint32_t j = 0; j < count; j += 16) {
        const __m512i position = LOAD(work->position + j);
        const __m512i along = LOAD(work->next_codes + j);
        const __m512i next_codes = LOAD(work->base + j);
        const __m512i code = _mm512_and_si512(next_codes, SET32(0xFFFF));
        const struct entries e = load_entries(work->entry + j);
        const __mmask16 hit = _mm512_mask_cmpeq_epi32_mask(
            lanes(count - j), _mm512_and_si512(e.low, SET32(0xFFFF)), code);
        const __mmask16 on = entries_edges(hit, e);
        note_hits(work, &to, entries_found(hit, e), carried == CARRIED_ROW ? along : position,
                  entries_keyword(e));
        keep_lanes(work, &to, on, position, entries_base(e),
                   carried == CARRIED_ROW ? along : _mm512_srli_epi32(next_codes, 16));
    }
    end_frontier(work, to.kept);
    scatter_hits(work, depth, to.hits);
    return to.kept;
}

/* For a small frontier: follows each path down the trie to its end, one path after the other. */
static void walk_down(struct match_work *work, uint32_t count, uint32_t depth) {
    const struct matcher *matcher = work->matcher;
    for (uint32_t j = 0; j < count; j++) {
        const uint32_t i = work->position[j], row = work->compacted ? work->next_codes[j] : i;
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
    uint32_t depth = 2;
    uint32_t kept = find_first_two(work, count);
    for (; kept >= FRONTIER_MIN && depth < depths; depth++)
        if (work->compacted)
            kept = find_next(work, kept, depth, CARRIED_ROW);
        else
            kept = find_next(work, kept, depth, depth < 4 ? CARRIED_CODES : CARRIED_NOTHING);
    walk_down(work, kept, depth);
}

static bool find(struct match_work *work, uint32_t count) {
    if (count <= PORTABLE_POSITIONS_MAX)
        return kefu__find_portable(work, count);
    find_rows(work, count);
    return kefu__emit_avx512(work, count);
}

const struct scan_kernels kefu__kernels_avx512 = {kefu__decode_avx512, kefu__decode_texts_avx512,
                                                  find, find_rows, kefu__emit_avx512};

#else
typedef int kefu__avx512_is_left_out; /* C requires a declaration in each file */
#endif
