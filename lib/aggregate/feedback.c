/* SPDX-License-Identifier: MIT
 * Adding a feedback record: its rating on every scale that a metric asks for, and its text. */
#include "aggregate/aggregate.h"

#include <math.h>
#include <string.h>

#include "analysis/analysis.h"
#include "conversation/observe.h"
#include "conversation/record.h"

/* The feedback record that is being added, and what is known of it. */
struct adding {
    kefu_aggregate *aggregate;
    const struct feedback_record *record;
    kefu_analysis *analysis; /* analysis of the feedback's text; NULL: no text */
    bool answered;           /* false: the customer was invited but did not answer */
    int tone;                /* customer: -1 dissatisfied, 0 neutral, 1 satisfied */
};

/* ---- metrics ---- */

static bool on_scale(const struct feedback_record *f, const struct metric *m) {
    return f->is_rated && f->scale_min == (double)m->scale_min &&
           f->scale_max == (double)m->scale_max;
}

static bool is_of(const struct feedback_record *f, const char *source) {
    const kefu_str unnamed = {FEEDBACK_SURVEY, strlen(FEEDBACK_SURVEY)};
    return kefu__str_is(f->source.size ? f->source : unnamed, source);
}

static void add_rating(const struct feedback_record *f, const struct metric *m,
                       struct measure *measure) {
    const double boxes = (double)m->boxes;
    switch (m->of) {
    case FEEDBACK_DISSATISFIED:
        kefu__measure_case(measure, f->rating < f->scale_min + boxes);
        break;
    case FEEDBACK_RATING:
        kefu__measure_add(measure, llround(f->rating * MEASURE_SCALE), false);
        break;
    case FEEDBACK_PROMOTERS:
        kefu__measure_add(measure, kefu__promoter(f->rating), false);
        break;
    default:
        kefu__measure_case(measure, f->rating > f->scale_max - boxes);
    }
}

static void add_metric(const struct adding *adding, const struct metric *m,
                       struct measure *measure) {
    const struct feedback_record *f = adding->record;
    if (m->source && !is_of(f, m->source))
        return;
    switch (m->of) {
    case FEEDBACK_COMPLAINTS:
        /* a complaint about a conversation outside of the denominator is no part of it */
        measure->hits += f->conversation_id.size > 0 && f->is_of_known;
        break;
    case FEEDBACK_ANSWERED:
        if (f->invited_at != KEFU_TIME_NONE)
            kefu__measure_case(measure, adding->answered);
        break;
    case FEEDBACK_SENTIMENT:
        if (adding->analysis)
            kefu__measure_add(
                measure,
                llround(kefu_analysis_sentiment(adding->analysis)->polarity * MEASURE_SCALE),
                false);
        break;
    default:
        if (on_scale(f, m))
            add_rating(f, m, measure);
        else
            kefu__measure_missing(measure, KEFU_REASON_NO_RATING);
    }
}

/* Counts the rating of a survey in the group's distribution of ratings, if its scale is 1 … 5 or 0
 * … 10 and the rating is an integer. */
static void count_rating(struct group *delta, const struct feedback_record *f) {
    const double whole = floor(f->rating);
    if (!f->is_rated || whole != f->rating || !is_of(f, FEEDBACK_SURVEY))
        return;
    if (f->scale_min == 1 && f->scale_max == 5)
        delta->ratings[(size_t)whole - 1]++;
    if (f->scale_min == 0 && f->scale_max == 10)
        delta->recommend[(size_t)whole]++;
}

/* ---- what was found ---- */

/* 1 or -1 for a rating above or below the middle of its scale; 0 in the middle, or if there is
 * none.
 */
static int rating_tone(const struct feedback_record *f) {
    const double middle = (f->scale_min + f->scale_max) / 2;
    return f->is_rated ? (f->rating > middle) - (f->rating < middle) : 0;
}

static double polarity_of(const kefu_analysis *analysis) {
    return analysis ? kefu_analysis_sentiment(analysis)->polarity : 0;
}

/* Is the customer satisfied (1), dissatisfied (-1) or neither (0)? By the rating; by the sentiment
 * of the text if the rating says neither. */
static int tone_of(const struct feedback_record *f, const kefu_analysis *analysis) {
    const int rated = rating_tone(f);
    return rated ? rated : kefu__tone(polarity_of(analysis));
}

