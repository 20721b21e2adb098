/* SPDX-License-Identifier: MIT
 * The level for AVX2 with BMI2. Its passes are those of the AVX-512 level; AVX2 cannot compress
 * vectors, so pext and pdep find where characters start, and loops over set bits write matches. */
#include "match/work.h"

#ifdef KEFU_HAVE_AVX2

#include <immintrin.h>
#include <string.h>

#include "match/lookup.h"

#define LOAD(from)      _mm256_loadu_si256((const __m256i *)(const void *)(from))
#define STORE(to, what) _mm256_storeu_si256((__m256i *)(void *)(to), what)
#define SET8(x)         _mm256_set1_epi8((char)(x))
#define SET32(x)        _mm256_set1_epi32((int)(x))

/* ---- decoding ---- */

#define WINDOW 16 /* bytes in a vector */
/* distance of two windows: a plain character (one or three bytes long) that starts in the first 14
 * bytes lies wholly in the 16 */
#define STEP   14
/* approximate number of characters that go through all three passes (decode, look up, append)
 * before the next are decoded */
#define ROUND  160

/* The plain characters (those of one byte, or of three) that start in one window of 16 bytes.
 * Consecutive windows are always STEP bytes apart, whatever characters they contain, so that the
 * position of a window does not depend on the content of the window before it. */
struct window {
    uint32_t starts;
    uint32_t carry; /* bit mask: the continuation bytes that the next window must begin with */
    /* the next character is not plain (of one byte, or of three), or the text ends */
    bool stops;
    /* the last character of the previous window is not plain after all: this window does not begin
     * with its continuation bytes */
    bool drops_previous;
};

static inline struct window plain_starts(__m128i bytes, uint32_t left, uint32_t carry) {
    const uint32_t inside = left < WINDOW ? (1u << left) - 1 : 0xFFFF, step = (1u << STEP) - 1;
    const uint32_t non_ascii = (uint32_t)_mm_movemask_epi8(bytes);
    const uint32_t continuation = (uint32_t)_mm_movemask_epi8(
        _mm_cmplt_epi8(bytes, _mm_set1_epi8((char)0xC0)));
    const uint32_t lead3 = (uint32_t)_mm_movemask_epi8(
        _mm_cmpeq_epi8(_mm_and_si128(bytes, _mm_set1_epi8((char)0xF0)), _mm_set1_epi8((char)0xE0)));
    struct window window = {~continuation & inside & step, (lead3 >> 12 | lead3 >> 13) & 3,
                            left <= STEP, false};
    uint32_t irregular = (continuation ^ (lead3 << 1 | lead3 << 2 | carry)) |
                         (non_ascii & ~continuation & ~lead3);
    irregular = (irregular & inside & step) | (lead3 & step & ~(inside >> 2));
    if (__builtin_expect(irregular != 0, 0)) {
        const uint32_t first = irregular & (0 - irregular);
        window.starts &= (first - 1) & ~(lead3 & (first >> 1 | first >> 2));
        window.drops_previous = first & carry;
        window.stops = true;
    }
    return window;
}

/* The positions of the lowest eight bits that are set in a mask of 14 bits, a byte each: pdep
 * widens the bits to nibbles, pext picks the nibbles of the positions, pdep widens these to bytes.
 */
static inline uint64_t offsets_of(uint32_t starts) {
    const uint64_t nibbles = _pdep_u64(starts, 0x1111111111111111u) * 15;
    return _pdep_u64(_pext_u64(0xFEDCBA9876543210u, nibbles), 0x0F0F0F0F0F0F0F0Fu);
}

/* The vector constants of the first pass (decoding). HIDE_VALUE hides their values from the
 * compiler, which would otherwise rebuild them for each window instead of keeping them in
 * registers. */
struct constants {
    __m256i spread, places, weights, pair_weights, bias, surrogate, low, high, one, three;
};

#define HIDE_VALUE(x) __asm__("" : "+x"(x))

static inline struct constants load_constants(void) {
    struct constants c = {
        /* times an offset: copies of it in the three low bytes */
        .spread = SET32(0x00010101),
        /* added to the copies: offsets of a character's bytes 0, 1, 2 */
        .places = SET32(0x80020100),
        .weights = SET32(0x00010140), /* of a character: byte 0 times 64 plus byte 1; byte 2 */
        /* (byte 0 · 64 + byte 1) · 64 + byte 2: the code point */
        .pair_weights = SET32(0x00010040),
        .bias = SET32(0xE2080),
        .surrogate = SET32(0xD800),
        .low = SET32(0x7F),
        .high = SET32(0x80),
        .one = SET32(1),
        .three = SET32(3),
    };
    HIDE_VALUE(c.spread);
    HIDE_VALUE(c.places);
    HIDE_VALUE(c.weights);
    HIDE_VALUE(c.pair_weights);
    HIDE_VALUE(c.bias);
    HIDE_VALUE(c.surrogate);
    HIDE_VALUE(c.low);
    HIDE_VALUE(c.high);
    HIDE_VALUE(c.one);
    HIDE_VALUE(c.three);
    return c;
}

