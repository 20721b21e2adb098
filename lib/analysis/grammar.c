/* SPDX-License-Identifier: MIT
 * The factors that grammar puts on each polar mention. docs/analysis.md explains every number. */
#include "analysis/analysis.h"

#include <math.h>
#include <string.h>

enum {
    MENTION_FACTORS_MAX = 8, /* at most one factor of each kind */
    /* the lead bytes in UTF-8 of Han characters and kana up to U+FFFF are HAN_LEAD_MIN …
       HAN_LEAD_MAX */
    HAN_LEAD_MIN = 0xE3,
    HAN_LEAD_MAX = 0xE9 /* see HAN_LEAD_MIN */
};

/* ---- small tools ---- */

struct context {
    const struct input *input;
    const struct sorted_matches *sorted;
    struct mention_lists *mentioned;
    struct segmentation *segments;
    struct polar_evidence *evidence;
    const struct mention *mentions;
    const uint32_t *neighbours;
    uint32_t place; /* index in the list of neighbours */
    const struct clause *clause;
    struct polar *polar;
    struct factor_record *factors; /* the factors of this mention, with room for one of each kind */
    const struct mention *mention; /* the mention with a polarity to which grammar is applied */
    double base;                   /* its polarity before grammar */
    uint32_t left;  /* start of the mention with the negators and degree words before it */
    bool graded;    /* a degree word stands between a negator and the mention */
    bool forbidden; /* a negator forbids (别) rather than denies */
    bool compared;  /* 那么 or 这么 stands before the mention: 没有网上说的那么好 */
};

/* Is the mention itself a negated word, like 不卡? */
static bool is_negation(const struct context *context) {
    return (context->mention->flags & ENTRY_DENIES) != 0;
}

static const struct lexicon_word *word_of(const struct context *context,
                                          const struct mention *mention) {
    return &context->input->lexicon->words[mention->value];
}

static double factor_of(const struct context *context, enum grammar_factor which) {
    return context->input->lexicon->grammar.factors[which];
}

/* Stores a factor behind the others, and counts it if it is not 1. Branchless, since the branch
 * would often be mispredicted. */
static inline void add_factor(struct context *context, kefu_factor_kind kind, uint32_t start,
                              uint32_t end, bool counts, double factor) {
    struct factor_record *item = &context->factors[context->polar->factor_count];
    item->kind = (uint32_t)kind;
    item->start = start;
    item->end = end;
    item->factor = factor;
    context->polar->factor_count += counts;
    context->polar->product *= factor;
}

static void add_mention_factor(struct context *context, kefu_factor_kind kind, uint32_t mention,
                               double factor) {
    add_factor(context, kind, context->mentions[mention].start, context->mentions[mention].end,
               true, factor);
}

/* ---- negation and degree ---- */

static const struct character_set *characters_of(const struct context *context,
                                                 enum grammar_characters which) {
    return &context->input->lexicon->grammar.characters[which];
}

/* Do bytes [from, to) contain a character of the set? */
static bool holds(const struct context *context, enum grammar_characters set, uint32_t from,
                  uint32_t to) {
    const struct character_set *characters = characters_of(context, set);
    for (; from + CHARACTER_BYTES <= to; from++)
        if (kefu__set_has(characters, context->input->text + from))
            return true;
    return false;
}

/* Does a character between a negator and the mention end the scope of the negator? In 不退款就差评
 * the 就 does, so that 不 does not negate 差评. */
static bool is_barred(const struct context *context, uint32_t from, uint32_t to) {
    return holds(context, CHARACTERS_BARRIER, from, to);
}

/* A negator overlaps the mention: does the part of it that stands before the mention negate by
 * itself? In 不让 + 让人生气 that part is 不: it does. In 很难 + 难吃 it is 很, a degree word: it
 * does not. True for negators that do not deny, such as prohibitions. */
static bool denies_before(const struct context *context, const struct mention *negator) {
    return word_of(context, negator)->kind != NEGATOR_DENIAL ||
           holds(context, CHARACTERS_NEGATION, negator->start, context->mention->start);
}

