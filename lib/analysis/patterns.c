/* SPDX-License-Identifier: MIT
 * Patterns: words of several classes, one behind the other in a sentence, with bounded gaps. All
 * patterns advance together, by a table that leads from a class to the steps that wait for it, so
 * that what a match costs depends on its classes and not on the number of patterns. */
#include "analysis/analysis.h"

/* The state of the search for patterns (sequences of word classes), which reads the matches of a
 * text in their order. */
struct finder {
    const struct input *input;
    const struct lexicon_patterns *patterns;
    struct pattern_state *states; /* one element for each step of all patterns of the lexicon */
    struct list *found;
    uint32_t generation;
    struct quotation_cursor quoted;
    /* number of the sentence of the current match, and number of punctuation marks before it */
    uint32_t sentence, delimiters;
};

static bool add_hit(struct finder *finder, const struct pattern_state *state,
                    const struct match *match, uint32_t entry) {
    struct pattern_hit *hit = kefu__list_add(finder->found, sizeof *hit);
    if (!hit)
        return false;
    hit->entry = entry;
    hit->start = state->start;
    hit->end = match->end;
    hit->first_end = state->first_end;
    hit->last_start = match->start;
    hit->delimiters = state->delimiters;
    return true;
}

/* Can the match be the next part of a pattern: does it follow the part in `before` in the same
 * sentence, with at most `gap` characters between them? */
static bool follows(const struct finder *finder, const struct pattern_state *before,
                    const struct match *match, uint32_t gap) {
    return before->generation == finder->generation && before->sentence == finder->sentence &&
           before->end <= match->start &&
           kefu__characters_between(finder->input, before->end, match->start, gap) <= gap;
}

/* Has a shorter word at the same offset already matched this part of the pattern? Then the shorter
 * word is kept, since it leaves more text for the next part: 信, not 信我的, so that 我的主 can
 * follow. */
static bool is_begun(const struct finder *finder, const struct pattern_state *state,
                     const struct match *match) {
    return state->generation == finder->generation && state->last_start == match->start;
}

static struct pattern_state begin(const struct finder *finder, const struct match *match) {
    return (struct pattern_state){.generation = finder->generation,
                                  .sentence = finder->sentence,
                                  .start = match->start,
                                  .first_end = match->end,
                                  .delimiters = finder->delimiters};
}

/* Handles a match that can be the next part of a pattern, namely the part that step `index`
 * describes: the pattern advances by this step. If several matches can be the same part, the last
 * one is used, since it is nearest to the next part. */
static bool advance(struct finder *finder, const struct match *match, uint32_t index) {
    const struct lexicon_step *step = &finder->patterns->steps[index];
    struct pattern_state *state = &finder->states[index];
    if (!step->is_first && !follows(finder, state - 1, match, step->gap))
        return true;
    if (!step->is_last && is_begun(finder, state, match))
        return true;
    *state = step->is_first ? begin(finder, match) : *(state - 1);
    state->last_start = match->start;
    state->end = match->end;
    return !step->is_last || add_hit(finder, state, match, step->entry);
}

/* Advances every pattern that has a step which a word of this class can match. */
static bool advance_class(struct finder *finder, const struct match *match, uint32_t word_class) {
    const struct lexicon_patterns *patterns = finder->patterns;
    const uint32_t end = patterns->class_rows[word_class + 1];
    for (uint32_t i = patterns->class_rows[word_class]; i < end; i++)
        if (!advance(finder, match, patterns->class_steps[i]))
            return false;
    return true;
}

/* Updates the number of the sentence for a match that is preceded by `delimiters` punctuation
 * marks. */
static void count_sentences(struct finder *finder, const struct sorted_matches *sorted,
                            uint32_t delimiters) {
    const struct delimiter *marks = sorted->delimiters.items;
    for (; finder->delimiters < delimiters; finder->delimiters++)
        finder->sentence += marks[finder->delimiters].boundary != BOUNDARY_CLAUSE;
}

static bool read_match(struct finder *finder, const struct sorted_matches *sorted,
                       const struct sensed *sensed) {
    const struct lexicon *lexicon = finder->input->lexicon;
    const uint32_t number = MEANING_SENSES(sensed->meaning);
    const uint32_t *rows = finder->patterns->keyword_rows;
    const struct match *match = &finder->input->matches[sensed->match];
    if (rows[number] == rows[number + 1] ||
        (lexicon->keyword_senses[number].word_boundaries != 0 &&
         kefu__match_splits_word(finder->input, sensed, NULL)) ||
        kefu__text_is_quoted(&finder->quoted, finder->input->text, finder->input->size,
                             match->start))
        /* ignored: not the first or next part of any pattern, or part of a longer word, or quoted
         * and so not the speaker's own statement */
        return true;
    count_sentences(finder, sorted, sensed->delimiters);
    for (uint32_t i = rows[number]; i < rows[number + 1]; i++)
        if (!advance_class(finder, match, finder->patterns->keyword_classes[i]))
            return false;
    return true;
}

/* Returns a new generation number for the text, so that all pattern_states of earlier texts are
 * invalid. Before the counter wraps around, all states are cleared. */
static uint32_t next_generation(struct pattern_matches *patterns) {
    if (patterns->generation == UINT32_MAX) {
        memset(patterns->states.items, 0, patterns->states.count * patterns->states.width);
        patterns->generation = 0;
    }
    return ++patterns->generation;
}

bool kefu__patterns_find(const struct input *input, const struct sorted_matches *sorted,
                         struct pattern_matches *patterns) {
    const struct sensed *sensed = sorted->sensed.items;
    struct finder finder = {
        .input = input, .patterns = &input->lexicon->patterns, .found = &patterns->found};
    patterns->found.count = 0;
    if (!(finder.patterns->speakers & (input->speaker | LEXICON_ANYONE)))
        return true;
    if (patterns->states.count < finder.patterns->step_count &&
        !kefu__list_extend(&patterns->states, finder.patterns->step_count))
        return false;
    finder.states = patterns->states.items;
    finder.generation = next_generation(patterns);
    for (size_t i = 0; i < sorted->sensed.count; i++)
        if (!read_match(&finder, sorted, &sensed[i]))
            return false;
    return true;
}
