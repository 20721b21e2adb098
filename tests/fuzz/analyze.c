/* SPDX-License-Identifier: MIT
 * Any bytes as a customer's text: never fails, spans lie inside and slice whole characters. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "kefu/analysis.h"

static kefu_scheme *scheme;
static kefu_scratch *scratch;

static kefu_status ignore(void *ctx, const char *data, size_t size) {
    (void)ctx;
    (void)data;
    (void)size;
    return KEFU_OK;
}

static void check_span(const uint8_t *data, size_t size, uint32_t start, uint32_t end) {
    if (start > end || end > size || (start < size && (data[start] & 0xC0) == 0x80))
        abort();
}

/* The same text, and its halves, in one call, from memory of their own size. */
static kefu_status compare(void *ctx, size_t index, kefu_analysis *analysis) {
    const kefu_sentiment *alone = ctx, *found = kefu_analysis_sentiment(analysis);
    kefu_analysis_hit_count(analysis);
    if (index == 1 && (found->score != alone->score || found->label != alone->label ||
                       found->hits != alone->hits))
        abort();
    return KEFU_OK;
}

static void check_many(const uint8_t *data, size_t size, const kefu_analyze_options *options,
                       kefu_sentiment alone) {
    char *own = malloc(size ? size : 1);
    kefu_str texts[3];
    if (!own)
        abort();
    memcpy(own, data, size);
    texts[0] = (kefu_str){own, size / 2};
    texts[1] = (kefu_str){own, size};
    texts[2] = (kefu_str){own + size / 2, size - size / 2};
    if (kefu_analyze_many(scheme, scratch, texts, 3, options, compare, &alone, NULL))
        abort();
    free(own);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    kefu_analyze_options options = KEFU_ANALYZE_OPTIONS_INIT;
    kefu_analysis *analysis;
    kefu_hit hit = {.size = sizeof hit};
    size_t i;
    if (!scheme &&
        (kefu_scheme_builtin(NULL, &scheme, NULL) || kefu_scratch_new(NULL, &scratch, NULL)))
        abort();
    options.role = size % 2 ? KEFU_ROLE_AGENT : KEFU_ROLE_CUSTOMER;
    options.flags = size % 4 < 2 ? KEFU_ANALYZE_SKIP_PINYIN : 0;
    if (kefu_analyze(scheme, scratch, (const char *)data, size, &options, &analysis, NULL))
        abort();
    for (i = 0; kefu_analysis_hit_at(analysis, i, &hit, NULL) == KEFU_OK; i++)
        check_span(data, size, hit.start, hit.end);
    if (kefu_analysis_sentiment(analysis)->polarity < -1 ||
        kefu_analysis_sentiment(analysis)->polarity > 1 ||
        kefu_analysis_write(analysis, ignore, NULL, NULL))
        abort();
    check_many(data, size, &options, *kefu_analysis_sentiment(analysis));
    return 0;
}
