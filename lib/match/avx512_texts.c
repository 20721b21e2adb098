/* SPDX-License-Identifier: MIT
 * Decoding many short texts at once for AVX-512 with VBMI2.
 *
 * They are copied one behind the other with a NUL between them, and decoded as if they were one, at
 * the speed of a long text. One that is not plain is left to the reader; after that, the rest of
 * the copy is used. */
#ifdef KEFU_MATCH_X86

#include "match/avx512_points.h"

#define ROUND_MIN  128 /* points: a round of fewer may not hold a whole text */
#define TEXT_USUAL 48  /* points: the last text of a round is most often cut and done again */

/* ---- the copy ----------------------------------------------------------------------------------
 */

/* Copies the bytes of a text from its offset `at` on, 64 at most, with NULs behind them; which are
 * NULs already. */
static inline uint64_t copy_bytes(unsigned char *to, const char *text, uint32_t length,
                                  uint32_t at) {
    const uint32_t left = length > at ? length - at : 0;
    const uint64_t inside = below(left < 64 ? left : 64);
    const __m512i bytes = _mm512_maskz_loadu_epi8(inside, text + (left ? at : 0));
    STORE(to + at, bytes);
    return _mm512_mask_testn_epi8_mask(inside, bytes, bytes);
}

/* Copies texts from the next one on, until one is long, or has a NUL, or there is no room. */
static void join_texts(struct joined_texts *joined, const struct text_stream *stream) {
    const kefu_str *texts = stream->texts + stream->decoding;
    const size_t left = stream->count - stream->decoding;
    uint32_t size = 0, count = 0;
    while (count < TEXTS_JOINED && count < left && texts[count].size <= TEXT_SHORT &&
           size + texts[count].size < TEXTS_JOINED_SIZE) {
        const char *text = texts[count].data;
        const uint32_t length = (uint32_t)texts[count].size;
        unsigned char *to = joined->bytes + size;
        /* Two steps do for nearly all, without a branch to guess. */
        uint64_t nuls = copy_bytes(to, text, length, 0) | copy_bytes(to, text, length, 64);
        for (uint32_t i = 128; __builtin_expect(i <= length, 0); i += 64)
            nuls |= copy_bytes(to, text, length, i);
        if (nuls)
            break;
        size += length + 1;
        joined->ends[count++] = (uint16_t)size;
    }
    joined->first = stream->decoding;
    joined->count = count;
    joined->unplain = TEXTS_JOINED;
    STORE(joined->bytes + size, _mm512_setzero_si512());
    STORE(joined->bytes + size + 64, _mm512_setzero_si512());
}

/* Where a text of the copy begins. */
static inline uint32_t joined_begin(const struct joined_texts *joined, uint32_t text) {
    return text > 0 ? joined->ends[text - 1] : 0;
}

/* ---- rounds ------------------------------------------------------------------------------------
 */

/* Some texts of the copy: the i-th has the points from behind ends[i - 1] to ends[i], where its
 * NUL stands. */
struct round {
    uint32_t first, count;           /* texts of the copy */
    uint32_t ends[TEXTS_JOINED + 2]; /* with room for what is none */
};

/* What the first pass keeps from chunk to chunk. */
struct first_pass {
    uint32_t points, texts; /* so far */
    uint32_t due;           /* see struct chunk */
    int32_t begin;          /* of the text that goes on, from where the chunk begins */
};

/* The text that ends at the first NUL of a mask, if there is one: noted and counted; the characters
 * behind it have another origin. */
static inline uint64_t pass_nul(struct first_pass *pass, uint32_t *ends, struct origins *origins,
                                uint64_t nuls, uint64_t starts) {
    const uint32_t at = (uint32_t)_tzcnt_u64(nuls);
    const uint32_t point = ones(starts & below(at));
    const uint32_t behind = ~(uint32_t)below(point + 1);
    const __m512i origin = SET32(-1 - (int32_t)at);
    origins->low = _mm512_mask_mov_epi32(origins->low, (__mmask16)behind, origin);
    origins->high = _mm512_mask_mov_epi32(origins->high, (__mmask16)(behind >> 16), origin);
    ends[pass->texts] = pass->points + point;
    pass->texts += nuls != 0;
    pass->begin = nuls ? (int32_t)at + 1 : pass->begin;
    return nuls & (nuls - 1);
}

/* The origins of the characters behind the first 32. */
static inline struct origins more_origins(uint64_t nuls, uint64_t starts, __m512i origin) {
    struct origins origins = {origin, origin};
    for (; nuls; nuls &= nuls - 1) {
        const uint32_t at = (uint32_t)_tzcnt_u64(nuls);
        const uint64_t behind = ~below(ones(starts & below(at)) + 1) >> 32;
        const __m512i next = SET32(-1 - (int32_t)at);
        origins.low = _mm512_mask_mov_epi32(origins.low, (__mmask16)behind, next);
        origins.high = _mm512_mask_mov_epi32(origins.high, (__mmask16)(behind >> 16), next);
    }
    return origins;
}

