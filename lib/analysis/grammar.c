/* SPDX-License-Identifier: MIT
 * The factors that grammar puts on each polar mention. docs/analysis.md explains every number. */
#include "analysis/grammar.h"

#include <math.h>

enum {
    MENTION_FACTORS_MAX =
        8 /* maximum number of factors on one mention: one of each kefu_factor_kind */
};

static void add_mention_factor(struct grammar_context *context, kefu_factor_kind kind,
                               uint32_t mention, double factor) {
    add_factor(context, kind, context->mentions[mention].start, context->mentions[mention].end,
               true, factor);
}

/* ---- what the clause says ---- */

/* Applies a rhetorical question, which asserts the opposite of a positive word (难道好用吗) and of
 * a negated one (谁说不好用, 难道不该退吗), but asserts a plain negative word (凭什么这么差). */
static void apply_rhetorical(struct grammar_context *context) {
    const uint32_t at = context->clause->rhetorical;
    const double value = context->base * context->polar->product;
    if (at == UINT32_MAX || context->mentions[at].start >= context->mention->end)
        return;
    if (context->mentions[at].start >= context->mention->start &&
        context->mentions[at].end <= context->mention->end)
        return; /* the rhetorical marker is part of the mention itself: 谁不爱呢 */
    if (context->polar->negators > 0 && context->mentions[at].start >= context->left)
        /* 没觉得哪里值: the marker stands in the scope of the negator, so this is not a question */
        return;
    if (value > 0 && word_of(context, &context->mentions[at])->flags & WORD_DENIES)
        /* 谁不喜欢: the marker contains the negation, so the positive word stays positive */
        return;
    if (value < 0 && context->polar->negators == 0 && !is_negation(context))
        return;
    add_mention_factor(context, KEFU_FACTOR_RHETORICAL, at, factor_of(context, GRAMMAR_RHETORICAL));
}

/* Is the mention itself the rhetorical word (难道) of a clause that also evaluates something? Alone
 * it means blame, but not in 难道不是最好的客服吗. */
static bool is_marker_beside_judgement(const struct grammar_context *context) {
    const uint32_t at = context->clause->rhetorical;
    if (at == UINT32_MAX || context->mentions[at].start != context->mention->start ||
        context->mentions[at].end != context->mention->end)
        return false;
    for (uint32_t i = context->place + 1; context->neighbours[i] < context->clause->last; i++)
        if (is_polar(&context->mentions[context->neighbours[i]]))
            return true;
    return false;
}

bool kefu__irrealis_reaches(const struct input *input, const struct segmentation *segments,
                            const struct mention *mention, const struct mention *marker) {
    const struct clause *clauses = segments->clauses.items;
    const struct clause *own = &clauses[marker->clause];
    if (marker->start >= mention->start && marker->end <= mention->end)
        return false; /* the irrealis marker is part of the mention itself: 希望…越来越好 */
    if (mention->clause != marker->clause)
        return true;
    if (kefu__characters_between(input, marker->end, own->end, constants.irrealis_tail) <=
        constants.irrealis_tail)
        return true;
    return mention->start >= marker->start;
}

/* Does the clause have the form 要是 … 就好了, which says that something desired is missing
 * (要是尺码准一点就好了)? Polite wishes (…就更好了) do not say so. `at`: index of the word of
 * irrealis mood. */
static bool is_missed(const struct grammar_context *context, uint32_t at) {
    if (!(word_of(context, &context->mentions[at])->flags & WORD_REGRETS))
        return false;
    for (uint32_t i = at > constants.reach_max ? at - constants.reach_max : 0; i < at; i++)
        if (i >= context->clause->first && context->mentions[i].sense == SENSE_IRREALIS &&
            !context->mentions[i].hidden &&
            word_of(context, &context->mentions[i])->flags & WORD_OPENS)
            return true;
    return false;
}

