/* SPDX-License-Identifier: MIT
 * What defines the ids that an aggregate counts: the digests by which it is recognised whether two
 * counts mean the same. */
#include "aggregate/aggregate.h"

#include <string.h>

#include "lexicon/digest.h"
#include "scheme/rubric/rubrics.h"
#include "scheme/rule_set/rules.h"
#include "scheme/scheme.h"

uint64_t kefu__digest_number(const char digest[DIGEST_SIZE]) {
    uint64_t number = 0;
    for (size_t i = 0; i < DIGEST_SIZE - 1; i++) {
        const uint64_t digit = (uint64_t)(digest[i] <= '9' ? digest[i] - '0'
                                                           : digest[i] - 'a' + 10);
        number = number << 4 | (digit & 15);
    }
    return number;
}

uint64_t kefu__found_definition(const kefu_scheme *scheme, uint32_t kind, const char *id) {
    if (kind == ISSUE_TOPIC)
        return 0; /* records give it */
    return kefu__hash_number(
        scheme->texts->grammar,
        kefu__text_digests_find(scheme->texts, kind == ISSUE_SUBJECT ? ISSUE_ASPECT : kind, id));
}

uint64_t kefu__score_definition(const struct rubric *rubric, const char *part) {
    uint64_t whole = kefu__digest_number(rubric->digest);
    for (size_t i = 0; i < rubric->question_count; i++) {
        const uint64_t digest = kefu__digest_number(rubric->questions[i].digest);
        if (part && strcmp(rubric->questions[i].id, part) == 0)
            return digest;
        whole = kefu__hash_number(whole, digest);
    }
    return whole;
}

static bool is_current_rule(const kefu_scheme *scheme, const struct issue *issue) {
    for (size_t i = 0; i < scheme->rules->count; i++)
        if (kefu__str_is(issue->id, scheme->rules->items[i].id))
            return kefu__digest_number(scheme->rules->items[i].digest) == issue->definition;
    return false;
}

/* The id of a band is "RUBRIC/BAND". */
static bool is_current_band(const kefu_scheme *scheme, const struct issue *issue) {
    for (size_t i = 0; i < scheme->rubrics->count; i++) {
        const struct rubric *rubric = &scheme->rubrics->items[i];
        const size_t size = strlen(rubric->id);
        if (issue->id.size > size && issue->id.data[size] == '/' &&
            memcmp(issue->id.data, rubric->id, size) == 0 &&
            kefu__score_definition(rubric, NULL) == issue->definition)
            return true;
    }
    return false;
}

bool kefu__issue_is_current(const kefu_scheme *scheme, const struct issue *issue) {
    if (!scheme)
        return true;
    if (issue->kind == ISSUE_RULE)
        return is_current_rule(scheme, issue);
    if (issue->kind == ISSUE_BAND)
        return is_current_band(scheme, issue);
    return kefu__found_definition(scheme, issue->kind, issue->id.data) == issue->definition;
}
