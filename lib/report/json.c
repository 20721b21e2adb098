/* SPDX-License-Identifier: MIT
 * The report as JSON (docs/schema/report-1.schema.json): a superset of what the other formats show.
 */
#include "json/json.h"

#include <string.h>

#include "report/outline.h"
#include "time/time.h"

/* ---- small things ---- */

static void put_words(struct json_writer *to, const char *name, struct words words) {
    kefu__json_put_name(to, name);
    kefu__json_open_object(to);
    kefu__json_add_string(to, "zh-Hans", words.zh);
    kefu__json_add_string(to, "en", words.en);
    kefu__json_close_object(to);
}

static void put_instant(struct json_writer *to, const char *name, int64_t at, int32_t offset) {
    kefu__json_put_name(to, name);
    char text[40];
    if (at == KEFU_TIME_NONE)
        kefu__json_put_null(to);
    else
        kefu__json_put_text(to, text, kefu__time_format(text, at, offset));
}

static void put_value(struct json_writer *to, const char *name, const kefu_value *value) {
    kefu__json_put_name(to, name);
    kefu__json_put_value(to, value);
}

/* ---- indicators ---- */

static void put_change(struct json_writer *to, const struct change *change) {
    static const char *const kinds[] = {"none", "percentage_points", "relative", "difference"};
    static const char *const verdicts[] = {"none", "better", "worse", "same"};
    static const char *const tests[] = {"none", "two_proportions", "means"};
    kefu__json_put_name(to, "change");
    if (change->kind == CHANGE_NONE) {
        kefu__json_put_null(to);
        return;
    }
    kefu__json_open_object(to);
    kefu__json_add_string(to, "kind", kinds[change->kind]);
    kefu__json_add_number(to, "value", change->value);
    kefu__json_add_string(to, "direction", verdicts[change->verdict]);
    kefu__json_put_name(to, "test");
    if (change->test == TEST_NONE)
        kefu__json_put_null(to);
    else
        kefu__json_put_string(to, tests[change->test]);
    kefu__json_put_name(to, "p_value");
    if (change->test == TEST_NONE)
        kefu__json_put_null(to);
    else
        kefu__json_put_number(to, change->p_value);
    kefu__json_put_name(to, "significant");
    if (change->test == TEST_NONE)
        kefu__json_put_null(to);
    else
        kefu__json_put_bool(to, change->significant);
    kefu__json_close_object(to);
}

static void put_target(struct json_writer *to, const struct indicator *indicator) {
    const bool known = indicator->has_target && KEFU_VALUE_IS_NUMBER(indicator->value);
    kefu__json_put_name(to, "target");
    if (indicator->has_target)
        kefu__json_put_number(to, indicator->target);
    else
        kefu__json_put_null(to);
    kefu__json_put_name(to, "gap");
    if (known)
        kefu__json_put_number(to, indicator->gap);
    else
        kefu__json_put_null(to);
    kefu__json_put_name(to, "met");
    if (known)
        kefu__json_put_bool(to, indicator->met);
    else
        kefu__json_put_null(to);
    if (known)
        kefu__json_add_bool(to, "certain", indicator->certain);
    if (known && indicator->approximate)
        kefu__json_add_bool(to, "approximate", true);
}

static void put_previous_value(struct json_writer *to, const struct indicator *indicator,
                               bool compared) {
    kefu__json_put_name(to, "previous");
    if (compared)
        kefu__json_put_value(to, &indicator->previous);
    else
        kefu__json_put_null(to);
}

/* How an indicator is shown that is not shown by its own statistic. */
static void put_shown(struct json_writer *to, const struct indicator *indicator, bool compared) {
    kefu__json_put_name(to, "shown");
    kefu__json_open_object(to);
    kefu__json_add_string(to, "statistic", "p50");
    kefu__json_add_value(to, &indicator->value);
    put_target(to, indicator);
    put_previous_value(to, indicator, compared);
    put_change(to, &indicator->change);
    kefu__json_close_object(to);
}

