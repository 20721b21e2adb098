/* SPDX-License-Identifier: MIT
 * What a text says beside courtesies (greetings, thanks, assent, requests to wait) and beside set
 * phrases (您的问题我们非常重视), the words of the fault that the lexicon names as `repetition`. */
#include "analysis/analysis.h"

#include <string.h>

#include "base/utf8.h"
#include "text/text.h"

enum {
    /* maximum size in bytes of a text that is examined; a longer text is assumed to say more than
       courtesies */
    COURTESY_BYTES_MAX = 1024
};

/* What a mention is to the question of what a text says. */
enum manner {
    MANNER_CONTENT,  /* it says something */
    MANNER_COURTESY, /* greeting, thanks, … */
    MANNER_SET_PHRASE
};

static enum manner manner_of(const struct input *input, const struct mention *mention) {
    const struct lexicon *lexicon = input->lexicon;
    enum manner manner = MANNER_CONTENT;
    if (!(mention->traits & TRAIT_IDS))
        return manner;
    for (uint32_t i = mention->attributes; i != UINT32_MAX; i = lexicon->attributes[i].next) {
        const struct lexicon_attribute *attribute = &lexicon->attributes[i];
        if (attribute->roles && !(attribute->roles & input->speaker))
            continue;
        if (lexicon->ids[attribute->id].courtesy & input->speaker)
            return MANNER_COURTESY;
        if (attribute->id == lexicon->repetition)
            manner = MANNER_SET_PHRASE;
    }
    return manner;
}

/* Sets covered[i] for each byte i of the text that is part of a courtesy; of a gapped pair only its
 * two parts are covered. With `phrases` also for set phrases, with what stands in their gaps, which
 * are a few characters wide. */
static void cover(const struct input *input, const struct mention_lists *mentioned, bool phrases,
                  bool *covered) {
    const struct mention *mentions = mentioned->mentions.items;
    const uint32_t *named = mentioned->id_mentions.items;
    for (size_t i = 0; i < mentioned->id_mentions.count; i++) {
        const struct mention *mention = &mentions[named[i]];
        const enum manner manner = manner_of(input, mention);
        const bool parted = mention->gapped && manner == MANNER_COURTESY;
        const uint32_t stop = parted ? mention->gap_start : mention->end;
        const uint32_t again = parted ? mention->gap_end : mention->end;
        if (manner == MANNER_CONTENT || (manner == MANNER_SET_PHRASE && !phrases))
            continue;
        memset(covered + mention->start, 1, stop - mention->start);
        memset(covered + again, 1, mention->end - again);
    }
}

/* How much a character that is not part of a courtesy counts as content: 0 not at all, 1 in
 * general, ANALYSIS_SUBSTANCE_MIN for a number, a question or a denial, which alone make a text say
 * something. `follows`: a character of content stands right before it, so that both may be one
 * word: the 好 in 你好 is no assent. */
static uint32_t weight_of(const struct input *input, const char *at, uint32_t length,
                          uint32_t point, bool follows) {
    const struct character_set *sets = input->lexicon->grammar.characters;
    if (point == '?' || point == 0xFF1F || kefu__text_is_number(point))
        return ANALYSIS_SUBSTANCE_MIN;
    if (!kefu__text_is_letter(point))
        return 0;
    if (length != CHARACTER_BYTES)
        return 1;
    if (kefu__set_has(&sets[CHARACTERS_FILLER], at) ||
        (!follows && input->speaker == LEXICON_CUSTOMER &&
         kefu__set_has(&sets[CHARACTERS_ASSENT], at)))
        return 0;
    return kefu__set_has(&sets[CHARACTERS_NEGATION], at) ||
                   kefu__set_has(&sets[CHARACTERS_QUESTION], at)
               ? ANALYSIS_SUBSTANCE_MIN
               : 1;
}

uint32_t kefu__substance(const struct input *input, const struct mention_lists *mentioned) {
    bool covered[COURTESY_BYTES_MAX] = {false};
    uint32_t point, length, weight = 0, substance = 0;
    if (input->size > COURTESY_BYTES_MAX)
        return ANALYSIS_SUBSTANCE_MIN;
    cover(input, mentioned, false, covered);
    for (size_t i = 0; i < input->size && substance < ANALYSIS_SUBSTANCE_MIN; i += length) {
        length = utf8_decode((const unsigned char *)input->text + i, input->size - i, &point);
        weight = covered[i] ? 0 : weight_of(input, input->text + i, length, point, weight > 0);
        substance += weight;
    }
    return substance < ANALYSIS_SUBSTANCE_MIN ? substance : ANALYSIS_SUBSTANCE_MIN;
}

bool kefu__has_only_set_phrases(const struct input *input, const struct mention_lists *mentioned) {
    bool covered[COURTESY_BYTES_MAX] = {false};
    uint32_t point, length, weight = 0, rest = 0, letters = 0;
    if (input->size > COURTESY_BYTES_MAX)
        return false;
    cover(input, mentioned, true, covered);
    for (size_t i = 0; i < input->size; i += length) {
        length = utf8_decode((const unsigned char *)input->text + i, input->size - i, &point);
        weight = covered[i] ? 0 : weight_of(input, input->text + i, length, point, weight > 0);
        rest += weight;
        letters += kefu__text_is_letter(point);
    }
    return (double)rest <= constants.set_phrase_rest * (double)letters;
}

uint32_t kefu__analysis_substance(const kefu_analysis *analysis) {
    return kefu__substance(&analysis->scratch->input, &analysis->scratch->mentioned);
}
