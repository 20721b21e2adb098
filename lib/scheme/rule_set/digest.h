/* SPDX-License-Identifier: MIT
 * Digests of what conditions read. */
#ifndef KEFU_LIB_SCHEME_RULE_SET_DIGEST_H
#define KEFU_LIB_SCHEME_RULE_SET_DIGEST_H

#include "scheme/rule_set/rules.h"

/* Adds to a digest all that a condition's leaves read besides their own members: metrics, earlier
 * rules, calendars, the entries of the ids that they name, grammar, folding. Metrics and rules must
 * have been sealed. The condition may be NULL. */
uint64_t kefu__condition_digest(struct scheme_builder *builder, const struct condition *condition,
                                uint64_t digest);
/* Completes the rules' digests with it; see struct scheme_kind. */
bool kefu__rules_seal(struct scheme_builder *builder);

#endif
