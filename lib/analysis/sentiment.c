/* SPDX-License-Identifier: MIT
 * The one formula: what all hits bring, added up, and the label that follows. */
#include "analysis/analysis.h"
#include "stats/logistic.h"

#include <math.h>
#include <string.h>

/* The formula (docs/analysis.md, "One sum"):
 *
 *     score = logit(prior) + trust · (β · bias + Σ learned) + gain / √n · Σ hand
 *
 * β = m / (m + BIAS_HALF) for m distinct learned keywords: what a model says of a text in which it
 * knows nothing is no evidence. n counts the hand-written hits. Trust and gain depend on how long
 * the text is. Learned weights come from reviews: of several clauses they know most, while one or
 * two clauses are better judged by what was written by hand, the more so where grammar turns a word
 * round. The numbers were fitted on dev texts: signs by accuracy, sizes so that the score is a
 * logit. */
#define BIAS_HALF 5.0

static const struct weighing {
    size_t clauses; /* up to so many */
    double trust;   /* beside hand-written words */
    double turned;  /* where grammar changes one of them: negation, rhetoric, contrast, wish */
    double alone;   /* without any */
    double gain;
} weighings[] = {
    {2, 0.36, 0.16, 0.9, 2.2},
    {3, 0.85, 0.75, 0.95, 0.9},
    {6, 0.86, 0.86, 0.95, 0.95},
    {SIZE_MAX, 0.9, 0.9, 1.0, 0.8},
};

/* How much a text must be of one pack's topic, unless the caller names the pack, to be judged as a
 * review of one clause more, where grammar changes none of its words: 55 of 100 short reviews are
 * of one topic, and 8 of 100 sentences to a service. */
#define KNOWN_SHARE    0.85
#define KNOWN_KEYWORDS 10 /* found of the learned model: fewer tell no industry */

/* A question, request or wish of up to so many clauses that judges nothing is no review. */
#define CONTRAST_TRUST 0.4
#define CONTRAST_GAIN  1.6
#define ASKED_CLAUSES  3
#define STATED_CLAUSES 2 /* a statement of more is a story */
#define ASKED_TRUST    0.05
#define CHALLENGE      (-0.9) /* logits that a challenge brings: part of the bias */
#define ASKED_GAIN     1.2

/* Of three clauses with a contrast word one side counts; learned words do not know which. */
#define CONTRASTED_CLAUSES 3
#define CONTRASTED_TRUST   0.75
#define CONTRASTED_GAIN    1.2

#define NEUTRAL_BELOW  0.06 /* |polarity| below it is neutral … */
#define NEUTRAL_ALONE  0.33 /* … and where nothing hand-written judges */
#define MIXED_FROM     0.3  /* each side's hand-written sum, before the gain */
#define MIXED_RATIO    0.7  /* the weaker side against the stronger */
#define MIXED_CONTRAST 0.95 /* … where a contrast says which side counts */
#define MIXED_BELOW    0.9  /* |polarity| from which one side has won anyway */

/* Below it a polar word in a question or wish is no judgement. */
#define REAL_FROM    0.7
#define REAL_LEAST   0.12 /* value below which a good word is courtesy */
/* Bad words in a question count as a judgement from here on, after their factors. */
#define BAD_QUESTION (-0.3)

enum {
    ONE_CHARACTER = 3,    /* bytes of one that is Han */
    CHALLENGE_LEAST = 24, /* bytes of a question that is more than asking in short */
    CHALLENGE_MOST = 180
};

/* ---- trust ---- */

/* A question mark behind words that ask for nothing (五星级酒店就这水平？) challenges: it ends what
 * no question word, and no word of one that is left out (能到？ 包邮？), stands in, and speaks to
 * somebody or of what ought not to be. */
static bool holds(const char *text, size_t size, const char (*words)[4], size_t count) {
    size_t at, i;
    for (at = 0; at + 3 <= size; at++)
        for (i = 0; i < count; i++)
            if (memcmp(text + at, words[i], 3) == 0)
                return true;
    return false;
}

static bool challenges(const struct kefu_scratch *scratch) {
    static const char asking[][4] = {"能", "可", "包", "几", "多", "哪", "什",
                                     "啥", "吗", "么", "吧", "呢", "请", "需",
                                     "咋", "何", "嗎", "麼", "幾", "請", "支"};
    static const char cues[][4] = {"你", "就", "也", "都", "才", "又", "让", "不", "没", "谁"};
    const struct stop *stops = scratch->stops.items;
    const size_t size = scratch->size;
    if (scratch->polars.count > 0 || size < CHALLENGE_LEAST || size > CHALLENGE_MOST ||
        scratch->stops.count == 0 || stops[scratch->stops.count - 1].boundary != BOUNDARY_QUESTION)
        return false;
    return !holds(scratch->text, size, asking, sizeof asking / sizeof *asking) &&
           holds(scratch->text, size, cues, sizeof cues / sizeof *cues);
}

