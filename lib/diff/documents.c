/* SPDX-License-Identifier: MIT
 * The public call: documents of both versions are paired, and each pair is compared. */
#include "base/vocabulary.h"
#include "diff/diff.h"
#include "kefu/diff.h"

/* Where findings and the answer go. */
struct diff_output {
    kefu_findings *findings;
    kefu_write write;
    void *ctx;
};

/* ---- the versions ---- */

/* One version: documents that are parsed. */
struct version {
    struct json_reader *readers;
    size_t count; /* of the readers that are open */
};

static bool is_sound(const kefu_document *documents, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!documents || !kefu__str_sound(documents[i].name) ||
            !kefu__str_sound(documents[i].text))
            return false;
    return true;
}

static kefu_status open_document(struct arena *arena, struct json_reader *reader,
                                 const kefu_document *document, kefu_findings *findings,
                                 kefu_error *error) {
    const char *name = kefu__arena_text(arena, document->name.data, document->name.size);
    if (!name)
        return kefu__no_memory(error);
    const kefu_status status = kefu__json_open(reader, &arena->allocator, document->text.data,
                                               document->text.size, name, findings, error);
    if (status != KEFU_OK)
        return status;
    if (!kefu__json_is(reader->root, JSON_OBJECT)) {
        kefu__json_refuse(reader, NULL, KEFU_E_DEFINITION, "wrong_type", "a document is an object");
        kefu__json_close(reader);
        return KEFU_E_DEFINITION;
    }
    return KEFU_OK;
}

/* Parses the documents. `first`: how many stand before them in the call, for the error's source. */
static kefu_status open_version(struct arena *arena, struct version *version,
                                const kefu_document *documents, size_t count, size_t first,
                                kefu_findings *findings, kefu_error *error) {
    kefu_status status = KEFU_OK;
    version->readers = kefu__arena_alloc(arena, (count + 1) * sizeof *version->readers);
    if (!version->readers)
        return kefu__no_memory(error);
    while (status == KEFU_OK && version->count < count) {
        status = open_document(arena, &version->readers[version->count], &documents[version->count],
                               findings, error);
        if (status != KEFU_OK)
            return kefu__of_source(error, first + version->count, status);
        version->count++;
    }
    return status;
}

static void close_version(struct version *version) {
    for (size_t i = 0; i < version->count; i++)
        kefu__json_close(&version->readers[i]);
}

/* ---- pairs of documents ---- */

static bool same_member(const json_value *a, const json_value *b, const char *name) {
    return kefu__str_equal(kefu__json_text(kefu__json_get(a, name)),
                           kefu__json_text(kefu__json_get(b, name)));
}

static bool is_newer(const json_value *than, const json_value *document) {
    return kefu__str_compare(kefu__json_text(kefu__json_get(document, "effective_from")),
                             kefu__json_text(kefu__json_get(than, "effective_from"))) > 0;
}

/* The key of a document: kind and id. */
static const char *document_key(struct arena *arena, const json_value *document, size_t *size) {
    const kefu_str kind = kefu__json_text(kefu__json_get(document, "kind"));
    const kefu_str id = kefu__json_text(kefu__json_get(document, "id"));
    char *key = kefu__arena_alloc(arena, kind.size + id.size + 1);
    *size = kind.size + id.size + 1;
    if (!key)
        return NULL;
    if (kind.size)
        memcpy(key, kind.data, kind.size);
    key[kind.size] = '\0';
    if (id.size)
        memcpy(key + kind.size + 1, id.data, id.size);
    return key;
}

/* Maps kinds and ids to the documents of a version; of several with one id the newest stands. */
static bool index_documents(struct arena *arena, const struct version *version,
                            struct index_map *map, const json_value ***found) {
    *found = kefu__arena_alloc_zero(arena, (version->count + 1) * sizeof **found);
    for (size_t i = 0; *found && i < version->count; i++) {
        size_t size;
        const char *key = document_key(arena, version->readers[i].root, &size);
        const uint32_t index = key ? kefu__map_add(map, key, size, (uint32_t)map->count)
                                   : UINT32_MAX;
        if (index == UINT32_MAX)
            return false;
        if (!(*found)[index] || is_newer((*found)[index], version->readers[i].root))
            (*found)[index] = version->readers[i].root;
    }
    return *found != NULL;
}

