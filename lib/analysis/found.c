/* SPDX-License-Identifier: MIT
 * What has an id: emotions, aspects with their own polarity, acts, intents, faults, demands. */
#include "analysis/analysis.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Room for a tally of each id, and for what comes of them. */
static bool reserve(const struct input *input, struct id_scores *ids) {
    const size_t count = input->lexicon->id_count;
    return kefu__list_reserve(&ids->tallies, count) && kefu__list_reserve(&ids->ranked, count) &&
           kefu__list_reserve(&ids->founds, count) &&
           (ids->tally_numbers.count >= count || kefu__list_extend(&ids->tally_numbers, count));
}

/* What stands as an id's number may be of an earlier text: it holds if the tally is the id's. */
static struct tally *tally_of(struct id_scores *ids, uint32_t id) {
    static const struct tally none = {.missing = 1, .strongest = -1};
    struct tally *tallies = ids->tallies.items, *tally;
    uint32_t *number = (uint32_t *)ids->tally_numbers.items + id;
    if (*number < ids->tallies.count && tallies[*number].id == id)
        return &tallies[*number];
    *number = (uint32_t)ids->tallies.count++;
    tally = &tallies[*number];
    *tally = none;
    tally->id = id;
    return tally;
}

/* ---- what longer words take over ---- */

/* Is a hidden mark's aspect lost in a longer word? Words of grammar (发票怎么开) and words without
 * ids of their own say nothing of an aspect; a neutral phrase hides it, and another id replaces it.
 */
static bool is_replaced(const struct marked_words *marked, uint32_t at) {
    const struct mark *marks = marked->marks.items, *mark = &marks[at];
    const uint32_t size = mark->end - mark->start;
    const struct mark *other = &marks[at > constants.cover_reach ? at - constants.cover_reach : 0];
    const struct mark *end = marks + (marked->marks.count < at + constants.cover_reach
                                          ? marked->marks.count
                                          : at + constants.cover_reach);
    for (; other < end && other->start <= mark->start; other++)
        if ((other->end >= mark->end) & (other->end - other->start != size) & !other->wide &
            ((other->sense == SENSE_BLOCKER) | ((other->traits & TRAIT_IDS) != 0)))
            return true;
    return false;
}

/* Does the clause deny before a mark what the mark says? 我们从不要求好评, but not 不给好评就… */
static bool is_denied(const struct input *input, const struct marked_words *marked,
                      const struct segmentation *segments, uint32_t at) {
    const struct mark *marks = marked->marks.items, *mark = &marks[at];
    const struct clause *clause = (const struct clause *)segments->clauses.items + mark->clause;
    uint32_t i = at;
    for (; i > clause->first && at - i < constants.cover_reach; i--) {
        const struct mark *other = &marks[i - 1];
        if (other->sense == SENSE_NEGATOR && other->end <= mark->start &&
            other->end - other->start >= constants.denial_bytes_min &&
            kefu__characters_between(input, other->end, mark->start, constants.denial_reach) <=
                constants.denial_reach)
            return true;
    }
    return false;
}

/* ---- one mark ---- */

/* The polar state of a mark; NULL when it is not polar. */
static const struct polar *polar_of(const struct polar_evidence *evidence,
                                    const struct mark *mark) {
    const struct polar *polars = evidence->polars.items;
    return mark->judged != UINT32_MAX ? &polars[mark->judged] : NULL;
}

/* How far a polar mark is from another one; one that follows counts as nearer than one as far
 * before. */
static uint32_t distance(const struct mark *mark, const struct mark *polar) {
    return polar->start >= mark->end ? (polar->start - mark->end) * 2
                                     : (mark->start - polar->start) * 2 + constants.after_penalty;
}

/* The first polar of a clause from which the nearest to a mark may stand: where a text is one
 * clause of many, not far before the mark. */
static uint32_t first_near(const struct marked_words *marked, const struct polar_evidence *evidence,
                           const struct clause *clause, const struct mark *mark) {
    const struct polar *polars = evidence->polars.items;
    const struct mark *marks = marked->marks.items;
    uint32_t low = clause->first_polar, high = clause->last_polar;
    while (high - low > constants.reach_max) {
        const uint32_t middle = low + (high - low) / 2;
        if (marks[polars[middle].mark].start < mark->start)
            low = middle - constants.reach_max / 8;
        else
            high = middle;
    }
    return low;
}

/* The polar mark of a clause that is nearest to a mark. */
static const struct polar *nearest(const struct marked_words *marked,
                                   const struct polar_evidence *evidence,
                                   const struct clause *clause, const struct mark *mark) {
    const struct polar *polars = evidence->polars.items, *best = NULL;
    const struct mark *marks = marked->marks.items;
    uint32_t i, least = UINT32_MAX;
    for (i = first_near(marked, evidence, clause, mark); i < clause->last_polar; i++) {
        const struct mark *polar = &marks[polars[i].mark];
        const uint32_t here = distance(mark, polar);
        if (here < least) {
            least = here;
            best = &polars[i];
        } else if (polar->start >= mark->end) {
            break; /* the others are further */
        }
    }
    return best;
}