static void put_indicator(struct json_writer *to, const struct indicator *indicator,
                          bool compared) {
    kefu__json_open_object(to);
    kefu__json_add_string(to, "metric", indicator->id);
    put_words(to, "title", indicator->title);
    kefu__json_add_string(to, "unit", kefu_unit_name(indicator->value.unit));
    kefu__json_add_string(to, "direction",
                          indicator->higher_is_better ? "higher_is_better" : "lower_is_better");
    kefu__json_add_string(to, "entity", indicator->entity);
    if (*indicator->digest)
        kefu__json_add_string(to, "digest", indicator->digest);
    if (indicator->level)
        kefu__json_add_string(to, "level", indicator->level == 1 ? "section" : "question");
    kefu__json_add_value(to, &indicator->value);
    if (KEFU_VALUE_IS_NUMBER(indicator->median))
        kefu__json_add_number(to, "p50", indicator->median.value);
    if (KEFU_VALUE_IS_NUMBER(indicator->p90))
        kefu__json_add_number(to, "p90", indicator->p90.value);
    put_target(to, indicator);
    put_previous_value(to, indicator, compared);
    put_change(to, &indicator->change);
    if (indicator->shown != indicator)
        put_shown(to, indicator->shown, compared);
    kefu__json_close_object(to);
}

static void put_indicators(struct json_writer *to, const char *name,
                           const struct indicator *indicators, size_t count, bool compared) {
    kefu__json_put_name(to, name);
    kefu__json_open_array(to);
    for (size_t i = 0; i < count; i++)
        put_indicator(to, &indicators[i], compared);
    kefu__json_close_array(to);
}

/* ---- tables ---- */

static void put_cells(struct json_writer *to, const struct report_column *columns, size_t count,
                      const kefu_value *cells) {
    kefu__json_put_name(to, "metrics");
    kefu__json_open_object(to);
    for (size_t i = 0; i < count; i++)
        put_value(to, columns[i].id, &cells[i]);
    kefu__json_close_object(to);
}

static void put_group(struct json_writer *to, const kefu_report *report,
                      const struct report_group *group) {
    kefu__json_open_object(to);
    kefu__json_put_name(to, "key");
    kefu__json_open_object(to);
    for (size_t i = 0; i < report->column_count; i++)
        kefu__json_add_text(to, report->columns[i].data, group->key[i]);
    kefu__json_close_object(to);
    kefu__json_add_count(to, "conversations", group->conversations);
    kefu__json_add_count(to, "feedback", group->feedback);
    put_value(to, "customers", &group->customers);
    kefu__json_add_bool(to, "small", group->small);
    put_value(to, "score", &group->score);
    kefu__json_put_name(to, "previous_score");
    if (group->has_previous_score)
        kefu__json_put_number(to, group->previous_score);
    else
        kefu__json_put_null(to);
    kefu__json_put_name(to, "band");
    if (group->band)
        kefu__json_put_string(to, group->band->id);
    else
        kefu__json_put_null(to);
    kefu__json_add_count(to, "faults", group->faults);
    put_cells(to, report->group_columns, report->group_column_count, group->cells);
    kefu__json_close_object(to);
}

static void put_groups(struct json_writer *to, const kefu_report *report) {
    kefu__json_put_name(to, "groups");
    kefu__json_open_array(to);
    for (size_t i = 0; i < report->group_count; i++)
        put_group(to, report, &report->groups[i]);
    kefu__json_close_array(to);
}

static void put_hours(struct json_writer *to, const kefu_report *report) {
    kefu__json_put_name(to, "hours");
    kefu__json_open_array(to);
    for (unsigned hour = 0; hour < AGGREGATE_HOURS; hour++) {
        const struct report_hour *row = &report->hours[hour];
        if (!row->conversations && !row->feedback)
            continue;
        kefu__json_open_object(to);
        kefu__json_add_count(to, "hour", hour);
        kefu__json_add_count(to, "conversations", row->conversations);
        kefu__json_add_count(to, "feedback", row->feedback);
        put_cells(to, report->hour_columns, report->hour_column_count, row->cells);
        kefu__json_put_name(to, "medians");
        kefu__json_open_object(to);
        for (size_t i = 0; i < report->hour_column_count; i++)
            if (report->hour_columns[i].unit == KEFU_UNIT_MS)
                put_value(to, report->hour_columns[i].id, &row->medians[i]);
        kefu__json_close_object(to);
        kefu__json_close_object(to);
    }
    kefu__json_close_array(to);
}

/* ---- issues ---- */

