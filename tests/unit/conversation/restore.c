/* SPDX-License-Identifier: MIT
 * A conversation's record: what is written, what is read back, and what of it is refused. */
#include "chat.h"

#include "conversation/conversation.h"

static const char chat[] =
    "{'id':'c1','channel':'chat','attributes':{'shop':'A','empty':''},'labels':['大促'],"
    "'messages':[{'id':'m1','at':1000,'role':'customer','text':'气死我了，我要投诉'},"
    "{'id':'m2','at':2000,'role':'agent','agent_id':'a1','text':'您好，非常抱歉'},"
    "{'id':'m3','at':3000,'role':'customer','content':'image'},"
    "{'id':'m4','at':4000,'role':'customer','text':'算了'}],"
    "'events':[{'type':'assigned','at':1500,'to':'a1'},{'type':'rated','at':5000,'value':2},"
    "{'type':'recalled','at':6000,'message_id':'m4'}]}";

/* A small scheme of its own, whose digest is another one. */
static const char other_words[] =
    "{'kefu':1,'kind':'lexicon','id':'test.words','version':'1','entries':["
    "{'text':'算了','polarity':-0.9,'emotion':{'disappointment':0.9}}]}";

static char *written(const kefu_conversation *c) {
    struct chat_text text = {NULL, 0};
    kefu_error error;
    if (kefu_conversation_write(c, chat_write, &text, &error))
        fail_msg("%s", error.message);
    return text.data;
}

static kefu_conversation *with_flags(kefu_scheme *scheme, uint32_t flags) {
    kefu_conversation_options options = KEFU_CONVERSATION_OPTIONS_INIT;
    kefu_conversation *c = NULL;
    options.flags = flags;
    assert_int_equal(kefu_conversation_new(scheme, &options, &c, NULL), KEFU_OK);
    return c;
}

/* The chat, read with these flags, as its record. */
static char *chat_record(uint32_t flags) {
    kefu_conversation *c = with_flags(chat_scheme, flags);
    char json[sizeof chat], *record;
    size_t i;
    for (i = 0; i < sizeof chat; i++)
        json[i] = chat[i] == '\'' ? '"' : chat[i];
    assert_int_equal(
        kefu_conversation_read_json(c, chat_scratch, json, sizeof chat - 1, NULL, NULL), KEFU_OK);
    record = written(c);
    kefu_conversation_free(c);
    return record;
}

static kefu_status read_back(kefu_scheme *scheme, const char *json, kefu_conversation **c,
                             kefu_error *error) {
    *c = with_flags(scheme, 0);
    return kefu_conversation_read_json(*c, chat_scratch, json, strlen(json), NULL, error);
}

static void expect_part(const char *json, const char *part) {
    char want[512];
    size_t i;
    for (i = 0; part[i]; i++)
        want[i] = part[i] == '\'' ? '"' : part[i];
    want[i] = '\0';
    if (!strstr(json, want))
        fail_msg("no %s in %s", want, json);
}

static void a_record_holds_what_the_reader_takes(void **state) {
    char *json = chat_record(0);
    (void)state;
    expect_part(json, "{'id':'c1','channel':'chat','attributes':{'shop':'A','empty':''},"
                      "'labels':['大促'],'messages':[{'id':'m1','at':1000,'role':'customer',"
                      "'text':'气死我了，我要投诉'},");
    expect_part(json, "{'id':'m3','at':3000,'role':'customer','content':'image'}");
    expect_part(json, "'events':[{'type':'assigned','at':1500,'agent_id':'a1'},"
                      "{'type':'rated','at':5000,'rating':2,'scale':{'min':1,'max':5}},"
                      "{'type':'recalled','at':6000,'message_id':'m4'}]");
    expect_part(json, "'keep_text':true,'skip_pinyin':false,'order':[1,1,3,2],'messages':[{'label':"
                      "'negative',");
    expect_part(json, "{'kind':'intent','id':'threat','start':");
    free(json);
}

