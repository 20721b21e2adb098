/* SPDX-License-Identifier: MIT
 * Folding against utf8proc, for every code point, and what kefu adds to it. */
#include <utf8proc.h>

#include "test.h"
#include "text/fold.h"
#include "text/utf8.h"

#define OPTIONS (UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD)

static const struct {
    uint32_t from, to, only_traditional, only_simplified;
} traditional[] = {
#define T 1
#define S 1
#include "text/traditional.inc"
};

static uint32_t simplify(uint32_t point) {
    for (size_t i = 0; i < sizeof traditional / sizeof *traditional; i++)
        if (traditional[i].from == point)
            return traditional[i].to;
    return point;
}

static void fold(struct buffer *buffer, const char *text, size_t size, uint32_t flags) {
    buffer->size = 0;
    kefu__text_fold_string(buffer, text, size, flags);
    assert_false(buffer->failed);
}

static void assert_folds(const char *text, const char *expected, uint32_t flags) {
    const kefu_allocator allocator = kefu__allocator_default();
    struct buffer buffer;
    kefu__buffer_init(&buffer, &allocator);
    fold(&buffer, text, strlen(text), flags);
    kefu__buffer_add(&buffer, "", 1);
    assert_string_equal(buffer.data, expected);
    kefu__buffer_free(&buffer);
}

/* What utf8proc makes of the text, then simplified and without what is ignorable: the documented
 * differences. */
static size_t expected_folding(const utf8proc_uint8_t *text, size_t size, char *to) {
    utf8proc_uint8_t *mapped = NULL;
    utf8proc_ssize_t n = utf8proc_map(text, (utf8proc_ssize_t)size, &mapped, OPTIONS);
    size_t length = 0;
    assert_true(n > 0);
    for (utf8proc_ssize_t at = 0; at < n;) {
        uint32_t point;
        at += utf8_decode(mapped + at, (size_t)(n - at), &point);
        if (!utf8proc_get_property((utf8proc_int32_t)point)->ignorable)
            length += utf8_encode(simplify(point), to + length);
    }
    free(mapped);
    return length;
}

static void test_every_code_point(void **state) {
    const kefu_allocator allocator = kefu__allocator_default();
    struct buffer buffer, again;
    char expected[256], text[4];
    size_t dropped = 0;
    (void)state;
    kefu__buffer_init(&buffer, &allocator);
    kefu__buffer_init(&again, &allocator);
    for (uint32_t point = 0; point < 0x110000; point++) {
        size_t size, length;
        if (point >= 0xD800 && point < 0xE000)
            continue;
        size = utf8_encode(point, text);
        length = expected_folding((const utf8proc_uint8_t *)text, size, expected);
        if (utf8proc_get_property((utf8proc_int32_t)point)->ignorable) {
            length = 0;
            dropped++;
        }
        fold(&buffer, text, size, 0);
        if (buffer.size != length || (length && memcmp(buffer.data, expected, length) != 0))
            fail_msg("U+%04X folds otherwise", point);
        if (length) {
            fold(&again, buffer.data, buffer.size, 0);
            assert_true(again.size == length && memcmp(again.data, buffer.data, length) == 0);
        }
    }
    assert_true(dropped > 100 && dropped < 5000);
    kefu__buffer_free(&buffer);
    kefu__buffer_free(&again);
}

/* Any two characters of which the second combines, and runs of marks. */
static void test_compositions(void **state) {
    static const char *const texts[] = {
        "e\xCC\x81",
        "\xEF\xBD\xB6\xEF\xBE\x9E",             /* ｶ + half-width mark */
        "\xE1\x84\x80\xE1\x85\xA1\xE1\x86\xA8", /* Hangul from jamo */
        "\xEA\xB0\x80\xE1\x86\xA8",             /* 가 + ㄱ */
        "A\xCC\x8A",
        "a\xCC\xA3\xCC\x82",
        "a\xCC\x82\xCC\xA3",
        "\xCC\x81",
        "\xCC\x81\xCC\x81x",
        "q\xCC\x87\xCC\xA3",
        "\xE3\x81\x8B\xE3\x82\x99",
        "\xE0\xA6\x95\xE0\xA7\x87\xE0\xA6\xBE",
        "\xF0\x91\x82\x99\xF0\x91\x82\xBA",
        "1\xEF\xB8\x8F\xE2\x83\xA3"};
    const kefu_allocator allocator = kefu__allocator_default();
    struct buffer buffer;
    char expected[256];
    (void)state;
    kefu__buffer_init(&buffer, &allocator);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        size_t length = expected_folding((const utf8proc_uint8_t *)texts[i], strlen(texts[i]),
                                         expected);
        fold(&buffer, texts[i], strlen(texts[i]), 0);
        assert_int_equal(buffer.size, length);
        assert_memory_equal(buffer.data, expected, length);
    }
    kefu__buffer_free(&buffer);
}

