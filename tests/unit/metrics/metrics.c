/* SPDX-License-Identifier: MIT
 * Tests of metric sets and calendars: the built-in ones, overriding, every kind of mistake. */
#include "conversation/chat.h"

#include "scheme/metric_set/metrics.h"

#define SET      "{'kefu':1,'kind':'metric_set','id':'t','version':'1',"
#define CALENDAR "{'kefu':1,'kind':'calendar','id':'t','version':'1',"

static kefu_status compile(const char *text, kefu_scheme **scheme, kefu_findings *findings,
                           const kefu_allocator *allocator, kefu_error *error) {
    static char json[8192];
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    kefu_document document = {{"t.json", 6}, {json, 0}};
    size_t i;
    for (i = 0; text[i]; i++)
        json[i] = text[i] == '\'' ? '"' : text[i];
    document.text.size = i;
    options.allocator = allocator;
    options.flags = KEFU_SCHEME_BARE;
    memset(error, 0, sizeof *error);
    return kefu_scheme_compile(&document, 1, &options, scheme, findings, error);
}

static void the_built_in_ones_are_there(void **state) {
    static const char *const ids[] = {"frt",
                                      "art",
                                      "max_response_time",
                                      "reply_rate_3min",
                                      "resolution",
                                      "transfer_count",
                                      "csat",
                                      "complaint_rate",
                                      "sentiment_start",
                                      "sentiment_end",
                                      "greeting_rate",
                                      "apology_rate",
                                      "empathy_rate",
                                      "fault_rate",
                                      "sla_met_rate",
                                      "unanswered_rate"};
    kefu_metric metric;
    kefu_metric_info info = {.size = sizeof info};
    size_t i;
    (void)state;
    for (i = 0; i < sizeof ids / sizeof *ids; i++) {
        assert_int_equal(
            kefu_scheme_find_metric(chat_scheme, ids[i], strlen(ids[i]), &metric, NULL), KEFU_OK);
        assert_int_equal(kefu_scheme_metric_info(chat_scheme, metric, &info, NULL), KEFU_OK);
        assert_string_equal(info.id, ids[i]);
        assert_true(strlen(kefu_scheme_metric_title(chat_scheme, metric, "zh-Hans")) > 3);
        assert_true(strlen(kefu_scheme_metric_title(chat_scheme, metric, "en")) > 3);
        assert_int_equal(strlen(info.digest), 16);
    }
    for (i = 0; i < kefu_scheme_metric_count(chat_scheme); i++)
        assert_int_equal(kefu_scheme_metric_info(chat_scheme, kefu_scheme_metric_at(chat_scheme, i),
                                                 &info, NULL),
                         KEFU_OK);
    assert_int_equal(kefu_scheme_metric_at(chat_scheme, i), 0);
    kefu_scheme_find_metric(chat_scheme, "frt", 3, &metric, NULL);
    kefu_scheme_metric_info(chat_scheme, metric, &info, NULL);
    assert_int_equal(info.unit, KEFU_UNIT_MS);
    assert_true(!info.higher_is_better && info.has_target && info.target == 60000);
    assert_string_equal(info.entity, "conversation");
    assert_int_equal(kefu_scheme_find_metric(chat_scheme, "fr", 2, &metric, NULL),
                     KEFU_E_NOT_FOUND);
    assert_int_equal(kefu_scheme_metric_info(chat_scheme, metric ^ 0x1000000, &info, NULL),
                     KEFU_E_HANDLE);
    assert_int_equal(kefu_scheme_metric_count(NULL), 0);
}

static void ones_own_replace_them_in_their_place(void **state) {
    kefu_scheme *scheme = chat_scheme_with(
        SET "'metrics':[{'id':'art','type':'duration','direction':'lower_is_better','start':"
            "'first_unanswered_customer_message','stop':'next_human_reply','target':30000},{'id':"
            "'mine','type':'count','of':{'emotion':true},'direction':'lower_is_better'}],'sla':[{"
            "'id':'vip','match':{'label':'vip'},'targets':[{'metric':'frt','within_ms':1000}]}]}");
    kefu_metric ours, theirs;
    kefu_metric_info info = {.size = sizeof info};
    kefu_conversation *c;
    (void)state;
    assert_int_equal(kefu_scheme_metric_count(scheme), kefu_scheme_metric_count(chat_scheme) + 1);
    kefu_scheme_find_metric(scheme, "art", 3, &ours, NULL);
    kefu_scheme_find_metric(chat_scheme, "art", 3, &theirs, NULL);
    assert_int_equal(ours & 0xFFFFFF, theirs & 0xFFFFFF);
    kefu_scheme_metric_info(scheme, ours, &info, NULL);
    assert_true(info.target == 30000 && info.min_n == 0);
    c = chat_read_with(scheme,
                       "{'labels':['vip'],'messages':[{'at':0,'role':'customer'},{'at':2000,"
                       "'role':'agent'}]}",
                       NULL);
    chat_expect(c, "sla_met_rate", 0, 1); /* the document's policy precedes the built-in ones */
    kefu_conversation_free(c);
    c = chat_read_with(
        scheme, "{'messages':[{'at':0,'role':'customer'},{'at':2000,'role':'agent'}]}", NULL);
    chat_expect(c, "sla_met_rate", 1, 1);
    kefu_conversation_free(c);
    kefu_scheme_release(scheme);
}

