/* SPDX-License-Identifier: MIT
 * Definitions, records and requests with one name, text, number or list changed at a time, against
 * golden files: what is refused, with which words and at which place, and whether anything else
 * changes what is given. */
#include "edits.h"

#include "kefu/agreement.h"
#include "kefu/sample.h"
#include "kefu/series.h"
#include "records.h"

static const char *const names[] = {"scheme", "metrics", "rules", "rubric", "report", "lexicon"};
enum { DOCUMENTS = sizeof names / sizeof *names };

static char *definition(const char *name, size_t *size) {
    char path[4096];
    snprintf(path, sizeof path, "%s/definitions/%s", KEFU_GOLDEN, name);
    char *text = golden_read(path, size);
    assert_non_null(text);
    return text;
}

/* ---- definitions ---- */

static kefu_document documents[DOCUMENTS];
static size_t edited;

static kefu_status compile(const char *text, size_t size, kefu_findings *findings,
                           struct golden *answer, kefu_error *error) {
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    kefu_document changed[DOCUMENTS];
    kefu_scheme *made = NULL;
    options.flags = KEFU_SCHEME_BARE;
    memcpy(changed, documents, sizeof changed);
    changed[edited].text = (kefu_str){text, size};
    const kefu_status status = kefu_scheme_compile(changed, DOCUMENTS, &options, &made, findings,
                                                   error);
    if (status == KEFU_OK)
        golden_print(answer, "%s", kefu_scheme_digest(made));
    kefu_scheme_release(made);
    return status;
}

static void of_definitions(void **state) {
    char file[64];
    (void)state;
    for (size_t i = 0; i < DOCUMENTS; i++) {
        snprintf(file, sizeof file, "%s.json", names[i]);
        documents[i].name = kefu__str(names[i]);
        documents[i].text.data = definition(file, &documents[i].text.size);
    }
    for (edited = 0; edited < DOCUMENTS; edited++) {
        struct golden golden = {NULL, 0};
        snprintf(file, sizeof file, "edited.%s.txt", names[edited]);
        golden_edit_json(&golden, compile, documents[edited].text.data,
                         documents[edited].text.size);
        golden_check(&golden, file);
    }
    for (size_t i = 0; i < DOCUMENTS; i++)
        free((void *)(uintptr_t)documents[i].text.data);
}

/* ---- records ---- */

static kefu_status read_conversation(const char *text, size_t size, kefu_findings *findings,
                                     struct golden *answer, kefu_error *error) {
    kefu_conversation *c = NULL;
    assert_int_equal(kefu_conversation_new(scheme, NULL, &c, NULL), KEFU_OK);
    kefu_status status = kefu_conversation_read_json(c, scratch, text, size, findings, error);
    if (status == KEFU_OK)
        status = kefu_conversation_write(c, golden_write, answer, error);
    if (status == KEFU_OK)
        status = kefu_conversation_write_turns(c, golden_write, answer, error);
    if (status == KEFU_OK)
        status = kefu_conversation_write_agents(c, golden_write, answer, error);
    if (status == KEFU_OK)
        status = kefu_conversation_write_dialogue(c, golden_write, answer, error);
    if (status == KEFU_OK)
        status = kefu_conversation_write_metrics(c, KEFU_TIME_END, golden_write, answer, error);
    kefu_conversation_free(c);
    return status;
}

static void of_conversations(void **state) {
    struct golden golden = {NULL, 0};
    size_t size;
    char *lines = definition("conversations.jsonl", &size);
    (void)state;
    for (const char *line = lines; *line; line = strchr(line, '\n') + 1)
        golden_edit_json(&golden, read_conversation, line, strcspn(line, "\n"));
    golden_check(&golden, "edited.conversations.txt");
    free(lines);
}

static kefu_status add_feedback(const char *text, size_t size, kefu_findings *findings,
                                struct golden *answer, kefu_error *error) {
    kefu_aggregate *aggregate = NULL;
    assert_int_equal(kefu_aggregate_new(scheme, NULL, 0, NULL, &aggregate, NULL), KEFU_OK);
    kefu_status status = kefu_aggregate_add_feedback_json(aggregate, scratch, text, size, findings,
                                                          error);
    if (status == KEFU_OK)
        status = kefu_aggregate_write(aggregate, golden_write, answer, error);
    kefu_aggregate_free(aggregate);
    return status;
}

/* The groups of two evenings by an edited spec. */
static kefu_status group(const char *text, size_t size, kefu_findings *findings,
                         struct golden *answer, kefu_error *error) {
    kefu_aggregate *aggregate = NULL;
    kefu_status status = kefu_aggregate_new(scheme, text, size, NULL, &aggregate, error);
    (void)findings;
    for (size_t row = 0; row < GOLDEN_NOW && status == KEFU_OK; row++) {
        struct golden_chat chat = golden_now[row];
        chat.count = chat.count > 2 ? 2 : chat.count;
        golden_add(aggregate, scheme, scratch, &chat, row, GOLDEN_DAY);
    }
    if (status == KEFU_OK)
        status = kefu_aggregate_write(aggregate, golden_write, answer, error);
    kefu_aggregate_free(aggregate);
    return status;
}

