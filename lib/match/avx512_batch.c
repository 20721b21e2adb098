/* SPDX-License-Identifier: MIT
 * Decoding many short texts at once for AVX-512 with VBMI2.
 *
 * They are copied into one buffer, separated by NULs, and decoded as if they were one long text. A
 * text with a character that is not plain is decoded alone, on the slow path; the batch goes on
 * behind it. */
#ifdef KEFU_HAVE_AVX512

#include "match/avx512_points.h"
#include "match/avx512_skipped.h"

/* minimum number of characters that are decoded in one round; fewer may not include a whole text */
#define ROUND_MIN 128
#define TEXT_USUAL                                                                                 \
    48 /* characters that a round decodes in addition, since its last text is usually cut off      \
          by its end, and is decoded again in the next round */

/* ---- the batch ---- */

/* Copies up to 64 bytes of a text from its offset `at` on, padded with NULs to 64. */
static inline void copy_bytes(unsigned char *to, const char *text, uint32_t length, uint32_t at) {
    const uint32_t left = length > at ? length - at : 0;
    STORE(to + at,
          _mm512_maskz_loadu_epi8(low_bits(left < 64 ? left : 64), text + (left ? at : 0)));
}

/* Copies the next texts of the stream into the batch, until one is too long or the batch is full.
 */
static void fill_batch(struct text_batch *batch, const struct text_stream *stream) {
    const kefu_str *texts = stream->texts + stream->decoding;
    const size_t left = stream->count - stream->decoding;
    uint32_t size = 0, count = 0;
    while (count < BATCH_TEXTS_MAX && count < left && texts[count].size <= BATCH_TEXT_SIZE_MAX &&
           size + texts[count].size < BATCH_BYTES_MAX) {
        const char *text = texts[count].data;
        const uint32_t length = (uint32_t)texts[count].size;
        unsigned char *to = batch->bytes + size;
        /* Nearly all texts have fewer than 128 bytes, which two copies cover without a branch on
         * the length. */
        copy_bytes(to, text, length, 0);
        copy_bytes(to, text, length, 64);
        for (uint32_t i = 128; __builtin_expect(i <= length, 0); i += 64)
            copy_bytes(to, text, length, i);
        size += length + 1;
        batch->ends[count++] = (uint16_t)size;
    }
    batch->ends[count] = UINT16_MAX;
    batch->first = stream->decoding;
    batch->count = count;
    batch->not_plain = BATCH_TEXTS_MAX;
    STORE(batch->bytes + size, _mm512_setzero_si512());
    STORE(batch->bytes + size + 64, _mm512_setzero_si512());
}

/* The offset in batch->bytes at which a text begins. */
static inline uint32_t batch_text_begin(const struct text_batch *batch, uint32_t text) {
    return text > 0 ? batch->ends[text - 1] : 0;
}

/* ---- rounds ---- */

/* A round: the texts of the batch that are decoded together. Text i consists of the characters with
 * the numbers ends[i - 1] + 1 to ends[i]; the last one is its terminating NUL. */
struct round {
    uint32_t first, count; /* index of the round's first text in the batch, and number of texts */
    /* padded, because end_in_chunk() may read beyond the last end */
    uint32_t ends[BATCH_TEXTS_MAX + 2];
};

/* What the first pass (decoding) keeps from one chunk of 64 bytes to the next. */
struct first_pass {
    /* end offsets in the batch of the texts not decoded yet */
    const uint16_t *to_come;
    uint32_t *ends;         /* the member `ends` of the round that is being read */
    uint32_t points, texts; /* characters and texts decoded so far */
    uint32_t carry;         /* bit mask: continuation bytes that the next chunk must begin with */
    /* offset of the current text's beginning from that of the chunk (mod 256) */
    uint8_t begin;
};

/* The position, in the chunk that begins at offset `chunk`, of the NUL that ends a text; 64 or
 * more: the text does not end in this chunk. */
static inline uint32_t end_in_chunk(const struct first_pass *pass, uint32_t text, uint32_t chunk) {
    return pass->to_come[text] - 1u - chunk;
}

/* Does a character start at position `at` of the chunk, according to the bit mask `starts`? */
static inline bool starts_at(uint64_t starts, uint32_t at) {
    return at < 64 && starts >> at & 1;
}

/* If the current text ends in the chunk, stores its end, and makes the offsets of the characters
 * after it relative to the next text. Branchless, because it is hard to predict in which chunk a
 * text ends. */
static inline void pass_end(struct first_pass *pass, __m256i *origin, uint64_t starts,
                            uint32_t chunk) {
    const uint32_t at = end_in_chunk(pass, pass->texts, chunk);
    const uint64_t here = 0 - (uint64_t)starts_at(starts, at);
    const uint32_t point = popcount(starts & low_bits(at));
    *origin = _mm256_mask_set1_epi8(*origin, (__mmask32)(~low_bits(point + 1) & here),
                                    (char)(at + 1));
    pass->ends[pass->texts] = pass->points + point;
    pass->texts += here & 1;
    pass->begin = here ? (uint8_t)(at + 1) : pass->begin;
}

