/* SPDX-License-Identifier: MIT
 * Tests of the JSON room: the scanner's refusals with their places, typed readers. */
#include "test.h"

#include "json/locate.h"
#include "json/opened.h"
#include "json/scan.h"

/* ---- the scanner ---- */

struct refusal {
    const char *text;
    size_t size; /* 0: the string's */
    kefu_status status;
    uint64_t offset;
    uint32_t line, column;
    const char *pointer;
};

static void unsound_texts_are_refused_where_they_break(void **state) {
    static const struct refusal cases[] = {
        {"", 0, KEFU_E_JSON, 0, 1, 1, ""},
        {" \n ", 0, KEFU_E_JSON, 3, 2, 2, ""},
        {"{}xyz", 0, KEFU_E_JSON, 2, 1, 3, ""},
        {"{\"a\":1,\n \"a\":2}", 0, KEFU_E_DUPLICATE, 9, 2, 2, "/a"},
        {"{\"x\":{\"a\":1,\"\\u0061\":2}}", 0, KEFU_E_DUPLICATE, 12, 1, 13, "/x/a"},
        {"{\"a\":1,\"b\":2,\"b\":3,\"a\":4}", 0, KEFU_E_DUPLICATE, 13, 1, 14, "/b"},
        {"{\"a\":1,}", 0, KEFU_E_JSON, 7, 1, 8, "/a"},
        {"{a:1}", 0, KEFU_E_JSON, 1, 1, 2, ""},
        {"{\"a\" 1}", 0, KEFU_E_JSON, 5, 1, 6, "/a"},
        {"{\"a\":1 \"b\":2}", 0, KEFU_E_JSON, 7, 1, 8, "/a"},
        {"{\"a\":1", 0, KEFU_E_JSON, 0, 1, 1, "/a"},
        {"[1,2", 0, KEFU_E_JSON, 0, 1, 1, "/1"},
        {"[1,]", 0, KEFU_E_JSON, 3, 1, 4, "/1"},
        {"[,]", 0, KEFU_E_JSON, 1, 1, 2, "/0"},
        {"[1 2]", 0, KEFU_E_JSON, 3, 1, 4, "/0"},
        {"[01]", 0, KEFU_E_JSON, 1, 1, 2, "/0"},
        {"[1.]", 0, KEFU_E_JSON, 3, 1, 4, "/0"},
        {"[.5]", 0, KEFU_E_JSON, 1, 1, 2, "/0"},
        {"[+1]", 0, KEFU_E_JSON, 1, 1, 2, "/0"},
        {"[-]", 0, KEFU_E_JSON, 2, 1, 3, "/0"},
        {"[1e]", 0, KEFU_E_JSON, 3, 1, 4, "/0"},
        {"[1e999]", 0, KEFU_E_JSON, 1, 1, 2, "/0"},
        {"[1.7976931348623159e308]", 0, KEFU_E_JSON, 1, 1, 2, "/0"},
        {"[18e307]", 0, KEFU_E_JSON, 1, 1, 2, "/0"},
        {"[0.0018e311]", 0, KEFU_E_JSON, 1, 1, 2, "/0"},
        {"NaN", 0, KEFU_E_JSON, 0, 1, 1, ""},
        {"tru", 0, KEFU_E_JSON, 0, 1, 1, ""},
        {"'a'", 0, KEFU_E_JSON, 0, 1, 1, ""},
        {"[1] // no", 0, KEFU_E_JSON, 4, 1, 5, ""},
        {"\"a\\u0000b\"", 0, KEFU_E_JSON, 2, 1, 3, ""},
        {"\"a\0b\"", 5, KEFU_E_JSON, 2, 1, 3, ""},
        {"[\0]", 3, KEFU_E_JSON, 1, 1, 2, "/0"},
        {"\"a\nb\"", 0, KEFU_E_JSON, 2, 1, 3, ""},
        {"\"a", 0, KEFU_E_JSON, 0, 1, 1, ""},
        {"\"\\x\"", 0, KEFU_E_JSON, 1, 1, 2, ""},
        {"\"\\", 0, KEFU_E_JSON, 1, 1, 2, ""},
        {"\"\\u12", 0, KEFU_E_JSON, 1, 1, 2, ""},
        {"\"\\u12g4\"", 0, KEFU_E_JSON, 1, 1, 2, ""},
        {"\"\\ud83d\"", 0, KEFU_E_JSON, 1, 1, 2, ""},
        {"\"\\ud83d\\u0041\"", 0, KEFU_E_JSON, 1, 1, 2, ""},
        {"\"\\ude00\\ud83d\"", 0, KEFU_E_JSON, 1, 1, 2, ""},
        {"[\n\"客\xff\"]", 0, KEFU_E_UTF8, 6, 2, 5, "/0"},
        {"\"\xc0\x80\"", 0, KEFU_E_UTF8, 1, 1, 2, ""},
        {"\"\xed\xa0\x80\"", 0, KEFU_E_UTF8, 1, 1, 2, ""},
        {"\"\xf4\x90\x80\x80\"", 0, KEFU_E_UTF8, 1, 1, 2, ""},
        {"\"\xe5\xae\"", 0, KEFU_E_UTF8, 1, 1, 2, ""},
        {"[1234567890123456789012345678901234567890123456789012345678901234]", 0, KEFU_E_LIMIT, 1,
         1, 2, "/0"},
        {"\xEF\xBB\xBF[x]", 0, KEFU_E_JSON, 4, 1, 2, "/0"},
        {"{\"a/b\":{\"~\":[0,{\"c\":!}]}}", 0, KEFU_E_JSON, 20, 1, 21, "/a~1b/~0/1/c"},
    };
    struct json_reader reader;
    kefu_error error;
    kefu_finding finding = {.size = sizeof finding};
    size_t i;
    (void)state;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct refusal *c = &cases[i];
        kefu_findings *findings = new_findings();
        assert_int_equal(kefu__json_open(&reader, NULL, c->text,
                                         c->size ? c->size : strlen(c->text), "name", findings,
                                         &error),
                         c->status);
        assert_int_equal(error.status, c->status);
        assert_int_equal(error.offset, c->offset);
        assert_int_equal(error.line, c->line);
        assert_int_equal(error.column, c->column);
        assert_string_equal(error.pointer, c->pointer);
        assert_int_equal(kefu_findings_count(findings), 1);
        assert_int_equal(kefu_findings_at(findings, 0, &finding, NULL), KEFU_OK);
        assert_int_equal(finding.offset, c->offset);
        assert_string_equal(finding.source, "name");
        kefu_findings_free(findings);
    }
}

