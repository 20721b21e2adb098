/* SPDX-License-Identifier: MIT
 * Choosing the versions of documents that are in force, and their order. Documents of equal id are
 * found by sorting and by binary search, so that many of them cost O(n log n). */
#include "scheme/documents.h"

#include <string.h>

/* ---- sorted lists ---- */

/* Orders documents by their index in the array of all documents, in which built-in ones come first.
 */
static int by_place(const struct source_document *a, const struct source_document *b) {
    return (a > b) - (a < b);
}

static int by_layer_and_id(const struct source_document *a, const struct source_document *b) {
    if (a->document.layer != b->document.layer)
        return a->document.layer < b->document.layer ? -1 : 1;
    return kefu__str_compare(a->document.id, b->document.id);
}

/* Orders documents by layer, id and version. */
static int compare_versions(const void *x, const void *y) {
    const struct source_document *a = *(struct source_document *const *)x;
    const struct source_document *b = *(struct source_document *const *)y;
    int order = by_layer_and_id(a, b);
    if (order == 0)
        order = kefu__str_compare(a->document.version, b->document.version);
    return order != 0 ? order : by_place(a, b);
}

/* Orders documents by layer, id and the start of their period. */
static int compare_begins(const void *x, const void *y) {
    const struct source_document *a = *(struct source_document *const *)x;
    const struct source_document *b = *(struct source_document *const *)y;
    const int order = by_layer_and_id(a, b);
    if (order != 0)
        return order;
    return a->from != b->from ? (a->from < b->from ? -1 : 1) : by_place(a, b);
}

/* Orders documents by id; those of a lower layer first, because they have smaller indices. */
static int compare_ids(const void *x, const void *y) {
    const struct source_document *a = *(struct source_document *const *)x;
    const struct source_document *b = *(struct source_document *const *)y;
    const int order = kefu__str_compare(a->document.id, b->document.id);
    return order != 0 ? order : by_place(a, b);
}

/* A sorted list of some of the documents that were opened. */
struct source_list {
    struct source_document **items;
    size_t count;
};

static void sort(struct source_list *list, int (*compare)(const void *a, const void *b)) {
    kefu__sort(list->items, list->count, sizeof *list->items, compare);
}

/* Removes the documents that are not in force from the list, and sorts it by id. */
static void keep_in_force(struct source_list *list) {
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i]->in_force)
            list->items[kept++] = list->items[i];
    list->count = kept;
    sort(list, compare_ids);
}

/* The index of the first document with an id in a list sorted by id; the list's length if there is
 * none. */
