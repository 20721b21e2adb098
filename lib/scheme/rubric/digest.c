/* SPDX-License-Identifier: MIT
 * Completes the questions' digests with what their automatic answers read. A rubric's own digest is
 * its document's: it names the form that a person filled in, whatever words are added later. */
#include "scheme/rule_set/digest.h"
#include "scheme/metric_set/metrics.h"
#include "scheme/rubric/questions.h"

static uint64_t digest_of_case(struct scheme_builder *builder, const struct rubric_case *of,
                               uint64_t digest) {
    if (of->rule != UINT32_MAX)
        digest = kefu__hash_more(digest, builder->scheme->rules->items[of->rule].digest, 16);
    return kefu__condition_digest(builder, of->when, digest);
}

static void seal_question(struct scheme_builder *builder, struct rubric_question *question) {
    const struct metrics *metrics = builder->scheme->metrics;
    uint64_t digest = kefu__hash(question->digest, 16);
    digest = kefu__hash_number(digest, (uint64_t)question->na);
    if (question->metric != UINT32_MAX)
        digest = kefu__hash_more(digest, metrics->items[question->metric].digest, 16);
    for (size_t i = 0; i < question->case_count; i++)
        digest = digest_of_case(builder, &question->cases[i], digest);
    kefu__digest_print(question->digest,
                       kefu__condition_digest(builder, question->enabled_if, digest));
}

bool kefu__rubrics_seal(struct scheme_builder *builder) {
    const struct rubrics *rubrics = builder->scheme->rubrics;
    for (size_t i = 0; i < rubrics->count; i++)
        for (size_t j = 0; j < rubrics->items[i].question_count; j++)
            seal_question(builder, &rubrics->items[i].questions[j]);
    return builder->status == KEFU_OK;
}
