/* SPDX-License-Identifier: MIT
 * What has an id: emotions, aspects with their own polarity, acts, intents, faults, demands. */
#include "analysis/analysis.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Room for a tally of each id, and for what comes of them. */
static bool reserve(struct kefu_scratch *scratch) {
    const size_t ids = scratch->lexicon->id_count;
    return kefu__list_reserve(scratch, &scratch->tallies, ids) &&
           kefu__list_reserve(scratch, &scratch->ranked, ids) &&
           kefu__list_reserve(scratch, &scratch->founds, ids) &&
           (scratch->tally_numbers.count >= ids ||
            kefu__list_extend(scratch, &scratch->tally_numbers, ids));
}

/* What stands as an id's number may be of an earlier text: it holds if the tally is the id's. */
static struct tally *tally_of(struct kefu_scratch *scratch, uint32_t id) {
    static const struct tally none = {.missing = 1, .strongest = -1};
    struct tally *tallies = scratch->tallies.items, *tally;
    uint32_t *number = (uint32_t *)scratch->tally_numbers.items + id;
    if (*number < scratch->tallies.count && tallies[*number].id == id)
        return &tallies[*number];
    *number = (uint32_t)scratch->tallies.count++;
    tally = &tallies[*number];
    *tally = none;
    tally->id = id;
    return tally;
}

/* ---- what longer words take over ---- */

/* Is a hidden mark's aspect lost in a longer word? Words of grammar (发票怎么开) and words without
 * ids of their own say nothing of an aspect; a neutral phrase hides it, and another id replaces it.
 */
static bool is_replaced(const struct kefu_scratch *scratch, uint32_t at) {
    const struct mark *marks = scratch->marks.items, *mark = &marks[at];
    const uint32_t size = mark->end - mark->start;
    const struct mark *other = &marks[at > constants.cover_reach ? at - constants.cover_reach : 0];
    const struct mark *end = marks + (scratch->marks.count < at + constants.cover_reach
                                          ? scratch->marks.count
                                          : at + constants.cover_reach);
    for (; other < end && other->start <= mark->start; other++)
        if ((other->end >= mark->end) & (other->end - other->start != size) & !other->wide &
            ((other->sense == SENSE_BLOCKER) | ((other->traits & TRAIT_IDS) != 0)))
            return true;
    return false;
}

/* Does the clause deny before a mark what the mark says? 我们从不要求好评, but not 不给好评就… */
static bool is_denied(const struct kefu_scratch *scratch, uint32_t at) {
    const struct mark *marks = scratch->marks.items, *mark = &marks[at];
    const struct clause *clause = (const struct clause *)scratch->clauses.items + mark->clause;
    uint32_t i = at;
    for (; i > clause->first && at - i < constants.cover_reach; i--) {
        const struct mark *other = &marks[i - 1];
        if (other->sense == SENSE_NEGATOR && other->end <= mark->start &&
            other->end - other->start >= constants.denial_bytes_min &&
            kefu__characters_between(scratch, other->end, mark->start, constants.denial_reach) <=
                constants.denial_reach)
            return true;
    }
    return false;
}

/* ---- one mark ---- */