static size_t find_first(const struct source_list *list, kefu_str id) {
    size_t low = 0, high = list->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (kefu__str_compare(list->items[middle]->document.id, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool has_id(const struct source_list *list, size_t i, kefu_str id) {
    return i < list->count && kefu__str_equal(list->items[i]->document.id, id);
}

/* ---- versions in force ---- */

/* Of two documents the one that was given later. */
static struct source_document *later_of(struct source_document *a, struct source_document *b) {
    return a > b ? a : b;
}

static void report_duplicate(struct source_document *a, struct source_document *b) {
    struct source_document *later = later_of(a, b);
    kefu__json_enter_name(&later->reader, "id");
    kefu__json_report(&later->reader, KEFU_SEVERITY_ERROR, KEFU_E_DUPLICATE, "duplicate_id",
                      "%s %s stands in %s too", later->document.id.data,
                      later->document.version.data, (later == a ? b : a)->reader.source);
    kefu__json_leave(&later->reader);
}

/* Are two versions in force at the same time? A version without an end is in force until the next
 * one begins. */
static bool overlaps(const struct source_document *a, const struct source_document *b) {
    return a->from < b->to && b->from < a->to &&
           (a->to != KEFU_TIME_END || b->to != KEFU_TIME_END || a->from == b->from);
}

static void report_overlap(struct source_document *a, struct source_document *b) {
    struct source_document *later = later_of(a, b), *earlier = later == a ? b : a;
    kefu__json_report(&later->reader, KEFU_SEVERITY_WARNING, KEFU_E_DEFINITION, "effective_overlap",
                      "overlaps version %s in %s: the later begin counts",
                      earlier->document.version.data, earlier->reader.source);
}

static bool same_version(const struct source_document *a, const struct source_document *b) {
    return kefu__str_equal(a->document.version, b->document.version);
}

/* Reports documents of the same id that have equal versions or overlapping periods. It suffices to
 * compare neighbours: if any two documents have equal versions, so do two neighbours in the list
 * sorted by version; if the periods of any two overlap, so do those of two neighbours in the list
 * sorted by start. */
static void check_versions(struct source_list *list) {
    sort(list, compare_versions);
    for (size_t i = 1; i < list->count; i++)
        if (by_layer_and_id(list->items[i - 1], list->items[i]) == 0 &&
            same_version(list->items[i - 1], list->items[i]))
            report_duplicate(list->items[i - 1], list->items[i]);
    sort(list, compare_begins);
    for (size_t i = 1; i < list->count; i++)
        if (by_layer_and_id(list->items[i - 1], list->items[i]) == 0 &&
            !same_version(list->items[i - 1], list->items[i]) &&
            overlaps(list->items[i - 1], list->items[i]))
            report_overlap(list->items[i - 1], list->items[i]);
}

static bool is_in_period(const struct source_document *source, int64_t at) {
    return at == KEFU_TIME_NONE || (source->from <= at && at < source->to);
}

/* Does document a take precedence over b, which has the same id and layer? The one that comes into
 * force later does; if both begin at the same time, the one with the greater version text. */
static bool is_newer(const struct source_document *a, const struct source_document *b) {
    return a->from != b->from ? a->from > b->from
                              : kefu__str_compare(a->document.version, b->document.version) > 0;
}

/* Sets in_force for the newest version of each id in each layer that is in force at the instant
 * `at`; the list is sorted by layer, id and begin. */
static void mark_newest(const struct source_list *list, int64_t at) {
    struct source_document *newest = NULL;
    for (size_t i = 0; i < list->count; i++) {
        struct source_document *source = list->items[i];
        if (i == 0 || by_layer_and_id(list->items[i - 1], source) != 0)
            newest = NULL;
        if (!is_in_period(source, at) || (newest && !is_newer(source, newest)))
            continue;
        if (newest)
            newest->in_force = false;
        source->in_force = true;
        newest = source;
    }
}

/* The ids that a document extends, given as a string or an array of strings; NULL: none. */
static const json_value *first_extended(const struct source_document *source) {
    const json_value *value = kefu__json_get(source->document.root, "extends");
    return kefu__json_is(value, JSON_ARRAY)    ? kefu__json_first(value)
           : kefu__json_is(value, JSON_STRING) ? value
                                               : NULL;
}

static const json_value *next_extended(const struct source_document *source,
                                       const json_value *value) {
    const json_value *all = kefu__json_get(source->document.root, "extends");
    return value == all ? NULL : kefu__json_next(value);
}

static bool extends_itself(const struct source_document *source) {
    const json_value *value = first_extended(source);
    for (; value; value = next_extended(source, value))
        if (kefu__str_equal(kefu__json_text(value), source->document.id))
            return true;
    return false;
}

/* Sets in_force to false for documents that one of a higher layer with the same id replaces; the
 * list is sorted by id. A document that extends its own id replaces nothing. */
static void unmark_replaced(struct source_list *list) {
    for (size_t i = 1; i < list->count; i++) {
        struct source_document *lower = list->items[i - 1];
        if (kefu__str_equal(lower->document.id, list->items[i]->document.id) &&
            !extends_itself(list->items[i]))
            lower->in_force = false;
    }
}

/* ---- order ---- */

/* The context of the topological sort by "extends": the documents in force, sorted by id, and the
 * builder, to whose array `documents` they are appended in the resulting order. */
struct ordering {
    struct scheme_builder *builder;
    struct source_list in_force;
};

static void check_reference(const struct ordering *ordering, struct source_document *source,
                            kefu_str id) {
    const struct source_list *list = &ordering->in_force;
    for (size_t i = find_first(list, id); has_id(list, i, id); i++)
        if (list->items[i] != source)
            return;
    kefu__json_report(&source->reader, KEFU_SEVERITY_ERROR, KEFU_E_REFERENCE, "unresolved_ref",
                      "no document in force has the id \"%.*s\"", (int)id.size, id.data);
}

static void check_extends(const struct ordering *ordering, struct source_document *source) {
    const json_value *value = kefu__json_get(source->document.root, "extends"), *item;
    size_t i = 0;
    if (!value)
        return;
    kefu__json_enter_name(&source->reader, "extends");
    if (kefu__json_is(value, JSON_STRING)) {
        check_reference(ordering, source, kefu__json_text(value));
    } else if (kefu__json_is(value, JSON_ARRAY)) {
        for (item = kefu__json_first(value); item; item = kefu__json_next(item), i++) {
            kefu__json_enter_index(&source->reader, i);
            check_reference(ordering, source, kefu__json_text(item));
            kefu__json_leave(&source->reader);
        }
    } else {
        kefu__json_report(&source->reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "wrong_type",
                          "\"extends\" is an id or an array of ids");
    }
    kefu__json_leave(&source->reader);
}

static int compare_places(const void *x, const void *y) {
    return by_place(*(struct source_document *const *)x, *(struct source_document *const *)y);
}

/* Finds the documents in force that a document extends, in the order in which documents were given.
 * Returns false if out of memory. */
static bool find_extended(const struct ordering *ordering, const struct source_document *source,
                          struct source_list *extended) {
    const struct source_list *list = &ordering->in_force;
    const json_value *value;
    size_t count = 0, i;
    for (value = first_extended(source); value; value = next_extended(source, value))
        for (i = find_first(list, kefu__json_text(value)); has_id(list, i, kefu__json_text(value));
             i++)
            count++;
    *extended = (struct source_list){NULL, 0};
    if (count == 0)
        return true;
    extended->items = kefu__arena_alloc(&ordering->builder->scratch,
                                        count * sizeof *extended->items);
    if (!extended->items)
        return kefu__builder_no_memory(ordering->builder);
    for (value = first_extended(source); value; value = next_extended(source, value))
        for (i = find_first(list, kefu__json_text(value)); has_id(list, i, kefu__json_text(value));
             i++)
            if (list->items[i] != source)
                extended->items[extended->count++] = list->items[i];
    sort(extended, compare_places);
    return true;
}

/* Appends a document to builder->documents after those that it extends (depth-first topological
 * sort). Returns false if out of memory. */
static bool append(const struct ordering *ordering, struct source_document *source) {
    struct scheme_builder *builder = ordering->builder;
    struct source_list extended;
    if (!find_extended(ordering, source, &extended))
        return false;
    source->visit = 1;
    for (size_t i = 0; i < extended.count; i++) {
        struct source_document *other = extended.items[i];
        if (other->visit == 2 || (i > 0 && other == extended.items[i - 1]))
            continue;
        if (other->visit == 1)
            kefu__json_report(&source->reader, KEFU_SEVERITY_ERROR, KEFU_E_REFERENCE,
                              "cyclic_extends", "extends %s, which extends it",
                              other->document.id.data);
        else if (!append(ordering, other))
            return false;
    }
    source->visit = 2;
    builder->documents[builder->document_count++] = source->document;
    return true;
}

bool kefu__documents_choose(struct scheme_builder *builder, struct source_documents *sources,
                            int64_t at) {
    struct ordering ordering = {builder, {NULL, 0}};
    struct source_list *list = &ordering.in_force;
    builder->documents = kefu__arena_alloc_zero(&builder->scratch,
                                                sources->count * sizeof *builder->documents);
    list->items = kefu__arena_alloc(&builder->scratch, sources->count * sizeof *list->items);
    if (!builder->documents || !list->items)
        return kefu__builder_no_memory(builder);
    for (size_t i = 0; i < sources->count; i++)
        if (sources->items[i].valid)
            list->items[list->count++] = &sources->items[i];
    check_versions(list);
    mark_newest(list, at);
    keep_in_force(list);
    unmark_replaced(list);
    keep_in_force(list);
    for (size_t i = 0; i < sources->count; i++) {
        if (!sources->items[i].in_force)
            continue;
        check_extends(&ordering, &sources->items[i]);
        if (sources->items[i].visit == 0 && !append(&ordering, &sources->items[i]))
            return false;
    }
    return true;
}
