/* SPDX-License-Identifier: MIT
 * Digests of what conditions read. */
#ifndef KEFU_LIB_SCHEME_RULE_SET_DIGEST_H
#define KEFU_LIB_SCHEME_RULE_SET_DIGEST_H

#include "scheme/rule_set/rules.h"

/* Adds to a digest everything that a condition's leaves depend on besides their own members:
 * metrics, earlier rules, calendars, the entries with the ids that they name, grammar, folding.
 * Digests of metrics and rules must be complete. The condition may be NULL. */
uint64_t kefu__condition_digest(struct scheme_builder *builder, const struct condition *condition,
                                uint64_t digest);
/* Completes the digests of the rules by kefu__condition_digest(); see struct scheme_kind. */
bool kefu__rules_seal(struct scheme_builder *builder);

#endif
