/* SPDX-License-Identifier: MIT
 * Hashes and digests of fixed inputs, against golden files: what is saved under a digest is found
 * again only by the same digest. */
#include "base/sha256.h"
#include "conversation/message.h"
#include "golden.h"
#include "lexicon/digest.h"
#include "lexicon/lexicon.h"
#include "match/image.h"
#include "scheme/metric_set/metrics.h"
#include "scheme/rubric/rubrics.h"
#include "scheme/scheme.h"
#include "json/json.h"

static const char *const inputs[] = {"",     "a",  "b",    "ab",   "ba",         "客服",
                                     "务客", "\n", "aaaa", "aaab", "0123456789", "kefu/lexicon"};
enum { INPUTS = sizeof inputs / sizeof *inputs };

static void hashes(void **state) {
    struct golden golden = {NULL, 0};
    unsigned char bytes[256];
    char base64[SHA256_BASE64_SIZE];
    (void)state;
    for (size_t i = 0; i < INPUTS; i++) {
        const size_t size = strlen(inputs[i]);
        kefu__sha256_base64(inputs[i], size, base64);
        golden_print(&golden, "input %zu: %016llx, more %016llx, sha-256 %s\n", i,
                     (unsigned long long)kefu__hash(inputs[i], size),
                     (unsigned long long)kefu__hash_more(1, inputs[i], size), base64);
    }
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(i * 7);
    for (size_t size = 0; size <= sizeof bytes; size += size < 72 ? 8 : 56)
        golden_print(&golden, "%zu bytes: %016llx, checksum %016llx\n", size,
                     (unsigned long long)kefu__hash(bytes, size),
                     (unsigned long long)kefu__image_checksum(bytes, size));
    for (size_t size = 54; size < 66; size++) { /* around the last block of SHA-256 */
        kefu__sha256_base64((const char *)bytes, size, base64);
        golden_print(&golden, "%zu bytes: sha-256 %s\n", size, base64);
    }
    for (uint64_t number = 1; number; number <<= 9)
        golden_print(&golden, "number %llu: %016llx\n", (unsigned long long)number,
                     (unsigned long long)kefu__hash_number(14695981039346656037u, number));
    golden_check(&golden, "hashes.txt");
}

/* A metric's digest covers each part of its definition. */
static void print_metrics(struct golden *golden, const kefu_scheme *scheme) {
    for (size_t i = 0; i < kefu_scheme_metric_count(scheme); i++) {
        kefu_metric_info info = {.size = sizeof info};
        assert_int_equal(
            kefu_scheme_metric_info(scheme, kefu_scheme_metric_at(scheme, i), &info, NULL),
            KEFU_OK);
        golden_print(golden, "metric %s %s\n", info.id, info.digest);
    }
}

static void print_rubric(struct golden *golden, const kefu_scheme *scheme) {
    const kefu_rubric rubric = kefu_scheme_rubric_at(scheme, 0);
    kefu_rubric_info info = {.size = sizeof info};
    assert_int_equal(kefu_scheme_rubric_info(scheme, rubric, &info, NULL), KEFU_OK);
    golden_print(golden, "rubric %s %s\n", info.id, info.digest);
    for (size_t i = 0; i < info.question_count; i++) {
        kefu_question_info question = {.size = sizeof question};
        assert_int_equal(kefu_scheme_question_at(scheme, rubric, i, &question, NULL), KEFU_OK);
        golden_print(golden, "question %s %s\n", question.id, question.digest);
    }
}

static void digests(void **state) {
    static const char *const ids[] = {"logistics", "quality"};
    const kefu_allocator allocator = kefu__allocator_default();
    struct golden golden = {NULL, 0};
    struct text_digests texts;
    struct arena arena;
    kefu_scheme *scheme = golden_scheme(0), *words = golden_scheme(1);
    (void)state;
    golden_print(&golden, "scheme %s\n", kefu_scheme_digest(scheme));
    golden_print(&golden, "scheme with words %s\n", kefu_scheme_digest(words));
    print_metrics(&golden, scheme);
    print_rubric(&golden, scheme);
    kefu__arena_init(&arena, &allocator);
    assert_true(kefu__text_digests_init(words->lexicon, kefu__reading_version(), &arena, &texts));
    golden_print(&golden, "sentiment %016llx\n", (unsigned long long)texts.sentiment);
    for (size_t i = 0; i < 2; i++)
        golden_print(
            &golden, "aspect %s %016llx\n", ids[i],
            (unsigned long long)kefu__text_digests_find(&texts, KEFU_FOUND_ASPECT, ids[i]));
    golden_print(&golden, "any emotion %016llx\n",
                 (unsigned long long)kefu__text_digests_find(&texts, KEFU_FOUND_EMOTION, NULL));
    kefu__arena_free(&arena);
    golden_check(&golden, "digests.txt");
    kefu_scheme_release(scheme);
    kefu_scheme_release(words);
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hashes),
        cmocka_unit_test(digests),
    };
    return golden_run("golden.hashes", tests, sizeof tests / sizeof *tests, NULL, NULL, argc, argv);
}
