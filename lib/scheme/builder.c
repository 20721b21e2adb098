/* SPDX-License-Identifier: MIT
 * What the compilers of all kinds share: memory, keywords of the matcher, phrases, documents. */
#include "scheme/builder.h"

#include <string.h>

#include "base/utf8.h"
#include "match/match.h"
#include "text/text.h"

bool kefu__builder_fail(struct scheme_builder *builder, kefu_status status, const char *message) {
    if (builder->status == KEFU_OK) {
        builder->status = status;
        kefu__fail(builder->error, status, "%s", message);
    }
    return false;
}

bool kefu__builder_no_memory(struct scheme_builder *builder) {
    return kefu__builder_fail(builder, KEFU_E_MEMORY, "out of memory");
}

void *kefu__builder_take(struct scheme_builder *builder, size_t size) {
    void *memory = kefu__arena_alloc_zero(builder->arena, size ? size : 1);
    if (!memory)
        kefu__builder_no_memory(builder);
    return memory;
}

bool kefu__builder_push(struct scheme_builder *builder, void *array, size_t *count,
                        size_t *capacity, const void *item, size_t width) {
    char *items;
    memcpy(&items, array, sizeof items);
    if (*count == *capacity) {
        const size_t room = *capacity ? *capacity * 2 : 8;
        char *copy = kefu__builder_take(builder, room * width);
        if (!copy)
            return false;
        if (*count)
            memcpy(copy, items, *count * width);
        memcpy(array, &copy, sizeof copy);
        *capacity = room;
        items = copy;
    }
    memcpy(items + (*count)++ * width, item, width);
    return true;
}

uint32_t kefu__builder_phrase(struct scheme_builder *builder, kefu_str text) {
    uint32_t index = kefu__map_find(&builder->phrases, text.data, text.size);
    if (index != UINT32_MAX)
        return index;
    const char *copy = kefu__keyword_list_add_copy(&builder->keywords, text, SENSE_PHRASE,
                                                   builder->phrase_count);
    if (copy)
        index = kefu__map_add(&builder->phrases, copy, text.size, builder->phrase_count);
    if (index == UINT32_MAX)
        kefu__builder_no_memory(builder);
    else
        builder->phrase_count++;
    return index;
}

uint32_t kefu__builder_read_phrase(struct scheme_builder *builder, struct json_reader *reader,
                                   kefu_str text) {
    struct buffer folded;
    uint32_t phrase = UINT32_MAX;
    kefu__buffer_init(&folded, builder->allocator);
    kefu__text_fold_string(&folded, text.data, text.size, 0);
    const size_t length = utf8_count(folded.data, folded.size);
    if (folded.failed)
        kefu__builder_no_memory(builder);
    else if (length == 0 || length > MATCHER_LENGTH_MAX)
        kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "out_of_range",
                          "a phrase has 1 to 64 characters");
    else if (memchr(folded.data, '*', folded.size))
        kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "phrase_wildcard",
                          "a phrase has no *: write \"near\", a pattern or two phrases");
    else
        phrase = kefu__builder_phrase(builder, text);
    kefu__buffer_free(&folded);
    return phrase;
}

/* ---- digests ---- */

const struct text_digests *kefu__builder_text_digests(struct scheme_builder *builder) {
    struct kefu_scheme *scheme = builder->scheme;
    if (scheme->texts)
        return scheme->texts;
    struct text_digests *texts = kefu__arena_alloc(builder->arena, sizeof *texts);
    if (texts &&
        kefu__text_digests_init(scheme->lexicon, kefu__reading_version(), builder->arena, texts))
        return scheme->texts = texts;
    kefu__builder_no_memory(builder);
    return NULL;
}

/* ---- documents ---- */

bool kefu__document_read(struct scheme_builder *builder, const struct scheme_document *document,
                         const struct field_table *table, void *item) {
    struct field_reader reader = {document->reader, builder->arena, builder, false};
    builder->current = document;
    kefu__fields_read(&reader, table, document->root, item);
    if (reader.no_memory)
        kefu__builder_no_memory(builder);
    return builder->status == KEFU_OK;
}

bool kefu__documents_read(struct scheme_builder *builder, enum document_kind kind,
                          const struct field_table *table, void *item) {
    for (size_t i = 0; i < builder->document_count && builder->status == KEFU_OK; i++)
        if (builder->documents[i].kind == kind)
            kefu__document_read(builder, &builder->documents[i], table, item);
    return builder->status == KEFU_OK;
}

bool kefu__digest_json(const kefu_allocator *allocator, const json_value *value,
                       char digest[DIGEST_SIZE]) {
    uint64_t number;
    if (!kefu__json_digest(allocator, value, &number))
        return false;
    kefu__digest_print(digest, number);
    return true;
}
