/* SPDX-License-Identifier: MIT
 * Reads SLA policies, and completes the metrics' digests with what they rest on. */
#include <stdio.h>
#include <string.h>

#include "scheme/metric_set/read.h"

static const struct leaf_kind leaves[] = {{"attribute", LEAF_TEXT, NULL, NULL},
                                          {"label", LEAF_FOUND, NULL, NULL}};
const struct condition_place kefu__conversation_place = {"a conversation's filter", leaves,
                                                         sizeof leaves / sizeof *leaves, NULL};

static void refuse(struct json_reader *reader, kefu_status status, const char *code,
                   const char *message) {
    kefu__json_report(reader, KEFU_SEVERITY_ERROR, status, code, "%s", message);
}

static bool read_target(struct scheme_builder *builder, struct json_reader *reader,
                        const json_value *object, struct sla_target *target) {
    static const char *const known[] = {"metric", "within_ms", "warn_at", NULL};
    const struct metrics *metrics = builder->scheme->metrics;
    kefu_str id = {NULL, 0};
    size_t i;
    bool good;
    if (!kefu__json_is(object, JSON_OBJECT)) {
        refuse(reader, KEFU_E_DEFINITION, "wrong_type", "a target must be an object");
        return false;
    }
    kefu__json_known_members(reader, object, known);
    target->warn_at = 0.8;
    good = kefu__json_member_string(reader, object, "metric", true, &id);
    good = kefu__json_member_integer(reader, object, "within_ms", true, 1, MEASURE_LIMIT,
                                     &target->within_ms) &&
           good;
    kefu__json_member_number(reader, object, "warn_at", false, 0, 1, &target->warn_at);
    if (!good)
        return false;
    i = kefu__metrics_find(metrics, id);
    if (i == SIZE_MAX)
        refuse(reader, KEFU_E_REFERENCE, "unresolved_ref", "there is no such metric");
    else if (metrics->items[i].type != METRIC_DURATION)
        refuse(reader, KEFU_E_DEFINITION, "unit_mismatch", "within_ms needs a duration");
    else
        target->metric = (uint32_t)i;
    return i != SIZE_MAX && metrics->items[i].type == METRIC_DURATION;
}

static bool read_targets(struct scheme_builder *builder, struct json_reader *reader,
                         const json_value *object, struct sla_policy *policy) {
    const json_value *list = kefu__json_member_array(reader, object, "targets", true);
    const json_value *value;
    size_t i = 0;
    if (!list || kefu__json_count(list) > TARGETS_MOST || kefu__json_count(list) == 0) {
        if (list)
            refuse(reader, KEFU_E_DEFINITION, "limit_exceeded", "needs 1 to 16 targets");
        return true;
    }
    policy->targets = kefu__arena_alloc_zero(builder->arena,
                                             kefu__json_count(list) * sizeof *policy->targets);
    if (!policy->targets)
        return kefu__builder_no_memory(builder);
    kefu__json_enter_name(reader, "targets");
    for (value = kefu__json_first(list); value; value = kefu__json_next(value)) {
        kefu__json_enter_index(reader, i++);
        policy->target_count += read_target(builder, reader, value,
                                            &policy->targets[policy->target_count]);
        kefu__json_leave(reader);
    }
    kefu__json_leave(reader);
    return true;
}

static bool read_match(struct scheme_builder *builder, struct json_reader *reader,
                       const json_value *object, struct sla_policy *policy) {
    const json_value *match = kefu__json_get(object, "match");
    if (!match)
        return true;
    kefu__json_enter_name(reader, "match");
    policy->match = kefu__condition_compile(builder->arena, reader, match,
                                            &kefu__conversation_place);
    kefu__json_leave(reader);
    if (!policy->match && reader->status == KEFU_E_MEMORY)
        return kefu__builder_no_memory(builder);
    return true;
}

