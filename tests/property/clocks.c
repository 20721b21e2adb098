/* SPDX-License-Identifier: MIT
 * Laws of time, whatever happens: business time adds up and never runs backwards, the zone in which
 * people live changes nothing, and neither does what metrics exclude. */
#include "conversation/chat.h"
#include "random.h"

#include "conversation/observe.h"
#include "scheme/calendar/calendars.h"
#include "scheme/metric_set/metrics.h"

enum { CALENDARS = 12, SPANS = 400, ROUNDS = 120 };

/* ---- business time ---- */

static kefu_scheme *random_calendar(void) {
    static const char *const hours[] = {"[['09:00','12:00'],['13:00','18:30']]",
                                        "[['08:00','24:00']]", "[['22:00','02:00']]",
                                        "[['00:00','24:00']]", "[]"};
    char text[1024];
    const unsigned day = 1 + random_below(20);
    snprintf(
        text, sizeof text,
        "{'kefu':1,'kind':'calendar','id':'any','version':'1','utc_offset':'%c%02u:%02u',"
        "'weekly':{'mon-thu':%s,'fri':%s,'sat-sun':%s},"
        "'holidays':[{'from':'2026-01-%02u','to':'2026-01-%02u'}],'workdays':['2026-01-%02u'],"
        "'excluded':[{'from':'2026-01-0%uT10:00:00+08:00','to':'2026-01-0%uT15:30:00+08:00'}]}",
        random_below(2) ? '+' : '-', random_below(12), random_below(4) * 15, hours[random_below(4)],
        hours[random_below(5)], hours[random_below(5)], day, day + 2, day + 1, 1 + random_below(4),
        5 + random_below(4));
    return chat_scheme_with(text);
}

static void business_time_adds_up_and_never_runs_backwards(void **state) {
    const int64_t begin = 1767225600000, month = 2678400;
    (void)state;
    for (unsigned i = 0; i < CALENDARS; i++) {
        kefu_scheme *scheme = random_calendar();
        const struct calendar *hours =
            &kefu__calendars_find(scheme->calendars, kefu__str("any"))->hours;
        for (unsigned k = 0; k < SPANS; k++) {
            const int64_t a = begin + (int64_t)random_below((unsigned)month) * 1000;
            const int64_t b = a + (int64_t)random_below((unsigned)month) * 1000;
            const int64_t c = b + (int64_t)random_below(200000) * 1000;
            const int64_t ab = kefu__calendar_between(hours, a, b);
            const int64_t bc = kefu__calendar_between(hours, b, c);
            assert_true(ab >= 0 && ab <= b - a && bc >= 0 && bc <= c - b);
            assert_int_equal(kefu__calendar_between(hours, a, c), ab + bc);
            assert_int_equal(kefu__calendar_between(hours, b, b + 1),
                             kefu__calendar_open(hours, b));
        }
        kefu_scheme_release(scheme);
    }
}

/* ---- zones ---- */

/* Working hours of the scheme's own calendar in a zone. */
static kefu_scheme *hours_in(const char *offset) {
    char text[512];
    snprintf(text, sizeof text,
             "{'kefu':1,'kind':'calendar','id':'kefu.calendar.cn','version':'2','utc_offset':'%s',"
             "'weekly':{'mon-fri':[['09:00','12:00'],['13:00','18:30']],'sat':[['22:00','02:00']]},"
             "'holidays':[{'from':'2026-01-01','to':'2026-01-01'}]}",
             offset);
    return chat_scheme_with(text);
}

/* The text with every "at" moved. */
static void move(const char *from, int64_t by, char *to) {
    static const char name[] = "\"at\":";
    const char *at;
    while ((at = strstr(from, name)) != NULL) {
        char *end;
        const long long instant = strtoll(at + sizeof name - 1, &end, 10);
        to += sprintf(to, "%.*s%s%lld", (int)(at - from), from, name, instant + (long long)by);
        from = end;
    }
    strcpy(to, from);
}

