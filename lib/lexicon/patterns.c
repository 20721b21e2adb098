/* SPDX-License-Identifier: MIT
 * Patterns in the tables that a scan reads: from a keyword to its classes, from a class to the
 * steps that wait for it. */
#include <string.h>

#include "lexicon/build.h"

/* The speakers for whom the entry of this step's pattern counts, as a bit set. */
static uint32_t speakers_of(const struct lexicon *lexicon, const struct lexicon_step *step) {
    const uint32_t speakers = TRAIT_SPEAKERS(lexicon->traits[step->entry]);
    return speakers ? speakers : LEXICON_ANYONE;
}

static bool is_removed(const struct lexicon *lexicon, const struct lexicon_step *step) {
    return (lexicon->entries[step->entry].flags & ENTRY_REMOVED) != 0;
}

/* A counting sort of the steps of all patterns by word class; of one class the later steps come
 * first. */
static void sort_steps(struct lexicon *lexicon) {
    struct lexicon_patterns *patterns = &lexicon->patterns;
    uint32_t *rows = patterns->class_rows;
    for (size_t i = 0; i < patterns->step_count; i++)
        rows[patterns->steps[i].word_class] += !is_removed(lexicon, &patterns->steps[i]);
    for (size_t c = 0; c < patterns->class_count; c++)
        rows[c + 1] += rows[c];
    for (uint32_t i = 0; i < patterns->step_count; i++) {
        const struct lexicon_step *step = &patterns->steps[i];
        if (is_removed(lexicon, step))
            continue;
        /* after the last step of a class, its element of `rows` is the index at which its row
         * begins */
        patterns->class_steps[--rows[step->word_class]] = i;
        patterns->speakers |= speakers_of(lexicon, step);
    }
}

bool kefu__lexicon_list_steps(struct lexicon *lexicon, struct arena *arena) {
    struct lexicon_patterns *patterns = &lexicon->patterns;
    patterns->class_rows = kefu__arena_alloc_zero(arena, (patterns->class_count + 1) *
                                                             sizeof *patterns->class_rows);
    patterns->class_steps = kefu__arena_alloc_zero(arena, (patterns->step_count + 1) *
                                                              sizeof *patterns->class_steps);
    if (!patterns->class_rows || !patterns->class_steps)
        return false;
    sort_steps(lexicon);
    return true;
}

void kefu__lexicon_take_classes(struct lexicon *lexicon, struct sense *senses, uint32_t *count,
                                uint32_t number) {
    struct lexicon_patterns *patterns = &lexicon->patterns;
    uint32_t *end = &patterns->keyword_rows[number + 1];
    uint32_t kept = 0;
    *end = patterns->keyword_rows[number];
    for (uint32_t i = 0; i < *count; i++)
        if (senses[i].kind == SENSE_CLASS)
            patterns->keyword_classes[(*end)++] = senses[i].value;
        else
            senses[kept++] = senses[i];
    *count = kept;
}