static void what_was_not_kept_is_in_the_record(void **state) {
    char *json = chat_record(KEFU_CONVERSATION_NO_TEXT), *again;
    kefu_conversation *c;
    (void)state;
    assert_null(strstr(json, "\"text\""));
    expect_part(json, "'keep_text':false");
    expect_part(json, "'characters':9,'signature':'");
    assert_int_equal(read_back(chat_scheme, json, &c, NULL), KEFU_OK);
    assert_int_equal(c->flags, KEFU_CONVERSATION_NO_TEXT);
    again = written(c);
    assert_string_equal(json, again);
    free(again);
    free(json);
    kefu_conversation_free(c);
}

/* A recall removes all results of the message's text. */
static void a_recalled_message_says_nothing(void **state) {
    kefu_conversation *c = chat_read(chat);
    kefu_message message = {.size = sizeof message};
    (void)state;
    assert_int_equal(kefu_conversation_message_at(c, 3, &message, NULL), KEFU_OK);
    assert_true(message.flags & KEFU_MESSAGE_RECALLED);
    assert_true(message.text.size == 0 && message.polarity == 0 &&
                message.positive_probability == 0);
    kefu_conversation_free(c);
}

static void push_text(kefu_conversation *c, const char *text, size_t size) {
    kefu_event event = KEFU_EVENT_INIT;
    event.text.data = text;
    event.text.size = size;
    assert_int_equal(kefu_conversation_push(c, chat_scratch, &event, NULL, NULL), KEFU_OK);
}

static void any_bytes_come_back(void **state) {
    static const char *const texts[] = {"\xff\xfe差评", "a\0太慢了", "\xe5\xb7\xae\xe8\xaf"};
    static const size_t sizes[] = {8, 11, 5};
    kefu_conversation *c = with_flags(chat_scheme, 0), *back;
    char *json, *again;
    size_t i;
    (void)state;
    for (i = 0; i < 3; i++)
        push_text(c, texts[i], sizes[i]);
    json = written(c);
    expect_part(json, "'text':'a\xEF\xBF\xBD太慢了'");
    expect_part(json, "'bytes':'e5b7aee8af'");
    assert_int_equal(read_back(chat_scheme, json, &back, NULL), KEFU_OK);
    for (i = 0; i < 3; i++) {
        assert_int_equal(back->messages[i].text.size, sizes[i]);
        assert_memory_equal(back->messages[i].text.data, texts[i], sizes[i]);
    }
    again = written(back);
    assert_string_equal(json, again);
    free(json);
    free(again);
    kefu_conversation_free(c);
    kefu_conversation_free(back);
}

/* What JSON could not give back is refused where it would come in. */
static void names_are_utf_8(void **state) {
    kefu_conversation_options options = KEFU_CONVERSATION_OPTIONS_INIT;
    kefu_conversation *c = with_flags(chat_scheme, 0), *none = NULL;
    kefu_event event = KEFU_EVENT_INIT;
    const kefu_str bad = {"m\xff", 2}, nul = {"m\0n", 3};
    (void)state;
    event.id = bad;
    assert_int_equal(kefu_conversation_push(c, chat_scratch, &event, NULL, NULL), KEFU_E_UTF8);
    event.id = nul;
    assert_int_equal(kefu_conversation_push(c, chat_scratch, &event, NULL, NULL), KEFU_E_UTF8);
    assert_int_equal(kefu_conversation_set(c, "a", 1, bad.data, bad.size, NULL), KEFU_E_UTF8);
    assert_int_equal(kefu_conversation_set(c, nul.data, nul.size, "", 0, NULL), KEFU_E_UTF8);
    assert_int_equal(kefu_conversation_add_label(c, bad.data, bad.size, NULL), KEFU_E_UTF8);
    options.team = bad;
    assert_int_equal(kefu_conversation_new(chat_scheme, &options, &none, NULL), KEFU_E_UTF8);
    assert_null(none);
    assert_int_equal(c->entry_count, 0);
    kefu_conversation_free(c);
}

/* ---- another scheme ---- */

static void texts_are_analysed_under_another_scheme(void **state) {
    kefu_scheme *other = chat_scheme_with(other_words);
    kefu_conversation *c = chat_read("{'messages':[{'role':'customer','text':'算了'}]}"), *back;
    char *json = written(c);
    (void)state;
    assert_int_equal(read_back(other, json, &back, NULL), KEFU_OK);
    assert_int_equal(back->messages[0].label, KEFU_LABEL_NEGATIVE);
    assert_int_equal(back->messages[0].hits[0].kind, HIT_EMOTION);
    assert_string_equal(back->messages[0].hits[0].id, "disappointment");
    free(json);
    kefu_conversation_free(c);
    kefu_conversation_free(back);
    kefu_scheme_release(other);
}

