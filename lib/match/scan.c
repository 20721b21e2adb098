/* SPDX-License-Identifier: MIT
 * Scanning: block after block, with the functions of the scratch's SIMD level. */
#include <string.h>

#include "match/work.h"

/* ---- SIMD levels ---- */

/* __builtin_cpu_supports() also tests that the operating system saves the wide registers of a SIMD
 * level when it switches threads. */
bool kefu__simd_supported(enum simd_level level) {
    switch (level) {
    case SIMD_AUTO:
    case SIMD_PORTABLE:
        return true;
#ifdef KEFU_HAVE_AVX2
    case SIMD_AVX2:
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
               __builtin_cpu_supports("bmi2");
#endif
#ifdef KEFU_HAVE_AVX512
    case SIMD_AVX512:
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
               __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
               __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2") &&
               __builtin_cpu_supports("bmi2");
#endif
    default:
        return false;
    }
}

static const struct scan_kernels *kernels_of(enum simd_level level) {
#ifdef KEFU_HAVE_AVX512
    if (level == SIMD_AVX512)
        return &kefu__kernels_avx512;
#endif
#ifdef KEFU_HAVE_AVX2
    if (level == SIMD_AVX2)
        return &kefu__kernels_avx2;
#endif
    (void)level;
    return &kefu__kernels_portable;
}

static enum simd_level best_simd_level(void) {
    for (int level = SIMD_LEVELS - 1; level > SIMD_PORTABLE; level--)
        if (kefu__simd_supported((enum simd_level)level))
            return (enum simd_level)level;
    return SIMD_PORTABLE;
}

/* ---- the scratch ---- */

/* Room to align the working memory within its allocation: allocators align to 16 bytes, but its
 * arrays must be aligned to cache lines. */
#define WORK_SIZE (sizeof(struct match_work) + WORK_ALIGNMENT)

static struct match_work *work_new(const kefu_allocator *allocator) {
    char *block = kefu__alloc_zero(allocator, WORK_SIZE);
    if (!block)
        return NULL;
    struct match_work *work = (void *)(block + (0 - (uintptr_t)block) % WORK_ALIGNMENT);
    work->block = block;
    return work;
}

kefu_status kefu__match_scratch_init(struct match_scratch *scratch, enum simd_level level,
                                     const kefu_allocator *allocator, kefu_error *error) {
    if (!scratch || !kefu__simd_supported(level))
        return kefu__fail(error, KEFU_E_ARGUMENT, "scratch is NULL, or level %d is not supported",
                          (int)level);
    struct match_scratch made;
    memset(&made, 0, sizeof made);
    kefu_status status = kefu__allocator_init(&made.allocator, allocator, error);
    if (status != KEFU_OK)
        return status;
    made.level = level == SIMD_AUTO ? best_simd_level() : level;
    made.work = work_new(&made.allocator);
    if (!made.work)
        return kefu__no_memory(error);
    *scratch = made;
    return KEFU_OK;
}

void kefu__match_scratch_free(struct match_scratch *scratch) {
    const kefu_allocator *allocator = &scratch->allocator;
    struct match_work *work = scratch->work;
    if (work) {
        kefu__release(allocator, work->unsorted, work->unsorted_capacity * sizeof *work->unsorted);
        kefu__release(allocator, work->block, WORK_SIZE);
        kefu__release(allocator, scratch->matches, scratch->capacity * sizeof *scratch->matches);
        kefu__release(allocator, scratch->ends, scratch->ends_capacity * sizeof *scratch->ends);
    }
    memset(scratch, 0, sizeof *scratch);
}

/* ---- outputs ---- */

/* A destination of matches that appends them to the array scratch->matches. */
struct list_output {
    struct match_output output;
    struct match_scratch *scratch;
};

static bool flush_to_list(struct match_output *output, size_t room) {
    struct match_scratch *scratch = ((struct list_output *)output)->scratch;
    size_t count = scratch->matches ? (size_t)(output->next - scratch->matches) : 0;
    if (!kefu__grow(&scratch->allocator, &scratch->matches, &scratch->capacity, count + room,
                    sizeof *scratch->matches)) {
        output->status = KEFU_E_MEMORY;
        return false;
    }
    output->next = scratch->matches + count;
    output->limit = scratch->matches + scratch->capacity;
    return true;
}

