/* SPDX-License-Identifier: MIT
 * The level for AVX-512 with VBMI2: finding and putting out, 16 positions at a time. */
#ifdef KEFU_MATCH_X86

#include "match/avx512.h"

#include <string.h>

#define SHALLOW       4  /* depths that are put out by vectors: keywords of up to so many symbols */
#define FEW_POSITIONS 40 /* positions that are not worth vector passes, unless to be sorted */
#define FEW           24 /* survivors that are not worth a vector loop */

/* ---- finding -----------------------------------------------------------------------------------
 */

/* Sixteen entries, as their low and high halves. */
struct entries {
    __m512i low, high;
};

static inline struct entries gather_entries(const uint64_t *table, __m512i slots) {
    const __m512i even = _mm512_set_epi32(30, 28, 26, 24, 22, 20, 18, 16, 14, 12, 10, 8, 6, 4, 2,
                                          0);
    const __m512i odd = _mm512_set_epi32(31, 29, 27, 25, 23, 21, 19, 17, 15, 13, 11, 9, 7, 5, 3, 1);
    const __m512i a = _mm512_i32gather_epi64(LOW(slots), (const void *)table, 8);
    const __m512i b = _mm512_i32gather_epi64(HIGH(slots), (const void *)table, 8);
    return (struct entries){_mm512_permutex2var_epi32(a, even, b),
                            _mm512_permutex2var_epi32(a, odd, b)};
}

static inline struct entries load_entries(const uint64_t *entries) {
    const __m512i even = _mm512_set_epi32(30, 28, 26, 24, 22, 20, 18, 16, 14, 12, 10, 8, 6, 4, 2,
                                          0);
    const __m512i odd = _mm512_set_epi32(31, 29, 27, 25, 23, 21, 19, 17, 15, 13, 11, 9, 7, 5, 3, 1);
    const __m512i a = LOAD(entries), b = LOAD(entries + 8);
    return (struct entries){_mm512_permutex2var_epi32(a, even, b),
                            _mm512_permutex2var_epi32(a, odd, b)};
}

static inline __m512i entries_base(struct entries e) {
    return _mm512_srli_epi32(e.high, 6);
}

static inline __m512i entries_keyword(struct entries e) {
    return OR_AND(_mm512_srli_epi32(e.low, 16), _mm512_slli_epi32(e.high, 16), SET32(0xF0000));
}

static inline __mmask16 entries_edges(__mmask16 of, struct entries e) {
    return _mm512_mask_test_epi32_mask(of, e.high, SET32(1 << 4));
}

static inline __mmask16 entries_found(__mmask16 of, struct entries e) {
    return _mm512_mask_test_epi32_mask(of, e.high, SET32(1 << 5));
}

static inline __mmask16 lanes(uint32_t left) {
    return (__mmask16)(left < 16 ? (1u << left) - 1 : 0xFFFFu);
}

static inline __m512i codes_at(const struct match_work *work, uint32_t i) {
    return _mm512_cvtepu16_epi32(_mm256_loadu_si256((const void *)(work->code + i)));
}

static inline __m512i slots_of(const struct matcher *matcher, __m512i base, __m512i codes) {
    return _mm512_min_epu32(_mm512_add_epi32(base, codes), SET32(matcher->last));
}

static inline __m512i iota32(uint32_t from) {
    return _mm512_add_epi32(_mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
                            SET32(from));
}

/* Where survivors of one depth are put, and what was found at it. */
struct lists {
    uint32_t kept, hits;
};

/* Keeps the lanes of a mask: where each began, the base of its node, and the next two codes. To
 * compress the lanes' numbers and permute by them costs less than to compress three times. */
static inline void keep(struct match_work *work, struct lists *to, __mmask16 mask, __m512i position,
                        __m512i base, __m512i codes) {
    const __m512i order = _mm512_maskz_compress_epi32(mask, iota32(0));
    STORE(work->position + to->kept, _mm512_permutexvar_epi32(order, position));
    STORE(work->base + to->kept, _mm512_permutexvar_epi32(order, base));
    STORE(work->wanted + to->kept, _mm512_permutexvar_epi32(order, codes));
    to->kept += ones(mask);
}

