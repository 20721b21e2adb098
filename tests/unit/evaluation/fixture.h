/* SPDX-License-Identifier: MIT
 * What the tests of evaluation share: a small scheme of its own, conversations from short lines. */
#ifndef KEFU_TEST_EVALUATION_FIXTURE_H
#define KEFU_TEST_EVALUATION_FIXTURE_H

#include "test.h"

#include <stdio.h>

#include "evaluation/evaluation.h"
#include "evaluation/watch.h"
#include "kefu/kefu.h"

#define HEAD(kind, id) "{\"kefu\":1,\"kind\":\"" kind "\",\"id\":\"" id "\",\"version\":\"1\","

/* A lexicon with one word each of what rules ask for. */
static const char lexicon_text[] =
    HEAD("lexicon",
         "test.lexicon") "\"entries\":[{\"text\":\"气死\",\"polarity\":-0.9,\"emotion\":{\"anger\":"
                         "0.9}},"
                         "{\"text\":\"恼火\",\"polarity\":-0.4,\"emotion\":{\"anger\":0.3}},"
                         "{\"text\":\"谢谢\",\"polarity\":0.6,\"emotion\":{\"gratitude\":0.9}},"
                         "{\"text\":\"抱歉\",\"act\":\"apology\"},{\"text\":\"您好\",\"act\":"
                         "\"greeting\"},"
                         "{\"text\":\"投诉\",\"intent\":\"threat\"},{\"text\":\"笨蛋\",\"fault\":"
                         "\"rude\"}]}";

static const char metrics_text[] = HEAD(
    "metric_set",
    "test.metrics") "\"metrics\":[{\"id\":\"frt\",\"type\":\"duration\",\"direction\":\"lower_is_"
                    "better\","
                    "\"entity\":\"conversation\",\"start\":\"handoff_or_first_customer_message\","
                    "\"stop\":"
                    "\"first_human_reply\"},{\"id\":\"resolution\",\"type\":\"flag\",\"direction\":"
                    "\"higher_is_better\",\"of\":\"resolved\"},{\"id\":\"csat\",\"type\":"
                    "\"feedback\",\"direction\":"
                    "\"higher_is_better\",\"of\":\"satisfied\",\"scale\":{\"min\":1,\"max\":5},"
                    "\"boxes\":2}]}";

/* The texts of the last compilation, for places in them. */
static char rule_text[20000], rubric_text[20000];

struct bench {
    const kefu_scheme *scheme;
    kefu_scratch *scratch;
    kefu_findings *findings;
    kefu_error error;
};

/* Compiles the rules (a "rules" array's text) and the members of a rubric; either may be NULL. */
static inline kefu_status bench_try(struct bench *bench, const char *rules, const char *rubric,
                                    const kefu_allocator *allocator) {
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    kefu_document documents[4];
    size_t count = 2;
    kefu_status status;
    memset(bench, 0, sizeof *bench);
    memset(documents, 0, sizeof documents);
    documents[0].text.data = lexicon_text;
    documents[1].text.data = metrics_text;
    if (rules) {
        snprintf(rule_text, sizeof rule_text, HEAD("rule_set", "test.rules") "\"rules\":%s}",
                 rules);
        documents[count].name.data = "rules";
        documents[count].name.size = 5;
        documents[count++].text.data = rule_text;
    }
    if (rubric) {
        snprintf(rubric_text, sizeof rubric_text, HEAD("rubric", "test.rubric") "%s}", rubric);
        documents[count].name.data = "rubric";
        documents[count].name.size = 6;
        documents[count++].text.data = rubric_text;
    }
    for (size_t i = 0; i < count; i++)
        documents[i].text.size = strlen(documents[i].text.data);
    options.flags = KEFU_SCHEME_BARE;
    options.allocator = allocator;
    bench->findings = new_findings();
    kefu_scheme *scheme = NULL;
    status = kefu_scheme_compile(documents, count, &options, &scheme, bench->findings,
                                 &bench->error);
    bench->scheme = scheme;
    if (!status && kefu_scratch_new(allocator, &bench->scratch, &bench->error))
        status = KEFU_E_MEMORY;
    return status;
}

static inline void bench_open(struct bench *bench, const char *rules, const char *rubric) {
    if (bench_try(bench, rules, rubric, NULL))
        fail_msg("%u:%u: %s: %s", bench->error.line, bench->error.column, bench->error.pointer,
                 bench->error.message);
}

static inline void bench_close(struct bench *bench) {
    kefu_scratch_free(bench->scratch);
    kefu_scheme_release(bench->scheme);
    kefu_findings_free(bench->findings);
}

