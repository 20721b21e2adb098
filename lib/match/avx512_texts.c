/* SPDX-License-Identifier: MIT
 * Decoding many short texts at once for AVX-512 with VBMI2.
 *
 * They are copied one behind the other with a NUL between them, and decoded as if they were one, at
 * the speed of a long text. One that is not plain is left to the reader; after that, the rest of
 * the copy is used. */
#ifdef KEFU_HAVE_AVX512

#include "match/avx512_hidden.h"
#include "match/avx512_points.h"

#define ROUND_MIN  128 /* points: a round of fewer may not hold a whole text */
#define TEXT_USUAL 48  /* points: the last text of a round is most often cut and done again */

/* ---- the copy ---- */

/* Copies the bytes of a text from its offset `at` on, 64 at most, with NULs behind them. */
static inline void copy_bytes(unsigned char *to, const char *text, uint32_t length, uint32_t at) {
    const uint32_t left = length > at ? length - at : 0;
    STORE(to + at, _mm512_maskz_loadu_epi8(below(left < 64 ? left : 64), text + (left ? at : 0)));
}

/* Copies texts from the next one on, until one is long, or there is no room. */
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
        copy_bytes(to, text, length, 0);
        copy_bytes(to, text, length, 64);
        for (uint32_t i = 128; __builtin_expect(i <= length, 0); i += 64)
            copy_bytes(to, text, length, i);
        size += length + 1;
        joined->ends[count++] = (uint16_t)size;
    }
    joined->ends[count] = UINT16_MAX;
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

/* ---- rounds ---- */

/* Some texts of the copy: the i-th has the points from behind ends[i - 1] to ends[i], where its
 * NUL stands. */
struct round {
    uint32_t first, count;           /* texts of the copy */
    uint32_t ends[TEXTS_JOINED + 2]; /* with room for what is none */
};

/* What the first pass keeps from chunk to chunk. */
struct first_pass {
    const uint16_t *to_come; /* where the texts of the round end in the copy */
    uint32_t *ends;          /* of the round */
    uint32_t points, texts;  /* so far */
    uint32_t due;            /* see struct chunk */
    uint8_t begin;           /* of the text that goes on, from where the chunk begins */
};

/* Where in a chunk the text that goes on has its NUL; 64 or more: not in this one. */
static inline uint32_t end_in_chunk(const struct first_pass *pass, uint32_t text, uint32_t chunk) {
    return pass->to_come[text] - 1u - chunk;
}

/* Does a character start at a place? */
static inline bool starts_at(uint64_t starts, uint32_t at) {
    return at < 64 && starts >> at & 1;
}

/* If the text that goes on ends in the chunk, that is noted, and the characters behind it have
 * another origin. */
static inline void pass_end(struct first_pass *pass, __m256i *origin, uint64_t starts,
                            uint32_t chunk) {
    const uint32_t at = end_in_chunk(pass, pass->texts, chunk);
    const uint64_t here = 0 - (uint64_t)starts_at(starts, at);
    const uint32_t point = ones(starts & below(at));
    *origin = _mm256_mask_set1_epi8(*origin, (__mmask32)(~below(point + 1) & here), (char)(at + 1));
    pass->ends[pass->texts] = pass->points + point;
    pass->texts += here & 1;
    pass->begin = here ? (uint8_t)(at + 1) : pass->begin;
}

/* The origins of the characters behind the first 32. */
static inline __m256i more_origins(const struct first_pass *pass, uint64_t starts, __m256i origin,
                                   uint32_t chunk) {
    uint32_t at, text = pass->texts;
    for (; at = end_in_chunk(pass, text, chunk), starts_at(starts, at); text++) {
        const uint64_t behind = ~below(ones(starts & below(at)) + 1) >> 32;
        origin = _mm256_mask_set1_epi8(origin, (__mmask32)behind, (char)(at + 1));
    }
    return origin;
}