static inline void note_hits(struct match_work *work, struct lists *to, __mmask16 found,
                             __m512i position, __m512i keyword) {
    const __m512i order = _mm512_maskz_compress_epi32(found, iota32(0));
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

static inline void clear_row(struct match_work *work, uint32_t depth, uint32_t count) {
    for (uint32_t i = 0; i < count; i += 16)
        STORE(work->rows[depth] + i, SET32(ROW_NONE));
}

static inline __m512i two_codes(const struct match_work *work, uint32_t i) {
    return _mm512_or_si512(codes_at(work, i), _mm512_slli_epi32(codes_at(work, i + 1), 16));
}

/* Depths 0 and 1 of all positions, in passes like those of decoding; first, the edges out of the
 * root. */
static inline void look_up_first(struct match_work *work, uint32_t count) {
    const uint64_t *first = work->matcher->first;
    for (uint32_t i = 0; i < count; i += 4) {
        uint64_t four;
        memcpy(&four, work->code + i, sizeof four);
        work->entry[i] = first[(uint16_t)four];
        work->entry[i + 1] = first[(uint16_t)(four >> 16)];
        work->entry[i + 2] = first[(uint16_t)(four >> 32)];
        work->entry[i + 3] = first[four >> 48];
    }
}

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
        STORE(work->rows[0] + i, singles
                                     ? _mm512_mask_blend_epi32(entries_found(0xFFFF, e),
                                                               SET32(ROW_NONE), entries_keyword(e))
                                     : SET32(ROW_NONE));
    }
}

