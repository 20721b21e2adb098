/* SPDX-License-Identifier: MIT
 * The filter for matches that the fast test leaves: long ones, and at the ends of the text. */
#include "words/filter.h"

static bool may_cross_left(const char *text, uint32_t start, bool is_long) {
    if (start < WORDS_HAN_BYTES)
        return start > 0 && (unsigned char)text[start - 1] >= 0x80;
    const uint64_t pair = kefu__words_load(text + start - WORDS_HAN_BYTES);
    const uint32_t outer = (uint32_t)pair & 0xFFFFFF;
    return kefu__words_may_cross(WORDS_PAIR_LEFT_1, pair, outer, outer >> 16) ||
           (is_long && kefu__words_may_cross(WORDS_PAIR_LEFT_2, pair, outer, outer >> 16));
}

static bool may_cross_right(const char *text, size_t size, uint32_t end, bool is_long) {
    if (size - end < WORDS_HAN_BYTES)
        return size > end && (unsigned char)text[end] >= 0x80;
    const uint64_t pair = kefu__words_load(text + end + WORDS_HAN_BYTES - sizeof pair) >> 16;
    const uint32_t outer = (uint32_t)(pair >> 24) & 0xFFFFFF;
    return kefu__words_may_cross(WORDS_PAIR_RIGHT_1, pair, outer, outer & 0xFF) ||
           (is_long && kefu__words_may_cross(WORDS_PAIR_RIGHT_2, pair, outer, outer & 0xFF));
}

/* The general case of kefu__words_may_cut(): unless the match is two or three characters of the
 * Unicode block side by side, the answer is "maybe", which leaves the decision to the segmentation.
 */
bool kefu__words_may_cut_long(const char *text, size_t size, uint32_t start, uint32_t end) {
    const bool is_long = end - start == 3 * WORDS_HAN_BYTES;
    if ((!is_long && end - start != 2 * WORDS_HAN_BYTES) ||
        !kefu__words_is_lead((unsigned char)text[start]) ||
        !kefu__words_is_lead((unsigned char)text[end - WORDS_HAN_BYTES]))
        return true;
    return may_cross_left(text, start, is_long) || may_cross_right(text, size, end, is_long);
}