static bool names_an_aspect(const struct input *input, const struct mark *mark) {
    const struct lexicon *lexicon = input->lexicon;
    uint32_t i;
    if (mark->hidden || !(mark->traits & TRAIT_IDS))
        return false;
    for (i = mark->attributes; i != UINT32_MAX; i = lexicon->attributes[i].next)
        if (lexicon->ids[lexicon->attributes[i].id].kind == KEFU_FOUND_ASPECT)
            return true;
    return false;
}

static bool clause_names_an_aspect(const struct input *input, const struct marked_words *marked,
                                   const struct clause *clause) {
    const struct mark *marks = marked->marks.items;
    uint32_t i;
    for (i = clause->first; i < clause->last && i < clause->first + constants.reach_max; i++)
        if (names_an_aspect(input, &marks[i]))
            return true;
    return false;
}

/* What is said of an aspect that a mark names: by itself, in its clause, or in the next one. */
static const struct polar *judgement(const struct input *input, const struct marked_words *marked,
                                     const struct segmentation *segments,
                                     const struct polar_evidence *evidence,
                                     const struct mark *mark) {
    const struct clause *clauses = segments->clauses.items, *clause = &clauses[mark->clause];
    const struct polar *own = polar_of(evidence, mark);
    if (!own)
        own = nearest(marked, evidence, clause, mark);
    if (!own && (size_t)mark->clause + 1 < segments->clauses.count &&
        clause[1].sentence == clause->sentence &&
        !clause_names_an_aspect(input, marked, clause + 1))
        own = nearest(marked, evidence, clause + 1, mark);
    return own;
}

static void add_polarity(struct tally *tally, const struct polar *polar) {
    if (!polar)
        return;
    tally->polarity += polar->value > 1 ? 1 : polar->value < -1 ? -1 : polar->value;
    tally->judgements++;
}

/* "请您耐心等待" is a reply out of a machine where nothing else is said, and courtesy elsewhere. */
static bool is_most_of_text(const struct input *input, const struct mark *mark) {
    return (double)(mark->end - mark->start) >= constants.dominant_share * (double)input->size;
}

/* How strongly a mark says something of a kind. */
static double strength_of(const struct input *input, const struct polar_evidence *evidence,
                          const struct mark *mark, uint32_t kind, double strength,
                          const struct polar *judged) {
    const struct polar *own = polar_of(evidence, mark);
    if (strength < 1 && kind >= KEFU_FOUND_ACT && is_most_of_text(input, mark))
        strength = 1;
    if (kind == KEFU_FOUND_ASPECT)
        return strength * (judged ? constants.aspect_judged : constants.aspect_named);
    if (!own || kind == KEFU_FOUND_ACT || kind == KEFU_FOUND_FAULT)
        return strength;
    if (own->negators % 2 == 1)
        return constants.negated_id;
    if (kind == KEFU_FOUND_EMOTION)
        strength *= sqrt(own->degree) * own->irrealis;
    return strength < 1 ? strength : 1;
}

/* Adds what a mark says; of marks that overlap only the strongest counts. */
static void add_strength(struct tally *tally, const struct mark *mark, double strength) {
    const bool overlaps = tally->count > 0 && mark->start < tally->reach;
    tally->count++;
    if (overlaps && strength <= tally->last)
        return;
    if (overlaps && tally->last < 1)
        tally->missing /= 1 - tally->last;
    tally->missing *= 1 - strength;
    tally->last = strength;
    tally->reach = mark->end > tally->reach ? mark->end : tally->reach;
}

static void add_mark(const struct input *input, const struct marked_words *marked,
                     const struct segmentation *segments, const struct polar_evidence *evidence,
                     struct id_scores *ids, uint32_t at) {
    const struct mark *mark = (const struct mark *)marked->marks.items + at;
    const struct lexicon *lexicon = input->lexicon;
    uint32_t i;
    for (i = mark->attributes; i != UINT32_MAX; i = lexicon->attributes[i].next) {
        const struct lexicon_attribute *attribute = &lexicon->attributes[i];
        const uint32_t kind = lexicon->ids[attribute->id].kind;
        const struct polar *judged = NULL;
        struct tally *tally;
        double strength;
        if (attribute->roles && !(attribute->roles & input->speaker))
            continue;
        if ((mark->hidden && kind != KEFU_FOUND_ASPECT) ||
            (kind == KEFU_FOUND_FAULT && is_denied(input, marked, segments, at)))
            continue;
        if (kind == KEFU_FOUND_ASPECT)
            judged = judgement(input, marked, segments, evidence, mark);
        strength = strength_of(input, evidence, mark, kind, (double)attribute->strength, judged);
        if (strength <= 0)
            continue;
        tally = tally_of(ids, attribute->id);
        add_strength(tally, mark, strength);
        add_polarity(tally, judged);
        if (strength > tally->strongest) {
            tally->strongest = strength;
            tally->start = mark->start;
            tally->end = mark->end;
        }
    }
}

