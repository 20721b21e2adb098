/* SPDX-License-Identifier: MIT
 * Which keywords are rejected where a dictionary word crosses one end of their match. */
#include "lexicon/word_boundaries.h"

#include <string.h>

#include "words/words.h"

static bool is_latin(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Does the text consist of two or three Han characters, each of which takes three bytes of UTF-8?
 */
static bool is_short_han(kefu_str text) {
    if (text.size != 6 && text.size != 9)
        return false;
    for (size_t at = 0; at < text.size; at += 3)
        if ((unsigned char)text.data[at] < 0xE4 || (unsigned char)text.data[at] > 0xE9)
            return false;
    return true;
}

bool kefu__modifiers_list(struct index_map *modifiers, const struct lexicon *lexicon,
                          const kefu_allocator *allocator) {
    bool sound = true;
    kefu__map_init(modifiers, allocator);
    for (uint32_t i = 0; sound && i < lexicon->word_count; i++) {
        const struct lexicon_word *word = &lexicon->words[i];
        const bool modifies = word->sense == SENSE_NEGATOR || word->sense == SENSE_DEGREE;
        if (modifies && !word->removed && word->text.size > 0)
            sound = kefu__map_add(modifiers, word->text.data, word->text.size, i) != UINT32_MAX;
    }
    return sound;
}

/* Does a modifier stand before the last character of the text, whose characters have three bytes?
 */
static bool begins_with_modifier(const struct index_map *modifiers, kefu_str text) {
    for (size_t size = 3; size < text.size; size += 3)
        if (kefu__map_find(modifiers, text.data, size) != UINT32_MAX)
            return true;
    return false;
}

/* Does any gapped pair of this group belong to an entry with the mark "inside", which may match in
 * the middle of a word? A group is all pairs with the same first part. */
static bool is_group_inside(const struct lexicon *lexicon, uint32_t group) {
    for (size_t i = 0; i < lexicon->pair_count; i++)
        if (lexicon->pair_groups[i] == group &&
            lexicon->entries[lexicon->pairs[i].entry].flags & ENTRY_INSIDE)
            return true;
    return false;
}

static bool is_exempt(const struct lexicon *lexicon, const struct sense *sense) {
    switch (sense->kind) {
    case SENSE_LEARNED:
    case SENSE_IRREALIS:
    case SENSE_RHETORICAL:
    case SENSE_CLASS:
    /* Phrases of rules match without a test of word boundaries. If the same text is also an entry,
     * the entry must still be tested, so this sense does not exempt the keyword. */
    case SENSE_PHRASE:
        return false;
    case SENSE_ENTRY:
        return lexicon->entries[sense->value].flags & ENTRY_INSIDE;
    case SENSE_PAIR_FIRST:
        return lexicon->has_inside_pairs && is_group_inside(lexicon, sense->value);
    case SENSE_PAIR_SECOND:
        return lexicon->entries[lexicon->pairs[sense->value].entry].flags & ENTRY_INSIDE;
    default:
        return true;
    }
}

uint32_t kefu__lexicon_word_boundaries(const struct lexicon *lexicon,
                                       const struct keyword_list *keywords,
                                       const struct index_map *modifiers, uint32_t keyword) {
    const kefu_str text = keywords->texts[kefu__matcher_id(lexicon->matcher, keyword, 0)];
    const uint32_t count = kefu__matcher_id_count(lexicon->matcher, keyword);
    if (text.size > 0 && (is_latin(text.data[0]) || is_latin(text.data[text.size - 1])))
        return WORD_BOUNDARIES_LATIN;
    if (!is_short_han(text) || begins_with_modifier(modifiers, text))
        return 0;
    bool is_entry = false;
    for (uint32_t i = 0; i < count; i++) {
        const struct sense *sense =
            &keywords->senses[kefu__matcher_id(lexicon->matcher, keyword, i)];
        if (is_exempt(lexicon, sense))
            return 0;
        is_entry |= sense->kind == SENSE_ENTRY || sense->kind == SENSE_PAIR_FIRST ||
                    sense->kind == SENSE_PAIR_SECOND || sense->kind == SENSE_CLASS;
    }
    return is_entry ? WORD_BOUNDARIES_HAN : 0;
}