/* The polar state of a mark; NULL when it is not polar. */
static const struct polar *polar_of(const struct kefu_scratch *scratch, const struct mark *mark) {
    const struct polar *polars = scratch->polars.items;
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
static uint32_t first_near(const struct kefu_scratch *scratch, const struct clause *clause,
                           const struct mark *mark) {
    const struct polar *polars = scratch->polars.items;
    const struct mark *marks = scratch->marks.items;
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
static const struct polar *nearest(const struct kefu_scratch *scratch, const struct clause *clause,
                                   const struct mark *mark) {
    const struct polar *polars = scratch->polars.items, *best = NULL;
    const struct mark *marks = scratch->marks.items;
    uint32_t i, least = UINT32_MAX;
    for (i = first_near(scratch, clause, mark); i < clause->last_polar; i++) {
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

static bool names_an_aspect(const struct kefu_scratch *scratch, const struct mark *mark) {
    const struct lexicon *lexicon = scratch->lexicon;
    uint32_t i;
    if (mark->hidden || !(mark->traits & TRAIT_IDS))
        return false;
    for (i = mark->attributes; i != UINT32_MAX; i = lexicon->attributes[i].next)
        if (lexicon->ids[lexicon->attributes[i].id].kind == KEFU_FOUND_ASPECT)
            return true;
    return false;
}

static bool clause_names_an_aspect(const struct kefu_scratch *scratch,
                                   const struct clause *clause) {
    const struct mark *marks = scratch->marks.items;
    uint32_t i;
    for (i = clause->first; i < clause->last && i < clause->first + constants.reach_max; i++)
        if (names_an_aspect(scratch, &marks[i]))
            return true;
    return false;
}

/* What is said of an aspect that a mark names: by itself, in its clause, or in the next one. */
static const struct polar *judgement(const struct kefu_scratch *scratch, const struct mark *mark) {
    const struct clause *clauses = scratch->clauses.items, *clause = &clauses[mark->clause];
    const struct polar *own = polar_of(scratch, mark);
    if (!own)
        own = nearest(scratch, clause, mark);
    if (!own && (size_t)mark->clause + 1 < scratch->clauses.count &&
        clause[1].sentence == clause->sentence && !clause_names_an_aspect(scratch, clause + 1))
        own = nearest(scratch, clause + 1, mark);
    return own;
}

static void add_polarity(struct tally *tally, const struct polar *polar) {
    if (!polar)
        return;
    tally->polarity += polar->value > 1 ? 1 : polar->value < -1 ? -1 : polar->value;
    tally->judgements++;
}

/* "请您耐心等待" is a reply out of a machine where nothing else is said, and courtesy elsewhere. */
static bool is_most_of_text(const struct kefu_scratch *scratch, const struct mark *mark) {
    return (double)(mark->end - mark->start) >= constants.dominant_share * (double)scratch->size;
}

/* How strongly a mark says something of a kind. */
static double strength_of(const struct kefu_scratch *scratch, const struct mark *mark,
                          uint32_t kind, double strength, const struct polar *judged) {
    const struct polar *own = polar_of(scratch, mark);
    if (strength < 1 && kind >= KEFU_FOUND_ACT && is_most_of_text(scratch, mark))
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

static void add_mark(struct kefu_scratch *scratch, uint32_t at) {
    const struct mark *mark = (const struct mark *)scratch->marks.items + at;
    const struct lexicon *lexicon = scratch->lexicon;
    uint32_t i;
    for (i = mark->attributes; i != UINT32_MAX; i = lexicon->attributes[i].next) {
        const struct lexicon_attribute *attribute = &lexicon->attributes[i];
        const uint32_t kind = lexicon->ids[attribute->id].kind;
        const struct polar *judged = NULL;
        struct tally *tally;
        double strength;
        if (attribute->roles && !(attribute->roles & scratch->speaker))
            continue;
        if ((mark->hidden && kind != KEFU_FOUND_ASPECT) ||
            (kind == KEFU_FOUND_FAULT && is_denied(scratch, at)))
            continue;
        if (kind == KEFU_FOUND_ASPECT)
            judged = judgement(scratch, mark);
        strength = strength_of(scratch, mark, kind, (double)attribute->strength, judged);
        if (strength <= 0)
            continue;
        tally = tally_of(scratch, attribute->id);
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
typedef bool (*order)(const struct kefu_scratch *scratch, const struct ranked *a,
                      const struct ranked *b);

static const struct lexicon_id *id_of(const struct kefu_scratch *scratch,
                                      const struct ranked *ranked) {
    const struct tally *tallies = scratch->tallies.items;
    return &scratch->lexicon->ids[tallies[ranked->tally].id];
}

static bool is_stronger(const struct kefu_scratch *scratch, const struct ranked *a,
                        const struct ranked *b) {
    if (a->score != b->score)
        return a->score > b->score;
    if (a->kind != b->kind)
        return a->kind < b->kind;
    return strcmp(id_of(scratch, a)->id, id_of(scratch, b)->id) < 0;
}

/* As they are listed: kind by kind. */
static bool is_earlier(const struct kefu_scratch *scratch, const struct ranked *a,
                       const struct ranked *b) {
    return a->kind != b->kind ? a->kind < b->kind : is_stronger(scratch, a, b);
}

/* Insertion sort: there are few. */
static inline void sort(struct kefu_scratch *scratch, order is_before) {
    struct ranked *ranked = scratch->ranked.items;
    size_t i, j;
    for (i = 1; i < scratch->ranked.count; i++) {
        const struct ranked item = ranked[i];
        for (j = i; j > 0 && is_before(scratch, &item, &ranked[j - 1]); j--)
            ranked[j] = ranked[j - 1];
        ranked[j] = item;
    }
}

static void rank(struct kefu_scratch *scratch) {
    const struct tally *tallies = scratch->tallies.items;
    const struct lexicon_id *ids = scratch->lexicon->ids;
    const double *thresholds = scratch->lexicon->grammar.thresholds;
    struct ranked *ranked = scratch->ranked.items;
    uint32_t i, count = 0;
    for (i = 0; i < scratch->tallies.count; i++) {
        const uint32_t kind = ids[tallies[i].id].kind;
        ranked[count].score = 1 - tallies[i].missing;
        ranked[count].kind = kind;
        ranked[count].tally = i;
        count += ranked[count].score >= thresholds[kind];
    }
    scratch->ranked.count = count;
}

/* How often punctuation cuts the text; a contrast word cuts a clause, but makes no second one. */
static size_t count_breaks(const struct kefu_scratch *scratch) {
    return scratch->clauses.count > 0 ? scratch->clauses.count - 1 - scratch->touching : 0;
}

/* Of too many the strongest are kept. */
static void keep_strongest(struct kefu_scratch *scratch) {
    const size_t most = constants.ids_max + count_breaks(scratch) * constants.ids_more;
    if (scratch->ranked.count <= most)
        return;
    sort(scratch, is_stronger);
    scratch->ranked.count = most;
}

/* Hands them out by kind. */
static void hand_out(struct kefu_scratch *scratch) {
    struct kefu_analysis *analysis = &scratch->analysis;
    const struct ranked *ranked = scratch->ranked.items;
    struct found_record *founds = scratch->founds.items;
    size_t i, at = 0;
    for (i = 0; i < scratch->ranked.count; i++) {
        const struct tally *tally = (const struct tally *)scratch->tallies.items + ranked[i].tally;
        struct found_record *found = &founds[i];
        found->id = scratch->lexicon->ids[tally->id].id;
        found->score = ranked[i].score;
        found->polarity = tally->polarity / (tally->judgements + !tally->judgements);
        found->start = tally->start;
        found->end = tally->end;
        found->count = tally->count;
        found->reserved = 0;
        analysis->found_count[ranked[i].kind]++;
    }
    if (scratch->ranked.count == 0)
        return;
    for (i = 0; i < LEXICON_FOUND_KINDS; at += analysis->found_count[i++])
        analysis->found[i] = founds + at;
}

bool kefu__found_collect(struct kefu_scratch *scratch) {
    const struct mark *marks = scratch->marks.items;
    const uint32_t *named = scratch->named_marks.items;
    size_t i;
    scratch->tallies.count = scratch->ranked.count = 0;
    memset(scratch->analysis.found, 0, sizeof scratch->analysis.found);
    memset(scratch->analysis.found_count, 0, sizeof scratch->analysis.found_count);
    if (!reserve(scratch))
        return false;
    for (i = 0; i < scratch->named_marks.count; i++)
        if (!(marks[named[i]].hidden && is_replaced(scratch, named[i])))
            add_mark(scratch, named[i]);
    rank(scratch);
    if (scratch->ranked.count > constants.ids_max)
        keep_strongest(scratch);
    sort(scratch, is_earlier);
    hand_out(scratch);
    return true;
}
