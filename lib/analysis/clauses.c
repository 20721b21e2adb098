/* SPDX-License-Identifier: MIT
 * Clauses and sentences, and what holds for a whole clause: contrast, irrealis, rhetoric. */
#include "analysis/analysis.h"

#include <stdlib.h>
#include <string.h>

static const struct lexicon_word *word_of(const struct input *input,
                                          const struct mention *mention) {
    return &input->lexicon->words[mention->value];
}

/* ---- cutting ---- */

/* The state while a text is split into clauses from left to right. */
struct cutting {
    const struct input *input;
    const struct sorted_matches *sorted;
    const struct mention_lists *mentioned;
    struct segmentation *segments;
    struct clause *clauses; /* the array of clauses, with room for all of them and a sentinel */
    /* number of clauses so far, and how many of them begin right where the one before ends */
    uint32_t count, touching;
    uint32_t end; /* byte offset at which the last clause ends */
    /* byte offset at which the next clause begins, and the number of its sentence in the text */
    uint32_t start, sentence;
    /* index in mention_lists.contrasts of the next contrast word (但是) */
    uint32_t next;
    /* byte offset of the start of the next contrast word; UINT32_MAX: there is none */
    uint32_t contrast;
    /* `by_contrast`: some clause ended before a contrast word; `exclaims`: some sentence ended with
     * an exclamation mark */
    bool by_contrast, exclaims;
};

static const struct clause blank = {.first = UINT32_MAX,
                                    .contrast = UINT32_MAX,
                                    .irrealis = UINT32_MAX,
                                    .rhetorical = UINT32_MAX,
                                    .contrast_factor = 1};

/* Ends the open clause at byte offset `end`. Branchless: the clause is always stored, and counted
 * only if it is not empty. */
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

/* Does a clause end before this contrast word even without punctuation? It does before 但是; not
 * before 虽然, which stands at the beginning of a clause anyway. */
static bool splits(const struct input *input, const struct mention *mention) {
    return !mention->in_gap && !word_of(input, mention)->at_start &&
           word_of(input, mention)->factor < 1.0f;
}

static void read_contrast(struct cutting *cutting) {
    const uint32_t *contrasts = cutting->mentioned->contrasts.items;
    const struct mention *mentions = cutting->mentioned->mentions.items;
    cutting->contrast = cutting->next < cutting->mentioned->contrasts.count
                            ? mentions[contrasts[cutting->next]].start
                            : UINT32_MAX;
}

/* Ends a clause before each contrast word that stands before byte offset `end`. */
static void cut_at_contrasts(struct cutting *cutting, uint32_t end) {
    const uint32_t *contrasts = cutting->mentioned->contrasts.items;
    const struct mention *mentions = cutting->mentioned->mentions.items;
    while (cutting->contrast < end) {
        const struct mention *mention = &mentions[contrasts[cutting->next]];
        if (mention->start > cutting->start && splits(cutting->input, mention)) {
            cut(cutting, mention->start);
            cutting->by_contrast = true;
        }
        cutting->next++;
        read_contrast(cutting);
    }
}

/* Copies the number of exclamation marks at the end of each sentence to all clauses of the
 * sentence. */
static void close_sentences(struct segmentation *segments) {
    struct clause *clauses = segments->clauses.items;
    for (size_t i = segments->clauses.count; i-- > 1;) {
        const bool same = clauses[i - 1].sentence == clauses[i].sentence;
        clauses[i - 1].exclamations = clauses[same ? i : i - 1].exclamations;
    }
}

