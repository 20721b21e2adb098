/* SPDX-License-Identifier: MIT
 * Which of the ids that were found are listed as results, and in which order. */
#include "analysis/analysis.h"

#include <string.h>

/* A comparison for sorting results: true if `a` goes before `b`. */
typedef bool (*order)(const struct input *input, const struct id_scores *ids,
                      const struct ranked *a, const struct ranked *b);

static const struct lexicon_id *id_of(const struct input *input, const struct id_scores *ids,
                                      const struct ranked *ranked) {
    const struct id_score *scores = ids->scores.items;
    return &input->lexicon->ids[scores[ranked->index].id];
}

static bool is_stronger(const struct input *input, const struct id_scores *ids,
                        const struct ranked *a, const struct ranked *b) {
    if (a->score != b->score)
        return a->score > b->score;
    if (a->kind != b->kind)
        return a->kind < b->kind;
    return strcmp(id_of(input, ids, a)->id, id_of(input, ids, b)->id) < 0;
}

/* The order of results in the output: by kind, and of one kind the strongest first. */
static bool is_earlier(const struct input *input, const struct id_scores *ids,
                       const struct ranked *a, const struct ranked *b) {
    return a->kind != b->kind ? a->kind < b->kind : is_stronger(input, ids, a, b);
}

/* Insertion sort, since there are few results. */
static inline void sort(const struct input *input, struct id_scores *ids, order is_before) {
    struct ranked *ranked = ids->ranked.items;
    size_t j;
    for (size_t i = 1; i < ids->ranked.count; i++) {
        const struct ranked item = ranked[i];
        for (j = i; j > 0 && is_before(input, ids, &item, &ranked[j - 1]); j--)
            ranked[j] = ranked[j - 1];
        ranked[j] = item;
    }
}

static bool holds(const struct lexicon_id_list *list, uint32_t id) {
    for (size_t i = 0; i < list->count; i++)
        if (list->ids[i] == id)
            return true;
    return false;
}

/* The score of an id in this text; NULL if the text does not mention the id. */
static const struct id_score *found_score(const struct id_scores *ids, uint32_t id) {
    const struct id_score *scores = ids->scores.items;
    const uint32_t number = ((const uint32_t *)ids->score_numbers.items)[id];
    return number < ids->scores.count && scores[number].id == id ? &scores[number] : NULL;
}

/* Does this excuse hold for an accused turn: does the turn contain a word of the excuse, or one of
 * its service acts? An act that was found in the accusing words themselves does not count. */
static bool excuses(const struct input *input, const struct id_scores *ids,
                    const struct lexicon_excuse *excuse, const struct id_score *accusation) {
    const double least = input->lexicon->grammar.thresholds[KEFU_FOUND_ACT];
    if (found_score(ids, excuse->id))
        return true;
    for (size_t i = 0; i < excuse->acts.count; i++) {
        const struct id_score *act = found_score(ids, excuse->acts.ids[i]);
        if (act && 1 - act->missing >= least &&
            (act->start >= accusation->end || act->end <= accusation->start))
            return true;
    }
    return false;
}

/* Keeps an accusation (a fault of an agent) unless something in the turn excuses it: as a fault if
 * it is certain, its id was measured to be precise, and the learned model does not contradict the
 * words; otherwise as a hint for reviewers. */
static bool weigh_accusation(const struct input *input, const struct accusing *accusing,
                             const struct id_scores *ids, struct ranked *ranked) {
    const struct lexicon *lexicon = input->lexicon;
    const struct id_score *score = (const struct id_score *)ids->scores.items + ranked->index;
    const double certainty = lexicon->ids[score->id].certainty;
    for (size_t i = 0; i < lexicon->excuse_count; i++) {
        const struct lexicon_excuse *excuse = &lexicon->excuses[i];
        if ((excuse->faults.count == 0 || holds(&excuse->faults, score->id)) &&
            excuses(input, ids, excuse, score))
            return false;
    }
    if (ranked->score < lexicon->grammar.thresholds[KEFU_FOUND_FAULT] ||
        (certainty >= 0 && certainty < constants.certainty_min) ||
        (score->id != lexicon->repetition &&
         kefu__accusing_clears(accusing, score->start, score->end)))
        ranked->kind = KEFU_FOUND_HINT;
    return ranked->score >= constants.hint_min;
}

static void rank(const struct input *input, const struct accusing *accusing,
                 struct id_scores *ids) {
    const struct id_score *scores = ids->scores.items;
    const double *thresholds = input->lexicon->grammar.thresholds;
    struct ranked *ranked = ids->ranked.items;
    uint32_t i, count = 0;
    for (i = 0; i < ids->scores.count; i++) {
        const struct lexicon_id *id = &input->lexicon->ids[scores[i].id];
        ranked[count].score = 1 - scores[i].missing;
        ranked[count].kind = id->kind;
        ranked[count].index = i;
        if (id->kind == KEFU_FOUND_FAULT)
            count += weigh_accusation(input, accusing, ids, &ranked[count]);
        else if (id->kind < LEXICON_FOUND_KINDS)
            count += ranked[count].score >= thresholds[id->kind] &&
                     !(id->kind == KEFU_FOUND_EMOTION &&
                       kefu__emotion_is_outdone(input, ids, &scores[i]));
    }
    ids->ranked.count = count;
}

/* The number of clause boundaries made by punctuation; a clause boundary before a contrast word is
 * not counted. */
static size_t count_breaks(const struct segmentation *segments) {
    return segments->clauses.count > 0 ? segments->clauses.count - 1 - segments->touching : 0;
}

/* If there are more results than the limit, keeps the strongest. */
static void keep_strongest(const struct input *input, const struct segmentation *segments,
                           struct id_scores *ids) {
    const size_t most = constants.ids_max + count_breaks(segments) * constants.ids_more;
    if (ids->ranked.count <= most)
        return;
    sort(input, ids, is_stronger);
    ids->ranked.count = most;
}

/* Copies the results, which are sorted by kind and score, to the list that callers read. */
static void write_results(const struct input *input, struct id_scores *ids,
                          struct kefu_analysis *analysis) {
    const struct ranked *ranked = ids->ranked.items;
    struct found_record *founds = ids->founds.items;
    size_t i, at = 0;
    for (i = 0; i < ids->ranked.count; i++) {
        const struct id_score *score = (const struct id_score *)ids->scores.items + ranked[i].index;
        struct found_record *found = &founds[i];
        found->id = input->lexicon->ids[score->id].id;
        found->score = ranked[i].score;
        found->polarity = score->polarity / (score->judgements + !score->judgements);
        found->start = score->start;
        found->end = score->end;
        found->count = score->count;
        found->stance = ranked[i].kind == KEFU_FOUND_ASPECT && score->judgements == 0
                            ? KEFU_STANCE_NAMED
                            : KEFU_STANCE_JUDGED;
        found->certainty = input->lexicon->ids[score->id].certainty;
        analysis->found_count[ranked[i].kind]++;
    }
    if (ids->ranked.count == 0)
        return;
    for (i = 0; i < ANALYSIS_FOUND_KINDS; at += analysis->found_count[i++])
        analysis->found[i] = founds + at;
}

void kefu__found_list(const struct input *input, const struct segmentation *segments,
                      const struct accusing *accusing, struct id_scores *ids,
                      struct kefu_analysis *analysis) {
    rank(input, accusing, ids);
    if (ids->ranked.count > constants.ids_max)
        keep_strongest(input, segments, ids);
    sort(input, ids, is_earlier);
    write_results(input, ids, analysis);
}
