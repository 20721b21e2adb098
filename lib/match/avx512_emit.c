/* SPDX-License-Identifier: MIT
 * The AVX-512 level's output of the matches of a block, sorted. */
#ifdef KEFU_HAVE_AVX512

#include "match/avx512.h"

#include <string.h>

/* ---- emitting ---- */

/* Writes up to 16 matches: interleaves three vectors to start, end, keyword, start, end, keyword, …
 */
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

/* The keywords of one to four symbols that begin at 16 positions: a vector from each of
 * work->rows[0] to work->rows[3]. rows[0] is not loaded if no keyword has one symbol. */
struct rows {
    __m512i depth[SHALLOW];
};

static inline struct rows load_rows(const struct match_work *work, uint32_t i, bool singles) {
    return (struct rows){{singles ? LOAD(work->rows[0] + i) : SET32(ROW_NONE),
                          LOAD(work->rows[1] + i), LOAD(work->rows[2] + i),
                          LOAD(work->rows[3] + i)}};
}

/* A bit mask with four bits for each of 16 positions, one for each depth 0 … 3 (keywords of one to
 * four symbols), set where there is a match. A keyword number has 20 bits, so its top byte is 0,
 * unlike that of ROW_NONE. */
static inline uint64_t found_in(const struct rows *rows) {
    __m512i none = _mm512_srli_epi32(rows->depth[0], 24);
    none = OR_AND(none, _mm512_srli_epi32(rows->depth[1], 16), SET32(0xFF00));
    none = OR_AND(none, _mm512_srli_epi32(rows->depth[2], 8), SET32(0xFF0000));
    none = OR_AND(none, rows->depth[3], SET32(0xFF000000));
    return ~(uint64_t)_mm512_movepi8_mask(none);
}

/* The start or end offsets in bytes of 16 symbols, from the array of 32-bit or of 8-bit offsets. */
static inline __m512i offsets_at(const struct match_work *work, const uint32_t *wide,
                                 const uint8_t *narrow) {
    if (work->narrow_from > 0)
        return LOAD(wide);
    return _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)(const void *)narrow));
}

/* Writes the matches of one to four symbols at 16 positions, sorted by position, then by length:
 * the bits of `found` are in that order, and compression keeps it. If rows are indexed by candidate
 * (`compacted`), matches get symbol positions instead of byte offsets, which resolve() replaces. */
static inline struct match *emit_shallow(const struct match_work *work, uint32_t i, uint64_t found,
                                         const struct rows *rows, struct match *to,
                                         bool compacted) {
    const __m512i in_order = _mm512_set_epi8(
        63, 47, 31, 15, 62, 46, 30, 14, 61, 45, 29, 13, 60, 44, 28, 12, 59, 43, 27, 11, 58, 42, 26,
        10, 57, 41, 25, 9, 56, 40, 24, 8, 55, 39, 23, 7, 54, 38, 22, 6, 53, 37, 21, 5, 52, 36, 20,
        /* byte k is depth * 16 + position of bit k of `found` */
        4, 51, 35, 19, 3, 50, 34, 18, 2, 49, 33, 17, 1, 48, 32, 16, 0);
    const __m512i start = compacted ? _mm512_and_si512(LOAD(work->candidate + i), SET32(0xFFFF))
                                    : offsets_at(work, work->start + i, work->narrow_start + i);
    const __m512i end = offsets_at(work, work->end + i, work->narrow_end + i);
    const __m512i more = offsets_at(work, work->end + i + 16, work->narrow_end + i + 16);
    __m512i taken = compress8(found, in_order);
    uint32_t n = popcount(found);
    /* Each iteration writes 16 matches: usually one suffices, for large keyword sets about three.
     */
    for (uint32_t done = 0; done < n; done += 16) {
        const __m512i lane = _mm512_cvtepu8_epi32(_mm512_castsi512_si128(taken));
        const __m512i depth = _mm512_srli_epi32(lane, 4);
        const __m512i from = _mm512_permutexvar_epi32(lane, start);
        const __m512i last = _mm512_add_epi32(_mm512_and_si512(lane, SET32(15)), depth);
        const __m512i keyword = _mm512_mask_blend_epi32(
            _mm512_test_epi32_mask(lane, SET32(32)),
            _mm512_permutex2var_epi32(rows->depth[0], lane, rows->depth[1]),
            _mm512_permutex2var_epi32(rows->depth[2], lane, rows->depth[3]));
        store_matches(to + done, from,
                      compacted ? _mm512_add_epi32(from, depth)
                                : _mm512_permutex2var_epi32(end, last, more),
                      keyword);
        taken = _mm512_shuffle_i64x2(taken, taken, 0x39); /* moves the next 16 to the front */
    }
    return to + n;
}