static bool is_in_scope(const struct context *context, const struct mention *negator) {
    const uint32_t start = context->mention->start;
    uint32_t scope = word_of(context, negator)->scope;
    /* the negator overlaps the mention: it negates in 不让 + 让人生气, but not in 并不 + 不好 */
    if (negator->end > start)
        return negator->start < start && !is_negation(context) && denies_before(context, negator);
    if (context->compared && word_of(context, negator)->kind == NEGATOR_DENIAL)
        scope += constants.compared_reach;
    return kefu__characters_between(context->input, negator->end, start, scope) <= scope &&
           (word_of(context, negator)->scope >= constants.unbarred_scope ||
            !is_barred(context, negator->end, start));
}

static void grade(struct context *context, const struct mention *mention, uint32_t *start,
                  uint32_t *end) {
    context->polar->degree *= (double)word_of(context, mention)->factor;
    if (*end == 0 || mention->start < *start)
        *start = mention->start;
    if (mention->end > *end)
        *end = mention->end;
}

/* Searches leftwards for degree words next to the mention, and for negators in whose scope it lies.
 * Stops at the next mention with a polarity: the words before that one modify it. */
static void look_left(struct context *context, uint32_t *degree_start, uint32_t *degree_end,
                      uint32_t *negator_start, uint32_t *negator_end) {
    bool weak = false;
    for (uint32_t i = context->place; i > 0 && context->neighbours[i - 1] >= context->clause->first;
         i--) {
        const struct mention *mention = &context->mentions[context->neighbours[i - 1]];
        if (mention->end > context->mention->start && mention->sense != SENSE_NEGATOR)
            continue;
        if (is_polar(mention))
            break;
        if (mention->sense == SENSE_DEGREE && !word_of(context, mention)->is_after &&
            kefu__characters_between(context->input, mention->end, context->left,
                                     constants.degree_reach) <= constants.degree_reach) {
            grade(context, mention, degree_start, degree_end);
            context->left = mention->start;
            weak = context->polar->negators == 0;
            context->compared = context->compared ||
                                (word_of(context, mention)->flags & WORD_COMPARES) != 0;
        } else if (mention->sense == SENSE_NEGATOR && is_in_scope(context, mention) &&
                   (*negator_end == 0 || mention->end <= *negator_start)) {
            context->polar->negators++;
            context->forbidden = context->forbidden ||
                                 word_of(context, mention)->kind == NEGATOR_PROHIBITION;
            context->graded = context->graded || weak;
            context->left = mention->start;
            *negator_start = mention->start;
            if (*negator_end == 0)
                *negator_end = mention->end;
        }
    }
}

/* Does nothing but particles follow byte offset `at` in the clause? 质量好啊 */
static bool ends_clause(const struct context *context, uint32_t at) {
    const struct character_set *particles = characters_of(context, CHARACTERS_CLAUSE_FINAL);
    const uint32_t end = context->clause->end;
    const char *text = context->input->text;
    while (at < end) {
        if (at + CHARACTER_BYTES > end || !kefu__set_has(particles, text + at))
            return text[at] == ' ' && at + 1 == end;
        at += CHARACTER_BYTES;
    }
    return true;
}

/* Searches rightwards for degree words (好得很, 慢死了), and for a negator that ends the clause
 * (异味都没有). */
static void look_right(struct context *context, uint32_t *start, uint32_t *end,
                       uint32_t *negator_start, uint32_t *negator_end) {
    uint32_t i, right = context->mention->end;
    for (i = context->place + 1; context->neighbours[i] < context->clause->last; i++) {
        const struct mention *mention = &context->mentions[context->neighbours[i]];
        if (mention->start < context->mention->end)
            continue;
        if (is_polar(mention) ||
            kefu__characters_between(context->input, right, mention->start,
                                     constants.degree_reach) > constants.degree_reach)
            break;
        if (mention->sense == SENSE_DEGREE && word_of(context, mention)->is_after) {
            grade(context, mention, start, end);
            right = mention->end;
        } else if (mention->sense == SENSE_NEGATOR && word_of(context, mention)->is_after &&
                   ends_clause(context, mention->end)) {
            context->polar->negators++;
            *negator_start = mention->start;
            *negator_end = mention->end;
        }
    }
}

