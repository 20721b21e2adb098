/* SPDX-License-Identifier: MIT
 * Which matches split a word of the text and so mean nothing: 寄了 in 邮寄了. */
#include "analysis/analysis.h"
#include "words/filter.h"
#include "words/words.h"

/* ---- letters and digits ---- */

enum { LETTER = 1, DIGIT = 2 };

static int latin_kind(char c) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
        return LETTER;
    return c >= '0' && c <= '9' ? DIGIT : 0;
}

/* Does byte offset `at` lie inside a Latin word or a number? A Latin keyword matches whole words
 * only: not "ems" in "items", not 5 in 15. A number may follow letters: 加V138…. */
static bool splits_at(const char *text, uint32_t at) {
    const int kind = latin_kind(text[at]);
    return kind != 0 && kind == latin_kind(text[at - 1]);
}

static bool splits_latin_word(const struct input *input, const struct match *match) {
    return (match->start > 0 && splits_at(input->text, match->start)) ||
           (match->end < input->size && splits_at(input->text, match->end));
}

/* ---- Han ---- */

static const struct lexicon_senses *senses_of(const struct input *input,
                                              const struct sensed *sensed) {
    return &input->lexicon->keyword_senses[MEANING_SENSES(sensed->meaning)];
}

/* The senses of the keyword that was matched at exactly the offsets of `word`, a dictionary word
 * that crosses an end of `match`; also senses that do not count in this text. NULL if no keyword
 * was matched there. Matches are sorted by (start, end). */
static const struct lexicon_senses *find_word(const struct input *input, const struct match *match,
                                              const struct words_crossing *word) {
    const struct match *first = input->matches, *end = first + input->match_count;
    while (match > first && match->start >= word->start)
        match--;
    for (; match < end && match->start <= word->start; match++) {
        const lexicon_meaning meaning = input->genre->meanings[match->keyword];
        if (match->start == word->start && match->end == word->end && MEANING_SENSES(meaning) > 0)
            return &input->lexicon->keyword_senses[MEANING_SENSES(meaning)];
    }
    return NULL;
}

static bool shares_id(const struct lexicon *lexicon, uint32_t left, uint32_t right) {
    for (; left != UINT32_MAX; left = lexicon->attributes[left].next)
        for (uint32_t i = right; i != UINT32_MAX; i = lexicon->attributes[i].next)
            if (lexicon->attributes[left].id == lexicon->attributes[i].id)
                return true;
    return false;
}

/* Have a match and the longer word that crosses its end the same meaning, that is, polarities of
 * the same sign or a common id? Then the match is kept: 损坏|了. */
static bool agree(const struct lexicon *lexicon, const struct lexicon_senses *match,
                  const struct lexicon_senses *word) {
    if (!word->views[PART_MENTION] || !match->views[PART_MENTION] || word->kind != SENSE_ENTRY)
        return false;
    return (double)word->polarity * (double)match->polarity > 0 ||
           (word->traits & match->traits & TRAIT_IDS &&
            shares_id(lexicon, match->attributes, word->attributes));
}

/* Appends an ignored match of an entry to the list `dropped`, in which the caller has reserved
 * room. */
static void list_dropped(struct list *dropped, const struct match *match, uint32_t entry,
                         const struct words_crossing *word) {
    struct dropped_record *record = (struct dropped_record *)dropped->items + dropped->count++;
    record->start = match->start;
    record->end = match->end;
    record->entry = entry;
    record->word_start = word->start;
    record->word_end = word->end;
}

static bool splits_han_word(const struct input *input, const struct sensed *sensed,
                            struct list *dropped) {
    const struct match *match = &input->matches[sensed->match];
    const struct lexicon_senses *senses = senses_of(input, sensed);
    struct words_crossing crossing[WORDS_CROSSING_MAX];
    const uint32_t count = kefu__words_find_crossing(input->text, input->size, match->start,
                                                     match->end, crossing);
    for (uint32_t i = 0; i < count; i++) {
        const struct lexicon_senses *word = find_word(input, match, &crossing[i]);
        if (word && agree(input->lexicon, senses, word))
            continue;
        if (dropped && senses->views[PART_MENTION] & input->views && senses->kind == SENSE_ENTRY)
            list_dropped(dropped, match, senses->value, &crossing[i]);
        return true;
    }
    return false;
}

/* Lists the matches that are words by themselves in texts of this genre, not only parts of gapped
 * pairs, and whose word boundaries must be tested. */
static void list_boundary_tested(struct sorted_matches *sorted) {
    const struct sensed *sensed = sorted->sensed.items;
    uint32_t *boundary_tested = sorted->boundary_tested.items;
    const uint32_t count = (uint32_t)sorted->sensed.count;
    size_t listed = 0;
    for (uint32_t i = 0; i < count; i++) {
        boundary_tested[listed] = i;
        listed += MEANING_IS_TESTED_MENTION(sensed[i].meaning);
    }
    sorted->boundary_tested.count = listed;
}

/* All matches are filtered in one loop, so that no branch on the kind of a match is mispredicted
 * and the look-ups overlap. Matches that are only part of a gapped pair are left out, because few
 * pairs are completed. */
void kefu__matches_filter_word_boundaries(const struct input *input,
                                          struct sorted_matches *sorted) {
    const uint32_t *boundary_tested = sorted->boundary_tested.items;
    struct sensed *sensed = sorted->sensed.items;
    list_boundary_tested(sorted);
    for (size_t i = 0; i < sorted->boundary_tested.count; i++) {
        struct sensed *own = &sensed[boundary_tested[i]];
        const struct match *match = &input->matches[own->match];
        const bool may = kefu__words_may_cross_ends(input->text, input->size, match->start,
                                                    match->end);
        own->meaning &= ~(uint32_t)MEANING_WORD_BOUNDARIES | (0 - (uint32_t)may);
    }
}

bool kefu__match_splits_word(const struct input *input, const struct sensed *sensed,
                             struct list *dropped) {
    const struct match *match = &input->matches[sensed->match];
    if (senses_of(input, sensed)->word_boundaries == WORD_BOUNDARIES_LATIN)
        return splits_latin_word(input, match);
    return kefu__words_may_cross_ends(input->text, input->size, match->start, match->end) &&
           splits_han_word(input, sensed, dropped);
}
