/* SPDX-License-Identifier: MIT
 * Masking personal data: the labelled texts of redact.jsonl, and the laws that hold for all texts.
 */
#include <cJSON.h>
#include <stdio.h>
#include <stdlib.h>

#include "kefu/kefu.h"
#include "test.h"

enum { LINE_MAX_BYTES = 4096, SPANS_MAX = 8 };

/* A line of redact.jsonl: a text, and the spans between ⟦ and ⟧ in it. */
struct labelled {
    char text[LINE_MAX_BYTES];
    size_t size, count, start[SPANS_MAX], end[SPANS_MAX];
};

struct output {
    char text[3 * LINE_MAX_BYTES];
    size_t size;
};

static kefu_status keep(void *ctx, const char *data, size_t size) {
    struct output *output = ctx;
    assert_true(size < sizeof output->text);
    if (size > 0)
        memcpy(output->text, data, size);
    output->text[size] = 0;
    output->size = size;
    return KEFU_OK;
}

static void redact(const char *text, size_t size, const kefu_redact_options *options,
                   struct output *output) {
    assert_int_equal(kefu_redact(text, size, options, keep, output, NULL), KEFU_OK);
}

static void assert_redacted(const char *text, const char *masked) {
    struct output output;
    redact(text, strlen(text), NULL, &output);
    assert_string_equal(output.text, masked);
}

/* ---- labelled texts ---- */

static void take_marks(struct labelled *labelled, const char *marked) {
    memset(labelled, 0, sizeof *labelled);
    for (; *marked; marked++) {
        if (strncmp(marked, "⟦", 3) == 0) {
            labelled->start[labelled->count] = labelled->size;
            marked += 2;
        } else if (strncmp(marked, "⟧", 3) == 0) {
            labelled->end[labelled->count++] = labelled->size;
            marked += 2;
        } else {
            labelled->text[labelled->size++] = *marked;
        }
    }
}

/* How many of a text's spans are masked whole: no byte but blanks is what it was. */
static size_t count_masked(const struct labelled *labelled, const struct output *output) {
    size_t whole = 0;
    for (size_t i = 0; i < labelled->count; i++) {
        size_t at = labelled->start[i];
        while (at < labelled->end[i] &&
               (output->text[at] == '*' || memcmp(output->text + at, "\xC2\xB7", 2) == 0 ||
                memcmp(output->text + at, "\xEF\xBC\x8A", 3) == 0 ||
                memcmp(output->text + at, "\xF0\x9F\x94\xB8", 4) == 0 || labelled->text[at] == ' '))
            at += output->text[at] == '*' || labelled->text[at] == ' ' ? 1
                  : output->text[at] == '\xC2'                         ? 2
                  : output->text[at] == '\xEF'                         ? 3
                                                                       : 4;
        whole += at >= labelled->end[i];
    }
    return whole;
}

static void labelled_texts(void **state) {
    FILE *file = fopen(KEFU_REDACT_TEXTS, "rb");
    char line[LINE_MAX_BYTES];
    size_t secrets = 0, masked = 0, harmless = 0, touched = 0;
    (void)state;
    assert_non_null(file);
    while (fgets(line, sizeof line, file)) {
        static struct output output, again;
        static struct labelled labelled;
        cJSON *record = cJSON_Parse(line);
        assert_non_null(record);
        take_marks(&labelled, cJSON_GetObjectItem(record, "text")->valuestring);
        redact(labelled.text, labelled.size, NULL, &output);
        assert_int_equal(output.size, labelled.size);
        redact(output.text, output.size, NULL, &again);
        assert_string_equal(again.text, output.text);
        secrets += labelled.count;
        masked += count_masked(&labelled, &output);
        harmless += labelled.count == 0;
        touched += labelled.count == 0 && strcmp(labelled.text, output.text) != 0;
        cJSON_Delete(record);
    }
    fclose(file);
    printf("masked whole: %zu of %zu; touched: %zu of %zu\n", masked, secrets, touched, harmless);
    assert_true(secrets >= 300 && harmless >= 300);
    assert_true(masked * 100 >= secrets * 95);
    assert_true(touched * 100 <= harmless * 3);
}

/* ---- single rules ---- */

