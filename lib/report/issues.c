/* SPDX-License-Identifier: MIT
 * What came up often: topics, aspects, intents, faults, emotions and acts, with redacted quotes. */
#include <string.h>

#include "base/utf8.h"
#include "report/model.h"
#include "stats/proportion.h"

/* ---- quotes ---- */

/* Moves the bounds of the evidence in a quote into its text and to character boundaries. */
static void fit_span(struct report_case *quote) {
    if (quote->end > quote->text.size || quote->start > quote->end)
        quote->start = quote->end = 0;
    while (quote->start > 0 && quote->start < quote->text.size &&
           !utf8_is_start(quote->text.data[quote->start]))
        quote->start--;
    while (quote->end < quote->text.size && !utf8_is_start(quote->text.data[quote->end]))
        quote->end++;
}

/* Copies a quote, with what names a person masked. */
static void copy_case(struct pen *pen, const struct evidence *evidence, struct report_case *quote) {
    quote->conversation_id = kefu__pen_redacted(pen, evidence->conversation_id);
    quote->record_id = kefu__pen_redacted(pen, evidence->record_id);
    quote->agent_id = kefu__pen_redacted(pen, evidence->agent_id);
    quote->text = kefu__pen_redacted(pen, evidence->text);
    quote->start = evidence->start;
    quote->end = evidence->end;
    quote->at = evidence->at;
    quote->role = evidence->role;
    fit_span(quote);
}

/* ---- one issue ---- */

static double share_of(uint64_t part, uint64_t all) {
    return all ? (double)part / (double)all : 0;
}

/* The denominator of an issue's share: the number of conversations and feedback records in which it
 * could occur. Acts and faults are an agent's, so they cannot occur in feedback. */
static uint64_t population(const kefu_aggregate *aggregate, uint32_t kind) {
    const struct facts *all = &aggregate->groups[0]->facts;
    return all->conversations + (kind == ISSUE_FAULT || kind == ISSUE_ACT ? 0 : all->feedback);
}

static kefu_value rate_value(uint64_t hits, uint64_t n) {
    struct stats_interval interval;
    kefu_value value;
    memset(&value, 0, sizeof value);
    value.unit = KEFU_UNIT_RATIO;
    value.n = n;
    if (n == 0) {
        value.state = KEFU_STATE_NO_DATA;
        value.reason = KEFU_REASON_NO_EVENTS;
        return value;
    }
    value.value = share_of(hits, n);
    if (n > 1 && kefu__wilson((double)hits, (double)n, 0.95, &interval) == STATS_OK) {
        value.low = interval.low;
        value.high = interval.high;
        value.flags = KEFU_VALUE_HAS_INTERVAL;
    }
    return value;
}

static bool is_named(const struct group *group, size_t columns) {
    for (size_t i = 0; i < columns; i++)
        if (group->key[i].size)
            return true;
    return false;
}

/* Finds the group in which a fault was found in the most conversations. Sets no group if several
 * are tied, or if the group's key is unknown. */
static void find_worst_group(struct report_build *build, const struct issue *issue,
                             struct report_issue *row) {
    bool tied = false;
    const struct group *worst = NULL;
    for (size_t i = 1; i < build->current->group_count; i++) {
        const struct group *group = build->current->groups[i];
        const struct issue *here = kefu__group_issue(group, issue->kind, issue->id,
                                                     issue->definition);
        const uint64_t count = here ? here->conversations : 0;
        if (count > row->worst_count) {
            row->worst_count = count;
            worst = group;
            tied = false;
        } else if (count == row->worst_count) {
            tied = true;
        }
    }
    if (!worst || tied || !is_named(worst, build->current->column_count)) {
        row->worst_count = 0;
        return;
    }
    row->worst_group.data = kefu__group_name(&build->report->pen, worst->key,
                                             build->current->column_count);
    row->worst_group.size = strlen(row->worst_group.data);
}

static void read_previous(struct report_build *build, const struct issue *issue,
                          struct report_issue *row) {
    if (!build->previous)
        return;
    row->has_previous = true;
    const struct issue *before = kefu__group_issue(build->previous->groups[0], issue->kind,
                                                   issue->id, issue->definition);
    if (!before)
        return;
    uint64_t count = before->conversations + before->feedback;
    uint64_t all = population(build->previous, issue->kind);
    row->previous_share = share_of(count, all);
    row->previous_negative_share = share_of(before->negative, all);
}

static void read_quotes(struct report_build *build, const struct issue *issue,
                        struct report_issue *row) {
    row->cases = kefu__pen_room(&build->report->pen, issue->evidence_count, sizeof *row->cases);
    for (size_t i = 0; row->cases && i < issue->evidence_count; i++)
        copy_case(&build->report->pen, issue->evidence[i], &row->cases[row->case_count++]);
}

/* ---- quotes of a subject ---- */

static bool is_quoted(const struct evidence *const *chosen, size_t count,
                      const struct evidence *quote) {
    for (size_t i = 0; i < count; i++)
        if (kefu__str_equal(chosen[i]->conversation_id, quote->conversation_id) &&
            kefu__str_equal(chosen[i]->record_id, quote->record_id))
            return true;
    return false;
}