static void sound_texts_are_read(void **state) {
    static const char *const texts[] = {
        "0",
        "-0",
        "-0.5e+3",
        "1.7976931348623157e308",
        "0.00017976931348623157e312",
        "0e999",
        "0.0000000000000000000000000000000000000000000000000000000001",
        "\"\"",
        "\"\\ud83d\\ude00\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
        " [ ] ",
        "{ }",
        "\xEF\xBB\xBF{\"a\":null}",
        "[true,false,null,{\"a\":1,\"A\":2,\"\":3}]",
        "{\"1\":0,\"2\":0,\"3\":0,\"4\":0,\"5\":0,\"6\":0,\"7\":0,\"8\":0,\"9\":0,\"10\":0}",
    };
    struct json_reader reader;
    size_t i;
    (void)state;
    for (i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_int_equal(
            kefu__json_open(&reader, NULL, texts[i], strlen(texts[i]), NULL, NULL, NULL), KEFU_OK);
        assert_non_null(reader.root);
        kefu__json_close(&reader);
    }
}

static void depth_is_bounded(void **state) {
    char text[200];
    struct json_reader reader;
    kefu_error error;
    (void)state;
    memset(text, '[', 100);
    memset(text + 64, ']', 64);
    assert_int_equal(kefu__json_open(&reader, NULL, text, 128, NULL, NULL, NULL), KEFU_OK);
    kefu__json_close(&reader);
    memset(text, '[', 100);
    assert_int_equal(kefu__json_open(&reader, NULL, text, 100, NULL, NULL, &error), KEFU_E_LIMIT);
    assert_int_equal(error.offset, 64);
    assert_int_equal(error.column, 65);
}

static void size_is_bounded(void **state) {
    const kefu_allocator allocator = kefu__allocator_default();
    struct scan_failure failure;
    struct json_extent extent;
    (void)state;
    /* The size is looked at before the text. */
    assert_false(kefu__json_scan(&allocator, "[]", (size_t)JSON_SIZE_MAX + 1, NULL, NULL, &extent,
                                 &failure));
    assert_int_equal(failure.status, KEFU_E_LIMIT);
}

