/* SPDX-License-Identifier: MIT
 * The level for AVX-512 with VBMI2: 32 characters are decoded at a time, 16 edges looked up. */
#include "match/work.h"

#ifdef KEFU_MATCH_X86

#include <immintrin.h>
#include <string.h>

#define LOAD(from)      _mm512_loadu_si512(from)
#define STORE(to, what) _mm512_storeu_si512(to, what)
#define SET8(x)         _mm512_set1_epi8((char)(x))
#define SET16(x)        _mm512_set1_epi16((short)(x))
#define SET32(x)        _mm512_set1_epi32((int)(x))
#define LOW(v)          _mm512_castsi512_si256(v)
#define HIGH(v)         _mm512_extracti64x4_epi64(v, 1)
#define OR_AND(a, b, c) _mm512_ternarylogic_epi64(a, b, c, 0xF8) /* a | (b & c) */

#define SHALLOW 4  /* depths that are put out by vectors: keywords of up to so many symbols */
#define FEW     24 /* survivors that are not worth a vector loop */

static inline uint32_t ones(uint64_t mask) {
    return (uint32_t)_mm_popcnt_u64(mask);
}

static inline uint64_t below(uint32_t n) {
    return _bzhi_u64(~(uint64_t)0, n);
}

/* ---- decoding ----------------------------------------------------------------------------------
 */

/* The bytes at hand, and which of them are what. */
struct chunk {
    __m512i bytes;
    uint64_t starts; /* of plain characters: see plain_starts() */
    uint64_t wide;   /* lead bytes of three */
};

/* Of 64 bytes (those of `inside` are text), where a plain character starts: ASCII or three bytes of
 * the right shape, before the first byte that is neither or that may begin inline pinyin or a run
 * of
 * ??. Overlong forms and surrogates have the right shape; their code points give them away. */
static inline struct chunk plain_starts(__m512i bytes, uint64_t inside) {
    const uint64_t high = _mm512_movepi8_mask(bytes);
    const uint64_t rest = _mm512_cmplt_epi8_mask(bytes, SET8(0xC0)); /* continuation bytes */
    const uint64_t wide = _mm512_cmpeq_epi8_mask(_mm512_and_si512(bytes, SET8(0xF0)), SET8(0xE0));
    uint64_t starts = (~high | wide) & inside & below(62), strange;
    strange = (rest ^ (wide << 1 | wide << 2)) | (high & ~rest & ~wide);
    strange &= inside;
    strange |= wide & below(62) & ~(inside >> 2); /* cut off by the end of the text */
    if (strange) {
        const uint64_t first = strange & (0 - strange);
        starts &= first - 1;
        starts &= ~(wide & (first >> 1 | first >> 2));
    }
    return (struct chunk){bytes, starts, wide};
}

/* Up to 32 characters: where they start in the chunk, their code points, which of them are ASCII.
 */
struct points {
    __m512i at, point;
    uint32_t ascii;
    uint32_t overlong; /* ASCII in three bytes */
};

