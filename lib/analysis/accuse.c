/* SPDX-License-Identifier: MIT
 * What an agent is accused of by a learned model: each sentence is given to the class with the
 * highest score, one of which stands for sentences without a fault.
 *
 * Entries of the lexicon are words that somebody wrote down; the model generalises from many
 * sentences to words that nobody did. docs/training.md has the formula. */
#include "analysis/analysis.h"
#include "stats/logistic.h"

#include <math.h>

kefu_status kefu__accusing_begin(struct accusing *accusing, const struct lexicon *lexicon,
                                 const kefu_allocator *allocator, kefu_error *error) {
    kefu_status status = KEFU_OK;
    if (accusing->accuser == &lexicon->accuser)
        return KEFU_OK;
    kefu__scanner_free(&accusing->scanner);
    accusing->accuser = NULL;
    if (lexicon->accuser.model)
        status = kefu__scanner_share(&accusing->scanner, lexicon->accuser.image, allocator, error);
    if (status == KEFU_OK)
        accusing->accuser = &lexicon->accuser;
    return status;
}

/* ---- what a sentence says itself ---- */

/* Finds the next bytes of the text in [*at, end) that are not inside a quotation, and sets *from
 * and *at to their start and end; these are equal if nothing is left. */
static void next_unquoted(const struct input *input, struct quotation_cursor *quoted, uint32_t *at,
                          uint32_t end, uint32_t *from) {
    while (*at < end && kefu__text_is_quoted(quoted, input->text, input->size, *at))
        ++*at;
    for (*from = *at; *at < end; ++*at)
        if (kefu__text_is_quoted(quoted, input->text, input->size, *at))
            return;
}

/* Searches the sentence in bytes [start, end) for the model's keywords, except inside of
 * quotations. */
static bool scan_sentence(const struct input *input, struct accusing *accusing,
                          struct quotation_cursor *quoted, uint32_t start, uint32_t end) {
    kefu_error error;
    if (kefu__scanner_begin(&accusing->scanner, &error) != KEFU_OK)
        return false;
    for (uint32_t at = start, from; at < end;) {
        next_unquoted(input, quoted, &at, end, &from);
        if (at > from &&
            kefu__scanner_add(&accusing->scanner, input->text + from, at - from, &error) != KEFU_OK)
            return false;
    }
    return true;
}

/* ---- what the model says ---- */

/* The score, in logits, that the model gives to a class (a fault, or "no fault") for the sentence
 * that was scanned last. */
static double score_of(const struct accusing *accusing, uint32_t class) {
    const struct learned_output *output = &accusing->accuser->model->outputs[class];
    return output->slope * kefu__learned_output(&accusing->scanner.sum, class) + output->intercept;
}

/* Returns the index of the lexicon_id of the fault with the highest score. *margin: by how much its
 * score exceeds that of the best class "no fault", in logits. */
static uint32_t likeliest_fault(const struct accusing *accusing, double *margin) {
    double accused = -HUGE_VAL, innocent = -HUGE_VAL;
    uint32_t id = LEARNED_NONE;
    for (uint32_t i = 0; i < accusing->accuser->model->output_count; i++) {
        const double score = score_of(accusing, i);
        if (accusing->accuser->ids[i] == LEARNED_NONE) {
            innocent = score > innocent ? score : innocent;
        } else if (score > accused) {
            accused = score;
            id = accusing->accuser->ids[i];
        }
    }
    *margin = accused - innocent;
    return id;
}

/* May a sentence be accused of the fault of repetition, that is, of being a set phrase? Only if it
 * is nearly all of a turn, and more than courtesies: 请您耐心等待 beside an answer is no fault, and
 * greetings and farewells are set phrases by nature. */
static bool is_formula(const struct input *input, const struct mention_lists *mentioned,
                       uint32_t start, uint32_t end) {
    return end - start >= 4 * constants.repeated_bytes_min &&
           (double)(end - start) >= constants.whole_share * (double)input->size &&
           kefu__substance(input, mentioned) >= ANALYSIS_SUBSTANCE_MIN;
}

/* May the model accuse of a fault with that probability? Of being a set phrase only with a higher
 * one, because innocent agents use the same phrases. */
static bool is_certain(const struct lexicon *lexicon, uint32_t id, double probability) {
    return probability >=
           (id == lexicon->repetition ? constants.formula_min : constants.accusation_min);
}

/* Lists what the model says of a sentence: a fault that is nearly certain, or that the sentence is
 * nearly certain to be innocent (id LEARNED_NONE). A fault that is less certain is not even listed
 * as a hint, because the model shows no words by which a reviewer could confirm it. */
static bool accuse(const struct input *input, const struct mention_lists *mentioned,
                   struct accusing *accusing, uint32_t start, uint32_t end) {
    double margin, probability;
    uint32_t id = likeliest_fault(accusing, &margin);
    struct accusation *accusation;
    probability = kefu__logistic(margin);
    if (probability <= constants.innocent_max)
        id = LEARNED_NONE;
    else if (id == LEARNED_NONE || !is_certain(input->lexicon, id, probability) ||
             (id == input->lexicon->repetition && !is_formula(input, mentioned, start, end)))
        return true;
    if (accusing->scanner.sum.count < constants.accused_words_min)
        return true;
    accusation = kefu__list_add(&accusing->accusations, sizeof *accusation);
    if (!accusation)
        return false;
    *accusation = (struct accusation){id, start, end, probability};
    return true;
}

bool kefu__accusing_clears(const struct accusing *accusing, uint32_t start, uint32_t end) {
    const struct accusation *accusations = accusing->accusations.items;
    for (size_t i = 0; i < accusing->accusations.count; i++)
        if (accusations[i].id == LEARNED_NONE && accusations[i].start <= start &&
            accusations[i].end >= end)
            return true;
    return false;
}

bool kefu__accusing_find(const struct input *input, const struct mention_lists *mentioned,
                         const struct segmentation *segments, struct accusing *accusing) {
    const struct clause *clause = segments->clauses.items, *next;
    const struct clause *const end = clause + segments->clauses.count;
    struct quotation_cursor quoted = {0, 0};
    accusing->accusations.count = 0;
    if (!accusing->accuser || !accusing->accuser->model || input->role != KEFU_ROLE_AGENT)
        return true;
    for (; clause < end; clause = next) {
        for (next = clause + 1; next < end && next->sentence == clause->sentence;)
            next++;
        if (next[-1].end - clause->start < constants.accused_bytes_min)
            continue;
        if (!scan_sentence(input, accusing, &quoted, clause->start, next[-1].end) ||
            !accuse(input, mentioned, accusing, clause->start, next[-1].end))
            return false;
    }
    return true;
}