static void a_digest_changes_with_what_it_rests_on(void **state) {
    static const char *const sets[] = {
        SET
        "'calendars':{'c':{'utc_offset':'+08:00','weekly':{'mon':[['09:00','18:00']]}}},"
        "'metrics':[{'id':'m','type':'duration','direction':'lower_is_better','start':'created',"
        "'stop':'first_reply','clock':{'calendar':'c'}}]}",
        SET
        "'calendars':{'c':{'utc_offset':'+08:00','weekly':{'mon':[['09:00','19:00']]}}},"
        "'metrics':[{'id':'m','type':'duration','direction':'lower_is_better','start':'created',"
        "'stop':'first_reply','clock':{'calendar':'c'}}]}",
        SET
        "'note':'of no account','calendars':{'c':{'utc_offset':'+08:00','weekly':{'mon':[['09:00'"
        ",'18:00']]}}},'metrics':[{'id':'m','type':'duration','direction':'lower_is_better',"
        "'start':'created','stop':'first_reply','clock':{'calendar':'c'}}]}"};
    char digests[3][17];
    size_t i;
    (void)state;
    for (i = 0; i < 3; i++) {
        kefu_scheme *scheme;
        kefu_metric_info info = {.size = sizeof info};
        kefu_error error;
        assert_int_equal(compile(sets[i], &scheme, NULL, NULL, &error), KEFU_OK);
        kefu_scheme_metric_info(scheme, kefu_scheme_metric_at(scheme, 0), &info, NULL);
        memcpy(digests[i], info.digest, 17);
        kefu_scheme_release(scheme);
    }
    assert_string_not_equal(digests[0], digests[1]);
    assert_string_equal(digests[0], digests[2]);
}

struct mistake {
    const char *json, *pointer, *code;
};

#define METRIC(members) SET "'metrics':[{'id':'m','direction':'lower_is_better'," members "}]}"
#define WEEK            "'utc_offset':'+08:00','weekly':{'mon-fri':[['09:00','18:00']]}"

