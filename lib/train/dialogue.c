/* SPDX-License-Identifier: MIT
 * Reads dialogues to learn from. */
#include "train/dialogue.h"

enum { DIALOGUES_MAX = 1000000, TURNS_MAX = 10000 };

void kefu__dialogues_init(struct dialogues *dialogues, const kefu_allocator *allocator) {
    *dialogues = (struct dialogues){.allocator = *allocator};
    kefu__arena_init(&dialogues->arena, allocator);
}

void kefu__dialogues_free(struct dialogues *dialogues) {
    kefu__release(&dialogues->allocator, dialogues->items,
                  dialogues->capacity * sizeof *dialogues->items);
    kefu__arena_free(&dialogues->arena);
}

/* Reads one turn. Returns false if out of memory. */
static bool read_turn(struct json_reader *reader, const json_value *turn, struct arena *arena,
                      struct learned_turn *turns, size_t *count) {
    kefu_str role = {0}, text = {0};
    if (!kefu__json_is(turn, JSON_OBJECT)) {
        kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "wrong_type",
                          "a turn is an object with role and text");
        return true;
    }
    if (!kefu__json_member_string(reader, turn, "role", true, &role) ||
        !kefu__json_member_string(reader, turn, "text", true, &text))
        return true;
    uint32_t speaker;
    if (!kefu__word_value(&kefu__dialogue_roles, role, &speaker) || speaker == KEFU_ROLE_SYSTEM)
        return true;
    const bool customer = speaker == KEFU_ROLE_CUSTOMER;
    const char *copy = kefu__arena_text(arena, text.data, text.size);
    turns[(*count)++] = (struct learned_turn){customer, {copy, text.size}};
    return copy != NULL;
}

static kefu_status read_turns(struct json_reader *reader, struct arena *arena,
                              struct learned_turn **turns, size_t *count, kefu_error *error) {
    const json_value *list = kefu__json_member_array(reader, reader->root, "turns", true);
    const size_t most = kefu__json_count(list);
    if (most > TURNS_MAX)
        return kefu__fail(error, KEFU_E_LIMIT, "more than %d turns", TURNS_MAX);
    *turns = kefu__arena_alloc(arena, (most + 1) * sizeof **turns);
    bool fine = *turns != NULL;
    size_t index = 0;
    kefu__json_enter_name(reader, "turns");
    for (const json_value *turn = kefu__json_first(list); turn && fine;
         turn = kefu__json_next(turn)) {
        kefu__json_enter_index(reader, index++);
        fine = read_turn(reader, turn, arena, *turns, count);
        kefu__json_leave(reader);
    }
    kefu__json_leave(reader);
    if (!fine)
        return kefu__no_memory(error);
    return reader->errors ? reader->status : KEFU_OK;
}

kefu_status kefu__dialogue_read(const char *json, size_t size, struct arena *arena,
                                struct learned_turn **turns, size_t *count, double *target,
                                kefu_findings *findings, kefu_error *error) {
    struct json_reader reader;
    kefu_status status = kefu__json_open_record(&reader, &arena->allocator, json, size, findings,
                                                error);
    if (status != KEFU_OK)
        return status;
    *count = 0;
    if (!kefu__json_is(reader.root, JSON_OBJECT))
        status = kefu__fail(error, KEFU_E_DEFINITION, "a dialogue is an object");
    else if (target)
        kefu__json_member_number(&reader, reader.root, "satisfaction", true, -1e6, 1e6, target);
    if (status == KEFU_OK)
        status = read_turns(&reader, arena, turns, count, error);
    kefu__json_close(&reader);
    return status;
}

kefu_status kefu__dialogues_add(struct dialogues *dialogues, const char *json, size_t size,
                                kefu_findings *findings, kefu_error *error) {
    if (dialogues->count >= DIALOGUES_MAX)
        return kefu__fail(error, KEFU_E_LIMIT, "more than %d dialogues", DIALOGUES_MAX);
    struct dialogue dialogue = {0};
    if (!kefu__grow(&dialogues->allocator, &dialogues->items, &dialogues->capacity,
                    dialogues->count + 1u, sizeof *dialogues->items))
        return kefu__no_memory(error);
    const kefu_status status = kefu__dialogue_read(json, size, &dialogues->arena, &dialogue.turns,
                                                   &dialogue.count, &dialogue.target, findings,
                                                   error);
    if (status == KEFU_OK)
        dialogues->items[dialogues->count++] = dialogue;
    return status;
}
