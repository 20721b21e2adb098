/* SPDX-License-Identifier: MIT
 * Clauses and sentences, and what holds for a whole clause: contrast, irrealis, rhetoric. */
#include "analysis/analysis.h"

#include <string.h>

static const struct lexicon_word *word_of(const struct kefu_scratch *scratch,
                                          const struct mark *mark) {
    return &scratch->lexicon->words[mark->value];
}

/* ---- cutting ---- */

/* The state of cutting a text from left to right. */
struct cutting {
    const struct kefu_scratch *scratch;
    struct clause *clauses;     /* with room for all, and for one more */
    uint32_t count, touching;   /* of them */
    uint32_t end;               /* of the last one */
    uint32_t start, sentence;   /* of the next one */
    uint32_t next;              /* contrast word */
    uint32_t contrast;          /* where it begins; UINT32_MAX: there is none */
    bool by_contrast, exclaims; /* a clause was cut by one; a sentence ends with force */
};

static const struct clause blank = {.first = UINT32_MAX,
                                    .contrast = UINT32_MAX,
                                    .irrealis = UINT32_MAX,
                                    .rhetorical = UINT32_MAX,
                                    .contrast_factor = 1};

/* Closes the clause that is open at `end`, if there is anything in it: it is written in any case.
 */
static inline void cut(struct cutting *cutting, uint32_t end) {
    struct clause *clause = &cutting->clauses[cutting->count];
    const bool counts = (end > cutting->start) | (cutting->count == 0);
    *clause = blank;
    clause->start = cutting->start;
    clause->end = end;
    clause->sentence = cutting->sentence;
    cutting->count += counts;
    cutting->touching += counts & (cutting->start == cutting->end);
    cutting->end = counts ? end : cutting->end;
    cutting->start = counts ? end : cutting->start;
}

/* Does a clause begin at this mark? "但是" does; "虽然" begins one anyway. */
static bool splits(const struct kefu_scratch *scratch, const struct mark *mark) {
    return !mark->inside && !word_of(scratch, mark)->at_start &&
           word_of(scratch, mark)->factor < 1.0f;
}

static void read_contrast(struct cutting *cutting) {
    const struct kefu_scratch *scratch = cutting->scratch;
    const uint32_t *contrasts = scratch->contrasts.items;
    const struct mark *marks = scratch->marks.items;
    cutting->contrast = cutting->next < scratch->contrasts.count
                            ? marks[contrasts[cutting->next]].start
                            : UINT32_MAX;
}

/* Cuts before contrast words that stand before `end`. */
static void cut_at_contrasts(struct cutting *cutting, uint32_t end) {
    const struct kefu_scratch *scratch = cutting->scratch;
    const uint32_t *contrasts = scratch->contrasts.items;
    const struct mark *marks = scratch->marks.items;
    while (cutting->contrast < end) {
        const struct mark *mark = &marks[contrasts[cutting->next]];
        if (mark->start > cutting->start && splits(scratch, mark)) {
            cut(cutting, mark->start);
            cutting->by_contrast = true;
        }
        cutting->next++;
        read_contrast(cutting);
    }
}

/* What closes a sentence tells something of all its clauses. */
static void close_sentences(struct kefu_scratch *scratch) {
    struct clause *clauses = scratch->clauses.items;
    size_t i;
    for (i = scratch->clauses.count; i-- > 1;) {
        const bool same = clauses[i - 1].sentence == clauses[i].sentence;
        clauses[i - 1].exclamations = clauses[same ? i : i - 1].exclamations;
    }
}

static void cut_all(struct cutting *cutting) {
    const struct kefu_scratch *scratch = cutting->scratch;
    const struct stop *stops = scratch->stops.items;
    const uint32_t size = (uint32_t)scratch->size;
    uint32_t *numbers = scratch->stop_clauses.items;
    size_t i;
    read_contrast(cutting);
    for (i = 0; i < scratch->stops.count; i++) {
        const struct stop stop = stops[i];
        const bool exclaims = stop.boundary == BOUNDARY_EXCLAMATION;
        struct clause *clause;
        uint32_t sentence;
        if (cutting->contrast < stop.start)
            cut_at_contrasts(cutting, stop.start);
        numbers[i] = cutting->count;
        cut(cutting, stop.start);
        clause = &cutting->clauses[cutting->count - 1];
        cutting->start = stop.end;
        clause->exclamations += exclaims;
        cutting->exclaims |= exclaims;
        sentence = clause->sentence + (stop.boundary != BOUNDARY_CLAUSE);
        /* it may have been closed before: 谢谢！， */
        cutting->sentence = sentence > cutting->sentence ? sentence : cutting->sentence;
    }
    cut_at_contrasts(cutting, size);
    numbers[i] = cutting->count;
    if (cutting->start < size)
        cut(cutting, size);
}