static inline struct points plain_points(const struct chunk *chunk) {
    const __m512i iota = _mm512_set_epi8(
        63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41,
        40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18,
        17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    const __m512i at = _mm512_cvtepu8_epi16(LOW(_mm512_maskz_compress_epi8(chunk->starts, iota)));
    const __m512i pairs = _mm512_add_epi8(_mm512_or_si512(at, _mm512_slli_epi16(at, 8)),
                                          SET16(0x0100));
    const __m512i first = _mm512_permutexvar_epi8(pairs, chunk->bytes); /* byte 0, byte 1 */
    const __m512i third = _mm512_permutexvar_epi8(_mm512_add_epi8(at, SET16(2)), chunk->bytes);
    const __mmask32 ascii = _mm512_testn_epi16_mask(first, SET16(0x80));
    __m512i point = OR_AND(_mm512_slli_epi16(first, 12), _mm512_srli_epi16(first, 2), SET16(0xFC0));
    point = OR_AND(point, third, SET16(0x3F));
    point = _mm512_mask_blend_epi16(ascii, point, _mm512_and_si512(first, SET16(0x7F)));
    return (struct points){at, point, ascii,
                           _mm512_mask_cmplt_epu16_mask(~ascii, point, SET16(0x80))};
}

/* Where in the pages they are: the directory is looked up with their high bytes. */
static inline __m512i page_index(const __m512i directory[4], __m512i point) {
    const __m512i lower = _mm512_permutex2var_epi8(directory[0], point, directory[1]);
    const __m512i upper = _mm512_permutex2var_epi8(directory[2], point, directory[3]);
    const __m512i pages = _mm512_mask_blend_epi8(_mm512_movepi8_mask(point), lower, upper);
    return _mm512_mask_blend_epi8(0x5555555555555555u, pages, point);
}

/* Which of the n characters from `i` on, 32 at most, the reader must look at. */
static inline uint32_t slow_lanes(const struct match_work *work, uint32_t i, __m512i properties,
                                  uint32_t n) {
    uint32_t slow = _mm512_test_epi16_mask(properties, SET16((POINT_SLOW | POINT_SHORT) >> 16));
    uint32_t suspect = _mm512_test_epi16_mask(properties, SET16(POINT_SUSPECT >> 16)) &
                       (uint32_t)below(n);
    for (; __builtin_expect(suspect != 0, 0); suspect &= suspect - 1) {
        const uint32_t lane = _tzcnt_u32(suspect), end = work->end[i + lane];
        if (is_suspect(work, end))
            slow |= (uint32_t)1 << lane;
    }
    return slow & (uint32_t)below(n);
}

/* Counts of properties by lane, in bytes: Han and Latin, simplified and traditional, foreign. */
struct tally {
    __m512i a, b, c;
};

static inline void tally_add(struct tally *tally, __m512i properties, uint32_t n) {
#define A(p) (short)(((p)&1) | ((p) >> 3 & 1) << 8)
#define B(p) (short)(((p) >> 1 & 1) | ((p) >> 2 & 1) << 8)
#define C(p) (short)((p) >> 4 & 1)
#define FOR_32(F)                                                                                  \
    F(31), F(30), F(29), F(28), F(27), F(26), F(25), F(24), F(23), F(22), F(21), F(20), F(19),     \
        F(18), F(17), F(16), F(15), F(14), F(13), F(12), F(11), F(10), F(9), F(8), F(7), F(6),     \
        F(5), F(4), F(3), F(2), F(1), F(0)
    const __m512i a = _mm512_set_epi16(FOR_32(A)), b = _mm512_set_epi16(FOR_32(B)),
                  c = _mm512_set_epi16(FOR_32(C));
    const __mmask32 counted = (__mmask32)below(n);
    tally->a = _mm512_add_epi16(tally->a, _mm512_maskz_permutexvar_epi16(counted, properties, a));
    tally->b = _mm512_add_epi16(tally->b, _mm512_maskz_permutexvar_epi16(counted, properties, b));
    tally->c = _mm512_add_epi16(tally->c, _mm512_maskz_permutexvar_epi16(counted, properties, c));
#undef A
#undef B
#undef C
#undef FOR_32
}

/* The sums of four counts, 16 bits each, in one number. */
static inline void tally_flush(const struct tally *tally, struct text_quality *quality) {
    const __m512i zero = _mm512_setzero_si512(), low = SET16(0xFF);
    __m512i sums = _mm512_sad_epu8(_mm512_and_si512(tally->a, low), zero);
    sums = _mm512_or_si512(
        sums, _mm512_slli_epi64(_mm512_sad_epu8(_mm512_srli_epi16(tally->a, 8), zero), 16));
    sums = _mm512_or_si512(
        sums, _mm512_slli_epi64(_mm512_sad_epu8(_mm512_and_si512(tally->b, low), zero), 32));
    sums = _mm512_or_si512(
        sums, _mm512_slli_epi64(_mm512_sad_epu8(_mm512_srli_epi16(tally->b, 8), zero), 48));
    const uint64_t sum = (uint64_t)_mm512_reduce_add_epi64(sums);
    quality->han += (uint16_t)sum;
    quality->latin += (uint16_t)(sum >> 16);
    quality->simplified += (uint16_t)(sum >> 32);
    quality->traditional += (uint32_t)(sum >> 48);
    if (_mm512_test_epi16_mask(tally->c, tally->c))
        quality->foreign += (uint32_t)_mm512_reduce_add_epi64(_mm512_sad_epu8(tally->c, zero));
}

static inline void store_offsets(struct match_work *work, const struct points *points,
                                 uint32_t origin, uint32_t have) {
    const __m512i three = SET32(3), from = SET32(origin), two = SET32(2);
    const __m512i low = _mm512_add_epi32(_mm512_cvtepu16_epi32(LOW(points->at)), from);
    const __m512i high = _mm512_add_epi32(_mm512_cvtepu16_epi32(HIGH(points->at)), from);
    const __m512i low_end = _mm512_add_epi32(low, three), high_end = _mm512_add_epi32(high, three);
    STORE(work->start + have, low);
    STORE(work->start + have + 16, high);
    STORE(work->end + have, _mm512_mask_sub_epi32(low_end, (__mmask16)points->ascii, low_end, two));
    STORE(work->end + have + 16,
          _mm512_mask_sub_epi32(high_end, (__mmask16)(points->ascii >> 16), high_end, two));
}

/* A round of decoding is done in three passes, each a short loop, so that many characters are under
 * way at a time: bytes to places in the pages, look-ups, codes and properties. */
#define ROUND 160 /* symbols, about: after a slow character the rest of a round is done again */

/* First pass: offsets, and where in the pages each character stands. Returns their number, and in
 * *stuck whether the next character is not plain. */
static inline uint32_t find_points(struct match_work *work, uint32_t need, bool *stuck) {
    const struct matcher *matcher = work->matcher;
    const uint8_t *text = (const uint8_t *)work->text;
    const __m512i directory[4] = {LOAD(matcher->directory), LOAD(matcher->directory + 64),
                                  LOAD(matcher->directory + 128), LOAD(matcher->directory + 192)};
    const size_t size = work->size;
    size_t at = work->at;
    uint32_t have = work->have, overlong = 0;
    while (have < need && at < size) {
        const size_t left = size - at;
        const uint64_t inside = left < 64 ? below((uint32_t)left) : ~(uint64_t)0;
        const struct chunk chunk = plain_starts(
            left < 64 ? _mm512_maskz_loadu_epi8(inside, text + at) : LOAD(text + at), inside);
        uint32_t n = ones(chunk.starts), last;
        if (n == 0)
            break;
        last = 63 - (uint32_t)_lzcnt_u64(chunk.starts);
        if (n > 32) {
            n = 32;
            last = (uint32_t)_tzcnt_u64(_pdep_u64((uint64_t)1 << 31, chunk.starts));
        }
        const struct points points = plain_points(&chunk);
        overlong = points.overlong & (uint32_t)below(n);
        if (overlong)
            break;
        STORE(work->index + (have - work->have), page_index(directory, points.point));
        store_offsets(work, &points, (uint32_t)at, have);
        have += n;
        at += last + 1 + 2 * (chunk.wide >> last & 1);
    }
    *stuck = have < need && at < size;
    return have - work->have;
}

/* Second pass. One by one is faster than gathering. */
static inline void look_up_points(struct match_work *work, uint32_t n) {
    const uint32_t *pages = work->matcher->pages;
    for (uint32_t i = 0; i < n; i += 4) {
        uint64_t four;
        memcpy(&four, work->index + i, sizeof four);
        work->value[i] = pages[(uint16_t)four];
        work->value[i + 1] = pages[(uint16_t)(four >> 16)];
        work->value[i + 2] = pages[(uint16_t)(four >> 32)];
        work->value[i + 3] = pages[four >> 48];
    }
}

/* Third pass: takes the n characters up to the first that is slow; false: there is one. */
static inline bool take_points(struct match_work *work, uint32_t n) {
    const __m512i even = _mm512_set_epi16(62, 60, 58, 56, 54, 52, 50, 48, 46, 44, 42, 40, 38, 36,
                                          34, 32, 30, 28, 26, 24, 22, 20, 18, 16, 14, 12, 10, 8, 6,
                                          4, 2, 0);
    const __m512i odd = _mm512_add_epi16(even, SET16(1));
    struct tally tally = {_mm512_setzero_si512(), _mm512_setzero_si512(), _mm512_setzero_si512()};
    const uint32_t have = work->have;
    uint32_t slow = 0, taken = n;
    for (uint32_t i = 0; i < n && !slow; i += 32) {
        const __m512i low = LOAD(work->value + i), high = LOAD(work->value + i + 16);
        const __m512i properties = _mm512_permutex2var_epi16(low, odd, high);
        uint32_t here = n - i < 32 ? n - i : 32;
        STORE(work->code + have + i, _mm512_permutex2var_epi16(low, even, high));
        slow = slow_lanes(work, have + i, properties, here);
        if (__builtin_expect(slow != 0, 0)) {
            here = _tzcnt_u32(slow);
            taken = i + here;
        }
        tally_add(&tally, properties, here);
    }
    tally_flush(&tally, work->quality);
    work->quality->characters += taken;
    work->have = have + taken;
    if (taken > 0)
        work->at = work->counted = work->end[work->have - 1];
    return !slow;
}

/* Decodes plain characters until there are `need` symbols; false: the next one is not plain. */
static bool decode_plain(struct match_work *work, uint32_t need) {
    while (work->have < need && work->at < work->size) {
        const uint32_t target = need - work->have < ROUND ? need : work->have + ROUND;
        bool stuck;
        const uint32_t n = find_points(work, target, &stuck);
        look_up_points(work, n);
        if (!take_points(work, n) || stuck)
            return false;
    }
    return true;
}

static void decode(struct match_work *work, uint32_t need) {
    while (!decode_plain(work, need))
        kefu__decode_unit(work);
}

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
        work->deep[work->hit[h] / 16] = true;
    }
}