static void masks_sizes_kept(void **state) {
    (void)state;
    assert_redacted("138 1234 5678", "*************");
    assert_redacted("１３８１２３４５６７８", "＊＊＊＊＊＊＊＊＊＊＊");
    assert_redacted("一三八零零一三八零零零", "＊＊＊＊＊＊＊＊＊＊＊");
    assert_redacted("发到wang.li@example.com吧", "发到*******************吧");
    assert_redacted("加V信:qmshop", "加V信:******");
}

static void keeps_what_is_not_personal(void **state) {
    static const char *const texts[] = {"满299减20，到手268元",
                                        "3月8号买的，2026-03-12到的",
                                        "三四天了",
                                        "五一二号线",
                                        "微信支付失败",
                                        "A4纸 80g",
                                        "400-123-4567",
                                        ""};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_redacted(texts[i], texts[i]);
}

static void survives_broken_text(void **state) {
    static const char text[] = "\xE4\xB8 13812345678\xFF\xF0\x9F";
    struct output output;
    (void)state;
    for (size_t cut = 0; cut < sizeof text; cut++) {
        redact(text, cut, NULL, &output);
        assert_int_equal(output.size, cut);
    }
    assert_memory_equal(output.text, "\xE4\xB8 ***********\xFF\xF0\x9F", sizeof text - 1);
}

static void options(void **state) {
    kefu_redact_options chosen = KEFU_REDACT_OPTIONS_INIT;
    struct output output;
    (void)state;
    chosen.flags = KEFU_REDACT_LABELS;
    redact(KEFU_TEXT("姓名张三，13812345678"), &chosen, &output);
    assert_string_equal(output.text, "姓名〔姓名〕，〔手机〕");
    chosen.flags = 0;
    chosen.kinds = KEFU_REDACT_BIT(KEFU_REDACT_NAME);
    chosen.mask.data = "#";
    chosen.mask.size = 1;
    redact(KEFU_TEXT("姓名张三，13812345678"), &chosen, &output);
    assert_string_equal(output.text, "姓名##，13812345678");
    chosen.mask.data = "7";
    assert_int_equal(kefu_redact("", 0, &chosen, keep, &output, NULL), KEFU_E_ARGUMENT);
    chosen.mask.size = 0;
    chosen.kinds = UINT32_C(1) << 31;
    assert_int_equal(kefu_redact("", 0, &chosen, keep, &output, NULL), KEFU_E_ARGUMENT);
}

static kefu_status check_span(void *ctx, const kefu_redact_span *span) {
    assert_int_equal(span->kind, KEFU_REDACT_PHONE);
    assert_int_equal(span->start, 3);
    assert_int_equal(span->end, 14);
    ++*(int *)ctx;
    return KEFU_E_CANCELLED;
}

static void spans(void **state) {
    int seen = 0;
    (void)state;
    assert_int_equal(
        kefu_redact_find(KEFU_TEXT("打13812345678或13912345678"), NULL, check_span, &seen, NULL),
        KEFU_E_CANCELLED);
    assert_int_equal(seen, 1);
}

/* Texts of pieces that recognisers react to: masking twice is masking once. */
static void masking_is_idempotent(void **state) {
    static const char *const pieces[] = {"138",  "1234", "5678", " ",    "-",  "微信", "a",  "@",
                                         "qq",   ".com", "路",   "号",   "3",  "栋",   "**", "王",
                                         "姓名", "小明", "电话", "0571", "转", "O",    "：", "，",
                                         "六",   "+86",  "年",   "生日", "/",  "区",   "京", "x"};
    uint32_t random = 1;
    (void)state;
    for (size_t round = 0; round < 20000; round++) {
        static struct output once, twice;
        char text[512] = "";
        for (size_t i = 0; i < 12; i++) {
            random = random * 1664525u + 1013904223u;
            strcat(text, pieces[random >> 27]);
        }
        redact(text, strlen(text), NULL, &once);
        redact(once.text, once.size, NULL, &twice);
        if (strcmp(once.text, twice.text) != 0)
            print_error("%s\n%s\n%s\n", text, once.text, twice.text);
        assert_string_equal(once.text, twice.text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(labelled_texts),
                                       cmocka_unit_test(masks_sizes_kept),
                                       cmocka_unit_test(keeps_what_is_not_personal),
                                       cmocka_unit_test(survives_broken_text),
                                       cmocka_unit_test(options),
                                       cmocka_unit_test(spans),
                                       cmocka_unit_test(masking_is_idempotent)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
