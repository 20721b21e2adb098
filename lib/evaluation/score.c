/* SPDX-License-Identifier: MIT
 * Computes scores from answers: points, sections, the total; vetoes, bonus, deductions, bands. */
#include <math.h>
#include <string.h>

#include "evaluation/parts.h"

/* A weighted mean that is being computed over the questions or sections of a rubric. */
struct sum {
    double earned, possible; /* weighted sums of points reached, and of maximum points */
    uint64_t counted;        /* number of questions or sections that have a score */
    bool pending;            /* a question is not decided yet */
};

static kefu_value score_value(double score) {
    kefu_value value = {0, 0, 0, 1, KEFU_STATE_OK, KEFU_REASON_NONE, 0, KEFU_UNIT_SCORE};
    value.value = score;
    return value;
}

static kefu_value no_value(uint32_t state, uint32_t reason) {
    kefu_value value = {0, 0, 0, 0, 0, 0, 0, KEFU_UNIT_SCORE};
    value.state = state;
    value.reason = reason;
    return value;
}

static double bounded(double number, double low, double high) {
    return number < low ? low : number > high ? high : number;
}

static double rounded(double number, int digits) {
    const double scale = pow(10, digits);
    return round(number * scale) / scale;
}

/* ---- questions ---- */

static const struct rubric_range *range_of(const struct rubric_question *question, double number) {
    size_t i;
    for (i = 0; i < question->range_count; i++)
        if (number <= question->ranges[i].most)
            return &question->ranges[i];
    return NULL;
}

/* The points for an answer. *veto: the veto that a chosen option or range triggers; unchanged if
 * there is none. */
static double points_of(const struct rubric_question *question, const struct answer *answer,
                        struct rubric_veto *veto) {
    double points = 0;
    size_t i;
    if (question->type == QUESTION_RATING)
        return (answer->number - question->scale_min) / (question->scale_max - question->scale_min);
    if (question->type == QUESTION_NUMERIC) {
        const struct rubric_range *range = range_of(question, answer->number);
        if (!range)
            return 0;
        *veto = range->veto;
        return range->score;
    }
    for (i = 0; i < question->option_count; i++) {
        if (!(answer->options >> i & 1))
            continue;
        points += question->options[i].score;
        if (question->options[i].veto.action != VETO_NONE)
            *veto = question->options[i].veto;
    }
    return points;
}

/* Does a question without an answer still count (with 0 or all points), by its na_policy? */
static bool counts_without_answer(const struct rubric_question *question,
                                  const struct answer *answer) {
    return question->na != NA_EXCLUDE && answer->state != KEFU_STATE_PENDING;
}

static void keep_veto(struct kefu_evaluation *evaluation, uint32_t question,
                      const struct rubric_veto *veto) {
    if (veto->action == VETO_NONE)
        return;
    evaluation->vetoes[evaluation->veto_count].question = question;
    evaluation->vetoes[evaluation->veto_count++].veto = *veto;
}

static void score_question(struct kefu_evaluation *evaluation, uint32_t index) {
    const struct rubric_question *question = &evaluation->rubric->questions[index];
    struct question_result *result = &evaluation->questions[index];
    struct rubric_veto veto = {VETO_FORM, VETO_NONE, 0};
    double share;
    result->possible = question->possible;
    result->earned = 0;
    if (result->answer.state == KEFU_STATE_OK) {
        result->earned = points_of(question, &result->answer, &veto);
        keep_veto(evaluation, index, &veto);
    } else if (!counts_without_answer(question, &result->answer)) {
        result->score = no_value(result->answer.state, result->answer.reason);
        return;
    } else if (question->na == NA_FULL) {
        result->earned = question->possible;
    }
    if (veto.scope == VETO_QUESTION && veto.action == VETO_ZERO)
        result->earned = 0;
    if (veto.scope == VETO_QUESTION && veto.action == VETO_CAP)
        result->earned = fmin(result->earned, veto.cap / 100 * result->possible);
    share = bounded(result->earned / result->possible, 0, 1);
    result->score = score_value(rounded(100 * share, evaluation->rubric->digits));
}

static double share_of(const struct question_result *result) {
    return bounded(result->earned / result->possible, 0, 1);
}

/* ---- sections ---- */

static double question_weight(const struct kefu_evaluation *evaluation, size_t question) {
    if (evaluation->profile != UINT32_MAX)
        return evaluation->rubric->profiles[evaluation->profile].question_weights[question];
    return evaluation->rubric->questions[question].weight;
}

