/* SPDX-License-Identifier: MIT
 * Inputs with one part changed at a time, so that what is read is tried on both sides of each of
 * its limits: every result, or the error with its place, is a line of a golden file. */
#ifndef KEFU_TEST_GOLDEN_EDITS_H
#define KEFU_TEST_GOLDEN_EDITS_H

#include "golden.h"

/* Judges an input: writes what it gives to `answer`, or fails with an error. */
typedef kefu_status golden_judge(const char *text, size_t size, kefu_findings *findings,
                                 struct golden *answer, kefu_error *error);

/* A short digest (FNV-1a) of an answer whose details are told by other golden files. */
static inline uint32_t golden_digest(const char *text, size_t size) {
    uint32_t digest = 2166136261u;
    for (size_t i = 0; i < size; i++)
        digest = (digest ^ (unsigned char)text[i]) * 16777619u;
    return digest;
}

/* A message without the members of a closed list, which grows. */
static inline int golden_message_size(const char *message) {
    const char *list = strstr(message, " is none of ");
    return (int)(list ? (size_t)(list - message) : strlen(message));
}

static inline void golden_print_finding(struct golden *golden, const kefu_findings *findings,
                                        size_t i) {
    kefu_finding finding = {.size = sizeof finding};
    assert_int_equal(kefu_findings_at(findings, i, &finding, NULL), KEFU_OK);
    golden_print(golden, " | %s %s %llu: %.*s", finding.code, finding.pointer,
                 (unsigned long long)finding.offset, golden_message_size(finding.message),
                 finding.message);
}

/* "offset edit: digest" or "offset edit: status offset pointer: message", then the findings. */
static inline void golden_try(struct golden *golden, golden_judge *judge, const char *text,
                              size_t size, size_t at, const char *edit) {
    struct golden answer = {NULL, 0};
    kefu_findings *findings = new_findings();
    kefu_error error = {0};
    const kefu_status status = judge(text, size, findings, &answer, &error);
    golden_print(golden, "%zu %s: ", at, edit);
    if (status == KEFU_OK)
        golden_print(golden, "%08x", (unsigned)golden_digest(answer.text, answer.size));
    else
        golden_print(golden, "%s %llu %s: %.*s", kefu_status_name(status),
                     (unsigned long long)error.offset, error.pointer,
                     golden_message_size(error.message), error.message);
    for (size_t i = 0; i < kefu_findings_count(findings); i++)
        golden_print_finding(golden, findings, i);
    golden_print(golden, "\n");
    kefu_findings_free(findings);
    free(answer.text);
}

/* The text with [from, to) replaced. */
static inline void golden_replaced(struct golden *golden, golden_judge *judge, const char *text,
                                   size_t size, size_t from, size_t to, const char *with,
                                   const char *edit) {
    struct golden changed = {NULL, 0};
    golden_write(&changed, text, from);
    golden_write(&changed, with, strlen(with));
    golden_write(&changed, text + to, size - to);
    golden_try(golden, judge, changed.text, changed.size, from, edit);
    free(changed.text);
}

/* Where the JSON value that begins at `at` ends. */
static inline size_t golden_value_end(const char *text, size_t size, size_t at) {
    size_t depth = 0, i = at;
    do {
        const char c = text[i++];
        if (c == '"') {
            for (; i < size && text[i] != '"'; i++)
                i += text[i] == '\\';
            i++;
        }
        depth += (c == '{' || c == '[') ? 1 : 0;
        depth -= (c == '}' || c == ']') ? 1 : 0;
    } while (i < size && (depth > 0 || (at + 1 == i && !strchr("\"{[", text[at]))));
    if (!strchr("\"{[", text[at]))
        i = at + strcspn(text + at, ",:]} \n");
    return i;
}

static inline void golden_edit_number(struct golden *golden, golden_judge *judge, const char *text,
                                      size_t size, size_t at, size_t end) {
    const double value = strtod(text + at, NULL);
    static const char *const names[] = {"plus", "minus", "negative", "fraction", "vast", "text"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const double to[] = {value + 1, value - 1, -value, value + 0.5, 1e300, value};
        char with[64];
        snprintf(with, sizeof with, i == 5 ? "\"%.17g\"" : "%.17g", to[i]);
        golden_replaced(golden, judge, text, size, at, end, with, names[i]);
    }
}

static inline void golden_edit_string(struct golden *golden, golden_judge *judge, const char *text,
                                      size_t size, size_t at, size_t end) {
    const size_t next = end + strspn(text + end, " ");
    golden_replaced(golden, judge, text, size, end - 1, end - 1, "x", "longer");
    if (next < size && text[next] == ':')
        return;
    golden_replaced(golden, judge, text, size, at, end, "\"\"", "empty");
    golden_replaced(golden, judge, text, size, at, end, "7", "number");
}

/* Every name, text, number, literal and list of the JSON changed, one at a time. */
static inline void golden_edit_json(struct golden *golden, golden_judge *judge, const char *text,
                                    size_t size) {
    golden_try(golden, judge, text, size, 0, "as it is");
    for (size_t at = 0; at < size;) {
        const size_t end = golden_value_end(text, size, at);
        if (strchr(" \n,:}]", text[at])) {
            at++;
        } else if (text[at] == '"') {
            golden_edit_string(golden, judge, text, size, at, end);
            at = end;
        } else if (strchr("{[", text[at])) {
            golden_replaced(golden, judge, text, size, at, end, "null", "null");
            golden_replaced(golden, judge, text, size, at, end, text[at] == '{' ? "{}" : "[]",
                            "emptied");
            at++;
        } else if (strchr("tfn", text[at])) {
            golden_replaced(golden, judge, text, size, at, end, text[at] == 't' ? "false" : "true",
                            "flipped");
            at = end;
        } else {
            golden_edit_number(golden, judge, text, size, at, end);
            at = end;
        }
    }
}

#endif