static kefu_status answer_question(const char *text, size_t size, kefu_findings *findings,
                                   struct golden *answer, kefu_error *error) {
    kefu_conversation *c = golden_chat(scheme, scratch, &golden_now[2], 2, 0, GOLDEN_DAY);
    kefu_evaluation *evaluation = golden_evaluation(scheme, c, 0);
    kefu_status status = kefu_evaluation_answer(evaluation, text, size, findings, error);
    if (status == KEFU_OK)
        status = kefu_evaluation_write(evaluation, golden_write, answer, error);
    kefu_evaluation_free(evaluation);
    kefu_conversation_free(c);
    return status;
}

static kefu_status read_evaluation(const char *text, size_t size, kefu_findings *findings,
                                   struct golden *answer, kefu_error *error) {
    kefu_evaluation *evaluation = NULL;
    kefu_status status = kefu_evaluation_read_json(scheme, text, size, &evaluation, findings,
                                                   error);
    if (status == KEFU_OK)
        status = kefu_evaluation_write(evaluation, golden_write, answer, error);
    if (status == KEFU_OK)
        status = kefu_evaluation_write_csv(evaluation, "en", golden_write, answer, error);
    kefu_evaluation_free(evaluation);
    return status;
}

static void of_evaluations(void **state) {
    static const size_t rows[] = {0, 2};
    struct golden golden = {NULL, 0};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct golden_chat *chat = &golden_now[rows[i]];
        kefu_conversation *c = golden_chat(scheme, scratch, chat, rows[i], 0, GOLDEN_DAY);
        kefu_evaluation *evaluation = golden_evaluation(scheme, c, chat->tone);
        struct golden written = {NULL, 0};
        assert_int_equal(kefu_evaluation_write(evaluation, golden_write, &written, NULL), KEFU_OK);
        golden_edit_json(&golden, read_evaluation, written.text, written.size);
        free(written.text);
        kefu_evaluation_free(evaluation);
        kefu_conversation_free(c);
    }
    golden_check(&golden, "edited.evaluations.txt");
}

/* ---- requests ---- */

/* Writes the number of `size` bytes with three digits, in at most as many bytes. */
static size_t print_shorter(char *to, const char *from, size_t size) {
    char digits[32];
    const size_t written = (size_t)snprintf(digits, sizeof digits, "%.3g", strtod(from, NULL));
    const size_t kept = written < size ? written : size;
    memmove(to, written <= size ? digits : from, kept);
    return kept;
}

/* Fractions of an answer are told by other golden files, in fewer digits. */
static void without_fractions(struct golden *answer) {
    size_t kept = 0;
    for (size_t i = 0; i < answer->size;) {
        const size_t size = strspn(answer->text + i, "-+.0123456789eE");
        if (size == 0)
            answer->text[kept++] = answer->text[i++];
        else if (memchr(answer->text + i, '.', size))
            kept += print_shorter(answer->text + kept, answer->text + i, size);
        else {
            memmove(answer->text + kept, answer->text + i, size);
            kept += size;
        }
        i += size;
    }
    answer->size = kept;
}

static kefu_status judge_series(const char *text, size_t size, kefu_findings *findings,
                                struct golden *answer, kefu_error *error) {
    const kefu_status status = kefu_series_judge(text, size, NULL, findings, golden_write, answer,
                                                 NULL, error);
    without_fractions(answer);
    return status;
}

static kefu_status measure_agreement(const char *text, size_t size, kefu_findings *findings,
                                     struct golden *answer, kefu_error *error) {
    const kefu_status status = kefu_agreement_measure(text, size, NULL, findings, golden_write,
                                                      answer, error);
    without_fractions(answer);
    return status;
}

static kefu_status draw_sample(const char *text, size_t size, kefu_findings *findings,
                               struct golden *answer, kefu_error *error) {
    return kefu_sample_draw(text, size, NULL, findings, golden_write, answer, error);
}

/* Some rows of a table, by an edited map. */
static kefu_status use_map(const char *text, size_t size, kefu_findings *findings,
                           struct golden *answer, kefu_error *error) {
    static const char *const rows[] = {
        "{\"a\":\"甲店：小王\",\"b\":5,\"t\":\"2024-03-01 12:00:00\",\"x\":\"很好\",\"k\":\"r1\"}",
        "{\"a\":\"小李\",\"b\":\"9\",\"t\":1709308750,\"x\":null}", "{\"t\":\"昨天\",\"b\":-1}"};
    kefu_field_map *map = NULL;
    kefu_status status = kefu_field_map_new(text, size, NULL, &map, findings, error);
    for (size_t i = 0; i < 3 && status == KEFU_OK; i++) {
        kefu_error refused = {0};
        if (kefu_field_map_apply_reported(map, rows[i], strlen(rows[i]), i + 1, golden_write,
                                          answer, findings, &refused) != KEFU_OK)
            golden_print(answer, "%s: %s", refused.pointer, refused.message);
    }
    kefu_field_map_free(map);
    return status;
}