/* ---- the lists ---- */

/* Should `a` stand before `b`? */
typedef bool (*order)(const struct input *input, const struct id_scores *ids,
                      const struct ranked *a, const struct ranked *b);

static const struct lexicon_id *id_of(const struct input *input, const struct id_scores *ids,
                                      const struct ranked *ranked) {
    const struct tally *tallies = ids->tallies.items;
    return &input->lexicon->ids[tallies[ranked->tally].id];
}

static bool is_stronger(const struct input *input, const struct id_scores *ids,
                        const struct ranked *a, const struct ranked *b) {
    if (a->score != b->score)
        return a->score > b->score;
    if (a->kind != b->kind)
        return a->kind < b->kind;
    return strcmp(id_of(input, ids, a)->id, id_of(input, ids, b)->id) < 0;
}

/* As they are listed: kind by kind. */
static bool is_earlier(const struct input *input, const struct id_scores *ids,
                       const struct ranked *a, const struct ranked *b) {
    return a->kind != b->kind ? a->kind < b->kind : is_stronger(input, ids, a, b);
}

/* Insertion sort: there are few. */
static inline void sort(const struct input *input, struct id_scores *ids, order is_before) {
    struct ranked *ranked = ids->ranked.items;
    size_t i, j;
    for (i = 1; i < ids->ranked.count; i++) {
        const struct ranked item = ranked[i];
        for (j = i; j > 0 && is_before(input, ids, &item, &ranked[j - 1]); j--)
            ranked[j] = ranked[j - 1];
        ranked[j] = item;
    }
}

static void rank(const struct input *input, struct id_scores *ids) {
    const struct tally *tallies = ids->tallies.items;
    const double *thresholds = input->lexicon->grammar.thresholds;
    struct ranked *ranked = ids->ranked.items;
    uint32_t i, count = 0;
    for (i = 0; i < ids->tallies.count; i++) {
        const uint32_t kind = input->lexicon->ids[tallies[i].id].kind;
        ranked[count].score = 1 - tallies[i].missing;
        ranked[count].kind = kind;
        ranked[count].tally = i;
        count += ranked[count].score >= thresholds[kind];
    }
    ids->ranked.count = count;
}

/* How often punctuation cuts the text; a contrast word cuts a clause, but makes no second one. */
static size_t count_breaks(const struct segmentation *segments) {
    return segments->clauses.count > 0 ? segments->clauses.count - 1 - segments->touching : 0;
}

/* Of too many the strongest are kept. */
static void keep_strongest(const struct input *input, const struct segmentation *segments,
                           struct id_scores *ids) {
    const size_t most = constants.ids_max + count_breaks(segments) * constants.ids_more;
    if (ids->ranked.count <= most)
        return;
    sort(input, ids, is_stronger);
    ids->ranked.count = most;
}

/* Hands them out by kind. */
static void hand_out(const struct input *input, struct id_scores *ids,
                     struct kefu_analysis *analysis) {
    const struct ranked *ranked = ids->ranked.items;
    struct found_record *founds = ids->founds.items;
    size_t i, at = 0;
    for (i = 0; i < ids->ranked.count; i++) {
        const struct tally *tally = (const struct tally *)ids->tallies.items + ranked[i].tally;
        struct found_record *found = &founds[i];
        found->id = input->lexicon->ids[tally->id].id;
        found->score = ranked[i].score;
        found->polarity = tally->polarity / (tally->judgements + !tally->judgements);
        found->start = tally->start;
        found->end = tally->end;
        found->count = tally->count;
        found->reserved = 0;
        analysis->found_count[ranked[i].kind]++;
    }
    if (ids->ranked.count == 0)
        return;
    for (i = 0; i < LEXICON_FOUND_KINDS; at += analysis->found_count[i++])
        analysis->found[i] = founds + at;
}

bool kefu__found_collect(const struct input *input, const struct marked_words *marked,
                         const struct segmentation *segments, const struct polar_evidence *evidence,
                         struct id_scores *ids, struct kefu_analysis *analysis) {
    const struct mark *marks = marked->marks.items;
    const uint32_t *named = marked->named_marks.items;
    size_t i;
    ids->tallies.count = ids->ranked.count = 0;
    memset(analysis->found, 0, sizeof analysis->found);
    memset(analysis->found_count, 0, sizeof analysis->found_count);
    if (!reserve(input, ids))
        return false;
    for (i = 0; i < marked->named_marks.count; i++)
        if (!(marks[named[i]].hidden && is_replaced(marked, named[i])))
            add_mark(input, marked, segments, evidence, ids, named[i]);
    rank(input, ids);
    if (ids->ranked.count > constants.ids_max)
        keep_strongest(input, segments, ids);
    sort(input, ids, is_earlier);
    hand_out(input, ids, analysis);
    return true;
}