static const struct mistake mistakes[] = {
    {SET "'metrics':{}}", "/metrics", "wrong_type"},
    {SET "'metric':[]}", "/metric", "unknown_member"},
    {SET "'calendars':{'c':{'utc_offset':'+08:00','weekly':{'mon':[{'a':'09:00','b':'18:00'}]}}}}",
     "/calendars/c/weekly/mon/0", "bad_hours"},
    {SET "'metrics':[1]}", "/metrics/0", "wrong_type"},
    {SET "'metrics':[{'type':'count','of':'turns','direction':'lower_is_better'}]}", "/metrics/0",
     "missing_member"},
    {SET "'metrics':[{'id':'M!','type':'count','of':'turns','direction':'lower_is_better'}]}",
     "/metrics/0/id", "bad_id"},
    {METRIC("'type':'length'"), "/metrics/0/type", "unknown_choice"},
    {SET "'metrics':[{'id':'m','type':'count','of':'turns'}]}", "/metrics/0", "missing_member"},
    {METRIC("'type':'count','of':'tunrs'"), "/metrics/0/of", "unknown_choice"},
    {METRIC("'type':'count','of':{'moon':'full'}"), "/metrics/0/of", "bad_found"},
    {METRIC("'type':'count','of':{'act':'a','fault':'b'}"), "/metrics/0/of", "bad_found"},
    {METRIC("'type':'count','of':'turns','strat':1"), "/metrics/0/strat", "unknown_member"},
    {METRIC("'type':'count','of':'turns','statistic':'p90'"), "/metrics/0/statistic",
     "unit_mismatch"},
    {METRIC("'type':'count','of':'turns','entity':'turn'"), "/metrics/0/entity", "unit_mismatch"},
    /* a response time of 98 % */
    {METRIC("'type':'duration','start':'created','stop':'first_reply','unit':'ratio','target':"
            "0.98"),
     "/metrics/0/unit", "unit_mismatch"},
    {METRIC("'type':'duration','start':'created','stop':'next_human_reply'"), "/metrics/0/stop",
     "unit_mismatch"},
    {METRIC("'type':'duration','start':'created','stop':'first_reply','clock':{'calendar':'c'}"),
     "/metrics/0/clock/calendar", "unresolved_ref"},
    {METRIC("'type':'duration','start':'created','stop':'first_reply','clock':{'mode':'clip'}"),
     "/metrics/0/clock", "missing_member"},
    {METRIC("'type':'flag','of':'resolved','target':-1"), "/metrics/0/target", "out_of_range"},
    {METRIC("'type':'flag','of':'resolved','interval':{'level':95}"), "/metrics/0/interval/level",
     "out_of_range"},
    {METRIC("'type':'flag','of':'resolved','interval':{'level':0.9,'method':'normal'}"),
     "/metrics/0/interval/method", "unit_mismatch"},
    {METRIC("'type':'ratio','numerator':{'metric':'art','le':1},'denominator':'turns'"),
     "/metrics/0/numerator", "unresolved_ref"},
    {METRIC("'type':'ratio','numerator':'turns'"), "/metrics/0", "missing_member"},
    {METRIC("'type':'feedback','of':'satisfied','scale':{'min':5,'max':1}"), "/metrics/0/scale",
     "out_of_range"},
    {METRIC("'type':'sentiment','of':'middle'"), "/metrics/0/of", "unknown_choice"},
    {SET "'sla':[{'id':'s','targets':[{'metric':'frt','within_ms':1}]}]}", "/sla/0/targets/0",
     "unresolved_ref"},
    {SET "'metrics':[{'id':'m','type':'count','of':'turns','direction':'lower_is_better'}],"
         "'sla':[{'id':'s','targets':[{'metric':'m','within_ms':1}]}]}",
     "/sla/0/targets/0", "unit_mismatch"},
    {SET "'sla':[{'id':'s','when':'open','targets':[]}]}", "/sla/0", "missing_member"},
    {SET "'sla':[{'id':'s','match':{'metric':'frt','le':1},'targets':[]}]}", NULL, NULL},
    {SET "'sla':[7]}", "/sla/0", "wrong_type"},
    {SET "'tests':[7]}", "/tests/0", "wrong_type"},
    {SET "'tests':[{'expect':{}}]}", "/tests/0", "missing_member"},
    {SET "'tests':[{'conversation':{},'expect':{'fr':1}}]}", "/tests/0/expect/fr",
     "unresolved_ref"},
    {METRIC("'type':'count','of':'turns'}],'tests':[{'conversation':{},'expect':{'m':'1'}"),
     "/tests/0/expect/m", "wrong_type"},
    {METRIC("'type':'count','of':'turns'}],'tests':[{'conversation':{},'expect':{'m':{'status':"
            "'fine'}}"),
     "/tests/0/expect/m/status", "unknown_choice"},
    {SET "'calendars':{'c':7}}", "/calendars/c", "wrong_type"},
    {CALENDAR "'weekly':{}}", "", "missing_member"},
    {CALENDAR "'utc_offset':'+8','weekly':{'mon':[]}}", "/utc_offset", "bad_offset"},
    {CALENDAR "'utc_offset':'Z','weekly':{'monday':[]}}", "/weekly/monday", "bad_day"},
    {CALENDAR "'utc_offset':'Z','weekly':{'fri-mon':[]}}", "/weekly/fri-mon", "bad_day"},
    {CALENDAR "'utc_offset':'Z','weekly':{'mon':[['9:00','18:00']]}}", "/weekly/mon/0",
     "bad_hours"},
    {CALENDAR "'utc_offset':'Z','weekly':{'mon':[['09:00','24:01']]}}", "/weekly/mon/0",
     "bad_hours"},
    {CALENDAR WEEK ",'holidays':['2026-02-30']}", "/holidays/0", "bad_date"},
    {CALENDAR WEEK ",'holidays':[{'from':'2026-02-03','to':'2026-02-01'}]}", "/holidays/0",
     "bad_date"},
    {CALENDAR WEEK ",'workdays':['tomorrow']}", "/workdays/0", "bad_date"},
    {CALENDAR WEEK ",'excluded':[{'from':5,'to':5}]}", "/excluded/0", "empty_period"},
    {CALENDAR WEEK ",'excluded':[3]}", "/excluded/0", "wrong_type"},
};

