/* SPDX-License-Identifier: MIT
 * From the syntax tree to a nondeterministic automaton (Thompson's construction), built from the
 * end: each node is told the step that follows it. */
#include "regex/node.h"

enum { STEPS_MAX = 16384 };
#define STEP_NONE UINT32_MAX /* no step; an error was stored */

struct steps_builder {
    struct regex_parser *parser;
    const kefu_allocator *allocator;
    struct regex_steps *steps;
};

static uint32_t add_step(struct steps_builder *builder, enum step_kind kind,
                         const struct point_set *set, uint32_t next, uint32_t other) {
    struct regex_steps *steps = builder->steps;
    if (steps->count >= STEPS_MAX) {
        kefu__regex_refuse(builder->parser, KEFU_E_LIMIT, "pattern_too_large",
                           "the repetitions of the pattern multiply to too many characters", 0);
        return STEP_NONE;
    }
    if (!kefu__grow(builder->allocator, &steps->items, &steps->capacity, steps->count + 1,
                    sizeof *steps->items)) {
        kefu__regex_refuse(builder->parser, KEFU_E_MEMORY, "no_memory", "out of memory", 0);
        return STEP_NONE;
    }
    steps->items[steps->count] = (struct regex_step){kind, set, next, other};
    return (uint32_t)steps->count++;
}

static uint32_t build(struct steps_builder *builder, const struct regex_node *node, uint32_t next);

/* x* before `next`: a split between x, which comes back to the split, and `next`. */
static uint32_t build_star(struct steps_builder *builder, const struct regex_node *node,
                           uint32_t next) {
    const uint32_t split = add_step(builder, STEP_SPLIT, NULL, next, next);
    const uint32_t first = split != STEP_NONE ? build(builder, node, split) : STEP_NONE;
    if (first == STEP_NONE)
        return STEP_NONE;
    builder->steps->items[split].next = first;
    return split;
}

/* x{min,max}: `min` times x, then as often as still allowed x or what follows. */
static uint32_t build_repeat(struct steps_builder *builder, const struct regex_node *node,
                             uint32_t next) {
    uint32_t at = next;
    if (node->max == UINT32_MAX)
        at = build_star(builder, node->left, next);
    for (uint32_t i = node->min; node->max != UINT32_MAX && i < node->max && at != STEP_NONE; i++) {
        const uint32_t first = build(builder, node->left, at);
        at = first == STEP_NONE ? first : add_step(builder, STEP_SPLIT, NULL, first, next);
    }
    for (uint32_t i = 0; i < node->min && at != STEP_NONE; i++)
        at = build(builder, node->left, at);
    return at;
}

/* Adds the steps of a node, which go on to the step `next`. Returns the first of them; STEP_NONE:
 * an error was stored. */
static uint32_t build(struct steps_builder *builder, const struct regex_node *node, uint32_t next) {
    uint32_t left, right;
    while (node->kind == NODE_SEQUENCE && next != STEP_NONE) {
        next = build(builder, node->right, next);
        node = node->left;
    }
    if (next == STEP_NONE)
        return STEP_NONE;
    switch (node->kind) {
    case NODE_SET:
        return add_step(builder, STEP_READ, node->set, next, STEP_NONE);
    case NODE_CHOICE:
        left = build(builder, node->left, next);
        right = left != STEP_NONE ? build(builder, node->right, next) : STEP_NONE;
        return right != STEP_NONE ? add_step(builder, STEP_SPLIT, NULL, left, right) : STEP_NONE;
    case NODE_REPEAT:
        return build_repeat(builder, node, next);
    default:
        return next; /* NODE_EMPTY */
    }
}

bool kefu__regex_build_steps(struct regex_parser *parser, const struct regex_node *root,
                             const kefu_allocator *allocator, struct regex_steps *steps) {
    struct steps_builder builder = {parser, allocator, steps};
    const uint32_t accept = add_step(&builder, STEP_ACCEPT, NULL, STEP_NONE, STEP_NONE);
    steps->initial = accept != STEP_NONE ? build(&builder, root, accept) : STEP_NONE;
    return steps->initial != STEP_NONE;
}