/* Decodes up to eight characters of a window that begins at offset `at` of the text, and stores
 * them behind the `have` characters decoded before them. An overlong encoding of ASCII becomes a
 * surrogate, for which decoding takes the slow path. */
static inline void take_window(struct match_work *work, const struct constants *c, __m128i bytes,
                               uint64_t offsets, size_t at, uint32_t have) {
    const __m256i lanes = _mm256_cvtepu8_epi32(_mm_cvtsi64_si128((long long)offsets));
    const __m256i start = _mm256_add_epi32(lanes, SET32(at));
    const __m256i words = _mm256_shuffle_epi8(
        _mm256_broadcastsi128_si256(bytes),
        _mm256_add_epi8(
            _mm256_mullo_epi16(_mm256_or_si256(lanes, _mm256_slli_epi32(lanes, 16)), c->spread),
            c->places));
    const __m256i ascii = _mm256_cmpeq_epi32(_mm256_and_si256(words, c->high),
                                             _mm256_setzero_si256());
    __m256i point = _mm256_madd_epi16(_mm256_maddubs_epi16(words, c->weights), c->pair_weights);
    point = _mm256_sub_epi32(point, c->bias);
    point = _mm256_blendv_epi8(point, c->surrogate, _mm256_cmpgt_epi32(c->high, point));
    point = _mm256_blendv_epi8(point, _mm256_and_si256(words, c->low), ascii);
    STORE(work->value + have, point);
    STORE(work->start + work->have + have, start);
    STORE(work->end + work->have + have,
          _mm256_add_epi32(start, _mm256_blendv_epi8(c->three, c->one, ascii)));
}

/* What the first pass (decoding) keeps from one window of 16 bytes to the next. */
struct first_pass {
    uint32_t points; /* number of characters decoded so far */
    uint32_t carry;  /* bit mask: continuation bytes that the next window must begin with */
};

/* Decodes one window of 16 bytes. Returns false if the next character is not plain (of one byte, or
 * of three), or if the text ends. */
static inline bool read_window(struct match_work *work, const struct constants *constants,
                               struct first_pass *pass, const uint8_t *from, size_t at,
                               uint32_t left) {
    const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)from);
    const struct window window = plain_starts(bytes, left, pass->carry);
    const uint32_t n = (uint32_t)_mm_popcnt_u32(window.starts);
    const uint64_t offsets = offsets_of(window.starts);
    pass->points -= window.drops_previous;
    take_window(work, constants, bytes, offsets, at, pass->points);
    if (__builtin_expect(n > 8, 0)) /* a window has more than 8 characters only if most are ASCII */
        take_window(work, constants, bytes,
                    offsets_of(window.starts & ~((2u << (offsets >> 56)) - 1)), at,
                    pass->points + 8);
    pass->points += n;
    pass->carry = window.carry;
    return !window.stops;
}

/* First pass: decodes at least `most` characters to code points, as far as they are plain (of one
 * byte, or of three); returns how many. *stuck: it stopped earlier, at another character or at the
 * end of the text. */
static inline uint32_t find_points(struct match_work *work, uint32_t most, bool *stuck) {
    const struct constants constants = load_constants();
    const uint8_t *text = (const uint8_t *)work->text;
    const size_t size = work->size;
    struct first_pass pass = {0, 0};
    size_t at = work->at;
    bool on = true;
    for (; on && pass.points < most && at + WINDOW <= size; at += STEP)
        on = read_window(work, &constants, &pass, text + at, at, WINDOW);
    for (; on && pass.points < most && at < size; at += STEP) {
        uint8_t tail[WINDOW] = {0};
        memcpy(tail, text + at, size - at);
        on = read_window(work, &constants, &pass, tail, at, (uint32_t)(size - at));
    }
    *stuck = !on;
    /* if the last character continues in the next window it is not counted, since its end was not
     * checked */
    return pass.points - (on && pass.carry);
}

/* Second pass: replaces each of the n code points by its entry in the page table, which is its code
 * and properties. */
static inline void look_up_points(struct match_work *work, uint32_t n) {
    const struct matcher *matcher = work->matcher;
    uint32_t *restrict value = work->value;
    for (uint32_t i = 0; i < n; i++)
        value[i] = matcher_point(matcher, (uint16_t)value[i]);
}

