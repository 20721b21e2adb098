/* SPDX-License-Identifier: MIT
 * Decoding for AVX-512 with VBMI2, up to 32 characters at a time.
 *
 * A round of characters goes through three passes: bytes to indices into the pages; the look-ups;
 * codes and properties. Each is a short loop without dependencies between iterations, so that the
 * CPU overlaps many of them. */
#ifdef KEFU_HAVE_AVX512

#include "match/avx512_points.h"
#include "match/avx512_skipped.h"

/* approximate number of characters that go through all passes together (a round); those behind a
 * character that needs the slow path are decoded again */
#define ROUND 160

/* ---- decoding ---- */

/* A bit mask of those of up to 32 characters, from character i of the round on, that need the slow
 * path (decoding unit by unit). */
static inline uint32_t slow_lanes(const struct match_work *work, uint32_t i, __m512i properties,
                                  uint32_t inside) {
    uint32_t slow = _mm512_test_epi16_mask(properties, SET16((POINT_SLOW | POINT_SHORT) >> 16));
    uint32_t suspect = _mm512_test_epi16_mask(properties, SET16(POINT_SUSPECT >> 16)) & inside;
    for (; __builtin_expect(suspect != 0, 0); suspect &= suspect - 1) {
        const uint32_t lane = _tzcnt_u32(suspect), end = work->end[work->have + i + lane];
        if (is_suspect(work, end))
            slow |= (uint32_t)1 << lane;
    }
    return slow & inside;
}

/* Vector accumulators in which each byte counts characters of one property: `a` counts Han and
 * Latin, `b` simplified and traditional, `c` foreign characters. */
struct counters {
    __m512i a, b, c;
};

/* Adds n characters to the counters. A permutation serves as the table from a character's property
 * bits to what is added. */
static inline void counters_add(struct counters *counters, __m512i properties, uint32_t n) {
#define A(p) (short)(((p)&1) | ((p) >> 3 & 1) << 8)
#define B(p) (short)(((p) >> 1 & 1) | ((p) >> 2 & 1) << 8)
#define C(p) (short)((p) >> 4 & 1)
#define FOR_32(F)                                                                                  \
    F(31), F(30), F(29), F(28), F(27), F(26), F(25), F(24), F(23), F(22), F(21), F(20), F(19),     \
        F(18), F(17), F(16), F(15), F(14), F(13), F(12), F(11), F(10), F(9), F(8), F(7), F(6),     \
        F(5), F(4), F(3), F(2), F(1), F(0)
    const __m512i a = _mm512_set_epi16(FOR_32(A)), b = _mm512_set_epi16(FOR_32(B)),
                  c = _mm512_set_epi16(FOR_32(C));
    const __mmask32 counted = (__mmask32)low_bits(n);
    counters->a = _mm512_add_epi16(counters->a,
                                   _mm512_maskz_permutexvar_epi16(counted, properties, a));
    counters->b = _mm512_add_epi16(counters->b,
                                   _mm512_maskz_permutexvar_epi16(counted, properties, b));
    counters->c = _mm512_add_epi16(counters->c,
                                   _mm512_maskz_permutexvar_epi16(counted, properties, c));
#undef A
#undef B
#undef C
#undef FOR_32
}

/* Adds the counters of all lanes to the text's quality: four sums of 16 bits, which are packed into
 * one 64-bit reduction. */
static inline void counters_flush(const struct counters *counters, struct text_quality *quality) {
    const __m512i zero = _mm512_setzero_si512(), low = SET16(0xFF);
    __m512i sums = _mm512_sad_epu8(_mm512_and_si512(counters->a, low), zero);
    sums = _mm512_or_si512(
        sums, _mm512_slli_epi64(_mm512_sad_epu8(_mm512_srli_epi16(counters->a, 8), zero), 16));
    sums = _mm512_or_si512(
        sums, _mm512_slli_epi64(_mm512_sad_epu8(_mm512_and_si512(counters->b, low), zero), 32));
    sums = _mm512_or_si512(
        sums, _mm512_slli_epi64(_mm512_sad_epu8(_mm512_srli_epi16(counters->b, 8), zero), 48));
    const uint64_t sum = (uint64_t)_mm512_reduce_add_epi64(sums);
    quality->han += (uint16_t)sum;
    quality->latin += (uint16_t)(sum >> 16);
    quality->simplified += (uint16_t)(sum >> 32);
    quality->traditional += (uint32_t)(sum >> 48);
    if (_mm512_test_epi16_mask(counters->c, counters->c))
        quality->foreign += (uint32_t)_mm512_reduce_add_epi64(_mm512_sad_epu8(counters->c, zero));
}

