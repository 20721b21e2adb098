/* SPDX-License-Identifier: MIT
 * Reads ratings: rows of units with a rating of each rater, or one rating at a time. */
#include "agreement/agreement.h"

/* The ids of units or raters, in the order in which they occur. */
struct id_list {
    struct index_map map;
    const char **names; /* AGREEMENT_RATERS_MAX elements; NULL: names are not kept */
};

struct reading {
    struct id_list units, raters;
    struct index_map categories; /* those that the request lists, by their key */
    struct index_map pairs;      /* of units and raters that occurred together */
    size_t capacity;             /* of request->ratings */
};

/* The text by which a category is compared, or an id: a text, or a number as it is printed. Copied
 * to the arena. */
static kefu_str key_of(struct field_reader *reader, const json_value *value) {
    kefu_str key = kefu__json_text(value);
    char small[32];
    if (kefu__json_is(value, JSON_NUMBER))
        kefu__json_digits(value, small, &key);
    key.data = kefu__field_keep(reader, key);
    return key;
}

/* Adds a key to a map; returns its index, UINT32_MAX if out of memory. */
static uint32_t add_key(struct field_reader *reader, struct index_map *map, const char *key,
                        size_t size) {
    const uint32_t index = kefu__map_add(map, key, size, (uint32_t)map->count);
    reader->no_memory |= index == UINT32_MAX;
    return index;
}

/* ---- categories ---- */

static void read_categories(struct field_reader *reader, const json_value *list, void *item) {
    struct agreement_request *request = item;
    struct reading *reading = reader->ctx;
    const size_t count = kefu__json_count(list);
    if (!kefu__json_is(list, JSON_ARRAY) || count < 2 || count > AGREEMENT_CATEGORIES_MAX) {
        kefu__json_refuse(reader->json, NULL, KEFU_E_DEFINITION, "wrong_type",
                          "must be an array of 2 to %d texts or numbers", AGREEMENT_CATEGORIES_MAX);
        return;
    }
    request->categories = kefu__field_room(reader, count, sizeof *request->categories);
    const json_value *value = request->categories ? kefu__json_first(list) : NULL;
    for (; value; value = kefu__json_next(value)) {
        const kefu_str key = key_of(reader, value);
        kefu__json_enter_index(reader->json, request->category_count);
        if (!kefu__json_is(value, JSON_STRING) && !kefu__json_is(value, JSON_NUMBER))
            kefu__field_refuse(reader, NULL, "wrong_type", "must be a text or a number");
        else if (add_key(reader, &reading->categories, key.data, key.size) !=
                 request->category_count)
            kefu__json_refuse(reader->json, NULL, KEFU_E_DUPLICATE, "duplicate_id",
                              "this category stands twice");
        kefu__json_leave(reader->json);
        request->categories[request->category_count++] = value;
    }
}

/* ---- ratings ---- */

/* Can the scale have this rating? Reports it otherwise. */
static bool is_on_scale(struct field_reader *reader, const struct agreement_request *request,
                        struct rating *rating) {
    const bool is_number = kefu__json_is(rating->value, JSON_NUMBER);
    if (!is_number && !kefu__json_is(rating->value, JSON_STRING))
        return kefu__field_refuse(reader, NULL, "wrong_type", "must be a text, a number or null");
    if (!is_number && request->scale >= LEVEL_INTERVAL)
        return kefu__field_refuse(reader, NULL, "wrong_type",
                                  "must be a number on an interval or ratio scale");
    if (!is_number && request->scale == LEVEL_ORDINAL && !request->categories)
        return kefu__field_refuse(reader, NULL, "wrong_type",
                                  "must be a number, or the request must list the categories");
    if (request->scale == LEVEL_RATIO && kefu__json_number(rating->value) < 0)
        return kefu__field_refuse(reader, NULL, "out_of_range", "must not be negative");
    if (!request->categories)
        return true;
    const struct reading *reading = reader->ctx;
    const kefu_str key = key_of(reader, rating->value);
    rating->category = kefu__map_find(&reading->categories, key.data, key.size);
    return rating->category != UINT32_MAX ||
           kefu__field_refuse(reader, NULL, "unknown_choice", "is none of the categories");
}

