/* SPDX-License-Identifier: MIT
 * Clauses and sentences, and what holds for a whole clause: contrast, irrealis, rhetoric. */
#include "analysis/analysis.h"

#include <string.h>

static const struct lexicon_word *word_of(const struct input *input, const struct mark *mark) {
    return &input->lexicon->words[mark->value];
}

/* ---- cutting ---- */

/* The state of cutting a text from left to right. */
struct cutting {
    const struct input *input;
    const struct sorted_matches *sorted;
    const struct marked_words *marked;
    struct segmentation *segments;
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
static bool splits(const struct input *input, const struct mark *mark) {
    return !mark->inside && !word_of(input, mark)->at_start && word_of(input, mark)->factor < 1.0f;
}

static void read_contrast(struct cutting *cutting) {
    const uint32_t *contrasts = cutting->marked->contrasts.items;
    const struct mark *marks = cutting->marked->marks.items;
    cutting->contrast = cutting->next < cutting->marked->contrasts.count
                            ? marks[contrasts[cutting->next]].start
                            : UINT32_MAX;
}

/* Cuts before contrast words that stand before `end`. */
static void cut_at_contrasts(struct cutting *cutting, uint32_t end) {
    const uint32_t *contrasts = cutting->marked->contrasts.items;
    const struct mark *marks = cutting->marked->marks.items;
    while (cutting->contrast < end) {
        const struct mark *mark = &marks[contrasts[cutting->next]];
        if (mark->start > cutting->start && splits(cutting->input, mark)) {
            cut(cutting, mark->start);
            cutting->by_contrast = true;
        }
        cutting->next++;
        read_contrast(cutting);
    }
}

/* What closes a sentence tells something of all its clauses. */
static void close_sentences(struct segmentation *segments) {
    struct clause *clauses = segments->clauses.items;
    size_t i;
    for (i = segments->clauses.count; i-- > 1;) {
        const bool same = clauses[i - 1].sentence == clauses[i].sentence;
        clauses[i - 1].exclamations = clauses[same ? i : i - 1].exclamations;
    }
}

static void cut_all(struct cutting *cutting) {
    const struct stop *stops = cutting->sorted->stops.items;
    const uint32_t size = (uint32_t)cutting->input->size;
    uint32_t *numbers = cutting->segments->stop_clauses.items;
    size_t i;
    read_contrast(cutting);
    for (i = 0; i < cutting->sorted->stops.count; i++) {
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
static void enter_by_stops(const struct sorted_matches *sorted, struct marked_words *marked,
                           const struct segmentation *segments) {
    const uint32_t *numbers = segments->stop_clauses.items;
    const struct stop *stops = sorted->stops.items;
    struct clause *clauses = segments->clauses.items;
    const uint32_t count = (uint32_t)segments->clauses.count;
    struct mark *marks = marked->marks.items;
    uint32_t i;
    for (i = 0; i < marked->marks.count; i++) {
        uint32_t stop = marks[i].clause;
        while (stops[stop].start <= marks[i].start) /* it begins with a mark: ～ */
            stop++;
        enter_mark(clauses, count, &marks[i], i, numbers[stop]);
    }
}

static void enter_by_place(struct marked_words *marked, const struct segmentation *segments) {
    struct clause *clauses = segments->clauses.items;
    const uint32_t count = (uint32_t)segments->clauses.count;
    struct mark *marks = marked->marks.items;
    uint32_t i, number = 0;
    for (i = 0; i < marked->marks.count; i++) {
        while (number < count && marks[i].start >= clauses[number].end)
            number++;
        enter_mark(clauses, count, &marks[i], i, number);
    }
}

/* Room for all clauses and what is written behind them. */
static bool reserve_clauses(struct sorted_matches *sorted, const struct marked_words *marked,
                            struct segmentation *segments) {
    const size_t stops = sorted->stops.count + 1;
    return kefu__list_reserve(&segments->stop_clauses, stops) &&
           kefu__list_reserve(&sorted->stops, stops) &&
           kefu__list_reserve(&segments->clauses, stops + marked->contrasts.count + 1);
}

static bool find_clauses(const struct input *input, struct sorted_matches *sorted,
                         struct marked_words *marked, struct segmentation *segments) {
    struct cutting cutting = {.input = input,
                              .sorted = sorted,
                              .marked = marked,
                              .segments = segments,
                              .end = UINT32_MAX};
    struct clause *clauses;
    if (!reserve_clauses(sorted, marked, segments))
        return false;
    cutting.clauses = clauses = segments->clauses.items;
    ((struct stop *)sorted->stops.items)[sorted->stops.count].start = UINT32_MAX;
    cut_all(&cutting);
    segments->clauses.count = cutting.count;
    segments->touching = cutting.touching;
    clauses[cutting.count] = blank;
    clauses[0].first = 0;
    if (cutting.exclaims)
        close_sentences(segments);
    if (cutting.by_contrast)
        enter_by_place(marked, segments);
    else
        enter_by_stops(sorted, marked, segments);
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
static void apply_contrast(const struct input *input, const struct marked_words *marked,
                           struct segmentation *segments, uint32_t at) {
    const struct mark *mark = (const struct mark *)marked->marks.items + at;
    const struct lexicon_word *word = word_of(input, mark);
    struct clause *clauses = segments->clauses.items;
    const size_t count = segments->clauses.count;
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

bool kefu__mark_is_told(const struct input *input, const struct segmentation *segments,
                        const struct mark *mark) {
    const struct clause *clause = (const struct clause *)segments->clauses.items + mark->clause;
    const struct character_set *completed =
        &input->lexicon->grammar.characters[CHARACTERS_COMPLETED];
    uint32_t at;
    if (input->lexicon->words[mark->value].kind != IRREALIS_REQUEST || mark->start == clause->start)
        return false;
    for (at = mark->end;
         at + CHARACTER_BYTES <= clause->end && at < mark->end + constants.reach_max; at++)
        if (kefu__set_has(completed, input->text + at))
            return true;
    return false;
}

/* Does a wish close the supposition in its own clause? 要是早点发现就好了 */
static bool is_closed(const struct input *input, const struct marked_words *marked,
                      const struct clause *clause) {
    const struct mark *marks = marked->marks.items;
    uint32_t i;
    for (i = clause->first; i < clause->last && i < clause->first + constants.reach_max; i++)
        if (!marks[i].hidden && marks[i].sense == SENSE_IRREALIS &&
            word_of(input, &marks[i])->kind == IRREALIS_WISH &&
            !(word_of(input, &marks[i])->flags & WORD_OPENS))
            return true;
    return false;
}

static void apply_irrealis(const struct input *input, const struct marked_words *marked,
                           struct segmentation *segments, uint32_t at) {
    const struct mark *marks = marked->marks.items, *mark = &marks[at];
    const struct lexicon_word *word = word_of(input, mark);
    struct clause *clauses = segments->clauses.items;
    struct clause *clause = &clauses[mark->clause];
    const size_t next = (size_t)mark->clause + 1;
    if (word->kind == IRREALIS_STATEMENT || kefu__mark_is_told(input, segments, mark))
        return;
    if (clause->irrealis == UINT32_MAX ||
        word->factor < word_of(input, &marks[clause->irrealis])->factor)
        clause->irrealis = at;
    if (word->flags & WORD_OPENS && next < segments->clauses.count &&
        clauses[next].sentence == clause->sentence && clauses[next].irrealis == UINT32_MAX &&
        !is_closed(input, marked, clause))
        clauses[next].irrealis = at;
}

static bool clause_judges(const struct marked_words *marked, const struct clause *clause) {
    const struct mark *marks = marked->marks.items;
    uint32_t i;
    for (i = clause->first; i < clause->last && i < clause->first + constants.reach_max; i++)
        if (!marks[i].hidden && is_polar(&marks[i]))
            return true;
    return false;
}

/* A rhetorical word speaks of its clause, and of the next one of the sentence when there is nothing
 * to judge in its own: 难道我花了钱，就该受气吗. */
static void apply_rhetorical(const struct marked_words *marked, struct segmentation *segments,
                             uint32_t at) {
    const struct mark *mark = (const struct mark *)marked->marks.items + at;
    struct clause *clause = (struct clause *)segments->clauses.items + mark->clause;
    if (clause->rhetorical == UINT32_MAX)
        clause->rhetorical = at;
    if ((size_t)mark->clause + 1 < segments->clauses.count &&
        clause[1].sentence == clause->sentence && clause[1].rhetorical == UINT32_MAX &&
        !clause_judges(marked, clause))
        clause[1].rhetorical = at;
}

bool kefu__clauses_find(const struct input *input, struct sorted_matches *sorted,
                        struct marked_words *marked, struct segmentation *segments) {
    const uint32_t *signals = marked->signals.items;
    const struct mark *marks = marked->marks.items;
    size_t i;
    if (!find_clauses(input, sorted, marked, segments))
        return false;
    for (i = 0; i < marked->signals.count; i++) {
        const struct mark *mark = &marks[signals[i]];
        if (mark->sense == SENSE_IRREALIS)
            apply_irrealis(input, marked, segments, signals[i]);
        else if (mark->sense == SENSE_RHETORICAL)
            apply_rhetorical(marked, segments, signals[i]);
        else if (!mark->inside)
            apply_contrast(input, marked, segments, signals[i]);
    }
    return true;
}