static void cut_all(struct cutting *cutting) {
    const struct delimiter *delimiters = cutting->sorted->delimiters.items;
    const uint32_t size = (uint32_t)cutting->input->size;
    uint32_t *numbers = cutting->segments->delimiter_clauses.items;
    size_t i;
    read_contrast(cutting);
    for (i = 0; i < cutting->sorted->delimiters.count; i++) {
        const struct delimiter delimiter = delimiters[i];
        const bool exclaims = delimiter.boundary == BOUNDARY_EXCLAMATION;
        struct clause *clause;
        uint32_t sentence;
        if (cutting->contrast < delimiter.start)
            cut_at_contrasts(cutting, delimiter.start);
        numbers[i] = cutting->count;
        cut(cutting, delimiter.start);
        clause = &cutting->clauses[cutting->count - 1];
        cutting->start = delimiter.end;
        clause->exclamations += exclaims;
        cutting->exclaims |= exclaims;
        sentence = clause->sentence + (delimiter.boundary != BOUNDARY_CLAUSE);
        /* an earlier delimiter may have ended the sentence already: 谢谢！， */
        cutting->sentence = sentence > cutting->sentence ? sentence : cutting->sentence;
    }
    cut_at_contrasts(cutting, size);
    numbers[i] = cutting->count;
    if (cutting->start < size)
        cut(cutting, size);
}

/* Stores in a mention the number of its clause, and in the clause the range of its mentions and
 * their senses. A mention that begins inside the last delimiter is in no clause: it is counted in
 * the sentinel behind the last clause. */
static inline void enter_mention(struct clause *clauses, uint32_t count, struct mention *mention,
                                 uint32_t at, uint32_t number) {
    struct clause *clause = &clauses[number];
    mention->clause = number < count ? number : 0;
    clause->senses |= 1u << mention->sense;
    clause->first = at < clause->first ? at : clause->first;
    clause->last = at + 1;
}

/* Stores in each mention its clause, in a text where only punctuation and blanks separate clauses:
 * then the number of delimiters before the mention gives its clause. */
static void enter_by_delimiters(const struct sorted_matches *sorted,
                                struct mention_lists *mentioned,
                                const struct segmentation *segments) {
    const uint32_t *numbers = segments->delimiter_clauses.items;
    const struct delimiter *delimiters = sorted->delimiters.items;
    struct clause *clauses = segments->clauses.items;
    const uint32_t count = (uint32_t)segments->clauses.count;
    struct mention *mentions = mentioned->mentions.items;
    for (uint32_t i = 0; i < mentioned->mentions.count; i++) {
        uint32_t delimiter = mentions[i].clause;
        while (delimiters[delimiter].start <=
               /* the mention itself is the punctuation (～) that ends its clause */
               mentions[i].start)
            delimiter++;
        enter_mention(clauses, count, &mentions[i], i, numbers[delimiter]);
    }
}

static void enter_by_place(struct mention_lists *mentioned, const struct segmentation *segments) {
    struct clause *clauses = segments->clauses.items;
    const uint32_t count = (uint32_t)segments->clauses.count;
    struct mention *mentions = mentioned->mentions.items;
    uint32_t i, number = 0;
    for (i = 0; i < mentioned->mentions.count; i++) {
        while (number < count && mentions[i].start >= clauses[number].end)
            number++;
        enter_mention(clauses, count, &mentions[i], i, number);
    }
}

/* ---- spaces of messages ---- */

static bool is_multibyte(char byte) {
    return ((unsigned char)byte & 0x80) != 0;
}

/* Finds the next run of blanks at or behind `at` that stands between two non-ASCII characters; the
 * size of the text if there is none. *end: the offset behind the blanks. */
static size_t find_blank(const struct input *input, size_t at, size_t *end) {
    const char *text = input->text;
    const size_t size = input->size;
    for (; at < size; at = *end) {
        const char *space = memchr(text + at, ' ', size - at);
        if (!space)
            break;
        at = *end = (size_t)(space - text);
        while (*end < size && text[*end] == ' ')
            ++*end;
        if (at > 0 && *end < size && is_multibyte(text[at - 1]) && is_multibyte(text[*end]))
            return at;
    }
    return size;
}

static int by_start(const void *left, const void *right) {
    const struct delimiter *a = left, *b = right;
    return (a->start > b->start) - (a->start < b->start);
}

/* Adds the blanks that separate clauses to the delimiters, in order. In messages a blank between
 * Chinese characters is used like a comma, by people who type and by programs that join several
 * messages. */
