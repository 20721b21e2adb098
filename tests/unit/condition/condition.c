/* SPDX-License-Identifier: MIT
 * Tests of the condition language: its truth tables, its comparators, and what it refuses where. */
#include "test.h"

#include <math.h>

#include <stdio.h>

#include "condition/comparator.h"
#include "condition/condition.h"

/* The place of these tests: attributes by name, a metric, a label, a flag. */
static const struct field label_fields[] = {{"role", .type = FIELD_TEXT}};
static const struct field_table label_members = {FIELDS_OF(label_fields)};

static bool compile_label(void *ctx, struct json_reader *reader, const json_value *object,
                          struct condition_leaf *leaf) {
    kefu_str role = {"", 0};
    (void)ctx;
    leaf->data = kefu__json_member_string(reader, object, "role", false, &role) ? leaf : NULL;
    return true;
}

enum { ATTRIBUTE, METRIC, LABEL, OPEN, PHRASE };
static const struct vocabulary_word words[] = {
    {ATTRIBUTE, "attribute", "属性", "attribute"},
    {METRIC, "metric", "指标", "metric"},
    {LABEL, "label", "标签", "label"},
    {OPEN, "open", "未结束", "open"},
    {PHRASE, "phrase", "短语", "phrase"}, /* of other places */
};
static const struct vocabulary leaves = VOCABULARY_OF("leaf", words);
static const struct leaf_kind kinds[] = {
    {ATTRIBUTE, .type = LEAF_TEXT},
    {METRIC, .type = LEAF_NUMBER},
    {LABEL, LEAF_FOUND, &label_members, .compile = compile_label},
    {OPEN, .type = LEAF_BOOL},
};
static const struct condition_place place = {"a test", &leaves, kinds, 4};

struct asked {
    int count;
};

/* "t", "f" and "u" are true, false and unknown; others have values. */
static void answer(void *ctx, const struct condition_leaf *leaf, struct leaf_answer *out) {
    struct asked *asked = ctx;
    asked->count++;
    out->reason = KEFU_REASON_NO_RATING;
    if (kefu__str_is(leaf->name, "u") || kefu__str_is(leaf->name, "u2")) {
        out->found = TRUTH_UNKNOWN;
        if (leaf->name.size == 2)
            out->reason = KEFU_REASON_OPEN;
        return;
    }
    out->found = TRUTH_TRUE;
    if (kefu__str_is(leaf->name, "f") || kefu__str_is(leaf->name, "absent"))
        out->found = TRUTH_FALSE;
    out->truth = out->found == TRUTH_TRUE;
    out->number = kefu__str_is(leaf->name, "frt") ? 1000 : 5;
    out->text.data = "客服";
    out->text.size = strlen("客服");
}

struct compiled {
    struct arena arena;
    struct json_reader reader;
    kefu_findings *findings;
    kefu_error error;
    struct condition *condition;
};

static void compile_text(struct compiled *c, const char *text) {
    const kefu_allocator allocator = kefu__allocator_default();
    memset(&c->error, 0, sizeof c->error);
    kefu__arena_init(&c->arena, &allocator);
    c->findings = new_findings();
    assert_int_equal(
        kefu__json_open(&c->reader, NULL, text, strlen(text), NULL, c->findings, &c->error),
        KEFU_OK);
    c->condition = kefu__condition_compile(&c->arena, &c->reader, c->reader.root, &place, NULL);
    assert_string_equal(c->reader.pointer, "");
}

static void release(struct compiled *c) {
    kefu__json_close(&c->reader);
    kefu_findings_free(c->findings);
    kefu__arena_free(&c->arena);
}

static void assert_truth(const char *text, enum truth expected, uint32_t expected_reason) {
    struct asked asked = {0};
    struct compiled c;
    uint32_t reason = 99;
    compile_text(&c, text);
    if (!c.condition)
        fail_msg("%s: %s", text, c.error.message);
    if (kefu__condition_evaluate(c.condition, answer, &asked, &reason) != expected)
        fail_msg("%s is not %d", text, (int)expected);
    assert_int_equal(reason, expected_reason);
    kefu__condition_evaluate(c.condition, answer, &asked, NULL);
    release(&c);
}