static void every_mistake_is_told_with_its_place(void **state) {
    size_t i;
    (void)state;
    for (i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        kefu_findings *findings = new_findings();
        kefu_scheme *scheme = NULL;
        kefu_finding finding = {.size = sizeof finding};
        kefu_error error;
        const kefu_status status = compile(mistakes[i].json, &scheme, findings, NULL, &error);
        if (status != KEFU_E_DEFINITION && status != KEFU_E_REFERENCE)
            fail_msg("%s: %s", mistakes[i].json, kefu_status_name((int32_t)status));
        assert_null(scheme);
        assert_int_equal(kefu_findings_at(findings, 0, &finding, NULL), KEFU_OK);
        if (mistakes[i].pointer && (strcmp(finding.pointer, mistakes[i].pointer) != 0 ||
                                    strcmp(finding.code, mistakes[i].code) != 0))
            fail_msg("%s: %s at %s (%s)", mistakes[i].json, finding.code, finding.pointer,
                     finding.message);
        assert_true(finding.line == 1 && finding.column > 0);
        kefu_findings_free(findings);
    }
}

/* What is allowed but hardly meant: a warning at its place, and the scheme all the same. */
static void what_is_hardly_meant_is_a_warning(void **state) {
#define WAIT "'type':'duration','start':'created','stop':'first_reply'"
    static const struct mistake odd[] = {
        {METRIC(WAIT ",'target':60"), "/metrics/0/target", "unit_mismatch"},
        {METRIC("'type':'flag','of':'unanswered','target':5"), "/metrics/0/target",
         "unit_mismatch"},
        {METRIC("'type':'duration','start':'first_unanswered_customer_message','stop':"
                "'next_human_reply'},{'id':'n','direction':'higher_is_better','type':'ratio',"
                "'numerator':{'metric':'m','le':180},'denominator':'turns'"),
         "/metrics/1/numerator/le", "unit_mismatch"},
        {METRIC(WAIT "}],'sla':[{'id':'p','targets':[{'metric':'m','within_ms':300}]"),
         "/sla/0/targets/0/within_ms", "unit_mismatch"},
        {METRIC("'type':'flag','of':'resolved'"), "/metrics/0/direction", "odd_direction"},
        {METRIC("'type':'sentiment','of':'end'"), "/metrics/0/direction", "odd_direction"},
        {METRIC("'type':'feedback','of':'promoters'"), "/metrics/0/direction", "odd_direction"},
        {METRIC("'type':'ratio','numerator':'answered_turns','denominator':'turns'"),
         "/metrics/0/direction", "odd_direction"},
        {CALENDAR "'utc_offset':'Z','weekly':{'mon-fri':[['00:00','23:59']]}}",
         "/weekly/mon-fri/0/1", "last_minute_closed"},
        {METRIC(WAIT ",'target':0"), NULL, NULL},
        {METRIC(WAIT ",'target':1000"), NULL, NULL},
        {METRIC(WAIT ",'statistic':'count','target':50"), NULL, NULL},
        {METRIC("'type':'flag','of':'unanswered','target':1"), NULL, NULL},
        {METRIC("'type':'flag','of':'bot_only'"), NULL, NULL},
        {METRIC("'type':'ratio','unit':'count','numerator':'agent_messages','denominator':"
                "'customer_messages','target':1.2"),
         NULL, NULL},
        {CALENDAR "'utc_offset':'Z','weekly':{'mon-fri':[['00:00','24:00']]}}", NULL, NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        kefu_findings *findings = new_findings();
        kefu_scheme *scheme = NULL;
        kefu_finding finding = {.size = sizeof finding};
        kefu_error error;
        if (compile(odd[i].json, &scheme, findings, NULL, &error) != KEFU_OK)
            fail_msg("%s is refused", odd[i].json);
        if (kefu_findings_count(findings) != (odd[i].code ? 1 : 0))
            fail_msg("%s: %zu findings", odd[i].json, kefu_findings_count(findings));
        if (odd[i].code) {
            assert_int_equal(kefu_findings_at(findings, 0, &finding, NULL), KEFU_OK);
            assert_string_equal(finding.code, odd[i].code);
            assert_string_equal(finding.pointer, odd[i].pointer);
            assert_int_equal(finding.severity, KEFU_SEVERITY_WARNING);
            assert_true(finding.line == 1 && finding.column > 1);
        }
        kefu_scheme_release(scheme);
        kefu_findings_free(findings);
    }
#undef WAIT
}

/* The built-in tests pass; wrong expectations are reported with the actual value. */
static void tests_stand_in_the_document(void **state) {
    kefu_scheme *scheme = chat_scheme_with(
        SET
        "'tests':[{'name':'good','conversation':{'messages':[{'at':0,'role':'customer'},{'at':"
        "9000,'role':'agent'}]},'expect':{'frt':9000,'csat':null,'art':{'n':1},'resolution':{"
        "'status':'no_data','reason':'no_events'}}},{'name':'waiting','now':5000,'conversation':"
        "{'messages':[{'at':0,'role':'customer'}]},'expect':{'frt':{'status':'pending'}}},"
        "{'name':'bad','conversation':{'messages':[{'at':0,'role':'customer'},{'at':9000,'role':"
        "'agent'}]},'expect':{'frt':8999,'art':null,'reply_rate_3min':{'value':1,'n':2}}},"
        "{'name':'broken','conversation':{'messages':7},'expect':{}}]}");
    kefu_findings *findings = new_findings();
    kefu_finding finding = {.size = sizeof finding};
    size_t failed = 99;
    (void)state;
    assert_int_equal(kefu_scheme_test(chat_scheme, findings, &failed, NULL), KEFU_OK);
    assert_int_equal(failed, 0);
    assert_int_equal(kefu_scheme_test(scheme, findings, &failed, NULL), KEFU_OK);
    assert_int_equal(failed, 2);
    assert_int_equal(kefu_findings_count(findings), 4);
    kefu_findings_at(findings, 0, &finding, NULL);
    assert_string_equal(finding.pointer, "/tests/2");
    assert_string_equal(finding.message, "bad: frt is 9000, n 1, ok, none");
    kefu_findings_free(findings);
    kefu_scheme_release(scheme);
}

static void calendars_are_read_whole(void **state) {
    kefu_scheme *scheme;
    const struct scheme_calendar *calendar;
    const kefu_str id = {"t", 1};
    kefu_error error;
    int64_t at;
    (void)state;
    assert_int_equal(
        compile(CALENDAR
                "'utc_offset':'+08:00','weekly':{'mon-fri':[['09:00','12:00'],['22:00',"
                "'02:00']],'sun':[['00:00','24:00']]},'holidays':[{'from':'2026-02-16','to'"
                ":'2026-02-22','label':'春节'},'2026-05-01'],'workdays':['2026-02-28'],"
                "'excluded':[{'from':'2026-03-12T10:00:00+08:00','to':"
                "'2026-03-12T11:00:00+08:00'}]}",
                &scheme, NULL, NULL, &error),
        KEFU_OK);
    calendar = kefu__calendars_find(scheme->calendars, id);
    assert_non_null(calendar);
    assert_int_equal(calendar->hours.weekly_count, 11);
#define OPEN_AT(text)                                                                              \
    (kefu__time_parse(text "+08:00", sizeof(text "+08:00") - 1, &at) &&                            \
     kefu__calendar_open(&calendar->hours, at))
    assert_true(OPEN_AT("2026-03-12T09:00:00") && !OPEN_AT("2026-03-12T12:00:00"));
    assert_true(OPEN_AT("2026-03-14T01:59:00") && !OPEN_AT("2026-03-14T09:00:00"));
    assert_true(!OPEN_AT("2026-03-12T10:30:00") && OPEN_AT("2026-03-15T23:59:00"));
    assert_true(!OPEN_AT("2026-02-17T09:30:00") && OPEN_AT("2026-02-28T09:30:00"));
    kefu_scheme_release(scheme);
}

/* Hours are read to the minute, from 00:00 to 24:00, and end on the next day where they end before
 * they begin. */
static void hours_are_read_to_the_minute(void **state) {
    static const char *const wrong[] = {
        "9:00",  "24:01", "25:00", "29:59", "2a:00",  "0/:00", "09.00", "09:60",
        "09:/0", "09:0:", "/9:00", "3:000", "09:000", "",      "30:00"};
    const kefu_str id = {"t", 1};
    kefu_scheme *scheme;
    kefu_error error;
    (void)state;
    assert_int_equal(compile(CALENDAR "'utc_offset':'+08:00','weekly':{'mon':[['09:35','12:07'],"
                                      "['23:59','00:01']],'tue':[['19:00','24:00']]}}",
                             &scheme, NULL, NULL, &error),
                     KEFU_OK);
    const struct calendar *hours = &kefu__calendars_find(scheme->calendars, id)->hours;
    static const uint32_t minutes[][2] = {{575, 727}, {1439, 1441}, {1140, 1440}};
    assert_int_equal(hours->weekly_count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(hours->weekly[i].from_ms, minutes[i][0] * 60000);
        assert_int_equal(hours->weekly[i].to_ms, minutes[i][1] * 60000);
    }
    kefu_scheme_release(scheme);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char json[512];
        snprintf(json, sizeof json, "%s'utc_offset':'+08:00','weekly':{'mon':[['%s','23:00']]}}",
                 CALENDAR, wrong[i]);
        if (compile(json, &scheme, NULL, NULL, &error) != KEFU_E_DEFINITION)
            fail_msg("%s is taken", wrong[i]);
        assert_string_equal(error.pointer, "/weekly/mon/0");
    }
}

