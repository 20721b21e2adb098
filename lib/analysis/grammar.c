/* SPDX-License-Identifier: MIT
 * The factors that grammar puts on each polar mark. docs/analysis.md explains every number. */
#include "analysis/analysis.h"

#include <math.h>
#include <string.h>

#define NEGATED_POSITIVE (-0.8)  /* 不满意: nearly as bad as 满意 is good */
#define NEGATED_NEGATIVE (-0.75) /* 不差: less good than 差 is bad */
#define NEGATED_TWICE    0.8     /* 不是不满意 with 不满意 read as two words */
#define NEGATED_DEGREE   0.75    /* 不太满意, 不是很差 */
#define FORBIDDEN        0.5     /* 别再骗人了 */
#define MISSED           (-0.4)  /* 要是准一点就好了 */
#define RHETORICAL       (-0.8)  /* 难道好用吗 */
#define AGENT_NEGATIVE   0.5     /* 给您带来不便: an agent speaks of the customer's trouble */
#define EXCLAMATION      0.1     /* for each ! of at most three */
#define REPEATED         0.5     /* the same words again */

enum {
    MOST_FACTORS = 8,    /* of one polar mark: one of each kind */
    DEGREE_REACH = 2,    /* characters between a degree word and what it grades */
    COMPARED_REACH = 6,  /* how much further 没有 … 那么 reaches than 没有 */
    UNBARRED_SCOPE = 10, /* a negator of this scope denies a whole reason: 没有因为…就… */
    IRREALIS_TAIL = 2    /* a marker with no more than this behind it looks back */
};

/* ---- small tools ---- */

struct context {
    struct kefu_scratch *scratch;
    const struct mark *marks;
    const uint32_t *neighbours;
    uint32_t place; /* among them */
    const struct clause *clause;
    struct polar *polar;
    struct factor_record *factors; /* with room for all */
    const struct mark *mark;       /* the polar one */
    double base;                   /* its polarity */
    uint32_t left;                 /* where its group begins: negators and degree words included */
    bool graded;                   /* a degree word stands between a negator and the mark */
    bool forbidden;                /* a negator forbids rather than denies */
    bool compared; /* 那么 or 这么 stands before the mark: 没有网上说的那么好 */
};

/* Is the polar mark a word like 不卡? */
static bool is_negation(const struct context *context) {
    return kefu__is_negation(context->scratch->lexicon->entries[context->mark->value].text);
}

static const struct lexicon_word *word_of(const struct context *context, const struct mark *mark) {
    return &context->scratch->lexicon->words[mark->value];
}

/* Writes a factor behind the others, and keeps it if it is not 1: mostly nobody can foretell. */
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

static void add_mark_factor(struct context *context, kefu_factor_kind kind, uint32_t mark,
                            double factor) {
    add_factor(context, kind, context->marks[mark].start, context->marks[mark].end, true, factor);
}

/* ---- negation and degree ---- */

/* Words past which a negator does not reach: 不退款就差评. */
static bool is_barred(const struct context *context, uint32_t from, uint32_t to) {
    static const char bars[][4] = {"就", "才", "却", "而", "还", "又", "也", "了"};
    const char *text = context->scratch->text;
    size_t i;
    for (; from + 3 <= to; from++)
        for (i = 0; i < sizeof bars / sizeof *bars; i++)
            if (memcmp(text + from, bars[i], 3) == 0)
                return true;
    return false;
}

static bool reaches(const struct context *context, const struct mark *negator) {
    const uint32_t start = context->mark->start;
    uint32_t scope = word_of(context, negator)->scope;
    if (negator->end > start) /* 不让|让人生气, but not 并不|不好 */
        return negator->start < start && !is_negation(context);
    if (context->compared && word_of(context, negator)->kind == NEGATOR_DENIAL)
        scope += COMPARED_REACH;
    return kefu__characters_between(context->scratch, negator->end, start, scope) <= scope &&
           (word_of(context, negator)->scope >= UNBARRED_SCOPE ||
            !is_barred(context, negator->end, start));
}

