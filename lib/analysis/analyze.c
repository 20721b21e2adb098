/* SPDX-License-Identifier: MIT
 * The scratch, and the analysis of one text from scan to result. */
#include "analysis/analysis.h"

#include <stdio.h>
#include <string.h>

/* ---- the scratch ---- */

/* Every list of a scratch, with the width of its items. */
static void each_list(struct kefu_scratch *scratch,
                      void (*visit)(struct kefu_scratch *scratch, struct list *list,
                                    size_t width)) {
    visit(scratch, &scratch->marks, sizeof(struct mark));
    visit(scratch, &scratch->stops, sizeof(struct stop));
    visit(scratch, &scratch->clauses, sizeof(struct clause));
    visit(scratch, &scratch->polars, sizeof(struct polar));
    visit(scratch, &scratch->factors, sizeof(struct factor_record));
    visit(scratch, &scratch->hits, sizeof(struct hit_record));
    visit(scratch, &scratch->phrases, sizeof(struct phrase_hit));
    visit(scratch, &scratch->founds, sizeof(struct found_record));
    visit(scratch, &scratch->ranked, sizeof(struct ranked));
    visit(scratch, &scratch->tallies, sizeof(struct tally));
    visit(scratch, &scratch->tally_numbers, sizeof(uint32_t));
    visit(scratch, &scratch->pairs, sizeof(struct pair_state));
    visit(scratch, &scratch->features, sizeof(struct feature_hit));
    visit(scratch, &scratch->known, 1);
    visit(scratch, &scratch->keys, sizeof(struct key));
    visit(scratch, &scratch->values, sizeof(double));
    visit(scratch, &scratch->pieces, sizeof(struct piece));
    visit(scratch, &scratch->joined, sizeof(struct piece));
    visit(scratch, &scratch->strengths, sizeof(int32_t));
    visit(scratch, &scratch->ranks, sizeof(uint32_t));
    visit(scratch, &scratch->sensed, sizeof(struct sensed));
    visit(scratch, &scratch->stop_matches, sizeof(uint32_t));
    visit(scratch, &scratch->stop_clauses, sizeof(uint32_t));
    visit(scratch, &scratch->neighbours, sizeof(uint32_t));
    visit(scratch, &scratch->polar_marks, sizeof(uint32_t));
    visit(scratch, &scratch->named_marks, sizeof(uint32_t));
    visit(scratch, &scratch->signals, sizeof(uint32_t));
    visit(scratch, &scratch->contrasts, sizeof(uint32_t));
}

static void init_list(struct kefu_scratch *scratch, struct list *list, size_t width) {
    (void)scratch;
    list->width = width;
}

static void free_list(struct kefu_scratch *scratch, struct list *list, size_t width) {
    kefu__release(&scratch->allocator, list->items, list->capacity * width);
}

kefu_status kefu_scratch_new(const kefu_allocator *allocator, kefu_scratch **scratch,
                             kefu_error *error) {
    kefu_scratch *made;
    kefu_allocator own;
    kefu_status status;
    if (!scratch)
        return kefu__fail(error, KEFU_E_ARGUMENT, "scratch is NULL");
    status = kefu__allocator_init(&own, allocator, error);
    if (status)
        return status;
    made = kefu__alloc_zero(&own, sizeof *made);
    if (!made)
        return kefu__no_memory(error);
    made->allocator = own;
    atomic_flag_clear(&made->busy);
    each_list(made, init_list);
    kefu__buffer_init(&made->buffer, &own);
    kefu__buffer_init(&made->kept, &own);
    made->analysis.scratch = made;
    made->lanes = kefu__lanes_best();
    kefu__pair_matches_init(&made->pair_matches, &own);
    status = kefu__match_scratch_init(&made->match, MATCH_LEVEL_AUTO, &own, error);
    if (status)
        kefu_scratch_free(made);
    else
        *scratch = made;
    return status;
}

void kefu_scratch_free(kefu_scratch *scratch) {
    kefu_allocator allocator;
    if (!scratch)
        return;
    allocator = scratch->allocator;
    kefu__match_scratch_free(&scratch->match);
    each_list(scratch, free_list);
    kefu__buffer_free(&scratch->buffer);
    kefu__buffer_free(&scratch->kept);
    kefu__pair_matches_free(&scratch->pair_matches);
    kefu__release(&allocator, scratch, sizeof *scratch);
}

/* ---- quality ---- */

static void add_quality(struct kefu_analysis *analysis, const char *code, uint64_t count,
                        uint64_t offset) {
    struct quality_record *quality = &analysis->quality[analysis->quality_count];
    if (count == 0)
        return;
    quality->code = code;
    quality->count = count;
    quality->offset = offset;
    analysis->quality_count++;
}