/* What the two kinds of evidence count for in one text. */
struct weight {
    double trust, gain;
    bool judges; /* a hand-written word says more than a question or wish */
};

/* Are one or two clauses plainly a review? A caller who names the pack says so. */
static bool is_review(const struct kefu_scratch *scratch) {
    if (scratch->pack_named)
        return true;
    return scratch->learned_factors.share >= KNOWN_SHARE &&
           scratch->features.count >= KNOWN_KEYWORDS && !scratch->verdict.turned;
}

/* Does a neutral phrase cover mark `at`? (请 of 申请, but not the 吗 that ends 能刷卡吗) */
static bool is_blocked(const struct kefu_scratch *scratch, size_t at) {
    const struct mark *marks = scratch->marks.items;
    const struct clause *clauses = scratch->clauses.items;
    size_t i;
    if (scratch->lexicon->words[marks[at].value].kind == IRREALIS_QUESTION &&
        marks[at].end == clauses[marks[at].clause].end)
        return false;
    i = at > ANALYSIS_REACH ? at - ANALYSIS_REACH : 0;
    for (; i < scratch->marks.count && marks[i].start <= marks[at].start; i++)
        if (marks[i].sense == SENSE_BLOCKER && marks[i].end >= marks[at].end)
            return true;
    return false;
}

/* Does a mark of irrealis make its text one that asks? A statement does not where there is more to
 * the text, or where the caller says that it is a review (已经收到了，…); and 我办了 states only
 * where its clause begins, unlike that of 给我办了. */
static bool counts_as_asking(const struct kefu_scratch *scratch, const struct mark *mark) {
    const struct lexicon_word *word = &scratch->lexicon->words[mark->value];
    const struct clause *clause = (const struct clause *)scratch->clauses.items + mark->clause;
    if (word->kind == IRREALIS_STATEMENT)
        return scratch->clauses.count <= STATED_CLAUSES && !scratch->pack_named &&
               (mark->start == clause->start || strncmp(word->text.data, "我", 3) != 0);
    return !kefu__mark_is_told(scratch, mark);
}

/* Is a question mark, or a word that asks, begs, wishes or supposes in the text? Those that lie
 * inside a longer word (能不能快点) ask too, but not a single character of a neutral phrase. Who
 * states a fact (我已经付款了) asks for what follows from it. */
static bool asks(const struct kefu_scratch *scratch) {
    const struct mark *marks = scratch->marks.items;
    const struct stop *stops = scratch->stops.items;
    size_t i;
    for (i = 0; i < scratch->stops.count; i++)
        if (stops[i].boundary == BOUNDARY_QUESTION)
            return true;
    for (i = 0; i < scratch->marks.count; i++)
        if (marks[i].sense == SENSE_IRREALIS && counts_as_asking(scratch, &marks[i]) &&
            !(marks[i].hidden && marks[i].end - marks[i].start <= ONE_CHARACTER &&
              is_blocked(scratch, i)))
            return true;
    return false;
}

/* Does a question stand in the text? */
static bool questions(const struct kefu_scratch *scratch) {
    const struct mark *marks = scratch->marks.items;
    const struct stop *stops = scratch->stops.items;
    size_t i;
    for (i = 0; i < scratch->stops.count; i++)
        if (stops[i].boundary == BOUNDARY_QUESTION)
            return true;
    for (i = 0; i < scratch->marks.count; i++)
        if (marks[i].sense == SENSE_IRREALIS &&
            scratch->lexicon->words[marks[i].value].kind == IRREALIS_QUESTION)
            return true;
    return false;
}

/* A hand-written word judges, but for courtesy (好的谢谢) and where its clause is not real. */
static bool is_plain(const struct polar *polar) {
    return (polar->irrealis >= REAL_FROM) & ((polar->value < 0) | (polar->value >= REAL_LEAST));
}

/* Does one judge that is not plain, rather than ask, wish or suppose? A bad word does in a wish
 * (别再骗人), in a supposition unless something is asked (如果是假货我会报警), and in a question if
 * it is bad enough (客服是摆设吗, but not 会掉色吗). */
static bool is_real(const struct kefu_scratch *scratch, const struct polar *polar) {
    if (polar->value >= 0 || polar->unreal == IRREALIS_REQUEST)
        return false;
    if (polar->unreal == IRREALIS_QUESTION)
        return polar->value <= BAD_QUESTION;
    return polar->unreal == IRREALIS_WISH || !questions(scratch);
}

void kefu__sentiment_add(struct kefu_scratch *scratch, const struct polar *polar, bool contrasted) {
    struct verdict *verdict = &scratch->verdict;
    const double value = polar->value, size = fabs(value);
    verdict->hand += value;
    verdict->good += (size + value) / 2; /* value or 0, to the bit */
    verdict->bad += (size - value) / 2;
    verdict->turned |= polar->turned;
    verdict->contrasted |= contrasted;
    verdict->judges |= is_plain(polar);
    if (!verdict->judges)
        verdict->judges = is_real(scratch, polar);
}

