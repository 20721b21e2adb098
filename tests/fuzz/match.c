/* SPDX-License-Identifier: MIT
 * Any keywords and any text: a level of the matcher (FUZZ_LEVEL) finds what brute force finds.
 *
 * Input: a byte of flags (1 skip symbols, 2 skip pinyin, 4 repeat the text past the end of a
 * block), keywords with a line break behind each, a NUL, the text. */
#include "oracle.h"

#define KEYWORDS_MAX 48
#define TEXT_MAX     6000

/* Keywords that are refused one by one are left out. */
static size_t read_keywords(const char **at, const char *end, bool skip_symbols,
                            kefu_str keywords[KEYWORDS_MAX]) {
    size_t count = 0;
    while (*at < end && **at != '\0' && count < KEYWORDS_MAX) {
        const char *next = *at;
        struct buffer folded;
        const kefu_allocator allocator = kefu__allocator_default();
        while (next < end && *next != '\n' && *next != '\0')
            next++;
        kefu__buffer_init(&folded, &allocator);
        kefu__text_fold_string(&folded, *at, (size_t)(next - *at),
                               skip_symbols ? TEXT_SKIP_SYMBOLS : 0);
        if (folded.size > 0 && folded.size <= 48) {
            struct text_quality quality;
            kefu__text_inspect(*at, (size_t)(next - *at), &quality);
            if (quality.invalid == 0)
                keywords[count++] = (kefu_str){*at, (size_t)(next - *at)};
        }
        kefu__buffer_free(&folded);
        *at = next + (next < end && *next == '\n');
    }
    while (*at < end && **at != '\0')
        ++*at;
    *at += *at < end;
    return count;
}

static void check(const kefu_str *keywords, size_t count, bool skip_symbols, bool skip_pinyin,
                  const char *text, size_t size) {
    const struct matcher_options options = {skip_symbols, NULL};
    struct matcher *matcher = NULL;
    struct oracle oracle;
    const char *wrong;
    if (kefu__matcher_build(keywords, count, &options, &matcher, NULL) != KEFU_OK)
        abort();
    oracle_init(&oracle, keywords, count, skip_symbols ? TEXT_SKIP_SYMBOLS : 0);
    oracle_scan(&oracle, text, size, skip_pinyin);
    wrong = oracle_compare_level(&oracle, matcher, FUZZ_LEVEL, text, size, skip_pinyin);
    if (!wrong)
        wrong = oracle_compare_many(matcher, FUZZ_LEVEL, text, size, skip_pinyin);
    if (wrong) {
        fprintf(stderr, "%s\n", wrong);
        abort();
    }
    oracle_free(&oracle);
    kefu__matcher_free(matcher);
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A level that the CPU lacks is skipped, not passed. */
int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc;
    (void)argv;
    if (kefu__simd_supported(FUZZ_LEVEL))
        return 0;
    fprintf(stderr, "Skipped: this machine or build lacks vector level %d\n", (int)FUZZ_LEVEL);
    exit(77);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const char *at = (const char *)data + 1, *end = (const char *)data + size;
    kefu_str keywords[KEYWORDS_MAX];
    char *text;
    size_t count, length, total;
    if (size < 1)
        return 0;
    count = read_keywords(&at, end, data[0] & 1, keywords);
    length = (size_t)(end - at) < TEXT_MAX ? (size_t)(end - at) : TEXT_MAX;
    total = data[0] & 4 && length > 0 ? (2000 / length + 1) * length : length;
    text = malloc(total ? total : 1); /* exact, so that a sanitizer sees reads past the end */
    for (size_t i = 0; i < total; i++)
        text[i] = at[i % length];
    check(keywords, count, data[0] & 1, data[0] & 2, text, total);
    free(text);
    return 0;
}
