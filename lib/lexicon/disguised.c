/* SPDX-License-Identifier: MIT
 * Which keywords are looked for in disguise: those of entries, pairs and patterns whose ids say so,
 * and neutral phrases, which hide them: 加 V 领 is none of 加V. */
#include "lexicon/build.h"

static bool is_disguised(const struct lexicon *lexicon, uint32_t entry) {
    if (lexicon->entries[entry].flags & ENTRY_REMOVED)
        return false;
    for (uint32_t i = lexicon->entries[entry].attributes; i != UINT32_MAX;
         i = lexicon->attributes[i].next)
        if (lexicon->ids[lexicon->attributes[i].id].disguised)
            return true;
    return false;
}

/* For each group of pairs and each class of patterns, whether its words are looked for. */
struct marks {
    bool *groups, *classes;
};

static bool list_marks(const struct lexicon *lexicon, struct arena *scratch, struct marks *marks) {
    marks->groups = kefu__arena_alloc_zero(scratch, lexicon->group_count + 1);
    marks->classes = kefu__arena_alloc_zero(scratch, lexicon->patterns.class_count + 1);
    if (!marks->groups || !marks->classes)
        return false;
    for (size_t i = 0; i < lexicon->pair_count; i++)
        if (is_disguised(lexicon, lexicon->pairs[i].entry))
            marks->groups[lexicon->pair_groups[i]] = true;
    for (size_t i = 0; i < lexicon->patterns.step_count; i++)
        if (is_disguised(lexicon, lexicon->patterns.steps[i].entry))
            marks->classes[lexicon->patterns.steps[i].word_class] = true;
    return true;
}

static bool holds(const struct lexicon *lexicon, const struct marks *marks,
                  const struct sense *sense) {
    return sense->kind == SENSE_BLOCKER ||
           (sense->kind == SENSE_ENTRY && is_disguised(lexicon, sense->value)) ||
           (sense->kind == SENSE_PAIR_FIRST && marks->groups[sense->value]) ||
           (sense->kind == SENSE_PAIR_SECOND &&
            is_disguised(lexicon, lexicon->pairs[sense->value].entry)) ||
           (sense->kind == SENSE_CLASS && marks->classes[sense->value]);
}

bool kefu__lexicon_list_disguised(struct lexicon *lexicon, const struct keyword_list *keywords) {
    struct marks marks;
    lexicon->disguised = kefu__arena_alloc_zero(keywords->arena,
                                                lexicon->keyword_count + (size_t)1);
    if (!lexicon->disguised || !list_marks(lexicon, keywords->scratch, &marks))
        return false;
    for (size_t i = 0; i < lexicon->id_count; i++)
        lexicon->has_disguised |= lexicon->ids[i].disguised;
    for (uint32_t keyword = 0; keyword < lexicon->keyword_count; keyword++) {
        const uint32_t count = kefu__matcher_id_count(lexicon->matcher, keyword);
        for (uint32_t i = 0; i < count && !lexicon->disguised[keyword]; i++)
            lexicon->disguised[keyword] = holds(
                lexicon, &marks, &keywords->senses[kefu__matcher_id(lexicon->matcher, keyword, i)]);
    }
    return true;
}