static void apply_irrealis(struct grammar_context *context) {
    const uint32_t at = context->clause->irrealis;
    const struct lexicon_word *word;
    double factor;
    if (at == UINT32_MAX || !kefu__irrealis_reaches(context->input, context->segments,
                                                    context->mention, &context->mentions[at]))
        return;
    word = word_of(context, &context->mentions[at]);
    if (word->kind == IRREALIS_REQUEST && context->forbidden)
        /* asking that something bad should stop implies that it has happened: 拜托别再送错了 */
        return;
    factor = (double)word->factor;
    if (word->kind == IRREALIS_QUESTION && context->clause->rhetorical != UINT32_MAX)
        /* what looks like a question word is part of a rhetorical question, which has a factor of
         * its own */
        return;
    if (word->kind != IRREALIS_REQUEST && context->base * context->polar->product < 0)
        /* a question or wish weakens a complaint less than praise: 怎么这么慢 */
        factor = sqrt(factor);
    context->polar->irrealis = factor;
    if (context->base > 0 && context->polar->product > 0 && is_supposed(context) &&
        is_negation(context))
        /* the opposite is the case: 要是不卡就好了 (it is slow), 早说我就不用等了 (I waited) */
        factor = -sqrt(factor);
    else if (context->base > 0 && context->polar->product > 0 && is_missed(context, at))
        factor = factor_of(context, GRAMMAR_MISSED);
    context->polar->unreal = word->kind;
    add_mention_factor(context, KEFU_FACTOR_IRREALIS, at, factor);
}

static void apply_contrast(struct grammar_context *context) {
    const uint32_t at = context->clause->contrast;
    const struct mention *mention = at != UINT32_MAX ? &context->mentions[at] : context->mention;
    add_factor(context, KEFU_FACTOR_CONTRAST, mention->start, mention->end, at != UINT32_MAX,
               context->clause->contrast_factor);
}

static void apply_punctuation(struct grammar_context *context) {
    const uint32_t most = constants.exclamations_max;
    const uint32_t mentions = context->clause->exclamations, end = context->clause->end;
    add_factor(context, KEFU_FACTOR_PUNCTUATION, end, end, mentions > 0,
               1 + factor_of(context, GRAMMAR_EXCLAMATION) * (mentions < most ? mentions : most));
}

static void apply_role(struct grammar_context *context) {
    const double value = context->base * context->polar->product;
    if (context->input->role != KEFU_ROLE_CUSTOMER && value < 0)
        add_factor(context, KEFU_FACTOR_ROLE, 0, 0, true,
                   factor_of(context, GRAMMAR_AGENT_NEGATIVE));
}

/* Multiplies the value of a word by the factor of repetition for each earlier occurrence of the
 * same word in the text. */
static void apply_repetition(struct grammar_context *context) {
    const struct polar *polars = context->evidence->polars.items;
    const uint64_t bit = (uint64_t)1 << context->mention->value % 64;
    const double repeated = factor_of(context, GRAMMAR_REPEATED);
    double factor = 1;
    /* if the Bloom filter lacks the word, which is so for nearly all words, it is no repetition */
    if (!(context->evidence->polar_values & bit)) {
        context->evidence->polar_values |= bit;
        return;
    }
    for (size_t i = context->evidence->polars.count; i > 0 && factor > constants.repetition_min;
         i--)
        if (context->mentions[polars[i - 1].mention].value == context->mention->value)
            factor *= repeated;
    add_factor(context, KEFU_FACTOR_REPETITION, 0, 0, factor != 1, factor);
}

/* Does a word with gradable meaning (好, 慢) state an opinion? It does beside a negator or degree
 * word, or at the end of its clause; the 好 in 好的 and 你好 does not. */
static bool is_meant(const struct grammar_context *context) {
    if (!(context->mention->flags & ENTRY_GRADED) || context->polar->negators > 0 ||
        context->polar->degree != 1)
        return true;
    return context->mention->start >= context->clause->start + constants.graded_bytes_min &&
           kefu__grammar_ends_clause(context, context->mention->end);
}

/* Is the clause a wish? The learned model counts less in a text with a wish: it was trained on
 * reviews, in which wishes are rare. */
static bool is_wished(const struct grammar_context *context) {
    const uint32_t at = context->clause->irrealis;
    return at != UINT32_MAX && word_of(context, &context->mentions[at])->kind == IRREALIS_WISH;
}

/* Computes the value of a word with a polarity: its polarity times all factors of grammar. */
static void evaluate(const struct grammar_context *context) {
    struct polar *polar = context->polar;
    const double base = context->base;
    polar->value = base * polar->product;
    polar->shifted = (polar->value * base < 0) | (polar->negators > 0) | (polar->irrealis != 1) |
                     ((context->mention->traits & TRAIT_DENIES) != 0) |
                     (context->clause->contrast != UINT32_MAX) | is_wished(context);
    polar->value *= context->mention->flags & ENTRY_AMBIGUOUS ? constants.ambiguous : 1;
}

