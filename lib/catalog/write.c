/* SPDX-License-Identifier: MIT
 * Writes a scheme's definitions as JSON, for programs that display results. */
#include "base/vocabulary.h"
#include "scheme/metric_set/metrics.h"
#include "scheme/rubric/rubrics.h"
#include "scheme/rule_set/rules.h"
#include "scheme/scheme.h"
#include "json/json.h"

static void add_title(struct json_writer *writer, const char *zh, const char *en) {
    kefu__json_put_name(writer, "title");
    kefu__json_open_object(writer);
    kefu__json_add_string(writer, "zh-Hans", zh);
    kefu__json_add_string(writer, "en", en);
    kefu__json_close_object(writer);
}

static void put_metric(struct json_writer *writer, const struct metric *metric) {
    kefu__json_open_object(writer);
    kefu__json_add_string(writer, "id", metric->id);
    add_title(writer, metric->title_zh, metric->title_en);
    kefu__json_add_string(writer, "unit", kefu_unit_name(metric->rule.unit));
    kefu__json_add_bool(writer, "higher_is_better", metric->higher_is_better);
    if (metric->has_target)
        kefu__json_add_number(writer, "target", metric->target);
    kefu__json_add_count(writer, "min_n", metric->rule.min_n);
    kefu__json_add_string(writer, "entity", kefu__word_name(&kefu__entities, metric->entity));
    kefu__json_add_string(writer, "digest", metric->digest);
    kefu__json_close_object(writer);
}

static void put_rule(struct json_writer *writer, const struct rule *rule) {
    kefu__json_open_object(writer);
    kefu__json_add_string(writer, "id", rule->id);
    add_title(writer, rule->title_zh, rule->title_en);
    kefu__json_add_string(writer, "severity",
                          kefu__word_name(&kefu__rule_severities, rule->severity));
    kefu__json_add_bool(writer, "alert", rule->alerts);
    kefu__json_add_string(writer, "digest", rule->digest);
    kefu__json_close_object(writer);
}

static void put_sections(struct json_writer *writer, const struct rubric *rubric) {
    kefu__json_put_name(writer, "sections");
    kefu__json_open_array(writer);
    for (size_t i = 0; i < rubric->section_count; i++) {
        const struct rubric_section *section = &rubric->sections[i];
        kefu__json_open_object(writer);
        kefu__json_add_string(writer, "id", section->id);
        add_title(writer, section->title_zh, section->title_en);
        kefu__json_add_number(writer, "weight", section->weight);
        kefu__json_put_name(writer, "questions");
        kefu__json_open_array(writer);
        for (size_t j = 0; j < section->question_count; j++) {
            const struct rubric_question *question =
                &rubric->questions[section->first_question + j];
            kefu__json_open_object(writer);
            kefu__json_add_string(writer, "id", question->id);
            add_title(writer, question->title_zh, question->title_en);
            kefu__json_add_number(writer, "weight", question->weight);
            kefu__json_add_string(writer, "digest", question->digest);
            kefu__json_close_object(writer);
        }
        kefu__json_close_array(writer);
        kefu__json_close_object(writer);
    }
    kefu__json_close_array(writer);
}

static void put_rubric(struct json_writer *writer, const struct rubric *rubric) {
    kefu__json_open_object(writer);
    kefu__json_add_string(writer, "id", rubric->id);
    kefu__json_add_string(writer, "version", rubric->version);
    add_title(writer, rubric->title_zh, rubric->title_en);
    kefu__json_add_string(writer, "digest", rubric->digest);
    put_sections(writer, rubric);
    kefu__json_put_name(writer, "bands");
    kefu__json_open_array(writer);
    for (size_t i = 0; i < rubric->band_count; i++) {
        kefu__json_open_object(writer);
        kefu__json_add_string(writer, "id", rubric->bands[i].id);
        add_title(writer, rubric->bands[i].title_zh, rubric->bands[i].title_en);
        kefu__json_add_number(writer, "min", rubric->bands[i].min);
        kefu__json_close_object(writer);
    }
    kefu__json_close_array(writer);
    kefu__json_close_object(writer);
}

kefu_status kefu_scheme_write(const kefu_scheme *scheme, kefu_write write, void *ctx,
                              kefu_error *error) {
    struct json_writer writer;
    struct buffer buffer;
    if (!scheme || !write)
        return kefu__fail(error, KEFU_E_ARGUMENT, "scheme or write is NULL");
    kefu__buffer_init(&buffer, &scheme->allocator);
    kefu__json_begin(&writer, &buffer);
    kefu__json_open_object(&writer);
    kefu__json_add_string(&writer, "id", scheme->id);
    kefu__json_add_string(&writer, "digest", scheme->digest);
    kefu__json_put_name(&writer, "metrics");
    kefu__json_open_array(&writer);
    for (size_t i = 0; i < scheme->metrics->count; i++)
        put_metric(&writer, &scheme->metrics->items[i]);
    kefu__json_close_array(&writer);
    kefu__json_put_name(&writer, "rules");
    kefu__json_open_array(&writer);
    for (size_t i = 0; scheme->rules && i < scheme->rules->count; i++)
        put_rule(&writer, &scheme->rules->items[i]);
    kefu__json_close_array(&writer);
    kefu__json_put_name(&writer, "rubrics");
    kefu__json_open_array(&writer);
    for (size_t i = 0; scheme->rubrics && i < scheme->rubrics->count; i++)
        put_rubric(&writer, &scheme->rubrics->items[i]);
    kefu__json_close_array(&writer);
    kefu__json_close_object(&writer);
    return kefu__buffer_hand_over(&buffer, write, ctx, error);
}