static double section_weight(const struct kefu_evaluation *evaluation, size_t section) {
    if (evaluation->profile != UINT32_MAX)
        return evaluation->rubric->profiles[evaluation->profile].section_weights[section];
    return evaluation->rubric->sections[section].weight;
}

static void add_question(const struct kefu_evaluation *evaluation, size_t index, double weight,
                         struct sum *sum) {
    const struct rubric_question *question = &evaluation->rubric->questions[index];
    const struct question_result *result = &evaluation->questions[index];
    const bool points = evaluation->rubric->mode == SCORING_POINTS ||
                        evaluation->rubric->mode == SCORING_DEDUCTION;
    if (question->bonus > 0)
        return;
    if (result->score.state == KEFU_STATE_PENDING)
        sum->pending = true;
    if (!KEFU_VALUE_IS_NUMBER(result->score) || weight <= 0)
        return;
    sum->counted++;
    sum->earned += weight * (points ? result->earned : share_of(result));
    sum->possible += weight * (points ? result->possible : 1);
}

/* Makes a value from a score. Its state is "pending" while a question or section in `sum` is
 * undecided, and "no data" if none has a score. */
static kefu_value value_of(const struct sum *sum, double score) {
    kefu_value value = score_value(score);
    value.n = sum->counted;
    if (sum->counted == 0)
        return no_value(sum->pending ? KEFU_STATE_PENDING : KEFU_STATE_NO_DATA,
                        sum->pending ? KEFU_REASON_OPEN : KEFU_REASON_ALL_NOT_APPLICABLE);
    if (sum->pending) {
        value.state = KEFU_STATE_PENDING;
        value.reason = KEFU_REASON_OPEN;
        value.flags = KEFU_VALUE_PROVISIONAL;
    }
    return value;
}

/* Applies the vetoes (faults that zero or cap a score) of this scope, form or section. For the
 * section scope, only vetoes of questions in this section. */
static double after_vetoes(const struct kefu_evaluation *evaluation, uint32_t scope,
                           uint32_t section, double score) {
    size_t i;
    for (i = 0; i < evaluation->veto_count; i++) {
        const struct veto_result *veto = &evaluation->vetoes[i];
        if (veto->veto.scope != scope ||
            (scope == VETO_SECTION &&
             evaluation->rubric->questions[veto->question].section != section))
            continue;
        if (veto->veto.action == VETO_ZERO)
            score = fmin(score, evaluation->rubric->floor);
        else if (veto->veto.action == VETO_CAP)
            score = fmin(score, veto->veto.cap);
    }
    return score;
}

static void score_section(struct kefu_evaluation *evaluation, uint32_t index) {
    const struct rubric *rubric = evaluation->rubric;
    const struct rubric_section *section = &rubric->sections[index];
    struct section_result *result = &evaluation->sections[index];
    struct sum sum = {0, 0, 0, false};
    uint32_t i;
    for (i = 0; i < section->question_count; i++) {
        const size_t question = section->first_question + i;
        add_question(evaluation, question, question_weight(evaluation, question), &sum);
    }
    result->raw = sum.possible > 0
                      ? rounded(100 * bounded(sum.earned / sum.possible, 0, 1), rubric->digits)
                      : 0;
    result->score = value_of(&sum, after_vetoes(evaluation, VETO_SECTION, index, result->raw));
    result->band = sum.counted ? kefu__rubric_band(rubric, result->score.value) : NULL;
}

/* ---- the form ---- */

static bool deduct(struct kefu_evaluation *evaluation) {
    const struct rubric *rubric = evaluation->rubric;
    size_t i, hit;
    if (!evaluation->deductions)
        evaluation->deductions = kefu__arena_alloc_zero(
            &evaluation->arena, rubric->deduction_count * sizeof *evaluation->deductions);
    if (!evaluation->deductions)
        return false;
    evaluation->deduction_count = 0;
    for (i = 0; i < rubric->deduction_count; i++) {
        const struct rubric_deduction *deduction = &rubric->deductions[i];
        struct deduction_result *result = &evaluation->deductions[evaluation->deduction_count];
        result->hits = 0;
        for (hit = 0; hit < evaluation->hit_count; hit++)
            result->hits += evaluation->hits[hit].rule == deduction->rule;
        if (result->hits == 0)
            continue;
        result->deduction = (uint32_t)i;
        result->points = fmin(deduction->points * (deduction->per_hit ? result->hits : 1),
                              deduction->most);
        evaluation->deduction_count++;
    }
    return true;
}

/* The weighted sum over the rubric's sections, or its questions if sections have no weights. `raw`:
 * uses the scores that sections had before their vetoes. */
