/* SPDX-License-Identifier: MIT
 * The scratch, and the analysis of one text from scan to result. */
#include "analysis/analysis.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "text/mail.h"

/* ---- the scratch ---- */

/* Every struct list of a scratch: its offset in struct kefu_scratch, and the size of its items. */
static const struct list_row {
    size_t at, width;
} list_rows[] = {
    {offsetof(struct kefu_scratch, own_matches), sizeof(struct match)},
    {offsetof(struct kefu_scratch, disguise.gaps), sizeof(struct disguise_gap)},
    {offsetof(struct kefu_scratch, disguise.matches), sizeof(struct match)},
    {offsetof(struct kefu_scratch, sorted.features), sizeof(struct feature_hit)},
    {offsetof(struct kefu_scratch, sorted.sensed), sizeof(struct sensed)},
    {offsetof(struct kefu_scratch, sorted.delimiters), sizeof(struct delimiter)},
    {offsetof(struct kefu_scratch, sorted.delimiter_matches), sizeof(uint32_t)},
    {offsetof(struct kefu_scratch, sorted.boundary_tested), sizeof(uint32_t)},
    {offsetof(struct kefu_scratch, sorted.seen), sizeof(uint8_t)},
    {offsetof(struct kefu_scratch, mentioned.mentions), sizeof(struct mention)},
    {offsetof(struct kefu_scratch, mentioned.phrases), sizeof(struct phrase_hit)},
    {offsetof(struct kefu_scratch, mentioned.dropped), sizeof(struct dropped_record)},
    {offsetof(struct kefu_scratch, mentioned.pairs), sizeof(struct pair_state)},
    {offsetof(struct kefu_scratch, mentioned.opened), sizeof(uint32_t)},
    {offsetof(struct kefu_scratch, mentioned.patterns.states), sizeof(struct pattern_state)},
    {offsetof(struct kefu_scratch, mentioned.patterns.found), sizeof(struct pattern_hit)},
    {offsetof(struct kefu_scratch, mentioned.neighbours), sizeof(uint32_t)},
    {offsetof(struct kefu_scratch, mentioned.polar_mentions), sizeof(uint32_t)},
    {offsetof(struct kefu_scratch, mentioned.id_mentions), sizeof(uint32_t)},
    {offsetof(struct kefu_scratch, mentioned.clause_words), sizeof(uint32_t)},
    {offsetof(struct kefu_scratch, mentioned.contrasts), sizeof(uint32_t)},
    {offsetof(struct kefu_scratch, segments.clauses), sizeof(struct clause)},
    {offsetof(struct kefu_scratch, segments.delimiter_clauses), sizeof(uint32_t)},
    {offsetof(struct kefu_scratch, evidence.polars), sizeof(struct polar)},
    {offsetof(struct kefu_scratch, evidence.factors), sizeof(struct factor_record)},
    {offsetof(struct kefu_scratch, accusing.accusations), sizeof(struct accusation)},
    {offsetof(struct kefu_scratch, ids.scores), sizeof(struct id_score)},
    {offsetof(struct kefu_scratch, ids.score_numbers), sizeof(uint32_t)},
    {offsetof(struct kefu_scratch, ids.founds), sizeof(struct found_record)},
    {offsetof(struct kefu_scratch, ids.ranked), sizeof(struct ranked)},
    {offsetof(struct kefu_scratch, ranking.hits), sizeof(struct hit_record)},
    {offsetof(struct kefu_scratch, ranking.values), sizeof(double)},
    {offsetof(struct kefu_scratch, ranking.pieces), sizeof(struct piece)},
    {offsetof(struct kefu_scratch, ranking.joined), sizeof(struct piece)},
    {offsetof(struct kefu_scratch, ranking.strengths), sizeof(int32_t)},
    {offsetof(struct kefu_scratch, ranking.ranks), sizeof(uint32_t)},
    {offsetof(struct kefu_scratch, ranking.keys), sizeof(struct key)},
};

