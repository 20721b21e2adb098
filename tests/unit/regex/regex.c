/* SPDX-License-Identifier: MIT
 * Tests of regular expressions: what they match, what they refuse, that their cost is bounded. */
#include "test.h"

#include "regex/regex.h"

static struct arena arena;

static int open_arena(void **state) {
    const kefu_allocator allocator = kefu__allocator_default();
    (void)state;
    kefu__arena_init(&arena, &allocator);
    return 0;
}

static int close_arena(void **state) {
    (void)state;
    kefu__arena_free(&arena);
    return 0;
}

static kefu_status compile(const char *source, struct regex *regex, struct regex_error *error) {
    const kefu_allocator allocator = kefu__allocator_default();
    uint64_t budget = UINT64_C(1) << 28;
    return kefu__regex_compile(regex, kefu__str(source), &arena, &allocator, &budget, error);
}

/* Compares the matches in a text, each in brackets, with what is expected. */
static void assert_matches(const char *source, const char *marked) {
    struct regex_text text = {kefu__allocator_default(), NULL, 0, 0};
    struct regex_error error;
    struct regex regex;
    char plain[200], got[300];
    size_t size = 0, length = 0, from = 0;
    uint32_t start, end, copied = 0;
    for (const char *at = marked; *at; at++)
        if (*at != '<' && *at != '>')
            plain[size++] = *at;
    assert_int_equal(compile(source, &regex, &error), KEFU_OK);
    assert_true(kefu__regex_text_read(&text, plain, size));
    while (kefu__regex_find(&regex, &text, &from, &start, &end)) {
        memcpy(got + length, plain + copied, start - copied);
        length += start - copied;
        got[length++] = '<';
        memcpy(got + length, plain + start, end - start);
        length += end - start;
        got[length++] = '>';
        copied = end;
    }
    memcpy(got + length, plain + copied, size - copied);
    got[length + size - copied] = 0;
    assert_string_equal(got, marked);
    kefu__regex_text_free(&text);
}

static void matches_are_leftmost_and_longest(void **state) {
    (void)state;
    assert_matches("退款", "要<退款>，快<退款>");
    assert_matches("退|退款", "要<退款>");
    assert_matches("a*b", "<aab>a, <b>c");
    assert_matches("(ab|a)(bc|c)?", "<abc><abc><a>x");
    assert_matches("(a|ab)(c|bcd)", "<abcd>");
    assert_matches("\\d{2,3}", "1 <12> <123><45>");
    assert_matches("\\d{2,}", "1 <12345>元");
    assert_matches("x{2}", "<xx>x");
    assert_matches("(ab){1,2}c", "ab<ababc>");
}

static void characters_fold(void **state) {
    (void)state;
    assert_matches("退貨", "我要<退货>，<退貨>");
    assert_matches("[0-9]+", "电话<１２３>号");
    assert_matches("VX", "加<vx>和<ＶＸ>");
    assert_matches("[A-C]+", "x<abＣ>d");
    assert_matches("一.二", "<一a二>一\n二");
    assert_matches("[^一]二", "一二<三二>\n二");
    assert_matches("[一-龥]{3}", "ab<一二三>四");
    assert_matches("a\\.b", "axb<a.b>");
    assert_matches("\\s+\\w", "a< 　b>");
    assert_matches("退款", "<退\xE2\x80\x8B款>");
    assert_matches("[\\d\\-]+", "<1-2>a");
    assert_matches("[a\\]]+", "<a]>b");
    assert_matches("①", "<1><①>");
    assert_matches("ab", "a\xFF"
                         "b<ab>");
}