/* The tone about an aspect: that of the words about it; but a customer who rates well complains of
 * nothing, whatever the words were read as. */
static int aspect_tone(const struct adding *adding, double polarity) {
    const int tone = (polarity > 0) - (polarity < 0);
    return tone < 0 && rating_tone(adding->record) > 0 ? 0 : tone;
}

/* Adds an issue with the record's text as its quote; `strength`: how well the text shows it, 0 … 1,
 * for a topic or aspect 0 if it is no complaint. */
static kefu_status add_issue(const struct adding *adding, uint32_t kind, kefu_str id,
                             uint64_t definition, int tone, uint32_t start, uint32_t end,
                             double strength) {
    const struct feedback_record *f = adding->record;
    kefu_status status = KEFU_OK;
    struct issue *issue = kefu__group_add_issue(adding->aggregate, adding->aggregate->delta, kind,
                                                id, definition, &status);
    if (!issue)
        return status;
    issue->feedback = issue->mentions = 1;
    issue->negative = tone < 0;
    issue->positive = tone > 0;
    if ((kind == ISSUE_TOPIC || kind == ISSUE_ASPECT) && strength <= 0)
        return KEFU_OK; /* the quotes of topics and aspects are complaints */
    struct quote quote;
    memset(&quote, 0, sizeof quote);
    quote.conversation_id = f->conversation_id;
    quote.record_id = f->id;
    quote.agent_id = f->agent_id;
    quote.text = f->text;
    quote.start = start;
    quote.end = end;
    quote.at = f->at;
    quote.strength = strength;
    quote.role = KEFU_ROLE_CUSTOMER;
    quote.contact_id = f->contact_id;
    return kefu__evidence_add(adding->aggregate, issue, &quote) ? KEFU_OK : KEFU_E_MEMORY;
}

static kefu_status add_kind(const struct adding *adding, uint32_t kind) {
    kefu_status status = KEFU_OK;
    size_t count;
    const struct found_record *found = kefu__analysis_found(adding->analysis, (kefu_found_kind)kind,
                                                            &count);
    for (size_t i = 0; i < count && status == KEFU_OK; i++) {
        const kefu_str id = {found[i].id, strlen(found[i].id)};
        const double polarity = found[i].polarity;
        const bool aspect = kind == KEFU_FOUND_ASPECT;
        const int tone = aspect ? aspect_tone(adding, polarity) : adding->tone;
        const bool complaint = adding->tone < 0 && tone < 0;
        const double strength = !aspect ? found[i].score : complaint ? -polarity : 0;
        status = add_issue(adding, kind, id,
                           kefu__found_definition(adding->aggregate->scheme, kind, found[i].id),
                           tone, found[i].start, found[i].end, strength);
    }
    return status;
}

/* How well a feedback's text shows a complaint about its topic, 0 … 1; 0: the text is none, because
 * the customer is not dissatisfied or the words, in spite of the rating, are kind. *words: the
 * words about the topic; NULL: none. */
static double topic_strength(const struct adding *adding, const struct found_record **words) {
    size_t count = 0;
    const struct found_record *found =
        adding->analysis ? kefu__analysis_found(adding->analysis, KEFU_FOUND_ASPECT, &count) : NULL;
    *words = NULL;
    for (size_t i = 0; i < count; i++)
        if (kefu__str_is(adding->record->topic, found[i].id))
            *words = &found[i];
    const double polarity = polarity_of(adding->analysis);
    const bool bad = *words && (double)(*words)->polarity < 0;
    if (adding->tone >= 0 || (!bad && kefu__tone(polarity) > 0))
        return 0;
    /* a low rating is a complaint even if the words are not known to be one */
    const double least = 0.05;
    const double strength = kefu__topic_strength(*words != NULL,
                                                 *words ? (double)(*words)->polarity : 0, polarity);
    return strength > least ? strength : least;
}

/* Adds the topic of a feedback record as an issue, with its text as a quote. The evidence is the
 * words about the topic if there are any, else the whole text. */
static kefu_status add_topic(const struct adding *adding) {
    const struct feedback_record *f = adding->record;
    const struct found_record *words;
    const double strength = topic_strength(adding, &words);
    return add_issue(adding, ISSUE_TOPIC, f->topic, 0, adding->tone, words ? words->start : 0,
                     words ? words->end : (uint32_t)f->text.size, strength);
}