static void add(struct field_reader *reader, struct agreement_request *request,
                struct rating rating) {
    struct reading *reading = reader->ctx;
    if (!is_on_scale(reader, request, &rating))
        return;
    if (request->count == reading->capacity) {
        const size_t capacity = reading->capacity ? 2 * reading->capacity : 256;
        struct rating *more = kefu__field_room(reader, capacity, sizeof *more);
        if (!more)
            return;
        if (request->count > 0)
            memcpy(more, request->ratings, request->count * sizeof *more);
        request->ratings = more;
        reading->capacity = capacity;
    }
    request->ratings[request->count++] = rating;
}

/* ---- rows of units ---- */

/* Reads [rating of the first rater, of the second, …]. */
static void read_row(struct field_reader *reader, struct agreement_request *request,
                     const json_value *row, size_t unit) {
    size_t rater = 0;
    const json_value *value = kefu__json_first(row);
    for (; value && !reader->no_memory; value = kefu__json_next(value)) {
        kefu__json_enter_index(reader->json, rater);
        if (rater == AGREEMENT_RATERS_MAX)
            kefu__json_refuse(reader->json, NULL, KEFU_E_LIMIT, "limit_exceeded",
                              "more than %d raters", AGREEMENT_RATERS_MAX);
        else if (!kefu__json_is(value, JSON_NULL))
            add(reader, request, (struct rating){value, unit, rater, 0});
        kefu__json_leave(reader->json);
        if (rater++ >= AGREEMENT_RATERS_MAX)
            return;
    }
    if (rater > request->rater_count)
        request->rater_count = rater;
}

/* ---- one rating at a time ---- */

/* The index of the unit or rater that an id names; SIZE_MAX after a report. */
static size_t index_of(struct field_reader *reader, struct id_list *list, const json_value *object,
                       const char *name) {
    const json_value *value = kefu__json_member_any(reader->json, object, name, true);
    const size_t before = list->map.count;
    if (!value)
        return SIZE_MAX;
    if (!kefu__json_is(value, JSON_STRING) && !kefu__json_is(value, JSON_NUMBER)) {
        kefu__field_refuse(reader, name, "wrong_type", "must be a text or a number");
        return SIZE_MAX;
    }
    const kefu_str id = key_of(reader, value);
    const uint32_t index = add_key(reader, &list->map, id.data, id.size);
    if (list->names && index == before && index < AGREEMENT_RATERS_MAX)
        list->names[index] = id.data;
    return index == UINT32_MAX ? SIZE_MAX : index;
}

/* Has this rater not rated this unit before? Reports it otherwise. */
static bool is_first(struct field_reader *reader, size_t unit, size_t rater) {
    struct reading *reading = reader->ctx;
    const size_t before = reading->pairs.count;
    size_t *key = kefu__field_room(reader, 2, sizeof *key);
    if (!key)
        return false;
    key[0] = unit;
    key[1] = rater;
    return add_key(reader, &reading->pairs, (const char *)key, 2 * sizeof *key) == before ||
           kefu__json_refuse(reader->json, NULL, KEFU_E_DUPLICATE, "duplicate_id",
                             "this rater has rated this unit before");
}

/* Reads {"unit": …, "rater": …, "rating": …}. */
static void read_object(struct field_reader *reader, struct agreement_request *request,
                        const json_value *object) {
    static const char *const names[] = {"unit", "rater", "rating", NULL};
    struct reading *reading = reader->ctx;
    kefu__json_known_members(reader->json, object, names);
    const size_t unit = index_of(reader, &reading->units, object, names[0]);
    const size_t rater = index_of(reader, &reading->raters, object, names[1]);
    const json_value *value = kefu__json_member_any(reader->json, object, names[2], true);
    if (unit == SIZE_MAX || rater == SIZE_MAX || !value || !is_first(reader, unit, rater))
        return;
    if (rater >= AGREEMENT_RATERS_MAX) {
        kefu__json_refuse(reader->json, names[1], KEFU_E_LIMIT, "limit_exceeded",
                          "more than %d raters", AGREEMENT_RATERS_MAX);
        return;
    }
    kefu__json_enter_name(reader->json, names[2]);
    if (!kefu__json_is(value, JSON_NULL))
        add(reader, request, (struct rating){value, unit, rater, 0});
    kefu__json_leave(reader->json);
}