static void read_quality(struct kefu_analysis *analysis, const struct text_quality *quality) {
    analysis->quality_count = 0;
    add_quality(analysis, "bad_utf8", quality->invalid, quality->invalid_first);
    add_quality(analysis, "mojibake_suspected", quality->mojibake, quality->mojibake_first);
    add_quality(analysis, "inline_pinyin", quality->pinyin, quality->pinyin_first);
    if (quality->script == TEXT_SCRIPT_TRADITIONAL)
        add_quality(analysis, "traditional_script", quality->traditional, 0);
    if (quality->script == TEXT_SCRIPT_MIXED)
        add_quality(analysis, "mixed_script", quality->traditional, 0);
    if (quality->not_chinese)
        add_quality(analysis, "unsupported_language", 1, 0);
}

/* ---- one text ---- */

static bool compute(struct kefu_scratch *scratch, kefu_str pack) {
    struct kefu_analysis *analysis = &scratch->analysis;
    if (!kefu__matches_sort(scratch) || !kefu__marks_collect(scratch) ||
        !kefu__clauses_find(scratch) || !kefu__learned_collect(scratch, pack) ||
        !kefu__grammar_apply(scratch) || !kefu__sentiment_sum(scratch) ||
        !kefu__found_collect(scratch))
        return false;
    read_quality(analysis, &scratch->quality);
    analysis->role = scratch->role;
    analysis->phrases = scratch->phrases.items;
    analysis->phrase_count = scratch->phrases.count;
    analysis->clauses = (uint32_t)scratch->clauses.count;
    return true;
}

/* Copies the text, so that hits can be shown after the caller has freed it. */
static bool keep_text(struct kefu_scratch *scratch, const char *text, size_t size) {
    scratch->kept.size = 0;
    scratch->kept.failed = false;
    kefu__buffer_add(&scratch->kept, text, size);
    scratch->analysis.text = scratch->text = size > 0 ? scratch->kept.data : "";
    return !scratch->kept.failed;
}

/* The roles whose words count. */
static uint32_t speakers(const kefu_analyze_options *options) {
    if (options->flags & KEFU_ANALYZE_ANY_ROLE)
        return LEXICON_CUSTOMER | LEXICON_AGENT;
    if (options->role == KEFU_ROLE_SYSTEM)
        return 0;
    return options->role == KEFU_ROLE_CUSTOMER ? LEXICON_CUSTOMER : LEXICON_AGENT;
}

static uint32_t scan_flags(const kefu_analyze_options *options) {
    return MATCH_SORTED | (options->flags & KEFU_ANALYZE_SKIP_PINYIN ? MATCH_SKIP_PINYIN : 0);
}

static void begin(const kefu_scheme *scheme, struct kefu_scratch *scratch,
                  const kefu_analyze_options *options) {
    scratch->lexicon = scheme->lexicon;
    scratch->analysis.scheme = scheme;
    scratch->role = options->role;
    scratch->speaker = speakers(options);
}

static kefu_status analyze(const kefu_scheme *scheme, struct kefu_scratch *scratch,
                           const char *text, size_t size, const kefu_analyze_options *options,
                           kefu_error *error) {
    kefu_status status;
    if (!keep_text(scratch, text, size))
        return kefu__no_memory(error);
    begin(scheme, scratch, options);
    scratch->size = size;
    status = kefu__matcher_scan(scheme->lexicon->matcher, &scratch->match, scratch->text, size,
                                scan_flags(options), &scratch->matches, &scratch->match_count,
                                &scratch->quality, error);
    if (status)
        return status;
    return compute(scratch, options->pack) ? KEFU_OK : kefu__no_memory(error);
}

/* ---- many texts ---- */

enum {
    TOGETHER_TEXTS = 32,     /* scanned together */
    TOGETHER_BYTES = 1 << 16 /* and no more than these, but for a single text */
};

/* How many of the texts to scan now. */
static size_t count_together(const kefu_str *texts, size_t count) {
    size_t bytes = texts[0].size, n = 1;
    while (n < count && n < TOGETHER_TEXTS && bytes + texts[n].size <= TOGETHER_BYTES)
        bytes += texts[n++].size;
    return n;
}

static kefu_status analyze_together(struct kefu_scratch *scratch, const kefu_str *texts,
                                    size_t from, size_t count, const kefu_analyze_options *options,
                                    kefu_analyzed take, void *ctx, kefu_error *error) {
    struct text_quality qualities[TOGETHER_TEXTS];
    const struct match *matches;
    const uint32_t *ends;
    size_t i;
    kefu_status status = kefu__matcher_scan_many(scratch->lexicon->matcher, &scratch->match,
                                                 texts + from, count, scan_flags(options), &matches,
                                                 &ends, qualities, error);
    for (i = 0; status == KEFU_OK && i < count; i++) {
        const uint32_t begins = i > 0 ? ends[i - 1] : 0;
        const kefu_str text = texts[from + i];
        scratch->analysis.text = scratch->text = text.size > 0 ? text.data : "";
        scratch->size = text.size;
        scratch->matches = matches + begins;
        scratch->match_count = ends[i] - begins;
        scratch->quality = qualities[i];
        status = compute(scratch, options->pack) ? take(ctx, from + i, &scratch->analysis)
                                                 : kefu__no_memory(error);
    }
    return status;
}

