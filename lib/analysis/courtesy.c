/* SPDX-License-Identifier: MIT
 * What a text says beside courtesies: greetings, thanks, assent, requests to wait. */
#include "analysis/analysis.h"

#include <string.h>

#include "base/utf8.h"
#include "text/text.h"

enum {
    /* maximum size in bytes of a text that is examined; a longer text is assumed to say more than
       courtesies */
    COURTESY_BYTES_MAX = 1024
};

static bool is_courtesy(const struct input *input, const struct mention *mention) {
    const struct lexicon *lexicon = input->lexicon;
    if (!(mention->traits & TRAIT_IDS))
        return false;
    for (uint32_t i = mention->attributes; i != UINT32_MAX; i = lexicon->attributes[i].next) {
        const struct lexicon_attribute *attribute = &lexicon->attributes[i];
        if ((lexicon->ids[attribute->id].courtesy & input->speaker) &&
            (!attribute->roles || (attribute->roles & input->speaker)))
            return true;
    }
    return false;
}

/* Sets covered[i] for each byte i of the text that is part of a courtesy; of a gapped pair only its
 * two parts are covered. */
static void cover(const struct input *input, const struct mention_lists *mentioned, bool *covered) {
    const struct mention *mentions = mentioned->mentions.items;
    const uint32_t *named = mentioned->id_mentions.items;
    for (size_t i = 0; i < mentioned->id_mentions.count; i++) {
        const struct mention *mention = &mentions[named[i]];
        const uint32_t stop = mention->gapped ? mention->gap_start : mention->end;
        const uint32_t again = mention->gapped ? mention->gap_end : mention->end;
        if (!is_courtesy(input, mention))
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
    cover(input, mentioned, covered);
    for (size_t i = 0; i < input->size && substance < ANALYSIS_SUBSTANCE_MIN; i += length) {
        length = utf8_decode((const unsigned char *)input->text + i, input->size - i, &point);
        weight = covered[i] ? 0 : weight_of(input, input->text + i, length, point, weight > 0);
        substance += weight;
    }
    return substance < ANALYSIS_SUBSTANCE_MIN ? substance : ANALYSIS_SUBSTANCE_MIN;
}

uint32_t kefu__analysis_substance(const kefu_analysis *analysis) {
    return kefu__substance(&analysis->scratch->input, &analysis->scratch->mentioned);
}