/* Compiling fails, and the first error's pointer begins with `place`. */
static inline void assert_refused(const char *rules, const char *rubric, kefu_status status,
                                  const char *code, const char *pointer, const char *place) {
    struct bench bench;
    kefu_finding finding = {.size = sizeof finding};
    const char *text;
    size_t i;

    if (bench_try(&bench, rules, rubric, NULL) != status)
        fail_msg("%s%s: %d %s", rules ? rules : "", rubric ? rubric : "", bench.error.status,
                 bench.error.message);
    for (i = 0; i < kefu_findings_count(bench.findings); i++) {
        assert_int_equal(kefu_findings_at(bench.findings, i, &finding, NULL), KEFU_OK);
        if (finding.severity == KEFU_SEVERITY_ERROR)
            break;
    }
    if (!finding.code || strcmp(finding.code, code) != 0 || strcmp(finding.pointer, pointer) != 0)
        fail_msg("%s%s: %s %s %s", rules ? rules : "", rubric ? rubric : "", finding.code,
                 finding.pointer, finding.message);
    text = strcmp(finding.source, "rules") == 0 ? rule_text : rubric_text;
    assert_int_equal(finding.line, 1);
    assert_int_equal(finding.column, finding.offset + 1);
    if (strncmp(text + finding.offset, place, strlen(place)) != 0)
        fail_msg("%s: at %s", pointer, text + finding.offset);
    bench_close(&bench);
}

static inline kefu_conversation *talk_begin(struct bench *bench) {
    kefu_conversation *conversation = NULL;
    assert_int_equal(kefu_conversation_new(bench->scheme, NULL, &conversation, &bench->error),
                     KEFU_OK);
    return conversation;
}

/* One line: "c10 text" is a customer at 10 s, "a…" an agent, "b…" a bot, "n…" a private note;
 * "r…" resolves, "o…" reopens, "x…" takes back the message of that second. */
static inline void talk_line(struct bench *bench, kefu_conversation *conversation,
                             const char *line) {
    kefu_event event = KEFU_EVENT_INIT;
    char *text;
    static char id[32];
    event.at = (int64_t)strtol(line + 1, &text, 10) * 1000;
    snprintf(id, sizeof id, "m%ld", (long)(event.at / 1000));
    event.text.data = *text == ' ' ? text + 1 : "";
    event.text.size = strlen(event.text.data);
    event.id.data = id;
    event.id.size = strlen(id);
    switch (line[0]) {
    case 'c':
        break;
    case 'n':
        event.flags = KEFU_EVENT_PRIVATE;
        /* fall through */
    case 'a':
        event.role = KEFU_ROLE_AGENT;
        event.agent_id.data = "a1";
        event.agent_id.size = 2;
        break;
    case 'b':
        event.role = KEFU_ROLE_BOT;
        break;
    default:
        event.type = line[0] == 'r'   ? KEFU_EVENT_RESOLVED
                     : line[0] == 'o' ? KEFU_EVENT_REOPENED
                                      : KEFU_EVENT_RECALLED;
        event.message_id = event.id;
        event.id.size = 0;
        if (line[0] == 'x')
            event.at = KEFU_TIME_NONE;
    }
    if (kefu_conversation_push(conversation, bench->scratch, &event, NULL, &bench->error))
        fail_msg("%s: %s", line, bench->error.message);
}

/* A conversation of NULL-terminated lines. */
static inline kefu_conversation *talk(struct bench *bench, const char *const *lines) {
    kefu_conversation *conversation = talk_begin(bench);
    for (; *lines; lines++)
        talk_line(bench, conversation, *lines);
    return conversation;
}

/* The hits as "rule:message rule:message …" (the message's id, or "-"), in order of rule. */
static inline void describe(const kefu_evaluation *evaluation, char *to, size_t size) {
    size_t used = 0, i;
    to[0] = '\0';
    for (i = 0; i < evaluation->hit_count; i++) {
        const struct rule_hit *hit = &evaluation->hits[i];
        used += (size_t)snprintf(
            to + used, size - used, "%s%s:%s", i ? " " : "",
            kefu_scheme_rule_id(evaluation->scheme,
                                kefu_scheme_rule_at(evaluation->scheme, hit->rule)),
            hit->message == UINT32_MAX ? "-" : hit->message_id.data);
    }
}

static inline kefu_evaluation *evaluate(struct bench *bench, const kefu_conversation *conversation,
                                        int64_t now) {
    kefu_evaluation *evaluation = NULL;
    kefu_rubric rubric = 0;
    assert_int_equal(kefu_scheme_find_rubric(bench->scheme, "", 0, &rubric, &bench->error),
                     KEFU_OK);
    assert_int_equal(kefu_evaluate(conversation, rubric, now, &evaluation, &bench->error), KEFU_OK);
    return evaluation;
}

/* A rubric that asks nothing of importance. */
#define PLAIN_RUBRIC                                                                               \
    "\"sections\":[{\"id\":\"s\",\"weight\":100,\"questions\":[{\"id\":\"q\",\"type\":"            \
    "\"boolean\"}]}]"
/* One rule, r. */
#define RULE(when) "[{\"id\":\"r\",\"when\":" when "}]"

#endif