/* Takes the numbers of units and raters, and the names of these, from the ids that occurred. */
static void count_ids(struct field_reader *reader, struct agreement_request *request) {
    const struct reading *reading = reader->ctx;
    request->units = reading->units.map.count;
    request->rater_count = reading->raters.map.count;
    if (!request->raters) {
        request->raters = reading->raters.names;
        request->rater_names = request->rater_count;
    }
}

static void read_ratings(struct field_reader *reader, const json_value *list, void *item) {
    struct agreement_request *request = item;
    size_t index = 0;
    if (!kefu__json_is(list, JSON_ARRAY)) {
        kefu__field_refuse(reader, NULL, "wrong_type", "must be an array");
        return;
    }
    const json_value *row = kefu__json_first(list);
    const enum json_kind kind = kefu__json_kind(row);
    for (; row && !reader->no_memory; row = kefu__json_next(row), index++) {
        kefu__json_enter_index(reader->json, index);
        if (kefu__json_kind(row) != kind || (kind != JSON_ARRAY && kind != JSON_OBJECT))
            kefu__field_refuse(reader, NULL, "wrong_type",
                               "must be arrays, or objects with unit, rater and rating");
        else if (kind == JSON_ARRAY)
            read_row(reader, request, row, index);
        else
            read_object(reader, request, row);
        kefu__json_leave(reader->json);
    }
    request->units = index;
    if (kind == JSON_OBJECT)
        count_ids(reader, request);
    if (request->units * request->rater_count > AGREEMENT_CELLS_MAX)
        kefu__json_refuse(reader->json, NULL, KEFU_E_LIMIT, "limit_exceeded",
                          "units times raters is more than %d", AGREEMENT_CELLS_MAX);
}

/* ---- the request ---- */

static const struct field fields[] = {
    {"scale", FIELD_CHOICE, FIELD_AT(struct agreement_request, scale),
     FIELD_NAMES("nominal", "ordinal", "interval", "ratio"),
     .description = "What ratings are: names, ranks, or numbers."},
    {"weights", FIELD_CHOICE, FIELD_AT(struct agreement_request, weights),
     FIELD_NAMES("nominal", "linear", "quadratic"),
     .description = "By which near categories agree in part."},
    {"categories", FIELD_CUSTOM, .read = read_categories,
     .description = "All categories, in order."},
    {"raters", FIELD_TEXTS, FIELD_AT_BOTH(struct agreement_request, raters, rater_names),
     .high = AGREEMENT_RATERS_MAX, .description = "Names of the raters, in order."},
    {"level", FIELD_NUMBER, FIELD_AT(struct agreement_request, level), .low = 0.01, .high = 0.9999,
     .description = "Of the intervals."},
    /* last, because how ratings are checked depends on the rest */
    {"ratings", FIELD_CUSTOM, FIELD_REQUIRED, .read = read_ratings}};
static const struct agreement_request initial = {.weights = WEIGHTS_OF_SCALE, .level = 0.95};
static const struct field_table table = {"a request about agreement", FIELDS_OF(fields),
                                         .size = sizeof initial, .initial = &initial};

bool kefu__agreement_read(struct json_reader *reader, struct arena *arena,
                          struct agreement_request *request) {
    struct reading reading = {0};
    struct field_reader fields_reader = {.json = reader, .arena = arena, .ctx = &reading};
    kefu__map_init(&reading.units.map, &arena->allocator);
    kefu__map_init(&reading.raters.map, &arena->allocator);
    kefu__map_init(&reading.categories, &arena->allocator);
    kefu__map_init(&reading.pairs, &arena->allocator);
    reading.raters.names = kefu__field_room(&fields_reader, AGREEMENT_RATERS_MAX,
                                            sizeof *reading.raters.names);
    *request = initial;
    kefu__fields_read(&fields_reader, &table, reader->root, request);
    kefu__map_free(&reading.units.map);
    kefu__map_free(&reading.raters.map);
    kefu__map_free(&reading.categories);
    kefu__map_free(&reading.pairs);
    return !fields_reader.no_memory;
}