static bool read_policy(struct scheme_builder *builder, struct json_reader *reader,
                        const json_value *object, struct sla_policy *policy) {
    static const char *const known[] = {"id",   "title", "note",    "match", "calendar",
                                        "when", "clock", "targets", NULL};
    static const char *const whens[] = {"any", "open", "closed", NULL};
    static const char *const clocks[] = {"wall", "clip", NULL};
    kefu_str id = {NULL, 0};
    uint32_t clip = 0;
    memset(policy, 0, sizeof *policy);
    if (!kefu__json_is(object, JSON_OBJECT)) {
        refuse(reader, KEFU_E_DEFINITION, "wrong_type", "a policy must be an object");
        return true;
    }
    kefu__json_known_members(reader, object, known);
    kefu__json_member_string(reader, object, "id", true, &id);
    policy->id = kefu__arena_text(builder->arena, id.data, id.size);
    if (!policy->id)
        return kefu__builder_no_memory(builder);
    policy->calendar = kefu__calendars_member(builder, reader, object, "calendar", false);
    kefu__json_member_choice(reader, object, "when", false, whens, &policy->when);
    kefu__json_member_choice(reader, object, "clock", false, clocks, &clip);
    policy->clip = clip == 1;
    if ((policy->when || clip) && !kefu__json_get(object, "calendar"))
        refuse(reader, KEFU_E_DEFINITION, "missing_member",
               "\"when\" and \"clock\" need a \"calendar\"");
    return read_match(builder, reader, object, policy) &&
           read_targets(builder, reader, object, policy);
}

/* Puts a document's policies before those of the documents below it. */
bool kefu__sla_read(struct scheme_builder *builder, const struct scheme_document *document) {
    struct json_reader *reader = document->reader;
    struct metrics *metrics = builder->scheme->metrics;
    const json_value *list = kefu__json_member_array(reader, document->root, "sla", false);
    const json_value *value;
    const size_t count = list ? kefu__json_count(list) : 0;
    struct sla_policy *policies;
    bool good = true;
    size_t i = 0;
    if (count == 0)
        return true;
    if (count + metrics->policy_count > POLICIES_MOST)
        return kefu__builder_fail(builder, KEFU_E_LIMIT, "a scheme has at most 100 SLA policies");
    policies = kefu__arena_alloc_zero(builder->arena,
                                      (count + metrics->policy_count) * sizeof *policies);
    if (!policies)
        return kefu__builder_no_memory(builder);
    kefu__json_enter_name(reader, "sla");
    for (value = kefu__json_first(list); value && good; value = kefu__json_next(value), i++) {
        kefu__json_enter_index(reader, i);
        good = read_policy(builder, reader, value, &policies[i]);
        kefu__json_leave(reader);
    }
    kefu__json_leave(reader);
    if (metrics->policy_count)
        memcpy(policies + count, metrics->policies, metrics->policy_count * sizeof *policies);
    metrics->policies = policies;
    metrics->policy_count += count;
    return good;
}

/* ---- digests ---- */

static uint64_t with_calendar(uint64_t digest, const struct scheme_calendar *calendar) {
    return calendar ? kefu__hash_number(digest, calendar->digest) : digest;
}

/* What a text means rests on all lexicons. */
static uint64_t digest_of_kind(const struct scheme_builder *builder, const char *kind) {
    uint64_t digest = kefu__hash(kind, strlen(kind));
    size_t i;
    for (i = 0; i < builder->document_count; i++)
        if (strcmp(builder->documents[i].kind, kind) == 0)
            digest = kefu__hash_more(digest, builder->documents[i].digest, 16);
    return digest;
}

static bool reads_text(const struct metric *m) {
    return m->type == METRIC_SENTIMENT || m->among == AMONG_CUSTOMER_NEGATIVE ||
           (m->type == METRIC_FLAG && m->of == FLAG_FOUND) ||
           ((m->type == METRIC_COUNT || m->type == METRIC_RATIO) &&
            (m->of == COUNT_FOUND || m->of == COUNT_NEGATIVE_MESSAGES)) ||
           (m->type == METRIC_FEEDBACK && m->of == FEEDBACK_SENTIMENT);
}

bool kefu__metrics_seal(struct scheme_builder *builder) {
    struct metrics *metrics = builder->scheme->metrics;
    const uint64_t lexicons = digest_of_kind(builder, "lexicon");
    const uint64_t sets = digest_of_kind(builder, "metric_set");
    size_t i;
    for (i = 0; i < metrics->count; i++) {
        struct metric *m = &metrics->items[i];
        uint64_t digest = kefu__hash(m->digest, 16);
        digest = with_calendar(with_calendar(digest, m->clock), m->members);
        if (reads_text(m))
            digest = kefu__hash_number(digest, lexicons);
        if (m->type == METRIC_FLAG && m->of == FLAG_SLA_MET)
            digest = kefu__hash_number(digest, sets);
        snprintf(m->digest, sizeof m->digest, "%016llx", (unsigned long long)digest);
    }
    return true;
}