/* A bit mask of those of eight characters that need the slow path (decoding unit by unit). */
static inline uint32_t slow_lanes(const struct match_work *work, uint32_t i, __m256i values) {
    /* shifts POINT_SLOW, POINT_SHORT and POINT_SYMBOL into the sign bits of the lanes */
    uint32_t slow = (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(_mm256_or_si256(
        _mm256_or_si256(values, _mm256_slli_epi32(values, 1)), _mm256_slli_epi32(values, 2))));
    uint32_t suspect = (uint32_t)_mm256_movemask_ps(
        /* shifts POINT_SUSPECT, which is bit 21, into the sign bits */
        _mm256_castsi256_ps(_mm256_slli_epi32(values, 31 - 21)));
    for (; suspect; suspect &= suspect - 1) {
        const uint32_t lane = (uint32_t)_tzcnt_u32(suspect), end = work->end[i + lane];
        if (end > 0 && end <= work->size && is_suspect(work, end))
            slow |= 1u << lane;
    }
    return slow;
}

/* Adds the counters of all lanes to the text's quality (its counts of Han, Latin, … characters).
 * Each 32-bit lane has four counters of a byte in `low` and one in `high`. A byte cannot overflow
 * within 255 rounds of eight characters. */
static inline void counters_flush(__m256i low, __m256i high, struct text_quality *quality) {
    uint32_t lows[8];
    STORE(lows, low);
    uint32_t highs[8];
    STORE(highs, high);
    for (int i = 0; i < 8; i++) {
        quality->han += lows[i] & 0xFF;
        quality->simplified += lows[i] >> 8 & 0xFF;
        quality->traditional += lows[i] >> 16 & 0xFF;
        quality->latin += lows[i] >> 24;
        quality->foreign += highs[i];
    }
}

/* Third pass: appends the codes of n characters to the block, and counts the characters'
 * properties, up to the first character that needs the slow path; false: there is such a character.
 */
static inline bool take_points(struct match_work *work, uint32_t n) {
    const __m256i order = _mm256_set_epi32(7, 6, 5, 4, 3, 2, 1, 0);
    __m256i low = _mm256_setzero_si256(), high = low;
    const uint32_t have = work->have;
    uint32_t slow = 0, taken = n;
    for (uint32_t i = 0; i < n && !slow; i += 8) {
        const __m256i values = LOAD(work->value + i);
        const __m256i bits = _mm256_srli_epi32(values, 16);
        uint32_t here = n - i < 8 ? n - i : 8;
        const __m256i codes = _mm256_packus_epi32(_mm256_and_si256(values, SET32(0xFFFF)),
                                                  _mm256_setzero_si256());
        _mm_storeu_si128((__m128i *)(void *)(work->code + have + i),
                         _mm256_castsi256_si128(_mm256_permute4x64_epi64(codes, 0x08)));
        slow = slow_lanes(work, have + i, values) & ((1u << here) - 1);
        if (slow) {
            here = (uint32_t)_tzcnt_u32(slow);
            taken = i + here;
        }
        const __m256i counted = _mm256_cmpgt_epi32(SET32(here), order);
        __m256i four = _mm256_and_si256(bits, SET32(1));
        four = _mm256_or_si256(four, _mm256_and_si256(_mm256_slli_epi32(bits, 7), SET32(1 << 8)));
        four = _mm256_or_si256(four, _mm256_and_si256(_mm256_slli_epi32(bits, 14), SET32(1 << 16)));
        four = _mm256_or_si256(four, _mm256_and_si256(_mm256_slli_epi32(bits, 21), SET32(1 << 24)));
        low = _mm256_add_epi32(low, _mm256_and_si256(four, counted));
        high = _mm256_add_epi32(high, _mm256_and_si256(_mm256_and_si256(counted, SET32(1)),
                                                       _mm256_srli_epi32(bits, 4)));
    }
    counters_flush(low, high, work->quality);
    if (taken > 0)
        take_characters(work, taken, taken, work->end[have + taken - 1]);
    return !slow;
}

static bool decode_plain(struct match_work *work, uint32_t need) {
    while (work->have < need && work->at < work->size) {
        const uint32_t most = need - work->have < ROUND ? need - work->have : ROUND;
        bool stuck;
        const uint32_t n = find_points(work, most, &stuck);
        look_up_points(work, n);
        if (!take_points(work, n) || (stuck && work->at < work->size))
            return false;
    }
    return true;
}

static void decode(struct match_work *work, uint32_t need) {
    while (!decode_plain(work, need))
        kefu__decode_unit(work);
}

/* ---- finding ---- */

