/* SPDX-License-Identifier: MIT
 * Writing an aggregate's state. */
#include <string.h>

#include "aggregate/state.h"

/* What is being saved. */
struct saving {
    const kefu_aggregate *a;
    struct buffer *to;
    struct dictionary dictionary;
    /* indices of the series that are written, in the order of their definitions */
    size_t *order;
    size_t count;
};

/* ---- series ---- */

/* The series that have cases, and those to which the ratings of others belong, so that what is
 * written depends only on what was added. Inserted by binary search. */
static void order_series(struct saving *s) {
    const struct series *series = s->a->series;
    for (size_t i = 0; i < s->a->series_count; i++) {
        size_t low = 0, high = s->count;
        if (!kefu__series_is_used(s->a, i) &&
            (series[i].rated == SIZE_MAX || !kefu__series_is_used(s->a, series[i].rated)))
            continue;
        while (low < high) {
            const size_t middle = low + (high - low) / 2;
            if (kefu__series_compare(&series[s->order[middle]], &series[i]) < 0)
                low = middle + 1;
            else
                high = middle;
        }
        memmove(&s->order[low + 1], &s->order[low], (s->count - low) * sizeof *s->order);
        s->order[low] = i;
        s->count++;
    }
}

static void put_double(struct buffer *to, double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    kefu__put_fixed(to, bits, 8);
}

static void put_series(struct buffer *to, const struct series *series) {
    const struct measure_rule *rule = &series->rule;
    kefu__put_text(to, series->id);
    kefu__put_fixed(to, series->digest, 8);
    kefu__put_number(to, series->flags);
    kefu__put_number(to, rule->kind);
    kefu__put_number(to, rule->unit);
    kefu__put_number(to, rule->statistic);
    kefu__put_number(to, rule->min_n);
    kefu__put_number(to, rule->bounds);
    kefu__put_number(to, rule->clustered);
    put_double(to, rule->scale);
    put_double(to, rule->level);
    put_double(to, rule->low);
    put_double(to, rule->high);
}

/* ---- groups ---- */

/* Accumulators are preceded by the distance to the one before; 0 ends the list. */
static void put_measures(struct saving *s, const struct facts *facts) {
    size_t before = 0;
    for (size_t i = 0; i < s->count; i++) {
        const struct measure *measure = &facts->measures[s->order[i]];
        if (kefu__measure_is_blank(measure))
            continue;
        kefu__put_number(s->to, i + 1 - before);
        kefu__put_measure(s->to, measure);
        before = i + 1;
    }
    kefu__put_number(s->to, 0);
}

static void put_facts(struct saving *s, const struct facts *facts) {
    kefu__put_number(s->to, facts->conversations);
    kefu__put_number(s->to, facts->messages);
    kefu__put_number(s->to, facts->feedback);
    kefu__put_number(s->to, facts->evaluations);
    kefu__put_number(s->to, facts->joined);
    kefu__put_number(s->to, facts->surveys);
    put_measures(s, facts);
}

static void put_evidence(struct buffer *to, const struct evidence *e) {
    kefu__put_text(to, e->conversation_id);
    kefu__put_text(to, e->record_id);
    kefu__put_text(to, e->agent_id);
    kefu__put_text(to, e->text);
    kefu__put_number(to, e->start);
    kefu__put_number(to, e->end);
    kefu__put_signed(to, e->at);
    kefu__put_number(to, (uint64_t)e->strength);
    kefu__put_number(to, e->role);
    kefu__put_fixed(to, e->contact, 8);
}

static void put_issues(struct saving *s, const struct group *group) {
    size_t before = 0;
    kefu__put_number(s->to, group->issue_count);
    for (size_t i = 0; i < group->issue_count; i++) {
        const struct issue *issue = &group->issues[i];
        const size_t entry = kefu__dictionary_find(&s->dictionary, issue->kind, issue->id,
                                                   issue->definition);
        kefu__put_number(s->to, entry + 1 - before);
        kefu__put_number(s->to, issue->conversations);
        kefu__put_number(s->to, issue->feedback);
        kefu__put_number(s->to, issue->mentions);
        kefu__put_number(s->to, issue->negative);
        kefu__put_number(s->to, issue->positive);
        kefu__put_number(s->to, issue->evidence_count);
        for (uint32_t j = 0; j < issue->evidence_count; j++)
            put_evidence(s->to, issue->evidence[j]);
        before = entry + 1;
    }
}