static struct list *list_at(struct kefu_scratch *scratch, size_t i) {
    return (struct list *)(void *)((char *)scratch + list_rows[i].at);
}

static void init_lists(struct kefu_scratch *scratch) {
    for (size_t i = 0; i < sizeof list_rows / sizeof *list_rows; i++) {
        list_at(scratch, i)->width = list_rows[i].width;
        list_at(scratch, i)->allocator = &scratch->allocator;
    }
}

static void free_lists(struct kefu_scratch *scratch) {
    for (size_t i = 0; i < sizeof list_rows / sizeof *list_rows; i++) {
        const struct list *list = list_at(scratch, i);
        kefu__release(&scratch->allocator, list->items, list->capacity * list->width);
    }
}

kefu_status kefu_scratch_new(const kefu_allocator *allocator, kefu_scratch **scratch,
                             kefu_error *error) {
    kefu_scratch *made;
    kefu_allocator own;
    kefu_status status;
    if (!scratch)
        return kefu__fail(error, KEFU_E_ARGUMENT, "scratch is NULL");
    status = kefu__allocator_init(&own, allocator, error);
    if (status != KEFU_OK)
        return status;
    made = kefu__alloc_zero(&own, sizeof *made);
    if (!made)
        return kefu__no_memory(error);
    made->allocator = own;
    atomic_flag_clear(&made->busy);
    init_lists(made);
    kefu__buffer_init(&made->buffer, &own);
    kefu__buffer_init(&made->kept, &own);
    kefu__buffer_init(&made->disguise.text, &own);
    made->regex_text.allocator = own;
    made->analysis.scratch = made;
    made->learned.lanes = kefu__lanes_best();
    kefu__pair_matches_init(&made->sorted.pair_matches, &own);
    status = kefu__match_scratch_init(&made->match, SIMD_AUTO, &own, error);
    if (status != KEFU_OK)
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
    kefu_scheme_release(scratch->analysis.scheme);
    kefu__match_scratch_free(&scratch->match);
    kefu__match_scratch_free(&scratch->disguise.match);
    kefu__regex_text_free(&scratch->regex_text);
    free_lists(scratch);
    kefu__scanner_free(&scratch->accusing.scanner);
    kefu__buffer_free(&scratch->buffer);
    kefu__buffer_free(&scratch->kept);
    kefu__buffer_free(&scratch->disguise.text);
    kefu__pair_matches_free(&scratch->sorted.pair_matches);
    kefu__release(&allocator, scratch, sizeof *scratch);
}