static void a_title_may_be_in_any_language(void **state) {
    static const struct {
        const char *title, *zh, *en;
    } cases[] = {{"'一'", "一", "一"},
                 {"{'zh-Hant':'時'}", "時", "時"},
                 {"{'zh-Hant':'時','zh-Hans':'时','en':'time'}", "时", "time"}};
    char set[500];
    size_t i;
    (void)state;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        kefu_scheme *scheme;
        kefu_metric metric;
        kefu_metric_info info = {.size = sizeof info};
        kefu_error error;
        snprintf(set, sizeof set,
                 SET "'metrics':[{'id':'m','title':%s,'type':'duration','direction':"
                     "'lower_is_better','start':'created','stop':'first_reply'}]}",
                 cases[i].title);
        assert_int_equal(compile(set, &scheme, NULL, NULL, &error), KEFU_OK);
        assert_int_equal(kefu_scheme_find_metric(scheme, "m", 1, &metric, NULL), KEFU_OK);
        assert_int_equal(kefu_scheme_metric_info(scheme, metric, &info, NULL), KEFU_OK);
        assert_string_equal(kefu_scheme_metric_title(scheme, metric, "zh-Hans"), cases[i].zh);
        assert_string_equal(kefu_scheme_metric_title(scheme, metric, "zh-Hant"), cases[i].zh);
        assert_string_equal(kefu_scheme_metric_title(scheme, metric, NULL), cases[i].zh);
        assert_string_equal(kefu_scheme_metric_title(scheme, metric, "en"), cases[i].en);
        kefu_scheme_release(scheme);
    }
}

