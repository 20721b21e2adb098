/* SPDX-License-Identifier: MIT
 * Compiles the documents that define metrics. */
#include "scheme/metric_set/metrics.h"

#include <string.h>

#include "scheme/kinds.h"
#include "scheme/metric_set/read.h"

#define STANDARD_CALENDAR "kefu.calendar.cn"

/* A metric_set document while it is read: its SLA policies. Its metrics are added to the scheme as
 * they are read. */
struct metric_set {
    struct sla_policy *policies;
    size_t policy_count;
};

/* Adds a phrase by which customers waive promises to those of all metric sets. */
static bool add_waiver(struct field_reader *reader, kefu_str text) {
    struct scheme_builder *builder = reader->ctx;
    struct metrics *metrics = builder->scheme->metrics;
    const uint32_t phrase = kefu__builder_read_phrase(builder, reader->json, text);
    if (phrase == UINT32_MAX)
        return false;
    metrics->waivers_digest = kefu__hash_number(metrics->waivers_digest,
                                                kefu__hash(text.data, text.size));
    return kefu__builder_push(builder, &metrics->waivers, &metrics->waiver_count,
                              &metrics->waiver_capacity, &phrase, sizeof phrase);
}

static void read_waivers(struct field_reader *reader, const json_value *value, void *item) {
    const json_value *text;
    size_t i = 0;
    (void)item;
    if (!kefu__json_is(value, JSON_ARRAY))
        kefu__json_refuse(reader->json, NULL, KEFU_E_DEFINITION, "wrong_type", "must be an array");
    for (text = kefu__json_first(value); text; text = kefu__json_next(text), i++) {
        kefu__json_enter_index(reader->json, i);
        if (i >= WAIVERS_MAX)
            kefu__json_refuse(reader->json, NULL, KEFU_E_LIMIT, "limit_exceeded",
                              "more than 1024 phrases");
        else if (!kefu__json_is(text, JSON_STRING))
            kefu__json_refuse(reader->json, NULL, KEFU_E_DEFINITION, "wrong_type",
                              "must be a string");
        else
            add_waiver(reader, kefu__json_text(text));
        kefu__json_leave(reader->json);
        if (i >= WAIVERS_MAX)
            return;
    }
}

static const struct field promise_fields[] = {
    {"waived_by", FIELD_CUSTOM, FIELD_REQUIRED, .read = read_waivers,
     .schema = "{\"type\": \"array\", \"items\": {\"type\": \"string\", \"minLength\": 1}, "
               "\"maxItems\": 1024}",
     .description = "Words by which a customer waives what was promised, added to those of other "
                    "metric sets."}};
static const struct field_table promise_table = {FIELDS_OF(promise_fields)};

static const struct field fields[] = {
    {"metrics", FIELD_LIST, FIELD_STREAMED, .table = &kefu__metric_table},
    {"sla", FIELD_LIST, FIELD_AT_BOTH(struct metric_set, policies, policy_count),
     .table = &kefu__policy_table, .description = "The first policy that matches holds."},
    {"promises", FIELD_OBJECT, .table = &promise_table,
     .description = "What agents promise to do by a time."},
    {"tests", FIELD_LIST, FIELD_STREAMED, .table = &kefu__metric_test_table}};
static const struct field_table table = {FIELDS_OF(fields), .common = &kefu__inline_calendars_table,
                                         .size = sizeof(struct metric_set)};

/* Reports at the member "calendar" of the scheme document that there is no calendar with this id.
 */
static void report_missing(struct scheme_builder *builder) {
    for (size_t i = 0; i < builder->document_count; i++) {
        const struct scheme_document *document = &builder->documents[i];
        const kefu_str id = kefu__json_text(kefu__json_get(document->root, "calendar"));
        if (document->kind != DOCUMENT_SCHEME || !kefu__str_is(id, builder->scheme->calendar_id))
            continue;
        kefu__json_enter_name(document->reader, "calendar");
        kefu__json_report(document->reader, KEFU_SEVERITY_ERROR, KEFU_E_REFERENCE, "unresolved_ref",
                          "there is no calendar of this id");
        kefu__json_leave(document->reader);
    }
}

/* Finds the calendar of the scheme's opening hours, after all calendars were compiled. */
static void find_hours(struct scheme_builder *builder) {
    struct kefu_scheme *scheme = builder->scheme;
    const char *id = scheme->calendar_id ? scheme->calendar_id : STANDARD_CALENDAR;
    scheme->calendar = kefu__calendars_find(scheme->calendars, kefu__str(id));
    if (!scheme->calendar && scheme->calendar_id)
        report_missing(builder);
    for (size_t i = 0; i < scheme->metrics->count; i++)
        if (scheme->metrics->items[i].open_hours)
            scheme->metrics->items[i].clock = scheme->calendar;
}

static bool compile(struct scheme_builder *builder) {
    struct kefu_scheme *scheme = builder->scheme;
    scheme->metrics = kefu__builder_take(builder, sizeof *scheme->metrics);
    for (size_t i = 0; i < builder->document_count && scheme->metrics; i++) {
        struct metric_set set;
        if (builder->documents[i].kind == DOCUMENT_METRIC_SET &&
            !(kefu__document_read(builder, &builder->documents[i], &table, &set) &&
              kefu__policies_add(builder, set.policies, set.policy_count)))
            return false;
    }
    if (scheme->metrics)
        find_hours(builder);
    return scheme->metrics != NULL;
}

const struct scheme_kind kefu__metric_set_kind = {.kind = DOCUMENT_METRIC_SET,
                                                  .table = &table,
                                                  .compile = compile,
                                                  .finish = kefu__metrics_seal,
                                                  .asks = &kefu__conversation_place};
