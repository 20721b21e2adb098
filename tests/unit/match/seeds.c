/* SPDX-License-Identifier: MIT
 * The seed texts (in $KEFU_SHARED/seeds, no part of the repository): keywords are found through
 * inline pinyin and in either script, at the right raw spans. */
#include <glob.h>
#include <stdio.h>

#include "match/match.h"
#include "test.h"

static char *read_seed(const char *number, size_t *size) {
    const char *shared = getenv("KEFU_SHARED");
    char pattern[512];
    glob_t found;
    FILE *file = NULL;
    char *text = NULL;
    if (!shared)
        return NULL;
    snprintf(pattern, sizeof pattern, "%s/seeds/%s_*.txt", shared, number);
    if (glob(pattern, 0, NULL, &found) == 0) {
        file = fopen(found.gl_pathv[0], "rb");
        globfree(&found);
    }
    if (!file)
        return NULL;
    text = malloc(1 << 20);
    *size = fread(text, 1, 1 << 20, file);
    fclose(file);
    return text;
}

/* Is the raw span the word, with nothing but parentheses and what is in them between? */
static void assert_span(const char *raw, size_t size, const char *const *forms) {
    char kept[64];
    size_t n = 0;
    bool inside = false;
    for (size_t i = 0; i < size; i++) {
        inside = inside || raw[i] == '(';
        if (!inside && n < sizeof kept - 1)
            kept[n++] = raw[i];
        inside = inside && raw[i] != ')';
    }
    kept[n] = '\0';
    for (size_t i = 0; forms[i]; i++)
        if (strcmp(kept, forms[i]) == 0)
            return;
    fail_msg("the span holds %.*s", (int)size, raw);
}

/* Keywords in both scripts are one keyword, and found with inline pinyin skipped. */
static size_t count_in_seed(const char *text, size_t size, const char *const *forms,
                            uint32_t flags) {
    kefu_str keywords[2];
    struct matcher *matcher = NULL;
    struct match_scratch scratch;
    const struct match *matches;
    size_t count;
    for (int i = 0; i < 2; i++)
        keywords[i] = (kefu_str){forms[i], strlen(forms[i])};
    assert_int_equal(kefu__matcher_build(keywords, 2, NULL, &matcher, NULL), KEFU_OK);
    assert_int_equal(kefu__matcher_count(matcher), 1);
    assert_int_equal(kefu__match_scratch_init(&scratch, SIMD_AUTO, NULL, NULL), KEFU_OK);
    assert_int_equal(kefu__matcher_scan(matcher, &scratch, text, size, flags | MATCH_SORTED,
                                        &matches, &count, NULL, NULL),
                     KEFU_OK);
    for (size_t i = 0; i < count; i++)
        assert_span(text + matches[i].start, matches[i].end - matches[i].start, forms);
    kefu__match_scratch_free(&scratch);
    kefu__matcher_free(matcher);
    return count;
}

static void test_inline_pinyin(void **state) {
    static const char *const forms[] = {"服务纪律", "服務紀律", NULL};
    size_t size;
    char *text = read_seed("000", &size);
    struct text_quality quality;
    (void)state;
    if (!text)
        skip();
    assert_int_equal(count_in_seed(text, size, forms, 0), 0);
    assert_true(count_in_seed(text, size, forms, MATCH_SKIP_PINYIN) > 5);
    kefu__text_inspect(text, size, &quality);
    assert_true(quality.pinyin > 50);
    assert_true(quality.mojibake > 0);
    assert_int_equal(quality.invalid, 0);
    assert_false(quality.not_chinese);
    free(text);
}

static void test_traditional(void **state) {
    static const char *const forms[] = {"客服评价", "客服評價", NULL};
    size_t size;
    char *text = read_seed("001", &size);
    (void)state;
    if (!text)
        skip();
    assert_true(count_in_seed(text, size, forms, MATCH_SKIP_PINYIN) > 0);
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_inline_pinyin),
        cmocka_unit_test(test_traditional),
    };
    if (!getenv("KEFU_SHARED"))
        printf("Skipping the seeds: KEFU_SHARED is not set\n");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