/* Replaces the start and end of the matches [from, to), which are symbol positions, by byte
 * offsets. */
static inline void resolve(const struct match_work *work, struct match *from, struct match *to) {
    if (work->narrow_from == 0)
        for (; from < to; from++) {
            const uint64_t start = work->narrow_start[from->start];
            const uint64_t end = work->narrow_end[from->end];
            const uint64_t both = start | end << 32;
            memcpy(from, &both, sizeof both);
        }
    else
        for (; from < to; from++) {
            from->start = work->start[from->start];
            from->end = work->end[from->end];
        }
}

/* Writes the matches of up to SHALLOW symbols at 16 positions, with byte offsets, however rows are
 * indexed. */
static inline struct match *emit_resolved(const struct match_work *work, uint32_t i, uint64_t found,
                                          const struct rows *rows, struct match *to) {
    struct match *next = emit_shallow(work, i, found, rows, to, work->compacted);
    if (work->compacted)
        resolve(work, to, next);
    return next;
}

/* Writes those matches that begin at one position, whose index in the rows is `row`, and have more
 * than SHALLOW symbols. */
static inline struct match *emit_deep(struct match_work *work, uint32_t row, struct match *to) {
    const uint32_t first = work->compacted ? (uint16_t)work->candidate[row] : row;
    for (uint64_t mask = work->mask[row]; mask; mask &= mask - 1, to++) {
        const uint32_t depth = (uint32_t)_tzcnt_u64(mask), last = first + depth;
        to->start = work->narrow_from == 0 ? work->narrow_start[first] : work->start[first];
        to->end = work->narrow_from == 0 ? work->narrow_end[last] : work->end[last];
        to->keyword = work->rows[depth][row];
    }
    work->mask[row] = 0;
    return to;
}

/* A bit mask of those of 16 positions (from index i on) that have matches of more than SHALLOW
 * symbols. */
static inline uint32_t deep_rows(const struct match_work *work, uint32_t i) {
    const __m512i low = LOAD(work->mask + i), high = LOAD(work->mask + i + 8);
    return _mm512_test_epi64_mask(low, low) | (uint32_t)_mm512_test_epi64_mask(high, high) << 8;
}

/* Writes all matches at 16 positions in order; at each position the matches of more than SHALLOW
 * symbols come after the short ones. */
static bool emit_group(struct match_work *work, uint32_t i, uint64_t found, uint32_t deep,
                       const struct rows *rows) {
    if (!output_room(work->output, 16 * MATCHER_LENGTH_MAX + 16))
        return false;
    struct match *next = work->output->next;
    for (; deep; deep &= deep - 1) {
        const uint32_t row = _tzcnt_u32(deep);
        const uint64_t here = found & low_bits(4 * row + 4);
        next = emit_resolved(work, i, here, rows, next);
        next = emit_deep(work, i + row, next);
        found ^= here;
    }
    next = emit_resolved(work, i, found, rows, next);
    work->emitted += (size_t)(next - work->output->next);
    work->output->next = next;
    return true;
}

/* The index of a position in the rows. If rows are indexed by candidate: the index of the first
 * candidate at or behind the position. */
static inline uint32_t row_of(const struct match_work *work, uint32_t position) {
    return work->compacted
               ? work->candidates_before[position / 16] +
                     popcount(work->candidate_lanes[position / 16] & low_bits(position % 16))
               : position;
}

/* For each text that ends before one of 16 positions (from index i on), stores how many matches
 * were written before that position's own. */
