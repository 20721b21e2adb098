/* SPDX-License-Identifier: MIT
 * Objects read by tables: each type of member, variants, lists, maps, and what is refused. */
#include "test.h"

#include <stdio.h>

#include "json/fields.h"

struct part {
    const char *key;
    int64_t number;
};

struct thing {
    const char *id, *zh, *en;
    double share;
    uint32_t count, color, type;
    bool loud;
    float weight;
    int64_t at;
    const char **texts;
    size_t text_count;
    struct part *parts, *named;
    size_t part_count, named_count;
    kefu_str json;
    uint32_t found;
    size_t checks;
};

static bool read_short_part(struct field_reader *reader, const json_value *value, void *item) {
    if (!kefu__json_is(value, JSON_NUMBER))
        return kefu__json_refuse(reader->json, NULL, KEFU_E_DEFINITION, "wrong_type",
                                 "must be a number or an object");
    ((struct part *)item)->number = (int64_t)kefu__json_number(value);
    return true;
}

/* Parts of 13 are dropped. */
static bool finish_part(struct field_reader *reader, const json_value *object, void *item) {
    (void)reader;
    (void)object;
    return ((struct part *)item)->number != 13;
}

static const struct field part_fields[] = {{NULL, FIELD_KEY, FIELD_AT(struct part, key)},
                                           {"number", FIELD_INTEGER, FIELD_REQUIRED,
                                            FIELD_AT(struct part, number), .low = -5, .high = 100}};
static const struct part initial_part = {.number = 7};
static const struct field_table part_table = {"a part",
                                              FIELDS_OF(part_fields),
                                              .size = sizeof initial_part,
                                              .initial = &initial_part,
                                              .finish = finish_part,
                                              .shorthand = read_short_part};

static bool find_one(struct field_reader *reader, kefu_str id, void *item) {
    (void)reader;
    ((struct thing *)item)->found = kefu__str_is(id, "one") ? 1 : 0;
    return ((struct thing *)item)->found == 1;
}

static void count_check(struct field_reader *reader, const json_value *object, void *item) {
    (void)reader;
    (void)object;
    ((struct thing *)item)->checks++;
}

static const struct field round_fields[] = {
    {"radius", FIELD_NUMBER, FIELD_REQUIRED, FIELD_AT(struct thing, share), .low = 0, .high = 1}};
static const struct field flat_fields[] = {
    {"ref", FIELD_REFERENCE, .what = "thing", .find = find_one}};
static const struct field_table round_table = {FIELDS_OF(round_fields)},
                                flat_table = {FIELDS_OF(flat_fields)};
static const struct field_table *const variants[] = {&round_table, &flat_table};

static const struct field head_fields[] = {{.name = "note"}};
static const struct field_table common = {FIELDS_OF(head_fields)};
static const struct field fields[] = {
    {"id", FIELD_ID, FIELD_REQUIRED, FIELD_AT(struct thing, id)},
    {"title", FIELD_TITLE, FIELD_AT_BOTH(struct thing, zh, en)},
    {"type", FIELD_VARIANT, FIELD_REQUIRED, FIELD_AT(struct thing, type),
     FIELD_NAMES("round", "flat"), .variants = variants},
    {"color", FIELD_CHOICE, FIELD_AT(struct thing, color), FIELD_NAMES("red", "green")},
    {"voice", FIELD_SWITCH, FIELD_AT(struct thing, loud), FIELD_NAMES("low", "loud")},
    {"count", FIELD_COUNT, FIELD_AT(struct thing, count), .low = 0, .high = 9},
    {"weight", FIELD_FLOAT, FIELD_AT(struct thing, weight)},
    {"at", FIELD_INSTANT, FIELD_AT(struct thing, at)},
    {"texts", FIELD_TEXTS, FIELD_AT_BOTH(struct thing, texts, text_count), .high = 2},
    {NULL, FIELD_CHECK, .read = count_check},
    {"parts", FIELD_LIST, FIELD_AT_BOTH(struct thing, parts, part_count), .low = 1, .high = 3,
     .table = &part_table},
    {"named", FIELD_MAP, FIELD_AT_BOTH(struct thing, named, named_count), .table = &part_table},
    {"json", FIELD_JSON, FIELD_AT(struct thing, json)}};
static const struct thing initial = {.count = 5, .color = 9};
static const struct field_table table = {"a thing", FIELDS_OF(fields), .common = &common,
                                         .size = sizeof initial, .initial = &initial};

/* Reads a thing; the first finding's code and pointer, "" for none. */
static bool read_thing(const char *text, struct arena *arena, struct thing *thing, char code[40],
                       char pointer[80]) {
    kefu_findings *findings = NULL;
    struct json_reader json;
    kefu_finding finding = {.size = sizeof finding};
    bool stands;
    assert_int_equal(kefu_findings_new(NULL, &findings, NULL), KEFU_OK);
    assert_int_equal(kefu__json_open(&json, NULL, text, strlen(text), "t", findings, NULL),
                     KEFU_OK);
    struct field_reader reader = {&json, arena, NULL, false};
    stands = kefu__fields_read(&reader, &table, json.root, thing);
    assert_false(reader.no_memory);
    code[0] = pointer[0] = '\0';
    if (kefu_findings_at(findings, 0, &finding, NULL) == KEFU_OK) {
        snprintf(code, 40, "%s", finding.code);
        snprintf(pointer, 80, "%s", finding.pointer);
    }
    kefu__json_close(&json);
    kefu_findings_free(findings);
    return stands;
}