/* Takes the stronger of the next quotes of two issues, each with its strongest first. */
static const struct evidence *take_stronger(const struct issue *const issues[2], size_t at[2]) {
    const struct evidence *next[2] = {NULL, NULL};
    for (size_t i = 0; i < 2; i++)
        if (issues[i] && at[i] < issues[i]->evidence_count)
            next[i] = issues[i]->evidence[at[i]];
    if (!next[0] && !next[1])
        return NULL;
    const size_t best = !next[0] || (next[1] && kefu__evidence_compare(next[1], next[0]) < 0);
    at[best]++;
    return next[best];
}

/* The quotes of a subject: those of the topic and of the aspect with its id, the strongest first,
 * one of each message. */
static void read_subject_quotes(struct report_build *build, struct report_issue *row) {
    const struct group *all = build->current->groups[0];
    const uint64_t aspect = kefu__found_definition(build->current->scheme, ISSUE_ASPECT,
                                                   row->id.data);
    const struct issue *const issues[2] = {kefu__group_issue(all, ISSUE_TOPIC, row->id, 0),
                                           kefu__group_issue(all, ISSUE_ASPECT, row->id, aspect)};
    const struct evidence *chosen[AGGREGATE_EVIDENCE_MAX], *quote;
    size_t at[2] = {0, 0}, count = 0;
    while (count < build->current->most_evidence && (quote = take_stronger(issues, at)) != NULL)
        if (!is_quoted(chosen, count, quote))
            chosen[count++] = quote;
    row->cases = kefu__pen_room(&build->report->pen, count, sizeof *row->cases);
    for (size_t i = 0; row->cases && i < count; i++)
        copy_case(&build->report->pen, chosen[i], &row->cases[row->case_count++]);
}

static void read_issue(struct report_build *build, const struct issue *issue,
                       struct report_issue *row) {
    kefu_report *report = build->report;
    struct pen *pen = &report->pen;
    const char *id = kefu__pen_copy(pen, issue->id.data, issue->id.size);
    const uint64_t count = issue->conversations + issue->feedback;
    row->kind = issue->kind;
    row->id.data = id;
    row->id.size = pen->failed ? 0 : issue->id.size;
    row->title = kefu__report_title(build, id);
    row->owner = kefu__spec_owner(&report->spec, row->id);
    row->conversations = issue->conversations;
    row->feedback = issue->feedback;
    row->mentions = issue->mentions;
    row->negative = issue->negative;
    row->positive = issue->positive;
    const uint64_t all = population(build->current, issue->kind);
    row->share = share_of(count, all);
    row->negative_share = share_of(issue->negative, all);
    row->negative_rate = rate_value(issue->negative < count ? issue->negative : count, count);
    read_previous(build, issue, row);
    if (issue->kind == ISSUE_FAULT)
        find_worst_group(build, issue, row);
    if (issue->kind == ISSUE_SUBJECT)
        read_subject_quotes(build, row);
    else
        read_quotes(build, issue, row);
}

/* ---- lists ---- */

/* Does issue `a` come before `b` in a list? Subjects, topics and aspects are in the order of the
 * number of dissatisfied customers, other issues of frequency; ties in the order of ids. */
static bool comes_before(const struct issue *a, const struct issue *b) {
    const uint64_t a_count = a->conversations + a->feedback;
    const uint64_t b_count = b->conversations + b->feedback;
    const bool problem = a->kind == ISSUE_SUBJECT || a->kind == ISSUE_TOPIC ||
                         a->kind == ISSUE_ASPECT;
    if (problem && a->negative != b->negative)
        return a->negative > b->negative;
    if (a_count != b_count)
        return a_count > b_count;
    return kefu__str_compare(a->id, b->id) < 0;
}

/* Inserts an issue into a sorted list that keeps its first `most` elements; returns the new number
 * of elements. */
static size_t insert(const struct issue **list, size_t count, size_t most,
                     const struct issue *issue) {
    size_t at = count;
    if (count == most) {
        if (!comes_before(issue, list[count - 1]))
            return count;
        at = --count;
    }
    while (at > 0 && comes_before(issue, list[at - 1])) {
        list[at] = list[at - 1];
        at--;
    }
    list[at] = issue;
    return count + 1;
}

static void read_list(struct report_build *build, uint32_t kind) {
    const struct group *all = build->current->groups[0];
    const struct issue *chosen[REPORT_ISSUES_MAX];
    struct report_list *list = &build->report->issues[kind];
    size_t count = 0;
    for (size_t i = 0; i < all->issue_count; i++)
        if (all->issues[i].kind == kind && all->issues[i].id.size &&
            kefu__issue_is_current(build->current->scheme, &all->issues[i]))
            count = insert(chosen, count, REPORT_ISSUES_MAX, &all->issues[i]);
    list->items = kefu__pen_room(&build->report->pen, count, sizeof *list->items);
    for (size_t i = 0; list->items && i < count; i++)
        read_issue(build, chosen[i], &list->items[list->count++]);
}

void kefu__report_issues(struct report_build *build) {
    kefu_report *report = build->report;
    for (uint32_t kind = 0; kind < ISSUE_KINDS; kind++)
        if (kind != ISSUE_BAND && kind != ISSUE_RULE)
            read_list(build, kind);
    const struct report_list *subjects = &report->issues[ISSUE_SUBJECT];
    while (report->complained_count < subjects->count &&
           subjects->items[report->complained_count].negative > 0)
        report->complained_count++;
}