/* Searches the gap of a gapped pair for a negator, which negates the pair: 客服没有…不耐烦. */
static void look_inside(struct context *context, uint32_t *start, uint32_t *end) {
    if (!context->mention->gapped)
        return;
    for (uint32_t i = context->place + 1; context->neighbours[i] < context->clause->last; i++) {
        const struct mention *mention = &context->mentions[context->neighbours[i]];
        if (mention->start >= context->mention->gap_end)
            break;
        if (mention->sense != SENSE_NEGATOR || mention->start < context->mention->gap_start ||
            mention->end > context->mention->gap_end)
            continue;
        context->polar->negators++;
        *start = mention->start;
        *end = mention->end;
    }
}

/* Is the mention an emoji, kaomoji or [code]? Grammar does not apply to these: in 没有发票😤 the
 * negator does not negate the emoji. */
static bool is_symbol(const struct context *context) {
    const unsigned char lead = (unsigned char)context->input->text[context->mention->start];
    if (lead < 0x80)
        return !(lead >= '0' && lead <= '9') && !((lead | 0x20) >= 'a' && (lead | 0x20) <= 'z');
    return lead < HAN_LEAD_MIN || lead > HAN_LEAD_MAX;
}

/* Are the characters at two byte offsets equal, and both inside the clause? */
static bool repeats(const struct context *context, uint32_t first, uint32_t second) {
    const struct clause *clause = context->clause;
    return first >= clause->start && first < second && second + CHARACTER_BYTES <= clause->end &&
           !memcmp(context->input->text + first, context->input->text + second, CHARACTER_BYTES);
}

/* Is the mention part of an A-not-A question, as its second half (送|不送) or as the word after the
 * negator (满不|满意)? Such a question asserts neither alternative. */
static bool asks_whether(const struct context *context) {
    /* start of the mention, which has at least two characters */
    const uint32_t at = context->mention->start;
    const struct character_set *negation = characters_of(context, CHARACTERS_NEGATION);
    if (context->mention->end - at <= CHARACTER_BYTES || at < CHARACTER_BYTES)
        return false;
    if (kefu__set_has(negation, context->input->text + at))
        return repeats(context, at - CHARACTER_BYTES, at + CHARACTER_BYTES);
    return at >= 2 * CHARACTER_BYTES &&
           kefu__set_has(negation, context->input->text + at - CHARACTER_BYTES) &&
           repeats(context, at - 2 * CHARACTER_BYTES, at);
}

static double capped(const struct context *context, double degree) {
    const double most = context->input->lexicon->grammar.degree_cap;
    return degree > most ? most : degree < 1 / most ? 1 / most : degree;
}

/* Is the clause a supposition about what did not happen, so that the negation means that it did?
 * 如果早说，我就不会白等 */
static bool is_supposed(const struct context *context) {
    const uint32_t at = context->clause->irrealis;
    return at != UINT32_MAX &&
           word_of(context, &context->mentions[at])->flags & (WORD_OPENS | WORD_CLOSES);
}

static double negation_of(const struct context *context) {
    const double base = context->base;
    if (base < 0 && (context->forbidden || is_supposed(context)))
        return factor_of(context, GRAMMAR_FORBIDDEN);
    if (context->polar->negators % 2 == 0)
        return factor_of(context, GRAMMAR_NEGATED_TWICE);
    /* In a message, the denial of something bad is weak praise: 没坏 */
    if (base < 0 && context->input->is_message)
        return constants.message_denied * factor_of(context, GRAMMAR_NEGATED_NEGATIVE);
    return factor_of(context, base > 0 ? GRAMMAR_NEGATED_POSITIVE : GRAMMAR_NEGATED_NEGATIVE);
}

