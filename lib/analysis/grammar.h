/* SPDX-License-Identifier: MIT
 * What grammar.c and negation.c share: the mention that grammar is applied to, and its factors. */
#ifndef KEFU_LIB_ANALYSIS_GRAMMAR_H
#define KEFU_LIB_ANALYSIS_GRAMMAR_H

#include "analysis/analysis.h"

/* What is known of one word with a polarity while grammar is applied to it. */
struct grammar_context {
    const struct input *input;
    const struct sorted_matches *sorted;
    struct mention_lists *mentioned;
    struct segmentation *segments;
    struct polar_evidence *evidence;
    const struct mention *mentions;
    const uint32_t *neighbours;
    uint32_t place; /* index of `mention` in `neighbours`, the mentions that grammar reads */
    const struct clause *clause;
    struct polar *polar;
    struct factor_record *factors; /* the factors of this mention, with room for one of each kind */
    const struct mention *mention; /* the mention with a polarity to which grammar is applied */
    /* the polarity of the mention's entry, before any factor of grammar */
    double base;
    /* byte offset of the leftmost negator or degree word that applies to the mention, or of the
     * mention itself */
    uint32_t left;
    bool graded;    /* a degree word stands between a negator and the mention: 不太满意 */
    bool forbidden; /* some negator of the mention forbids (别) rather than denies (不) */
    bool compared;  /* 那么 or 这么 stands before the mention: 没有网上说的那么好 */
};

/* Is the mention itself a negated word, that is, does it begin with a negation: 不卡? */
static inline bool is_negation(const struct grammar_context *context) {
    return (context->mention->flags & ENTRY_DENIES) != 0;
}

static inline const struct lexicon_word *word_of(const struct grammar_context *context,
                                                 const struct mention *mention) {
    return &context->input->lexicon->words[mention->value];
}

static inline double factor_of(const struct grammar_context *context, enum grammar_factor which) {
    return context->input->lexicon->grammar.factors[which];
}

/* Appends a factor to those of the mention if `counts` is true, and multiplies the product by it in
 * any case. Branchless: the factor is always stored, since a branch would often be mispredicted. */
static inline void add_factor(struct grammar_context *context, kefu_factor_kind kind,
                              uint32_t start, uint32_t end, bool counts, double factor) {
    struct factor_record *item = &context->factors[context->polar->factor_count];
    item->kind = (uint32_t)kind;
    item->start = start;
    item->end = end;
    item->factor = factor;
    context->polar->factor_count += counts;
    context->polar->product *= factor;
}

/* Is the clause a supposition of what did not happen? Then a negation in it says that it did
 * happen: 如果早说，我就不会白等 (I did wait) */
static inline bool is_supposed(const struct grammar_context *context) {
    const uint32_t at = context->clause->irrealis;
    return at != UINT32_MAX &&
           word_of(context, &context->mentions[at])->flags & (WORD_OPENS | WORD_CLOSES);
}

/* Computes the factors of the negators and degree words in whose scope the mention is. */
void kefu__grammar_negate(struct grammar_context *context);

/* Do only particles (啊, 了) stand between byte offset `at` and the end of the clause? 质量好啊 */
bool kefu__grammar_ends_clause(const struct grammar_context *context, uint32_t at);

/* Is the mention part of an A-not-A question, as its second half (送|不送) or as the word after the
 * negator (满不|满意)? Such a question asserts neither alternative. */
bool kefu__grammar_asks_whether(const struct grammar_context *context);

#endif
