/* SPDX-License-Identifier: MIT
 * Digests of what conditions read. */
#ifndef KEFU_LIB_SCHEME_RULE_SET_DIGEST_H
#define KEFU_LIB_SCHEME_RULE_SET_DIGEST_H

#include "scheme/rule_set/rules.h"

/* Adds to a digest everything that a condition's leaves depend on besides their own JSON members:
 * metrics, earlier rules, calendars, the lexicon entries of the ids that they name, the grammar,
 * the folding of text. The digests of metrics and rules must be complete. The condition may be
 * NULL. */
uint64_t kefu__condition_digest(struct scheme_builder *builder, const struct condition *condition,
                                uint64_t digest);
/* Adds kefu__condition_digest() of its condition to each rule's digest. Callback `finish` of struct
 * scheme_kind. */
bool kefu__rules_seal(struct scheme_builder *builder);

#endif
