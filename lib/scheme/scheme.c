/* SPDX-License-Identifier: MIT
 * Compiling a scheme, and its lifetime. */
#include "scheme/scheme.h"

#include <string.h>

#include "scheme/documents.h"
#include "scheme/kinds.h"

#define KIND(value, constant, name, zh, en) &kefu__##name##_kind,
static const struct scheme_kind *const kinds[] = {DOCUMENT_KINDS(KIND)};
#undef KIND

const struct scheme_kind *kefu__scheme_kind_at(size_t i) {
    return i < sizeof kinds / sizeof *kinds ? kinds[i] : NULL;
}

static void seal(struct scheme_builder *builder) {
    struct kefu_scheme *scheme = builder->scheme;
    uint64_t hash = kefu__hash("kefu", 4);
    for (size_t i = 0; i < builder->document_count; i++) {
        /* who works here changes nothing that is measured, and ends no comparison */
        if (builder->documents[i].kind != DOCUMENT_ROSTER)
            hash = kefu__hash_more(hash, builder->documents[i].digest, 16);
        if (builder->documents[i].layer > scheme->layer)
            scheme->layer = builder->documents[i].layer;
    }
    kefu__digest_print(scheme->digest, hash);
    scheme->tag = (uint32_t)(1 + (hash ^ hash >> 32) % 255);
}

/* ---- compiling ---- */

static bool build(struct scheme_builder *builder, struct source_documents *sources,
                  const kefu_document *documents, size_t count,
                  const kefu_scheme_options *options) {
    const struct scheme_kind *kind;
    if (!kefu__documents_open(builder, sources, documents, count,
                              (options->flags & KEFU_SCHEME_BARE) != 0) ||
        !kefu__documents_choose(builder, sources, options->at))
        return false;
    builder->scheme->has_builtin = !(options->flags & KEFU_SCHEME_BARE);
    seal(builder);
    for (size_t i = 0; (kind = kefu__scheme_kind_at(i)); i++)
        if (!kind->compile(builder))
            return false;
    if (kefu__documents_status(sources, NULL) != KEFU_OK)
        return true;
    for (size_t i = 0; (kind = kefu__scheme_kind_at(i)); i++)
        if (kind->finish && !kind->finish(builder))
            return false;
    return true;
}

static void scheme_free(kefu_scheme *scheme) {
    kefu_allocator allocator = scheme->allocator;
    const struct scheme_kind *kind;
    for (size_t i = 0; (kind = kefu__scheme_kind_at(i)); i++)
        if (kind->free)
            kind->free(scheme);
    kefu__map_free(&scheme->titles);
    kefu__release(&allocator, scheme->title_texts,
                  scheme->title_capacity * sizeof *scheme->title_texts);
    kefu__arena_free(&scheme->arena);
    kefu__release(&allocator, scheme->users, sizeof *scheme->users);
    kefu__release(&allocator, scheme, sizeof *scheme);
}

static kefu_scheme *scheme_new(const kefu_allocator *allocator) {
    kefu_scheme *scheme = kefu__alloc_zero(allocator, sizeof *scheme);
    if (!scheme)
        return NULL;
    scheme->users = kefu__alloc(allocator, sizeof *scheme->users);
    if (!scheme->users) {
        kefu__release(allocator, scheme, sizeof *scheme);
        return NULL;
    }
    atomic_init(&scheme->users->count, 1);
    scheme->users->scheme = scheme;
    scheme->allocator = *allocator;
    kefu__arena_init(&scheme->arena, allocator);
    kefu__map_init(&scheme->titles, allocator);
    return scheme;
}

static void builder_free(struct scheme_builder *builder) {
    kefu__keyword_list_free(&builder->keywords);
    kefu__map_free(&builder->phrases);
    kefu__arena_free(&builder->scratch);
}

static kefu_status compile(kefu_scheme *made, const kefu_document *documents, size_t count,
                           const kefu_scheme_options *options, kefu_findings *findings,
                           kefu_error *error) {
    struct source_documents sources = {NULL, 0};
    struct scheme_builder builder;
    kefu_status status;
    memset(&builder, 0, sizeof builder);
    builder.scheme = made;
    builder.arena = &made->arena;
    builder.allocator = &made->allocator;
    builder.findings = findings;
    builder.error = error;
    kefu__arena_init(&builder.scratch, &made->allocator);
    kefu__map_init(&builder.phrases, &made->allocator);
    builder.keywords = (struct keyword_list){
        .allocator = builder.allocator, .arena = builder.arena, .scratch = &builder.scratch};
    build(&builder, &sources, documents, count, options);
    status = builder.status != KEFU_OK ? builder.status : kefu__documents_status(&sources, error);
    kefu__documents_close(&sources);
    builder_free(&builder);
    return status;
}

kefu_status kefu_scheme_compile(const kefu_document *documents, size_t count,
                                const kefu_scheme_options *options, kefu_scheme **scheme,
                                kefu_findings *findings, kefu_error *error) {
    kefu_scheme_options own = KEFU_SCHEME_OPTIONS_INIT;
    kefu_allocator allocator;
    kefu_scheme *made;
    kefu_status status;
    if (!scheme || !kefu__documents_sound(documents, count))
        return kefu__fail(error, KEFU_E_ARGUMENT, "documents, scheme or a text is NULL");
    status = kefu__options_copy(&own, sizeof own, options, error);
    if (status == KEFU_OK)
        status = kefu__allocator_init(&allocator, own.allocator, error);
    if (status != KEFU_OK)
        return status;
    if ((status = kefu__options_check(own.flags, KEFU_SCHEME_BARE, own.reserved, error)) != KEFU_OK)
        return status;
    made = scheme_new(&allocator);
    if (!made)
        return kefu__no_memory(error);
    status = compile(made, documents, count, &own, findings, error);
    if (status != KEFU_OK)
        scheme_free(made);
    else
        *scheme = made;
    return status;
}

kefu_status kefu_scheme_builtin(const kefu_scheme_options *options, kefu_scheme **scheme,
                                kefu_error *error) {
    return kefu_scheme_compile(NULL, 0, options, scheme, NULL, error);
}

/* ---- its life ---- */

const kefu_scheme *kefu_scheme_retain(const kefu_scheme *scheme) {
    if (scheme)
        atomic_fetch_add_explicit(&scheme->users->count, 1, memory_order_relaxed);
    return scheme;
}

void kefu_scheme_release(const kefu_scheme *scheme) {
    struct scheme_users *users = scheme ? scheme->users : NULL;
    if (users && atomic_fetch_sub_explicit(&users->count, 1, memory_order_acq_rel) == 1)
        scheme_free(users->scheme);
}

void kefu_scheme_options_init(kefu_scheme_options *options) {
    if (options)
        *options = (kefu_scheme_options)KEFU_SCHEME_OPTIONS_INIT;
}

const char *kefu_scheme_id(const kefu_scheme *scheme) {
    return scheme ? scheme->id : "";
}

const char *kefu_scheme_digest(const kefu_scheme *scheme) {
    return scheme ? scheme->digest : "";
}