static struct sum sum_form(const struct kefu_evaluation *evaluation, bool raw) {
    const struct rubric *rubric = evaluation->rubric;
    struct sum sum = {0, 0, 0, false};
    size_t i;
    if (rubric->mode != SCORING_WEIGHTED_SECTIONS) {
        for (i = 0; i < rubric->question_count; i++)
            add_question(evaluation, i, question_weight(evaluation, i), &sum);
        return sum;
    }
    for (i = 0; i < rubric->section_count; i++) {
        const struct section_result *result = &evaluation->sections[i];
        const double weight = section_weight(evaluation, i);
        if (weight <= 0)
            continue;
        sum.pending = sum.pending || result->score.state == KEFU_STATE_PENDING;
        if (result->score.n == 0)
            continue;
        sum.counted++;
        sum.earned += weight * (raw ? result->raw : result->score.value) / 100;
        sum.possible += weight;
    }
    return sum;
}

static double add_bonus(struct kefu_evaluation *evaluation) {
    double bonus = 0;
    size_t i;
    for (i = 0; i < evaluation->rubric->question_count; i++)
        if (evaluation->rubric->questions[i].bonus > 0 &&
            KEFU_VALUE_IS_NUMBER(evaluation->questions[i].score))
            bonus += evaluation->rubric->questions[i].bonus * share_of(&evaluation->questions[i]);
    return bonus;
}

static double form_score(const struct kefu_evaluation *evaluation, const struct sum *sum) {
    const struct rubric *rubric = evaluation->rubric;
    double score = sum->possible > 0 ? rubric->base * sum->earned / sum->possible : 0;
    size_t i;
    if (rubric->mode == SCORING_DEDUCTION)
        score = rubric->base - (sum->possible - sum->earned);
    for (i = 0; i < evaluation->deduction_count; i++)
        score -= evaluation->deductions[i].points;
    return rounded(bounded(score + evaluation->bonus, rubric->floor, rubric->cap), rubric->digits);
}

/* The score over the questions marked as critical; a question without a weight has weight 1. */
static kefu_value score_critical(const struct kefu_evaluation *evaluation) {
    struct sum sum = {0, 0, 0, false};
    double score;
    size_t i;
    for (i = 0; i < evaluation->rubric->question_count; i++) {
        const double weight = question_weight(evaluation, i);
        if (evaluation->rubric->questions[i].critical)
            add_question(evaluation, i, weight > 0 ? weight : 1, &sum);
    }
    score = sum.possible > 0 ? 100 * bounded(sum.earned / sum.possible, 0, 1) : 0;
    return value_of(&sum, rounded(score, evaluation->rubric->digits));
}

/* Stores the weights with which sections and questions counted. Those of sections are normalised to
 * a sum of 100 over the sections that have a score; without a score the weight is 0. */
static void apply_weights(struct kefu_evaluation *evaluation) {
    const struct rubric *rubric = evaluation->rubric;
    double total = 0;
    size_t i;
    for (i = 0; i < rubric->section_count; i++)
        if (evaluation->sections[i].score.n > 0)
            total += section_weight(evaluation, i);
    for (i = 0; i < rubric->section_count; i++) {
        const bool counts = evaluation->sections[i].score.n > 0 && total > 0;
        evaluation->sections[i].weight =
            counts ? rounded(100 * section_weight(evaluation, i) / total, 4) : 0;
    }
    for (i = 0; i < rubric->question_count; i++)
        evaluation->questions[i].weight = KEFU_VALUE_IS_NUMBER(evaluation->questions[i].score)
                                              ? question_weight(evaluation, i)
                                              : 0;
}

bool kefu__evaluation_score(struct kefu_evaluation *evaluation) {
    const struct rubric *rubric = evaluation->rubric;
    struct sum sum;
    uint32_t i;
    evaluation->veto_count = 0;
    if (!deduct(evaluation))
        return false;
    for (i = 0; i < rubric->question_count; i++)
        score_question(evaluation, i);
    for (i = 0; i < rubric->section_count; i++)
        score_section(evaluation, i);
    apply_weights(evaluation);
    evaluation->bonus = add_bonus(evaluation);
    sum = sum_form(evaluation, true);
    evaluation->raw = value_of(&sum, form_score(evaluation, &sum));
    sum = sum_form(evaluation, false);
    evaluation->score = value_of(
        &sum, after_vetoes(evaluation, VETO_FORM, 0, form_score(evaluation, &sum)));
    evaluation->critical = score_critical(evaluation);
    evaluation->band = sum.counted ? kefu__rubric_band(rubric, evaluation->score.value) : NULL;
    return true;
}
