/* SPDX-License-Identifier: MIT
 * Which items of two lists are the same one. */
#include "diff/diff.h"

/* ---- equality ---- */

/* The members of an object by name; its values are their order. */
static bool map_members(struct index_map *map, const json_value *object) {
    uint32_t index = 0;
    for (const json_value *member = kefu__json_first(object); member;
         member = kefu__json_next(member), index++) {
        const kefu_str name = kefu__json_key(member);
        if (kefu__map_add(map, name.data, name.size, index) == UINT32_MAX)
            return false;
    }
    return true;
}

static bool same_objects(const kefu_allocator *allocator, const json_value *from,
                         const json_value *to, bool *failed) {
    const size_t count = kefu__json_count(from);
    struct index_map map;
    struct arena arena;
    bool same = count == kefu__json_count(to);
    if (!same || count == 0)
        return same;
    kefu__map_init(&map, allocator);
    kefu__arena_init(&arena, allocator);
    const json_value **members = kefu__arena_alloc(&arena, count * sizeof *members);
    same = members && map_members(&map, to);
    *failed |= !same;
    size_t i = 0;
    for (const json_value *member = kefu__json_first(to); same && member;
         member = kefu__json_next(member))
        members[i++] = member;
    for (const json_value *member = kefu__json_first(from); same && member;
         member = kefu__json_next(member)) {
        const kefu_str name = kefu__json_key(member);
        const uint32_t index = kefu__map_find(&map, name.data, name.size);
        same = index != UINT32_MAX && kefu__diff_same(allocator, member, members[index], failed);
    }
    kefu__arena_free(&arena);
    kefu__map_free(&map);
    return same;
}

static bool same_arrays(const kefu_allocator *allocator, const json_value *from,
                        const json_value *to, bool *failed) {
    const json_value *a = kefu__json_first(from), *b = kefu__json_first(to);
    while (a && b && kefu__diff_same(allocator, a, b, failed)) {
        a = kefu__json_next(a);
        b = kefu__json_next(b);
    }
    return !a && !b;
}

/* Numbers are compared by their digits, so that large integers are not rounded. */
static bool same_numbers(const json_value *from, const json_value *to) {
    char small[2][32];
    kefu_str digits[2];
    kefu__json_digits(from, small[0], &digits[0]);
    kefu__json_digits(to, small[1], &digits[1]);
    return kefu__str_equal(digits[0], digits[1]);
}

bool kefu__diff_same(const kefu_allocator *allocator, const json_value *from, const json_value *to,
                     bool *failed) {
    if (kefu__json_kind(from) != kefu__json_kind(to))
        return false;
    switch (kefu__json_kind(from)) {
    case JSON_OBJECT:
        return same_objects(allocator, from, to, failed);
    case JSON_ARRAY:
        return same_arrays(allocator, from, to, failed);
    case JSON_STRING:
        return kefu__str_equal(kefu__json_text(from), kefu__json_text(to));
    case JSON_NUMBER:
        return same_numbers(from, to);
    case JSON_BOOL:
        return kefu__json_true(from) == kefu__json_true(to);
    case JSON_NULL:
        break;
    }
    return true;
}

/* ---- keys of items ---- */

/* Appends what an item calls itself by: the members that name things in documents. */
static void put_names(struct buffer *key, const json_value *item) {
    static const char *const names[] = {"kind",  "id",   "metric", "name", "text",
                                        "label", "code", "key",    NULL};
    for (size_t i = 0; names[i] && kefu__json_is(item, JSON_OBJECT); i++) {
        const kefu_str text = kefu__json_text(kefu__json_get(item, names[i]));
        kefu__buffer_add(key, text.data, text.size);
        kefu__buffer_add(key, "", 1);
    }
}

/* How a pass of pairing recognises an item: by all of it, or by what it calls itself. */
typedef bool (*put_key)(struct buffer *key, const json_value *item);

static void put_digits(struct buffer *key, uint64_t digest) {
    char digits[DIGEST_SIZE];
    kefu__digest_print(digits, digest);
    kefu__buffer_text(key, digits);
}

static bool put_digest(struct buffer *key, const json_value *item) {
    uint64_t digest;
    if (!kefu__json_digest(&key->allocator, item, &digest))
        key->failed = true;
    else
        put_digits(key, digest);
    return true;
}

static bool put_name(struct buffer *key, const json_value *item) {
    const enum json_kind kind = kefu__json_kind(item);
    if (kind != JSON_OBJECT && kind != JSON_ARRAY)
        return false;
    kefu__buffer_add(key, kind == JSON_OBJECT ? "{" : "[", 1);
    put_names(key, item);
    return true;
}