static void without_texts_another_scheme_is_refused(void **state) {
    kefu_scheme *other = chat_scheme_with(other_words);
    char *json = chat_record(KEFU_CONVERSATION_NO_TEXT);
    kefu_conversation *back;
    kefu_error error;
    (void)state;
    assert_int_equal(read_back(other, json, &back, &error), KEFU_E_SCHEME);
    assert_string_equal(error.pointer, "/x_kefu/messages/0");
    assert_int_equal(back->entry_count, 0);
    free(json);
    kefu_conversation_free(back);
    kefu_scheme_release(other);
}

/* ---- hostile records ---- */

/* Replaces the first occurrence; single quotes replace double ones. */
static char *with(const char *json, const char *old, const char *new) {
    char from[256], to[256], *result = malloc(strlen(json) + 256);
    const char *at;
    size_t i;
    assert_non_null(result);
    for (i = 0; i <= strlen(old); i++)
        from[i] = old[i] == '\'' ? '"' : old[i];
    for (i = 0; i <= strlen(new); i++)
        to[i] = new[i] == '\'' ? '"' : new[i];
    at = strstr(strstr(json, "x_kefu"), from);
    if (!at)
        fail_msg("no %s in %s", from, json);
    sprintf(result, "%.*s%s%s", (int)(at - json), json, to, at + strlen(from));
    return result;
}

static void hostile_extensions_are_refused(void **state) {
    static const struct {
        const char *old, *new;
        kefu_status status;
        const char *pointer;
    } cases[] = {
        {"'format':1", "'format':2", KEFU_E_VERSION, "/x_kefu"},
        {"'format':1,", "", KEFU_E_DEFINITION, "/x_kefu"},
        {"'scheme':", "'schema':", KEFU_E_DEFINITION, "/x_kefu"},
        {"'analysis':", "'analyst':", KEFU_E_DEFINITION, "/x_kefu"},
        {"'analysis':'", "'analysis':'x", KEFU_E_SCHEME, "/x_kefu/messages/0"},
        {"'order':[1,1,3,2]", "'order':[1,1,3,1]", KEFU_E_DEFINITION, "/x_kefu/order"},
        {"'order':[1,1,3,2]", "'order':[1,1,4,1]", KEFU_E_DEFINITION, "/x_kefu/order"},
        {"'order':[1,1,3,2]", "'order':[1e300]", KEFU_E_DEFINITION, "/x_kefu/order"},
        {"'order':[1,1,3,2]", "'order':[-1,1,3,2]", KEFU_E_DEFINITION, "/x_kefu/order"},
        {"'order':[1,1,3,2]", "'order':[0.5,1,3,2]", KEFU_E_DEFINITION, "/x_kefu/order"},
        {"'order':[1,1,3,2]", "'order':7", KEFU_E_DEFINITION, "/x_kefu/order"},
        /* the recall before its message: skipped, so that the record is another one */
        {"'order':[1,1,3,2]", "'order':[0,3,4]", KEFU_E_DEFINITION, "/x_kefu"},
        {"'messages':[", "'messages':[null,", KEFU_E_DEFINITION, "/x_kefu/messages"},
        {"'messages':[", "'messages':7,'y':[", KEFU_E_DEFINITION, "/x_kefu/messages"},
        {"{'label':'negative'", "[],{'label':'negative'", KEFU_E_DEFINITION, "/x_kefu/messages"},
        {"'label':'negative'", "'label':'angry'", KEFU_E_DEFINITION, "/x_kefu/messages/0/label"},
        {"'polarity':", "'polarity':-7,'p':", KEFU_E_DEFINITION, "/x_kefu/messages/0/polarity"},
        {"'evidence':", "'evidence':-1,'e':", KEFU_E_DEFINITION, "/x_kefu/messages/0/evidence"},
        {"'kind':'", "'kind':'x", KEFU_E_DEFINITION, "/x_kefu/messages/0/found/0/kind"},
        {"'id':'", "'id':'x", KEFU_E_REFERENCE, "/x_kefu/messages/0/found/0"},
        {"'start':", "'start':99999999,'s':", KEFU_E_DEFINITION,
         "/x_kefu/messages/0/found/0/start"},
        {"'start':", "'start':1000,'s':", KEFU_E_DEFINITION, "/x_kefu/messages/0/found/0"},
        {"'score':", "'score':2,'s':", KEFU_E_DEFINITION, "/x_kefu/messages/0/found/0/score"},
        {"'found':[", "'found':[7,", KEFU_E_DEFINITION, "/x_kefu/messages/0/found/0"},
        {"'found':[", "'found':[{'kind':'phrase','phrase':1,'start':0,'end':1},", KEFU_E_DEFINITION,
         "/x_kefu/messages/0/found"},
        {"'characters':", "'characters':99999999,'c':", KEFU_E_DEFINITION,
         "/x_kefu/messages/0/characters"},
        {"'signature':'", "'signature':'0", KEFU_E_DEFINITION, "/x_kefu/messages/0/signature"},
        {"'signature':'", "'signature':'xy", KEFU_E_DEFINITION, "/x_kefu/messages/0/signature"},
        {"'signature':'", "'signature':'ffffffff", KEFU_E_DEFINITION, "/x_kefu/messages/0"},
    };
    char *record = chat_record(KEFU_CONVERSATION_NO_TEXT);
    size_t i;
    (void)state;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *json = with(record, cases[i].old, cases[i].new);
        kefu_conversation *c;
        kefu_error error;
        const kefu_status status = read_back(chat_scheme, json, &c, &error);
        if (status != cases[i].status || strcmp(error.pointer, cases[i].pointer) != 0)
            fail_msg("%s: %s at %s: %s", cases[i].new, kefu_status_name((int32_t)status),
                     error.pointer, error.message);
        assert_true(c->entry_count == 0 && c->message_count == 0 && c->flags == 0 &&
                    c->attribute_count == 0);
        kefu_conversation_free(c);
        free(json);
    }
    free(record);
}

