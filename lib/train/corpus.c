/* SPDX-License-Identifier: MIT
 * Labelled texts, kept raw and as folded symbols. */
#include "train/train.h"

#include <string.h>

#include "base/utf8.h"

/* ---- symbols ---- */

static bool within(uint32_t c, uint32_t low, uint32_t high) {
    return c >= low && c <= high;
}

static bool is_clause_end(uint32_t c) {
    static const uint32_t marks[] = {',',    '.',    '!',    '?',    ';',    ':',
                                     '\n',   '\r',   0x3002, 0x3001, 0xFF0C, 0xFF01,
                                     0xFF1F, 0xFF1B, 0xFF1A, 0x2026};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (marks[i] == c)
            return true;
    return false;
}

enum symbol_class kefu__symbol_class(uint32_t c) {
    if (is_clause_end(c))
        return SYMBOL_CLAUSE_END;
    if (within(c, '0', '9'))
        return SYMBOL_DIGIT;
    if (c == ' ' || c == '\t' || c == 0xA0 || c == 0x3000)
        return SYMBOL_SPACE;
    const bool letter = within(c, 'a', 'z') || within(c, 'A', 'Z') || within(c, 0x3400, 0x9FFF) ||
                        within(c, 0xC0, 0x52F) || within(c, 0x3040, 0x30FF) ||
                        within(c, 0xAC00, 0xD7A3) || within(c, 0xE00, 0xEFF) ||
                        within(c, 0x1E00, 0x1FFF) || within(c, 0xF900, 0xFAFF) ||
                        within(c, 0x20000, 0x3FFFF) || c == 0x3005 || c == 0x3007;
    return letter && c != 0xD7 && c != 0xF7 ? SYMBOL_LETTER : SYMBOL_OTHER;
}

/* ---- names ---- */

void kefu__names_init(struct name_list *names, struct arena *arena) {
    *names = (struct name_list){.arena = arena};
    kefu__map_init(&names->map, &arena->allocator);
}

void kefu__names_free(struct name_list *names) {
    if (!names->arena)
        return;
    kefu__map_free(&names->map);
    kefu__release(&names->arena->allocator, names->names, names->capacity * sizeof *names->names);
}

uint32_t kefu__names_enter(struct name_list *names, const char *name, size_t size) {
    const uint32_t known = kefu__map_find(&names->map, name, size);
    if (known != UINT32_MAX)
        return known;
    char *copy = kefu__arena_text(names->arena, name, size);
    if (!copy || !kefu__grow(&names->arena->allocator, &names->names, &names->capacity,
                             names->count + 1u, sizeof *names->names))
        return TRAIN_NO_NAME;
    if (kefu__map_add(&names->map, copy, size, names->count) == UINT32_MAX)
        return TRAIN_NO_NAME;
    names->names[names->count] = (kefu_str){copy, size};
    return names->count++;
}

/* ---- corpus ---- */

void kefu__corpus_init(struct corpus *corpus, const kefu_allocator *allocator) {
    *corpus = (struct corpus){.allocator = *allocator};
    kefu__arena_init(&corpus->arena, allocator);
    kefu__buffer_init(&corpus->folded, allocator);
    kefu__names_init(&corpus->label_names, &corpus->arena);
    kefu__names_init(&corpus->category_names, &corpus->arena);
}

void kefu__corpus_free(struct corpus *corpus) {
    const kefu_allocator *allocator = &corpus->allocator;
    if (!allocator->release)
        return;
    kefu__release(allocator, corpus->texts, corpus->text_capacity * sizeof *corpus->texts);
    kefu__release(allocator, corpus->labels, corpus->label_capacity * sizeof *corpus->labels);
    kefu__release(allocator, corpus->categories,
                  corpus->category_capacity * sizeof *corpus->categories);
    kefu__release(allocator, corpus->ends, corpus->end_capacity * sizeof *corpus->ends);
    kefu__release(allocator, corpus->symbols, corpus->symbol_capacity * sizeof *corpus->symbols);
    kefu__names_free(&corpus->label_names);
    kefu__names_free(&corpus->category_names);
    kefu__buffer_free(&corpus->folded);
    kefu__arena_free(&corpus->arena);
}

static bool grow_corpus(struct corpus *corpus, size_t texts) {
    const kefu_allocator *a = &corpus->allocator;
    return kefu__grow(a, &corpus->texts, &corpus->text_capacity, texts, sizeof *corpus->texts) &&
           kefu__grow(a, &corpus->labels, &corpus->label_capacity, texts, sizeof *corpus->labels) &&
           kefu__grow(a, &corpus->categories, &corpus->category_capacity, texts,
                      sizeof *corpus->categories) &&
           kefu__grow(a, &corpus->ends, &corpus->end_capacity, texts, sizeof *corpus->ends);
}

/* Appends the code points of the folded text to corpus->symbols, from index `from` on. They belong
 * to the corpus once corpus->ends has a text that includes them. */
static bool add_symbols(struct corpus *corpus, size_t from, size_t *end) {
    const struct buffer *folded = &corpus->folded;
    if (!kefu__grow(&corpus->allocator, &corpus->symbols, &corpus->symbol_capacity,
                    from + folded->size + 1, sizeof *corpus->symbols))
        return false;
    size_t at = 0, to = from;
    while (at < folded->size) /* folded text is well-formed UTF-8 */
        at += utf8_decode((const unsigned char *)folded->data + at, folded->size - at,
                          &corpus->symbols[to++]);
    *end = to;
    return true;
}

kefu_status kefu__corpus_add(struct corpus *corpus, kefu_str label, kefu_str category,
                             kefu_str text, kefu_error *error) {
    const size_t from = kefu__corpus_begin(corpus, corpus->count);
    if (corpus->count >= TRAIN_TEXTS_MAX || from + text.size > TRAIN_CHARACTERS_MAX)
        return kefu__fail(error, KEFU_E_LIMIT, "too many texts to train on");
    corpus->folded.size = 0;
    corpus->folded.failed = false; /* an earlier text may have failed to get memory */
    kefu__text_fold_string(&corpus->folded, text.data, text.size, 0);
    size_t end = from;
    char *copy = kefu__arena_text(&corpus->arena, text.data, text.size);
    if (corpus->folded.failed || !copy || !grow_corpus(corpus, corpus->count + 1u) ||
        !add_symbols(corpus, from, &end))
        return kefu__no_memory(error);
    const uint32_t label_number = kefu__names_enter(&corpus->label_names, label.data, label.size);
    const uint32_t category_number = kefu__names_enter(&corpus->category_names, category.data,
                                                       category.size);
    if (label_number == TRAIN_NO_NAME || category_number == TRAIN_NO_NAME)
        return kefu__no_memory(error);
    corpus->texts[corpus->count] = (kefu_str){copy, text.size};
    corpus->labels[corpus->count] = label_number;
    corpus->categories[corpus->count] = category_number;
    corpus->ends[corpus->count] = end;
    corpus->count++;
    return KEFU_OK;
}