static void put_case(struct json_writer *to, const kefu_report *report,
                     const struct report_case *quote) {
    kefu__json_open_object(to);
    kefu__json_add_text(to, "conversation_id", quote->conversation_id);
    kefu__json_add_text(to, quote->conversation_id.size ? "message_id" : "feedback_id",
                        quote->record_id);
    kefu__json_add_text(to, "agent_id", quote->agent_id);
    kefu__json_add_string(to, "role", kefu_role_name(quote->role));
    put_instant(to, "at", quote->at, report->offset_minutes);
    kefu__json_add_text(to, "text", quote->text);
    kefu__json_add_count(to, "start", quote->start);
    kefu__json_add_count(to, "end", quote->end);
    kefu__json_close_object(to);
}

static void put_previous(struct json_writer *to, const char *name, const struct report_issue *issue,
                         double share) {
    kefu__json_put_name(to, name);
    if (issue->has_previous)
        kefu__json_put_number(to, share);
    else
        kefu__json_put_null(to);
}

static void put_issue(struct json_writer *to, const kefu_report *report,
                      const struct report_issue *issue) {
    kefu__json_open_object(to);
    kefu__json_add_text(to, "id", issue->id);
    put_words(to, "title", issue->title);
    kefu__json_add_count(to, "count", issue->conversations + issue->feedback);
    kefu__json_add_count(to, "conversations", issue->conversations);
    kefu__json_add_count(to, "feedback", issue->feedback);
    kefu__json_add_count(to, "mentions", issue->mentions);
    kefu__json_add_number(to, "share", issue->share);
    kefu__json_add_count(to, "negative", issue->negative);
    kefu__json_add_count(to, "positive", issue->positive);
    kefu__json_add_number(to, "negative_share", issue->negative_share);
    put_value(to, "negative_rate", &issue->negative_rate);
    put_previous(to, "previous_share", issue, issue->previous_share);
    put_previous(to, "previous_negative_share", issue, issue->previous_negative_share);
    kefu__json_put_name(to, "owner");
    if (issue->owner)
        kefu__json_put_string(to, issue->owner->id);
    else
        kefu__json_put_null(to);
    if (issue->worst_group.size) {
        kefu__json_add_text(to, "most_by", issue->worst_group);
        kefu__json_add_count(to, "most_by_count", issue->worst_count);
    }
    kefu__json_put_name(to, "cases");
    kefu__json_open_array(to);
    for (size_t i = 0; i < issue->case_count; i++)
        put_case(to, report, &issue->cases[i]);
    kefu__json_close_array(to);
    kefu__json_close_object(to);
}

static void put_issues(struct json_writer *to, const kefu_report *report) {
    static const struct {
        const char *name;
        uint32_t kind;
    } lists[] = {{"subjects", ISSUE_SUBJECT}, {"topics", ISSUE_TOPIC},
                 {"aspects", ISSUE_ASPECT},   {"faults", ISSUE_FAULT},
                 {"intents", ISSUE_INTENT},   {"emotions", ISSUE_EMOTION},
                 {"acts", ISSUE_ACT},         {"demands", ISSUE_DEMAND}};
    size_t i, j;
    kefu__json_put_name(to, "issues");
    kefu__json_open_object(to);
    for (i = 0; i < sizeof lists / sizeof *lists; i++) {
        kefu__json_put_name(to, lists[i].name);
        kefu__json_open_array(to);
        for (j = 0; j < report->issues[lists[i].kind].count; j++)
            put_issue(to, report, &report->issues[lists[i].kind].items[j]);
        kefu__json_close_array(to);
    }
    kefu__json_close_object(to);
}

/* ---- scores, feedback ---- */

static void put_bands(struct json_writer *to, const kefu_report *report) {
    kefu__json_put_name(to, "bands");
    kefu__json_open_array(to);
    for (size_t i = 0; i < report->band_count; i++) {
        kefu__json_open_object(to);
        kefu__json_add_string(to, "id", report->bands[i].id);
        put_words(to, "title", report->bands[i].title);
        kefu__json_add_count(to, "count", report->bands[i].count);
        kefu__json_put_name(to, "previous_count");
        if (report->compared)
            kefu__json_put_integer(to, (int64_t)report->bands[i].previous_count);
        else
            kefu__json_put_null(to);
        kefu__json_close_object(to);
    }
    kefu__json_close_array(to);
}

static void put_counts(struct json_writer *to, const char *name, const uint64_t *counts,
                       size_t count) {
    kefu__json_put_name(to, name);
    kefu__json_open_array(to);
    for (size_t i = 0; i < count; i++)
        kefu__json_put_integer(to, (int64_t)counts[i]);
    kefu__json_close_array(to);
}

