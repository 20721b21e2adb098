/* SPDX-License-Identifier: MIT
 * The level for AVX-512 with VBMI2: 32 characters are decoded at a time, 16 edges looked up. */
#include "match/work.h"

#ifdef KEFU_MATCH_X86

#include <immintrin.h>

#define LOAD(from)      _mm512_loadu_si512(from)
#define STORE(to, what) _mm512_storeu_si512(to, what)
#define SET8(x)         _mm512_set1_epi8((char)(x))
#define SET16(x)        _mm512_set1_epi16((short)(x))
#define SET32(x)        _mm512_set1_epi32((int)(x))
#define LOW(v)          _mm512_castsi512_si256(v)
#define HIGH(v)         _mm512_extracti64x4_epi64(v, 1)
#define OR_AND(a, b, c) _mm512_ternarylogic_epi64(a, b, c, 0xF8) /* a | (b & c) */

static inline uint32_t ones(uint64_t mask) {
    return (uint32_t)_mm_popcnt_u64(mask);
}

static inline uint64_t below(uint32_t n) {
    return _bzhi_u64(~(uint64_t)0, n);
}

/* ---- decoding ---------------------------------------------------------------------------------- */

/* Of the 64 bytes at hand (`left` of them text), where a plain character starts: ASCII, or a
 * well-formed one of three bytes, before the first byte that is neither or that may begin inline
 * pinyin or a run of ??. */
static inline uint64_t plain_starts(__m512i bytes, size_t left) {
    const uint64_t inside = left < 64 ? below((uint32_t)left) : ~(uint64_t)0;
    const uint64_t high = _mm512_movepi8_mask(bytes);
    const uint64_t rest = _mm512_cmplt_epi8_mask(bytes, SET8(0xC0)); /* continuation bytes */
    const uint64_t three =
        _mm512_cmpeq_epi8_mask(_mm512_and_si512(bytes, SET8(0xF0)), SET8(0xE0));
    const uint64_t question = _mm512_cmpeq_epi8_mask(bytes, SET8('?'));
    const uint64_t open = _mm512_cmpeq_epi8_mask(bytes, SET8('('));
    uint64_t strange, starts = (~high | three) & inside & below(62);
    strange = (rest ^ (three << 1 | three << 2)) | (high & ~rest & ~three);
    strange |= _mm512_cmpeq_epi8_mask(bytes, SET8(0xE0)) | _mm512_cmpeq_epi8_mask(bytes, SET8(0xED));
    strange |= question & question >> 1;
    if (open)
        strange |= open & _mm512_cmpge_epu8_mask(bytes, SET8('A')) >> 1;
    strange &= inside;
    strange |= three & ~(inside >> 2); /* cut off by the end of the text */
    if (strange) {
        uint64_t first = strange & (0 - strange);
        starts &= first - 1;
        starts &= ~(three & (first >> 1 | first >> 2));
    }
    return starts;
}

/* The code points of up to 32 plain characters that start at bytes[at[0]], bytes[at[1]], … */
static inline __m512i plain_points(__m512i bytes, __m512i at) {
    const __m512i pairs =
        _mm512_add_epi8(_mm512_or_si512(at, _mm512_slli_epi16(at, 8)), SET16(0x0100));
    const __m512i first = _mm512_permutexvar_epi8(pairs, bytes); /* byte 0, byte 1 */
    const __m512i third = _mm512_permutexvar_epi8(_mm512_add_epi8(at, SET16(2)), bytes);
    __m512i points = OR_AND(_mm512_slli_epi16(first, 12), _mm512_srli_epi16(first, 2), SET16(0xFC0));
    points = OR_AND(points, third, SET16(0x3F));
    return _mm512_mask_blend_epi16(_mm512_testn_epi16_mask(first, SET16(0x80)), points,
                                   _mm512_and_si512(first, SET16(0x7F)));
}

/* Where in the pages they are: the directory is looked up with their high bytes. */
static inline __m512i page_index(const __m512i directory[4], __m512i points) {
    const __m512i lower = _mm512_permutex2var_epi8(directory[0], points, directory[1]);
    const __m512i upper = _mm512_permutex2var_epi8(directory[2], points, directory[3]);
    const __m512i pages =
        _mm512_mask_blend_epi8(_mm512_movepi8_mask(points), lower, upper);
    return _mm512_mask_blend_epi8(0x5555555555555555u, pages, points);
}

static inline void count_properties(struct text_quality *quality, __m512i properties,
                                    uint32_t n) {
    const uint64_t counted = below(n);
#define COUNT(bit)                                                                                 \
    ones(_mm512_test_epi16_mask(properties, SET16((bit) >> 16)) & counted)
    quality->characters += n;
    quality->han += COUNT(POINT_HAN);
    quality->simplified += COUNT(POINT_SIMPLIFIED);
    quality->traditional += COUNT(POINT_TRADITIONAL);
    quality->latin += COUNT(POINT_LATIN);
    quality->foreign += COUNT(POINT_FOREIGN);
#undef COUNT
}