/* For each character of a chunk after its first 32: the offset at which the text of that character
 * begins. */
static inline __m256i more_origins(const struct first_pass *pass, uint64_t starts, __m256i origin,
                                   uint32_t chunk) {
    uint32_t at, text = pass->texts;
    for (; at = end_in_chunk(pass, text, chunk), starts_at(starts, at); text++) {
        const uint64_t behind = ~low_bits(popcount(starts & low_bits(at)) + 1) >> 32;
        origin = _mm256_mask_set1_epi8(origin, (__mmask32)behind, (char)(at + 1));
    }
    return origin;
}

static inline void store_narrow(uint8_t *to, __m256i offsets) {
    _mm256_storeu_si256((__m256i *)(void *)to, offsets);
}

/* Decodes and stores up to 32 characters like take_places(), but with 8-bit offsets, which suffice
 * for the short texts of a batch. */
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

/* Decodes one chunk of 64 bytes. Usually one text ends in a chunk, so pass_end() is called once
 * unconditionally, and only for further texts in a loop. */
static inline bool take_chunk(struct match_work *work, const struct constants *constants,
                              struct first_pass *pass, uint32_t at) {
    const struct chunk chunk = read_chunk(constants, work->batch.bytes + at, 64, pass->carry, true);
    __m256i origin = _mm256_set1_epi8((char)pass->begin);
    pass->points -= chunk.drops_previous;
    if (__builtin_expect(chunk.count > 32, 0))
        take_narrow(work, constants, &chunk, more_places(&chunk),
                    more_origins(pass, chunk.starts, origin, at), pass->points + 32);
    pass_end(pass, &origin, chunk.starts, at);
    while (__builtin_expect(starts_at(chunk.starts, end_in_chunk(pass, pass->texts, at)), 0))
        pass_end(pass, &origin, chunk.starts, at);
    take_narrow(work, constants, &chunk, chunk.at, origin, pass->points);
    pass->points += chunk.count;
    pass->carry = chunk.carry;
    pass->begin = (uint8_t)(pass->begin - 64);
    return !chunk.stops;
}

/* First pass: decodes at least `most` characters of the batch if it has that many, and finds the
 * texts that end within them and have only plain characters (of one byte, or of three). */
static inline void read_round(struct match_work *work, struct text_batch *batch,
                              struct round *round, uint32_t most) {
    const struct constants constants = load_constants(work->matcher->directory);
    const uint32_t size = batch->ends[batch->count - 1];
    struct first_pass pass = {batch->ends + round->first, round->ends, 0, 0, 0, 0};
    uint32_t at = batch_text_begin(batch, round->first);
    bool on = true;
    for (; on && pass.points < most && at < size; at += 64)
        on = take_chunk(work, &constants, &pass, at);
    round->count = pass.texts;
    if (!on)
        batch->not_plain = round->first + round->count;
}

/* Stores the codes of the characters of a round, and bit masks of those characters that need the
 * slow path, are Han, or are symbols. */
static inline void mark_round(struct match_work *work, uint32_t points, bool suspects, bool skips,
                              struct lane_masks *masks) {
    const __m512i doubtful = SET16((POINT_SLOW | POINT_SHORT | (suspects ? POINT_SUSPECT : 0)) >>
                                   16);
    begin_masks(masks, points);
    for (uint32_t i = 0; i < points; i += 32) {
        const struct values values = load_values(work, i);
        const uint32_t inside = (uint32_t)low_bits(points - i < 32 ? points - i : 32);
        STORE(work->code + work->have + i, values.codes);
        masks->slow[i / 32] = _mm512_test_epi16_mask(values.properties, doubtful) & inside;
        masks->any |= masks->slow[i / 32];
        if (skips)
            mark_symbols(i / 32, values.properties, inside, masks);
    }
}

/* Does a character with the property POINT_SUSPECT ("(", "?") need the slow path? Advances *text to
 * the text of the round that contains the character. */
static inline bool is_slow(const struct match_work *work, const struct round *round, uint32_t point,
                           uint32_t *text) {
    while (round->ends[*text] < point)
        ++*text;
    uint32_t begin = batch_text_begin(&work->batch, round->first + *text);
    if (round->ends[*text] == point)
        return false;
    return work->value[point] & (POINT_SLOW | POINT_SHORT) ||
           is_suspect(work, begin + work->narrow_end[work->have + point]);
}