/* ---- the answer ---- */

struct answer {
    struct arena *arena;
    struct json_writer writer;
    const char *language;
    struct diff_counts counts;
    size_t documents[DIFF_CHANGE_COUNT]; /* added, removed, changed */
    bool failed;                         /* out of memory */
};

static void add_version(struct json_writer *writer, const char *name, const json_value *document) {
    if (kefu__json_is(kefu__json_get(document, "version"), JSON_STRING))
        kefu__json_add_text(writer, name, kefu__json_text(kefu__json_get(document, "version")));
}

static void write_pair(struct answer *answer, const json_value *from, const json_value *to) {
    const json_value *one = to ? to : from;
    struct diff_counts counts = {{0}};
    const bool differ = !from || !to ||
                        !kefu__diff_same(&answer->arena->allocator, from, to, &answer->failed);
    const enum diff_change change = !from ? DIFF_ADDED : to ? DIFF_CHANGED : DIFF_REMOVED;
    static const char *const names[] = {"added", "removed", "changed"};
    kefu__json_open_object(&answer->writer);
    kefu__json_add_text(&answer->writer, "kind", kefu__json_text(kefu__json_get(one, "kind")));
    kefu__json_add_text(&answer->writer, "id", kefu__json_text(kefu__json_get(one, "id")));
    kefu__json_add_text(&answer->writer, "title", kefu__diff_name(one, answer->language));
    kefu__json_add_string(&answer->writer, "change", differ ? names[change] : "same");
    add_version(&answer->writer, "from_version", from);
    add_version(&answer->writer, "to_version", to);
    if (from && to && differ) {
        kefu__json_put_name(&answer->writer, "changes");
        answer->failed |= !kefu__diff_write(answer->arena, &answer->writer, answer->language, from,
                                            to, &counts);
    }
    kefu__json_close_object(&answer->writer);
    answer->documents[change] += differ;
    for (size_t i = 0; i < DIFF_CHANGE_COUNT; i++)
        answer->counts.of[i] += counts.of[i];
}

/* Two documents alone are compared whatever their ids are, if they are of one kind. */
static bool is_one_pair(const struct version *from, const struct version *to) {
    return from->count == 1 && to->count == 1 &&
           same_member(from->readers[0].root, to->readers[0].root, "kind");
}

static const json_value *partner_of(struct arena *arena, const json_value *document,
                                    const struct index_map *map, const json_value **of_map) {
    size_t size;
    const char *key = document_key(arena, document, &size);
    const uint32_t index = key ? kefu__map_find(map, key, size) : UINT32_MAX;
    return index == UINT32_MAX ? NULL : of_map[index];
}

static void write_pairs(struct answer *answer, const struct version *from,
                        const struct version *to) {
    struct index_map of_from, of_to;
    const json_value **before = NULL, **after = NULL;
    kefu__map_init(&of_from, &answer->arena->allocator);
    kefu__map_init(&of_to, &answer->arena->allocator);
    const bool good = index_documents(answer->arena, from, &of_from, &before) &&
                      index_documents(answer->arena, to, &of_to, &after);
    answer->failed |= !good;
    for (size_t i = 0; good && i < of_from.count; i++)
        write_pair(answer, before[i], partner_of(answer->arena, before[i], &of_to, after));
    for (size_t i = 0; good && i < of_to.count; i++)
        if (!partner_of(answer->arena, after[i], &of_from, before))
            write_pair(answer, NULL, after[i]);
    kefu__map_free(&of_from);
    kefu__map_free(&of_to);
}

