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
        const struct issue *here = kefu__group_issue(group, issue->kind, issue->id);
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
                                                   issue->id);
    if (!before)
        return;
    uint64_t count = before->conversations + before->feedback;
    row->previous_share = share_of(count, population(build->previous, issue->kind));
    row->previous_negative_rate = share_of(before->negative, count);
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
    row->share = share_of(count, population(build->current, issue->kind));
    row->negative_rate = rate_value(issue->negative < count ? issue->negative : count, count);
    read_previous(build, issue, row);
    if (issue->kind == ISSUE_FAULT)
        find_worst_group(build, issue, row);
    row->cases = kefu__pen_room(pen, issue->evidence_count, sizeof *row->cases);
    for (size_t i = 0; row->cases && i < issue->evidence_count; i++)
        copy_case(pen, issue->evidence[i], &row->cases[row->case_count++]);
}

/* ---- lists ---- */

/* Does issue `a` come before `b` in a list? Topics and aspects are in the order of the number of
 * dissatisfied customers, other issues of frequency; ties in the order of ids. */
static bool comes_before(const struct issue *a, const struct issue *b) {
    const uint64_t a_count = a->conversations + a->feedback;
    const uint64_t b_count = b->conversations + b->feedback;
    const bool problem = a->kind == ISSUE_TOPIC || a->kind == ISSUE_ASPECT;
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

void kefu__report_issues(struct report_build *build) {
    kefu_report *report = build->report;
    const struct group *all = build->current->groups[0];
    for (uint32_t kind = 0; kind < ISSUE_BAND; kind++) {
        const struct issue *chosen[REPORT_ISSUES_MAX];
        struct report_list *list = &report->issues[kind];
        size_t count = 0, i;
        for (i = 0; i < all->issue_count; i++)
            if (all->issues[i].kind == kind && all->issues[i].id.size)
                count = insert(chosen, count, REPORT_ISSUES_MAX, &all->issues[i]);
        list->items = kefu__pen_room(&report->pen, count, sizeof *list->items);
        for (i = 0; list->items && i < count; i++)
            read_issue(build, chosen[i], &list->items[list->count++]);
    }
}
