/* SPDX-License-Identifier: MIT
 * Tools over the text under way. */
#include "analysis/analysis.h"

uint32_t kefu__characters_between(const struct input *input, uint32_t from, uint32_t to,
                                  uint32_t limit) {
    uint32_t count = 0;
    while (from < to && count <= limit)
        count += ((unsigned char)input->text[from++] & 0xC0) != 0x80;
    return count;
}