static bool add_blanks(const struct input *input, struct sorted_matches *sorted) {
    size_t at, end = 0, count = 0, next = sorted->delimiters.count;
    struct delimiter *items;
    for (at = find_blank(input, 0, &end); at < input->size; at = find_blank(input, end, &end))
        count++;
    if (count == 0)
        return true;
    if (!kefu__list_reserve(&sorted->delimiters, next + count + 1))
        return false;
    items = sorted->delimiters.items;
    for (at = find_blank(input, 0, &end); at < input->size; at = find_blank(input, end, &end)) {
        items[next].start = (uint32_t)at;
        items[next].end = (uint32_t)end;
        items[next++].boundary = BOUNDARY_CLAUSE;
    }
    qsort(items, next, sizeof *items, by_start);
    sorted->delimiters.count = next;
    return true;
}

/* Reserves memory for as many clauses as the text can have, and for a sentinel. */
static bool reserve_clauses(struct sorted_matches *sorted, const struct mention_lists *mentioned,
                            struct segmentation *segments) {
    const size_t delimiters = sorted->delimiters.count + 1;
    return kefu__list_reserve(&segments->delimiter_clauses, delimiters) &&
           kefu__list_reserve(&sorted->delimiters, delimiters) &&
           kefu__list_reserve(&segments->clauses, delimiters + mentioned->contrasts.count + 1);
}

static bool find_clauses(const struct input *input, struct sorted_matches *sorted,
                         struct mention_lists *mentioned, struct segmentation *segments) {
    struct cutting cutting = {.input = input,
                              .sorted = sorted,
                              .mentioned = mentioned,
                              .segments = segments,
                              .end = UINT32_MAX};
    struct clause *clauses;
    if ((input->is_message && !add_blanks(input, sorted)) ||
        !reserve_clauses(sorted, mentioned, segments))
        return false;
    cutting.clauses = clauses = segments->clauses.items;
    ((struct delimiter *)sorted->delimiters.items)[sorted->delimiters.count].start = UINT32_MAX;
    cut_all(&cutting);
    segments->clauses.count = cutting.count;
    segments->touching = cutting.touching;
    clauses[cutting.count] = blank;
    clauses[0].first = 0;
    if (cutting.exclaims)
        close_sentences(segments);
    if (cutting.by_contrast)
        enter_by_place(mentioned, segments);
    else
        enter_by_delimiters(sorted, mentioned, segments);
    return true;
}

/* ---- what holds for a clause ---- */

static void weigh(struct clause *clause, uint32_t mention, double factor) {
    clause->contrast_factor *= factor;
    if (clause->contrast_factor > constants.contrast_max)
        clause->contrast_factor = constants.contrast_max;
    if (clause->contrast_factor < constants.contrast_min)
        clause->contrast_factor = constants.contrast_min;
    clause->contrast = mention;
}

/* Applies the factors of a contrast word, "X, but Y". `factor` weakens the clauses of the sentence
 * before the word; if the word begins a sentence, those of the previous sentence. `after` applies
 * to the clause of the word and, if it is above 1, to the rest of the sentence, too. */
static void apply_contrast(const struct input *input, const struct mention_lists *mentioned,
                           struct segmentation *segments, uint32_t at) {
    const struct mention *mention = (const struct mention *)mentioned->mentions.items + at;
    const struct lexicon_word *word = word_of(input, mention);
    struct clause *clauses = segments->clauses.items;
    const size_t count = segments->clauses.count;
    const uint32_t own = clauses[mention->clause].sentence;
    const size_t reach = mention->clause + 1 + constants.reach_max;
    size_t i = mention->clause, least = i > constants.reach_max ? i - constants.reach_max : 0;
    if (word->at_start && clauses[mention->clause].start != mention->start)
        return;
    if (word->factor != 1.0f && i > 0) {
        const uint32_t sentence = clauses[i - 1].sentence;
        for (; i > least && clauses[i - 1].sentence == sentence; i--)
            weigh(&clauses[i - 1], at, (double)word->factor);
    }
    if (word->after == 1.0f)
        return;
    weigh(&clauses[mention->clause], at, (double)word->after);
    for (i = mention->clause + 1;
         word->after > 1.0f && i < count && i < reach && clauses[i].sentence == own; i++)
        weigh(&clauses[i], at, (double)word->after);
}

