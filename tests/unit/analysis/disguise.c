/* SPDX-License-Identifier: MIT
 * Words in disguise: which gaps hide a word, whatever bytes they consist of. */
#include "test.h"

#include "kefu/kefu.h"

static const char words[] =
    "{\"kefu\":1,\"kind\":\"lexicon\",\"id\":\"words\",\"version\":\"1\",\"entries\":["
    "{\"texts\":[\"蠢货\",\"加V\"],\"fault\":\"rude\",\"role\":\"agent\"}],"
    "\"thresholds\":{\"fault\":0.5},\"disguised\":{\"faults\":[\"rude\"]}}";

struct fixture {
    kefu_scheme *scheme;
    kefu_scratch *scratch;
};

static int set_up(void **state) {
    static struct fixture fixture;
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    const kefu_document document = {.name = {"words.json", 10}, .text = {words, sizeof words - 1}};
    options.flags = KEFU_SCHEME_BARE;
    *state = &fixture;
    return kefu_scheme_compile(&document, 1, &options, &fixture.scheme, NULL, NULL) ||
           kefu_scratch_new(NULL, &fixture.scratch, NULL);
}

static int tear_down(void **state) {
    struct fixture *fixture = *state;
    kefu_scratch_free(fixture->scratch);
    kefu_scheme_release(fixture->scheme);
    return 0;
}

/* How many faults an agent's message has. */
static size_t count_faults(const struct fixture *fixture, const char *text) {
    kefu_analyze_options options = KEFU_ANALYZE_OPTIONS_INIT;
    kefu_analysis *analysis = NULL;
    options.role = KEFU_ROLE_AGENT;
    options.genre = KEFU_GENRE_MESSAGE;
    assert_int_equal(kefu_analyze(fixture->scheme, fixture->scratch, text, strlen(text), &options,
                                  &analysis, NULL),
                     KEFU_OK);
    return kefu_analysis_found_count(analysis, KEFU_FOUND_FAULT);
}

static void test_gaps_that_hide_a_word(void **state) {
    static const char *const texts[] = {
        "蠢货",                         /* no gap */
        "蠢1货",                        /* a digit */
        "蠢\xEF\xB8\x8F货",             /* a variation selector and nothing else */
        "，蠢\xEF\xB8\x8F货",           /* … behind punctuation of the same first byte */
        "蠢\xE2\x80\x8D货",             /* a joiner and nothing else */
        "蠢☔☔☔货",                      /* symbols of three bytes */
        "蠢😀😀😀货",                      /* … and of four */
        "蠢---货",                      /* three ASCII marks */
        "蠢、、、货",                   /* three marks of U+3000 … U+303F */
        "蠢，，，货",                   /* three fullwidth marks */
        "蠢\xC2\xB7\xC2\xB7\xC2\xB7货", /* three middle dots */
        "加 V",                         /* a blank beside a Latin letter */
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (count_faults(*state, texts[i]) != 1)
            fail_msg("not found: %s", texts[i]);
}

static void test_gaps_that_separate_words(void **state) {
    static const char *const texts[] = {"蠢，货", "蠢，，货", "蠢1234货", "蠢在货", "", "，\xEF"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (count_faults(*state, texts[i]) != 0)
            fail_msg("found: %s", texts[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gaps_that_hide_a_word),
        cmocka_unit_test(test_gaps_that_separate_words),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
