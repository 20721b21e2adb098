/* SPDX-License-Identifier: MIT
 * What the tests of rubrics share: questions in a few words, and conversations judged by them. */
#ifndef KEFU_TEST_EVALUATION_RUBRICS_H
#define KEFU_TEST_EVALUATION_RUBRICS_H

#include "fixture.h"

#include <math.h>

static const char no_rules[] = "[]";

#define SECTIONS(questions)                                                                        \
    "\"sections\":[{\"id\":\"s\",\"weight\":100,\"questions\":[" questions "]}]"
#define BOOLEAN "{\"id\":\"q\",\"type\":\"boolean\"}"

#define SELECT(id, weight)                                                                         \
    "{\"id\":\"" id "\",\"type\":\"boolean\",\"weight\":" weight                                   \
    ",\"options\":[{\"id\":\"yes\",\"score\":1},{\"id\":\"no\",\"score\":0}]}"

/* A rubric with a question of every type. */
static const char full_rules[] =
    "[{\"id\":\"angry\",\"when\":{\"emotion\":\"anger\"},\"score\":{\"deduct\":1}},"
    "{\"id\":\"never\",\"when\":{\"not\":{\"intent\":\"threat\"}}}]";
static const char full_rubric[] = SECTIONS(SELECT(
    "a", "1") ",{\"id\":\"calm\",\"type\":\"boolean\",\"auto\":{\"cases\":[{\"rule\":"
              "\"angry\",\"answer\":\"no\"},{\"rule\":\"never\",\"answer\":\"yes\"}]}},{\"id\":"
              "\"stars\""
              ",\"type\":\"rating\",\"scale\":{\"min\":1,\"max\":5}},{\"id\":\"list\",\"type\":"
              "\"multi_select\",\"options\":[{\"id\":\"x\",\"score\":1},{\"id\":\"y\",\"score\":2}]"
              "},"
              "{\"id\":\"first\",\"type\":\"numeric\",\"bind\":{\"metric\":\"frt\"},\"ranges\":[{"
              "\"max\":"
              "7000,\"score\":1,\"on_fail\":{\"scope\":\"form\",\"action\":\"flag\"}},{\"score\":1}"
              "]}") ",\"deductions\":[{\"rule\":\"angry\"}],\"bands\":[{\"id\":\"all\",\"min\":0}]";

struct scored {
    struct bench bench;
    kefu_conversation *conversation;
    kefu_evaluation *evaluation;
};

static inline void score(struct scored *scored, const char *rules, const char *rubric,
                         const char *const *lines) {
    bench_open(&scored->bench, rules, rubric);
    scored->conversation = talk(&scored->bench, lines);
    scored->evaluation = evaluate(&scored->bench, scored->conversation, KEFU_TIME_END);
}

static inline void scored_close(struct scored *scored) {
    kefu_evaluation_free(scored->evaluation);
    kefu_conversation_free(scored->conversation);
    bench_close(&scored->bench);
}

static inline void answer(struct scored *scored, const char *question, const char *value) {
    char json[300];
    snprintf(json, sizeof json, "{\"question\":\"%s\",\"answer\":%s,\"reason\":\"r\"}", question,
             value);
    if (kefu_evaluation_answer(scored->evaluation, json, strlen(json), NULL, &scored->bench.error))
        fail_msg("%s: %s", json, scored->bench.error.message);
}

static inline void assert_score(const struct scored *scored, double expected) {
    const kefu_value value = kefu_evaluation_score(scored->evaluation);
    if (value.state != KEFU_STATE_OK || fabs(value.value - expected) > 1e-9)
        fail_msg("state %u, score %g, expected %g", value.state, value.value, expected);
}

static inline void assert_part(const struct scored *scored, const char *id, double expected) {
    kefu_value value;
    assert_int_equal(kefu_evaluation_find_part(scored->evaluation, id, strlen(id), &value, NULL),
                     KEFU_OK);
    if (!KEFU_VALUE_IS_NUMBER(value) || fabs(value.value - expected) > 1e-9)
        fail_msg("%s: state %u, score %g, expected %g", id, value.state, value.value, expected);
}

static const char *const short_talk[] = {"c0 在吗", "a10 您好", "c20 气死我了", "a30 嗯", NULL};

#endif