static bool compares(kefu_str word) {
    return kefu__str_is(word, "那么") || kefu__str_is(word, "这么") || kefu__str_is(word, "那样");
}

static void grade(struct context *context, const struct mark *mark, uint32_t *start,
                  uint32_t *end) {
    context->polar->degree *= (double)word_of(context, mark)->factor;
    if (*end == 0 || mark->start < *start)
        *start = mark->start;
    if (mark->end > *end)
        *end = mark->end;
}

/* Reads leftwards from the mark: degree words beside it, negators that reach it. Another polar word
 * stops both, for they are its own. */
static void look_left(struct context *context, uint32_t *degree_start, uint32_t *degree_end,
                      uint32_t *negator_start, uint32_t *negator_end) {
    uint32_t i;
    bool weak = false;
    for (i = context->place; i > 0 && context->neighbours[i - 1] >= context->clause->first; i--) {
        const struct mark *mark = &context->marks[context->neighbours[i - 1]];
        if (mark->end > context->mark->start && mark->sense != SENSE_NEGATOR)
            continue;
        if (is_polar(mark))
            break;
        if (mark->sense == SENSE_DEGREE && !word_of(context, mark)->is_after &&
            kefu__characters_between(context->scratch, mark->end, context->left, DEGREE_REACH) <=
                DEGREE_REACH) {
            grade(context, mark, degree_start, degree_end);
            context->left = mark->start;
            weak = context->polar->negators == 0;
            context->compared = context->compared || compares(word_of(context, mark)->text);
        } else if (mark->sense == SENSE_NEGATOR && reaches(context, mark) &&
                   (*negator_end == 0 || mark->end <= *negator_start)) {
            context->polar->negators++;
            context->forbidden = context->forbidden ||
                                 word_of(context, mark)->kind == NEGATOR_PROHIBITION;
            context->graded = context->graded || weak;
            context->left = mark->start;
            *negator_start = mark->start;
            if (*negator_end == 0)
                *negator_end = mark->end;
        }
    }
}

/* Does nothing but particles follow a place in the clause? 质量好啊 */
static bool ends_clause(const struct context *context, uint32_t at) {
    static const char particles[][4] = {"了", "啊", "呀", "哦", "啦", "哈", "喔", "嗯"};
    const char *text = context->scratch->text;
    size_t i;
    while (at < context->clause->end) {
        for (i = 0; i < sizeof particles / sizeof *particles; i++)
            if (at + 3 <= context->clause->end && memcmp(text + at, particles[i], 3) == 0)
                break;
        if (i == sizeof particles / sizeof *particles)
            return text[at] == ' ' && at + 1 == context->clause->end;
        at += 3;
    }
    return true;
}

/* Degree words that follow (好得很, 慢死了), and a negator that ends the clause (异味都没有). */
static void look_right(struct context *context, uint32_t *start, uint32_t *end,
                       uint32_t *negator_start, uint32_t *negator_end) {
    uint32_t i, right = context->mark->end;
    for (i = context->place + 1; context->neighbours[i] < context->clause->last; i++) {
        const struct mark *mark = &context->marks[context->neighbours[i]];
        if (mark->start < context->mark->end)
            continue;
        if (is_polar(mark) || kefu__characters_between(context->scratch, right, mark->start,
                                                       DEGREE_REACH) > DEGREE_REACH)
            break;
        if (mark->sense == SENSE_DEGREE && word_of(context, mark)->is_after) {
            grade(context, mark, start, end);
            right = mark->end;
        } else if (mark->sense == SENSE_NEGATOR && word_of(context, mark)->is_after &&
                   ends_clause(context, mark->end)) {
            context->polar->negators++;
            *negator_start = mark->start;
            *negator_end = mark->end;
        }
    }
}

/* A negator between the parts of a pair denies it: 客服没有…不耐烦. */
static void look_inside(struct context *context, uint32_t *start, uint32_t *end) {
    uint32_t i;
    if (!context->mark->wide)
        return;
    for (i = context->place + 1; context->neighbours[i] < context->clause->last; i++) {
        const struct mark *mark = &context->marks[context->neighbours[i]];
        if (mark->start >= context->mark->gap_end)
            break;
        if (mark->sense != SENSE_NEGATOR || mark->start < context->mark->gap_start ||
            mark->end > context->mark->gap_end)
            continue;
        context->polar->negators++;
        *start = mark->start;
        *end = mark->end;
    }
}