static void logic_is_kleenes(void **state) {
    static const char letters[] = "ftu"; /* as enum truth */
    int a, b;
    (void)state;
    for (a = 0; a < 3; a++)
        for (b = 0; b < 3; b++) {
            const enum truth all = a == 0 || b == 0   ? TRUTH_FALSE
                                   : a == 1 && b == 1 ? TRUTH_TRUE
                                                      : TRUTH_UNKNOWN;
            const enum truth any = a == 1 || b == 1   ? TRUTH_TRUE
                                   : a == 0 && b == 0 ? TRUTH_FALSE
                                                      : TRUTH_UNKNOWN;
            char text[120];
            snprintf(text, sizeof text, "{\"all\":[{\"label\":\"%c\"},{\"label\":\"%c\"}]}",
                     letters[a], letters[b]);
            assert_truth(text, all, all == TRUTH_UNKNOWN ? KEFU_REASON_NO_RATING : 0);
            snprintf(text, sizeof text, "{\"any\":[{\"label\":\"%c\"},{\"label\":\"%c\"}]}",
                     letters[a], letters[b]);
            assert_truth(text, any, any == TRUTH_UNKNOWN ? KEFU_REASON_NO_RATING : 0);
        }
    assert_truth("true", TRUTH_TRUE, 0);
    assert_truth("false", TRUTH_FALSE, 0);
    assert_truth("{\"not\":{\"label\":\"t\"}}", TRUTH_FALSE, 0);
    assert_truth("{\"not\":{\"label\":\"f\"}}", TRUTH_TRUE, 0);
    assert_truth("{\"not\":{\"label\":\"u\"}}", TRUTH_UNKNOWN, KEFU_REASON_NO_RATING);
    assert_truth("{\"all\":[{\"label\":\"u2\"},{\"label\":\"u\"}]}", TRUTH_UNKNOWN,
                 KEFU_REASON_OPEN);
}

static void counting_knows_what_is_unknown(void **state) {
    static const char of[] = "[{\"label\":\"t\"},{\"label\":\"u\"},{\"label\":\"f\"},true]";
    static const enum truth expected[] = {TRUTH_TRUE, TRUTH_TRUE, TRUTH_UNKNOWN, TRUTH_FALSE};
    int least;
    (void)state;
    for (least = 1; least <= 4; least++) {
        char text[160];
        snprintf(text, sizeof text, "{\"count\":{\"min\":%d,\"of\":%s}}", least, of);
        assert_truth(text, expected[least - 1], least == 3 ? KEFU_REASON_NO_RATING : 0);
    }
}

/* A compiled leaf finds its comparator's row by the enum. */
static void comparators_stand_in_order(void **state) {
    const struct comparator_row *row;
    size_t i;
    (void)state;
    for (i = 0; (row = kefu__comparator_at(i)); i++) {
        assert_int_equal(row->comparator, i);
        assert_non_null(row->holds);
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(row->name, kefu__comparator_at(j)->name);
    }
    assert_int_equal(i, COMPARE_EXISTS + 1);
}

static void comparators_compare(void **state) {
    static const char *const is_true[] = {
        "{\"metric\":\"frt\",\"eq\":1000}",
        "{\"metric\":\"frt\",\"ne\":999}",
        "{\"metric\":\"frt\",\"lt\":1000.5}",
        "{\"metric\":\"frt\",\"le\":1000}",
        "{\"metric\":\"frt\",\"gt\":-1}",
        "{\"metric\":\"frt\",\"ge\":1000}",
        "{\"metric\":\"frt\",\"in\":[1,1000]}",
        "{\"metric\":\"frt\",\"between\":[1000,1000]}",
        "{\"metric\":\"frt\",\"exists\":true}",
        "{\"metric\":\"absent\",\"exists\":false}",
        "{\"attribute\":\"x\",\"eq\":\"客服\"}",
        "{\"attribute\":\"x\",\"ne\":\"客\"}",
        "{\"attribute\":\"x\",\"in\":[\"a\",\"客服\"]}",
        "{\"attribute\":\"x\",\"gt\":4}",
        "{\"attribute\":\"x\",\"in\":[4,5]}",
        "{\"label\":\"x\",\"ge\":5,\"role\":\"agent\"}",
        "{\"label\":\"f\",\"exists\":false}",
        "{\"open\":\"t\"}",
        "{\"open\":\"t\",\"ne\":false}",
    };
    static const char *const is_false[] = {
        "{\"metric\":\"frt\",\"lt\":1000}",  "{\"metric\":\"frt\",\"between\":[0,999]}",
        "{\"metric\":\"frt\",\"in\":[1]}",   "{\"metric\":\"frt\",\"exists\":false}",
        "{\"attribute\":\"x\",\"eq\":\"\"}", "{\"label\":\"x\",\"gt\":5}",
        "{\"open\":\"t\",\"eq\":false}",     "{\"attribute\":\"absent\",\"exists\":true}",
    };
    static const char *const is_unknown[] = {
        "{\"metric\":\"u\",\"lt\":1}",
        "{\"metric\":\"absent\",\"ne\":1}", /* nothing is not unequal to 1 */
        "{\"attribute\":\"absent\",\"eq\":\"a\"}",
        "{\"metric\":\"u\",\"exists\":true}",
    };
    size_t i;
    (void)state;
    for (i = 0; i < sizeof is_true / sizeof *is_true; i++)
        assert_truth(is_true[i], TRUTH_TRUE, 0);
    for (i = 0; i < sizeof is_false / sizeof *is_false; i++)
        assert_truth(is_false[i], TRUTH_FALSE, 0);
    for (i = 0; i < sizeof is_unknown / sizeof *is_unknown; i++)
        assert_truth(is_unknown[i], TRUTH_UNKNOWN, KEFU_REASON_NO_RATING);
}

