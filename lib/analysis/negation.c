/* SPDX-License-Identifier: MIT
 * Negation and degree: the negators and degree words whose scope a polar mention is in. */
#include "analysis/grammar.h"

#include <string.h>

enum {
    /* smallest first byte in UTF-8 of Han characters and kana up to U+FFFF */
    HAN_LEAD_MIN = 0xE3,
    HAN_LEAD_MAX = 0xE9 /* largest such byte */
};

static const struct character_set *characters_of(const struct grammar_context *context,
                                                 enum grammar_characters which) {
    return &context->input->lexicon->grammar.characters[which];
}

/* Do bytes [from, to) contain a character of the set? */
static bool holds(const struct grammar_context *context, enum grammar_characters set, uint32_t from,
                  uint32_t to) {
    const struct character_set *characters = characters_of(context, set);
    for (; from + CHARACTER_BYTES <= to; from++)
        if (kefu__set_has(characters, context->input->text + from))
            return true;
    return false;
}

/* Does a character between a negator and the mention end the scope of the negator? In 不退款就差评
 * the 就 does, so that 不 does not negate 差评. */
static bool is_barred(const struct grammar_context *context, uint32_t from, uint32_t to) {
    return holds(context, CHARACTERS_BARRIER, from, to);
}

/* A negator overlaps the mention: does the part of it that stands before the mention negate by
 * itself? In 不让 + 让人生气 that part is 不: it does. In 很难 + 难吃 it is 很, a degree word: it
 * does not. True for negators that do not deny, such as prohibitions. */
static bool denies_before(const struct grammar_context *context, const struct mention *negator) {
    return word_of(context, negator)->kind != NEGATOR_DENIAL ||
           holds(context, CHARACTERS_NEGATION, negator->start, context->mention->start);
}

static bool is_in_scope(const struct grammar_context *context, const struct mention *negator) {
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

static void grade(struct grammar_context *context, const struct mention *mention, uint32_t *start,
                  uint32_t *end) {
    context->polar->degree *= (double)word_of(context, mention)->factor;
    if (*end == 0 || mention->start < *start)
        *start = mention->start;
    if (mention->end > *end)
        *end = mention->end;
}

/* Searches leftwards for degree words next to the mention, and for negators in whose scope it lies.
 * Stops at the next mention with a polarity: the words before that one modify it. */
static void look_left(struct grammar_context *context, uint32_t *degree_start, uint32_t *degree_end,
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

bool kefu__grammar_ends_clause(const struct grammar_context *context, uint32_t at) {
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
static void look_right(struct grammar_context *context, uint32_t *start, uint32_t *end,
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
                   kefu__grammar_ends_clause(context, mention->end)) {
            context->polar->negators++;
            *negator_start = mention->start;
            *negator_end = mention->end;
        }
    }
}

/* Searches the gap of a gapped pair for a negator, which negates the pair: 客服没有…不耐烦. */
static void look_inside(struct grammar_context *context, uint32_t *start, uint32_t *end) {
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

/* Is the mention an emoji, a kaomoji or a chat code like [微笑]? Grammar does not apply to these:
 * in 没有发票😤 the negator does not negate the emoji. */
static bool is_symbol(const struct grammar_context *context) {
    const unsigned char lead = (unsigned char)context->input->text[context->mention->start];
    if (lead < 0x80)
        return !(lead >= '0' && lead <= '9') && !((lead | 0x20) >= 'a' && (lead | 0x20) <= 'z');
    return lead < HAN_LEAD_MIN || lead > HAN_LEAD_MAX;
}

/* Are the Han characters at byte offsets `first` and `second` equal, and both inside the clause? */
static bool repeats(const struct grammar_context *context, uint32_t first, uint32_t second) {
    const struct clause *clause = context->clause;
    return first >= clause->start && first < second && second + CHARACTER_BYTES <= clause->end &&
           !memcmp(context->input->text + first, context->input->text + second, CHARACTER_BYTES);
}

bool kefu__grammar_asks_whether(const struct grammar_context *context) {
    /* byte offset of the mention; the tests below need two characters of it, and one before it */
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

static double capped(const struct grammar_context *context, double degree) {
    const double most = context->input->lexicon->grammar.degree_cap;
    return degree > most ? most : degree < 1 / most ? 1 / most : degree;
}

static double negation_of(const struct grammar_context *context) {
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

void kefu__grammar_negate(struct grammar_context *context) {
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
        /* a negator behind the mention: 一点儿异味也没有 means none at all, so 一点儿 does not
         * weaken */
        polar->degree = 1;
    if (context->graded)
        polar->degree = context->base > 0 ? factor_of(context, GRAMMAR_NEGATED_DEGREE) : 1;
    else
        polar->degree = capped(context, polar->degree);
    add_factor(context, KEFU_FACTOR_DEGREE, degree_start, degree_end, polar->degree != 1,
               polar->degree);
}