static double capped(const struct context *context, double degree) {
    const double most = context->scratch->lexicon->degree_cap;
    return degree > most ? most : degree < 1 / most ? 1 / most : degree;
}

/* Is the clause only supposed? What is supposed away is there: 如果早说，我就不会白等. */
static bool is_supposed(const struct context *context) {
    static const char openings[][4] = {"如", "要", "就", "该"}; /* 如果能 …, … 就好了 */
    const uint32_t at = context->clause->irrealis;
    const struct lexicon_word *word;
    size_t i;
    if (at == UINT32_MAX)
        return false;
    word = word_of(context, &context->marks[at]);
    for (i = 0; word->kind == IRREALIS_WISH && i < sizeof openings / sizeof *openings; i++)
        if (strncmp(word->text.data, openings[i], 3) == 0)
            return true;
    return word->kind == IRREALIS_CONDITION;
}

static double negation_of(const struct context *context) {
    const double base = context->base;
    if (base < 0 && (context->forbidden || is_supposed(context)))
        return FORBIDDEN;
    if (context->polar->negators % 2 == 0)
        return NEGATED_TWICE;
    return base > 0 ? NEGATED_POSITIVE : NEGATED_NEGATIVE;
}

static void apply_negation_and_degree(struct context *context) {
    struct polar *polar = context->polar;
    uint32_t degree_start = 0, degree_end = 0, negator_start = 0, negator_end = 0;
    context->left = context->mark->start;
    if (!(context->clause->senses & (1u << SENSE_NEGATOR | 1u << SENSE_DEGREE)))
        return;
    look_left(context, &degree_start, &degree_end, &negator_start, &negator_end);
    look_right(context, &degree_start, &degree_end, &negator_start, &negator_end);
    look_inside(context, &negator_start, &negator_end);
    if (polar->negators > 0)
        add_factor(context, KEFU_FACTOR_NEGATION, negator_start, negator_end, true,
                   negation_of(context));
    if (negator_start >= context->mark->end && polar->degree < 1)
        polar->degree = 1; /* 一点儿异味也没有: none at all */
    if (context->graded)
        polar->degree = context->base > 0 ? NEGATED_DEGREE : 1;
    else
        polar->degree = capped(context, polar->degree);
    add_factor(context, KEFU_FACTOR_DEGREE, degree_start, degree_end, polar->degree != 1,
               polar->degree);
}

/* ---- what the clause says ---- */

static bool ends_with_negation(const struct context *context, const struct mark *mark) {
    return mark->end - mark->start > 3 &&
           memcmp(context->scratch->text + mark->end - 3, "不", 3) == 0;
}

/* A rhetorical question asserts the opposite of a positive (难道好用吗) and of something denied
 * (谁说不好用, 难道不该退吗), but not of a plain negative (凭什么这么差). */
static void apply_rhetorical(struct context *context) {
    const uint32_t at = context->clause->rhetorical;
    const double value = context->base * context->polar->product;
    if (at == UINT32_MAX || context->marks[at].start >= context->mark->end)
        return;
    if (context->marks[at].start >= context->mark->start &&
        context->marks[at].end <= context->mark->end)
        return; /* a part of what is said: 谁不爱呢 */
    if (context->polar->negators > 0 && context->marks[at].start >= context->left)
        return; /* 没觉得哪里值 denies, and asks nothing */
    if (value > 0 && ends_with_negation(context, &context->marks[at]))
        return; /* 谁不喜欢 */
    if (value < 0 && context->polar->negators == 0 && !is_negation(context))
        return;
    add_mark_factor(context, KEFU_FACTOR_RHETORICAL, at, RHETORICAL);
}

/* Is the polar mark on the side that the marker speaks of? One that ends its clause (…吗, …就好了)
 * looks back, any other looks forward; over a clause's border it always holds. */