/* What the first pass (decoding) keeps from one chunk of 64 bytes to the next. */
struct first_pass {
    uint32_t points; /* number of characters decoded so far */
    uint32_t carry;  /* bit mask: continuation bytes that the next chunk must begin with */
};

/* Decodes one chunk of 64 bytes at offset `origin`. Returns false if the next character is not
 * plain (of one byte, or of three), or if the text ends. */
static inline bool take_chunk(struct match_work *work, const struct constants *constants,
                              struct first_pass *pass, size_t origin, bool full) {
    const struct origins origins = {SET32(origin), SET32(origin)};
    const struct chunk chunk = read_chunk(constants, (const uint8_t *)work->text + origin,
                                          work->size - origin, pass->carry, full);
    pass->points -= chunk.drops_previous;
    take_places(work, constants, &chunk, chunk.at, origins, pass->points);
    if (__builtin_expect(chunk.count > 32, 0))
        take_places(work, constants, &chunk, more_places(&chunk), origins, pass->points + 32);
    pass->points += chunk.count;
    pass->carry = chunk.carry;
    return !chunk.stops;
}

/* First pass: decodes at least `most` characters to indices into the page table. Sets *stuck if it
 * stopped earlier, at a character that is not plain (of one byte, or of three) or at the end of the
 * text. Returns how many characters it decoded. */
static inline uint32_t find_points(struct match_work *work, const struct constants *constants,
                                   uint32_t most, bool *stuck) {
    struct first_pass pass = {0, 0};
    size_t at = work->at;
    bool on = true;
    for (; on && pass.points < most && at + 66 <= work->size; at += 64)
        on = take_chunk(work, constants, &pass, at, true);
    for (; on && pass.points < most && at < work->size; at += 64)
        on = take_chunk(work, constants, &pass, at, false);
    *stuck = !on;
    /* if the last character continues in the next chunk it is not counted, since its end was not
     * checked */
    return pass.points - (on && pass.carry);
}

/* maximum number of characters that count_few() counts; for more, vector accumulators are faster */
#define SCALAR_COUNT_MAX 64

/* Marks symbols at both ends of a round (the characters decoded together) for the slow path:
 * whether such a symbol stands between two Han characters, so that it is skipped, depends on
 * characters outside of the round. */
static inline void mark_round_ends(const struct match_work *work, uint32_t n,
                                   struct lane_masks *masks) {
    const uint32_t *symbols = masks->symbols + 1;
    if (work->at > 0)
        masks->slow[0] |= symbols[0] & 1;
    if (work->end[work->have + n - 1] == work->size)
        return;
    for (uint32_t i = n; i-- > 0 && symbols[i / 32] >> i % 32 & 1 && n - i <= 2;)
        masks->slow[i / 32] |= (uint32_t)1 << i % 32;
}

/* Removes the symbols between Han characters that matching skips from the n characters of the
 * round, by compression in place; returns how many characters are left. */
static uint32_t drop_skipped(struct match_work *work, uint32_t n, const struct lane_masks *masks) {
    uint32_t to = work->have;
    for (uint32_t i = 0; i < n; i += 32) {
        const uint32_t from = work->have + i;
        const uint32_t kept = ~skipped_lanes(masks, i / 32) & (uint32_t)low_bits(n - i);
        const uint32_t low = popcount(kept & 0xFFFF);
        const __m512i code = LOAD(work->code + from);
        const __m512i start = LOAD(work->start + from), more_start = LOAD(work->start + from + 16);
        const __m512i end = LOAD(work->end + from), more_end = LOAD(work->end + from + 16);
        STORE(work->code + to, compress16(kept, code));
        STORE(work->start + to, compress32((__mmask16)kept, start));
        STORE(work->end + to, compress32((__mmask16)kept, end));
        STORE(work->start + to + low, compress32((__mmask16)(kept >> 16), more_start));
        STORE(work->end + to + low, compress32((__mmask16)(kept >> 16), more_end));
        to += popcount(kept);
    }
    return to - work->have;
}