static struct list_output list_begin(struct match_scratch *scratch) {
    struct list_output list = {{NULL, NULL, flush_to_list, KEFU_OK}, scratch};
    list.output.next = scratch->matches;
    list.output.limit = scratch->matches ? scratch->matches + scratch->capacity : NULL;
    return list;
}

/* A destination of matches that collects them in a buffer and passes each full buffer to the
 * caller's sink. */
struct sink_output {
    struct match_output output;
    struct match_work *work;
    match_sink sink;
    void *context;
};

static bool flush_to_sink(struct match_output *output, size_t room) {
    struct sink_output *to = (struct sink_output *)output;
    size_t count = (size_t)(output->next - to->work->sink);
    (void)room;
    if (count > 0 && !to->sink(to->context, to->work->sink, count)) {
        output->status = KEFU_E_WRITE;
        return false;
    }
    output->next = to->work->sink;
    return true;
}

/* ---- blocks ---- */

static void begin_text(struct match_work *work, const char *text, size_t size, uint32_t flags,
                       struct text_quality *quality) {
    work->text = text;
    work->size = size;
    work->at = 0;
    work->final_to = 0;
    work->counted_to = 0;
    work->narrow_from = UINT32_MAX;
    work->flags = (flags & MATCH_SKIP_PINYIN ? TEXT_SKIP_PINYIN : 0) |
                  (work->matcher->header->flags & IMAGE_SKIPS_SYMBOLS ? TEXT_SKIP_SYMBOLS : 0);
    work->quality = quality;
    kefu__quality_begin(quality);
}

static void begin_work(struct match_work *work, const struct matcher *matcher,
                       struct match_output *output) {
    work->matcher = matcher;
    work->output = output;
    work->have = 0;
    work->narrow_from = 0;
    work->expanded = false;
    work->next_text = work->texts;
    work->text_count = 0;
    work->emitted = 0;
    work->batch.count = 0;
}

/* The number of positions (symbols) to scan next: a block, or fewer so that all symbols to which
 * one unit of text was expanded stay in one block. */
static uint32_t block_size(const struct match_work *work) {
    uint32_t n = work->have < BLOCK ? work->have : BLOCK;
    while (work->expanded && n < work->have && work->start[n] == work->start[n - 1] &&
           /* neighbouring symbols with equal offsets are from one unit, except separators */
           work->start[n] != TEXT_NONE)
        n--;
    return n;
}

static void drop_positions(struct match_work *work, uint32_t n) {
    uint32_t left = work->have - n;
    work->have = left;
    if (left == 0) { /* nothing is left, as usual with short texts */
        work->expanded = false;
        return;
    }
    memmove(work->code, work->code + n, left * sizeof *work->code);
    memmove(work->narrow_start, work->narrow_start + n, left);
    memmove(work->narrow_end, work->narrow_end + n, left);
    if (work->narrow_from > 0) {
        work->narrow_from = work->narrow_from > n ? work->narrow_from - n : 0;
        memmove(work->start, work->start + n, left * sizeof *work->start);
        memmove(work->end, work->end + n, left * sizeof *work->end);
    }
    if (work->expanded) {
        work->expanded = false;
        for (uint32_t i = 1; i < left && !work->expanded; i++)
            work->expanded = work->start[i] == work->start[i - 1];
    }
}

/* Writes code 0 behind the last symbol of the text. No edge has this code, so that a search cannot
 * run past the end. */
static void end_symbols(struct match_work *work) {
    memset(work->code + work->have, 0, MATCHER_LENGTH_MAX * sizeof *work->code);
}