/* A chunk most often has one NUL. */
static inline bool take_chunk(struct match_work *work, const struct constants *constants,
                              struct first_pass *pass, uint32_t *ends, const uint8_t *bytes,
                              uint64_t inside) {
    const struct chunk chunk = read_chunk(constants, bytes, 64, pass->due, true);
    const __m512i origin = SET32(-pass->begin);
    struct origins origins = {origin, origin};
    uint64_t nuls = _mm512_testn_epi8_mask(chunk.first, chunk.first) & chunk.starts & inside;
    pass->points -= chunk.takes_one;
    if (__builtin_expect(chunk.count > 32, 0))
        take_places(work, constants, &chunk, more_places(&chunk),
                    more_origins(nuls, chunk.starts, origin), pass->points + 32);
    nuls = pass_nul(pass, ends, &origins, nuls, chunk.starts);
    while (__builtin_expect(nuls != 0, 0))
        nuls = pass_nul(pass, ends, &origins, nuls, chunk.starts);
    take_places(work, constants, &chunk, chunk.at, origins, pass->points);
    pass->points += chunk.count;
    pass->due = chunk.due;
    pass->begin -= 64;
    return !chunk.stops;
}

/* The first pass, for `most` points or some more: finds the texts that are whole and have nothing
 * but plain characters. */
static inline void read_round(struct match_work *work, struct joined_texts *joined,
                              struct round *round, uint32_t most) {
    const struct constants constants = hold_constants(work->matcher->directory);
    const uint32_t size = joined->ends[joined->count - 1];
    struct first_pass pass = {0, 0, 0, 0};
    uint32_t at = joined_begin(joined, round->first);
    bool on = true;
    for (; on && pass.points < most && at < size; at += 64)
        on = take_chunk(work, &constants, &pass, round->ends, joined->bytes + at,
                        below(size - at < 64 ? size - at : 64));
    round->count = pass.texts;
    if (!on)
        joined->unplain = round->first + round->count;
}

/* The third pass; how many whole texts stand before the first character that the reader must look
 * at. */
static inline uint32_t take_round(struct match_work *work, const struct joined_texts *joined,
                                  const struct round *round, bool suspects) {
    const __m512i doubtful = SET16(
        (POINT_SLOW | POINT_SHORT | (suspects ? POINT_SUSPECT : 0)) >> 16);
    const uint32_t points = round->ends[round->count - 1] + 1;
    for (uint32_t i = 0; i < points; i += 32) {
        const struct values values = load_values(work, i);
        const uint32_t left = points - i;
        uint32_t mask = _mm512_test_epi16_mask(values.properties, doubtful);
        STORE(work->code + work->have + i, values.codes);
        for (mask = left < 32 ? _bzhi_u32(mask, left) : mask; mask; mask &= mask - 1) {
            const uint32_t point = i + _tzcnt_u32(mask);
            uint32_t text = 0;
            while (round->ends[text] < point)
                text++;
            if (round->ends[text] != point &&
                (work->value[point] & (POINT_SLOW | POINT_SHORT) ||
                 is_suspect(work, joined_begin(joined, round->first + text) +
                                      work->end[work->have + point])))
                return text;
        }
    }
    return round->count;
}

/* The quality of one whole text, points [from, to). */
static inline void count_text(const struct match_work *work, uint32_t from, uint32_t to,
                              struct text_quality *quality) {
    kefu__quality_begin(quality);
    for (uint32_t i = from; i < to; i += 32)
        count_few(quality, load_values(work, i).properties, to - i < 32 ? to - i : 32);
    quality->characters = to - from;
    kefu__quality_finish(quality);
}

/* Puts the separators of texts of a round into the arrays. */
static inline void end_round(struct match_work *work, const struct round *round, uint32_t taken) {
    uint32_t *to = work->next_text + work->text_count;
    for (uint32_t i = 0; i < taken; i++)
        to[i] = end_text(work, work->have + round->ends[i]);
    work->text_count += taken;
    work->have += round->ends[taken - 1] + 1;
}

bool kefu__decode_texts_avx512(struct match_work *work, struct text_stream *stream, uint32_t need) {
    struct joined_texts *joined = &work->joined;
    const uint32_t most = need - work->have + TEXT_USUAL;
    /* Inline pinyin and runs of ?? matter to who wants the qualities, or wants it skipped. */
    const bool suspects = stream->qualities || stream->flags & MATCH_SKIP_PINYIN;
    struct round round;
    uint32_t taken;
    if (stream->decoding - joined->first >= joined->count)
        join_texts(joined, stream);
    round.first = (uint32_t)(stream->decoding - joined->first);
    if (joined->count == 0 || round.first == joined->unplain)
        return false;
    work->text = (const char *)joined->bytes;
    work->size = joined->ends[joined->count - 1];
    read_round(work, joined, &round, most < ROUND_MIN ? ROUND_MIN : most);
    if (round.count == 0)
        return false;
    look_up_points(work, round.ends[round.count - 1] + 1);
    taken = take_round(work, joined, &round, suspects);
    if (taken < round.count)
        joined->unplain = round.first + taken;
    if (taken == 0)
        return false;
    for (uint32_t i = 0; stream->qualities && i < taken; i++)
        count_text(work, i > 0 ? round.ends[i - 1] + 1 : 0, round.ends[i],
                   stream->qualities + stream->decoding + i);
    end_round(work, &round, taken);
    stream->decoding += taken;
    return true;
}

#else
typedef int kefu__avx512_texts_is_left_out; /* a translation unit is never empty */
#endif