/* Only members have names, even if the text begins with strings. */
static void elements_have_no_name(void **state) {
    static const char text[] = "[\"first\", {\"a\": 1, \"b\": []}, -0.125e1, true]";
    struct json_reader reader;
    (void)state;
    assert_int_equal(kefu__json_open(&reader, NULL, text, sizeof text - 1, NULL, NULL, NULL),
                     KEFU_OK);
    const json_value *element = kefu__json_first(reader.root);
    assert_int_equal(kefu__json_count(reader.root), 4);
    assert_string_equal(kefu__json_name(reader.root), "");
    assert_string_equal(kefu__json_name(element), "");
    element = kefu__json_next(element);
    assert_string_equal(kefu__json_name(kefu__json_first(element)), "a");
    assert_string_equal(kefu__json_name(kefu__json_next(kefu__json_first(element))), "b");
    element = kefu__json_next(element);
    assert_true(kefu__json_number(element) == -1.25);
    element = kefu__json_next(element);
    assert_true(kefu__json_true(element));
    assert_null(kefu__json_next(element));
    kefu__json_close(&reader);
}

/* Every number is the double next to it, by the short way of few digits and by the long one. */
static void numbers_are_the_nearest_doubles(void **state) {
    static const char *const texts[] = {"0.1",
                                        "123456789012345",
                                        "1e22",
                                        "1e23",
                                        "4.9e-324",
                                        "2.2250738585072011e-308",
                                        "1e-22",
                                        "0.000012345",
                                        "9e-999",
                                        "5.5e300",
                                        "-0",
                                        "1.7976931348623157e308",
                                        "100",
                                        "9007199254740993",
                                        "0.30000000000000004"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct json_reader reader;
        assert_int_equal(
            kefu__json_open(&reader, NULL, texts[i], strlen(texts[i]), NULL, NULL, NULL), KEFU_OK);
        const double number = kefu__json_number(reader.root), expected = strtod(texts[i], NULL);
        assert_memory_equal(&number, &expected, sizeof number);
        kefu__json_close(&reader);
    }
}

static void a_pointer_is_found_again(void **state) {
    static const char text[] = "{\"a\": [1, {\"b/~\": 2}],\n \"c\": \"\\u0064\", \"\\u0064\": 3}";
    struct json_reader reader;
    uint64_t offset;
    uint32_t line, column;
    size_t at;
    (void)state;
    assert_int_equal(kefu__json_open(&reader, NULL, text, sizeof text - 1, NULL, NULL, NULL),
                     KEFU_OK);
    for (int again = 0; again < 2; again++) { /* from the last place, which is behind it */
        assert_true(kefu__json_locate_pointer(&reader, "/a/1/b~1~0", &offset, &line, &column));
        assert_int_equal(offset, 18);
        assert_int_equal(line, 1);
        assert_int_equal(column, 19);
        assert_true(kefu__json_locate_pointer(&reader, "/d", &offset, &line, &column));
        assert_int_equal(line, 2);
        assert_int_equal(text[offset], '3');
        assert_true(kefu__json_find(&reader, "/d", true, &at));
        assert_int_equal(text[at + 2], 'u');
        assert_true(kefu__json_locate_pointer(&reader, "/a/0", &offset, &line, &column));
        assert_int_equal(text[offset], '1');
        assert_true(kefu__json_locate_pointer(&reader, "", &offset, &line, &column));
        assert_int_equal(offset, 0);
        assert_false(kefu__json_locate_pointer(&reader, "/a/2", &offset, &line, &column));
        assert_false(kefu__json_locate_pointer(&reader, "/a/00", &offset, &line, &column));
        assert_false(kefu__json_locate_pointer(&reader, "/x", &offset, &line, &column));
        assert_false(kefu__json_locate_pointer(&reader, "/c/0", &offset, &line, &column));
    }
    kefu__json_close(&reader);
}