static void scan_one(struct match_scratch *scratch, bool sorted) {
    struct match_work *work = scratch->work;
    const struct scan_kernels *kernels = kernels_of(scratch->level);
    /* symbols needed behind a block: those of the longest keyword and one more, since a combining
     * mark may still change the last symbol */
    uint32_t look_ahead = work->matcher->depth + 1;
    bool fine = true;
    while (fine && (work->at < work->size || work->have > 0)) {
        uint32_t count;
        kernels->decode(work, BLOCK + look_ahead);
        count = block_size(work);
        end_symbols(work);
        if (work->expanded) {
            fine = kefu__find_expanded(work, kernels, &scratch->allocator, count);
        } else if (sorted) {
            kernels->find_rows(work, count);
            fine = kernels->emit(work, count);
        } else {
            fine = kernels->find(work, count);
        }
        drop_positions(work, count);
    }
}

/* ---- many texts ---- */

static void stream_decode(struct text_stream *stream, struct match_work *work,
                          const struct scan_kernels *kernels, uint32_t need) {
    while (work->have < need && stream->decoding < stream->count) {
        if (!stream->begun) {
            const kefu_str *text = stream->texts + stream->decoding;
            if (kernels->decode_texts && kernels->decode_texts(work, stream, need))
                continue;
            if (work->narrow_from == 0)
                kefu__widen_offsets(work, 0);
            begin_text(work, text->data, text->size, stream->flags, stream_quality(stream));
            stream->begun = true;
        }
        if (work->at < work->size)
            kernels->decode(work, need);
        if (work->at < work->size)
            return;
        kefu__quality_finish(work->quality);
        work->next_text[work->text_count++] = end_text(work, work->have++);
        work->narrow_from = work->have;
        stream->decoding++;
        stream->begun = false;
    }
}

static void scan_stream(struct text_stream *stream, struct match_scratch *scratch) {
    struct match_work *work = scratch->work;
    const struct scan_kernels *kernels = kernels_of(scratch->level);
    uint32_t look_ahead = work->matcher->depth + 1;
    bool fine = true;
    while (fine && (stream->decoding < stream->count || work->have > 0)) {
        uint32_t count;
        stream_decode(stream, work, kernels, BLOCK + look_ahead);
        count = block_size(work);
        end_symbols(work);
        if (work->expanded) {
            fine = kefu__find_expanded(work, kernels, &scratch->allocator, count);
        } else {
            kernels->find_rows(work, count);
            fine = kernels->emit(work, count);
        }
        if (work->emitted > UINT32_MAX) {
            work->output->status = KEFU_E_LIMIT;
            fine = false;
        }
        drop_positions(work, count);
        for (uint32_t i = 0; i < work->text_count; i++)
            work->texts[i] = work->next_text[i] - count;
        work->next_text = work->texts;
    }
}

/* ---- entry points ---- */

static kefu_status check_call(const struct matcher *matcher, const struct match_scratch *scratch,
                              kefu_error *error) {
    if (!matcher || !scratch || !scratch->work)
        return kefu__fail(error, KEFU_E_ARGUMENT, "matcher or scratch is NULL");
    return KEFU_OK;
}

static kefu_status check_text(const char *text, size_t size, kefu_error *error) {
    if (!text && size)
        return kefu__fail(error, KEFU_E_ARGUMENT, "text is NULL");
    if (size > TEXT_SIZE_MAX)
        return kefu__fail(error, KEFU_E_LIMIT, "a text of %zu bytes is too long", size);
    return KEFU_OK;
}

/* Ends a scan, and returns the status of its output. After a scan that stopped early, clears the
 * bit masks of matches, because the next scan expects them to be clear. */
static kefu_status end_scan(struct match_work *work, kefu_error *error) {
    if (work->output->status != KEFU_OK) {
        memset(work->mask, 0, sizeof work->mask);
        memset(work->deep, 0, sizeof work->deep);
        work->any_deep = false;
    }
    switch (work->output->status) {
    case KEFU_OK:
        return KEFU_OK;
    case KEFU_E_WRITE:
        return kefu__fail(error, KEFU_E_WRITE, "the sink stopped the scan");
    case KEFU_E_LIMIT:
        return kefu__fail(error, KEFU_E_LIMIT, "more matches than a 32-bit number counts");
    default:
        return kefu__no_memory(error);
    }
}

