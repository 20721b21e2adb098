/* SPDX-License-Identifier: MIT
 * What all SIMD levels call while they scan many texts as one. */
#include "match/work.h"

void kefu__widen_offsets(struct match_work *work, uint32_t from) {
    for (uint32_t i = from; i < work->have; i++) {
        work->start[i] = work->narrow_start[i];
        work->end[i] = work->narrow_end[i];
    }
    for (uint32_t i = work->text_count; i > 0 && work->next_text[i - 1] > from; i--)
        end_text(work, work->next_text[i - 1] - 1);
}

void kefu__end_texts(struct match_work *work, uint32_t position) {
    while (work->text_count && *work->next_text <= position) {
        *work->ends++ = (uint32_t)work->emitted;
        work->next_text++;
        work->text_count--;
    }
}
