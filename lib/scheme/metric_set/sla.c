/* SPDX-License-Identifier: MIT
 * Reads SLA policies. */
#include <string.h>

#include "scheme/metric_set/plausible.h"
#include "scheme/metric_set/read.h"

static const struct leaf_kind leaves[] = {{RULE_LEAF_ATTRIBUTE, .type = LEAF_TEXT},
                                          {RULE_LEAF_LABEL, .type = LEAF_FOUND}};
const struct condition_place kefu__conversation_place = {
    "a conversation's filter", &kefu__leaf_kinds, leaves, sizeof leaves / sizeof *leaves};

/* Callback `find` of a target's member "metric": finds the duration metric that the target limits.
 */
static bool find_metric(struct field_reader *reader, kefu_str id, void *item) {
    const struct scheme_builder *builder = reader->ctx;
    const struct metrics *metrics = builder->scheme->metrics;
    const size_t i = kefu__metrics_find(metrics, id);
    if (i == SIZE_MAX)
        kefu__json_refuse(reader->json, NULL, KEFU_E_REFERENCE, "unresolved_ref",
                          "there is no metric \"%.*s\"", (int)id.size, id.data);
    else if (metrics->items[i].type != METRIC_DURATION)
        kefu__json_refuse(reader->json, NULL, KEFU_E_DEFINITION, "unit_mismatch",
                          "within_ms needs a duration");
    else
        ((struct sla_target *)item)->metric = (uint32_t)i;
    return true;
}

static bool finish_target(struct field_reader *reader, const json_value *object, void *item) {
    (void)object;
    kefu__json_enter_name(reader->json, "within_ms");
    kefu__plausible_ms(reader->json, (double)((const struct sla_target *)item)->within_ms);
    kefu__json_leave(reader->json);
    return true;
}

static const struct field target_fields[] = {
    {"metric", FIELD_REFERENCE, FIELD_REQUIRED, .what = "metric", .find = find_metric},
    {"within_ms", FIELD_INTEGER, FIELD_REQUIRED, FIELD_AT(struct sla_target, within_ms), .low = 1,
     .high = (double)MEASURE_LIMIT},
    {"warn_at", FIELD_NUMBER, FIELD_AT(struct sla_target, warn_at), .low = 0, .high = 1,
     .description = "Share of within_ms from which it is in danger."}};
static const struct sla_target initial_target = {.warn_at = 0.8};
static const struct field_table target_table = {
    "a target", FIELDS_OF(target_fields), .size = sizeof initial_target, .initial = &initial_target,
    .finish = finish_target};

static void read_match(struct field_reader *reader, const json_value *value, void *item) {
    struct sla_policy *policy = item;
    policy->match = kefu__condition_compile(reader->arena, reader->json, value,
                                            &kefu__conversation_place, NULL);
    reader->no_memory |= !policy->match && reader->json->status == KEFU_E_MEMORY;
}

static bool finish_policy(struct field_reader *reader, const json_value *object, void *item) {
    const struct scheme_builder *builder = reader->ctx;
    struct sla_policy *policy = item;
    reader->no_memory |= !kefu__digest_json(builder->allocator, object, policy->digest);
    return true;
}

static void check_calendar(struct field_reader *reader, const json_value *object, void *item) {
    const struct sla_policy *policy = item;
    if ((policy->when || policy->clip) && !kefu__json_get(object, "calendar"))
        kefu__json_refuse(reader->json, NULL, KEFU_E_DEFINITION, "missing_member",
                          "\"when\" and \"clock\" need a \"calendar\"");
}

static const struct field policy_fields[] = {
    {"id", FIELD_TEXT, FIELD_REQUIRED, FIELD_AT(struct sla_policy, id)},
    {"title", FIELD_ANY, .schema = "{\"$ref\": \"#/definitions/title\"}"},
    {.name = "note"},
    {"series", FIELD_CHOICE, FIELD_AT(struct sla_policy, series),
     FIELD_NAMES("response", "resolution"),
     .description =
         "Which flag reports it: sla_met, or sla_resolution_met. One policy of each holds."},
    {"calendar", FIELD_REFERENCE, FIELD_AT(struct sla_policy, calendar), .what = "calendar",
     .find = kefu__find_calendar},
    {"when", FIELD_CHOICE, FIELD_AT(struct sla_policy, when), FIELD_NAMES("any", "open", "closed"),
     .description = "For what begins while the calendar is open, or closed."},
    {"clock", FIELD_SWITCH, FIELD_AT(struct sla_policy, clip), FIELD_NAMES("wall", "clip"),
     .description = "clip: count the calendar's open time only."},
    {NULL, FIELD_CHECK, .read = check_calendar},
    {"match", FIELD_CUSTOM, .read = read_match, .schema = "{\"$ref\": \"#/definitions/condition\"}",
     .description = "Which conversations; all."},
    {"targets", FIELD_LIST, FIELD_REQUIRED, FIELD_AT_BOTH(struct sla_policy, targets, target_count),
     .low = 1, .high = TARGETS_MAX, .table = &target_table}};
const struct field_table kefu__policy_table = {"a policy", FIELDS_OF(policy_fields),
                                               .size = sizeof(struct sla_policy),
                                               .finish = finish_policy};

bool kefu__policies_add(struct scheme_builder *builder, struct sla_policy *policies, size_t count) {
    struct metrics *metrics = builder->scheme->metrics;
    struct sla_policy *all;
    if (count == 0)
        return true;
    if (count + metrics->policy_count > POLICIES_MAX)
        return kefu__builder_fail(builder, KEFU_E_LIMIT, "a scheme has at most 100 SLA policies");
    all = kefu__builder_take(builder, (count + metrics->policy_count) * sizeof *all);
    if (!all)
        return false;
    memcpy(all, policies, count * sizeof *all);
    if (metrics->policy_count)
        memcpy(all + count, metrics->policies, metrics->policy_count * sizeof *all);
    metrics->policies = all;
    metrics->policy_count += count;
    return true;
}