static void nothing_is_asked_that_cannot_matter(void **state) {
    struct asked asked = {0};
    struct compiled c;
    (void)state;
    compile_text(&c, "{\"all\":[{\"label\":\"f\"},{\"label\":\"t\"}]}");
    assert_int_equal(kefu__condition_evaluate(c.condition, answer, &asked, NULL), TRUTH_FALSE);
    assert_int_equal(asked.count, 1);
    release(&c);
}

static void mistakes_are_told_in_place(void **state) {
    static const struct {
        const char *text, *code, *pointer;
        uint32_t column;
    } cases[] = {
        {"3", "wrong_type", "", 1},
        {"{}", "unknown_leaf", "", 1},
        {"{\"phrase\":\"x\"}", "unknown_leaf", "", 1},
        {"{\"metrik\":\"x\",\"lt\":1}", "unknown_member", "/metrik", 2},
        {"{\"all\":[]}", "empty_all", "/all", 8},
        {"{\"all\":{\"label\":\"a\"}}", "empty_all", "/all", 8},
        {"{\"any\":[true,7]}", "wrong_type", "/any/1", 14},
        {"{\"any\":[true],\"role\":1}", "unknown_member", "/role", 15},
        {"{\"not\":[]}", "wrong_type", "/not", 8},
        {"{\"count\":{\"min\":3,\"of\":[true,true]}}", "out_of_range", "/count/min", 17},
        {"{\"count\":{\"min\":1}}", "missing_member", "/count", 10},
        {"{\"count\":[]}", "wrong_type", "/count", 10},
        {"{\"metric\":\"x\"}", "missing_member", "", 1},
        {"{\"metric\":5,\"lt\":1}", "wrong_type", "/metric", 11},
        {"{\"metric\":\"x\",\"lt\":\"1\"}", "wrong_type", "/lt", 20},
        {"{\"metric\":\"x\",\"lt\":1,\"gt\":0}", "two_comparators", "/gt", 27},
        {"{\"metric\":\"x\",\"in\":[]}", "wrong_type", "/in", 20},
        {"{\"metric\":\"x\",\"in\":[1,\"a\"]}", "wrong_type", "/in/1", 23},
        {"{\"metric\":\"x\",\"between\":[1]}", "wrong_type", "/between", 25},
        {"{\"metric\":\"x\",\"between\":[2,1]}", "out_of_range", "/between", 25},
        {"{\"metric\":\"x\",\"exists\":1}", "wrong_type", "/exists", 24},
        {"{\"metric\":\"x\",\"label\":\"y\",\"lt\":1}", "two_leaves", "", 1},
        {"{\"attribute\":\"x\",\"eq\":null}", "wrong_type", "/eq", 23},
        {"{\"attribute\":\"x\",\"lt\":\"b\"}", "wrong_type", "/lt", 23},
        {"{\"open\":\"x\",\"lt\":true}", "wrong_type", "/lt", 18},
        {"{\"label\":\"x\",\"rolle\":\"agent\"}", "unknown_member", "/rolle", 14},
        {"{\"label\":\"x\",\"role\":2}", "wrong_type", "/role", 21},
        {"{\"label\":\"x\",\"eq\":\"y\"}", "wrong_type", "/eq", 19},
    };
    struct compiled c;
    kefu_finding finding = {.size = sizeof finding};
    size_t i;
    (void)state;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        compile_text(&c, cases[i].text);
        if (c.condition)
            fail_msg("%s was accepted", cases[i].text);
        assert_int_equal(kefu_findings_at(c.findings, 0, &finding, NULL), KEFU_OK);
        if (strcmp(finding.code, cases[i].code) != 0)
            fail_msg("%s: %s %s", cases[i].text, finding.code, finding.message);
        assert_string_equal(finding.pointer, cases[i].pointer);
        assert_int_equal(finding.column, cases[i].column);
        assert_int_equal(c.reader.status, KEFU_E_DEFINITION);
        release(&c);
    }
}

static void all_mistakes_are_told_at_once(void **state) {
    struct compiled c;
    (void)state;
    compile_text(
        &c, "{\"all\":[{\"metric\":\"a\"},{\"any\":[4,{\"x\":1}]},{\"metric\":\"b\",\"lt\":1}]}");
    assert_null(c.condition);
    assert_int_equal(c.reader.errors, 3);
    release(&c);
}