static void put_feedback(struct json_writer *to, const kefu_report *report) {
    kefu__json_put_name(to, "feedback");
    kefu__json_open_object(to);
    kefu__json_add_count(to, "records", report->feedback);
    put_counts(to, "ratings_1_to_5", report->ratings, 5);
    put_counts(to, "recommend_0_to_10", report->recommend, 11);
    kefu__json_close_object(to);
}

/* ---- findings and suggestions ---- */

static void put_ids(struct json_writer *to, const struct report_finding *finding) {
    kefu__json_put_name(to, "cases");
    kefu__json_open_array(to);
    for (size_t i = 0; i < finding->case_count; i++)
        kefu__json_put_text(to, finding->cases[i].data, finding->cases[i].size);
    kefu__json_close_array(to);
}

static void put_findings(struct json_writer *to, const kefu_report *report) {
    kefu__json_put_name(to, "findings");
    kefu__json_open_array(to);
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct report_finding *finding = &report->findings[i];
        kefu__json_open_object(to);
        kefu__json_add_string(to, "id", finding->id);
        kefu__json_add_string(to, "code", finding->code);
        kefu__json_add_string(to, "subject", finding->subject);
        kefu__json_add_string(to, "severity", finding->good || finding->note ? "note" : "warning");
        kefu__json_add_string(to, "place", finding->place);
        put_words(to, "message", finding->text);
        put_ids(to, finding);
        kefu__json_close_object(to);
    }
    kefu__json_close_array(to);
}

static void put_due(struct json_writer *to, const kefu_report *report,
                    const struct report_suggestion *suggestion) {
    char text[40];
    kefu__json_add_count(to, "due_days", suggestion->due_days);
    kefu__json_put_name(to, "due");
    if (suggestion->due_at == KEFU_TIME_NONE) {
        kefu__json_put_null(to);
        return;
    }
    kefu__time_format(text, suggestion->due_at, report->offset_minutes);
    kefu__json_put_text(to, text, sizeof "YYYY-MM-DD" - 1);
}

static void put_suggestions(struct json_writer *to, const kefu_report *report) {
    kefu__json_put_name(to, "suggestions");
    kefu__json_open_array(to);
    for (size_t i = 0; i < report->suggestion_count; i++) {
        const struct report_suggestion *suggestion = &report->suggestions[i];
        const struct report_finding *finding = suggestion->finding;
        kefu__json_open_object(to);
        kefu__json_add_string(to, "finding", finding->id);
        kefu__json_add_string(to, "template", suggestion->id);
        kefu__json_put_name(to, "owner");
        if (suggestion->owner)
            kefu__json_put_string(to, suggestion->owner->id);
        else
            kefu__json_put_null(to);
        put_due(to, report, suggestion);
        kefu__json_add_string(to, "place", finding->place);
        put_words(to, "text", suggestion->text);
        kefu__json_put_name(to, "params");
        kefu__json_open_object(to);
        for (size_t j = 0; j < finding->param_count; j++)
            kefu__json_add_string(to, finding->params[j].name, finding->params[j].text.en);
        kefu__json_close_object(to);
        put_ids(to, finding);
        kefu__json_close_object(to);
    }
    kefu__json_close_array(to);
}

/* ---- the report ---- */

static void put_period(struct json_writer *to, const kefu_report *report) {
    kefu__json_put_name(to, "period");
    kefu__json_open_object(to);
    put_instant(to, "from", report->first_at, report->offset_minutes);
    put_instant(to, "to", report->last_at, report->offset_minutes);
    kefu__json_add_count(to, "conversations", report->conversations);
    kefu__json_add_count(to, "messages", report->messages);
    kefu__json_add_count(to, "feedback", report->feedback);
    kefu__json_add_count(to, "evaluations", report->evaluations);
    put_value(to, "customers", &report->customers);
    if (report->left_out_conversations || report->left_out_feedback) {
        kefu__json_put_name(to, "left_out");
        kefu__json_open_object(to);
        kefu__json_add_count(to, "conversations", report->left_out_conversations);
        kefu__json_add_count(to, "feedback", report->left_out_feedback);
        kefu__json_close_object(to);
    }
    if (report->unjoined_feedback)
        kefu__json_add_count(to, "unjoined_feedback", report->unjoined_feedback);
    kefu__json_close_object(to);
    kefu__json_put_name(to, "previous_period");
    if (!report->compared) {
        kefu__json_put_null(to);
        return;
    }
    kefu__json_open_object(to);
    put_instant(to, "from", report->previous_first_at, report->offset_minutes);
    put_instant(to, "to", report->previous_last_at, report->offset_minutes);
    kefu__json_add_count(to, "conversations", report->previous_conversations);
    kefu__json_add_count(to, "feedback", report->previous_feedback);
    put_value(to, "customers", &report->previous_customers);
    kefu__json_close_object(to);
}

