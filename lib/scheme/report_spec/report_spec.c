/* SPDX-License-Identifier: MIT
 * Reading documents of kind "report_spec". */
#include "scheme/report_spec/report_spec.h"

#include <string.h>

#include "data/data.h"
#include "scheme/kinds.h"
#include "scheme/metric_set/metrics.h"

enum { NAMES_MAX = 200, TEMPLATES_MAX = 500 };

const struct spec_template *kefu__spec_finding(const struct report_spec *spec, const char *code) {
    for (size_t i = 0; i < spec->finding_count; i++)
        if (strcmp(spec->findings[i].id, code) == 0)
            return &spec->findings[i];
    return NULL;
}

/* ---- owners ---- */

static bool finish_owner(struct field_reader *reader, const json_value *object, void *item) {
    struct spec_owner *owner = item;
    (void)reader;
    (void)object;
    if (owner->id)
        kefu__title_complete(&owner->title.zh, &owner->title.en, owner->id);
    return owner->id != NULL;
}

static const struct field owner_fields[] = {
    {"id", FIELD_TEXT, FIELD_REQUIRED, FIELD_AT(struct spec_owner, id)},
    {"title", FIELD_TITLE, FIELD_REQUIRED, FIELD_AT_BOTH(struct spec_owner, title.zh, title.en)},
    {.name = "note"},
    {"issues", FIELD_TEXTS, FIELD_AT_BOTH(struct spec_owner, issues, issue_count),
     .high = NAMES_MAX, .description = "Ids of topics, aspects, faults, intents and demands."}};
static const struct field_table owner_table = {
    "an owner", FIELDS_OF(owner_fields), .size = sizeof(struct spec_owner), .finish = finish_owner};

/* ---- sentences ---- */

#define TEXT_FIELDS                                                                                \
    {"zh-Hans", FIELD_TEXT, FIELD_REQUIRED, FIELD_AT(struct spec_template, text.zh)}, {            \
        "en", FIELD_TEXT, FIELD_REQUIRED, FIELD_AT(struct spec_template, text.en)                  \
    }

static bool finish_template(struct field_reader *reader, const json_value *object, void *item) {
    const struct spec_template *template = item;
    (void)reader;
    (void)object;
    return template->id && template->text.zh && template->text.en;
}

static const struct field finding_fields[] = {
    {"id", FIELD_TEXT, FIELD_REQUIRED, FIELD_AT(struct spec_template, id),
     .schema = "{\"enum\": [\"target_missed\", \"worse\", \"better\", \"slow_hours\", "
               "\"issue_negative\", \"fault\", \"intent\", \"criterion_low\", \"group_behind\", "
               "\"group_ahead\", \"no_data\", \"small_sample\", \"small_groups\"]}"},
    {"good", FIELD_BOOL, FIELD_AT(struct spec_template, good), .description = "It is praise."},
    {"note", FIELD_BOOL, FIELD_AT(struct spec_template, note),
     .description = "It is about the data."},
    TEXT_FIELDS};
static const struct field_table finding_table = {"a finding", FIELDS_OF(finding_fields),
                                                 .size = sizeof(struct spec_template),
                                                 .finish = finish_template};

/* The report_spec that is being read, in which references to owners and findings are looked up. */
static const struct report_spec *spec_of(const struct field_reader *reader) {
    const struct scheme_builder *builder = reader->ctx;
    return builder->part;
}

static bool find_finding(struct field_reader *reader, kefu_str id, void *item) {
    const struct report_spec *spec = spec_of(reader);
    for (size_t i = 0; i < spec->finding_count; i++)
        if (kefu__str_is(id, spec->findings[i].id))
            ((struct spec_template *)item)->on = spec->findings[i].id;
    return ((struct spec_template *)item)->on != NULL;
}

static bool find_owner(struct field_reader *reader, kefu_str id, void *item) {
    const struct report_spec *spec = spec_of(reader);
    for (size_t i = 0; i < spec->owner_count; i++)
        if (kefu__str_is(id, spec->owners[i].id))
            ((struct spec_template *)item)->owner = spec->owners[i].id;
    return ((struct spec_template *)item)->owner != NULL;
}

static bool finish_suggestion(struct field_reader *reader, const json_value *object, void *item) {
    return ((struct spec_template *)item)->on && finish_template(reader, object, item);
}

static const struct field suggestion_fields[] = {
    {"id", FIELD_TEXT, FIELD_REQUIRED, FIELD_AT(struct spec_template, id)},
    {"on", FIELD_REFERENCE, FIELD_REQUIRED, .what = "finding", .find = find_finding,
     .description = "Id of the finding that it answers."},
    {"of", FIELD_TEXTS, FIELD_AT_BOTH(struct spec_template, of, of_count), .high = NAMES_MAX,
     .description = "Ids of the subjects that it is for; any."},
    {"owner", FIELD_REFERENCE, .what = "owner", .find = find_owner,
     .description = "Id of an owner; the issue's."},
    {"due_days", FIELD_COUNT, FIELD_AT(struct spec_template, due_days), .low = 0, .high = 3650,
     .description = "In how many days after the period it is to be done."},
    TEXT_FIELDS};
static const struct spec_template initial_suggestion = {.due_days = 7};
static const struct field_table suggestion_table = {
    "a suggestion", FIELDS_OF(suggestion_fields), .size = sizeof(struct spec_template),
    .initial = &initial_suggestion, .finish = finish_suggestion};

/* ---- the document ---- */

static bool is_known(const struct scheme_builder *builder, const char *id) {
    const kefu_str text = kefu__str(id);
    return strcmp(id, "score") == 0 ||
           kefu__metrics_find(builder->scheme->metrics, text) != SIZE_MAX;
}

