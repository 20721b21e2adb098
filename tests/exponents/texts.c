/* SPDX-License-Identifier: MIT
 * Texts: analysis and redaction of long and hostile ones, and training. */
#include <stdlib.h>
#include <string.h>

#include "exponents.h"

static void *scratch_new(const struct text *text) {
    kefu_scratch *scratch = NULL;
    kefu_error error;
    (void)text;
    exponents_must(kefu_scratch_new(NULL, &scratch, &error), &error);
    return scratch;
}

static void scratch_free(void *scratch) {
    kefu_scratch_free(scratch);
}

static void analyze(const struct text *text, void *scratch) {
    kefu_analysis *analysis = NULL;
    kefu_analyze_options options = KEFU_ANALYZE_OPTIONS_INIT;
    kefu_error error;
    options.flags = KEFU_ANALYZE_SKIP_PINYIN | KEFU_ANALYZE_ANY_ROLE;
    exponents_must(kefu_analyze(exponents_builtin(), scratch, text->data, text->size, &options,
                                &analysis, &error),
                   &error);
    exponents_must(kefu_analysis_write(analysis, exponents_discard, NULL, &error), &error);
}

static void redact(const struct text *text, void *prepared) {
    kefu_error error;
    (void)prepared;
    exponents_must(kefu_redact(text->data, text->size, NULL, exponents_discard, NULL, &error),
                   &error);
}

/* A text that repeats a pattern n times. */
#define REPEATED(function, pattern)                                                                \
    static void function(struct text *text, size_t n) {                                            \
        for (size_t i = 0; i < n; i++)                                                             \
            text_bytes(text, pattern, sizeof(pattern) - 1);                                        \
    }

REPEATED(chat, "你好，这个东西质量太差了，用了两天就坏，我要退款！客服态度还可以。")
REPEATED(spaces, " \t　")
REPEATED(spaced, "不 满 意  ")
REPEATED(ligatures, "ﬃ㍿㌖㋿")
REPEATED(marks, "不́̂̃̄满‍意‍")
REPEATED(negators, "不")
REPEATED(negated, "不是不满意")
REPEATED(degrees, "太很非常特别")
REPEATED(good, "好")
REPEATED(quotes, "“差评")
REPEATED(brackets, "（服(fu)务【差《")
REPEATED(wishes, "要是准一点就好了如果")
REPEATED(contrasts, "虽然但是不过")
REPEATED(questions, "难道好吗？")
REPEATED(exclamations, "！！？？……")
REPEATED(emoji, "😡👍🏽👨‍👩‍👧[微笑]")
REPEATED(pinyin, "服務(wù)紀(jì)律")
REPEATED(invalid, "\xE4\xBD\xFF\xC0\x80")
REPEATED(letters, "aaaaaaaa")
REPEATED(parts, "先付再退货才给发没有")
REPEATED(digits, "1")
REPEATED(phones, "138 0013 8000、")
REPEATED(numerals, "一三八零")
REPEATED(separated, "1-")
REPEATED(mails, "a.b@")
REPEATED(dots, "a.")
REPEATED(links, "http://a:b@")
REPEATED(names, "我叫王小明姓名：")
REPEATED(addresses, "北京市朝阳区建国路8号楼")
REPEATED(handles, "微信wx_abc加v")
REPEATED(cards, "6222 0213 ")
REPEATED(birthdays, "1990年1月1日")
REPEATED(roads, "王路")
REPEATED(blocks, "区1号")
REPEATED(estates, "小区")
REPEATED(brackets_alone, "（")
REPEATED(references, "字第")
REPEATED(hosts, "a@")
REPEATED(passports, "no 1 a ")
REPEATED(addresses_six, "a4:")
REPEATED(given, "姓名")

/* ---- training ---- */

/* Lines "label<TAB>text". */
static void *trainer_new(const struct text *text) {
    kefu_train_options options = KEFU_TRAIN_OPTIONS_INIT;
    kefu_trainer *trainer = NULL;
    kefu_error error;
    options.folds = 2;
    options.keywords = 100;
    exponents_must(kefu_trainer_new(&options, &trainer, &error), &error);
    (void)text;
    return trainer;
}

