/* SPDX-License-Identifier: MIT
 * Opening documents and reading their headers. */
#include "scheme/documents.h"

#include <string.h>

#include "data/data.h"

/* ---- opening ---- */

bool kefu__documents_sound(const kefu_document *documents, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!documents || !kefu__str_sound(documents[i].name) ||
            !kefu__str_sound(documents[i].text))
            return false;
    return true;
}

/* The header of a document: the members that are read before those of its kind. */
struct header {
    const char *id, *version;
    uint32_t kind;
    int64_t from, to; /* the document is in force from `from` (included) to `to` (excluded) */
};

static bool finish_header(struct field_reader *reader, const json_value *object, void *item) {
    struct header *header = item;
    const size_t size = header->version ? strlen(header->version) : 1;
    if (size == 0 || size > FIELD_ID_MAX) {
        header->version = NULL;
        kefu__json_refuse(reader->json, "version", KEFU_E_DEFINITION, "bad_version",
                          "a version is a text of 1 to 64 bytes");
    }
    if (header->to != KEFU_TIME_END && header->to <= header->from)
        kefu__json_refuse(reader->json, "effective_to", KEFU_E_DEFINITION, "empty_period",
                          "effective_to is not after effective_from");
    (void)object;
    return header->id && header->version && header->kind != UINT32_MAX;
}

static const struct field fields[] = {
    {"kefu", FIELD_FORMAT, FIELD_REQUIRED, .low = 1, .high = 1, .description = "The format: 1."},
    {"kind", FIELD_CHOICE, FIELD_REQUIRED, FIELD_AT(struct header, kind),
     .words = &kefu__document_kinds},
    {"id", FIELD_ID, FIELD_REQUIRED, FIELD_AT(struct header, id)},
    {"version", FIELD_TEXT, FIELD_REQUIRED, FIELD_AT(struct header, version)},
    {"effective_from", FIELD_INSTANT, FIELD_AT(struct header, from)},
    {"effective_to", FIELD_INSTANT, FIELD_AT(struct header, to)},
    {"title", FIELD_ANY, .schema = "{\"$ref\": \"#/definitions/title\"}"},
    {.name = "description"},
    {.name = "license"},
    {"source", FIELD_ANY, .schema = "{\"type\": \"string\"}",
     .description = "Where what it says was found, and when."},
    {"unofficial", FIELD_ANY, .schema = "{\"type\": \"boolean\"}",
     .description = "Not by those whose definitions it gives."},
    {.name = "note"},
    {"extends", FIELD_ANY,
     .schema = "{\"oneOf\": [{\"$ref\": \"#/definitions/id\"}, {\"type\": \"array\", \"items\": "
               "{\"$ref\": \"#/definitions/id\"}}]}",
     .description = "Documents that must be in force before this one."},
    {"tests", FIELD_ANY, .schema = "{\"type\": \"array\"}"}};
static const struct header initial = {
    .kind = UINT32_MAX, .from = KEFU_TIME_NONE, .to = KEFU_TIME_END};
const struct field_table kefu__document_table = {"a definition",      FIELDS_OF(fields),
                                                 .partial = true,     .size = sizeof initial,
                                                 .initial = &initial, .finish = finish_header};

static bool read_header(struct scheme_builder *builder, struct source_document *source) {
    struct field_reader reader = {&source->reader, &builder->scratch, builder, false};
    struct header header;
    source->valid = kefu__fields_read(&reader, &kefu__document_table, source->reader.root, &header);
    if (!source->valid)
        return !reader.no_memory || kefu__builder_no_memory(builder);
    source->document.kind = (enum document_kind)header.kind;
    source->document.id = kefu__str(header.id);
    source->document.version = kefu__str(header.version);
    source->from = header.from;
    source->to = header.to;
    return true;
}

/* Parses a document and reads its header. Returns false if out of memory; this ends the
 * compilation, because other documents would lack what this one defines. */
static bool open_document(struct scheme_builder *builder, struct source_document *source,
                          const char *name, kefu_str text, uint32_t layer) {
    const uint64_t digest = kefu__hash(text.data, text.size);
    source->from = KEFU_TIME_NONE;
    source->to = KEFU_TIME_END;
    source->document.layer = layer;
    kefu__digest_print(source->document.digest, digest);
    if (kefu__json_open(&source->reader, builder->allocator, text.data, text.size, name,
                        builder->findings, &source->error))
        return source->error.status != KEFU_E_MEMORY || kefu__builder_no_memory(builder);
    source->opened = true;
    source->document.reader = &source->reader;
    source->document.root = source->reader.root;
    return read_header(builder, source);
}

bool kefu__documents_open(struct scheme_builder *builder, struct source_documents *sources,
                          const kefu_document *given, size_t count, bool bare) {
    const size_t built_in = bare ? 0 : kefu__data_document_count;
    if (count > SCHEME_DOCUMENTS_MAX)
        return kefu__builder_fail(builder, KEFU_E_LIMIT, "more than 10,000 documents");
    sources->items = kefu__arena_alloc_zero(&builder->scratch,
                                            (built_in + count) * sizeof *sources->items);
    if (!sources->items)
        return kefu__builder_no_memory(builder);
    for (size_t i = 0; i < built_in; i++) {
        const kefu_str text = {kefu__data_documents[i].text, kefu__data_documents[i].size};
        if (!open_document(builder, &sources->items[sources->count++], kefu__data_documents[i].name,
                           text, 0))
            return false;
    }
    for (size_t i = 0; i < count; i++) {
        const char *name = kefu__arena_text(&builder->scratch, given[i].name.data,
                                            given[i].name.size);
        if (!name)
            return kefu__builder_no_memory(builder);
        if (!open_document(builder, &sources->items[sources->count++], name, given[i].text, 1))
            return false;
    }
    return true;
}

void kefu__documents_close(struct source_documents *sources) {
    for (size_t i = 0; i < sources->count; i++)
        if (sources->items[i].opened)
            kefu__json_close(&sources->items[i].reader);
}

kefu_status kefu__documents_status(const struct source_documents *sources, kefu_error *error) {
    size_t built_in = 0; /* built-in documents precede the given ones */
    while (built_in < sources->count && sources->items[built_in].document.layer == 0)
        built_in++;
    for (size_t i = 0; i < sources->count; i++) {
        const struct source_document *source = &sources->items[i];
        if (source->error.status == KEFU_OK)
            continue;
        if (error) {
            *error = source->error;
            error->source = source->document.layer ? (uint32_t)(i - built_in + 1) : 0;
        }
        return (kefu_status)source->error.status;
    }
    return KEFU_OK;
}

/* ---- the built-in ones ---- */

size_t kefu_builtin_count(void) {
    return kefu__data_document_count;
}

kefu_status kefu_builtin_at(size_t i, kefu_document *document, kefu_error *error) {
    if (!document)
        return kefu__fail(error, KEFU_E_ARGUMENT, "document is NULL");
    if (i >= kefu__data_document_count)
        return kefu__no_item(error, i, kefu__data_document_count);
    document->name.data = kefu__data_documents[i].name;
    document->name.size = strlen(kefu__data_documents[i].name);
    document->text.data = kefu__data_documents[i].text;
    document->text.size = kefu__data_documents[i].size;
    return KEFU_OK;
}