/* ---- entry points ---- */

static kefu_status read_options(const kefu_analyze_options *options, kefu_analyze_options *own,
                                kefu_error *error) {
    const kefu_analyze_options defaults = KEFU_ANALYZE_OPTIONS_INIT;
    kefu_status status;
    *own = defaults;
    status = kefu__options_copy(own, sizeof *own, options, error);
    if (status)
        return status;
    if (!own->pack.data && own->pack.size > 0)
        return kefu__fail(error, KEFU_E_ARGUMENT, "the pack's name is NULL");
    if (own->role > KEFU_ROLE_SYSTEM)
        return kefu__fail(error, KEFU_E_ARGUMENT, "unknown role in the options");
    return kefu__options_check(own->flags, KEFU_ANALYZE_SKIP_PINYIN | KEFU_ANALYZE_ANY_ROLE, 0,
                               error);
}

static kefu_status check_texts(const kefu_str *texts, size_t count, kefu_error *error) {
    char pointer[32];
    size_t i;
    for (i = 0; i < count; i++) {
        if (texts[i].size <= ANALYSIS_TEXT_MAX && (texts[i].data || texts[i].size == 0))
            continue;
        snprintf(pointer, sizeof pointer, "/%zu", i);
        const kefu_status status =
            texts[i].data
                ? kefu__fail_at(error, KEFU_E_LIMIT, pointer, "a text is longer than 1 MiB")
                : kefu__fail_at(error, KEFU_E_ARGUMENT, pointer, "a text is NULL");
        return kefu__of_source(error, i, status);
    }
    return KEFU_OK;
}

kefu_status kefu_analyze(const kefu_scheme *scheme, kefu_scratch *scratch, const char *text,
                         size_t size, const kefu_analyze_options *options, kefu_analysis **analysis,
                         kefu_error *error) {
    kefu_analyze_options own;
    kefu_status status;
    if (!scheme || !scratch || (!text && size > 0) || !analysis)
        return kefu__fail(error, KEFU_E_ARGUMENT, "scheme, scratch, text or analysis is NULL");
    status = read_options(options, &own, error);
    if (status)
        return status;
    if (size > ANALYSIS_TEXT_MAX)
        return kefu__fail(error, KEFU_E_LIMIT, "a text is longer than 1 MiB");
    if (atomic_flag_test_and_set_explicit(&scratch->busy, memory_order_acquire))
        return kefu__fail(error, KEFU_E_BUSY, "the scratch is in use by another call");
    status = analyze(scheme, scratch, text ? text : "", size, &own, error);
    if (status == KEFU_OK)
        *analysis = &scratch->analysis;
    atomic_flag_clear_explicit(&scratch->busy, memory_order_release);
    return status;
}

kefu_status kefu_analyze_many(const kefu_scheme *scheme, kefu_scratch *scratch,
                              const kefu_str *texts, size_t count,
                              const kefu_analyze_options *options, kefu_analyzed take, void *ctx,
                              kefu_error *error) {
    kefu_analyze_options own;
    kefu_status status;
    size_t i, n;
    if (!scheme || !scratch || (!texts && count > 0) || !take)
        return kefu__fail(error, KEFU_E_ARGUMENT, "scheme, scratch, texts or take is NULL");
    status = read_options(options, &own, error);
    if (status == KEFU_OK)
        status = check_texts(texts, count, error);
    if (status)
        return status;
    if (atomic_flag_test_and_set_explicit(&scratch->busy, memory_order_acquire))
        return kefu__fail(error, KEFU_E_BUSY, "the scratch is in use by another call");
    begin(scheme, scratch, &own);
    for (i = 0; status == KEFU_OK && i < count; i += n) {
        n = count_together(texts + i, count - i);
        status = analyze_together(scratch, texts, i, n, &own, take, ctx, error);
    }
    atomic_flag_clear_explicit(&scratch->busy, memory_order_release);
    return status;
}

/* ---- reading ---- */

const kefu_sentiment *kefu_analysis_sentiment(const kefu_analysis *analysis) {
    return analysis ? &analysis->sentiment : NULL;
}

const struct hit_record *kefu__analysis_hits(kefu_analysis *analysis, size_t *count) {
    if (!analysis->hits)
        kefu__hits_make(analysis->scratch);
    *count = analysis->hit_count;
    return analysis->hits;
}

const struct found_record *kefu__analysis_found(const kefu_analysis *analysis, kefu_found_kind kind,
                                                size_t *count) {
    const bool known = analysis && (unsigned)kind < LEXICON_FOUND_KINDS;
    *count = known ? analysis->found_count[kind] : 0;
    return known ? analysis->found[kind] : NULL;
}