/* Every pointer of a text is found from every other, below the remembered levels too. */
static void a_pointer_is_found_from_anywhere(void **state) {
    static const char text[] =
        "[{\"a\":\n[[], {}, [[[[[[0, 1], 2]], 3]]]],\n\"b\": {\"[\\\"]\": \"}\", \"c\":4}}, [5]]";
    static const struct {
        const char *pointer;
        char at;
        uint32_t line;
    } places[] = {{"/0", '{', 1},           {"/0/a", '[', 2},
                  {"/0/a/1", '{', 2},       {"/0/a/2/0/0/0/0/0/1", '1', 2},
                  {"/0/a/2/0/0/1", '3', 2}, {"/0/a/2/0/0/0/0/1", '2', 2},
                  {"/0/b/[\"]", '"', 3},    {"/0/b/c", '4', 3},
                  {"/1/0", '5', 3}};
    struct json_reader reader;
    uint64_t offset;
    uint32_t line, column;
    (void)state;
    assert_int_equal(kefu__json_open(&reader, NULL, text, sizeof text - 1, NULL, NULL, NULL),
                     KEFU_OK);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        for (size_t j = 0; j < sizeof places / sizeof *places; j++) {
            assert_true(
                kefu__json_locate_pointer(&reader, places[i].pointer, &offset, &line, &column));
            assert_true(
                kefu__json_locate_pointer(&reader, places[j].pointer, &offset, &line, &column));
            assert_int_equal(text[offset], places[j].at);
            assert_int_equal(line, places[j].line);
        }
    kefu__json_close(&reader);
}

/* ---- the readers ---- */

static void assert_last(struct opened *opened, const char *code, const char *pointer, uint32_t line,
                        uint32_t column) {
    kefu_finding finding = {.size = sizeof finding};
    const size_t count = kefu_findings_count(opened->findings);
    assert_true(count > 0);
    assert_int_equal(kefu_findings_at(opened->findings, count - 1, &finding, NULL), KEFU_OK);
    assert_string_equal(finding.code, code);
    assert_string_equal(finding.pointer, pointer);
    assert_int_equal(finding.line, line);
    assert_int_equal(finding.column, column);
    assert_int_equal(finding.severity, KEFU_SEVERITY_ERROR);
}

static void members_are_typed(void **state) {
    static const char *const colors[] = {"red", "green", NULL};
    struct opened o;
    const json_value *root;
    kefu_str text = {"", 0};
    double number = 0;
    int64_t integer = 0, at = 0;
    bool yes = false;
    uint32_t choice = 9;
    (void)state;
    open_text(&o, "{\"s\":\"客服\",\"n\":-1.5,\"i\":42,\"b\":true,\"t\":\"2026-03-12T10:10:15.25"
                  "+08:00\",\"ms\":1000,\"c\":\"green\",\"a\":[1],\"o\":{\"x\":1}}");
    root = o.reader.root;
    assert_true(kefu__json_member_string(&o.reader, root, "s", true, &text));
    assert_true(kefu__str_is(text, "客服"));
    assert_true(kefu__json_member_number(&o.reader, root, "n", true, -2, 2, &number));
    assert_true(number == -1.5);
    assert_true(kefu__json_member_integer(&o.reader, root, "i", true, 0, 42, &integer));
    assert_int_equal(integer, 42);
    assert_true(kefu__json_member_bool(&o.reader, root, "b", true, &yes) && yes);
    assert_true(kefu__json_member_instant(&o.reader, root, "t", true, &at));
    assert_int_equal(at, INT64_C(1773281415250));
    assert_true(kefu__json_member_instant(&o.reader, root, "ms", true, &at));
    assert_int_equal(at, 1000);
    assert_true(kefu__json_member_choice(&o.reader, root, "c", true, colors, &choice));
    assert_int_equal(choice, 1);
    assert_non_null(kefu__json_member_array(&o.reader, root, "a", true));
    assert_non_null(kefu__json_member_object(&o.reader, root, "o", true));
    assert_false(kefu__json_member_string(&o.reader, root, "none", false, &text));
    assert_null(kefu__json_member_array(&o.reader, root, "none", false));
    assert_int_equal(kefu__json_count(root), 9);
    assert_string_equal(kefu__json_name(kefu__json_first(root)), "s");
    assert_null(kefu__json_get(root, "S")); /* names are case-sensitive */
    assert_int_equal(o.reader.errors, 0);
    close_text(&o);
}