static void size_and_depth_are_bounded(void **state) {
    char *text = malloc(100000);
    struct compiled c;
    size_t i;
    (void)state;
    assert_non_null(text);
    strcpy(text, "{\"any\":[true");
    for (i = 0; i < 4094; i++)
        strcat(text + i * 5, ",true");
    strcat(text, "]}");
    compile_text(&c, text);
    assert_non_null(c.condition);
    release(&c);
    text[strlen(text) - 2] = '\0';
    strcat(text, ",true]}");
    compile_text(&c, text);
    assert_null(c.condition);
    assert_int_equal(c.reader.status, KEFU_E_LIMIT);
    release(&c);
    text[0] = '\0';
    for (i = 0; i < 32; i++)
        strcat(text, "{\"not\":");
    strcat(text, "true");
    for (i = 0; i < 32; i++)
        strcat(text, "}");
    compile_text(&c, text);
    assert_null(c.condition);
    assert_int_equal(c.reader.status, KEFU_E_LIMIT);
    release(&c);
    free(text);
}

static void count_leaf(void *ctx, struct condition_leaf *leaf) {
    char *names = ctx;
    strncat(names, leaf->name.data, leaf->name.size);
}

static void leaves_are_visited_in_order(void **state) {
    struct compiled c;
    char names[8] = "";
    (void)state;
    compile_text(&c,
                 "{\"all\":[{\"label\":\"a\"},{\"not\":{\"label\":\"b\"}},{\"count\":{\"min\":1,"
                 "\"of\":[true,{\"label\":\"c\"}]}}]}");
    assert_non_null(c.condition);
    kefu__condition_leaves(c.condition, count_leaf, names);
    assert_string_equal(names, "abc");
    release(&c);
}

static void no_memory_is_told(void **state) {
    static const char text[] = "{\"metric\":\"x\",\"in\":[1,2]}";
    struct test_memory memory;
    const kefu_allocator allocator = test_allocator(&memory, 1);
    struct json_reader reader;
    struct arena arena;
    (void)state;
    kefu__arena_init(&arena, &allocator);
    assert_int_equal(kefu__json_open(&reader, NULL, text, sizeof text - 1, NULL, NULL, NULL),
                     KEFU_OK);
    assert_null(kefu__condition_compile(&arena, &reader, reader.root, &place, NULL));
    assert_int_equal(reader.status, KEFU_E_MEMORY);
    kefu__json_close(&reader);
    kefu__arena_free(&arena);
    assert_int_equal(memory.live_blocks, 0);
}

/* A text is a number if it consists of one and nothing else. */
static void texts_are_read_as_numbers(void **state) {
    static const struct {
        const char *text;
        double number;
    } numbers[] = {{"0", 0},       {"7", 7},        {"199", 199}, {"-3.5", -3.5},
                   {"0012", 12},   {".25", 0.25},   {"8.", 8},    {"10203.0405", 10203.0405},
                   {"-120", -120}, {"99999", 99999}};
    static const char *const others[] = {"",   "-",  ".",   "-.",  "1e3", "1.2.3", "+5",
                                         " 5", "5 ", "5元", "--5", "/",   ":",     "5-"};
    const struct condition_leaf leaf = {.type = LEAF_NUMBER};
    struct leaf_answer answer;
    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        kefu__condition_answer_text(&leaf, true, kefu__str(numbers[i].text), &answer);
        if (answer.found != TRUTH_TRUE || fabs(answer.number - numbers[i].number) > 1e-9)
            fail_msg("%s is %g", numbers[i].text, answer.number);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        kefu__condition_answer_text(&leaf, true, kefu__str(others[i]), &answer);
        if (answer.found != TRUTH_UNKNOWN)
            fail_msg("\"%s\" is a number", others[i]);
    }
    kefu__condition_answer_text(&leaf, false, kefu__str("5"), &answer);
    assert_int_equal(answer.found, TRUTH_FALSE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_read_as_numbers),
        cmocka_unit_test(logic_is_kleenes),
        cmocka_unit_test(counting_knows_what_is_unknown),
        cmocka_unit_test(comparators_stand_in_order),
        cmocka_unit_test(comparators_compare),
        cmocka_unit_test(nothing_is_asked_that_cannot_matter),
        cmocka_unit_test(mistakes_are_told_in_place),
        cmocka_unit_test(all_mistakes_are_told_at_once),
        cmocka_unit_test(size_and_depth_are_bounded),
        cmocka_unit_test(leaves_are_visited_in_order),
        cmocka_unit_test(no_memory_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