static const struct {
    golden_judge *judge;
    const char *file, *input; /* with ' for " */
} requests[] = {
    {add_feedback, "edited.feedback.txt",
     "{'kind':'feedback','id':'f1','conversation_id':'c1','agent_id':'ada','team':'甲',"
     "'channel':'chat','source':'survey','at':1773280800000,'scale':{'min':1,'max':5},'rating':4,"
     "'resolved':true,'topic':'quality','labels':['vip'],'text':'质量好，非常感谢','contact_id':"
     "'k1'}"},
    {add_feedback, "edited.complaint.txt",
     "{'kind':'feedback','id':'f2','source':'complaint','at':'2026-03-12T10:00:00+08:00','text':"
     "'发货慢。','anonymous':false,'agent_id':'bo','contact_id':'k2'}"},
    {group, "edited.spec.txt",
     "{'utc_offset':'+08:00','group_by':['agent_id','channel'],'bucket':'day'}"},
    {answer_question, "edited.answer.txt",
     "{'question':'tone','answer':3,'reason':'听过录音','by':'eve','at':1773280800000}"},
    {answer_question, "edited.answer.option.txt",
     "{'question':'soothing','answer':'no','reason':'x','by':'eve','at':1773280800000}"},
    {judge_series, "edited.spike.txt",
     "{'method':'spike','season':2,'baseline':6,'alpha':0.05,'last':2,'detail':true,'gaps':'zero',"
     "'horizon':2,'forecast':'ses','level':0.8,'points':[3,5,null,6,2,7,3,19]}"},
    {judge_series, "edited.farrington.txt",
     "{'method':'farrington','season':5,'years':2,'window':1,'trend':true,'reweight':true,'last':1,"
     "'points':[3,5,4,6,2,4,6,5,7,3,5,9]}"},
    {judge_series, "edited.cusum.txt",
     "{'method':'cusum','target':5,'sigma':2,'decision_interval':4,'side':'both','last':3,"
     "'points':[3,5,4,6,12,14]}"},
    {judge_series, "edited.ewma.txt",
     "{'method':'ewma','baseline':5,'lambda':0.3,'last':2,'points':[3,5,4,6,3,12,14]}"},
    {judge_series, "edited.esd.txt",
     "{'method':'esd','most':2,'alpha':0.05,'last':9,'points':[3,5,4,6,3,12,4,4,5]}"},
    {measure_agreement, "edited.agreement.txt",
     "{'scale':'ordinal','ratings':[[1,1,null],[2,3,2],[3,3,3],[1,2,1],[4,4,3]]}"},
    {draw_sample, "edited.sample.txt",
     "{'seed':7,'count':3,'reviewers':['eve','kim'],'conversations':[{'id':'a',"
     "'stratum':'x','agent_id':'li'},{'id':'b','stratum':'x','risk':true},{'id':'c','stratum':'y'},"
     "{'id':'d','stratum':'x'}]}"},
    {draw_sample, "edited.sample.margin.txt",
     "{'margin':0.1,'level':0.9,'share':0.3,'conversations':[{'id':'a'},{'id':'b','stratum':'x'}]"
     "}"},
    {use_map, "edited.map.txt",
     "{'kefu':1,'kind':'map','id':'m','version':'1.0.0','record':'feedback','format':'jsonl',"
     "'zone':'+08:00','values':{'source':{'*':'survey'}},'members':{'id':{'from':'/k','default':"
     "'none'},'agent_id':{'from':'/a','split':[':','：'],'part':-1},'team':{'from':'/a','split':"
     "'：','part':1,'parts_min':2},'rating':{'from':'/b','type':'number'},'at':{'from':'/t','type':"
     "'time'},'text':['/y','/"
     "x'],'scale':{'value':{'min':1,'max':5}},'source':{'value':'survey'}}}"},
};

static void of_requests(void **state) {
    char input[2048];
    (void)state;
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        struct golden golden = {NULL, 0};
        const int size = snprintf(input, sizeof input, "%s", requests[i].input);
        golden_edit_json(&golden, requests[i].judge, input, golden_quote(input, size));
        golden_check(&golden, requests[i].file);
    }
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_definitions),
        cmocka_unit_test(of_conversations),
        cmocka_unit_test(of_evaluations),
        cmocka_unit_test(of_requests),
    };
    return golden_run_records("golden.edited", tests, sizeof tests / sizeof *tests, 1, argc, argv);
}
