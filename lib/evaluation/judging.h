/* SPDX-License-Identifier: MIT
 * Inside the evaluation of rules: how a condition is asked, and when it must be asked again. */
#ifndef KEFU_LIB_EVALUATION_JUDGING_H
#define KEFU_LIB_EVALUATION_JUDGING_H

#include "evaluation/watch.h"

/* How a rule's condition is evaluated: for the whole conversation; at one hit of a candidate leaf
 * (a simple condition at whose hits the rule is evaluated); or with all its candidate leaves taken
 * as not found. */
enum evaluation_mode { EVALUATE_WHOLE, EVALUATE_HIT, EVALUATE_WITHOUT };
struct judging {
    const struct watch *watch;
    const struct rule *rule;
    enum evaluation_mode mode;
    uint32_t leaf, message; /* EVALUATE_HIT: index of the candidate leaf, and message of its hit */
};
/* Answers whether a leaf (simple condition) is true; a leaf_asker for kefu__condition_evaluate().
 * ctx: a struct judging. */
void kefu__judging_ask(void *ctx, const struct condition_leaf *leaf, struct leaf_answer *answer);

/* What all candidates of a rule have in common. context: hash of the truth of the attributes,
 * labels, metrics and rules that the rule reads; common: hash of these and of all leaves that do
 * not depend on the candidate. */
struct survey {
    struct judging judging;
    uint64_t context, common;
    /* candidates can be decided in the order of their messages */
    bool ordered;
};
struct survey kefu__rule_survey(const struct watch *watch, const struct rule *rule);

/* Records an instant at which kefu__watch_update() must be called again even without new messages.
 */
void kefu__due_note(struct watch *watch, int64_t due);
/* Records the instants at which windows of the rule close or its waits reach a limit. A window
 * relative to an anchor (a hit of another leaf) begins at `from`. */
void kefu__due_find(struct watch *watch, const struct rule *rule, int64_t from);

#endif