kefu_status kefu__matcher_scan(const struct matcher *matcher, struct match_scratch *scratch,
                               const char *text, size_t size, uint32_t flags,
                               const struct match **matches, size_t *count,
                               struct text_quality *quality, kefu_error *error) {
    kefu_status status = check_call(matcher, scratch, error);
    if (status == KEFU_OK)
        status = check_text(text, size, error);
    if (status == KEFU_OK && (!matches || !count))
        status = kefu__fail(error, KEFU_E_ARGUMENT, "matches or count is NULL");
    if (status != KEFU_OK)
        return status;
    struct list_output list = list_begin(scratch);
    struct text_quality found;
    if (output_room(&list.output, 1)) {
        begin_work(scratch->work, matcher, &list.output);
        begin_text(scratch->work, text, size, flags, &found);
        scan_one(scratch, flags & MATCH_SORTED);
    }
    scratch->work->output = &list.output;
    status = end_scan(scratch->work, error);
    if (status != KEFU_OK)
        return status;
    scratch->count = (size_t)(list.output.next - scratch->matches);
    *matches = scratch->matches;
    *count = scratch->count;
    if (quality) {
        kefu__quality_finish(&found);
        *quality = found;
    }
    return KEFU_OK;
}

kefu_status kefu__matcher_scan_blocks(const struct matcher *matcher, struct match_scratch *scratch,
                                      const char *text, size_t size, uint32_t flags,
                                      match_sink sink, void *context, struct text_quality *quality,
                                      kefu_error *error) {
    kefu_status status = check_call(matcher, scratch, error);
    if (status == KEFU_OK)
        status = check_text(text, size, error);
    if (status == KEFU_OK && !sink)
        status = kefu__fail(error, KEFU_E_ARGUMENT, "sink is NULL");
    if (status != KEFU_OK)
        return status;
    struct match_work *work = scratch->work;
    struct sink_output to = {
        {work->sink, work->sink + OUTPUT_ROOM, flush_to_sink, KEFU_OK}, work, sink, context};
    begin_work(work, matcher, &to.output);
    struct text_quality found;
    begin_text(work, text, size, flags, &found);
    scan_one(scratch, flags & MATCH_SORTED);
    if (to.output.status == KEFU_OK)
        flush_to_sink(&to.output, 0);
    status = end_scan(work, error);
    if (status == KEFU_OK && quality) {
        kefu__quality_finish(&found);
        *quality = found;
    }
    return status;
}

kefu_status kefu__matcher_scan_many(const struct matcher *matcher, struct match_scratch *scratch,
                                    const kefu_str *texts, size_t count, uint32_t flags,
                                    const struct match **matches, const uint32_t **ends,
                                    struct text_quality *qualities, kefu_error *error) {
    kefu_status status = check_call(matcher, scratch, error);
    if (status == KEFU_OK && (!matches || !ends || (!texts && count)))
        status = kefu__fail(error, KEFU_E_ARGUMENT, "matches, ends or texts is NULL");
    if (status == KEFU_OK && count >= UINT32_MAX)
        status = kefu__fail(error, KEFU_E_LIMIT, "too many texts");
    for (size_t i = 0; status == KEFU_OK && i < count; i++)
        if (texts[i].size > TEXT_SIZE_MAX || !texts[i].data)
            status = check_text(texts[i].data, texts[i].size, error);
    if (status != KEFU_OK)
        return status;
    struct text_stream stream;
    struct list_output list = list_begin(scratch);
    memset(&stream, 0, sizeof stream);
    stream.texts = texts;
    stream.count = count;
    stream.flags = flags;
    stream.qualities = qualities;
    if (!kefu__grow(&scratch->allocator, &scratch->ends, &scratch->ends_capacity, count + 1,
                    sizeof *scratch->ends)) {
        list.output.status = KEFU_E_MEMORY;
    } else if (output_room(&list.output, 1)) {
        begin_work(scratch->work, matcher, &list.output);
        scratch->work->ends = scratch->ends;
        scan_stream(&stream, scratch);
    }
    scratch->work->output = &list.output;
    status = end_scan(scratch->work, error);
    if (status != KEFU_OK)
        return status;
    scratch->count = (size_t)(list.output.next - scratch->matches);
    *matches = scratch->matches;
    *ends = scratch->ends;
    return KEFU_OK;
}