static void apply_negation_and_degree(struct context *context) {
    struct polar *polar = context->polar;
    uint32_t degree_start = 0, degree_end = 0, negator_start = 0, negator_end = 0;
    context->left = context->mention->start;
    if (!(context->clause->senses & (1u << SENSE_NEGATOR | 1u << SENSE_DEGREE)) ||
        is_symbol(context))
        return;
    look_left(context, &degree_start, &degree_end, &negator_start, &negator_end);
    look_right(context, &degree_start, &degree_end, &negator_start, &negator_end);
    look_inside(context, &negator_start, &negator_end);
    if (polar->negators > 0)
        add_factor(context, KEFU_FACTOR_NEGATION, negator_start, negator_end, true,
                   negation_of(context));
    if (negator_start >= context->mention->end && polar->degree < 1)
        /* 一点儿异味也没有 means none at all, so the degree word does not weaken */
        polar->degree = 1;
    if (context->graded)
        polar->degree = context->base > 0 ? factor_of(context, GRAMMAR_NEGATED_DEGREE) : 1;
    else
        polar->degree = capped(context, polar->degree);
    add_factor(context, KEFU_FACTOR_DEGREE, degree_start, degree_end, polar->degree != 1,
               polar->degree);
}

/* ---- what the clause says ---- */

/* Applies a rhetorical question, which asserts the opposite of a positive word (难道好用吗) and of
 * a negated one (谁说不好用, 难道不该退吗), but asserts a plain negative word (凭什么这么差). */
static void apply_rhetorical(struct context *context) {
    const uint32_t at = context->clause->rhetorical;
    const double value = context->base * context->polar->product;
    if (at == UINT32_MAX || context->mentions[at].start >= context->mention->end)
        return;
    if (context->mentions[at].start >= context->mention->start &&
        context->mentions[at].end <= context->mention->end)
        return; /* the rhetorical marker is part of the mention itself: 谁不爱呢 */
    if (context->polar->negators > 0 && context->mentions[at].start >= context->left)
        /* 没觉得哪里值: the marker stands in the scope of the negator, so this is no question */
        return;
    if (value > 0 && word_of(context, &context->mentions[at])->flags & WORD_DENIES)
        /* 谁不喜欢: the marker contains the negation, so the positive word stays positive */
        return;
    if (value < 0 && context->polar->negators == 0 && !is_negation(context))
        return;
    add_mention_factor(context, KEFU_FACTOR_RHETORICAL, at, factor_of(context, GRAMMAR_RHETORICAL));
}

/* Is the mention itself the rhetorical marker, in a clause that evaluates something else? 难道
 * alone means blame, but not in 难道不是最好的客服吗. */