/* Tells a mark and its clause of each other. What begins in the last stop is in no clause: it goes
 * to the one that is written behind all. */
static inline void enter_mark(struct clause *clauses, uint32_t count, struct mark *mark,
                              uint32_t at, uint32_t number) {
    struct clause *clause = &clauses[number];
    mark->clause = number < count ? number : 0;
    clause->senses |= 1u << mark->sense;
    clause->first = at < clause->first ? at : clause->first;
    clause->last = at + 1;
}

/* Where only stops cut, the number of stops before a mark tells its clause. */
static void enter_by_stops(struct kefu_scratch *scratch) {
    const uint32_t *numbers = scratch->stop_clauses.items;
    const struct stop *stops = scratch->stops.items;
    struct clause *clauses = scratch->clauses.items;
    const uint32_t count = (uint32_t)scratch->clauses.count;
    struct mark *marks = scratch->marks.items;
    uint32_t i;
    for (i = 0; i < scratch->marks.count; i++) {
        uint32_t stop = marks[i].clause;
        while (stops[stop].start <= marks[i].start) /* it begins with a mark: ～ */
            stop++;
        enter_mark(clauses, count, &marks[i], i, numbers[stop]);
    }
}

static void enter_by_place(struct kefu_scratch *scratch) {
    struct clause *clauses = scratch->clauses.items;
    const uint32_t count = (uint32_t)scratch->clauses.count;
    struct mark *marks = scratch->marks.items;
    uint32_t i, number = 0;
    for (i = 0; i < scratch->marks.count; i++) {
        while (number < count && marks[i].start >= clauses[number].end)
            number++;
        enter_mark(clauses, count, &marks[i], i, number);
    }
}

/* Room for all clauses and what is written behind them. */
static bool reserve_clauses(struct kefu_scratch *scratch) {
    const size_t stops = scratch->stops.count + 1;
    return kefu__list_reserve(scratch, &scratch->stop_clauses, stops) &&
           kefu__list_reserve(scratch, &scratch->stops, stops) &&
           kefu__list_reserve(scratch, &scratch->clauses, stops + scratch->contrasts.count + 1);
}

static bool find_clauses(struct kefu_scratch *scratch) {
    struct cutting cutting = {.scratch = scratch, .end = UINT32_MAX};
    struct clause *clauses;
    if (!reserve_clauses(scratch))
        return false;
    cutting.clauses = clauses = scratch->clauses.items;
    ((struct stop *)scratch->stops.items)[scratch->stops.count].start = UINT32_MAX;
    cut_all(&cutting);
    scratch->clauses.count = cutting.count;
    scratch->touching = cutting.touching;
    clauses[cutting.count] = blank;
    clauses[0].first = 0;
    if (cutting.exclaims)
        close_sentences(scratch);
    if (cutting.by_contrast)
        enter_by_place(scratch);
    else
        enter_by_stops(scratch);
    return true;
}

/* ---- what holds for a clause ---- */

static void weigh(struct clause *clause, uint32_t mark, double factor) {
    clause->contrast_factor *= factor;
    if (clause->contrast_factor > constants.contrast_max)
        clause->contrast_factor = constants.contrast_max;
    if (clause->contrast_factor < constants.contrast_min)
        clause->contrast_factor = constants.contrast_min;
    clause->contrast = mark;
}

/* "X, but Y": `before` weighs the clauses of the sentence before the word (of the sentence before,
 * when the word begins its own), `after` the clause itself, and when it strengthens also the rest
 * of the sentence. */
static void apply_contrast(struct kefu_scratch *scratch, uint32_t at) {
    const struct mark *mark = (const struct mark *)scratch->marks.items + at;
    const struct lexicon_word *word = word_of(scratch, mark);
    struct clause *clauses = scratch->clauses.items;
    const size_t count = scratch->clauses.count;
    const uint32_t own = clauses[mark->clause].sentence;
    const size_t reach = mark->clause + 1 + constants.reach_max;
    size_t i = mark->clause, least = i > constants.reach_max ? i - constants.reach_max : 0;
    if (word->at_start && clauses[mark->clause].start != mark->start)
        return;
    if (word->factor != 1.0f && i > 0) {
        const uint32_t sentence = clauses[i - 1].sentence;
        for (; i > least && clauses[i - 1].sentence == sentence; i--)
            weigh(&clauses[i - 1], at, (double)word->factor);
    }
    if (word->after == 1.0f)
        return;
    weigh(&clauses[mark->clause], at, (double)word->after);
    for (i = mark->clause + 1;
         word->after > 1.0f && i < count && i < reach && clauses[i].sentence == own; i++)
        weigh(&clauses[i], at, (double)word->after);
}

