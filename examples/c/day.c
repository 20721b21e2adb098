/* SPDX-License-Identifier: MIT
 * One shop's day in C: a text, a live chat, a score, an aggregate, a report.
 * Build: cc day.c $(pkg-config --cflags --libs kefu) -o day ; run: ./day FOLDER report.html
 * examples/python/day.py and examples/lua/day.lua print the same. */
#define _POSIX_C_SOURCE 200809L
#include <kefu/kefu.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static kefu_error error;

/* Every call that can fail returns a status; here any failure ends the program. */
static void need(kefu_status status) {
    if (status != KEFU_OK) {
        fprintf(stderr, "%s: %s %s\n", kefu_status_name(status), error.pointer, error.message);
        exit(1);
    }
}

static kefu_str text(const char *terminated) {
    const kefu_str str = {terminated, strlen(terminated)};
    return str;
}

static void read_a_text(kefu_scheme *scheme, kefu_scratch *scratch) {
    kefu_analysis *analysis;
    const kefu_sentiment *sentiment;
    need(kefu_analyze(scheme, scratch, KEFU_TEXT("客服态度不好，等了三天"), NULL, &analysis,
                      &error));
    sentiment = kefu_analysis_sentiment(analysis);
    printf("text: %s %.3f\n", kefu_label_name(sentiment->label), sentiment->polarity);
}

/* Pushing as it happens: each message tells at once what became true. */
static void watch_a_chat(kefu_scheme *scheme, kefu_scratch *scratch) {
    static const struct {
        uint32_t role;
        const char *text;
    } said[] = {{KEFU_ROLE_CUSTOMER, "我的洗衣机坏了三天都没人来修，再不处理我就投诉"},
                {KEFU_ROLE_AGENT, "自己不会看说明书吗"}};
    kefu_conversation *chat;
    kefu_monitor *monitor;
    kefu_rubric rubric;
    size_t i, k;
    need(kefu_conversation_new(scheme, NULL, &chat, &error));
    need(kefu_scheme_find_rubric(scheme, "", 0, &rubric, &error));
    need(kefu_monitor_new(chat, rubric, NULL, &monitor, &error));
    for (i = 0; i < sizeof said / sizeof *said; i++) {
        kefu_event event = KEFU_EVENT_INIT;
        kefu_alert alert = {.size = sizeof alert};
        event.role = said[i].role;
        event.text = text(said[i].text);
        event.at = 1773280800000 + (int64_t)i * 60000;
        need(kefu_conversation_push(chat, scratch, &event, NULL, &error));
        need(kefu_monitor_update(monitor, event.at, &error));
        for (k = 0; kefu_monitor_alert_at(monitor, k, &alert, NULL) == KEFU_OK; k++)
            printf("live: %s %.*s\n", alert.rule_id, (int)alert.evidence.size, alert.evidence.data);
    }
    kefu_monitor_free(monitor);
    kefu_conversation_free(chat);
}

static void add_conversation(kefu_aggregate *day, kefu_scheme *scheme, kefu_scratch *scratch,
                             const char *line, size_t size, size_t number) {
    kefu_conversation *conversation;
    kefu_evaluation *evaluation;
    kefu_closed closed = KEFU_CLOSED_INIT;
    kefu_rubric rubric;
    need(kefu_scheme_find_rubric(scheme, "", 0, &rubric, &error));
    need(kefu_conversation_new(scheme, NULL, &conversation, &error));
    need(kefu_conversation_read_json(conversation, scratch, line, size, NULL, &error));
    need(kefu_evaluate(conversation, rubric, KEFU_TIME_END, &evaluation, &error));
    if (number == 1) {
        const kefu_value score = kefu_evaluation_score(evaluation);
        printf("score: %.2f %s\n", score.value, kefu_evaluation_band(evaluation));
    }
    closed.conversation = conversation;
    closed.evaluations = (const kefu_evaluation *const *)&evaluation;
    closed.evaluation_count = 1;
    need(kefu_aggregate_add(day, scratch, &closed, NULL, &error));
    kefu_evaluation_free(evaluation);
    kefu_conversation_free(conversation);
}

static void add_file(kefu_aggregate *day, kefu_scheme *scheme, kefu_scratch *scratch,
                     const char *folder, const char *name) {
    char path[1024], *line = NULL;
    size_t capacity = 0, number = 0;
    ssize_t size;
    FILE *file;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "rb");
    if (!file) {
        perror(path);
        exit(1);
    }
    while ((size = getline(&line, &capacity, file)) > 0) {
        if (strcmp(name, "feedback.jsonl") == 0)
            need(kefu_aggregate_add_feedback_json(day, scratch, line, (size_t)size, NULL, &error));
        else
            add_conversation(day, scheme, scratch, line, (size_t)size, ++number);
    }
    free(line);
    fclose(file);
}

static void print_metric(const kefu_aggregate *day, kefu_scheme *scheme, const char *id) {
    kefu_metric metric;
    kefu_value value;
    need(kefu_scheme_find_metric(scheme, id, strlen(id), &metric, &error));
    need(kefu_aggregate_value(day, 0, metric, KEFU_STATISTIC_DEFAULT, &value, &error));
    printf("%s: %.3f n=%llu", id, value.value, (unsigned long long)value.n);
    if (value.flags & KEFU_VALUE_HAS_INTERVAL)
        printf(" [%.3f, %.3f]", value.low, value.high);
    putchar('\n');
}

static kefu_status write_file(void *file, const char *data, size_t size) {
    return fwrite(data, 1, size, file) == size ? KEFU_OK : KEFU_E_WRITE;
}

static void write_report(const kefu_aggregate *day, const char *path) {
    kefu_report *report;
    FILE *file = fopen(path, "wb");
    if (!file) {
        perror(path);
        exit(1);
    }
    need(kefu_report_new(day, NULL, &report, &error));
    need(kefu_report_write(report, KEFU_FORMAT_HTML, write_file, file, &error));
    fclose(file);
    kefu_report_free(report);
}

int main(int argc, char **argv) {
    kefu_scheme *scheme;
    kefu_scratch *scratch;
    kefu_aggregate *day;
    if (argc < 2) {
        fprintf(stderr, "usage: day FOLDER [report.html]\n");
        return 2;
    }
    need(kefu_scheme_builtin(NULL, &scheme, &error));
    need(kefu_scratch_new(NULL, &scratch, &error));
    read_a_text(scheme, scratch);
    watch_a_chat(scheme, scratch);
    need(kefu_aggregate_new(scheme, NULL, 0, NULL, &day, &error));
    add_file(day, scheme, scratch, argv[1], "conversations.jsonl");
    add_file(day, scheme, scratch, argv[1], "feedback.jsonl");
    printf("day: %llu conversations, %llu feedback\n",
           (unsigned long long)kefu_aggregate_conversation_count(day),
           (unsigned long long)kefu_aggregate_feedback_count(day));
    print_metric(day, scheme, "frt");
    print_metric(day, scheme, "reply_rate_3min");
    print_metric(day, scheme, "csat");
    if (argc > 2)
        write_report(day, argv[2]);
    kefu_aggregate_free(day);
    kefu_scratch_free(scratch);
    kefu_scheme_release(scheme);
    return 0;
}