static inline void look_up_slots(struct match_work *work, uint32_t count) {
    const uint64_t *table = work->matcher->table;
    for (uint32_t i = 0; i < count; i += 4) {
        uint64_t a, b;
        memcpy(&a, work->slot + i, sizeof a);
        memcpy(&b, work->slot + i + 2, sizeof b);
        work->entry[i] = table[(uint32_t)a];
        work->entry[i + 1] = table[a >> 32];
        work->entry[i + 2] = table[(uint32_t)b];
        work->entry[i + 3] = table[b >> 32];
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

/* Where many go on, they are compressed; where few do, they are taken one by one. */
static uint32_t find_second_dense(struct match_work *work, uint32_t count) {
    struct lists to = {0, 0};
    for (uint32_t i = 0; i < count; i += 16) {
        const struct entries e = load_entries(work->entry + i);
        const __mmask16 on = second_edges(work, i, count, e);
        keep(work, &to, on, iota32(i), entries_base(e), two_codes(work, i + 2));
    }
    return to.kept;
}

static uint32_t find_second_sparse(struct match_work *work, uint32_t count) {
    uint64_t masks[BLOCK / 64 + 1] = {0};
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i += 16) {
        const uint64_t on = second_edges(work, i, count, load_entries(work->entry + i));
        masks[i / 64] |= on << i % 64;
    }
    for (uint32_t i = 0; i < count; i += 64)
        for (uint64_t mask = masks[i / 64]; mask; mask &= mask - 1) {
            const uint32_t at = i + (uint32_t)_tzcnt_u64(mask);
            work->position[kept] = at;
            work->base[kept] = entry_base(work->entry[at]);
            work->wanted[kept] = work->code[at + 2] | (uint32_t)work->code[at + 3] << 16;
            kept++;
        }
    return kept;
}

static uint32_t find_first_two(struct match_work *work, uint32_t count) {
    uint32_t kept;
    look_up_first(work, count);
    if (work->matcher->header->flags & IMAGE_HAS_SINGLES)
        find_first(work, count, true);
    else
        find_first(work, count, false);
    look_up_slots(work, count);
    kept = work->dense ? find_second_dense(work, count) : find_second_sparse(work, count);
    work->dense = kept > count / 4; /* the next block will be like this one */
    end_survivors(work, kept);
    return kept;
}

/* Edges at `depth`. With `fresh` the next code is the lower half of `wanted`. */
static inline uint32_t find_next(struct match_work *work, uint32_t count, uint32_t depth,
                                 bool fresh) {
    const struct matcher *matcher = work->matcher;
    const void *codes = work->code + depth;
    struct lists to = {0, 0};
    for (uint32_t j = 0; j < count; j += 16) {
        const __m512i position = LOAD(work->position + j);
        const __m512i wanted = fresh ? LOAD(work->wanted + j)
                                     : _mm512_i32gather_epi32(position, codes, 2);
        const __m512i code = _mm512_and_si512(wanted, SET32(0xFFFF));
        const struct entries e = gather_entries(matcher->table,
                                                slots_of(matcher, LOAD(work->base + j), code));
        const __mmask16 hit = _mm512_mask_cmpeq_epi32_mask(
            lanes(count - j), _mm512_and_si512(e.low, SET32(0xFFFF)), code);
        const __mmask16 on = entries_edges(hit, e);
        note_hits(work, &to, entries_found(hit, e), position, entries_keyword(e));
        keep(work, &to, on, position, entries_base(e), _mm512_srli_epi32(wanted, 16));
    }
    end_survivors(work, to.kept);
    scatter_hits(work, depth, to.hits);
    return to.kept;
}

/* Few survivors: each walks to its end. */
static void walk_down(struct match_work *work, uint32_t count, uint32_t depth) {
    const struct matcher *matcher = work->matcher;
    for (uint32_t j = 0; j < count; j++) {
        const uint32_t i = work->position[j];
        uint32_t base = work->base[j];
        for (uint32_t d = depth; d < matcher->depth; d++) {
            const uint32_t code = work->code[i + d];
            const uint64_t entry = table_entry(matcher, base, code);
            if (entry_check(entry) != code)
                break;
            if (entry_is_keyword(entry)) {
                work->rows[d][i] = entry_keyword(entry);
                if (d >= SHALLOW) {
                    work->mask[i] |= (uint64_t)1 << d;
                    work->any_deep = work->deep[i / 16] = true;
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
    clear_row(work, 2, count);
    clear_row(work, 3, count);
    kept = find_first_two(work, count);
    /* The survivors bring the codes of two depths along. */
    for (; kept >= FEW && depth < depths; depth++)
        kept = find_next(work, kept, depth, depth < 4);
    walk_down(work, kept, depth);
}

/* ---- emitting ----------------------------------------------------------------------------------
 */

/* Puts out up to 16 matches: start, end, keyword, start, end, keyword, … */
static inline void store_matches(struct match *to, __m512i start, __m512i end, __m512i keyword) {
    const __m512i a = _mm512_set_epi32(5, 0, 20, 4, 0, 19, 3, 0, 18, 2, 0, 17, 1, 0, 16, 0);
    const __m512i b = _mm512_set_epi32(26, 10, 0, 25, 9, 0, 24, 8, 0, 23, 7, 0, 22, 6, 0, 21);
    const __m512i c = _mm512_set_epi32(0, 31, 15, 0, 30, 14, 0, 29, 13, 0, 28, 12, 0, 27, 11, 0);
    const __m512i ka = _mm512_set_epi32(0, 4, 0, 0, 3, 0, 0, 2, 0, 0, 1, 0, 0, 0, 0, 0);
    const __m512i kb = _mm512_set_epi32(0, 0, 9, 0, 0, 8, 0, 0, 7, 0, 0, 6, 0, 0, 5, 0);
    const __m512i kc = _mm512_set_epi32(15, 0, 0, 14, 0, 0, 13, 0, 0, 12, 0, 0, 11, 0, 0, 10);
    uint32_t *out = (uint32_t *)(void *)to;
    STORE(out, _mm512_mask_permutexvar_epi32(_mm512_permutex2var_epi32(start, a, end), 0x4924, ka,
                                             keyword));
    STORE(out + 16, _mm512_mask_permutexvar_epi32(_mm512_permutex2var_epi32(start, b, end), 0x2492,
                                                  kb, keyword));
    STORE(out + 32, _mm512_mask_permutexvar_epi32(_mm512_permutex2var_epi32(start, c, end), 0x9249,
                                                  kc, keyword));
}

/* The matches of 16 positions by depth 0 to 3: their bits are interleaved so that position comes
 * before depth, and their places taken out in that order. */
static inline struct match *emit_shallow(const struct match_work *work, uint32_t i, uint64_t found,
                                         const __m512i rows[4], struct match *to) {
    const __m512i places = _mm512_set_epi8(
        63, 47, 31, 15, 62, 46, 30, 14, 61, 45, 29, 13, 60, 44, 28, 12, 59, 43, 27, 11, 58, 42, 26,
        10, 57, 41, 25, 9, 56, 40, 24, 8, 55, 39, 23, 7, 54, 38, 22, 6, 53, 37, 21, 5, 52, 36, 20,
        4, 51, 35, 19, 3, 50, 34, 18, 2, 49, 33, 17, 1, 48, 32, 16, 0); /* depth * 16 + position */
    const __m512i start = LOAD(work->start + i), end = LOAD(work->end + i),
                  more = LOAD(work->end + i + 16);
    __m512i taken = _mm512_maskz_compress_epi8(found, places);
    uint32_t n = ones(found);
    /* Nearly always one round, or with dense sets three. */
    for (uint32_t done = 0; done < n; done += 16) {
        const __m512i place = _mm512_cvtepu8_epi32(_mm512_castsi512_si128(taken));
        const __m512i last = _mm512_add_epi32(_mm512_and_si512(place, SET32(15)),
                                              _mm512_srli_epi32(place, 4));
        const __m512i keyword = _mm512_mask_blend_epi32(
            _mm512_test_epi32_mask(place, SET32(32)),
            _mm512_permutex2var_epi32(rows[0], place, rows[1]),
            _mm512_permutex2var_epi32(rows[2], place, rows[3]));
        store_matches(to + done, _mm512_permutexvar_epi32(place, start),
                      _mm512_permutex2var_epi32(end, last, more), keyword);
        taken = _mm512_shuffle_i64x2(taken, taken, 0x39); /* the next 16 places */
    }
    return to + n;
}

/* The same for any depth, one by one. */
static bool emit_deep(struct match_work *work, uint32_t i, uint32_t n, uint64_t found) {
    struct match_output *output = work->output;
    for (uint32_t lane = 0; lane < n; lane++, i++) {
        uint64_t mask = work->mask[i] | (found >> 4 * lane & 15);
        kefu__end_texts(work, i);
        work->mask[i] = 0;
        if (!output_room(output, MATCHER_LENGTH_MAX))
            return false;
        work->emitted += ones(mask);
        for (; mask; mask &= mask - 1) {
            uint32_t depth = (uint32_t)_tzcnt_u64(mask);
            *output->next++ = (struct match){work->start[i], work->end[i + depth],
                                             work->rows[depth][i]};
        }
    }
    kefu__end_texts(work, i);
    return true;
}

/* Four bits a position, by depth: a row's top byte is 0 where there is a keyword. */
static inline uint64_t found_in(const __m512i rows[SHALLOW]) {
    __m512i none = _mm512_srli_epi32(rows[0], 24);
    none = OR_AND(none, _mm512_srli_epi32(rows[1], 16), SET32(0xFF00));
    none = OR_AND(none, _mm512_srli_epi32(rows[2], 8), SET32(0xFF0000));
    none = OR_AND(none, rows[3], SET32(0xFF000000));
    return ~(uint64_t)_mm512_movepi8_mask(none);
}

/* How many matches had been put out before each group of 16 positions, and what was found in it. */
struct progress {
    size_t emitted[BLOCK / 16 + 1];
    uint64_t found[BLOCK / 16 + 1];
};

/* Notes the texts that end at or before `count`. */
static void end_texts(struct match_work *work, uint32_t count, const struct progress *progress) {
    for (; work->text_count && *work->next_text <= count; work->next_text++, work->text_count--) {
        const uint32_t group = *work->next_text / 16, lane = *work->next_text % 16;
        *work->ends++ = (uint32_t)progress->emitted[group] +
                        ones(progress->found[group] & below(4 * lane));
    }
}

/* Blocks with keywords of many symbols; those with ends of texts one by one. */
static bool emit_with_deep(struct match_work *work, uint32_t count) {
    for (uint32_t i = 0; i < count; i += 16) {
        const __m512i rows[SHALLOW] = {LOAD(work->rows[0] + i), LOAD(work->rows[1] + i),
                                       LOAD(work->rows[2] + i), LOAD(work->rows[3] + i)};
        const uint32_t n = count - i < 16 ? count - i : 16;
        const uint64_t found = found_in(rows) & below(4 * n);
        if (work->deep[i / 16] || work->text_count) {
            work->deep[i / 16] = false;
            if (!emit_deep(work, i, n, found))
                return false;
        } else {
            if (!output_room(work->output, 4 * 16 + 16))
                return false;
            work->output->next = emit_shallow(work, i, found, rows, work->output->next);
            work->emitted += ones(found);
        }
    }
    return true;
}

static bool emit(struct match_work *work, uint32_t count) {
    struct match_output *output = work->output;
    struct progress progress;
    if (work->any_deep) {
        work->any_deep = false;
        return emit_with_deep(work, count);
    }
    progress.emitted[count / 16] = 0;
    progress.found[count / 16] = 0;
    for (uint32_t i = 0; i < count; i += 16) {
        const __m512i rows[SHALLOW] = {LOAD(work->rows[0] + i), LOAD(work->rows[1] + i),
                                       LOAD(work->rows[2] + i), LOAD(work->rows[3] + i)};
        const uint64_t found = found_in(rows) & below(count - i < 16 ? 4 * (count - i) : 64);
        progress.emitted[i / 16] = work->emitted;
        progress.found[i / 16] = found;
        if (!output_room(output, 4 * 16 + 16))
            return false;
        output->next = emit_shallow(work, i, found, rows, output->next);
        work->emitted += ones(found);
    }
    if (count % 16 == 0)
        progress.emitted[count / 16] = work->emitted;
    if (work->text_count)
        end_texts(work, count, &progress);
    return true;
}

static bool find(struct match_work *work, uint32_t count) {
    if (count <= FEW_POSITIONS)
        return kefu__find_portable(work, count);
    find_rows(work, count);
    return emit(work, count);
}

const struct level kefu__level_avx512 = {kefu__decode_avx512, kefu__decode_texts_avx512, find,
                                         find_rows, emit};

#else
typedef int kefu__avx512_is_left_out; /* a translation unit is never empty */
#endif