/* Keeps the struct polar, which is complete now: stores its index in its mention and its clause,
 * and adds it to the sums over the text. */
static void keep_polar(const struct grammar_context *context) {
    const struct polar *polar = context->polar;
    const uint32_t number = (uint32_t)context->evidence->polars.count++;
    struct mention *mention = (struct mention *)context->mentioned->mentions.items + polar->mention;
    struct clause *clause = (struct clause *)context->segments->clauses.items + mention->clause;
    context->evidence->factors.count += polar->factor_count;
    mention->polar_index = number;
    clause->first_polar = clause->last_polar == 0 ? number : clause->first_polar;
    clause->last_polar = number + 1;
    kefu__sentiment_add(context->input, context->sorted, context->mentioned, context->evidence,
                        polar, clause->contrast != UINT32_MAX);
}

/* Computes all factors of grammar on the mention at index `place` of the list `neighbours`, and
 * keeps the result if its polarity counts. */
static void apply_all(const struct input *input, const struct sorted_matches *sorted,
                      struct mention_lists *mentioned, struct segmentation *segments,
                      struct polar_evidence *evidence, uint32_t place) {
    static const struct polar blank = {.degree = 1, .irrealis = 1, .product = 1};
    struct polar *polar = (struct polar *)evidence->polars.items + evidence->polars.count;
    const struct mention *mentions = mentioned->mentions.items;
    const uint32_t *neighbours = mentioned->neighbours.items;
    const struct mention *mention = &mentions[neighbours[place]];
    struct grammar_context context = {
        .input = input,
        .sorted = sorted,
        .mentioned = mentioned,
        .segments = segments,
        .evidence = evidence,
        .mentions = mentions,
        .neighbours = neighbours,
        .place = place,
        .clause = (const struct clause *)segments->clauses.items + mention->clause,
        .polar = polar,
        .factors = (struct factor_record *)evidence->factors.items + evidence->factors.count,
        .mention = mention,
        .base = (double)mention->polarity,
    };
    if (mention->outweighed || kefu__grammar_asks_whether(&context) ||
        is_marker_beside_judgement(&context))
        return;
    *polar = blank;
    polar->mention = neighbours[place];
    polar->factors = (uint32_t)evidence->factors.count;
    kefu__grammar_negate(&context);
    if (!is_meant(&context))
        return;
    apply_rhetorical(&context);
    apply_irrealis(&context);
    apply_contrast(&context);
    apply_punctuation(&context);
    apply_role(&context);
    apply_repetition(&context);
    evaluate(&context);
    keep_polar(&context);
}

/* Reduces praise in a message that also complains: 客服还可以，东西真不行. */
static void weaken_praise(struct polar_evidence *evidence) {
    struct polar *polars = evidence->polars.items;
    const double lost = (1 - constants.message_praise) * evidence->sum.good;
    for (size_t i = 0; i < evidence->polars.count; i++)
        if (polars[i].value > 0)
            polars[i].value *= constants.message_praise;
    evidence->sum.good -= lost;
    evidence->sum.hand -= lost;
}

bool kefu__grammar_apply(const struct input *input, const struct sorted_matches *sorted,
                         struct mention_lists *mentioned, struct segmentation *segments,
                         struct polar_evidence *evidence) {
    static const struct polarity_sum none = {0};
    const size_t most = mentioned->polar_mentions.count;
    const uint32_t *polar;
    evidence->polars.count = evidence->factors.count = 0;
    evidence->polar_values = 0;
    evidence->sum = none;
    if (!kefu__list_reserve(&evidence->polars, most + 1) ||
        !kefu__list_reserve(&evidence->factors, most * MENTION_FACTORS_MAX + 1))
        return false;
    polar = mentioned->polar_mentions.items;
    for (size_t i = 0; i < most; i++)
        apply_all(input, sorted, mentioned, segments, evidence, polar[i]);
    if (input->is_message && evidence->sum.bad >= constants.mixed_min)
        weaken_praise(evidence);
    return true;
}
