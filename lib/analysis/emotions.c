/* SPDX-License-Identifier: MIT
 * Which of the emotions that words name are felt: not those that are only supposed, and of one
 * phrase only one emotion. */
#include "analysis/analysis.h"

static bool is_emotion(const struct input *input, const struct lexicon_attribute *attribute) {
    return input->lexicon->ids[attribute->id].kind == KEFU_FOUND_EMOTION;
}

/* Does the entry also express another emotion that is stronger for this speaker? Of equally strong
 * ones only the first that the entry lists counts. */
static bool is_secondary(const struct input *input, const struct mention *mention,
                         const struct lexicon_attribute *attribute) {
    const struct lexicon_attribute *attributes = input->lexicon->attributes;
    /* the linked list is in reverse order: the emotion that the entry lists last is its first
     * element */
    bool listed_before = false;
    for (uint32_t i = mention->attributes; i != UINT32_MAX; i = attributes[i].next) {
        const struct lexicon_attribute *other = &attributes[i];
        if (other == attribute) {
            listed_before = true;
            continue;
        }
        if (!is_emotion(input, other) || (other->roles && !(other->roles & input->speaker)))
            continue;
        if (other->strength > attribute->strength ||
            (listed_before && other->strength == attribute->strength))
            return true;
    }
    return false;
}

/* Does the mention report nothing that has happened, because it is in irrealis mood? A supposition
 * does (怕到时候联系不上, 如果不满意); a positive emotion is not felt either if it is only wished
 * for or asked about. */
static bool is_unreal(const struct input *input, const struct mention_lists *mentioned,
                      const struct segmentation *segments, const struct mention *mention) {
    const struct clause *clause = (const struct clause *)segments->clauses.items + mention->clause;
    const struct mention *marker = (const struct mention *)mentioned->mentions.items;
    const struct lexicon_word *word;
    if (clause->irrealis == UINT32_MAX || clause->rhetorical != UINT32_MAX)
        return false;
    marker += clause->irrealis;
    word = &input->lexicon->words[marker->value];
    if (word->kind == IRREALIS_REQUEST || (double)word->factor >= constants.real_min ||
        !kefu__irrealis_reaches(input, segments, mention, marker))
        return false;
    return mention->polarity > 0 ||
           (word->kind == IRREALIS_CONDITION && marker->clause == mention->clause);
}

bool kefu__emotion_is_felt(const struct input *input, const struct mention_lists *mentioned,
                           const struct segmentation *segments, const struct mention *mention,
                           const struct lexicon_attribute *attribute) {
    if (is_secondary(input, mention, attribute))
        return false;
    /* thanks count even in a supposition, because they are said to the agent:
     * 如果能查一下，非常感谢 */
    return input->lexicon->ids[attribute->id].courtesy ||
           !is_unreal(input, mentioned, segments, mention);
}

bool kefu__emotion_is_outdone(const struct input *input, const struct id_scores *ids,
                              const struct id_score *score) {
    const struct id_score *other = ids->scores.items;
    if (score->count > 1)
        return false;
    for (size_t i = 0; i < ids->scores.count; i++, other++)
        if (other != score && input->lexicon->ids[other->id].kind == KEFU_FOUND_EMOTION &&
            other->start < score->end && score->start < other->end &&
            (other->missing < score->missing ||
             (other->missing == score->missing && other < score)))
            return true;
    return false;
}
