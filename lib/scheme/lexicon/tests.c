/* SPDX-License-Identifier: MIT
 * The tests of lexicons: a text, and what is found in it. lib/analysis/test.c runs them. */
#include "scheme/lexicon/read.h"

static bool finish_test(struct field_reader *reader, const json_value *object, void *item) {
    struct scheme_builder *builder = reader->ctx;
    struct lexicon_tests *tests = builder->scheme->lexicon_tests;
    struct lexicon_test *test = item;
    (void)object;
    if (!test->text)
        return false;
    kefu__test_origin(reader, &test->origin);
    return kefu__builder_push(builder, &tests->items, &tests->count, &tests->capacity, test,
                              sizeof *test);
}

static const struct field fields[] = {
    {"text", FIELD_TEXT, FIELD_REQUIRED, FIELD_AT(struct lexicon_test, text)},
    {"role", FIELD_CHOICE, FIELD_AT(struct lexicon_test, role), .words = &kefu__roles},
    {"genre", FIELD_CHOICE, FIELD_AT(struct lexicon_test, genre), .words = &kefu__genres},
    {"label", FIELD_CHOICE, FIELD_AT(struct lexicon_test, label), .words = &kefu__labels},
    {"finds", FIELD_TEXTS, FIELD_AT_BOTH(struct lexicon_test, finds, find_count),
     .description = "Ids that must be found."},
    {"lacks", FIELD_TEXTS, FIELD_AT_BOTH(struct lexicon_test, lacks, lack_count),
     .description = "Ids that must not be found."},
    {.name = "note"}};
static const struct lexicon_test initial = {.label = UINT32_MAX};
const struct field_table kefu__lexicon_test_table = {"a test", FIELDS_OF(fields),
                                                     .size = sizeof initial, .initial = &initial,
                                                     .finish = finish_test};
