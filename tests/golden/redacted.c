/* SPDX-License-Identifier: MIT
 * The labelled texts of tests/unit/redact/redact.jsonl, and what is left of them where one
 * character is missing, doubled or another, against a golden file. Each text stands there as it is
 * masked; behind it a digest of every span of its edited forms. */
#include "edits.h"

#include "base/utf8.h"
#include "kefu/kefu.h"

enum { TEXT_MAX_BYTES = 1024 };

static kefu_status note(void *ctx, const kefu_redact_span *span) {
    golden_print(ctx, "%u:%zu-%zu ", span->kind, span->start, span->end);
    return KEFU_OK;
}

static void find(struct golden *spans, const char *text, size_t size) {
    golden_print(spans, "\n");
    assert_int_equal(kefu_redact_find(text, size, NULL, note, spans, NULL), KEFU_OK);
}

/* The spans with the character in [from, to) replaced by what is in `with`. */
static void find_replaced(struct golden *spans, const char *text, size_t from, size_t to,
                          const char *with) {
    char changed[TEXT_MAX_BYTES];
    const int size = snprintf(changed, sizeof changed, "%.*s%s%s", (int)from, text, with,
                              text + to);
    assert_in_range(size, 0, sizeof changed - 1);
    find(spans, changed, (size_t)size);
}

static void find_edited(struct golden *spans, const char *text, size_t size) {
    static const char *const others[] = {"", "0", "7", "x", " ", "-", "元", "路", "号"};
    for (size_t at = 0; at < size;) {
        uint32_t point;
        const size_t end = at + utf8_decode((const unsigned char *)text + at, size - at, &point);
        for (size_t i = 0; i < sizeof others / sizeof *others; i++)
            find_replaced(spans, text, at, end, others[i]);
        find_replaced(spans, text, at, at, "9");
        find(spans, text, at); /* cut */
        at = end;
    }
}

/* The text of a line without the marks of its spans; lines hold nothing that JSON escapes but
 * quotes. */
static size_t read_text(const char *line, char *text) {
    size_t size = 0;
    const char *at = strstr(line, "\"text\": \"");
    assert_non_null(at);
    for (at += strlen("\"text\": \""); *at && *at != '\n' && *at != '"'; at++) {
        if (strncmp(at, "⟦", 3) == 0 || strncmp(at, "⟧", 3) == 0) {
            at += 2;
            continue;
        }
        at += *at == '\\';
        text[size++] = *at;
        assert_true(size < TEXT_MAX_BYTES / 2);
    }
    text[size] = '\0';
    return size;
}

static void of_edited_texts(void **state) {
    struct golden golden = {NULL, 0};
    kefu_redact_options options = KEFU_REDACT_OPTIONS_INIT;
    char text[TEXT_MAX_BYTES];
    size_t size;
    char *lines = golden_read(KEFU_REDACT_TEXTS, &size);
    (void)state;
    assert_non_null(lines);
    options.flags = KEFU_REDACT_LABELS;
    for (const char *line = lines; *line; line = strchr(line, '\n') + 1) {
        struct golden spans = {NULL, 0};
        size = read_text(line, text);
        assert_int_equal(kefu_redact(text, size, &options, golden_write, &golden, NULL), KEFU_OK);
        find(&spans, text, size);
        find_edited(&spans, text, size);
        golden_print(&golden, " %08x\n", (unsigned)golden_digest(spans.text, spans.size));
        free(spans.text);
    }
    golden_check(&golden, "redacted.txt");
    free(lines);
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(of_edited_texts)};
    return golden_run("golden.redacted", tests, sizeof tests / sizeof *tests, NULL, NULL, argc,
                      argv);
}
