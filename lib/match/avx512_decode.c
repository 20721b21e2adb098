/* SPDX-License-Identifier: MIT
 * Decoding for AVX-512 with VBMI2, up to 32 characters at a time.
 *
 * A round is done in three passes, each a short loop, so that many characters are under way at a
 * time: bytes to places in the pages; look-ups; codes and properties. */
#ifdef KEFU_MATCH_X86

#include "match/avx512.h"

#include <string.h>

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

#define ROUND 160 /* symbols, about: after a slow character the rest of a round is done again */

/* The first pass over one text, from its offset *at on, as points `from` … of the round, until
 * there are `to` or the next character is not plain. Returns how many there are then. */
static inline uint32_t find_points(struct match_work *work, const uint8_t *text, size_t size,
                                   uint32_t *at, uint32_t from, uint32_t to) {
    const struct matcher *matcher = work->matcher;
    const __m512i directory[4] = {LOAD(matcher->directory), LOAD(matcher->directory + 64),
                                  LOAD(matcher->directory + 128), LOAD(matcher->directory + 192)};
    const uint32_t have = work->have;
    size_t next = *at;
    while (from < to && next < size) {
        const size_t left = size - next;
        const uint64_t inside = left < 64 ? below((uint32_t)left) : ~(uint64_t)0;
        const struct chunk chunk = plain_starts(
            left < 64 ? _mm512_maskz_loadu_epi8(inside, text + next) : LOAD(text + next), inside);
        uint32_t n = ones(chunk.starts), last;
        if (n == 0)
            break;
        last = 63 - (uint32_t)_lzcnt_u64(chunk.starts);
        if (n > 32) {
            n = 32;
            last = (uint32_t)_tzcnt_u64(_pdep_u64((uint64_t)1 << 31, chunk.starts));
        }
        const struct points points = plain_points(&chunk);
        if (points.overlong & (uint32_t)below(n))
            break;
        STORE(work->index + from, page_index(directory, points.point));
        store_offsets(work, &points, (uint32_t)next, have + from);
        from += n;
        next += last + 1 + 2 * (chunk.wide >> last & 1);
    }
    *at = (uint32_t)next;
    return from;
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

/* Counts as numbers, for few characters; above, as lanes. */
static inline void count_few(struct text_quality *quality, __m512i properties, uint32_t n) {
    const uint64_t counted = below(n);
    quality->han += ones(_mm512_test_epi16_mask(properties, SET16(1)) & counted);
    quality->simplified += ones(_mm512_test_epi16_mask(properties, SET16(2)) & counted);
    quality->traditional += ones(_mm512_test_epi16_mask(properties, SET16(4)) & counted);
    quality->latin += ones(_mm512_test_epi16_mask(properties, SET16(8)) & counted);
    quality->foreign += ones(_mm512_test_epi16_mask(properties, SET16(16)) & counted);
}

#define FEW_POINTS 64

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
        if (n <= FEW_POINTS)
            count_few(work->quality, properties, here);
        else
            tally_add(&tally, properties, here);
    }
    if (n > FEW_POINTS)
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
        const uint32_t most = need - work->have < ROUND ? need - work->have : ROUND;
        uint32_t at = work->at;
        const uint32_t n = find_points(work, (const uint8_t *)work->text, work->size, &at, 0, most);
        look_up_points(work, n);
        if (!take_points(work, n) || (n < most && work->at < work->size))
            return false;
    }
    return true;
}

void kefu__decode_avx512(struct match_work *work, uint32_t need) {
    while (!decode_plain(work, need))
        kefu__decode_unit(work);
}

/* ---- many texts --------------------------------------------------------------------------------
 */

#define SHORT_TEXT 200 /* bytes; longer ones gain nothing from being decoded together */
#define TEXTS      64  /* a round */

/* Texts of a round: text i has the points from behind ends[i - 1] to ends[i], where its separator
 * stands. */
struct round {
    const kefu_str *texts;
    uint32_t ends[TEXTS], count, points;
};