static void put_scores(struct saving *s, const struct group *group) {
    size_t before = 0;
    kefu__put_number(s->to, group->score_count);
    for (size_t i = 0; i < group->score_count; i++) {
        const struct score_part *score = &group->scores[i];
        const size_t entry = kefu__dictionary_find(&s->dictionary, DICTIONARY_SCORE, score->id,
                                                   score->definition);
        kefu__put_number(s->to, entry + 1 - before);
        kefu__put_measure(s->to, &score->measure);
        before = entry + 1;
    }
}

static void put_group(struct saving *s, const struct group *group) {
    put_facts(s, &group->facts);
    if (group->facts.surveys) {
        for (size_t i = 0; i < sizeof group->ratings / sizeof *group->ratings; i++)
            kefu__put_number(s->to, group->ratings[i]);
        for (size_t i = 0; i < sizeof group->recommend / sizeof *group->recommend; i++)
            kefu__put_number(s->to, group->recommend[i]);
    }
    put_issues(s, group);
    put_scores(s, group);
    kefu__put_customers(s->to, group);
}

/* ---- sections ---- */

static void put_spec(struct saving *s) {
    const kefu_aggregate *a = s->a;
    const size_t begin = kefu__section_begin(s->to, SECTION_SPEC, 0);
    kefu__put_number(s->to, a->column_count);
    for (size_t i = 0; i < a->column_count; i++)
        kefu__put_text(s->to, a->columns[i]);
    kefu__put_signed(s->to, a->offset_minutes);
    kefu__put_number(s->to, a->most_evidence);
    kefu__put_signed(s->to, a->as_of);
    kefu__put_signed(s->to, a->first_at);
    kefu__put_signed(s->to, a->last_at);
    kefu__section_end(s->to, begin);
}

static void put_definitions(struct saving *s) {
    size_t begin = kefu__section_begin(s->to, SECTION_SERIES, 0);
    kefu__put_number(s->to, s->count);
    for (size_t i = 0; i < s->count; i++)
        put_series(s->to, &s->a->series[s->order[i]]);
    kefu__section_end(s->to, begin);
    begin = kefu__section_begin(s->to, SECTION_DICTIONARY, 0);
    kefu__put_dictionary(s->to, &s->dictionary);
    kefu__section_end(s->to, begin);
}

static void put_groups(struct saving *s) {
    const kefu_aggregate *a = s->a;
    const size_t begin = kefu__section_begin(s->to, SECTION_GROUPS, 0);
    kefu__put_number(s->to, a->group_count);
    for (size_t i = 0; i < a->group_count; i++) {
        for (size_t column = 0; column < a->column_count && i > 0; column++)
            kefu__put_text(s->to, a->groups[i]->key[column]);
        put_group(s, a->groups[i]);
    }
    kefu__section_end(s->to, begin);
}

static void put_hours(struct saving *s) {
    const size_t begin = kefu__section_begin(s->to, SECTION_HOURS, 0);
    for (size_t i = 0; i < AGGREGATE_HOURS; i++)
        put_facts(s, &s->a->hours[i]);
    kefu__section_end(s->to, begin);
}

static void put_all(struct saving *s) {
    static const char header[STATE_HEADER_SIZE] = {0};
    kefu__buffer_add(s->to, header, sizeof header);
    put_spec(s);
    put_definitions(s);
    put_groups(s);
    put_hours(s);
    const size_t canonical = s->to->size;
    if (s->a->sources.count) {
        const size_t begin = kefu__section_begin(s->to, SECTION_SOURCES, SECTION_MAY_SKIP);
        kefu__put_sources(s->to, &s->a->sources);
        kefu__section_end(s->to, begin);
    }
    kefu__header_seal(s->to, STATE_MAGIC, STATE_VERSION, STATE_READER, canonical);
}

kefu_status kefu_aggregate_save(const kefu_aggregate *a, kefu_write write, void *ctx,
                                kefu_error *error) {
    if (!a || !write)
        return kefu__fail(error, KEFU_E_ARGUMENT, "saving needs an aggregate and a writer");
    struct buffer buffer;
    struct saving s = {.a = a, .to = &buffer};
    const size_t size = (a->series_count + 1) * sizeof *s.order;
    kefu__buffer_init(&buffer, &a->allocator);
    s.order = kefu__alloc(&a->allocator, size);
    kefu_status status = KEFU_E_MEMORY;
    if (s.order && kefu__dictionary_collect(&s.dictionary, a)) {
        order_series(&s);
        put_all(&s);
        status = kefu__buffer_hand_over(&buffer, write, ctx, error);
    } else {
        kefu__no_memory(error);
    }
    kefu__release(&a->allocator, s.order, size);
    kefu__dictionary_free(&s.dictionary, &a->allocator);
    return status;
}