static kefu_conversation *read_in(const kefu_scheme *scheme, const char *json) {
    kefu_conversation *c;
    assert_int_equal(kefu_conversation_new(scheme, NULL, &c, NULL), KEFU_OK);
    assert_int_equal(kefu_conversation_read_json(c, chat_scratch, json, strlen(json), NULL, NULL),
                     KEFU_OK);
    return c;
}

static void the_zone_changes_nothing(void **state) {
    static struct random_history history;
    static char json[RANDOM_JSON], moved[RANDOM_JSON + 4096];
    const int64_t by = 11 * 3600000 + 1800000; /* from +08:00 to -03:30 */
    kefu_scheme *here = hours_in("+08:00"), *there = hours_in("-03:30");
    size_t open = 0;
    (void)state;
    for (unsigned round = 0; round < ROUNDS; round++) {
        random_conversation(&history, round);
        random_write(&history, history.count, json);
        move(json, by, moved);
        kefu_conversation *a = read_in(here, json), *b = read_in(there, moved);
        char *first = chat_metrics(a, KEFU_TIME_END), *second = chat_metrics(b, KEFU_TIME_END);
        if (strcmp(first, second) != 0)
            fail_msg("round %u:\n%s\n%s", round, first, second);
        open += strstr(first, "outside_calendar") != NULL;
        free(second);
        free(first);
        kefu_conversation_free(b);
        kefu_conversation_free(a);
    }
    assert_true(open > 0 && open < ROUNDS);
    kefu_scheme_release(there);
    kefu_scheme_release(here);
}

/* ---- what is excluded ---- */

/* Adds a message that no metric but the count of messages reads, beside another. */
static bool add_excluded(struct random_history *history, unsigned round) {
    static const char *const excluded[] = {
        "'role':'system','text':'差評！退錢'",
        "'role':'agent','agent_id':'a0','private':true,'text':'你是傻子吗'",
        "'role':'system','text':'转人工'",
        "'role':'agent','agent_id':'a1','private':true,'text':'已经给您退款'"};
    const unsigned place = history->count ? random_below(history->count) : 0;
    struct random_item *item = &history->items[place];
    if (history->count == 0 || history->count == RANDOM_ITEMS_MAX || item->is_event)
        return false;
    memmove(item + 2, item + 1, (history->count - place - 1) * sizeof *item);
    history->count++;
    item[1] = (struct random_item){.at = item->at, .message = -1};
    const int size = snprintf(item[1].json, RANDOM_ITEM, "{'id':'excluded','at':%lld,%s}",
                              (long long)item->at, excluded[round % 4]);
    for (int i = 0; i < size; i++)
        if (item[1].json[i] == '\'')
            item[1].json[i] = '"';
    return true;
}

static void what_is_excluded_changes_nothing(void **state) {
    static struct random_history history;
    static char json[RANDOM_JSON];
    size_t changed = 0;
    (void)state;
    for (unsigned round = 0; round < ROUNDS; round++) {
        random_conversation(&history, round);
        random_write(&history, history.count, json);
        kefu_conversation *before = read_in(chat_scheme, json);
        if (add_excluded(&history, round)) {
            random_write(&history, history.count, json);
            kefu_conversation *after = read_in(chat_scheme, json);
            for (size_t i = 0; i < chat_scheme->metrics->count; i++) {
                const char *id = chat_scheme->metrics->items[i].id;
                const kefu_value a = chat_metric(before, id), b = chat_metric(after, id);
                if (strcmp(id, "message_count") != 0 &&
                    (a.state != b.state || a.n != b.n || a.value != b.value))
                    fail_msg("round %u, %s: %f became %f\n%s", round, id, a.value, b.value, json);
            }
            changed++;
            kefu_conversation_free(after);
        }
        kefu_conversation_free(before);
    }
    assert_true(changed > ROUNDS / 4);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(business_time_adds_up_and_never_runs_backwards),
        cmocka_unit_test(the_zone_changes_nothing),
        cmocka_unit_test(what_is_excluded_changes_nothing),
    };
    return cmocka_run_group_tests(tests, chat_setup, chat_teardown);
}
