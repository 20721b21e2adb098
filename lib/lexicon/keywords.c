/* SPDX-License-Identifier: MIT
 * Collecting keywords and their senses. */
#include "lexicon/keywords.h"

bool kefu__keyword_list_add(struct keyword_list *list, kefu_str text, enum sense_kind kind,
                            uint32_t value) {
    if (!kefu__grow(list->allocator, &list->texts, &list->text_capacity, list->count + 1,
                    sizeof *list->texts) ||
        !kefu__grow(list->allocator, &list->senses, &list->sense_capacity, list->count + 1,
                    sizeof *list->senses))
        return false;
    list->texts[list->count] = text;
    list->senses[list->count++] = (struct sense){(uint32_t)kind, value};
    return true;
}

const char *kefu__keyword_list_add_copy(struct keyword_list *list, kefu_str text,
                                        enum sense_kind kind, uint32_t value) {
    const kefu_str copy = {kefu__arena_text(list->arena, text.data, text.size), text.size};
    return copy.data && kefu__keyword_list_add(list, copy, kind, value) ? copy.data : NULL;
}

void kefu__keyword_list_free(struct keyword_list *list) {
    kefu__release(list->allocator, list->texts, list->text_capacity * sizeof *list->texts);
    kefu__release(list->allocator, list->senses, list->sense_capacity * sizeof *list->senses);
}