static void wrong_members_are_reported_in_place(void **state) {
    static const char *const colors[] = {"red", "green", NULL};
    static const char text_in[] = "{\n \"list\": [{\"s\": 5, \"n\": 1.5,\n  \"i\": 2.5,\n  "
                                  "\"big\": 9007199254740994,\n  \"c\": \"gren\", \"t\": "
                                  "\"2026-03-12 10:10\",\n  \"b\": null, \"a\": {}}]\n}";
    struct opened o;
    const json_value *item;
    kefu_str text = {"kept", 4};
    double number = 7;
    int64_t integer = 7;
    bool yes = true;
    uint32_t choice = 7;
    (void)state;
    open_text(&o, text_in);
    item = kefu__json_first(kefu__json_get(o.reader.root, "list"));
    kefu__json_enter_name(&o.reader, "list");
    kefu__json_enter_index(&o.reader, 0);
    assert_false(kefu__json_member_string(&o.reader, item, "s", true, &text));
    assert_last(&o, "wrong_type", "/list/0/s", 2, 17);
    assert_string_equal(o.error.message, "must be a string, got a number");
    assert_string_equal(o.error.pointer, "/list/0/s");
    assert_int_equal(o.error.line, 2);
    assert_int_equal(o.error.column, 17);
    assert_int_equal(o.error.status, KEFU_E_DEFINITION);
    assert_false(kefu__json_member_number(&o.reader, item, "n", true, 0, 1, &number));
    assert_last(&o, "out_of_range", "/list/0/n", 2, 25);
    assert_false(kefu__json_member_integer(&o.reader, item, "i", true, 0, 9, &integer));
    assert_last(&o, "out_of_range", "/list/0/i", 3, 8);
    assert_false(kefu__json_member_integer(&o.reader, item, "big", true, 0, INT64_MAX, &integer));
    assert_last(&o, "out_of_range", "/list/0/big", 4, 10);
    assert_false(kefu__json_member_choice(&o.reader, item, "c", true, colors, &choice));
    assert_last(&o, "unknown_choice", "/list/0/c", 5, 8);
    assert_false(kefu__json_member_instant(&o.reader, item, "t", true, &integer));
    assert_last(&o, "bad_instant", "/list/0/t", 5, 21);
    assert_false(kefu__json_member_bool(&o.reader, item, "b", true, &yes));
    assert_last(&o, "wrong_type", "/list/0/b", 6, 8);
    assert_null(kefu__json_member_array(&o.reader, item, "a", false));
    assert_last(&o, "wrong_type", "/list/0/a", 6, 19);
    assert_false(kefu__json_member_string(&o.reader, item, "title", true, &text));
    assert_last(&o, "missing_member", "/list/0", 2, 11);
    assert_int_equal(o.reader.errors, 9);
    assert_int_equal(o.reader.status, KEFU_E_DEFINITION);
    assert_true(kefu__str_is(text, "kept") && number == 7 && integer == 7 && yes && choice == 7);
    kefu__json_leave(&o.reader);
    kefu__json_leave(&o.reader);
    assert_string_equal(o.reader.pointer, "");
    close_text(&o);
}

/* A value quoted in a message is truncated between two characters. */
static void long_values_are_quoted_up_to_a_character(void **state) {
    static const char *const colors[] = {"red", "green", NULL};
    struct opened o;
    uint32_t choice;
    (void)state;
    open_text(&o, "{\"c\":\"红红红红红红红红红红红红红红红红红红红红红红红红红红红红红红红红\"}");
    assert_false(kefu__json_member_choice(&o.reader, o.reader.root, "c", true, colors, &choice));
    assert_null(strstr(o.error.message, "\xEF\xBF\xBD"));
    assert_non_null(strstr(o.error.message, "红\" is none of red, green"));
    close_text(&o);
}

/* Findings beyond the limit of the collector need no place, so none is searched for: a long text
 * with an error in every element is read in linear time. */
static void places_are_looked_for_while_they_are_kept(void **state) {
    enum { ELEMENTS = 60000 };
    const kefu_allocator allocator = kefu__allocator_default();
    static const char *const known[] = {"a", NULL};
    const json_value *item;
    struct buffer text;
    struct json_reader reader;
    kefu_findings *findings = new_findings();
    size_t i;
    (void)state;
    kefu__buffer_init(&text, &allocator);
    kefu__buffer_text(&text, "[0");
    for (i = 0; i < ELEMENTS; i++)
        kefu__buffer_text(&text, ",{\"b\":1}");
    kefu__buffer_text(&text, "]");
    assert_int_equal(kefu__json_open(&reader, NULL, text.data, text.size, "s", findings, NULL),
                     KEFU_OK);
    for (item = kefu__json_first(reader.root), i = 0; item; item = kefu__json_next(item), i++) {
        kefu__json_enter_index(&reader, i);
        kefu__json_known_members(&reader, item, known);
        kefu__json_leave(&reader);
    }
    assert_int_equal(reader.errors, ELEMENTS);
    assert_int_equal(kefu_findings_count(findings), 1000);
    assert_int_equal(kefu_findings_dropped_count(findings), ELEMENTS - 1000);
    kefu__json_close(&reader);
    kefu__buffer_free(&text);
    kefu_findings_free(findings);
}