/* ---- one pass ---- */

/* The keys of one pass: how often each has come, and by key and ordinal the items. */
struct pass {
    struct arena *arena;
    struct index_map ordinals; /* key: index into `seen` */
    struct index_map items;    /* key and ordinal: index of the item */
    uint32_t *seen;
    struct buffer key;
    put_key put;
};

/* Completes the key of an item with its ordinal among those of the same key, in the arena. Returns
 * NULL for an item that takes no part, and if out of memory (pass->key.failed). */
static const char *key_of(struct pass *pass, const json_value *item, size_t *size) {
    pass->key.size = 0;
    if (!pass->put(&pass->key, item) || pass->key.failed)
        return NULL;
    const char *plain = kefu__arena_text(pass->arena, pass->key.data, pass->key.size);
    const uint32_t at = !plain ? UINT32_MAX
                               : kefu__map_add(&pass->ordinals, plain, pass->key.size,
                                               (uint32_t)pass->ordinals.count);
    if (at == UINT32_MAX) {
        pass->key.failed = true;
        return NULL;
    }
    kefu__buffer_format(&pass->key, "#%u", pass->seen[at]++);
    const char *key = kefu__arena_text(pass->arena, pass->key.data, pass->key.size);
    pass->key.failed |= !key;
    *size = pass->key.size;
    return key;
}

static void begin_pass(struct pass *pass, struct arena *arena, size_t count, put_key put) {
    pass->arena = arena;
    pass->put = put;
    pass->seen = kefu__arena_alloc_zero(arena, (count + 1) * sizeof *pass->seen);
    kefu__buffer_init(&pass->key, &arena->allocator);
    kefu__map_init(&pass->ordinals, &arena->allocator);
    kefu__map_init(&pass->items, &arena->allocator);
    pass->key.failed = !pass->seen;
}

static void index_items(struct pass *pass, const struct diff_items *items) {
    for (size_t i = 0; !pass->key.failed && i < items->count; i++) {
        size_t size;
        const char *key = items->partners[i] != DIFF_ALONE ? NULL
                                                           : key_of(pass, items->values[i], &size);
        if (key && kefu__map_add(&pass->items, key, size, (uint32_t)i) == UINT32_MAX)
            pass->key.failed = true;
    }
}

static void pair_items(struct pass *pass, struct diff_items *from, struct diff_items *to,
                       bool equal) {
    for (size_t i = 0; !pass->key.failed && i < to->count; i++) {
        size_t size;
        const char *key = to->partners[i] != DIFF_ALONE ? NULL : key_of(pass, to->values[i], &size);
        const uint32_t partner = key ? kefu__map_find(&pass->items, key, size) : DIFF_ALONE;
        if (partner == DIFF_ALONE ||
            (equal && !kefu__diff_same(&pass->arena->allocator, from->values[partner],
                                       to->values[i], &pass->key.failed)))
            continue;
        to->partners[i] = partner;
        from->partners[partner] = (uint32_t)i;
        from->equal[partner] = to->equal[i] = equal;
    }
}

static bool run_pass(struct arena *arena, struct diff_items *from, struct diff_items *to,
                     put_key put, bool equal) {
    struct pass pass;
    begin_pass(&pass, arena, from->count + to->count, put);
    index_items(&pass, from);
    if (pass.seen)
        memset(pass.seen, 0, (from->count + to->count + 1) * sizeof *pass.seen);
    pair_items(&pass, from, to, equal);
    const bool good = !pass.key.failed;
    kefu__map_free(&pass.items);
    kefu__map_free(&pass.ordinals);
    kefu__buffer_free(&pass.key);
    return good;
}

static bool list_items(struct arena *arena, const json_value *array, struct diff_items *items) {
    items->count = 0;
    const size_t count = kefu__json_count(array);
    items->values = kefu__arena_alloc(arena, (count + 1) * sizeof *items->values);
    items->partners = kefu__arena_alloc(arena, (count + 1) * sizeof *items->partners);
    items->equal = kefu__arena_alloc_zero(arena, count + 1);
    if (!items->values || !items->partners || !items->equal)
        return false;
    for (const json_value *item = kefu__json_first(array); item; item = kefu__json_next(item)) {
        items->partners[items->count] = DIFF_ALONE;
        items->values[items->count++] = item;
    }
    return true;
}

bool kefu__diff_match(struct arena *arena, const json_value *from, const json_value *to,
                      struct diff_items *of_from, struct diff_items *of_to) {
    return list_items(arena, from, of_from) && list_items(arena, to, of_to) &&
           run_pass(arena, of_from, of_to, put_digest, true) &&
           run_pass(arena, of_from, of_to, put_name, false);
}