static bool is_unreal(const struct context *context, const struct mark *marker) {
    const struct clause *clauses = context->scratch->clauses.items;
    const struct clause *own = &clauses[marker->clause];
    if (marker->start >= context->mark->start && marker->end <= context->mark->end)
        return false; /* a part of what is said: 希望…越来越好 */
    if (context->mark->clause != marker->clause)
        return true;
    if (kefu__characters_between(context->scratch, marker->end, own->end, IRREALIS_TAIL) <=
        IRREALIS_TAIL)
        return true;
    return context->mark->start >= marker->start;
}

/* Does 就好了 close what 要是 opened in the clause? 要是尺码准一点就好了: it is not. Courtesy like
 * …就更好了 says no such thing. */
static bool is_missed(const struct context *context, uint32_t at) {
    static const char *const closings[] = {"就好了", "就好啦", "该多好"};
    const struct lexicon_word *word = word_of(context, &context->marks[at]);
    uint32_t i;
    size_t k = 0;
    while (k < sizeof closings / sizeof *closings && !kefu__str_is(word->text, closings[k]))
        k++;
    if (k == sizeof closings / sizeof *closings)
        return false;
    for (i = at > ANALYSIS_REACH ? at - ANALYSIS_REACH : 0; i < at; i++)
        if (i >= context->clause->first && context->marks[i].sense == SENSE_IRREALIS &&
            !context->marks[i].hidden && kefu__word_supposes(word_of(context, &context->marks[i])))
            return true;
    return false;
}

static void apply_irrealis(struct context *context) {
    const uint32_t at = context->clause->irrealis;
    const struct lexicon_word *word;
    double factor;
    if (at == UINT32_MAX || !is_unreal(context, &context->marks[at]))
        return;
    word = word_of(context, &context->marks[at]);
    if (word->kind == IRREALIS_REQUEST && context->forbidden)
        return; /* 拜托别再送错了: it was so before */
    factor = (double)word->factor;
    if (word->kind == IRREALIS_QUESTION && context->clause->rhetorical != UINT32_MAX)
        return; /* no question at all */
    if (word->kind != IRREALIS_REQUEST && context->base * context->polar->product < 0)
        factor = sqrt(factor); /* 怎么这么慢: who asks so, complains */
    context->polar->irrealis = factor;
    if (context->base > 0 && context->polar->product > 0 && is_supposed(context) &&
        is_negation(context))
        factor = -sqrt(factor); /* 要是不卡就好了, 早说我就不用等了: it does, and I did */
    else if (context->base > 0 && context->polar->product > 0 && is_missed(context, at))
        factor = MISSED;
    context->polar->unreal = word->kind;
    add_mark_factor(context, KEFU_FACTOR_IRREALIS, at, factor);
}

static void apply_contrast(struct context *context) {
    const uint32_t at = context->clause->contrast;
    const struct mark *mark = at != UINT32_MAX ? &context->marks[at] : context->mark;
    add_factor(context, KEFU_FACTOR_CONTRAST, mark->start, mark->end, at != UINT32_MAX,
               context->clause->contrast_factor);
}

static void apply_punctuation(struct context *context) {
    const uint32_t marks = context->clause->exclamations, end = context->clause->end;
    add_factor(context, KEFU_FACTOR_PUNCTUATION, end, end, marks > 0,
               1 + EXCLAMATION * (marks < 3 ? marks : 3));
}

static void apply_role(struct context *context) {
    const double value = context->base * context->polar->product;
    if (context->scratch->role != KEFU_ROLE_CUSTOMER && value < 0)
        add_factor(context, KEFU_FACTOR_ROLE, 0, 0, true, AGENT_NEGATIVE);
}

