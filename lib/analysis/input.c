/* SPDX-License-Identifier: MIT
 * Tools over the text under way. */
#include "analysis/analysis.h"

#include "base/utf8.h"

uint32_t kefu__characters_between(const struct input *input, uint32_t from, uint32_t to,
                                  uint32_t limit) {
    uint32_t count = 0;
    while (from < to && count <= limit)
        count += (uint32_t)utf8_is_start(input->text[from++]);
    return count;
}