static inline void clear_row(struct match_work *work, uint32_t depth, uint32_t count) {
    for (uint32_t i = 0; i < count; i += 16)
        STORE(work->rows[depth] + i, SET32(ROW_NONE));
}

static inline __m512i two_codes(const struct match_work *work, uint32_t i) {
    return _mm512_or_si512(codes_at(work, i), _mm512_slli_epi32(codes_at(work, i + 1), 16));
}

/* Depths 0 and 1 of all positions, in passes like those of decoding. The table is looked at for
 * every position, but where the filter says no, at a slot that is at hand. */
static uint32_t find_first_two(struct match_work *work, uint32_t count) {
    const struct matcher *matcher = work->matcher;
    struct lists to = {0, 0};
    for (uint32_t i = 0; i < count; i += 4) {
        uint64_t four;
        memcpy(&four, work->code + i, sizeof four);
        work->entry[i] = matcher->first[(uint16_t)four];
        work->entry[i + 1] = matcher->first[(uint16_t)(four >> 16)];
        work->entry[i + 2] = matcher->first[(uint16_t)(four >> 32)];
        work->entry[i + 3] = matcher->first[four >> 48];
    }
    for (uint32_t i = 0; i < count; i += 16) {
        const struct entries e = load_entries(work->entry + i);
        const __m512i next = codes_at(work, i + 1);
        const __m512i passes = _mm512_srlv_epi32(e.low, _mm512_and_si512(next, SET32(FILTER_BITS)));
        const __mmask16 on = _mm512_test_epi32_mask(passes, SET32(1));
        STORE(work->rows[0] + i, _mm512_mask_blend_epi32(entries_found(0xFFFF, e), SET32(ROW_NONE),
                                                         entries_keyword(e)));
        STORE(work->slot + i, _mm512_maskz_min_epu32(on, _mm512_add_epi32(entries_base(e), next),
                                                     SET32(matcher->last)));
    }
    for (uint32_t i = 0; i < count; i += 4) {
        uint64_t a, b;
        memcpy(&a, work->slot + i, sizeof a);
        memcpy(&b, work->slot + i + 2, sizeof b);
        work->entry[i] = matcher->table[(uint32_t)a];
        work->entry[i + 1] = matcher->table[a >> 32];
        work->entry[i + 2] = matcher->table[(uint32_t)b];
        work->entry[i + 3] = matcher->table[b >> 32];
    }
    for (uint32_t i = 0; i < count; i += 16) {
        const struct entries e = load_entries(work->entry + i);
        const __m512i next = codes_at(work, i + 1);
        const __mmask16 hit = _mm512_mask_cmpeq_epi32_mask(
            _mm512_test_epi32_mask(LOAD(work->slot + i), LOAD(work->slot + i)),
            _mm512_and_si512(e.low, SET32(0xFFFF)), next);
        STORE(work->rows[1] + i,
              _mm512_mask_blend_epi32(entries_found(hit, e), SET32(ROW_NONE), entries_keyword(e)));
        keep(work, &to, entries_edges(hit & lanes(count - i), e), iota32(i), entries_base(e),
             two_codes(work, i + 2));
    }
    end_survivors(work, to.kept);
    return to.kept;
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
                    work->deep[i / 16] = true;
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

/* Notes the texts that end in [i, i + n], where `found` has four bits a position from i on. */
static void end_texts(struct match_work *work, uint32_t i, uint32_t n, uint64_t found) {
    const size_t emitted = work->emitted;
    while (work->text_count && work->texts[0] <= i + n) {
        work->emitted = emitted + ones(found & below(4 * (work->texts[0] - i)));
        kefu__end_texts(work, work->texts[0]);
    }
    work->emitted = emitted;
}

/* Four bits a position, by depth: a row's top byte is 0 where there is a keyword. */
static inline uint64_t found_in(const __m512i rows[SHALLOW]) {
    __m512i none = _mm512_srli_epi32(rows[0], 24);
    none = OR_AND(none, _mm512_srli_epi32(rows[1], 16), SET32(0xFF00));
    none = OR_AND(none, _mm512_srli_epi32(rows[2], 8), SET32(0xFF0000));
    none = OR_AND(none, rows[3], SET32(0xFF000000));
    return ~(uint64_t)_mm512_movepi8_mask(none);
}

static bool emit(struct match_work *work, uint32_t count) {
    struct match_output *output = work->output;
    for (uint32_t i = 0; i < count; i += 16) {
        const __m512i rows[SHALLOW] = {LOAD(work->rows[0] + i), LOAD(work->rows[1] + i),
                                       LOAD(work->rows[2] + i), LOAD(work->rows[3] + i)};
        const uint32_t n = count - i < 16 ? count - i : 16;
        uint64_t found = found_in(rows);
        found &= below(4 * n);
        if (work->deep[i / 16]) {
            work->deep[i / 16] = false;
            if (!emit_deep(work, i, n, found))
                return false;
            continue;
        }
        if (!output_room(output, 4 * 16 + 16))
            return false;
        output->next = emit_shallow(work, i, found, rows, output->next);
        if (work->text_count && work->texts[0] <= i + n)
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