static inline void store_narrow(uint8_t *to, __m256i offsets) {
    _mm256_storeu_si256((__m256i *)(void *)to, offsets);
}

/* Up to 32 characters, at places of a chunk, as points `from` …; texts are so short that a byte
 * holds an offset. */
static inline void take_narrow(struct match_work *work, const struct constants *constants,
                               const struct chunk *chunk, __m512i at, __m256i origin,
                               uint32_t from) {
    const struct points points = plain_points(constants, chunk,
                                              _mm512_permutexvar_epi8(constants->twice, at));
    STORE(work->index + from, page_index(constants, points.point));
    const __m256i start = _mm256_sub_epi8(LOW(at), origin);
    const __m256i length = _mm256_mask_set1_epi8(_mm256_set1_epi8(3), points.ascii, 1);
    store_narrow(work->narrow_start + work->have + from, start);
    store_narrow(work->narrow_end + work->have + from, _mm256_add_epi8(start, length));
}

/* In a chunk most often one text ends. */
static inline bool take_chunk(struct match_work *work, const struct constants *constants,
                              struct first_pass *pass, uint32_t at) {
    const struct chunk chunk = read_chunk(constants, work->joined.bytes + at, 64, pass->due, true);
    __m256i origin = _mm256_set1_epi8((char)pass->begin);
    pass->points -= chunk.takes_one;
    if (__builtin_expect(chunk.count > 32, 0))
        take_narrow(work, constants, &chunk, more_places(&chunk),
                    more_origins(pass, chunk.starts, origin, at), pass->points + 32);
    pass_end(pass, &origin, chunk.starts, at);
    while (__builtin_expect(starts_at(chunk.starts, end_in_chunk(pass, pass->texts, at)), 0))
        pass_end(pass, &origin, chunk.starts, at);
    take_narrow(work, constants, &chunk, chunk.at, origin, pass->points);
    pass->points += chunk.count;
    pass->due = chunk.due;
    pass->begin = (uint8_t)(pass->begin - 64);
    return !chunk.stops;
}

/* The first pass, for `most` points or some more: finds the texts that are whole and have nothing
 * but plain characters. */
static inline void read_round(struct match_work *work, struct joined_texts *joined,
                              struct round *round, uint32_t most) {
    const struct constants constants = hold_constants(work->matcher->directory);
    const uint32_t size = joined->ends[joined->count - 1];
    struct first_pass pass = {joined->ends + round->first, round->ends, 0, 0, 0, 0};
    uint32_t at = joined_begin(joined, round->first);
    bool on = true;
    for (; on && pass.points < most && at < size; at += 64)
        on = take_chunk(work, &constants, &pass, at);
    round->count = pass.texts;
    if (!on)
        joined->unplain = round->first + round->count;
}

/* Marks the characters of a round and stores their codes. */
static inline void mark_round(struct match_work *work, uint32_t points, bool suspects, bool skips,
                              struct marked *marked) {
    const __m512i doubtful = SET16((POINT_SLOW | POINT_SHORT | (suspects ? POINT_SUSPECT : 0)) >>
                                   16);
    begin_marks(marked, points);
    for (uint32_t i = 0; i < points; i += 32) {
        const struct values values = load_values(work, i);
        const uint32_t inside = (uint32_t)below(points - i < 32 ? points - i : 32);
        STORE(work->code + work->have + i, values.codes);
        marked->slow[i / 32] = _mm512_test_epi16_mask(values.properties, doubtful) & inside;
        marked->any |= marked->slow[i / 32];
        if (skips)
            mark_symbols(i / 32, values.properties, inside, marked);
    }
}

/* Must the reader look at a doubtful character of a round? In which text it stands. */
static inline bool is_slow(const struct match_work *work, const struct round *round, uint32_t point,
                           uint32_t *text) {
    uint32_t begin;
    while (round->ends[*text] < point)
        ++*text;
    begin = joined_begin(&work->joined, round->first + *text);
    if (round->ends[*text] == point)
        return false;
    return work->value[point] & (POINT_SLOW | POINT_SHORT) ||
           is_suspect(work, begin + work->narrow_end[work->have + point]);
}