/* Which of the first n the reader must look at: all that is slow, and （ before a letter. */
static inline uint32_t slow_lanes(const struct match_work *work, __m512i properties, __m512i at,
                                  uint32_t n) {
    uint32_t slow = _mm512_movepi16_mask(properties) & (uint32_t)below(n);
    uint32_t open = _mm512_test_epi16_mask(properties, SET16(POINT_PARENTHESIS >> 16)) &
                    (uint32_t)below(n);
    if (open) {
        uint16_t offsets[32];
        STORE(offsets, at);
        for (; open; open &= open - 1) {
            uint32_t lane = _tzcnt_u32(open);
            if (kefu__is_suspect(work, 0xFF08, work->at + offsets[lane] + 3))
                slow |= 1u << lane;
        }
    }
    return slow;
}

static inline void store_offsets(struct match_work *work, __m512i at, uint32_t ascii, uint32_t have) {
    const __m512i origin = SET32(work->at);
    __m512i start = _mm512_add_epi32(_mm512_cvtepu16_epi32(LOW(at)), origin);
    __m512i end = _mm512_add_epi32(start, SET32(3));
    STORE(work->start + have, start);
    STORE(work->end + have, _mm512_mask_sub_epi32(end, (__mmask16)ascii, end, SET32(2)));
    start = _mm512_add_epi32(_mm512_cvtepu16_epi32(HIGH(at)), origin);
    end = _mm512_add_epi32(start, SET32(3));
    STORE(work->start + have + 16, start);
    STORE(work->end + have + 16, _mm512_mask_sub_epi32(end, (__mmask16)(ascii >> 16), end, SET32(2)));
}