static void trainer_free(void *trainer) {
    kefu_trainer_free(trainer);
}

static void train(const struct text *text, void *trainer) {
    kefu_error error;
    for (const char *line = text->data; *line;) {
        const char *tab = strchr(line, '\t'), *end = strchr(tab, '\n');
        exponents_must(kefu_trainer_add(trainer, line, (size_t)(tab - line), "", 0, tab + 1,
                                        (size_t)(end - tab - 1), &error),
                       &error);
        line = end + 1;
    }
    exponents_must(kefu_trainer_run(trainer, NULL, NULL, &error), &error);
    exponents_must(kefu_trainer_write(trainer, exponents_discard, NULL, &error), &error);
}

static void labelled(struct text *text, size_t n) {
    static const char *const words[] = {"质量", "物流", "客服", "价格", "包装", "味道", "尺寸"};
    for (size_t i = 0; i < n; i++)
        text_add(text, "%s\t%s%s%s%s\n", i % 2 ? "positive" : "negative", words[i % 7],
                 i % 2 ? "很好" : "很差", words[i / 7 % 7], i % 2 ? "喜欢" : "失望");
}

static void long_labelled(struct text *text, size_t n) {
    for (size_t label = 0; label < 12; label++) {
        text_add(text, "%s\t", label % 2 ? "positive" : "negative");
        for (size_t i = 0; i < n; i++)
            text_add(text, "%s第%zu天", label % 2 ? "很好" : "很差", i % 50);
        text_add(text, "\n");
    }
}

static void repeated_labelled(struct text *text, size_t n) {
    for (size_t i = 0; i < n; i++)
        text_add(text, "%s\t%s\n", i % 2 ? "positive" : "negative",
                 i % 2 ? "好好好好好好好好" : "差差差差差差差差");
}

#define ANALYZED(pattern, n)                                                                       \
    { "analysis." #pattern, n, pattern, analyze, scratch_new, scratch_free }
#define REDACTED(pattern, n)                                                                       \
    { "redact." #pattern, n, pattern, redact, NULL, NULL }
const struct row exponents_texts[] = {
    ANALYZED(chat, 60),
    ANALYZED(spaces, 500),
    ANALYZED(spaced, 200),
    ANALYZED(ligatures, 200),
    ANALYZED(marks, 200),
    ANALYZED(negators, 500),
    ANALYZED(negated, 200),
    ANALYZED(degrees, 200),
    ANALYZED(good, 500),
    ANALYZED(quotes, 300),
    ANALYZED(brackets, 200),
    ANALYZED(wishes, 100),
    ANALYZED(contrasts, 100),
    ANALYZED(questions, 200),
    ANALYZED(exclamations, 300),
    ANALYZED(emoji, 100),
    ANALYZED(pinyin, 200),
    ANALYZED(invalid, 500),
    ANALYZED(letters, 300),
    ANALYZED(parts, 100),
    REDACTED(chat, 8),
    REDACTED(spaces, 500),
    REDACTED(digits, 100),
    REDACTED(phones, 100),
    REDACTED(numerals, 30),
    REDACTED(separated, 500),
    REDACTED(mails, 300),
    REDACTED(dots, 500),
    REDACTED(links, 200),
    REDACTED(names, 10),
    REDACTED(addresses, 10),
    REDACTED(handles, 10),
    REDACTED(cards, 200),
    REDACTED(birthdays, 10),
    REDACTED(roads, 200),
    REDACTED(blocks, 200),
    REDACTED(estates, 200),
    REDACTED(brackets_alone, 500),
    REDACTED(references, 300),
    REDACTED(hosts, 500),
    REDACTED(passports, 200),
    REDACTED(addresses_six, 300),
    REDACTED(given, 200),
    REDACTED(invalid, 300),
    REDACTED(letters, 300),
    {"train.texts", 300, labelled, train, trainer_new, trainer_free},
    {"train.long_texts", 120, long_labelled, train, trainer_new, trainer_free},
    {"train.repeated", 500, repeated_labelled, train, trainer_new, trainer_free},
    {NULL, 0, NULL, NULL, NULL, NULL},
};