static void unknown_members_get_a_suggestion(void **state) {
    static const char *const names[] = {"threshold", "title", "on", NULL};
    struct opened o;
    kefu_finding finding = {.size = sizeof finding};
    (void)state;
    open_text(&o, "{\"treshold\":1,\"title\":2,\"x_mine\":3,\"$schema\":4,\"$comment\":5,\n"
                  "\"zebra\":6, \"no\":7}");
    kefu__json_known_members(&o.reader, o.reader.root, names);
    assert_int_equal(o.reader.errors, 3);
    assert_int_equal(kefu_findings_at(o.findings, 0, &finding, NULL), KEFU_OK);
    assert_string_equal(finding.code, "unknown_member");
    assert_string_equal(finding.message, "unknown member; did you mean \"threshold\"?");
    assert_int_equal(finding.column, 2); /* of the name, not its value */
    assert_int_equal(kefu_findings_at(o.findings, 1, &finding, NULL), KEFU_OK);
    assert_string_equal(finding.message, "unknown member");
    assert_int_equal(finding.line, 2);
    assert_int_equal(kefu_findings_at(o.findings, 2, &finding, NULL), KEFU_OK);
    assert_string_equal(finding.message, "unknown member; did you mean \"on\"?");
    close_text(&o);
}

static void long_pointers_are_cut_at_a_name(void **state) {
    struct opened o;
    char name[200];
    size_t i;
    (void)state;
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    open_text(&o, "{}");
    kefu__json_enter_name(&o.reader, name);
    kefu__json_enter_name(&o.reader, name);
    kefu__json_enter_index(&o.reader, 3);
    assert_int_equal(strlen(o.reader.pointer), 200);
    kefu__json_report(&o.reader, KEFU_SEVERITY_WARNING, KEFU_OK, "band_gap", "only a warning");
    assert_int_equal(o.reader.errors, 0);
    assert_int_equal(kefu_findings_severity_count(o.findings, KEFU_SEVERITY_WARNING), 1);
    for (i = 0; i < 3; i++)
        kefu__json_leave(&o.reader);
    assert_string_equal(o.reader.pointer, "");
    kefu__json_leave(&o.reader);
    close_text(&o);
}

static void members_alone_have_names(void **state) {
    struct json_reader reader;
    static const char text[] = "[1,{\"a\":2}]";
    (void)state;
    assert_int_equal(kefu__json_open(&reader, NULL, text, sizeof text - 1, NULL, NULL, NULL),
                     KEFU_OK);
    const json_value *first = kefu__json_first(reader.root);
    assert_string_equal(kefu__json_name(reader.root), "");
    assert_string_equal(kefu__json_name(first), "");
    assert_string_equal(kefu__json_name(kefu__json_first(kefu__json_next(first))), "a");
    assert_string_equal(kefu__json_name(NULL), "");
    kefu__json_close(&reader);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unsound_texts_are_refused_where_they_break),
        cmocka_unit_test(sound_texts_are_read),
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(size_is_bounded),
        cmocka_unit_test(elements_have_no_name),
        cmocka_unit_test(numbers_are_the_nearest_doubles),
        cmocka_unit_test(a_pointer_is_found_again),
        cmocka_unit_test(a_pointer_is_found_from_anywhere),
        cmocka_unit_test(members_are_typed),
        cmocka_unit_test(wrong_members_are_reported_in_place),
        cmocka_unit_test(long_values_are_quoted_up_to_a_character),
        cmocka_unit_test(places_are_looked_for_while_they_are_kept),
        cmocka_unit_test(unknown_members_get_a_suggestion),
        cmocka_unit_test(long_pointers_are_cut_at_a_name),
        cmocka_unit_test(members_alone_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