bool kefu__mark_is_told(const struct kefu_scratch *scratch, const struct mark *mark) {
    const struct clause *clause = (const struct clause *)scratch->clauses.items + mark->clause;
    const struct character_set *completed =
        &scratch->lexicon->grammar.characters[CHARACTERS_COMPLETED];
    uint32_t at;
    if (scratch->lexicon->words[mark->value].kind != IRREALIS_REQUEST ||
        mark->start == clause->start)
        return false;
    for (at = mark->end;
         at + CHARACTER_BYTES <= clause->end && at < mark->end + constants.reach_max; at++)
        if (kefu__set_has(completed, scratch->text + at))
            return true;
    return false;
}

/* Does a wish close the supposition in its own clause? 要是早点发现就好了 */
static bool is_closed(const struct kefu_scratch *scratch, const struct clause *clause) {
    const struct mark *marks = scratch->marks.items;
    uint32_t i;
    for (i = clause->first; i < clause->last && i < clause->first + constants.reach_max; i++)
        if (!marks[i].hidden && marks[i].sense == SENSE_IRREALIS &&
            word_of(scratch, &marks[i])->kind == IRREALIS_WISH &&
            !(word_of(scratch, &marks[i])->flags & WORD_OPENS))
            return true;
    return false;
}

static void apply_irrealis(struct kefu_scratch *scratch, uint32_t at) {
    const struct mark *marks = scratch->marks.items, *mark = &marks[at];
    const struct lexicon_word *word = word_of(scratch, mark);
    struct clause *clauses = scratch->clauses.items;
    struct clause *clause = &clauses[mark->clause];
    const size_t next = (size_t)mark->clause + 1;
    if (word->kind == IRREALIS_STATEMENT || kefu__mark_is_told(scratch, mark))
        return;
    if (clause->irrealis == UINT32_MAX ||
        word->factor < word_of(scratch, &marks[clause->irrealis])->factor)
        clause->irrealis = at;
    if (word->flags & WORD_OPENS && next < scratch->clauses.count &&
        clauses[next].sentence == clause->sentence && clauses[next].irrealis == UINT32_MAX &&
        !is_closed(scratch, clause))
        clauses[next].irrealis = at;
}

static bool clause_judges(const struct kefu_scratch *scratch, const struct clause *clause) {
    const struct mark *marks = scratch->marks.items;
    uint32_t i;
    for (i = clause->first; i < clause->last && i < clause->first + constants.reach_max; i++)
        if (!marks[i].hidden && is_polar(&marks[i]))
            return true;
    return false;
}

/* A rhetorical word speaks of its clause, and of the next one of the sentence when there is nothing
 * to judge in its own: 难道我花了钱，就该受气吗. */
static void apply_rhetorical(struct kefu_scratch *scratch, uint32_t at) {
    const struct mark *mark = (const struct mark *)scratch->marks.items + at;
    struct clause *clause = (struct clause *)scratch->clauses.items + mark->clause;
    if (clause->rhetorical == UINT32_MAX)
        clause->rhetorical = at;
    if ((size_t)mark->clause + 1 < scratch->clauses.count &&
        clause[1].sentence == clause->sentence && clause[1].rhetorical == UINT32_MAX &&
        !clause_judges(scratch, clause))
        clause[1].rhetorical = at;
}

bool kefu__clauses_find(struct kefu_scratch *scratch) {
    const uint32_t *signals = scratch->signals.items;
    const struct mark *marks = scratch->marks.items;
    size_t i;
    if (!find_clauses(scratch))
        return false;
    for (i = 0; i < scratch->signals.count; i++) {
        const struct mark *mark = &marks[signals[i]];
        if (mark->sense == SENSE_IRREALIS)
            apply_irrealis(scratch, signals[i]);
        else if (mark->sense == SENSE_RHETORICAL)
            apply_rhetorical(scratch, signals[i]);
        else if (!mark->inside)
            apply_contrast(scratch, signals[i]);
    }
    return true;
}
