/* SPDX-License-Identifier: MIT
 * From the nondeterministic automaton to a deterministic one (subset construction): each state is a
 * set of steps that read a character. */
#include <string.h>

#include "regex/node.h"

enum { STATE_DEAD, STATE_INITIAL };

enum { TABLE_MAX = 1 << 20 /* limit on the entries of the transition table */ };

struct states_builder {
    struct regex_parser *parser;
    const struct regex_steps *steps;
    const uint8_t *member;
    const kefu_allocator *allocator;
    struct regex *regex;
    struct index_map known; /* maps the steps of a state, as bytes, to its number */
    /* the reading steps of each state, and whether it accepts */
    struct step_list {
        const uint32_t *steps;
        size_t count;
        bool accepts;
    } * states;
    size_t state_count, state_capacity;
    uint16_t *table;
    size_t table_capacity;
    /* the set that is being collected; marks[step] == mark: it was visited */
    uint32_t *found, *stack, *marks, mark;
    size_t found_count;
    bool accepts;
};

static bool too_large(struct states_builder *builder) {
    return kefu__regex_refuse(builder->parser, KEFU_E_LIMIT, "pattern_too_large",
                              "the pattern needs more than 4,096 states", 0);
}

static bool no_memory(struct states_builder *builder) {
    return kefu__regex_refuse(builder->parser, KEFU_E_MEMORY, "no_memory", "out of memory", 0);
}

/* Adds to the set what is reached from a step without reading. */
static void close_over(struct states_builder *builder, uint32_t from) {
    size_t depth = 0;
    builder->stack[depth++] = from;
    while (depth > 0) {
        const uint32_t at = builder->stack[--depth];
        const struct regex_step *step = &builder->steps->items[at];
        if (builder->marks[at] == builder->mark)
            continue;
        builder->marks[at] = builder->mark;
        if (step->kind == STEP_READ)
            builder->found[builder->found_count++] = at;
        builder->accepts |= step->kind == STEP_ACCEPT;
        if (step->kind == STEP_SPLIT) {
            builder->stack[depth++] = step->next;
            builder->stack[depth++] = step->other;
        }
    }
}

static void begin_set(struct states_builder *builder) {
    builder->mark++;
    builder->found_count = 0;
    builder->accepts = false;
}

static int ascending(const void *left, const void *right) {
    const uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

/* The number of the state whose set was collected; a new one if there is none. Of each state the
 * key is its steps and, as a last number, whether it accepts. UINT32_MAX: an error was stored. */
static uint32_t find_state(struct states_builder *builder) {
    const size_t size = (builder->found_count + 1) * sizeof *builder->found;
    struct step_list state = {NULL, builder->found_count, builder->accepts};
    uint32_t number, *key;
    if (builder->found_count == 0 && !builder->accepts)
        return STATE_DEAD;
    kefu__sort(builder->found, builder->found_count, sizeof *builder->found, ascending);
    builder->found[builder->found_count] = builder->accepts;
    number = kefu__map_find(&builder->known, (const char *)builder->found, size);
    if (number != UINT32_MAX)
        return number;
    if (builder->state_count >= REGEX_STATES_MAX ||
        (builder->state_count + 1) * builder->regex->class_count > TABLE_MAX) {
        too_large(builder);
        return UINT32_MAX;
    }
    number = (uint32_t)builder->state_count;
    key = kefu__arena_alloc(builder->parser->arena, size);
    if (!key || !kefu__grow(builder->allocator, &builder->states, &builder->state_capacity,
                            builder->state_count + 1, sizeof *builder->states)) {
        no_memory(builder);
        return UINT32_MAX;
    }
    memcpy(key, builder->found, size);
    state.steps = key;
    builder->states[builder->state_count++] = state;
    if (kefu__map_add(&builder->known, (const char *)key, size, number) == UINT32_MAX) {
        no_memory(builder);
        return UINT32_MAX;
    }
    return number;
}

/* Computes the transitions of a state: for each class the set of steps behind those that read it.
 */
static bool add_transitions(struct states_builder *builder, size_t state) {
    const uint32_t classes = builder->regex->class_count;
    uint64_t *budget = builder->parser->budget;
    if (!kefu__grow(builder->allocator, &builder->table, &builder->table_capacity,
                    (state + 1) * classes, sizeof *builder->table))
        return no_memory(builder);
    for (uint32_t k = 0; k < classes; k++) {
        const struct step_list *from = &builder->states[state];
        uint32_t number;
        begin_set(builder);
        for (size_t i = 0; i < from->count; i++) {
            const struct regex_step *step = &builder->steps->items[from->steps[i]];
            if (builder->member[(size_t)step->set->number * classes + k])
                close_over(builder, step->next);
        }
        if (*budget <= from->count + builder->found_count)
            return too_large(builder);
        *budget -= 1 + from->count + builder->found_count;
        number = find_state(builder);
        if (number == UINT32_MAX)
            return false;
        builder->table[state * classes + k] = (uint16_t)number;
    }
    return true;
}

static bool build(struct states_builder *builder) {
    begin_set(builder);
    if (!kefu__grow(builder->allocator, &builder->states, &builder->state_capacity, 1,
                    sizeof *builder->states))
        return no_memory(builder);
    builder->states[builder->state_count++] = (struct step_list){NULL, 0, false};
    close_over(builder, builder->steps->initial);
    if (builder->accepts)
        return kefu__regex_refuse(builder->parser, KEFU_E_DEFINITION, "bad_regex",
                                  "the pattern matches the empty text", 0);
    if (find_state(builder) == UINT32_MAX)
        return false;
    for (size_t state = 0; state < builder->state_count; state++)
        if (!add_transitions(builder, state))
            return false;
    return true;
}

/* Copies the automaton into the arena. */
static bool keep(struct states_builder *builder, struct arena *arena) {
    struct regex *regex = builder->regex;
    const size_t entries = builder->state_count * regex->class_count;
    uint16_t *next = kefu__arena_alloc(arena, entries * sizeof *next);
    uint8_t *accepts = kefu__arena_alloc(arena, builder->state_count);
    if (!next || !accepts)
        return no_memory(builder);
    memcpy(next, builder->table, entries * sizeof *next);
    for (size_t i = 0; i < builder->state_count; i++)
        accepts[i] = builder->states[i].accepts;
    regex->next = next;
    regex->accepts = accepts;
    regex->state_count = (uint32_t)builder->state_count;
    return true;
}

bool kefu__regex_build_states(struct regex_parser *parser, const struct regex_steps *steps,
                              const uint8_t *member, struct arena *arena,
                              const kefu_allocator *allocator, struct regex *regex) {
    struct states_builder builder = {
        .parser = parser, .steps = steps, .member = member, .allocator = allocator, .regex = regex};
    const size_t count = steps->count;
    bool fine;
    kefu__map_init(&builder.known, allocator);
    builder.found = kefu__arena_alloc(parser->arena, (count + 1) * sizeof *builder.found);
    builder.stack = kefu__arena_alloc(parser->arena, (2 * count + 2) * sizeof *builder.stack);
    builder.marks = kefu__arena_alloc_zero(parser->arena, count * sizeof *builder.marks);
    fine = builder.found && builder.stack && builder.marks ? build(&builder) : no_memory(&builder);
    fine = fine && keep(&builder, arena);
    kefu__map_free(&builder.known);
    kefu__release(allocator, builder.states, builder.state_capacity * sizeof *builder.states);
    kefu__release(allocator, builder.table, builder.table_capacity * sizeof *builder.table);
    return fine;
}