/* Must the reader look at this point? */
static bool is_slow(struct match_work *work, const struct round *round, uint32_t text,
                    uint32_t point) {
    work->text = round->texts[text].data;
    work->size = round->texts[text].size;
    return work->value[point] & (POINT_SLOW | POINT_SHORT) ||
           is_suspect(work, work->end[work->have + point]);
}

/* The third pass; how many whole texts stand before the first slow character. */
static inline uint32_t take_round(struct match_work *work, const struct round *round) {
    const __m512i even = _mm512_set_epi16(62, 60, 58, 56, 54, 52, 50, 48, 46, 44, 42, 40, 38, 36,
                                          34, 32, 30, 28, 26, 24, 22, 20, 18, 16, 14, 12, 10, 8, 6,
                                          4, 2, 0);
    const __m512i odd = _mm512_add_epi16(even, SET16(1));
    const __m512i doubtful = SET16((POINT_SLOW | POINT_SHORT | POINT_SUSPECT) >> 16);
    for (uint32_t i = 0; i < round->points; i += 32) {
        const __m512i low = LOAD(work->value + i), high = LOAD(work->value + i + 16);
        const __m512i properties = _mm512_permutex2var_epi16(low, odd, high);
        const uint32_t left = round->points - i;
        uint32_t mask = _mm512_test_epi16_mask(properties, doubtful);
        STORE(work->code + work->have + i, _mm512_permutex2var_epi16(low, even, high));
        for (mask = left < 32 ? _bzhi_u32(mask, left) : mask; mask; mask &= mask - 1) {
            const uint32_t point = i + _tzcnt_u32(mask);
            uint32_t text = 0;
            while (round->ends[text] < point)
                text++;
            if (round->ends[text] != point && is_slow(work, round, text, point))
                return text;
        }
    }
    return round->count;
}

/* The quality of one whole text, points [from, to). */
static inline void count_text(const struct match_work *work, uint32_t from, uint32_t to,
                              struct text_quality *quality) {
    const __m512i odd = _mm512_set_epi16(63, 61, 59, 57, 55, 53, 51, 49, 47, 45, 43, 41, 39, 37, 35,
                                         33, 31, 29, 27, 25, 23, 21, 19, 17, 15, 13, 11, 9, 7, 5, 3,
                                         1);
    kefu__quality_begin(quality);
    for (uint32_t i = from; i < to; i += 32)
        count_few(quality,
                  _mm512_permutex2var_epi16(LOAD(work->value + i), odd, LOAD(work->value + i + 16)),
                  to - i < 32 ? to - i : 32);
    quality->characters = to - from;
    kefu__quality_finish(quality);
}

bool kefu__decode_texts_avx512(struct match_work *work, struct text_stream *stream, uint32_t need) {
    const size_t left = stream->count - stream->decoding;
    const uint32_t most = need - work->have;
    struct round round;
    uint32_t taken, from = 0;
    round.texts = stream->texts + stream->decoding;
    round.count = round.points = 0;
    while (round.count < TEXTS && round.count < left && round.points < most) {
        const kefu_str text = round.texts[round.count];
        uint32_t at = 0, end;
        if (text.size > SHORT_TEXT)
            break;
        end = find_points(work, (const uint8_t *)text.data, text.size, &at, round.points,
                          round.points + SHORT_TEXT);
        if (at < text.size)
            break;
        work->index[end] = 0; /* the separator looks something up, too */
        round.ends[round.count++] = end;
        round.points = end + 1;
    }
    look_up_points(work, round.points);
    taken = take_round(work, &round);
    for (uint32_t i = 0; i < taken; i++) {
        if (stream->qualities)
            count_text(work, from, round.ends[i], stream_quality(stream));
        stream_end_text(work, stream, work->have + round.ends[i]);
        from = round.ends[i] + 1;
    }
    work->have += from;
    return taken > 0;
}

#else
typedef int kefu__avx512_decode_is_left_out; /* a translation unit is never empty */
#endif