static void put_definitions(struct json_writer *to, const kefu_report *report, struct pen *pen) {
    kefu__json_put_name(to, "definitions");
    kefu__json_open_object(to);
    kefu__json_add_string(to, "scheme",
                          kefu__pen_text(pen, "%s#%s", report->scheme_id, report->scheme_digest));
    kefu__json_put_name(to, "rubric");
    if (report->rubric_id)
        kefu__json_put_string(to, kefu__pen_text(pen, "%s@%s#%s", report->rubric_id,
                                                 report->rubric_version, report->rubric_digest));
    else
        kefu__json_put_null(to);
    kefu__json_add_string(to, "report_spec",
                          kefu__pen_text(pen, "%s@%s", report->spec.id, report->spec.version));
    kefu__json_close_object(to);
}

/* Only where there are any. */
static void put_breaks(struct json_writer *to, const kefu_report *report) {
    if (!report->break_count)
        return;
    kefu__json_put_name(to, "breaks");
    kefu__json_open_array(to);
    for (size_t i = 0; i < report->break_count; i++) {
        const struct report_break *at = &report->breaks[i];
        kefu__json_open_object(to);
        kefu__json_add_string(to, "kind", at->kind);
        kefu__json_add_string(to, "id", at->id);
        put_words(to, "title", at->title);
        kefu__json_add_count(to, "cases", at->cases);
        kefu__json_add_string(to, "period", at->previous ? "previous" : "current");
        kefu__json_close_object(to);
    }
    kefu__json_close_array(to);
}

static void put_summary(struct json_writer *to, const kefu_report *report, struct pen *pen) {
    kefu__json_put_name(to, "summary");
    kefu__json_open_array(to);
    for (unsigned i = 0; i < LEAD_SENTENCES; i++) {
        const struct words words = kefu__lead(pen, report, i);
        if (!*words.zh)
            continue;
        kefu__json_open_object(to);
        kefu__json_add_string(to, "zh-Hans", words.zh);
        kefu__json_add_string(to, "en", words.en);
        kefu__json_close_object(to);
    }
    kefu__json_close_array(to);
}

static void put_head(struct json_writer *to, const kefu_report *report, struct pen *pen) {
    kefu__json_add_count(to, "kefu", 1);
    kefu__json_add_string(to, "kind", "report");
    kefu__json_add_string(to, "version", kefu_version());
    put_words(to, "title", report->title);
    put_period(to, report);
    kefu__json_put_name(to, "group_by");
    kefu__json_open_array(to);
    for (size_t i = 0; i < report->column_count; i++)
        kefu__json_put_text(to, report->columns[i].data, report->columns[i].size);
    kefu__json_close_array(to);
    put_definitions(to, report, pen);
    put_breaks(to, report);
    put_summary(to, report, pen);
}

void kefu__report_json(const kefu_report *report, struct buffer *buffer) {
    struct pen pen;
    memset(&pen, 0, sizeof pen);
    kefu__arena_init(&pen.arena, &report->allocator);
    struct json_writer to;
    kefu__json_begin(&to, buffer);
    kefu__json_open_object(&to);
    put_head(&to, report, &pen);
    put_indicators(&to, "overview", report->indicators, report->core_count, report->compared);
    put_indicators(&to, "indicators", report->indicators + report->core_count,
                   report->indicator_count - report->core_count, report->compared);
    put_groups(&to, report);
    put_hours(&to, report);
    put_issues(&to, report);
    put_indicators(&to, "scores", report->scores, report->score_count, report->compared);
    put_bands(&to, report);
    put_feedback(&to, report);
    put_findings(&to, report);
    put_suggestions(&to, report);
    kefu__json_close_object(&to);
    buffer->failed = buffer->failed || pen.failed;
    kefu__arena_free(&pen.arena);
}