/* Decodes up to 32 characters of the 64 bytes at work->at; false: the next one is not plain. */
static inline bool decode_chunk(struct match_work *work, const __m512i directory[4]) {
    const uint8_t *text = (const uint8_t *)work->text + work->at;
    const size_t left = work->size - work->at;
    const uint32_t *pages = work->matcher->pages;
    const __m512i bytes =
        left >= 64 ? LOAD(text) : _mm512_maskz_loadu_epi8(below((uint32_t)left), text);
    const __m512i iota = _mm512_set_epi8(
        63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41,
        40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18,
        17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    const __m512i codes_of = _mm512_set_epi16(62, 60, 58, 56, 54, 52, 50, 48, 46, 44, 42, 40, 38, 36,
                                              34, 32, 30, 28, 26, 24, 22, 20, 18, 16, 14, 12, 10, 8,
                                              6, 4, 2, 0);
    const uint64_t starts = plain_starts(bytes, left);
    uint32_t n = ones(starts), slow, ascii, have = work->have;
    if (n == 0)
        return false;
    n = n < 32 ? n : 32;
    const __m512i at = _mm512_cvtepu8_epi16(LOW(_mm512_maskz_compress_epi8(starts, iota)));
    const __m512i points = plain_points(bytes, at);
    const __m512i index = page_index(directory, points);
    const __m512i low =
        _mm512_i32gather_epi32(_mm512_cvtepu16_epi32(LOW(index)), (const void *)pages, 4);
    const __m512i high =
        _mm512_i32gather_epi32(_mm512_cvtepu16_epi32(HIGH(index)), (const void *)pages, 4);
    const __m512i codes = _mm512_permutex2var_epi16(low, codes_of, high);
    const __m512i properties =
        _mm512_permutex2var_epi16(low, _mm512_add_epi16(codes_of, SET16(1)), high);
    slow = slow_lanes(work, properties, at, n);
    if (slow)
        n = _tzcnt_u32(slow);
    ascii = _mm512_cmplt_epu16_mask(points, SET16(0x80));
    STORE(work->code + have, codes);
    store_offsets(work, at, ascii, have);
    count_properties(work->quality, properties, n);
    work->have = have + n;
    if (n > 0)
        work->at = work->counted = work->end[have + n - 1];
    return slow == 0;
}

static void decode(struct match_work *work, uint32_t need) {
    const uint8_t *pages = work->matcher->directory;
    const __m512i directory[4] = {LOAD(pages), LOAD(pages + 64), LOAD(pages + 128),
                                  LOAD(pages + 192)};
    while (work->have < need && work->at < work->size)
        if (!decode_chunk(work, directory))
            kefu__decode_unit(work);
}

/* ---- finding ----------------------------------------------------------------------------------- */

/* Sixteen entries, as their low and high halves. */
struct entries {
    __m512i low, high;
};

static inline struct entries gather_entries(const uint64_t *table, __m512i slots) {
    const __m512i even = _mm512_set_epi32(30, 28, 26, 24, 22, 20, 18, 16, 14, 12, 10, 8, 6, 4, 2, 0);
    const __m512i odd = _mm512_set_epi32(31, 29, 27, 25, 23, 21, 19, 17, 15, 13, 11, 9, 7, 5, 3, 1);
    const __m512i a = _mm512_i32gather_epi64(LOW(slots), (const void *)table, 8);
    const __m512i b = _mm512_i32gather_epi64(HIGH(slots), (const void *)table, 8);
    return (struct entries){_mm512_permutex2var_epi32(a, even, b),
                            _mm512_permutex2var_epi32(a, odd, b)};
}

static inline __m512i entries_base(struct entries e) {
    return OR_AND(_mm512_srli_epi32(e.low, 16), _mm512_srli_epi32(e.high, 4), SET32(0x3FF0000));
}

static inline __m512i entries_keyword(struct entries e) {
    return _mm512_and_si512(e.high, SET32(0xFFFFF));
}

static inline __mmask16 lanes(uint32_t left) {
    return left < 16 ? (__mmask16)((1u << left) - 1) : (__mmask16)0xFFFF;
}

static inline __m512i codes_at(const struct match_work *work, uint32_t i) {
    return _mm512_cvtepu16_epi32(_mm256_loadu_si256((const void *)(work->code + i)));
}

static inline __m512i slots_of(const struct matcher *matcher, __m512i base, __m512i codes) {
    return _mm512_min_epu32(_mm512_add_epi32(base, codes), SET32(matcher->last));
}

/* Keeps the lanes of a mask: where each began, and the base of its node. */
static inline uint32_t keep(struct match_work *work, uint32_t kept, __mmask16 mask, __m512i position,
                            __m512i base) {
    STORE(work->position + kept, _mm512_maskz_compress_epi32(mask, position));
    STORE(work->base + kept, _mm512_maskz_compress_epi32(mask, base));
    return kept + ones(mask);
}

/* Vector code reads whole vectors: the lanes behind the last survivor look at position 0. */
static inline void end_survivors(struct match_work *work, uint32_t kept) {
    STORE(work->position + kept, _mm512_setzero_si512());
    STORE(work->base + kept, _mm512_setzero_si512());
}

static inline void clear_row(struct match_work *work, uint32_t depth, uint32_t count) {
    for (uint32_t i = 0; i < count; i += 16)
        STORE(work->rows[depth] + i, SET32(ROW_NONE));
}

static uint32_t find_first(struct match_work *work, uint32_t count) {
    const struct matcher *matcher = work->matcher;
    const __m512i iota = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i += 16) {
        const __m512i next = codes_at(work, i + 1);
        const struct entries e = gather_entries(matcher->first, codes_at(work, i));
        const __mmask16 found = _mm512_movepi32_mask(e.high) & lanes(count - i);
        const __m512i passes =
            _mm512_srlv_epi32(e.low, _mm512_and_si512(next, SET32(FILTER_BITS)));
        const __mmask16 on = _mm512_mask_test_epi32_mask(
            _mm512_mask_test_epi32_mask(lanes(count - i), e.high, SET32(1u << 30)), passes,
            SET32(1));
        STORE(work->rows[0] + i,
              _mm512_mask_blend_epi32(found, SET32(ROW_NONE), entries_keyword(e)));
        STORE(work->wanted + kept, _mm512_maskz_compress_epi32(on, next));
        kept = keep(work, kept, on, _mm512_add_epi32(iota, SET32(i)), entries_base(e));
    }
    end_survivors(work, kept);
    return kept;
}

static uint32_t find_next(struct match_work *work, uint32_t count, uint32_t depth) {
    const struct matcher *matcher = work->matcher;
    const void *codes = work->code + depth;
    uint32_t *row = work->rows[depth];
    uint32_t kept = 0, hits[16], keywords[16];
    for (uint32_t j = 0; j < count; j += 16) {
        const __m512i position = LOAD(work->position + j);
        const __m512i code =
            depth == 1 ? LOAD(work->wanted + j)
                       : _mm512_and_si512(_mm512_i32gather_epi32(position, codes, 2), SET32(0xFFFF));
        const struct entries e = gather_entries(
            matcher->table, slots_of(matcher, LOAD(work->base + j), code));
        const __mmask16 hit = _mm512_mask_cmpeq_epi32_mask(
            lanes(count - j), _mm512_and_si512(e.low, SET32(0xFFFF)), code);
        const __mmask16 found = hit & _mm512_movepi32_mask(e.high);
        const __mmask16 on = _mm512_mask_test_epi32_mask(hit, e.high, SET32(1u << 30));
        const uint32_t n = ones(found);
        STORE(hits, _mm512_maskz_compress_epi32(found, position));
        STORE(keywords, _mm512_maskz_compress_epi32(found, entries_keyword(e)));
        for (uint32_t h = 0; h < n; h++)
            row[hits[h]] = keywords[h];
        kept = keep(work, kept, on, position, entries_base(e));
    }
    end_survivors(work, kept);
    return kept;
}