/* What x_kefu contains about a text that was kept is ignored: the text itself is analysed. */
static void a_kept_text_is_not_taken_on_trust(void **state) {
    char *record = chat_record(0), *json = with(record, "'label':'negative'", "'label':'positive'");
    kefu_conversation *c;
    (void)state;
    assert_int_equal(read_back(chat_scheme, json, &c, NULL), KEFU_OK);
    assert_int_equal(c->messages[0].label, KEFU_LABEL_NEGATIVE);
    free(record);
    free(json);
    kefu_conversation_free(c);
}

static void a_record_without_x_kefu_is_as_before(void **state) {
    char *record = chat_record(0), *end = strstr(record, ",\"x_kefu\"");
    kefu_conversation *a = chat_read(chat), *b;
    char *first, *second;
    (void)state;
    strcpy(end, "}");
    assert_int_equal(read_back(chat_scheme, record, &b, NULL), KEFU_OK);
    first = chat_metrics(a, KEFU_TIME_END);
    second = chat_metrics(b, KEFU_TIME_END);
    assert_string_equal(first, second);
    free(first);
    free(second);
    free(record);
    kefu_conversation_free(a);
    kefu_conversation_free(b);
}

static void arguments_are_checked(void **state) {
    kefu_conversation *c = with_flags(chat_scheme, 0);
    (void)state;
    assert_int_equal(kefu_conversation_write(NULL, chat_write, NULL, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_conversation_write(c, NULL, NULL, NULL), KEFU_E_ARGUMENT);
    kefu_conversation_free(c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_holds_what_the_reader_takes),
        cmocka_unit_test(what_was_not_kept_is_in_the_record),
        cmocka_unit_test(a_recalled_message_says_nothing),
        cmocka_unit_test(any_bytes_come_back),
        cmocka_unit_test(names_are_utf_8),
        cmocka_unit_test(texts_are_analysed_under_another_scheme),
        cmocka_unit_test(without_texts_another_scheme_is_refused),
        cmocka_unit_test(hostile_extensions_are_refused),
        cmocka_unit_test(a_kept_text_is_not_taken_on_trust),
        cmocka_unit_test(a_record_without_x_kefu_is_as_before),
        cmocka_unit_test(arguments_are_checked),
    };
    return cmocka_run_group_tests(tests, chat_setup, chat_teardown);
}
