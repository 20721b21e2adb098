/* SPDX-License-Identifier: MIT
 * Opening documents, reading their headers, and choosing the versions in force. */
#include "scheme/documents.h"

#include <string.h>

#include "data/data.h"

/* ---- opening ---- */

/* The members that every document may have. */
struct header {
    const char *id, *version;
    uint32_t kind;
    int64_t from, to; /* in force: from inclusive, to exclusive */
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
    {"kefu", FIELD_FORMAT, FIELD_REQUIRED, .low = 1, .high = 1, .says = "The format: 1."},
    {"kind", FIELD_CHOICE, FIELD_REQUIRED, FIELD_AT(struct header, kind),
     .words = &kefu__document_kinds},
    {"id", FIELD_ID, FIELD_REQUIRED, FIELD_AT(struct header, id)},
    {"version", FIELD_TEXT, FIELD_REQUIRED, FIELD_AT(struct header, version)},
    {"effective_from", FIELD_INSTANT, FIELD_AT(struct header, from)},
    {"effective_to", FIELD_INSTANT, FIELD_AT(struct header, to)},
    {"title", FIELD_ANY, .schema = "{\"$ref\": \"#/definitions/title\"}"},
    {.name = "description"},
    {.name = "license"},
    {.name = "note"},
    {"extends", FIELD_ANY,
     .schema = "{\"oneOf\": [{\"$ref\": \"#/definitions/id\"}, {\"type\": \"array\", \"items\": "
               "{\"$ref\": \"#/definitions/id\"}}]}",
     .says = "Documents that must be in force before this one."},
    {"tests", FIELD_ANY, .schema = "{\"type\": \"array\"}"}};
static const struct header initial = {
    .kind = UINT32_MAX, .from = KEFU_TIME_NONE, .to = KEFU_TIME_END};
const struct shape kefu__document_shape = {"a definition",      FIELDS_OF(fields),
                                           .partial = true,     .size = sizeof initial,
                                           .initial = &initial, .finish = finish_header};

static bool read_header(struct scheme_builder *builder, struct source_document *source) {
    struct field_reader reader = {&source->reader, &builder->scratch, builder, false};
    struct header header;
    source->valid = kefu__fields_read(&reader, &kefu__document_shape, source->reader.root, &header);
    if (!source->valid)
        return !reader.no_memory || kefu__builder_no_memory(builder);
    source->document.kind = (enum document_kind)header.kind;
    source->document.id = kefu__str(header.id);
    source->document.version = kefu__str(header.version);
    source->from = header.from;
    source->to = header.to;
    return true;
}

/* False without memory: the other documents would miss what this one defines. */
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
    size_t built_in = 0; /* they stand before the given ones */
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

/* ---- versions in force ---- */

static bool same_id(const struct source_document *a, const struct source_document *b) {
    return kefu__str_equal(a->document.id, b->document.id);
}

/* Does a extend b, by its id? check_extends() checks the kind. */
static bool extends(const struct source_document *a, const struct source_document *b) {
    const json_value *value = kefu__json_get(a->document.root, "extends");
    if (kefu__json_is(value, JSON_STRING))
        return kefu__str_equal(kefu__json_text(value), b->document.id);
    if (!kefu__json_is(value, JSON_ARRAY))
        return false;
    for (value = kefu__json_first(value); value; value = kefu__json_next(value))
        if (kefu__str_equal(kefu__json_text(value), b->document.id))
            return true;
    return false;
}

static bool is_in_period(const struct source_document *source, int64_t at) {
    return at == KEFU_TIME_NONE || (source->from <= at && at < source->to);
}

/* Does a take precedence over b, which has the same id and layer? */
static bool is_newer(const struct source_document *a, const struct source_document *b) {
    return a->from != b->from ? a->from > b->from
                              : kefu__str_compare(a->document.version, b->document.version) > 0;
}

static void check_pair(struct source_document *later, const struct source_document *earlier) {
    if (kefu__str_equal(later->document.version, earlier->document.version)) {
        kefu__json_enter_name(&later->reader, "id");
        kefu__json_report(&later->reader, KEFU_SEVERITY_ERROR, KEFU_E_DUPLICATE, "duplicate_id",
                          "%s %s stands in %s too", later->document.id.data,
                          later->document.version.data, earlier->reader.source);
        kefu__json_leave(&later->reader);
    } else if (later->from < earlier->to && earlier->from < later->to &&
               (later->to != KEFU_TIME_END || earlier->to != KEFU_TIME_END ||
                later->from == earlier->from)) {
        kefu__json_report(&later->reader, KEFU_SEVERITY_WARNING, KEFU_E_DEFINITION,
                          "effective_overlap", "overlaps version %s in %s: the later begin counts",
                          earlier->document.version.data, earlier->reader.source);
    }
}