static void end_texts_before(struct match_work *work, uint32_t i, uint32_t count, uint64_t found,
                             uint32_t deep) {
    for (; work->text_count && *work->next_text <= count; work->next_text++, work->text_count--) {
        const uint32_t row = row_of(work, *work->next_text) - i;
        uint32_t before;
        if (row >= 16)
            return;
        before = popcount(found & low_bits(4 * row));
        for (uint32_t left = deep & (uint32_t)low_bits(row); left; left &= left - 1)
            before += popcount(work->mask[i + _tzcnt_u32(left)]);
        *work->ends++ = (uint32_t)work->emitted + before;
    }
}

/* Writes the matches of a block in which some have more than SHALLOW symbols. */
static bool emit_with_deep(struct match_work *work, uint32_t rows, uint32_t count, bool singles) {
    work->any_deep = false;
    for (uint32_t i = 0; i < rows; i += 16) {
        const struct rows here = load_rows(work, i, singles);
        const uint64_t found = found_in(&here) & low_bits(rows - i < 16 ? 4 * (rows - i) : 64);
        const uint32_t deep = work->deep[i / 16] ? deep_rows(work, i) : 0;
        work->deep[i / 16] = false;
        end_texts_before(work, i, count, found, deep);
        if (!emit_group(work, i, found, deep, &here))
            return false;
    }
    kefu__end_texts(work, count);
    return true;
}

/* For each group of 16 positions: how many matches were written before the group, and at which
 * positions and depths the group has matches. */
struct progress {
    size_t emitted[BLOCK / 16 + 1];
    uint64_t found[BLOCK / 16 + 1];
};

/* For each text that ends at or before position `count`, stores how many matches were written
 * before its end. */
static void end_texts(struct match_work *work, uint32_t count, const struct progress *progress) {
    for (; work->text_count && *work->next_text <= count; work->next_text++, work->text_count--) {
        const uint32_t row = row_of(work, *work->next_text);
        *work->ends++ = (uint32_t)progress->emitted[row / 16] +
                        popcount(progress->found[row / 16] & low_bits(4 * (row % 16)));
    }
}

#define STRIDE 128 /* number of positions between two checks that the output has room */

static inline bool emit_rows(struct match_work *work, uint32_t rows, struct progress *progress,
                             bool compacted, bool singles) {
    struct match_output *output = work->output;
    for (uint32_t begin = 0; begin < rows; begin += STRIDE) {
        const uint32_t end = rows - begin < STRIDE ? rows : begin + STRIDE;
        struct match *before, *next;
        if (!output_room(output, SHALLOW * STRIDE + 16))
            return false;
        before = next = output->next;
        for (uint32_t i = begin; i < end; i += 16) {
            const struct rows here = load_rows(work, i, singles);
            const uint64_t found = found_in(&here) & low_bits(end - i < 16 ? 4 * (end - i) : 64);
            progress->emitted[i / 16] = work->emitted + (size_t)(next - before);
            progress->found[i / 16] = found;
            next = emit_shallow(work, i, found, &here, next, compacted);
        }
        work->emitted += (size_t)(next - before);
        if (compacted)
            resolve(work, before, next);
        output->next = next;
    }
    return true;
}

bool kefu__emit_avx512(struct match_work *work, uint32_t count) {
    const bool singles = work->matcher->header->flags & IMAGE_HAS_SINGLES;
    const uint32_t rows = work->compacted ? work->candidates_before[(count + 15) / 16] : count;
    if (work->any_deep)
        return emit_with_deep(work, rows, count, singles);
    struct progress progress;
    progress.found[rows / 16] = 0;
    bool fine;
    if (work->compacted)
        fine = singles ? emit_rows(work, rows, &progress, true, true)
                       : emit_rows(work, rows, &progress, true, false);
    else
        fine = singles ? emit_rows(work, rows, &progress, false, true)
                       : emit_rows(work, rows, &progress, false, false);
    if (fine && rows % 16 == 0)
        progress.emitted[rows / 16] = work->emitted;
    if (fine && work->text_count)
        end_texts(work, count, &progress);
    return fine;
}

#else
typedef int kefu__avx512_emit_is_left_out; /* C requires a declaration in each file */
#endif
