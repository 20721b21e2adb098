/* SPDX-License-Identifier: MIT
 * Completes the rules' digests with what their conditions read. */
#include "scheme/rule_set/digest.h"

#include "scheme/metric_set/digest.h"
#include "text/fold.h"

/* The context while a condition's leaves are visited: each adds what it depends on to `digest`. */
struct sealing {
    struct scheme_builder *builder;
    uint64_t digest;
};

static void add_ids(struct sealing *sealing, uint32_t kind, const char *const *ids, size_t count) {
    const struct text_digests *texts = kefu__builder_text_digests(sealing->builder);
    for (size_t i = 0; texts && i < count; i++)
        sealing->digest = kefu__hash_number(sealing->digest,
                                            kefu__text_digests_find(texts, kind, ids[i]));
}

static void add_reading(struct sealing *sealing, const struct condition_leaf *leaf,
                        const struct text_digests *texts) {
    const struct rule_leaf *data = leaf->data;
    switch ((enum rule_leaf_kind)leaf->kind) {
    case RULE_LEAF_PHRASE:
    case RULE_LEAF_PATTERN:
    case RULE_LEAF_ENTITY:
    case RULE_LEAF_REPEAT:
        sealing->digest = kefu__hash_number(sealing->digest, kefu__fold_version());
        break;
    case RULE_LEAF_SENTIMENT:
        sealing->digest = kefu__hash_number(sealing->digest, texts->grammar);
        sealing->digest = kefu__hash_number(sealing->digest, texts->sentiment);
        break;
    case RULE_LEAF_GAP:
        if (data->calendar)
            sealing->digest = kefu__hash_number(sealing->digest, data->calendar->digest);
        sealing->digest = kefu__turns_digest(sealing->digest, sealing->builder->scheme, texts);
        add_ids(sealing, KEFU_FOUND_EMOTION, data->unless, data->unless_count);
        break;
    default: /* leaves that search messages for ids: act, emotion, intent, fault */
        sealing->digest = kefu__hash_number(sealing->digest, texts->grammar);
        if (data->found_kind == KEFU_FOUND_FAULT)
            sealing->digest = kefu__promotion_digest(sealing->digest, sealing->builder->scheme,
                                                     texts);
        add_ids(sealing, data->found_kind, data->ids, data->id_count);
    }
}

static void add_leaf(void *ctx, struct condition_leaf *leaf) {
    struct sealing *sealing = ctx;
    const struct kefu_scheme *scheme = sealing->builder->scheme;
    const struct text_digests *texts = kefu__builder_text_digests(sealing->builder);
    const struct rule_leaf *data = leaf->data;
    if (!texts || leaf->kind == RULE_LEAF_ATTRIBUTE || leaf->kind == RULE_LEAF_LABEL)
        return;
    if (leaf->kind == RULE_LEAF_METRIC)
        sealing->digest = kefu__hash_more(sealing->digest,
                                          scheme->metrics->items[data->target].digest, 16);
    else if (leaf->kind == RULE_LEAF_RULE)
        sealing->digest = kefu__hash_more(sealing->digest,
                                          scheme->rules->items[data->target].digest, 16);
    else
        add_reading(sealing, leaf, texts);
}

uint64_t kefu__condition_digest(struct scheme_builder *builder, const struct condition *condition,
                                uint64_t digest) {
    struct sealing sealing = {builder, digest};
    if (condition)
        kefu__condition_leaves(condition, add_leaf, &sealing);
    return sealing.digest;
}

bool kefu__rules_seal(struct scheme_builder *builder) {
    struct rules *rules = builder->scheme->rules;
    /* in this order, because a rule can only refer to earlier rules, whose digests are then
     * complete */
    for (size_t i = 0; i < rules->count; i++) {
        struct rule *rule = &rules->items[i];
        kefu__digest_print(rule->digest, kefu__condition_digest(builder, rule->condition,
                                                                kefu__hash(rule->digest, 16)));
    }
    return builder->status == KEFU_OK;
}
