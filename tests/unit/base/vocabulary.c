/* SPDX-License-Identifier: MIT
 * Closed lists: every word is found both ways, by value and by name, from C and from JSON. */
#include "base/vocabulary.h"

#include <stdio.h>
#include <string.h>

#include "kefu/kefu.h"
#include "test.h"
#include "json/json.h"

static kefu_str text_of(const char *terminated) {
    const kefu_str text = {terminated, strlen(terminated)};
    return text;
}

static void check_word(const struct vocabulary *vocabulary, size_t i) {
    const struct vocabulary_word *word = &vocabulary->words[i];
    uint32_t value = UINT32_MAX;
    assert_ptr_equal(kefu__word_at(vocabulary, word->value), word);
    assert_string_equal(kefu__word_name(vocabulary, word->value), word->name);
    assert_true(kefu__word_value(vocabulary, text_of(word->name), &value));
    assert_int_equal(value, word->value);
    assert_true(word->zh_hans[0] && word->en[0]);
    for (size_t j = 0; j < i; j++) {
        assert_string_not_equal(word->name, vocabulary->words[j].name);
        assert_string_not_equal(word->zh_hans, vocabulary->words[j].zh_hans);
        assert_string_not_equal(word->en, vocabulary->words[j].en);
    }
}

static void test_words_both_ways(void **state) {
    const struct vocabulary *vocabulary;
    (void)state;
    for (size_t i = 0; (vocabulary = kefu__vocabulary_at(i)); i++) {
        assert_in_range(vocabulary->count, 1, JSON_WORDS_MAX);
        assert_ptr_equal(kefu__vocabulary_find(vocabulary->name), vocabulary);
        for (size_t j = 0; j < vocabulary->count; j++)
            check_word(vocabulary, j);
    }
    assert_null(kefu__vocabulary_find("rolle"));
}

static void test_unknown_words(void **state) {
    uint32_t value = 7;
    (void)state;
    assert_null(kefu__word_at(&kefu__roles, ROLE_ANY));
    assert_string_equal(kefu_role_name(ROLE_ANY), "unknown");
    assert_string_equal(kefu_status_name(18), "unknown");
    assert_string_equal(kefu_status_name(KEFU_E_CORRUPT), "KEFU_E_CORRUPT");
    assert_false(kefu__word_value(&kefu__roles, text_of("any"), &value));
    assert_false(kefu__word_value(&kefu__roles, text_of("agen"), &value));
    assert_false(kefu__word_value(&kefu__roles, text_of(""), &value));
    assert_int_equal(value, 7);
}

static void test_parts_of_lists(void **state) {
    uint32_t value = UINT32_MAX;
    (void)state;
    assert_string_equal(kefu__word_name(&kefu__roles_or_any, KEFU_ROLE_SYSTEM), "system");
    assert_string_equal(kefu__word_name(&kefu__roles_or_any, ROLE_ANY), "any");
    assert_string_equal(kefu__word_name(&kefu__labels_or_any, LABEL_ANY), "any");
    assert_true(kefu__word_value(&kefu__dialogue_roles, text_of("helpdesk"), &value));
    assert_int_equal(value, KEFU_ROLE_AGENT);
    assert_false(kefu__word_value(&kefu__own_statistics, text_of("default"), &value));
    assert_true(kefu__word_value(&kefu__own_statistics, text_of("mean"), &value));
    assert_int_equal(value, KEFU_STATISTIC_MEAN);
}

