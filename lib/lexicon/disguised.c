/* SPDX-License-Identifier: MIT
 * Which keywords are also searched for in disguised form: those of entries, pairs and patterns
 * whose ids have this property, and neutral phrases, which hide them: 加 V 领 contains no 加V. */
#include "base/utf8.h"
#include "lexicon/build.h"
#include "text/fold.h"

static bool is_disguised(const struct lexicon *lexicon, uint32_t entry) {
    if (lexicon->entries[entry].flags & ENTRY_REMOVED)
        return false;
    for (uint32_t i = lexicon->entries[entry].attributes; i != UINT32_MAX;
         i = lexicon->attributes[i].next)
        if (lexicon->ids[lexicon->attributes[i].id].disguised)
            return true;
    return false;
}

/* For each group of gapped pairs, and for each class of patterns: are its words also searched for
 * in disguised form (垃1圾)? */
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

/* ---- pairs of characters ---- */

/* The number of the bit that stands for two neighbouring characters in lexicon.disguised_pairs.
 * Traditional and simplified, wide and narrow, upper and lower case have the same bit. */
static uint32_t bit_of(uint32_t before, uint32_t after) {
    const uint32_t a = kefu__fold_entry(before) & FOLD_POINT;
    const uint32_t b = kefu__fold_entry(after) & FOLD_POINT;
    return (a * 0x9E3779B1u + b * 0x85EBCA77u) >> (32 - DISGUISED_BITS_LOG);
}

bool kefu__lexicon_joins(const struct lexicon *lexicon, uint32_t before, uint32_t after) {
    const uint32_t bit = bit_of(before, after);
    return lexicon->disguised_pairs[bit / 8] >> bit % 8 & 1;
}

static void enter_pairs(struct lexicon *lexicon, kefu_str word) {
    const unsigned char *text = (const unsigned char *)word.data;
    uint32_t point, last = 0;
    for (size_t at = 0; at < word.size; last = point) {
        at += utf8_decode(text + at, word.size - at, &point);
        if (last != 0 && point != UTF8_INVALID) {
            const uint32_t bit = bit_of(last, point);
            lexicon->disguised_pairs[bit / 8] |= (uint8_t)(1u << bit % 8);
        }
    }
}

/* ---- the step ---- */

bool kefu__lexicon_list_disguised(struct lexicon *lexicon, const struct keyword_list *keywords) {
    struct marks marks;
    lexicon->disguised = kefu__arena_alloc_zero(keywords->arena,
                                                lexicon->keyword_count + (size_t)1);
    lexicon->disguised_pairs = kefu__arena_alloc_zero(keywords->arena,
                                                      (size_t)1 << (DISGUISED_BITS_LOG - 3));
    if (!lexicon->disguised || !lexicon->disguised_pairs ||
        !list_marks(lexicon, keywords->scratch, &marks))
        return false;
    for (size_t i = 0; i < lexicon->id_count; i++)
        lexicon->has_disguised |= lexicon->ids[i].disguised;
    for (uint32_t keyword = 0; keyword < lexicon->keyword_count; keyword++) {
        const uint32_t count = kefu__matcher_id_count(lexicon->matcher, keyword);
        for (uint32_t i = 0; i < count; i++) {
            const uint32_t id = kefu__matcher_id(lexicon->matcher, keyword, i);
            if (!holds(lexicon, &marks, &keywords->senses[id]))
                continue;
            lexicon->disguised[keyword] = true;
            enter_pairs(lexicon, keywords->texts[id]);
        }
    }
    return true;
}
