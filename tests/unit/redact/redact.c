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

/* What was found left over, and what looks like it. */
static void whole_families(void **state) {
    static const char *const rows[][2] = {
        {"MACa4:5e:60:c2:19:7b", "MAC*****************"},
        {"wlanA4-5E-60-C2-19-7B", "wlan*****************"},
        {"MAC地址：a45e60c2197b", "MAC地址：************"},
        {"IP113.87.204.56登录", "IP*************登录"},
        {"ftp://li:pw1@files.example.net/a", "********************************"},
        {"redis://:pass@host:6379", "***********************"},
        {"smb://server/share", "smb://server/share"},
        {"https://a.cn/b，13812345678", "https://a.cn/b，***********"},
        {"https://a.cn/item/13812345678.html", "https://a.cn/item/13812345678.html"},
        {"人民路12号后门", "＊＊＊**＊后门"},
        {"人民路12号门牌", "＊＊＊**＊门牌"},
        {"3号楼后门", "3号楼后门"},
        {"V1.3.8.20240715", "V1.3.8.20240715"},
        {"版本1.3.8.20240715", "版本1.3.8.20240715"},
        {"V13812345678", "V***********"},
        {"joe@例子.公司收", "****＊＊*＊＊收"},
        {"军官证南字第02038417号", "军官证＊＊＊********＊"},
        {"born on 1990-01-02", "born on **********"},
        {"DOB 12/07/1985", "DOB **********"},
        {"88 Keyuan Road, Nanshan, Shenzhen", "*********************************"},
        {"Room 1203, No. 88 Keyuan Rd is mine", "*************************** is mine"},
        {"20 street lamps", "20 street lamps"},
        {"I have 2 problems on the road", "I have 2 problems on the road"}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct output output;
        kefu_redact_options chosen = KEFU_REDACT_OPTIONS_INIT;
        redact(rows[i][0], strlen(rows[i][0]), &chosen, &output);
        assert_string_equal(output.text, rows[i][1]);
    }
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
/* A text with few digits is not searched for numbers alone: the shortest number of each kind, asked
 * for alone, is found all the same. */
static void the_shortest_number_of_each_kind(void **state) {
    static const struct {
        uint32_t kind;
        const char *text, *masked;
    } cases[] = {{KEFU_REDACT_ORDER, "快递单号AB12345", "快递单号*******"},
                 {KEFU_REDACT_ID, "护照号E12345", "护照号******"},
                 {KEFU_REDACT_PHONE, "电话1234567", "电话*******"},
                 {KEFU_REDACT_CARD, "银行卡1234567", "银行卡*******"}};
    kefu_redact_options options = KEFU_REDACT_OPTIONS_INIT;
    struct output output;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        options.kinds = KEFU_REDACT_BIT(cases[i].kind);
        redact(cases[i].text, strlen(cases[i].text), &options, &output);
        assert_string_equal(output.text, cases[i].masked);
    }
}

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

/* ---- laws over spliced texts ---- */

enum { TEXTS_MAX = 2000, SPLICES = 20000, SPLICE_MAX = 1000 };

static char *texts[TEXTS_MAX];
static size_t text_count;

static uint32_t next_random(uint32_t *random) {
    *random = *random * 1664525u + 1013904223u;
    return *random >> 8;
}

static void load_texts(void) {
    FILE *file = fopen(KEFU_REDACT_TEXTS, "rb");
    char line[LINE_MAX_BYTES];
    assert_non_null(file);
    while (text_count < TEXTS_MAX && fgets(line, sizeof line, file)) {
        static struct labelled labelled;
        cJSON *record = cJSON_Parse(line);
        take_marks(&labelled, cJSON_GetObjectItem(record, "text")->valuestring);
        texts[text_count++] = strdup(labelled.text);
        cJSON_Delete(record);
    }
    fclose(file);
}

/* Pieces of labelled texts, cut anywhere, also inside of characters. */
static size_t splice(char text[SPLICE_MAX], uint32_t *random) {
    size_t size = 0;
    for (size_t i = 2 + next_random(random) % 4; i > 0; i--) {
        const char *from = texts[next_random(random) % text_count];
        const size_t length = strlen(from), at = length ? next_random(random) % length : 0;
        const size_t part = 1 + next_random(random) % (length - at + 1);
        const size_t taken = part < length - at ? part : length - at;
        if (size + taken >= SPLICE_MAX)
            break;
        memcpy(text + size, from + at, taken);
        size += taken;
    }
    return size;
}

static void spliced_texts_are_masked_once(void **state) {
    uint32_t random = 77;
    (void)state;
    load_texts();
    for (size_t i = 0; i < SPLICES; i++) {
        static struct output once, twice;
        char text[SPLICE_MAX];
        const size_t size = splice(text, &random);
        redact(text, size, NULL, &once);
        assert_int_equal(once.size, size);
        redact(once.text, once.size, NULL, &twice);
        if (memcmp(once.text, twice.text, size) != 0)
            fail_msg("%.*s\n%s\n%s", (int)size, text, once.text, twice.text);
    }
    while (text_count > 0)
        free(texts[--text_count]);
}

/* ---- memory ---- */

struct failing {
    size_t left, live;
};

static void *fail_alloc(void *ctx, size_t size) {
    struct failing *failing = ctx;
    void *memory = failing->left > 0 ? malloc(size) : NULL;
    failing->left -= failing->left > 0;
    failing->live += memory != NULL;
    return memory;
}

static void *fail_resize(void *ctx, void *memory, size_t old_size, size_t size) {
    struct failing *failing = ctx;
    void *grown = failing->left > 0 ? realloc(memory, size) : NULL;
    (void)old_size;
    failing->left -= failing->left > 0;
    failing->live += grown && !memory;
    return grown;
}

static void fail_release(void *ctx, void *memory, size_t size) {
    struct failing *failing = ctx;
    (void)size;
    failing->live -= memory != NULL;
    free(memory);
}

static void every_allocation_may_fail(void **state) {
    static const char text[] = "姓名张三，13812345678，北京市朝阳区望京街10号";
    kefu_status status = KEFU_E_MEMORY;
    (void)state;
    for (size_t count = 0; status == KEFU_E_MEMORY; count++) {
        struct failing failing = {count, 0};
        const kefu_allocator allocator = {fail_alloc, fail_resize, fail_release, &failing};
        kefu_redact_options chosen = KEFU_REDACT_OPTIONS_INIT;
        struct output output = {"unchanged", 9};
        chosen.allocator = &allocator;
        chosen.flags = KEFU_REDACT_LABELS;
        assert_true(count < 100);
        status = kefu_redact(text, sizeof text - 1, &chosen, keep, &output, NULL);
        assert_int_equal(failing.live, 0);
        assert_string_equal(output.text,
                            status != KEFU_OK ? "unchanged" : "姓名〔姓名〕，〔手机〕，〔地址〕");
    }
    assert_int_equal(status, KEFU_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(labelled_texts),
                                       cmocka_unit_test(masks_sizes_kept),
                                       cmocka_unit_test(keeps_what_is_not_personal),
                                       cmocka_unit_test(survives_broken_text),
                                       cmocka_unit_test(options),
                                       cmocka_unit_test(spans),
                                       cmocka_unit_test(the_shortest_number_of_each_kind),
                                       cmocka_unit_test(masking_is_idempotent),
                                       cmocka_unit_test(whole_families),
                                       cmocka_unit_test(spliced_texts_are_masked_once),
                                       cmocka_unit_test(every_allocation_may_fail)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