/* Marks the newest version of each id in each layer. */
static void mark_newest(struct source_documents *sources, int64_t at) {
    for (size_t i = 0; i < sources->count; i++) {
        struct source_document *source = &sources->items[i];
        if (!source->valid)
            continue;
        source->in_force = is_in_period(source, at);
        for (size_t j = 0; j < i; j++) {
            struct source_document *other = &sources->items[j];
            if (!other->valid || source->document.layer != other->document.layer ||
                !same_id(source, other))
                continue;
            check_pair(source, other);
            if (source->in_force && other->in_force)
                *(is_newer(source, other) ? &other->in_force : &source->in_force) = false;
        }
    }
}

/* Unmarks documents that one of a higher layer replaces. One that extends its own id replaces
 * nothing. */
static void unmark_replaced(struct source_documents *sources) {
    for (size_t i = 0; i < sources->count; i++) {
        const struct source_document *source = &sources->items[i];
        if (!source->in_force || extends(source, source))
            continue;
        for (size_t j = 0; j < i; j++) {
            struct source_document *other = &sources->items[j];
            if (other->in_force && other->document.layer < source->document.layer &&
                same_id(source, other))
                other->in_force = false;
        }
    }
}

/* ---- order ---- */

static void check_reference(struct source_documents *sources, struct source_document *source,
                            kefu_str id) {
    for (size_t i = 0; i < sources->count; i++)
        if (sources->items[i].in_force && kefu__str_equal(sources->items[i].document.id, id) &&
            &sources->items[i] != source)
            return;
    kefu__json_report(&source->reader, KEFU_SEVERITY_ERROR, KEFU_E_REFERENCE, "unresolved_ref",
                      "no document in force has the id \"%.*s\"", (int)id.size, id.data);
}

static void check_extends(struct source_documents *sources, struct source_document *source) {
    const json_value *value = kefu__json_get(source->document.root, "extends"), *item;
    size_t i = 0;
    if (!value)
        return;
    kefu__json_enter_name(&source->reader, "extends");
    if (kefu__json_is(value, JSON_STRING)) {
        check_reference(sources, source, kefu__json_text(value));
    } else if (kefu__json_is(value, JSON_ARRAY)) {
        for (item = kefu__json_first(value); item; item = kefu__json_next(item), i++) {
            kefu__json_enter_index(&source->reader, i);
            check_reference(sources, source, kefu__json_text(item));
            kefu__json_leave(&source->reader);
        }
    } else {
        kefu__json_report(&source->reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "wrong_type",
                          "\"extends\" is an id or an array of ids");
    }
    kefu__json_leave(&source->reader);
}

/* Appends a document after those that it extends (depth-first topological sort). */
static void list(struct scheme_builder *builder, struct source_documents *sources,
                 struct source_document *source) {
    source->visit = 1;
    for (size_t i = 0; i < sources->count; i++) {
        struct source_document *other = &sources->items[i];
        if (!other->in_force || other == source || other->visit == 2 || !extends(source, other))
            continue;
        if (other->visit == 1)
            kefu__json_report(&source->reader, KEFU_SEVERITY_ERROR, KEFU_E_REFERENCE,
                              "cyclic_extends", "extends %s, which extends it",
                              other->document.id.data);
        else
            list(builder, sources, other);
    }
    source->visit = 2;
    builder->documents[builder->document_count++] = source->document;
}

bool kefu__documents_choose(struct scheme_builder *builder, struct source_documents *sources,
                            int64_t at) {
    builder->documents = kefu__arena_alloc_zero(&builder->scratch,
                                                sources->count * sizeof *builder->documents);
    if (!builder->documents)
        return kefu__builder_no_memory(builder);
    mark_newest(sources, at);
    unmark_replaced(sources);
    for (size_t i = 0; i < sources->count; i++) {
        if (!sources->items[i].in_force)
            continue;
        check_extends(sources, &sources->items[i]);
        if (sources->items[i].visit == 0)
            list(builder, sources, &sources->items[i]);
    }
    return true;
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
