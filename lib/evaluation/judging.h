/* SPDX-License-Identifier: MIT
 * Inside the evaluation of rules: how a condition is asked, and when it must be asked again. */
#ifndef KEFU_LIB_EVALUATION_JUDGING_H
#define KEFU_LIB_EVALUATION_JUDGING_H

#include "evaluation/watch.h"

/* How a rule is evaluated: for the whole conversation; for one hit of one of its candidate leaves;
 * or as if its candidate leaves had no hits. */
enum evaluation_mode { EVALUATE_WHOLE, EVALUATE_HIT, EVALUATE_WITHOUT };
struct judging {
    const struct watch *watch;
    const struct rule *rule;
    enum evaluation_mode mode;
    uint32_t leaf, message; /* the hit: a candidate leaf, and a message */
};
/* Supplies the value of a leaf (a leaf_asker); ctx: a struct judging. */
void kefu__judging_ask(void *ctx, const struct condition_leaf *leaf, struct leaf_answer *answer);

/* State shared by all candidates of a rule. context, common: hashes of the truth values of the
 * rule's leaves (see rule_state.context_hash and rule_state.common_hash). */
struct survey {
    struct judging judging;
    uint64_t context, common;
    /* whenever a candidate is decided, candidates in earlier messages are decided too */
    bool ordered;
};
struct survey kefu__rule_survey(const struct watch *watch, const struct rule *rule);

/* Notes an instant at which the watch must be updated. */
void kefu__due_note(struct watch *watch, int64_t due);
/* Notes when windows of the rule close or its waits reach a limit; anchored windows are measured
 * from `from`. */
void kefu__due_find(struct watch *watch, const struct rule *rule, int64_t from);

#endif
