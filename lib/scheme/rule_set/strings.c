/* SPDX-License-Identifier: MIT
 * What the leaves of rules share: errors, and lists of strings. */
#include "scheme/rule_set/leaves.h"

/* ---- errors ---- */

bool kefu__leaf_refuse(struct json_reader *reader, const char *code, const char *message) {
    kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, code, "%s", message);
    return false;
}

bool kefu__leaf_unresolved(struct json_reader *reader, const char *what, kefu_str id) {
    kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_REFERENCE, "unresolved_ref",
                      "there is no %s \"%.*s\"", what, (int)kefu__str_truncate(id, 80).size,
                      id.data);
    return false;
}

/* ---- lists of strings ---- */

bool kefu__leaf_each_string(struct json_reader *reader, const json_value *value,
                            bool (*each)(void *ctx, struct json_reader *reader, kefu_str text),
                            void *ctx) {
    const json_value *item;
    size_t index = 0;
    bool fine = true;
    if (kefu__json_is(value, JSON_STRING))
        return each(ctx, reader, kefu__json_text(value));
    if (!kefu__json_is(value, JSON_ARRAY) || !kefu__json_first(value))
        return kefu__leaf_refuse(reader, "wrong_type", "must be a string or an array of strings");
    for (item = kefu__json_first(value); item; item = kefu__json_next(item)) {
        kefu__json_enter_index(reader, index++);
        if (kefu__json_is(item, JSON_STRING))
            fine &= each(ctx, reader, kefu__json_text(item));
        else
            fine = kefu__leaf_refuse(reader, "wrong_type", "must be a string");
        kefu__json_leave(reader);
    }
    return fine;
}

size_t kefu__leaf_string_count(const json_value *value) {
    return kefu__json_is(value, JSON_ARRAY) ? kefu__json_count(value) : 1;
}

/* ---- groups ---- */

/* The group of alternatives that is being read. */
struct group_reading {
    struct rule_compiler *compiler;
    leaf_text_adder add;
    uint32_t *phrases;
    size_t count;
};

static bool add_text(void *ctx, struct json_reader *reader, kefu_str text) {
    struct group_reading *reading = ctx;
    const uint32_t phrase = reading->add(reading->compiler, reader, text);
    if (phrase == UINT32_MAX)
        return false;
    reading->phrases[reading->count++] = phrase;
    return true;
}

bool kefu__leaf_read_group(struct rule_compiler *compiler, struct json_reader *reader,
                           const json_value *value, leaf_text_adder add,
                           struct phrase_group *group) {
    struct group_reading reading = {compiler, add, NULL, 0};
    const size_t count = kefu__leaf_string_count(value);
    bool fine;
    if (count > RULES_PHRASES_MAX)
        return kefu__leaf_refuse(reader, "limit_exceeded", "more than 1024 phrases");
    reading.phrases = kefu__builder_take(compiler->asked.builder,
                                         (count + 1) * sizeof *reading.phrases);
    if (!reading.phrases)
        return false;
    fine = kefu__leaf_each_string(reader, value, add_text, &reading);
    group->phrases = reading.phrases;
    group->count = reading.count;
    return fine;
}
