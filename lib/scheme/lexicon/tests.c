/* SPDX-License-Identifier: MIT
 * Reading the tests that stand in a lexicon document; lib/analysis/test.c runs them. */
#include <string.h>

#include "kefu/analysis.h"
#include "scheme/lexicon/lexicon.h"

/* Copies a list of ids into the arena, NULL-terminated; an absent member is an empty list. */
static const char *const *read_ids(struct lexicon_builder *state, const json_value *object,
                                   const char *member) {
    const json_value *list = kefu__json_member_array(state->reader, object, member, false);
    const json_value *item = kefu__json_first(list);
    const size_t count = kefu__json_count(list);
    const char **ids = kefu__arena_alloc_zero(state->builder->arena, (count + 1) * sizeof *ids);
    size_t i;
    if (!ids)
        return NULL;
    for (i = 0; i < count; i++, item = kefu__json_next(item)) {
        const kefu_str id = kefu__json_text(item);
        ids[i] = kefu__arena_text(state->builder->arena, id.data, id.size);
        if (!ids[i])
            return NULL;
    }
    return ids;
}

static bool keep(struct lexicon_builder *state, struct lexicon_test *test,
                 const json_value *object) {
    struct arena *arena = state->builder->arena;
    struct json_reader *reader = state->reader;
    uint64_t offset = 0;
    uint32_t column = 0;
    kefu__json_locate_pointer(reader->text, reader->size, reader->pointer, &offset, &test->line,
                              &column);
    test->source = kefu__arena_text(arena, reader->source, strlen(reader->source));
    test->pointer = kefu__arena_text(arena, reader->pointer, strlen(reader->pointer));
    test->text.data = kefu__arena_text(arena, test->text.data, test->text.size);
    test->finds = read_ids(state, object, "finds");
    test->lacks = read_ids(state, object, "lacks");
    return test->source && test->pointer && test->text.data && test->finds && test->lacks;
}

static bool read_test(struct lexicon_builder *state, const json_value *object) {
    static const char *const known[] = {"text", "role", "label", "finds", "lacks", "note", NULL};
    static const char *const roles[] = {"customer", "agent", "bot", "system", NULL};
    static const char *const labels[] = {"negative", "neutral", "positive", "mixed", NULL};
    struct lexicon *lexicon = state->lexicon;
    struct lexicon_test test;
    uint32_t label = 0;
    memset(&test, 0, sizeof test);
    kefu__json_known_members(state->reader, object, known);
    if (!kefu__json_member_string(state->reader, object, "text", true, &test.text))
        return true;
    kefu__json_member_choice(state->reader, object, "role", false, roles, &test.role);
    if (kefu__json_member_choice(state->reader, object, "label", false, labels, &label))
        test.label = kefu_label_name(label);
    if (!keep(state, &test, object) ||
        !kefu__grow(state->builder->allocator, &lexicon->tests, &lexicon->test_capacity,
                    lexicon->test_count + 1, sizeof *lexicon->tests))
        return kefu__builder_fail(state->builder, KEFU_E_MEMORY, "out of memory");
    lexicon->tests[lexicon->test_count++] = test;
    return true;
}

bool kefu__lexicon_read_tests(struct lexicon_builder *state) {
    const json_value *list = kefu__json_member_array(state->reader, state->document->root, "tests",
                                                     false);
    const json_value *item;
    bool sound = true;
    size_t i = 0;
    if (!list)
        return true;
    kefu__json_enter_name(state->reader, "tests");
    for (item = kefu__json_first(list); item && sound; item = kefu__json_next(item), i++) {
        kefu__json_enter_index(state->reader, i);
        if (kefu__json_is(item, JSON_OBJECT))
            sound = read_test(state, item);
        else
            kefu__json_report(state->reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "wrong_type",
                              "a test is an object");
        kefu__json_leave(state->reader);
    }
    kefu__json_leave(state->reader);
    return sound;
}