/* Clauses; a contrast word makes two short ones (界面漂亮，功能却一团糟) no longer text. */
static size_t count_clauses(const struct kefu_scratch *scratch) {
    const size_t count = scratch->clauses.count - scratch->touching;
    return count <= weighings[0].clauses ? count : scratch->clauses.count;
}

/* Does a contrast word weigh one of the clauses? */
static bool is_contrasted(const struct kefu_scratch *scratch) {
    const struct clause *clauses = scratch->clauses.items;
    size_t i;
    for (i = 0; i < scratch->clauses.count; i++)
        if (clauses[i].contrast != UINT32_MAX)
            return true;
    return false;
}

static struct weight weigh(const struct kefu_scratch *scratch) {
    const size_t clauses = count_clauses(scratch);
    const bool judges = scratch->verdict.judges;
    const struct weighing *row = weighings;
    struct weight weight = {ASKED_TRUST, ASKED_GAIN, judges};
    if (clauses <= ASKED_CLAUSES && !judges && asks(scratch))
        return weight;
    while (clauses > row->clauses)
        row++;
    if (row == weighings && is_review(scratch))
        row++;
    weight.gain = judges ? row->gain : ASKED_GAIN;
    weight.trust = scratch->polars.count == 0 ? row->alone
                   : scratch->verdict.turned  ? row->turned
                                              : row->trust;
    if (row == weighings && clauses < scratch->clauses.count && judges) {
        weight.trust = CONTRAST_TRUST;
        weight.gain = CONTRAST_GAIN;
    } else if (clauses == CONTRASTED_CLAUSES && judges && !scratch->pack_named &&
               is_contrasted(scratch)) {
        weight.trust = CONTRASTED_TRUST;
        weight.gain = CONTRASTED_GAIN;
    }
    return weight;
}

/* ---- the label ---- */

/* Both sides strong and neither much stronger; a contrast makes its side the stronger one. */
static bool is_mixed(const struct verdict *verdict, double ratio) {
    const bool is_good = verdict->good > verdict->bad;
    const double more = is_good ? verdict->good : verdict->bad;
    const double less = is_good ? verdict->bad : verdict->good;
    if (verdict->contrasted && ratio < MIXED_CONTRAST)
        ratio = MIXED_CONTRAST;
    return less >= MIXED_FROM && less >= ratio * more;
}

static void judge(struct kefu_scratch *scratch, bool judges) {
    const struct scheme_tuning *tuning = &scratch->analysis.scheme->tuning;
    kefu_sentiment *sentiment = &scratch->analysis.sentiment;
    const double neutral = judges ? NEUTRAL_BELOW : NEUTRAL_ALONE;
    sentiment->positive_probability = kefu__logistic(sentiment->score);
    /* tanh((score − threshold) / 2) */
    sentiment->polarity = 2 * kefu__logistic(sentiment->score - tuning->threshold) - 1;
    if (fabs(sentiment->polarity) < MIXED_BELOW && is_mixed(&scratch->verdict, MIXED_RATIO))
        sentiment->label = KEFU_LABEL_MIXED;
    else if (sentiment->hits > 0 && fabs(sentiment->polarity) >= neutral)
        sentiment->label = sentiment->polarity > 0 ? KEFU_LABEL_POSITIVE : KEFU_LABEL_NEGATIVE;
    else
        sentiment->label = is_mixed(&scratch->verdict, 0) ? KEFU_LABEL_MIXED : KEFU_LABEL_NEUTRAL;
    if (sentiment->label == KEFU_LABEL_NEUTRAL || sentiment->label == KEFU_LABEL_MIXED)
        sentiment->confidence = 1 - fabs(sentiment->polarity);
    else
        sentiment->confidence = fabs(sentiment->polarity);
}

/* The part of the score that no hit brings. */
static double bias_of(const struct kefu_scratch *scratch, double trust) {
    const double m = (double)scratch->features.count;
    double bias = scratch->analysis.scheme->tuning.prior;
    if (m > 0)
        bias += trust * m / (m + BIAS_HALF) * scratch->learned_factors.bias;
    return bias;
}

bool kefu__sentiment_sum(struct kefu_scratch *scratch) {
    const struct weight weight = weigh(scratch);
    struct kefu_analysis *analysis = &scratch->analysis;
    scratch->trust = weight.trust;
    scratch->gain = weight.gain / sqrt((double)(scratch->polars.count + !scratch->polars.count));
    analysis->bias = bias_of(scratch, weight.trust) + (challenges(scratch) ? CHALLENGE : 0);
    analysis->sentiment.score = analysis->bias + weight.trust * scratch->learned +
                                scratch->gain * scratch->verdict.hand;
    analysis->sentiment.hits = (uint32_t)(scratch->features.count + scratch->polars.count);
    judge(scratch, weight.judges);
    return kefu__hits_reserve(scratch);
}