/* How many whole texts stand before the first character that the reader must look at. */
static inline uint32_t plain_texts(const struct match_work *work, const struct round *round,
                                   const struct marked *marked, uint32_t points, bool skips) {
    uint32_t text = 0;
    for (uint32_t i = 0; i < points; i += 32) {
        uint32_t mask = marked->slow[i / 32] & ~(skips ? hidden_lanes(marked, i / 32) : 0);
        for (; mask; mask &= mask - 1)
            if (is_slow(work, round, i + _tzcnt_u32(mask), &text))
                return text;
    }
    return round->count;
}

/* Leaves out the hidden characters of the first `taken` texts of a round. */
static void drop_hidden(struct match_work *work, struct round *round, uint32_t taken,
                        const struct marked *marked) {
    const uint32_t points = round->ends[taken - 1] + 1, have = work->have;
    uint32_t to = 0, text = 0;
    for (uint32_t i = 0; i < points; i += 32) {
        const uint32_t kept = ~hidden_lanes(marked, i / 32);
        const __m512i code = LOAD(work->code + have + i);
        const __m512i start = LOAD(work->narrow_start + have + i);
        const __m512i end = LOAD(work->narrow_end + have + i);
        STORE(work->code + have + to, compress16(kept, code));
        store_narrow(work->narrow_start + have + to, LOW(compress8(kept, start)));
        store_narrow(work->narrow_end + have + to, LOW(compress8(kept, end)));
        for (; text < taken && round->ends[text] < i + 32; text++)
            round->ends[text] = to + ones(kept & below(round->ends[text] - i));
        to += ones(kept);
    }
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
    const uint32_t have = work->have;
    for (uint32_t i = 0; i < taken; i++) {
        work->code[have + round->ends[i]] = 0;
        to[i] = have + round->ends[i] + 1;
    }
    work->text_count += taken;
    work->have += round->ends[taken - 1] + 1;
    if (work->wide > 0)
        kefu__widen_offsets(work, have);
}

/* The third pass: takes the texts of a round that are plain; how many. */
static inline uint32_t take_round(struct match_work *work, const struct text_stream *stream,
                                  struct round *round, bool skips) {
    /* Inline pinyin and runs of ?? matter to who wants the qualities, or wants it skipped. */
    const bool suspects = stream->qualities || stream->flags & MATCH_SKIP_PINYIN;
    const uint32_t points = round->ends[round->count - 1] + 1;
    struct marked marked;
    uint32_t taken = round->count;
    mark_round(work, points, suspects, skips, &marked);
    if (marked.any)
        taken = plain_texts(work, round, &marked, points, skips);
    for (uint32_t i = 0; stream->qualities && i < taken; i++)
        count_text(work, i > 0 ? round->ends[i - 1] + 1 : 0, round->ends[i],
                   stream->qualities + stream->decoding + i);
    if (skips && marked.any && taken > 0)
        drop_hidden(work, round, taken, &marked);
    if (taken > 0)
        end_round(work, round, taken);
    return taken;
}

bool kefu__decode_texts_avx512(struct match_work *work, struct text_stream *stream, uint32_t need) {
    struct joined_texts *joined = &work->joined;
    const uint32_t most = need - work->have + TEXT_USUAL;
    struct round round;
    uint32_t taken;
    if (work->have == 0)
        work->wide = 0;
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
    taken = work->matcher->header->flags & IMAGE_SKIPS_SYMBOLS
                ? take_round(work, stream, &round, true)
                : take_round(work, stream, &round, false);
    if (taken < round.count)
        joined->unplain = round.first + taken;
    stream->decoding += taken;
    return taken > 0;
}

#else
typedef int kefu__avx512_texts_is_left_out; /* a translation unit is never empty */
#endif