static kefu_status add_found(const struct adding *adding) {
    static const uint32_t kinds[] = {KEFU_FOUND_EMOTION, KEFU_FOUND_ASPECT, KEFU_FOUND_INTENT,
                                     KEFU_FOUND_DEMAND};
    kefu_status status = KEFU_OK;
    if (adding->record->topic.size && adding->answered)
        status = add_topic(adding);
    for (size_t i = 0; adding->analysis && i < sizeof kinds / sizeof *kinds && status == KEFU_OK;
         i++)
        status = add_kind(adding, kinds[i]);
    return status == KEFU_OK ? kefu__subjects_add(adding->aggregate, adding->aggregate->delta)
                             : status;
}

/* ---- the record ---- */

static kefu_status fill_delta(struct adding *adding) {
    kefu_aggregate *a = adding->aggregate;
    for (size_t i = 0; i < a->column_count; i++) {
        struct time_key bucket;
        kefu_str value = {"", 0};
        if (kefu__column_is_time(a->columns[i]) &&
            kefu__time_key(a->columns[i], adding->record->at, a->offset_minutes, &bucket))
            value = kefu__str(bucket.text);
        else
            kefu__record_feedback_find(adding->record, a->columns[i], &value);
        a->delta->key[i] = kefu__aggregate_keep(a, value);
        if (!a->delta->key[i].data)
            return KEFU_E_MEMORY;
    }
    a->delta->facts.feedback = 1;
    a->delta->facts.surveys = is_of(adding->record, FEEDBACK_SURVEY);
    for (size_t i = 0; i < a->metric_count; i++)
        if (a->scheme->metrics->items[i].type == METRIC_FEEDBACK)
            add_metric(adding, &a->scheme->metrics->items[i], &a->delta->facts.measures[i]);
    count_rating(a->delta, adding->record);
    if (!kefu__customers_add(a, a->delta, adding->record->contact_id))
        return KEFU_E_MEMORY;
    return add_found(adding);
}

static kefu_status add_record(kefu_aggregate *a, kefu_scratch *scratch,
                              const struct feedback_record *record, kefu_error *error) {
    struct adding adding = {a, record, NULL, false, 0};
    kefu_status status = KEFU_OK;
    if (record->text.size)
        status = kefu_analyze(a->scheme, scratch, record->text.data, record->text.size, NULL,
                              &adding.analysis, error);
    if (status != KEFU_OK)
        return status;
    adding.answered = record->is_rated || record->text.size > 0 ||
                      (record->at != KEFU_TIME_NONE && record->invited_at == KEFU_TIME_NONE) ||
                      (record->at != KEFU_TIME_NONE && record->at >= record->invited_at);
    adding.tone = tone_of(record, adding.analysis);
    kefu__group_clear(a, a->delta);
    a->part_count = 0;
    status = fill_delta(&adding);
    if (status == KEFU_E_MEMORY)
        return kefu__no_memory(error);
    if (status != KEFU_OK)
        return kefu__fail(error, status, "too many different ids");
    return kefu__aggregate_add_delta(a, record->at, error);
}

kefu_status kefu_aggregate_add_feedback_json(kefu_aggregate *a, kefu_scratch *scratch,
                                             const char *json, size_t size, kefu_findings *findings,
                                             kefu_error *error) {
    if (!a || !scratch || !json)
        return kefu__fail(error, KEFU_E_ARGUMENT, "adding needs an aggregate, scratch and JSON");
    if (!a->scheme)
        return kefu__fail(error, KEFU_E_SCHEME, "the aggregate was loaded without a scheme");
    struct json_reader reader;
    kefu_status status;
    if ((status = kefu__json_open_record(&reader, &a->allocator, json, size, findings, error)) !=
        KEFU_OK)
        return status;
    struct arena arena;
    kefu__arena_init(&arena, &a->allocator);
    struct feedback_record record;
    kefu__record_feedback(&reader, &arena, a->offset_minutes, reader.root, &record);
    status = reader.status;
    if (!reader.errors)
        status = add_record(a, scratch, &record, error);
    kefu__arena_free(&arena);
    kefu__json_close(&reader);
    return status;
}