/* The number of texts of the round that end before the first character that needs the slow path. */
static inline uint32_t plain_texts(const struct match_work *work, const struct round *round,
                                   const struct lane_masks *masks, uint32_t points, bool skips) {
    uint32_t text = 0;
    for (uint32_t i = 0; i < points; i += 32) {
        uint32_t mask = masks->slow[i / 32] & ~(skips ? skipped_lanes(masks, i / 32) : 0);
        for (; mask; mask &= mask - 1)
            if (is_slow(work, round, i + _tzcnt_u32(mask), &text))
                return text;
    }
    return round->count;
}

/* Removes the symbols between Han characters that matching skips from the first `taken` texts of a
 * round, by compression in place. */
static void drop_skipped(struct match_work *work, struct round *round, uint32_t taken,
                         const struct lane_masks *masks) {
    const uint32_t points = round->ends[taken - 1] + 1, have = work->have;
    uint32_t to = 0, text = 0;
    for (uint32_t i = 0; i < points; i += 32) {
        const uint32_t kept = ~skipped_lanes(masks, i / 32);
        const __m512i code = LOAD(work->code + have + i);
        const __m512i start = LOAD(work->narrow_start + have + i);
        const __m512i end = LOAD(work->narrow_end + have + i);
        STORE(work->code + have + to, compress16(kept, code));
        store_narrow(work->narrow_start + have + to, LOW(compress8(kept, start)));
        store_narrow(work->narrow_end + have + to, LOW(compress8(kept, end)));
        for (; text < taken && round->ends[text] < i + 32; text++)
            round->ends[text] = to + popcount(kept & low_bits(round->ends[text] - i));
        to += popcount(kept);
    }
}

/* Counts the quality of one text (its Han, Latin, … characters), which consists of the characters
 * [from, to) of the round. */
static inline void count_text(const struct match_work *work, uint32_t from, uint32_t to,
                              struct text_quality *quality) {
    kefu__quality_begin(quality);
    for (uint32_t i = from; i < to; i += 32)
        count_few(quality, load_values(work, i).properties, to - i < 32 ? to - i : 32);
    quality->characters = to - from;
    kefu__quality_finish(quality);
}

/* Writes a separator (a symbol with code 0) behind each text of the round, and appends the texts to
 * the block. */
static inline void end_round(struct match_work *work, const struct round *round, uint32_t taken) {
    uint32_t *to = work->next_text + work->text_count;
    const uint32_t have = work->have;
    for (uint32_t i = 0; i < taken; i++) {
        work->code[have + round->ends[i]] = 0;
        to[i] = have + round->ends[i] + 1;
    }
    work->text_count += taken;
    work->have += round->ends[taken - 1] + 1;
    if (work->narrow_from > 0)
        kefu__widen_offsets(work, have);
}

/* Third pass: appends the texts of a round to the block, up to the first text that needs the slow
 * path; returns how many were appended. */
static inline uint32_t take_round(struct match_work *work, const struct text_stream *stream,
                                  struct round *round, bool skips) {
    /* Whether inline pinyin or a run of ?? begins only matters if qualities are requested or pinyin
     * is skipped. */
    const bool suspects = stream->qualities || stream->flags & MATCH_SKIP_PINYIN;
    const uint32_t points = round->ends[round->count - 1] + 1;
    struct lane_masks masks;
    uint32_t taken = round->count;
    mark_round(work, points, suspects, skips, &masks);
    if (masks.any)
        taken = plain_texts(work, round, &masks, points, skips);
    for (uint32_t i = 0; stream->qualities && i < taken; i++)
        count_text(work, i > 0 ? round->ends[i - 1] + 1 : 0, round->ends[i],
                   stream->qualities + stream->decoding + i);
    if (skips && masks.any && taken > 0)
        drop_skipped(work, round, taken, &masks);
    if (taken > 0)
        end_round(work, round, taken);
    return taken;
}

bool kefu__decode_texts_avx512(struct match_work *work, struct text_stream *stream, uint32_t need) {
    struct text_batch *batch = &work->batch;
    const uint32_t most = need - work->have + TEXT_USUAL;
    if (work->have == 0)
        work->narrow_from = 0;
    if (stream->decoding - batch->first >= batch->count)
        fill_batch(batch, stream);
    struct round round;
    round.first = (uint32_t)(stream->decoding - batch->first);
    if (batch->count == 0 || round.first == batch->not_plain)
        return false;
    work->text = (const char *)batch->bytes;
    work->size = batch->ends[batch->count - 1];
    read_round(work, batch, &round, most < ROUND_MIN ? ROUND_MIN : most);
    if (round.count == 0)
        return false;
    look_up_points(work, round.ends[round.count - 1] + 1);
    uint32_t taken = work->matcher->header->flags & IMAGE_SKIPS_SYMBOLS
                         ? take_round(work, stream, &round, true)
                         : take_round(work, stream, &round, false);
    if (taken < round.count)
        batch->not_plain = round.first + taken;
    stream->decoding += taken;
    return taken > 0;
}

#else
typedef int kefu__avx512_batch_is_left_out; /* C requires a declaration in each file */
#endif