static bool is_marker_beside_judgement(const struct context *context) {
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
 * (要是尺码准一点就好了)? Courteous wishes (…就更好了) do not say so. */
static bool is_missed(const struct context *context, uint32_t at) {
    if (!(word_of(context, &context->mentions[at])->flags & WORD_REGRETS))
        return false;
    for (uint32_t i = at > constants.reach_max ? at - constants.reach_max : 0; i < at; i++)
        if (i >= context->clause->first && context->mentions[i].sense == SENSE_IRREALIS &&
            !context->mentions[i].hidden &&
            word_of(context, &context->mentions[i])->flags & WORD_OPENS)
            return true;
    return false;
}

static void apply_irrealis(struct context *context) {
    const uint32_t at = context->clause->irrealis;
    const struct lexicon_word *word;
    double factor;
    if (at == UINT32_MAX || !kefu__irrealis_reaches(context->input, context->segments,
                                                    context->mention, &context->mentions[at]))
        return;
    word = word_of(context, &context->mentions[at]);
    if (word->kind == IRREALIS_REQUEST && context->forbidden)
        return; /* a request that something bad end says that it happened before: 拜托别再送错了 */
    factor = (double)word->factor;
    if (word->kind == IRREALIS_QUESTION && context->clause->rhetorical != UINT32_MAX)
        /* the marker turns out to be part of a rhetorical question, so that the factor of questions
         * does not apply */
        return;
    if (word->kind != IRREALIS_REQUEST && context->base * context->polar->product < 0)
        factor = sqrt(factor); /* irrealis mood weakens a complaint less: 怎么这么慢 */
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

static void apply_contrast(struct context *context) {
    const uint32_t at = context->clause->contrast;
    const struct mention *mention = at != UINT32_MAX ? &context->mentions[at] : context->mention;
    add_factor(context, KEFU_FACTOR_CONTRAST, mention->start, mention->end, at != UINT32_MAX,
               context->clause->contrast_factor);
}

static void apply_punctuation(struct context *context) {
    const uint32_t most = constants.exclamations_max;
    const uint32_t mentions = context->clause->exclamations, end = context->clause->end;
    add_factor(context, KEFU_FACTOR_PUNCTUATION, end, end, mentions > 0,
               1 + factor_of(context, GRAMMAR_EXCLAMATION) * (mentions < most ? mentions : most));
}

static void apply_role(struct context *context) {
    const double value = context->base * context->polar->product;
    if (context->input->role != KEFU_ROLE_CUSTOMER && value < 0)
        add_factor(context, KEFU_FACTOR_ROLE, 0, 0, true,
                   factor_of(context, GRAMMAR_AGENT_NEGATIVE));
}

/* Halves the value with each repetition of the same word in a text. */
static void apply_repetition(struct context *context) {
    const struct polar *polars = context->evidence->polars.items;
    const uint64_t bit = (uint64_t)1 << context->mention->value % 64;
    const double repeated = factor_of(context, GRAMMAR_REPEATED);
    double factor = 1;
    /* the Bloom filter rules out a repetition of nearly all words */
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
static bool is_meant(const struct context *context) {
    if (!(context->mention->flags & ENTRY_GRADED) || context->polar->negators > 0 ||
        context->polar->degree != 1)
        return true;
    return context->mention->start >= context->clause->start + constants.graded_bytes_min &&
           ends_clause(context, context->mention->end);
}

/* Is the clause a wish? In reviews, which the learned model covers, wishes are rare. */
static bool is_wished(const struct context *context) {
    const uint32_t at = context->clause->irrealis;
    return at != UINT32_MAX && word_of(context, &context->mentions[at])->kind == IRREALIS_WISH;
}

/* Computes the value of the mention from its polarity and all factors. */
static void evaluate(const struct context *context) {
    struct polar *polar = context->polar;
    const double base = context->base;
    polar->value = base * polar->product;
    polar->shifted = (polar->value * base < 0) | (polar->negators > 0) | (polar->irrealis != 1) |
                     ((context->mention->traits & TRAIT_DENIES) != 0) |
                     (context->clause->contrast != UINT32_MAX) | is_wished(context);
    polar->value *= context->mention->flags & ENTRY_AMBIGUOUS ? constants.ambiguous : 1;
}

/* Counts the struct polar, and stores its index in the mention and its clause. */
static void keep_polar(const struct context *context) {
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

/* Computes all factors of the polar mention at index `place` of the neighbours. */
static void apply_all(const struct input *input, const struct sorted_matches *sorted,
                      struct mention_lists *mentioned, struct segmentation *segments,
                      struct polar_evidence *evidence, uint32_t place) {
    static const struct polar blank = {.degree = 1, .irrealis = 1, .product = 1};
    struct polar *polar = (struct polar *)evidence->polars.items + evidence->polars.count;
    const struct mention *mentions = mentioned->mentions.items;
    const uint32_t *neighbours = mentioned->neighbours.items;
    const struct mention *mention = &mentions[neighbours[place]];
    struct context context = {
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
    if (mention->outweighed || asks_whether(&context) || is_marker_beside_judgement(&context))
        return;
    *polar = blank;
    polar->mention = neighbours[place];
    polar->factors = (uint32_t)evidence->factors.count;
    apply_negation_and_degree(&context);
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
