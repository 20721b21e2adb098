/* SPDX-License-Identifier: MIT
 * Every metric is what its explanation counts, whatever happens in a conversation. */
#include "conversation/chat.h"
#include "random.h"

#include "conversation/explain.h"
#include "scheme/metric_set/metrics.h"

enum { ROUNDS = 200 };

struct sums {
    uint64_t counted, hits, cases;
    int64_t ms, value;
};

static void add_case(void *ctx, const struct observed_case *seen) {
    struct sums *sums = ctx;
    assert_true(seen->omission < OMISSIONS && seen->of < CASES);
    sums->cases++;
    sums->counted += seen->counted;
    sums->hits += seen->hit;
    if (seen->counted && seen->ms != KEFU_TIME_NONE)
        sums->ms += seen->ms;
}

static void add_value(void *ctx, int64_t value) {
    ((struct sums *)ctx)->value += value;
}

/* Is a flag true exactly if something speaks for it? */
static bool needs_one_hit(const struct metric *m) {
    return m->of != FLAG_UNANSWERED && m->of != FLAG_CUSTOMER_NEGATIVE && m->of != FLAG_BOT_ONLY &&
           m->of != FLAG_SLA_MET && m->of != FLAG_SLA_RESOLUTION_MET &&
           m->of != FLAG_FIRST_RESPONSE_MET;
}

static bool agree(const struct metric *m, const struct observer *o, const struct sums *sums) {
    switch (m->type) {
    case METRIC_DURATION:
        if (m->of == START_EACH_WAIT)
            return o->n == 0 || sums->ms == sums->value;
        return sums->counted == o->n && sums->ms == sums->value;
    case METRIC_RATIO:
        return sums->counted == o->n && sums->hits == o->hits;
    case METRIC_COUNT:
        return o->n == 0 || (int64_t)sums->counted == sums->value;
    case METRIC_FLAG:
        return o->n == 0 || !needs_one_hit(m) || (sums->hits > 0) == (o->hits > 0);
    case METRIC_FEEDBACK:
        if (m->rule.kind == MEASURE_RATIO && m->of != FEEDBACK_ANSWERED)
            return sums->counted == o->n && sums->hits == o->hits;
        return o->n == 0 || sums->counted == o->n;
    default:
        return o->n == 0 || sums->cases > 0;
    }
}

static void check(const kefu_conversation *c, size_t metric, int64_t now, unsigned round,
                  uint64_t *explained) {
    const struct metric *m = &c->scheme->metrics->items[metric];
    struct sums sums = {0, 0, 0, 0, 0};
    struct observer o = {.value = add_value, .ctx = &sums, .now = now};
    struct case_reader reader = {.c = c, .now = now, .look = add_case, .ctx = &sums};
    kefu__observe(c, metric, &o);
    kefu__explain_read(&reader, metric);
    if (!agree(m, &o, &sums))
        fail_msg("round %u, %s: n %d, hits %d, value %lld; counted %d, hits %d, ms %lld", round,
                 m->id, (int)o.n, (int)o.hits, (long long)sums.value, (int)sums.counted,
                 (int)sums.hits, (long long)sums.ms);
    explained[metric] += sums.counted + sums.hits;
}

/* Some metrics count records of feedback alone, which no conversation holds. */
static bool is_of_records(const struct metric *m) {
    return m->type == METRIC_FEEDBACK && m->of > FEEDBACK_PROMOTERS && m->of != FEEDBACK_ANSWERED;
}

/* Metrics that the built-in set has none of: other counts, ratios and flags. */
static const char more[] =
    "{'kefu':1,'kind':'metric_set','id':'more','version':'1','metrics':["
    "{'id':'m.agents','type':'count','direction':'lower_is_better','of':'agents'},"
    "{'id':'m.bots','type':'count','direction':'lower_is_better','of':'bot_messages'},"
    "{'id':'m.recalled','type':'count','direction':'lower_is_better','of':'recalled'},"
    "{'id':'m.reopens','type':'count','direction':'lower_is_better','of':'reopens'},"
    "{'id':'m.missed','type':'ratio','direction':'lower_is_better','numerator':'unanswered_turns',"
    "'denominator':'turns'},"
    "{'id':'m.each','type':'ratio','direction':'lower_is_better','numerator':'transfers',"
    "'denominator':'agents'},"
    "{'id':'m.handed','type':'flag','direction':'lower_is_better','of':'handed_off'},"
    "{'id':'m.rated','type':'flag','direction':'higher_is_better','of':'rated_satisfied'},"
    "{'id':'m.worst','type':'sentiment','direction':'higher_is_better','of':'worst'},"
    "{'id':'m.mean','type':'duration','direction':'lower_is_better','average':'macro',"
    "'start':'first_unanswered_customer_message','stop':'next_human_reply'},"
    "{'id':'m.first','type':'duration','direction':'lower_is_better',"
    "'start':'first_customer_message','stop':'first_reply'}]}";

static void every_metric_is_what_it_counts(void **state) {
    static struct random_history history;
    static char json[RANDOM_JSON];
    kefu_scheme *scheme = chat_scheme_with(more);
    uint64_t *explained = calloc(scheme->metrics->count, sizeof *explained);
    size_t silent = 0;
    (void)state;
    assert_non_null(explained);
    for (unsigned round = 0; round < ROUNDS; round++) {
        kefu_conversation *c;
        random_conversation(&history, round);
        const size_t size = random_write(&history, history.count, json);
        assert_int_equal(kefu_conversation_new(scheme, NULL, &c, NULL), KEFU_OK);
        assert_int_equal(kefu_conversation_read_json(c, chat_scratch, json, size, NULL, NULL),
                         KEFU_OK);
        const int64_t now = c->last_at == KEFU_TIME_NONE ? 0 : c->last_at + random_below(20000000);
        for (size_t i = 0; i < scheme->metrics->count; i++) {
            if (scheme->metrics->items[i].macro)
                continue; /* its one value is a mean of what is counted */
            check(c, i, KEFU_TIME_END, round, explained);
            check(c, i, now, round, explained);
        }
        kefu_conversation_free(c);
    }
    for (size_t i = 0; i < scheme->metrics->count; i++)
        if (explained[i] == 0 && !scheme->metrics->items[i].macro &&
            !is_of_records(&scheme->metrics->items[i])) {
            print_message("%s counted nothing\n", scheme->metrics->items[i].id);
            silent++;
        }
    free(explained);
    kefu_scheme_release(scheme);
    assert_int_equal(silent, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_metric_is_what_it_counts)};
    return cmocka_run_group_tests(tests, chat_setup, chat_teardown);
}