static void write_counts(struct answer *answer) {
    struct json_writer *writer = &answer->writer;
    kefu__json_put_name(writer, "documents_changed");
    kefu__json_open_object(writer);
    kefu__json_add_count(writer, "added", answer->documents[DIFF_ADDED]);
    kefu__json_add_count(writer, "removed", answer->documents[DIFF_REMOVED]);
    kefu__json_add_count(writer, "changed", answer->documents[DIFF_CHANGED]);
    kefu__json_close_object(writer);
    kefu__json_add_count(writer, "added", answer->counts.of[DIFF_ADDED]);
    kefu__json_add_count(writer, "removed", answer->counts.of[DIFF_REMOVED]);
    kefu__json_add_count(writer, "changed", answer->counts.of[DIFF_CHANGED]);
    kefu__json_add_count(writer, "moved", answer->counts.of[DIFF_MOVED]);
}

static bool write_answer(struct arena *arena, struct buffer *to, const char *language,
                         const struct version *before, const struct version *after) {
    struct answer answer = {.arena = arena, .language = language};
    kefu__json_begin(&answer.writer, to);
    kefu__json_open_object(&answer.writer);
    kefu__json_put_name(&answer.writer, "documents");
    kefu__json_open_array(&answer.writer);
    if (is_one_pair(before, after))
        write_pair(&answer, before->readers[0].root, after->readers[0].root);
    else
        write_pairs(&answer, before, after);
    kefu__json_close_array(&answer.writer);
    write_counts(&answer);
    kefu__json_close_object(&answer.writer);
    return !answer.failed;
}

/* ---- the call ---- */

void(kefu_diff_options_init)(kefu_diff_options *options) {
    const kefu_diff_options initial = KEFU_DIFF_OPTIONS_INIT;
    if (options)
        *options = initial;
}

static kefu_status check(const kefu_diff_options *options, const char **language,
                         kefu_error *error) {
    uint32_t value = LANGUAGE_ZH_HANS;
    if (!kefu__str_sound(options->language))
        return kefu__fail(error, KEFU_E_ARGUMENT, "the language is NULL with a size");
    if (options->language.size && !kefu__word_value(&kefu__languages, options->language, &value))
        return kefu__fail(error, KEFU_E_ARGUMENT, "the language must be zh-Hans, zh-Hant or en");
    *language = kefu__word_name(&kefu__languages, value);
    return kefu__options_check(options->flags, 0, options->reserved, error);
}

static kefu_status compare(struct arena *arena, const char *language, const kefu_document *from,
                           size_t from_count, const kefu_document *to, size_t to_count,
                           const struct diff_output *output, kefu_error *error) {
    struct version before = {NULL, 0}, after = {NULL, 0};
    struct buffer text;
    kefu__buffer_init(&text, &arena->allocator);
    kefu_status status = open_version(arena, &before, from, from_count, 0, output->findings, error);
    if (status == KEFU_OK)
        status = open_version(arena, &after, to, to_count, from_count, output->findings, error);
    if (status == KEFU_OK && !write_answer(arena, &text, language, &before, &after))
        status = kefu__no_memory(error);
    if (status == KEFU_OK)
        status = kefu__buffer_hand_over(&text, output->write, output->ctx, error);
    else
        kefu__buffer_free(&text);
    close_version(&after);
    close_version(&before);
    return status;
}

kefu_status kefu_documents_diff(const kefu_document *from, size_t from_count,
                                const kefu_document *to, size_t to_count,
                                const kefu_diff_options *options, kefu_findings *findings,
                                kefu_write write, void *ctx, kefu_error *error) {
    const struct diff_output output = {findings, write, ctx};
    kefu_diff_options own = KEFU_DIFF_OPTIONS_INIT;
    kefu_allocator allocator;
    const char *language = NULL;
    struct arena arena;
    if (!write || !is_sound(from, from_count) || !is_sound(to, to_count))
        return kefu__fail(error, KEFU_E_ARGUMENT, "a comparison needs its documents and an output");
    kefu_status status = kefu__options_copy(&own, sizeof own, options, error);
    if (status == KEFU_OK)
        status = check(&own, &language, error);
    if (status == KEFU_OK)
        status = kefu__allocator_init(&allocator, own.allocator, error);
    if (status != KEFU_OK)
        return status;
    kefu__arena_init(&arena, &allocator);
    status = compare(&arena, language, from, from_count, to, to_count, &output, error);
    kefu__arena_free(&arena);
    return status;
}