/* Random strings of characters that interact: the whole string, not only single characters. */
static void test_random_strings(void **state) {
    static const uint32_t points[] = {'a',    'E',    'f',    0x301,  0x308,   0x323,  0xFF76,
                                      0xFF9E, 0x1100, 0x1161, 0x11A8, 0xAC00,  0x3099, 0x304B,
                                      0x9EBC, 0x670D, 0xFB01, 0x2126, 0x1E9B,  0x345,  0x3B1,
                                      0x3F7,  0xDF,   0x1F82, 0x3164, 0x1F600, 0x958,  0x93C};
    const kefu_allocator allocator = kefu__allocator_default();
    struct buffer buffer;
    char text[64], expected[512];
    uint64_t random = 7;
    (void)state;
    kefu__buffer_init(&buffer, &allocator);
    for (int round = 0; round < 20000; round++) {
        size_t size = 0, length;
        for (int i = 0; i < 8; i++) {
            uint32_t point;
            random = random * 6364136223846793005u + 1442695040888963407u;
            point = points[(random >> 33) % (sizeof points / sizeof *points)];
            if (point != 0x3164) /* dropped before it can keep others from combining */
                size += utf8_encode(point, text + size);
        }
        if (size == 0)
            continue;
        length = expected_folding((const utf8proc_uint8_t *)text, size, expected);
        fold(&buffer, text, size, 0);
        if (buffer.size != length || memcmp(buffer.data, expected, length) != 0)
            fail_msg("round %d: %.*s folds to %.*s", round, (int)size, text, (int)buffer.size,
                     buffer.data);
    }
    kefu__buffer_free(&buffer);
}

static void test_chinese(void **state) {
    (void)state;
    assert_folds("電商平臺客服", "电商平台客服", 0);
    assert_folds("ＡＢＣ１２３！", "abc123!", 0);
    assert_folds("乾幹干後后發髮发裏裡里著着", "干干干后后发发发里里里着着", 0);
    assert_folds("什么甚麼什麽", "什么甚么什么", 0);
    assert_folds("幺妹", "幺妹", 0);
    assert_folds("退\xE2\x80\x8B款\xEF\xB8\x8F\xC2\xAD", "退款", 0);
    assert_folds("\xEF\xBB\xBF好\xEF\xBB\xBF的", "好的", 0);
    assert_folds("好\xFF的\xE5\xA5", "好\xEF\xBF\xBD的\xEF\xBF\xBD", 0);
    assert_folds("", "", 0);
}

static void test_no_character_is_on_both_sides(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof traditional / sizeof *traditional; i++) {
        assert_int_equal(simplify(traditional[i].to), traditional[i].to);
        assert_true(i == 0 || traditional[i].from > traditional[i - 1].from);
    }
    assert_int_equal(simplify(0x4E48), 0x4E48); /* 么 */
}

static void test_symbols_between_han(void **state) {
    (void)state;
    assert_folds("垃.圾", "垃圾", TEXT_SKIP_SYMBOLS);
    assert_folds("垃.圾", "垃.圾", 0);
    assert_folds("垃 . 圾", "垃 . 圾", TEXT_SKIP_SYMBOLS); /* three are a choice */
    assert_folds("垃**圾", "垃圾", TEXT_SKIP_SYMBOLS);
    assert_folds("a.b 好 c", "a.b 好 c", TEXT_SKIP_SYMBOLS);
    assert_folds("不，好", "不,好", TEXT_SKIP_SYMBOLS); /* a clause ends here */
    assert_folds(".好.", ".好.", TEXT_SKIP_SYMBOLS);
    assert_folds("一·二·三", "一二三", TEXT_SKIP_SYMBOLS);
}

static void test_pinyin(void **state) {
    (void)state;
    assert_folds("服務(wù)紀(jì)律", "服务纪律", TEXT_SKIP_PINYIN);
    assert_folds("服務（wù）紀(jì）律", "服务纪律", TEXT_SKIP_PINYIN);
    assert_folds("服務(wù)", "服务(wù)", 0);
    assert_folds("服务(fú wù)好", "服务好", TEXT_SKIP_PINYIN);
    assert_folds("务(wu\xCC\x80)", "务", TEXT_SKIP_PINYIN);
    assert_folds("会员(vip)好(ok", "会员(vip)好(ok", TEXT_SKIP_PINYIN);
    assert_folds("(wù)a(wù)务(wù好)", "(wù)a(wù)务(wù好)", TEXT_SKIP_PINYIN);
}

static void test_no_memory(void **state) {
    struct test_memory memory;
    const kefu_allocator allocator = test_allocator(&memory, 1);
    struct buffer buffer;
    (void)state;
    kefu__buffer_init(&buffer, &allocator);
    kefu__text_fold_string(&buffer, KEFU_TEXT("服務"), 0);
    assert_true(buffer.failed);
    kefu__buffer_free(&buffer);
    assert_int_equal(memory.live_blocks, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_code_point),
        cmocka_unit_test(test_compositions),
        cmocka_unit_test(test_random_strings),
        cmocka_unit_test(test_chinese),
        cmocka_unit_test(test_no_character_is_on_both_sides),
        cmocka_unit_test(test_symbols_between_han),
        cmocka_unit_test(test_pinyin),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