struct regex_text *kefu__scratch_regex_text(kefu_scratch *scratch) {
    return &scratch->regex_text;
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

/* Leaves the matches in what the writer of a mail says: neither in the mail that is quoted nor in
 * the signature, which are kept and shown, but not judged. */
static bool keep_own(struct kefu_scratch *s) {
    struct input *input = &s->input;
    if (!memchr(input->text, '\n', input->size))
        return true; /* a single line quotes nothing */
    const size_t own = kefu__mail_own_size(input->text, input->size);
    if (own == input->size && !kefu__mail_quotes_lines(input->text, own))
        return true;
    struct mail_line line = {0, 0, false};
    if (!kefu__list_reserve(&s->own_matches, input->match_count + 1))
        return false;
    struct match *kept = s->own_matches.items;
    size_t count = 0;
    for (size_t i = 0; i < input->match_count; i++)
        if (input->matches[i].end <= own &&
            !kefu__mail_line_is_quoted(&line, input->text, own, input->matches[i].start))
            kept[count++] = input->matches[i];
    input->matches = kept;
    input->match_count = count;
    input->size = own;
    return true;
}

/* Runs all steps of the analysis, from the matches to the result. */
static bool compute(struct kefu_scratch *s, kefu_str pack) {
    struct kefu_analysis *analysis = &s->analysis;
    const struct input *input = &s->input;
    if (!keep_own(s) || !kefu__disguise_find(&s->input, &s->disguise, &s->allocator) ||
        !kefu__matches_sort(input, &s->sorted) ||
        !kefu__mentions_collect(input, &s->sorted, &s->mentioned) ||
        !kefu__clauses_find(input, &s->sorted, &s->mentioned, &s->segments) ||
        !kefu__learned_collect(input, &s->sorted, &s->mentioned, &s->segments, &s->learned, pack) ||
        !kefu__grammar_apply(input, &s->sorted, &s->mentioned, &s->segments, &s->evidence))
        return false;
    kefu__sentiment_sum(input, &s->sorted, &s->mentioned, &s->segments, &s->learned, &s->evidence,
                        &s->weights, analysis);
    if (!kefu__hits_reserve(&s->sorted, &s->evidence, &s->ranking, analysis) ||
        !kefu__accusing_find(input, &s->mentioned, &s->segments, &s->accusing) ||
        !kefu__found_collect(input, &s->mentioned, &s->segments, &s->evidence, &s->accusing,
                             &s->ids, analysis))
        return false;
    read_quality(analysis, &s->quality);
    analysis->role = input->role;
    analysis->phrases = s->mentioned.phrases.items;
    analysis->phrase_count = s->mentioned.phrases.count;
    analysis->dropped = s->mentioned.dropped.items;
    analysis->dropped_count = s->mentioned.dropped.count;
    analysis->clauses = (uint32_t)s->segments.clauses.count;
    return true;
}

/* Copies the text into the scratch, so that hits can be computed after the caller has freed it. */
static bool keep_text(struct kefu_scratch *scratch, const char *text, size_t size) {
    scratch->kept.size = 0;
    scratch->kept.failed = false;
    kefu__buffer_add(&scratch->kept, text, size);
    scratch->analysis.text = scratch->input.text = size > 0 ? scratch->kept.data : "";
    return !scratch->kept.failed;
}

/* The speakers as whose text the text is analysed, as a bit set of LEXICON_CUSTOMER and
 * LEXICON_AGENT; 0: neither. */
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

/* Keeps a reference to the scheme until the next call with this scratch: hits are computed on
 * request, when the caller may already have released the scheme. */
static void keep_scheme(struct kefu_analysis *analysis, const kefu_scheme *scheme) {
    if (analysis->scheme == scheme)
        return;
    kefu_scheme_retain(scheme);
    kefu_scheme_release(analysis->scheme);
    analysis->scheme = scheme;
}

static kefu_status begin(const kefu_scheme *scheme, struct kefu_scratch *scratch,
                         const kefu_analyze_options *options, kefu_error *error) {
    keep_scheme(&scratch->analysis, scheme);
    scratch->input.lexicon = scheme->lexicon;
    scratch->input.genre = &scheme->lexicon->genres[options->genre];
    scratch->input.is_message = options->genre == KEFU_GENRE_MESSAGE;
    scratch->input.role = options->role;
    scratch->input.speaker = speakers(options);
    scratch->input.views = LEXICON_VIEWS(scratch->input.speaker | LEXICON_ANYONE, options->genre);
    scratch->input.counting = scratch->input.speaker ? scratch->input.speaker
                                                     : LEXICON_CUSTOMER | LEXICON_AGENT;
    return kefu__accusing_begin(&scratch->accusing, scheme->lexicon, &scratch->allocator, error);
}

static kefu_status analyze(const kefu_scheme *scheme, struct kefu_scratch *scratch,
                           const char *text, size_t size, const kefu_analyze_options *options,
                           kefu_error *error) {
    kefu_status status;
    if (!keep_text(scratch, text, size))
        return kefu__no_memory(error);
    status = begin(scheme, scratch, options, error);
    if (status != KEFU_OK)
        return status;
    scratch->input.size = size;
    status = kefu__matcher_scan(scheme->lexicon->matcher, &scratch->match, scratch->input.text,
                                size, scan_flags(options), &scratch->input.matches,
                                &scratch->input.match_count, &scratch->quality, error);
    if (status != KEFU_OK)
        return status;
    return compute(scratch, options->pack) ? KEFU_OK : kefu__no_memory(error);
}

/* ---- many texts ---- */

enum {
    TOGETHER_TEXTS = 32, /* maximum number of texts in one scan */
    /* maximum number of bytes in one scan, unless a single text has more */
    TOGETHER_BYTES = 1 << 16
};

/* How many of the texts, from the first on, fit into one scan. */
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
    kefu_status status = kefu__matcher_scan_many(scratch->input.lexicon->matcher, &scratch->match,
                                                 texts + from, count, scan_flags(options), &matches,
                                                 &ends, qualities, error);
    for (size_t i = 0; status == KEFU_OK && i < count; i++) {
        const uint32_t begins = i > 0 ? ends[i - 1] : 0;
        const kefu_str text = texts[from + i];
        scratch->analysis.text = scratch->input.text = text.size > 0 ? text.data : "";
        scratch->input.size = text.size;
        scratch->input.matches = matches + begins;
        scratch->input.match_count = ends[i] - begins;
        scratch->quality = qualities[i];
        if (!compute(scratch, options->pack))
            return kefu__no_memory(error);
        status = take(ctx, from + i, &scratch->analysis);
        if (status != KEFU_OK)
            kefu__stopped(error, status);
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
    if (status != KEFU_OK)
        return status;
    if (!own->pack.data && own->pack.size > 0)
        return kefu__fail(error, KEFU_E_ARGUMENT, "the pack's name is NULL");
    if (own->role > KEFU_ROLE_SYSTEM)
        return kefu__fail(error, KEFU_E_ARGUMENT, "unknown role in the options");
    if (own->genre >= LEXICON_GENRES)
        return kefu__fail(error, KEFU_E_ARGUMENT, "unknown genre in the options");
    return kefu__options_check(own->flags, KEFU_ANALYZE_SKIP_PINYIN | KEFU_ANALYZE_ANY_ROLE, 0,
                               error);
}

static kefu_status check_texts(const kefu_str *texts, size_t count, kefu_error *error) {
    char pointer[32];
    for (size_t i = 0; i < count; i++) {
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
    if (status != KEFU_OK)
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
    size_t n;
    if (!scheme || !scratch || (!texts && count > 0) || !take)
        return kefu__fail(error, KEFU_E_ARGUMENT, "scheme, scratch, texts or take is NULL");
    status = read_options(options, &own, error);
    if (status == KEFU_OK)
        status = check_texts(texts, count, error);
    if (status != KEFU_OK)
        return status;
    if (atomic_flag_test_and_set_explicit(&scratch->busy, memory_order_acquire))
        return kefu__fail(error, KEFU_E_BUSY, "the scratch is in use by another call");
    status = begin(scheme, scratch, &own, error);
    for (size_t i = 0; status == KEFU_OK && i < count; i += n) {
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

static void make_hits(struct kefu_scratch *s) {
    kefu__hits_make(&s->input, &s->sorted, &s->mentioned, &s->learned, &s->evidence, &s->weights,
                    &s->ranking, &s->analysis);
}

const struct hit_record *kefu__analysis_hits(kefu_analysis *analysis, size_t *count) {
    if (!analysis->hits)
        make_hits(analysis->scratch);
    *count = analysis->hit_count;
    return analysis->hits;
}

const struct found_record *kefu__analysis_found(const kefu_analysis *analysis, kefu_found_kind kind,
                                                size_t *count) {
    const bool known = analysis && (unsigned)kind < ANALYSIS_FOUND_KINDS;
    *count = known ? analysis->found_count[kind] : 0;
    return known ? analysis->found[kind] : NULL;
}