/* Counts the properties (Han, Latin, …) of the first `taken` characters with vector accumulators.
 */
static inline void count_by_lane(const struct match_work *work, uint32_t taken) {
    struct counters counters = {_mm512_setzero_si512(), _mm512_setzero_si512(),
                                _mm512_setzero_si512()};
    for (uint32_t i = 0; i < taken; i += 32)
        counters_add(&counters, load_values(work, i).properties, taken - i < 32 ? taken - i : 32);
    counters_flush(&counters, work->quality);
}

/* Stores the codes of the n characters, and bit masks of those that need the slow
 * path, are Han, or are symbols. */
static inline void mark_points(struct match_work *work, uint32_t n, bool skips,
                               struct lane_masks *masks) {
    begin_masks(masks, n);
    for (uint32_t i = 0; i < n; i += 32) {
        const struct values values = load_values(work, i);
        const uint32_t inside = (uint32_t)low_bits(n - i);
        STORE(work->code + work->have + i, values.codes);
        masks->slow[i / 32] = slow_lanes(work, i, values.properties, inside);
        masks->any |= masks->slow[i / 32];
        if (skips)
            mark_symbols(i / 32, values.properties, inside, masks);
    }
    if (skips && masks->any)
        mark_round_ends(work, n, masks);
}

/* The index of the first character that needs the slow path and is not skipped; n if there is none.
 */
static inline uint32_t first_slow(const struct lane_masks *masks, uint32_t n, bool skips) {
    for (uint32_t i = 0; i < n; i += 32) {
        const uint32_t g = i / 32;
        const uint32_t slow = masks->slow[g] & ~(skips ? skipped_lanes(masks, g) : 0);
        if (slow)
            return i + _tzcnt_u32(slow);
    }
    return n;
}

static inline void count_points(const struct match_work *work, uint32_t taken) {
    if (taken > SCALAR_COUNT_MAX)
        count_by_lane(work, taken);
    else
        for (uint32_t i = 0; i < taken; i += 32)
            count_few(work->quality, load_values(work, i).properties,
                      taken - i < 32 ? taken - i : 32);
}

/* Third pass: appends the n characters to the block, up to the first one that needs the slow path;
 * false: there is such a character. */
static inline bool take_points(struct match_work *work, uint32_t n, bool skips) {
    struct lane_masks masks;
    uint32_t taken = n;
    mark_points(work, n, skips, &masks);
    if (__builtin_expect(masks.any != 0, 0))
        taken = first_slow(&masks, n, skips);
    count_points(work, taken);
    uint32_t symbols;
    if (taken > 0) {
        const uint32_t end = work->end[work->have + taken - 1];
        symbols = skips && masks.any ? drop_skipped(work, taken, &masks) : taken;
        take_characters(work, taken, symbols, end);
    }
    return taken == n;
}

/* Decodes until the block has `need` symbols or the text ends; false: the next character needs the
 * slow path. */
static bool decode_plain(struct match_work *work, uint32_t need) {
    const struct constants constants = load_constants(work->matcher->directory);
    const bool skips = work->matcher->header->flags & IMAGE_SKIPS_SYMBOLS;
    while (work->have < need && work->at < work->size) {
        const uint32_t most = need - work->have < ROUND ? need - work->have : ROUND;
        bool stuck;
        const uint32_t n = find_points(work, &constants, most, &stuck);
        look_up_points(work, n);
        if (!(skips ? take_points(work, n, true) : take_points(work, n, false)) ||
            (stuck && work->at < work->size))
            return false;
    }
    return true;
}

void kefu__decode_avx512(struct match_work *work, uint32_t need) {
    while (!decode_plain(work, need))
        kefu__decode_unit(work);
}

#else
typedef int kefu__avx512_decode_is_left_out; /* C requires a declaration in each file */
#endif