/* The same words for the n-th time count half of the time before. */
static void apply_repetition(struct context *context) {
    const struct polar *polars = context->scratch->polars.items;
    const uint64_t bit = (uint64_t)1 << context->mark->value % 64;
    double factor = 1;
    size_t i;
    if (!(context->scratch->polar_values & bit)) { /* nearly all stand once */
        context->scratch->polar_values |= bit;
        return;
    }
    for (i = context->scratch->polars.count; i > 0 && factor > 0.1; i--)
        if (context->marks[polars[i - 1].mark].value == context->mark->value)
            factor *= REPEATED;
    add_factor(context, KEFU_FACTOR_REPETITION, 0, 0, factor != 1, factor);
}

/* A graded word (好, 慢) means something beside a negator or degree word, or as what its clause
 * ends with; 好 of 好的 and 你好 does not. */
static bool is_meant(const struct context *context) {
    if (!(context->mark->flags & ENTRY_GRADED) || context->polar->negators > 0 ||
        context->polar->degree != 1)
        return true;
    return context->mark->start >= context->clause->start + 6 &&
           ends_clause(context, context->mark->end);
}

/* Does a wish hold in the clause? Reviews, of which learned words know, hardly wish. */
static bool is_wished(const struct context *context) {
    const uint32_t at = context->clause->irrealis;
    return at != UINT32_MAX && word_of(context, &context->marks[at])->kind == IRREALIS_WISH;
}

/* What the factors make of it. */
static void evaluate(const struct context *context) {
    struct polar *polar = context->polar;
    const double base = context->base;
    polar->value = base * polar->product;
    polar->turned = (polar->value * base < 0) | (polar->negators > 0) | (polar->irrealis != 1) |
                    ((context->mark->traits & TRAIT_DENIES) != 0) |
                    (context->clause->contrast != UINT32_MAX) | is_wished(context);
    polar->value *= context->mark->flags & ENTRY_AMBIGUOUS ? 0.5 : 1;
}

/* Keeps the polar, and tells its mark and clause of it. */
static void keep_polar(const struct context *context) {
    struct kefu_scratch *scratch = context->scratch;
    const struct polar *polar = context->polar;
    const uint32_t number = (uint32_t)scratch->polars.count++;
    struct mark *mark = (struct mark *)scratch->marks.items + polar->mark;
    struct clause *clause = (struct clause *)scratch->clauses.items + mark->clause;
    scratch->factors.count += polar->factor_count;
    mark->judged = number;
    clause->first_polar = clause->last_polar == 0 ? number : clause->first_polar;
    clause->last_polar = number + 1;
    kefu__sentiment_add(scratch, polar, clause->contrast != UINT32_MAX);
}

/* All about the polar mark in a place among its neighbours. */
static void apply_all(struct kefu_scratch *scratch, uint32_t place) {
    static const struct polar blank = {.degree = 1, .irrealis = 1, .product = 1};
    struct polar *polar = (struct polar *)scratch->polars.items + scratch->polars.count;
    const struct mark *marks = scratch->marks.items;
    const uint32_t *neighbours = scratch->neighbours.items;
    const struct mark *mark = &marks[neighbours[place]];
    struct context context = {
        .scratch = scratch,
        .marks = marks,
        .neighbours = neighbours,
        .place = place,
        .clause = (const struct clause *)scratch->clauses.items + mark->clause,
        .polar = polar,
        .factors = (struct factor_record *)scratch->factors.items + scratch->factors.count,
        .mark = mark,
        .base = (double)mark->polarity,
    };
    if (mark->muted)
        return;
    *polar = blank;
    polar->mark = neighbours[place];
    polar->factors = (uint32_t)scratch->factors.count;
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

bool kefu__grammar_apply(struct kefu_scratch *scratch) {
    static const struct verdict none = {0};
    const size_t most = scratch->polar_marks.count;
    const uint32_t *polar;
    size_t i;
    scratch->polars.count = scratch->factors.count = 0;
    scratch->polar_values = 0;
    scratch->verdict = none;
    if (!kefu__list_reserve(scratch, &scratch->polars, most + 1) ||
        !kefu__list_reserve(scratch, &scratch->factors, most * MOST_FACTORS + 1))
        return false;
    polar = scratch->polar_marks.items;
    for (i = 0; i < most; i++)
        apply_all(scratch, polar[i]);
    return true;
}