static void find_rows(struct match_work *work, uint32_t count) {
    uint32_t depth = 1, kept = find_first(work, count);
    for (; kept && depth < work->matcher->depth; depth++) {
        clear_row(work, depth, count);
        kept = find_next(work, kept, depth);
    }
    for (work->depth_found = depth; depth < 4; depth++)
        clear_row(work, depth, count);
}

/* ---- emitting ---------------------------------------------------------------------------------- */

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
        10, 57, 41, 25, 9, 56, 40, 24, 8, 55, 39, 23, 7, 54, 38, 22, 6, 53, 37, 21, 5, 52, 36, 20, 4,
        51, 35, 19, 3, 50, 34, 18, 2, 49, 33, 17, 1, 48, 32, 16, 0); /* depth * 16 + position */
    const __m512i start = LOAD(work->start + i), end = LOAD(work->end + i),
                  more = LOAD(work->end + i + 16);
    __m512i taken = _mm512_maskz_compress_epi8(found, places);
    uint32_t n = ones(found);
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
static struct match *emit_deep(const struct match_work *work, uint32_t from, uint32_t to,
                               struct match *out) {
    for (uint32_t i = from; i < to; i++)
        for (uint32_t depth = 0; depth < work->depth_found || depth < 4; depth++)
            if (work->rows[depth][i] != ROW_NONE)
                *out++ = (struct match){work->start[i], work->end[i + depth], work->rows[depth][i]};
    return out;
}

static inline __mmask16 found_at(const struct match_work *work, uint32_t depth, uint32_t i) {
    return _mm512_cmpneq_epi32_mask(LOAD(work->rows[depth] + i), SET32(ROW_NONE));
}

static bool is_deep(const struct match_work *work, uint32_t i, uint32_t n) {
    __mmask16 found = 0;
    for (uint32_t depth = 4; depth < work->depth_found; depth++)
        found |= found_at(work, depth, i);
    return found & lanes(n);
}

/* Notes the texts that end in [i, i + 16], when `found` has four bits a position from i on. */
static inline void end_texts(struct match_work *work, uint32_t i, uint32_t n, uint64_t found) {
    const size_t emitted = work->emitted;
    while (work->text_count && work->texts[0] <= i + n) {
        work->emitted = emitted + ones(found & below(4 * (work->texts[0] - i)));
        kefu__end_texts(work, work->texts[0]);
    }
    work->emitted = emitted;
}

static bool emit_deep_texts(struct match_work *work, uint32_t i, uint32_t n) {
    uint32_t from = i;
    while (from < i + n) {
        uint32_t to = work->text_count && work->texts[0] < i + n ? work->texts[0] : i + n;
        for (uint32_t at = from; at < to; at++) {
            if (!output_room(work->output, MATCHER_LENGTH_MAX))
                return false;
            struct match *next = emit_deep(work, at, at + 1, work->output->next);
            work->emitted += (size_t)(next - work->output->next);
            work->output->next = next;
        }
        kefu__end_texts(work, to);
        from = to;
    }
    return true;
}

static bool emit(struct match_work *work, uint32_t count) {
    struct match_output *output = work->output;
    for (uint32_t i = 0; i < count; i += 16) {
        const __m512i rows[4] = {LOAD(work->rows[0] + i), LOAD(work->rows[1] + i),
                                 LOAD(work->rows[2] + i), LOAD(work->rows[3] + i)};
        const uint32_t n = count - i < 16 ? count - i : 16;
        uint64_t found = 0;
        if (work->depth_found > 4 && is_deep(work, i, n)) {
            if (!emit_deep_texts(work, i, n))
                return false;
            continue;
        }
        for (int depth = 0; depth < 4; depth++)
            found |= _pdep_u64(_mm512_cmpneq_epi32_mask(rows[depth], SET32(ROW_NONE)),
                               (uint64_t)0x1111111111111111u << depth);
        found &= below(4 * n);
        if (!output_room(output, 64 + 16))
            return false;
        output->next = emit_shallow(work, i, found, rows, output->next);
        if (work->text_count)
            end_texts(work, i, n, found);
        work->emitted += ones(found);
    }
    return true;
}

static bool find(struct match_work *work, uint32_t count) {
    find_rows(work, count);
    return emit(work, count);
}

const struct level kefu__level_avx512 = {decode, find, find_rows, emit};

#else
typedef int kefu__avx512_is_left_out; /* a translation unit is never empty */
#endif