static void mistakes_have_a_place(void **state) {
    static const struct {
        const char *source;
        kefu_status status;
        size_t at;
    } cases[] = {
        {"a(b", KEFU_E_DEFINITION, 1},
        {"a)", KEFU_E_DEFINITION, 1},
        {"[ab", KEFU_E_DEFINITION, 0},
        {"[]", KEFU_E_DEFINITION, 0},
        {"[b-a]", KEFU_E_DEFINITION, 1},
        {"a**", KEFU_E_DEFINITION, 2},
        {"*", KEFU_E_DEFINITION, 0},
        {"a{3,2}", KEFU_E_DEFINITION, 1},
        {"a{65}", KEFU_E_DEFINITION, 1},
        {"a{,3}", KEFU_E_DEFINITION, 1},
        {"a{0}", KEFU_E_DEFINITION, 1},
        {"退款\\1", KEFU_E_DEFINITION, 6},
        {"a\\", KEFU_E_DEFINITION, 1},
        {"\\q", KEFU_E_DEFINITION, 0},
        {"(?=a)", KEFU_E_DEFINITION, 0},
        {"^a", KEFU_E_DEFINITION, 0},
        {"a\xFF", KEFU_E_DEFINITION, 1},
        {"", KEFU_E_DEFINITION, 0},
        {"a*", KEFU_E_DEFINITION, 0},
        {"[ab]*a[ab]{13}", KEFU_E_LIMIT, 0},
        {"((a{64}){64}){64}", KEFU_E_LIMIT, 0},
    };
    struct regex_error error;
    struct regex regex;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (compile(cases[i].source, &regex, &error) != cases[i].status)
            fail_msg("%s is not refused", cases[i].source);
        assert_int_equal(error.at, cases[i].at);
        assert_non_null(error.message);
    }
}

static void nesting_and_length_are_limited(void **state) {
    char source[5000];
    struct regex_error error;
    struct regex regex;
    (void)state;
    memset(source, '(', 33);
    strcpy(source + 33, "a");
    memset(source + 34, ')', 33);
    source[67] = 0;
    assert_int_equal(compile(source, &regex, &error), KEFU_E_LIMIT);
    memset(source, 'a', 1001);
    source[1001] = 0;
    assert_int_equal(compile(source, &regex, &error), KEFU_E_LIMIT);
    source[1000] = 0;
    assert_int_equal(compile(source, &regex, &error), KEFU_OK);
}

/* The budget bounds what many expressions cost together. */
static void compiling_stops_when_the_budget_is_spent(void **state) {
    const kefu_allocator allocator = kefu__allocator_default();
    uint64_t budget = 2000, before;
    struct regex_error error;
    struct regex regex;
    int compiled = 0;
    (void)state;
    do {
        before = budget;
        compiled++;
    } while (kefu__regex_compile(&regex, kefu__str("(ab|cd)*e"), &arena, &allocator, &budget,
                                 &error) == KEFU_OK);
    assert_true(compiled > 2 && compiled < 1000 && budget <= before);
    assert_string_equal(error.code, "pattern_too_large");
}

static void needed_texts_are_found(void **state) {
    static const struct {
        const char *source, *needs;
    } cases[] = {
        {"\\d+天内退款", "天内退款"},
        {"(今天|明天).{0,6}(发货|寄出)", "今天 明天"},
        {"(?:退|换)货", ""},
        {"加.?微信", "微信"},
        {"(一二三|四五)六七?", "一二三 四五"},
        {"(退款)?了吗", "了吗"},
        {"(退款){2,3}", "退款"},
        {"abc", ""},
        {"一二三四五六七八九十", "一二三四五六七八"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct regex_error error;
        struct regex regex;
        char got[200] = "";
        assert_int_equal(compile(cases[i].source, &regex, &error), KEFU_OK);
        for (size_t k = 0; k < regex.need_count; k++) {
            strcat(got, k ? " " : "");
            strncat(got, regex.needs[k].data, regex.needs[k].size);
        }
        assert_string_equal(got, cases[i].needs);
    }
}

/* A match has at most 256 characters, which bounds the time of a search. */
static void long_matches_are_cut(void **state) {
    struct regex_text text = {kefu__allocator_default(), NULL, 0, 0};
    struct regex_error error;
    struct regex regex;
    char plain[1000];
    size_t from = 0;
    uint32_t start, end;
    (void)state;
    memset(plain, 'a', sizeof plain);
    assert_int_equal(compile("a+", &regex, &error), KEFU_OK);
    assert_true(kefu__regex_text_read(&text, plain, sizeof plain));
    assert_true(kefu__regex_find(&regex, &text, &from, &start, &end));
    assert_int_equal(end - start, REGEX_MATCH_MAX);
    assert_int_equal(compile("a+b", &regex, &error), KEFU_OK);
    from = 0;
    assert_false(kefu__regex_find(&regex, &text, &from, &start, &end));
    kefu__regex_text_free(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matches_are_leftmost_and_longest),
        cmocka_unit_test(characters_fold),
        cmocka_unit_test(mistakes_have_a_place),
        cmocka_unit_test(nesting_and_length_are_limited),
        cmocka_unit_test(compiling_stops_when_the_budget_is_spent),
        cmocka_unit_test(needed_texts_are_found),
        cmocka_unit_test(long_matches_are_cut),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