static void every_type_is_read(void **state) {
    const kefu_allocator allocator = kefu__allocator_default();
    struct arena arena;
    struct thing thing;
    char code[40], pointer[80];
    (void)state;
    kefu__arena_init(&arena, &allocator);
    assert_true(
        read_thing("{\"id\":\"a.b\",\"note\":[],\"x_mine\":1,\"title\":{\"zh-Hant\":\"繁\","
                   "\"en\":\"E\"},\"type\":\"round\",\"radius\":0.5,\"voice\":\"loud\","
                   "\"weight\":2.5,\"at\":12,\"texts\":[\"p\",\"q\"],\"parts\":[{\"number\":"
                   "-5},13,{\"number\":13},8],\"json\":{\"k\":[1]}}",
                   &arena, &thing, code, pointer));
    assert_string_equal(code, "out_of_range"); /* four parts */
    assert_true(
        read_thing("{\"id\":\"a.b\",\"note\":[],\"x_mine\":1,\"title\":{\"zh-Hant\":\"繁\","
                   "\"en\":\"E\"},\"type\":\"round\",\"radius\":0.5,\"voice\":\"loud\","
                   "\"weight\":2.5,\"at\":12,\"texts\":[\"p\",\"q\"],\"parts\":[{\"number\":"
                   "-5},{\"number\":13},8],\"named\":{\"n\":{\"number\":1}},\"json\":{\"k\":"
                   "[1]}}",
                   &arena, &thing, code, pointer));
    assert_string_equal(code, "");
    assert_string_equal(thing.id, "a.b");
    assert_string_equal(thing.zh, "繁");
    assert_string_equal(thing.en, "E");
    assert_true(thing.share == 0.5 && thing.loud && thing.weight == 2.5F && thing.at == 12);
    assert_true(thing.count == 5 && thing.color == 9 && thing.type == 0 && thing.checks == 1);
    assert_int_equal(thing.text_count, 2);
    assert_string_equal(thing.texts[1], "q");
    assert_int_equal(thing.part_count, 2); /* 13 was dropped */
    assert_true(thing.parts[0].number == -5 && thing.parts[1].number == 8);
    assert_int_equal(thing.named_count, 1);
    assert_string_equal(thing.named[0].key, "n");
    assert_memory_equal(thing.json.data, "{\"k\":[1]}", thing.json.size);
    assert_true(read_thing("{\"id\":\"a\",\"type\":\"flat\",\"ref\":\"one\",\"color\":\"green\"}",
                           &arena, &thing, code, pointer));
    assert_true(thing.found == 1 && thing.color == 1 && thing.type == 1);
    kefu__arena_free(&arena);
}

static void mistakes_are_told_with_their_place(void **state) {
    static const struct {
        const char *text, *code, *pointer;
    } cases[] = {
        {"[]", "wrong_type", ""},
        {"{\"type\":\"flat\"}", "missing_member", ""},
        {"{\"id\":\"A\",\"type\":\"flat\"}", "bad_id", "/id"},
        {"{\"id\":\"a\",\"type\":\"square\"}", "unknown_choice", "/type"},
        {"{\"id\":\"a\",\"type\":\"flat\",\"radius\":1}", "unknown_member", "/radius"},
        {"{\"id\":\"a\",\"type\":\"round\",\"radius\":2}", "out_of_range", "/radius"},
        {"{\"id\":\"a\",\"type\":\"flat\",\"ref\":\"two\"}", "unresolved_ref", "/ref"},
        {"{\"id\":\"a\",\"type\":\"flat\",\"title\":7}", "wrong_type", "/title"},
        {"{\"id\":\"a\",\"type\":\"flat\",\"voice\":\"soft\"}", "unknown_choice", "/voice"},
        {"{\"id\":\"a\",\"type\":\"flat\",\"count\":10}", "out_of_range", "/count"},
        {"{\"id\":\"a\",\"type\":\"flat\",\"texts\":[\"a\",2]}", "wrong_type", "/texts/1"},
        {"{\"id\":\"a\",\"type\":\"flat\",\"texts\":[\"a\",\"b\",\"c\"]}", "limit_exceeded",
         "/texts"},
        {"{\"id\":\"a\",\"type\":\"flat\",\"parts\":[]}", "out_of_range", "/parts"},
        {"{\"id\":\"a\",\"type\":\"flat\",\"parts\":[{\"number\":0.5}]}", "out_of_range",
         "/parts/0/number"},
        {"{\"id\":\"a\",\"type\":\"flat\",\"named\":{\"n\":\"x\"}}", "wrong_type", "/named/n"},
        {"{\"id\":\"a\",\"type\":\"flat\",\"json\":[]}", "wrong_type", "/json"},
    };
    const kefu_allocator allocator = kefu__allocator_default();
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena arena;
        struct thing thing;
        char code[40], pointer[80];
        kefu__arena_init(&arena, &allocator);
        read_thing(cases[i].text, &arena, &thing, code, pointer);
        if (strcmp(code, cases[i].code) != 0 || strcmp(pointer, cases[i].pointer) != 0)
            fail_msg("%s: %s at %s", cases[i].text, code, pointer);
        kefu__arena_free(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_is_read),
        cmocka_unit_test(mistakes_are_told_with_their_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