/* The high 32 bits of each of eight table entries, in the order of the entries. */
static inline __m256i high_halves(const uint64_t *entries) {
    const __m256 a = _mm256_castsi256_ps(LOAD(entries)), b = _mm256_castsi256_ps(LOAD(entries + 4));
    return _mm256_permute4x64_epi64(_mm256_castps_si256(_mm256_shuffle_ps(a, b, 0xDD)), 0xD8);
}

/* The low 32 bits of each of eight table entries, in the order of the entries. */
static inline __m256i low_halves(const uint64_t *entries) {
    const __m256 a = _mm256_castsi256_ps(LOAD(entries)), b = _mm256_castsi256_ps(LOAD(entries + 4));
    return _mm256_permute4x64_epi64(_mm256_castps_si256(_mm256_shuffle_ps(a, b, 0x88)), 0xD8);
}

static inline __m256i codes_at(const struct match_work *work, uint32_t i) {
    return _mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)(const void *)(work->code + i)));
}

/* A bit mask of the sign bits of eight lanes. */
static inline uint32_t signs(__m256i v) {
    return (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(v));
}

/* Depth 0, the first symbol of keywords: stores for each position the slot (table index) of the
 * edge by the second symbol, or 0 where the filter of the root edge rules that edge out. Writes the
 * matches of keywords of one symbol; the output must have room. */
static void find_first(struct match_work *work, uint32_t count) {
    const __m256i last = SET32(work->matcher->sentinel), filter = SET32(work->matcher->filter_mask);
    for (uint32_t i = 0; i < count; i += 8) {
        const __m256i high = high_halves(work->entry + i), low = low_halves(work->entry + i);
        const __m256i next = codes_at(work, i + 1);
        const __m256i passes = _mm256_srlv_epi32(low, _mm256_and_si256(next, filter));
        const __m256i on = _mm256_srai_epi32(_mm256_slli_epi32(passes, 31), 31);
        const __m256i slot = _mm256_min_epu32(_mm256_add_epi32(_mm256_srli_epi32(high, 6), next),
                                              last);
        uint32_t single = signs(_mm256_slli_epi32(high, 26));
        STORE(work->slot + i, _mm256_and_si256(slot, on));
        if (count - i < 8)
            single &= (1u << (count - i)) - 1;
        for (; single; single &= single - 1) {
            const uint32_t at = i + (uint32_t)_tzcnt_u32(single);
            *work->output->next++ = (struct match){work->start[at], work->end[at],
                                                   entry_keyword(work->entry[at])};
        }
    }
}

/* Depth 1, the second symbol: writes the matches of keywords of two symbols. Returns the size of
 * the frontier, which is the number of paths into the trie that go on. */
static uint32_t find_second(struct match_work *work, uint32_t count) {
    struct match *restrict next = work->output->next;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i += 32) {
        uint32_t found = 0, on = 0;
        for (uint32_t j = 0; j < 32; j += 8) {
            const __m256i high = high_halves(work->entry + i + j);
            const __m256i check = _mm256_and_si256(low_halves(work->entry + i + j), SET32(0xFFFF));
            const __m256i hit = _mm256_cmpeq_epi32(check, codes_at(work, i + j + 1));
            found |= signs(_mm256_and_si256(hit, _mm256_slli_epi32(high, 26))) << j;
            on |= signs(_mm256_and_si256(hit, _mm256_slli_epi32(high, 27))) << j;
        }
        if (count - i < 32) {
            found = _bzhi_u32(found, count - i);
            on = _bzhi_u32(on, count - i);
        }
        for (; found; found &= found - 1) {
            const uint32_t at = i + (uint32_t)_tzcnt_u32(found);
            *next++ = (struct match){work->start[at], work->end[at + 1],
                                     entry_keyword(work->entry[at])};
        }
        for (; on; on &= on - 1) {
            const uint32_t at = i + (uint32_t)_tzcnt_u32(on);
            work->position[kept] = at;
            work->base[kept++] = entry_base(work->entry[at]);
        }
    }
    work->output->next = next;
    return kept;
}

static bool find(struct match_work *work, uint32_t count) {
    const struct matcher *matcher = work->matcher;
    if (!output_room(work->output, 2 * count))
        return false;
    look_up_codes(work->entry, matcher->root_edges, work->code, count);
    find_first(work, count);
    look_up_slots(work->entry, matcher->table, work->slot, count);
    uint32_t kept = find_second(work, count);
    return kefu__find_deeper(work, kept, 2);
}

const struct scan_kernels kefu__kernels_avx2 = {decode, NULL, find, kefu__find_rows_portable,
                                                kefu__emit_portable};

#else
typedef int kefu__avx2_is_left_out; /* C requires a declaration in each file */
#endif