static void test_lists_by_name(void **state) {
    kefu_error error;
    uint32_t value = 7;
    (void)state;
    assert_string_equal(kefu_vocabulary_name("severity", RULE_CRITICAL), "critical");
    assert_string_equal(kefu_vocabulary_name("severity", 3), "unknown");
    assert_string_equal(kefu_vocabulary_name("gravity", 0), "unknown");
    assert_string_equal(kefu_vocabulary_name(NULL, 0), "unknown");
    assert_string_equal(kefu_vocabulary_title("label", KEFU_LABEL_NEGATIVE, "zh-Hans"), "负面");
    assert_string_equal(kefu_vocabulary_title("statistic", KEFU_STATISTIC_P50, "en"), "median");
    assert_string_equal(kefu_vocabulary_title("statistic", KEFU_STATISTIC_P50, "fr"), "p50");
    assert_string_equal(kefu_vocabulary_title("statistic", 99, "en"), "unknown");
    assert_int_equal(kefu_vocabulary_find("format_ending", "md", 2, &value, &error), KEFU_OK);
    assert_int_equal(value, KEFU_FORMAT_MARKDOWN);
    assert_int_equal(kefu_vocabulary_find("format", "md", 2, &value, &error), KEFU_E_NOT_FOUND);
    assert_int_equal(kefu_vocabulary_find("formats", "md", 2, &value, &error), KEFU_E_NOT_FOUND);
    assert_int_equal(kefu_vocabulary_find("format", NULL, 0, &value, &error), KEFU_E_NOT_FOUND);
    assert_int_equal(kefu_vocabulary_find("format", NULL, 2, &value, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_vocabulary_find(NULL, "md", 2, &value, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_vocabulary_find("format", "csv", 3, NULL, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(value, KEFU_FORMAT_MARKDOWN);
}

/* Reads {"word": NAME} as a member of a list. */
static bool read_word(const struct vocabulary *vocabulary, const char *name, uint32_t *value,
                      kefu_error *error) {
    struct json_reader reader;
    char text[80];
    bool fine;
    snprintf(text, sizeof text, "{\"word\": \"%s\"}", name);
    assert_int_equal(kefu__json_open(&reader, NULL, text, strlen(text), "", NULL, error), KEFU_OK);
    fine = kefu__json_member_word(&reader, reader.root, "word", true, vocabulary, value);
    kefu__json_close(&reader);
    return fine;
}

static void test_words_in_json(void **state) {
    const struct vocabulary *vocabulary;
    kefu_error error;
    (void)state;
    for (size_t i = 0; (vocabulary = kefu__vocabulary_at(i)); i++)
        for (size_t j = 0; j < vocabulary->count; j++) {
            uint32_t value = UINT32_MAX;
            assert_true(read_word(vocabulary, vocabulary->words[j].name, &value, &error));
            assert_int_equal(value, vocabulary->words[j].value);
        }
    uint32_t value = 7;
    assert_false(read_word(&kefu__labels, "negativ", &value, &error));
    assert_int_equal(value, 7);
    assert_int_equal(error.status, KEFU_E_DEFINITION);
    assert_string_equal(error.pointer, "/word");
    assert_non_null(strstr(error.message, "did you mean \"negative\""));
}

static kefu_status append(void *ctx, const char *data, size_t size) {
    kefu__buffer_add(ctx, data, size);
    return KEFU_OK;
}

static kefu_status refuse(void *ctx, const char *data, size_t size) {
    (void)ctx, (void)data, (void)size;
    return KEFU_E_WRITE;
}

/* What a binding reads: every list, every word, in order. */
static void test_all_lists_written(void **state) {
    const kefu_allocator allocator = kefu__allocator_default();
    const struct vocabulary *vocabulary;
    struct json_reader reader;
    struct buffer text;
    kefu_error error;
    (void)state;
    kefu__buffer_init(&text, &allocator);
    assert_int_equal(kefu_vocabulary_write(NULL, append, &text, &error), KEFU_OK);
    assert_int_equal(kefu__json_open(&reader, NULL, text.data, text.size, "", NULL, &error),
                     KEFU_OK);
    for (size_t i = 0; (vocabulary = kefu__vocabulary_at(i)); i++) {
        const json_value *word = kefu__json_first(kefu__json_get(reader.root, vocabulary->name));
        for (size_t j = 0; j < vocabulary->count; j++, word = kefu__json_next(word)) {
            const json_value *title = kefu__json_get(word, "title");
            const struct vocabulary_word *meant = &vocabulary->words[j];
            assert_int_equal(kefu__json_number(kefu__json_get(word, "value")), meant->value);
            assert_true(kefu__str_is(kefu__json_text(kefu__json_get(word, "name")), meant->name));
            assert_true(
                kefu__str_is(kefu__json_text(kefu__json_get(title, "zh-Hans")), meant->zh_hans));
            assert_true(kefu__str_is(kefu__json_text(kefu__json_get(title, "en")), meant->en));
        }
        assert_null(word);
    }
    kefu__json_close(&reader);
    kefu__buffer_free(&text);
    assert_int_equal(kefu_vocabulary_write(NULL, refuse, NULL, &error), KEFU_E_WRITE);
    assert_int_equal(kefu_vocabulary_write(NULL, NULL, NULL, &error), KEFU_E_ARGUMENT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_both_ways), cmocka_unit_test(test_unknown_words),
        cmocka_unit_test(test_parts_of_lists),  cmocka_unit_test(test_lists_by_name),
        cmocka_unit_test(test_words_in_json),   cmocka_unit_test(test_all_lists_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