bool kefu__request_is_reported(const struct input *input, const struct segmentation *segments,
                               const struct mention *mention) {
    const struct clause *clause = (const struct clause *)segments->clauses.items + mention->clause;
    const struct character_set *completed =
        &input->lexicon->grammar.characters[CHARACTERS_COMPLETED];
    if (input->lexicon->words[mention->value].kind != IRREALIS_REQUEST ||
        mention->start == clause->start)
        return false;
    for (uint32_t at = mention->end;
         at + CHARACTER_BYTES <= clause->end && at < mention->end + constants.reach_max; at++)
        if (kefu__set_has(completed, input->text + at))
            return true;
    return false;
}

/* Does this clause contain the end of a wish, so that a supposition in it does not go on in the
 * next clause? 要是早点发现就好了 */
static bool is_closed(const struct input *input, const struct mention_lists *mentioned,
                      const struct clause *clause) {
    const struct mention *mentions = mentioned->mentions.items;
    for (uint32_t i = clause->first; i < clause->last && i < clause->first + constants.reach_max;
         i++)
        if (!mentions[i].hidden && mentions[i].sense == SENSE_IRREALIS &&
            word_of(input, &mentions[i])->kind == IRREALIS_WISH &&
            !(word_of(input, &mentions[i])->flags & WORD_OPENS))
            return true;
    return false;
}

static void apply_irrealis(const struct input *input, const struct mention_lists *mentioned,
                           struct segmentation *segments, uint32_t at) {
    const struct mention *mentions = mentioned->mentions.items, *mention = &mentions[at];
    const struct lexicon_word *word = word_of(input, mention);
    struct clause *clauses = segments->clauses.items;
    struct clause *clause = &clauses[mention->clause];
    const size_t next = (size_t)mention->clause + 1;
    if (word->kind == IRREALIS_STATEMENT || kefu__request_is_reported(input, segments, mention))
        return;
    if (clause->irrealis == UINT32_MAX ||
        word->factor < word_of(input, &mentions[clause->irrealis])->factor)
        clause->irrealis = at;
    if (word->flags & WORD_OPENS && next < segments->clauses.count &&
        clauses[next].sentence == clause->sentence && clauses[next].irrealis == UINT32_MAX &&
        !is_closed(input, mentioned, clause))
        clauses[next].irrealis = at;
}

static bool clause_evaluates(const struct mention_lists *mentioned, const struct clause *clause) {
    const struct mention *mentions = mentioned->mentions.items;
    for (uint32_t i = clause->first; i < clause->last && i < clause->first + constants.reach_max;
         i++)
        if (!mentions[i].hidden && is_polar(&mentions[i]))
            return true;
    return false;
}

/* Applies a rhetorical word to its clause, and to the next clause of the sentence if its own has no
 * polarity: 难道我花了钱，就该受气吗. */
static void apply_rhetorical(const struct mention_lists *mentioned, struct segmentation *segments,
                             uint32_t at) {
    const struct mention *mention = (const struct mention *)mentioned->mentions.items + at;
    struct clause *clause = (struct clause *)segments->clauses.items + mention->clause;
    if (clause->rhetorical == UINT32_MAX)
        clause->rhetorical = at;
    if ((size_t)mention->clause + 1 < segments->clauses.count &&
        clause[1].sentence == clause->sentence && clause[1].rhetorical == UINT32_MAX &&
        !clause_evaluates(mentioned, clause))
        clause[1].rhetorical = at;
}

bool kefu__clauses_find(const struct input *input, struct sorted_matches *sorted,
                        struct mention_lists *mentioned, struct segmentation *segments) {
    const uint32_t *clause_words = mentioned->clause_words.items;
    const struct mention *mentions = mentioned->mentions.items;
    if (!find_clauses(input, sorted, mentioned, segments))
        return false;
    for (size_t i = 0; i < mentioned->clause_words.count; i++) {
        const struct mention *mention = &mentions[clause_words[i]];
        if (mention->sense == SENSE_IRREALIS)
            apply_irrealis(input, mentioned, segments, clause_words[i]);
        else if (mention->sense == SENSE_RHETORICAL)
            apply_rhetorical(mentioned, segments, clause_words[i]);
        else if (!mention->in_gap)
            apply_contrast(input, mentioned, segments, clause_words[i]);
    }
    return true;
}
