/* SPDX-License-Identifier: MIT
 * A few conversations in which everything happens, against golden files: metrics of every kind,
 * what each of them counted and left out, the waits, the agents, the customer's course, and the
 * record as it is written again. */
#include "golden.h"

#include "kefu/kefu.h"

static kefu_scheme *scheme;
static kefu_scratch *scratch;
static char *conversations;

static int begin(void **state) {
    static const char *const names[] = {"explained.json", "explained.words.json"};
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    kefu_document documents[2];
    char path[4096];
    size_t size;
    (void)state;
    options.flags = KEFU_SCHEME_BARE;
    for (size_t i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/definitions/%s", KEFU_GOLDEN, names[i]);
        documents[i].name = kefu__str(names[i]);
        documents[i].text.data = golden_read(path, &documents[i].text.size);
        assert_non_null(documents[i].text.data);
    }
    kefu_error error;
    if (kefu_scheme_compile(documents, 2, &options, &scheme, NULL, &error) != KEFU_OK)
        fail_msg("%s: %s", error.pointer, error.message);
    for (size_t i = 0; i < 2; i++)
        free((void *)(uintptr_t)documents[i].text.data);
    snprintf(path, sizeof path, "%s/definitions/conversations.jsonl", KEFU_GOLDEN);
    conversations = golden_read(path, &size);
    return !conversations || kefu_scratch_new(NULL, &scratch, NULL) != KEFU_OK;
}

static int end(void **state) {
    (void)state;
    free(conversations);
    kefu_scratch_free(scratch);
    kefu_scheme_release(scheme);
    return 0;
}

typedef kefu_status writer(const kefu_conversation *c, kefu_write write, void *ctx,
                           kefu_error *error);

static void print(struct golden *golden, const char *title, const kefu_conversation *c,
                  writer *write) {
    golden_print(golden, "%s ", title);
    assert_int_equal(write(c, golden_write, golden, NULL), KEFU_OK);
    golden_print(golden, "\n");
}

static void print_metrics(struct golden *golden, const kefu_conversation *c, int64_t now) {
    struct golden json = {NULL, 0};
    assert_int_equal(kefu_conversation_write_metrics(c, now, golden_write, &json, NULL), KEFU_OK);
    golden_print_json(golden, &json);
    free(json.text);
}

/* All explanations list the same turns, of which one list suffices. */
static void print_explanation(struct golden *golden, const char *json, bool with_turns) {
    const char *turns = with_turns ? NULL : strstr(json, "\"turns\":[");
    const char *rest = turns ? strstr(turns, "],\"counted\":") : NULL;
    golden_write(golden, json, rest ? (size_t)(turns - json) : strlen(json));
    if (rest)
        golden_write(golden, rest + 2, strlen(rest + 2));
}

static void print_explanations(struct golden *golden, const kefu_conversation *c, int64_t now) {
    for (size_t i = 0; i < kefu_scheme_metric_count(scheme); i++) {
        kefu_metric_info info = {.size = sizeof info};
        const kefu_metric metric = kefu_scheme_metric_at(scheme, i);
        assert_int_equal(kefu_scheme_metric_info(scheme, metric, &info, NULL), KEFU_OK);
        golden_print(golden, "%s ", info.id);
        struct golden json = {NULL, 0};
        assert_int_equal(kefu_conversation_explain(c, metric, now, golden_write, &json, NULL),
                         KEFU_OK);
        print_explanation(golden, json.text, i == 0);
        free(json.text);
        golden_print(golden, "\n");
    }
}

static void print_all(struct golden *golden, const kefu_conversation *c, bool explained) {
    if (explained) {
        print_explanations(golden, c, KEFU_TIME_END);
        return;
    }
    print(golden, "record", c, kefu_conversation_write);
    print(golden, "waits", c, kefu_conversation_write_turns);
    print(golden, "agents", c, kefu_conversation_write_agents);
    print(golden, "course", c, kefu_conversation_write_dialogue);
    print(golden, "messages", c, kefu_conversation_write_messages);
    print_metrics(golden, c, KEFU_TIME_END);
    print_metrics(golden, c, INT64_C(1773280800000) + 150000); /* while the first go on */
}

static void check(bool explained, const char *name) {
    struct golden golden = {NULL, 0};
    for (const char *line = conversations; *line; line = strchr(line, '\n') + 1) {
        kefu_conversation *c;
        kefu_error error;
        assert_int_equal(kefu_conversation_new(scheme, NULL, &c, NULL), KEFU_OK);
        if (kefu_conversation_read_json(c, scratch, line, strcspn(line, "\n"), NULL, &error))
            fail_msg("%s: %s", error.pointer, error.message);
        print_all(&golden, c, explained);
        kefu_conversation_free(c);
    }
    golden_check(&golden, name);
}

static void of_what_is_written(void **state) {
    (void)state;
    check(false, "conversations.txt");
}

static void of_explanations(void **state) {
    (void)state;
    check(true, "explanations.txt");
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_what_is_written),
        cmocka_unit_test(of_explanations),
    };
    return golden_run("golden.explained", tests, sizeof tests / sizeof *tests, begin, end, argc,
                      argv);
}