/* Warns of a metric that the scheme does not have and that thus is not shown, most often because of
 * a misspelling. Not for the built-in lists, which are made for all schemes. */
static void check_metrics(struct field_reader *reader, const char *member,
                          const struct spec_names *names) {
    const struct scheme_builder *builder = reader->ctx;
    kefu__json_enter_name(reader->json, member);
    for (size_t i = 0; builder->current->layer > 0 && i < names->count; i++) {
        kefu__json_enter_index(reader->json, i);
        if (!is_known(builder, names->items[i]))
            kefu__json_report(reader->json, KEFU_SEVERITY_WARNING, KEFU_E_REFERENCE,
                              "unknown_metric", "there is no metric \"%.80s\"", names->items[i]);
        kefu__json_leave(reader->json);
    }
    kefu__json_leave(reader->json);
}

static bool finish_spec(struct field_reader *reader, const json_value *object, void *item) {
    struct report_spec *spec = item;
    (void)object;
    check_metrics(reader, "overview", &spec->overview);
    check_metrics(reader, "groups", &spec->groups);
    check_metrics(reader, "hours", &spec->hours);
    check_metrics(reader, "feedback", &spec->feedback);
    if (spec->id)
        kefu__title_complete(&spec->title.zh, &spec->title.en, spec->id);
    return true;
}

#define METRICS_FIELD(member, text)                                                                \
    {                                                                                              \
#member, FIELD_TEXTS, FIELD_AT_BOTH(struct report_spec, member.items, member.count),       \
            .high = NAMES_MAX, .description = text                                                 \
    }
#define LIST_FIELD(member, one, elements)                                                          \
    {                                                                                              \
#member, FIELD_LIST, FIELD_AT_BOTH(struct report_spec, member, one##_count),               \
            .high = TEMPLATES_MAX, .table = elements                                               \
    }
static const struct field fields[] = {
    {"id", FIELD_ID, FIELD_REQUIRED, FIELD_AT(struct report_spec, id)},
    {"version", FIELD_TEXT, FIELD_REQUIRED, FIELD_AT(struct report_spec, version)},
    {"title", FIELD_TITLE, FIELD_REQUIRED, FIELD_AT_BOTH(struct report_spec, title.zh, title.en)},
    METRICS_FIELD(overview, "Ids of the metrics that stand first; \"score\" is the rubric's."),
    METRICS_FIELD(groups, "Ids of the metrics that are shown by groups."),
    METRICS_FIELD(hours, "Ids of the metrics that are shown by the hour of the day."),
    METRICS_FIELD(feedback, "Ids of the metrics that are shown as feedback."),
    {"slow_hours", FIELD_TEXT, FIELD_AT(struct report_spec, slow_hours),
     .description = "Id of the metric by which hours are called slow."},
    {"slow_hours_n", FIELD_COUNT, FIELD_AT(struct report_spec, slow_hours_n), .low = 1,
     .high = 1000000, .description = "An hour with fewer observations is not called slow."},
    {"small_group", FIELD_COUNT, FIELD_AT(struct report_spec, small_group), .low = 0,
     .high = 1000000, .description = "A group with fewer conversations is marked."},
    {"negative_rate", FIELD_NUMBER, FIELD_AT(struct report_spec, negative_rate), .low = 0,
     .high = 1,
     .description = "From this share of unhappy customers, of all records, on a subject "
                    "is a finding."},
    {"negative_count", FIELD_COUNT, FIELD_AT(struct report_spec, negative_count), .low = 1,
     .high = 1000000, .description = "How many unhappy customers make a subject a finding."},
    LIST_FIELD(owners, owner, &owner_table),
    LIST_FIELD(findings, finding, &finding_table),
    LIST_FIELD(suggestions, suggestion, &suggestion_table)};
static const struct report_spec initial = {
    .slow_hours_n = 5, .small_group = 5, .negative_rate = 0.03, .negative_count = 3};
static const struct field_table table = {
    "a report specification", FIELDS_OF(fields),   .common = &kefu__document_table,
    .size = sizeof initial,   .initial = &initial, .finish = finish_spec};

static bool read_spec(struct scheme_builder *builder, const struct scheme_document *document) {
    struct report_spec *spec = kefu__builder_take(builder, sizeof *spec);
    if (!spec)
        return false;
    builder->part = spec;
    builder->scheme->report_spec = spec;
    return kefu__document_read(builder, document, &table, spec);
}

/* Reads the built-in report_spec for a scheme without the built-in documents. */
static bool read_builtin(struct scheme_builder *builder) {
    struct json_reader reader;
    struct scheme_document document = {.reader = &reader};
    bool fine = true;
    for (size_t i = 0; i < kefu__data_document_count && fine; i++) {
        if (strcmp(kefu__data_documents[i].name, "report.json") != 0)
            continue;
        fine = kefu__json_open(&reader, builder->allocator, kefu__data_documents[i].text,
                               kefu__data_documents[i].size, "report.json", NULL, NULL) == KEFU_OK;
        if (!fine)
            return kefu__builder_no_memory(builder);
        document.root = reader.root;
        fine = read_spec(builder, &document);
        kefu__json_close(&reader);
    }
    return fine;
}

/* Compiles the documents of kind report_spec, of which the last in layer order is used; without
 * any, the built-in one. */
static bool compile(struct scheme_builder *builder) {
    for (size_t i = 0; i < builder->document_count; i++)
        if (builder->documents[i].kind == DOCUMENT_REPORT_SPEC &&
            !read_spec(builder, &builder->documents[i]))
            return false;
    return builder->scheme->report_spec || read_builtin(builder);
}

const struct scheme_kind kefu__report_spec_kind = {
    .kind = DOCUMENT_REPORT_SPEC, .table = &table, .compile = compile};