static void without_memory_it_says_so(void **state) {
    static const char set[] = SET
        "'calendars':{'c':{" WEEK ",'holidays':['2026-01-01']}},'metrics':[{'id':'m','title':{"
        "'zh-Hans':'一','en':'one'},'type':'duration','direction':'lower_is_better','start':"
        "'created','stop':'first_reply','clock':{'calendar':'c'}}],'sla':[{'id':'s','match':{"
        "'attribute':'channel','eq':'chat'},'targets':[{'metric':'m','within_ms':1}]}]}";
    kefu_status status = KEFU_E_MEMORY;
    size_t fail_at;
    (void)state;
    for (fail_at = 1; status != KEFU_OK; fail_at++) {
        struct test_memory memory;
        const kefu_allocator allocator = test_allocator(&memory, fail_at);
        kefu_scheme *scheme = NULL;
        kefu_error error;
        status = compile(set, &scheme, NULL, &allocator, &error);
        assert_true(status == KEFU_OK || status == KEFU_E_MEMORY);
        kefu_scheme_release(scheme);
        assert_int_equal(memory.live_bytes, 0);
    }
    assert_true(fail_at > 5);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_built_in_ones_are_there),
        cmocka_unit_test(ones_own_replace_them_in_their_place),
        cmocka_unit_test(a_digest_changes_with_what_it_rests_on),
        cmocka_unit_test(every_mistake_is_told_with_its_place),
        cmocka_unit_test(what_is_hardly_meant_is_a_warning),
        cmocka_unit_test(tests_stand_in_the_document),
        cmocka_unit_test(calendars_are_read_whole),
        cmocka_unit_test(hours_are_read_to_the_minute),
        cmocka_unit_test(a_title_may_be_in_any_language),
        cmocka_unit_test(without_memory_it_says_so),
    };
    return cmocka_run_group_tests(tests, chat_setup, chat_teardown);
}
