/* SPDX-License-Identifier: MIT
 * Building the inverted index of rules. */
#include "scheme/rule_set/index.h"

#include "condition/node.h"

/* ---- which rules sleep ---- */

/* May the condition be true although none of its searching leaves was found? A negation may; so may
 * a leaf that asks for an attribute, a label, a metric or a rule. */
static bool holds_without_hits(const struct condition *condition) {
    uint32_t children = 0, hold = 0;
    switch (condition->kind) {
    case CONDITION_CONSTANT:
        return condition->constant == TRUTH_TRUE;
    case CONDITION_LEAF:
        return condition->leaf.kind < RULE_LEAF_PHRASE;
    case CONDITION_NOT:
        return true;
    default:
        break;
    }
    for (const struct condition *child = condition->first; child; child = child->next) {
        children++;
        hold += holds_without_hits(child);
    }
    if (condition->kind == CONDITION_COUNT)
        return hold >= condition->least;
    return condition->kind == CONDITION_ALL ? hold == children : hold > 0;
}

/* Marks leaves of a condition that does not hold without hits: it cannot become true before one of
 * them is found. */
static void mark_wakers(const struct condition *condition, uint32_t rule, uint32_t *wakes) {
    if (condition->kind == CONDITION_LEAF)
        wakes[((const struct rule_leaf *)condition->leaf.data)->index] = rule;
    for (const struct condition *child = condition->first; child; child = child->next) {
        if (holds_without_hits(child))
            continue;
        mark_wakers(child, rule, wakes);
        if (condition->kind == CONDITION_ALL)
            break; /* one part that must be found is enough */
    }
}

static void mark_asked(void *ctx, struct condition_leaf *leaf) {
    bool *asked = ctx;
    if (leaf->kind == RULE_LEAF_RULE)
        asked[((const struct rule_leaf *)leaf->data)->target] = true;
}

/* A rule that another one asks must always be up to date, so it never sleeps. */
static bool find_sleepers(struct scheme_builder *builder, const struct rules *rules,
                          struct rule_index *index) {
    bool *asked = kefu__builder_take(builder, (rules->count + 1) * sizeof *asked);
    index->wakes = kefu__builder_take(builder, (rules->leaf_count + 1) * sizeof *index->wakes);
    index->ready.items = kefu__builder_take(builder, (rules->count + 1) * sizeof(uint32_t));
    if (!asked || !index->wakes || !index->ready.items)
        return false;
    memset(index->wakes, 0xFF, rules->leaf_count * sizeof *index->wakes);
    for (size_t i = 0; i < rules->count; i++)
        if (rules->items[i].condition)
            kefu__condition_leaves(rules->items[i].condition, mark_asked, asked);
    for (uint32_t i = 0; i < rules->count; i++) {
        const struct condition *condition = rules->items[i].condition;
        if (!condition)
            continue;
        if (asked[i] || holds_without_hits(condition))
            index->ready.items[index->ready.count++] = i;
        else
            mark_wakers(condition, i, index->wakes);
    }
    return true;
}

/* ---- leaves by what they search for ---- */

/* Calls `each` for every phrase without which the leaf is in no message. */
static void each_phrase(const struct rule_leaf *leaf, void (*each)(void *ctx, uint32_t phrase),
                        void *ctx) {
    for (size_t group = 0; group < leaf->group_count; group++)
        for (size_t i = 0; i < leaf->groups[group].count; i++)
            each(ctx, leaf->groups[group].phrases[i]);
}

struct phrase_counter {
    uint32_t *first; /* NULL: only the number of phrases is wanted */
    uint32_t count, leaf, *leaves;
};

static void count_phrase(void *ctx, uint32_t phrase) {
    struct phrase_counter *counter = ctx;
    if (counter->first)
        counter->first[phrase + 1]++;
    else if (phrase >= counter->count)
        counter->count = phrase + 1;
}

static void place_phrase(void *ctx, uint32_t phrase) {
    struct phrase_counter *counter = ctx;
    counter->leaves[counter->first[phrase]++] = counter->leaf;
}

static void each_leaf(const struct rules *rules, void (*each)(void *ctx, uint32_t phrase),
                      struct phrase_counter *counter) {
    for (uint32_t i = 0; i < rules->leaf_count; i++) {
        counter->leaf = i;
        each_phrase(rules->leaves[i]->data, each, counter);
    }
}

static bool index_phrases(struct scheme_builder *builder, const struct rules *rules,
                          struct rule_index *index) {
    struct phrase_counter counter = {NULL, 0, 0, NULL};
    each_leaf(rules, count_phrase, &counter);
    index->phrase_count = counter.count;
    index->phrase_first = kefu__builder_take(builder,
                                             ((size_t)counter.count + 2) * sizeof(uint32_t));
    if (!index->phrase_first)
        return false;
    /* Counted one further: placing moves each beginning to its end, which is the next one's
     * beginning. */
    counter.first = index->phrase_first + 1;
    each_leaf(rules, count_phrase, &counter);
    for (uint32_t i = 0; i < counter.count; i++)
        counter.first[i + 1] += counter.first[i];
    index->phrase_leaves = kefu__builder_take(builder, ((size_t)counter.first[counter.count] + 1) *
                                                           sizeof(uint32_t));
    if (!index->phrase_leaves)
        return false;
    counter.leaves = index->phrase_leaves;
    each_leaf(rules, place_phrase, &counter);
    return true;
}

static struct index_list *list_of(struct rule_index *index, const struct condition_leaf *leaf) {
    const struct rule_leaf *data = leaf->data;
    switch (leaf->kind) {
    case RULE_LEAF_GAP:
        return &index->gaps;
    case RULE_LEAF_ACT:
    case RULE_LEAF_EMOTION:
    case RULE_LEAF_INTENT:
    case RULE_LEAF_FAULT:
        return &index->found[data->found_kind];
    default:
        return data->group_count > 0 ? NULL : &index->always;
    }
}

static bool add_to(struct scheme_builder *builder, size_t most, struct index_list *list,
                   uint32_t leaf) {
    if (!list->items)
        list->items = kefu__builder_take(builder, most * sizeof *list->items);
    if (!list->items)
        return false;
    list->items[list->count++] = leaf;
    return true;
}

static bool index_leaves(struct scheme_builder *builder, const struct rules *rules,
                         struct rule_index *index) {
    for (uint32_t i = 0; i < rules->leaf_count; i++) {
        const struct rule_leaf *data = rules->leaves[i]->data;
        struct index_list *list = list_of(index, rules->leaves[i]);
        if (list && !add_to(builder, rules->leaf_count, list, i))
            return false;
        if (data->within.unit != WINDOW_NONE &&
            !add_to(builder, rules->leaf_count, &index->windowed, i))
            return false;
    }
    return true;
}

bool kefu__rule_index_build(struct scheme_builder *builder) {
    struct rules *rules = builder->scheme->rules;
    struct rule_index *index = kefu__builder_take(builder, sizeof *index);
    if (!index)
        return false;
    rules->index = index;
    return find_sleepers(builder, rules, index) && index_phrases(builder, rules, index) &&
           index_leaves(builder, rules, index);
}
