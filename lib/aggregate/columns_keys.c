/* SPDX-License-Identifier: MIT
 * The groups of a table's rows. The texts of each key column are numbered in the order in which
 * they come, then pairs of the number so far and the next column's; the last pairs are the groups.
 */
#include <string.h>

#include "aggregate/columns.h"
#include "base/utf8.h"

enum { CACHE_BITS = 10, HOUR_MS = 3600000, MINUTE_MS = 60000 };

/* What was numbered last, by a hash of it: usually spares the search in the map. */
struct cached {
    uint64_t code;
    kefu_str text;
    uint32_t number;
    bool used;
};

/* The different texts of one key column. */
struct key {
    const kefu_column *column; /* NULL: a time bucket */
    kefu_str bucket;           /* name of the time bucket */
    struct index_map map;
    kefu_str *texts; /* by number */
    size_t count, capacity;
    struct cached cache[1 << CACHE_BITS];
};

/* Pairs of two numbers; an open-addressing table. */
struct key_pair {
    uint32_t first, second, number;
    bool used;
};
struct key_pairs {
    struct key_pair *slots;
    size_t size;            /* a power of two */
    uint32_t (*members)[2]; /* by number */
    size_t count, capacity;
};

struct keys {
    struct table *t;
    struct arena arena; /* texts that are not the caller's */
    struct key *items[AGGREGATE_COLUMNS_MAX];
    size_t column[AGGREGATE_COLUMNS_MAX]; /* which attribute each is */
    size_t count;
    struct key_pairs pairs[AGGREGATE_COLUMNS_MAX]; /* pairs[i]: numbers so far and of items[i] */
    int64_t hours[TABLE_BLOCK]; /* local hours since 1970 of a block, TABLE_NO_VALUE: no time */
    uint32_t numbers[TABLE_BLOCK];
};

/* ---- numbering texts ---- */

/* The number of a text; UINT32_MAX: out of memory. */
static uint32_t number_of(struct keys *k, struct key *key, kefu_str text) {
    const uint32_t found = kefu__map_find(&key->map, text.data, text.size);
    if (found != UINT32_MAX)
        return found;
    if (!kefu__grow(&k->t->into->allocator, &key->texts, &key->capacity, key->count + 1,
                    sizeof *key->texts))
        return UINT32_MAX;
    const uint32_t number = kefu__map_add(&key->map, text.data, text.size, (uint32_t)key->count);
    if (number != UINT32_MAX)
        key->texts[key->count++] = text;
    return number;
}

static uint64_t bytes_of(const char *data, size_t size) {
    uint64_t word = 0;
    memcpy(&word, data, size < sizeof word ? size : sizeof word);
    return word;
}

static struct cached *slot_of(struct key *key, uint64_t code) {
    return &key->cache[code * UINT64_C(0x9E3779B97F4A7C15) >> (64 - CACHE_BITS)];
}

static kefu_status number_text(struct keys *k, struct key *key, size_t row, kefu_str text,
                               uint32_t *number) {
    if (text.size == 0)
        text.data = "";
    const size_t tail = text.size < 8 ? 0 : text.size - 8;
    const uint64_t code = bytes_of(text.data, text.size) ^ text.size << 56 ^
                          bytes_of(text.data + tail, text.size - tail) << 7;
    struct cached *slot = slot_of(key, code);
    if (!slot->used || !kefu__str_equal(slot->text, text)) {
        const kefu_str kept = kefu__str_truncate(text, AGGREGATE_KEY_MAX);
        if (!utf8_is_plain(kept.data, kept.size))
            return kefu__table_refuse(k->t, key->column, row, KEFU_E_UTF8, "is not UTF-8");
        const uint32_t found = number_of(k, key, kept);
        if (found == UINT32_MAX)
            return kefu__no_memory(k->t->error);
        *slot = (struct cached){0, text, found, true};
    }
    *number = slot->number;
    return KEFU_OK;
}

static kefu_status number_texts(struct keys *k, struct key *key, size_t from, size_t count,
                                uint32_t *to) {
    kefu_status status = KEFU_OK;
    for (size_t i = 0; i < count && status == KEFU_OK; i++) {
        kefu_str text;
        status = kefu__table_text(k->t, key->column, from + i, &text);
        if (status == KEFU_OK)
            status = number_text(k, key, from + i, text, &to[i]);
    }
    return status;
}

/* The text of a code that is new: of an hour its bucket, of an integer its digits. */
static uint32_t number_code(struct keys *k, struct key *key, int64_t code) {
    char text[32] = "";
    struct time_key bucket;
    if (key->column && code != TABLE_NO_VALUE) {
        kefu__format_integer(text, code);
    } else if (!key->column) {
        const int32_t offset = k->t->into->offset_minutes;
        const int64_t at = code == TABLE_NO_VALUE ? KEFU_TIME_NONE
                                                  : code * HOUR_MS - (int64_t)offset * MINUTE_MS;
        kefu__time_key(key->bucket, at, offset, &bucket);
        memcpy(text, bucket.text, sizeof bucket.text);
    }
    const size_t size = strlen(text);
    const char *kept = kefu__arena_text(&k->arena, text, size);
    return kept ? number_of(k, key, (kefu_str){kept, size}) : UINT32_MAX;
}

static kefu_status number_codes(struct keys *k, struct key *key, const int64_t *codes, size_t count,
                                uint32_t *to) {
    for (size_t i = 0; i < count; i++) {
        struct cached *slot = slot_of(key, (uint64_t)codes[i]);
        if (!slot->used || slot->code != (uint64_t)codes[i]) {
            const uint32_t found = number_code(k, key, codes[i]);
            if (found == UINT32_MAX)
                return kefu__no_memory(k->t->error);
            *slot = (struct cached){(uint64_t)codes[i], {NULL, 0}, found, true};
        }
        to[i] = slot->number;
    }
    return KEFU_OK;
}

static kefu_status number_block(struct keys *k, struct key *key, size_t from, size_t count) {
    int64_t codes[TABLE_BLOCK];
    if (!key->column)
        return number_codes(k, key, k->hours, count, k->numbers);
    if (kefu__column_is_text(key->column))
        return number_texts(k, key, from, count, k->numbers);
    const kefu_status status = kefu__table_integers(k->t, key->column, from, count, -INT64_MAX,
                                                    INT64_MAX, codes);
    return status ? status : number_codes(k, key, codes, count, k->numbers);
}

/* ---- numbering pairs ---- */

static struct key_pair *pair_slot(const struct key_pairs *p, uint32_t first, uint32_t second) {
    const uint64_t code = ((uint64_t)first << 32 | second) * UINT64_C(0x9E3779B97F4A7C15);
    size_t i = (size_t)(code >> 32) & (p->size - 1);
    while (p->slots[i].used && (p->slots[i].first != first || p->slots[i].second != second))
        i = (i + 1) & (p->size - 1);
    return &p->slots[i];
}

static bool grow_pairs(struct key_pairs *p, const kefu_allocator *allocator) {
    enum { FIRST = 1024 };
    struct key_pairs grown = *p;
    grown.size = p->size ? p->size * 4 : FIRST;
    grown.slots = kefu__alloc_zero(allocator, grown.size * sizeof *grown.slots);
    if (!grown.slots)
        return false;
    for (size_t i = 0; i < p->size; i++)
        if (p->slots[i].used)
            *pair_slot(&grown, p->slots[i].first, p->slots[i].second) = p->slots[i];
    kefu__release(allocator, p->slots, p->size * sizeof *p->slots);
    *p = grown;
    return true;
}

static bool add_pair(struct key_pairs *p, const kefu_allocator *allocator, uint32_t first,
                     uint32_t second, uint32_t *number) {
    if (p->count * 2 >= p->size && !grow_pairs(p, allocator))
        return false;
    if (!kefu__grow(allocator, &p->members, &p->capacity, p->count + 1, sizeof *p->members))
        return false;
    p->members[p->count][0] = first;
    p->members[p->count][1] = second;
    *number = (uint32_t)p->count++;
    *pair_slot(p, first, second) = (struct key_pair){first, second, *number, true};
    return true;
}

/* Replaces the numbers of the rows so far by those of pairs with the numbers of a key. */
static kefu_status pair_block(struct keys *k, struct key_pairs *p, uint32_t *numbers,
                              size_t count) {
    for (size_t i = 0; i < count; i++) {
        const struct key_pair *pair = p->size ? pair_slot(p, numbers[i], k->numbers[i]) : NULL;
        if (pair && pair->used)
            numbers[i] = pair->number;
        else if (!add_pair(p, &k->t->into->allocator, numbers[i], k->numbers[i], &numbers[i]))
            return kefu__no_memory(k->t->error);
        else if (p->count > AGGREGATE_GROUPS_MAX)
            return kefu__fail(k->t->error, KEFU_E_LIMIT,
                              "an aggregate has at most 1,000,000 groups");
    }
    return KEFU_OK;
}

/* ---- rows ---- */

static int64_t floor_div(int64_t value, int64_t by) {
    return value / by - (value % by < 0);
}

static kefu_status read_hours(struct keys *k, size_t from, size_t count) {
    const struct table *t = k->t;
    const int64_t limit = INT64_C(1) << 53, offset = (int64_t)t->into->offset_minutes * MINUTE_MS;
    int64_t first = INT64_MAX, last = INT64_MIN;
    if (t->at) {
        const kefu_status status = kefu__table_integers(t, t->at, from, count, -limit, limit,
                                                        k->hours);
        if (status != KEFU_OK)
            return status;
    }
    for (size_t i = 0; i < count; i++) {
        const int64_t at = t->at ? k->hours[i] : TABLE_NO_VALUE;
        k->hours[i] = at;
        t->hours[from + i] = TABLE_NO_HOUR;
        if (at == TABLE_NO_VALUE)
            continue;
        first = at < first ? at : first;
        last = at > last ? at : last;
        k->hours[i] = floor_div(at + offset, HOUR_MS);
        t->hours[from + i] = (uint8_t)(k->hours[i] -
                                       floor_div(k->hours[i], AGGREGATE_HOURS) * AGGREGATE_HOURS);
    }
    if (first == INT64_MAX)
        return KEFU_OK;
    kefu_aggregate *made = t->made;
    made->first_at = made->first_at == KEFU_TIME_NONE || first < made->first_at ? first
                                                                                : made->first_at;
    made->last_at = last > made->last_at ? last : made->last_at;
    return KEFU_OK;
}

static kefu_status group_block(struct keys *k, size_t from, size_t count) {
    uint32_t *numbers = k->t->numbers + from;
    kefu_status status = read_hours(k, from, count);
    memset(numbers, 0, count * sizeof *numbers);
    for (size_t i = 0; i < k->count && status == KEFU_OK; i++) {
        status = number_block(k, k->items[i], from, count);
        if (status == KEFU_OK && i == 0)
            memcpy(numbers, k->numbers, count * sizeof *numbers);
        else if (status == KEFU_OK)
            status = pair_block(k, &k->pairs[i], numbers, count);
    }
    return status;
}

/* ---- the order of groups ---- */

struct ranked {
    kefu_str text;
    uint32_t number;
};
static int compare_ranked(const void *a, const void *b) {
    return kefu__str_compare(((const struct ranked *)a)->text, ((const struct ranked *)b)->text);
}

/* Sets by_number[i] to the rank of text number i of a key. */
static bool rank_texts(const struct keys *k, const struct key *key, uint32_t *by_number) {
    const size_t size = key->count * sizeof(struct ranked);
    struct ranked *texts = kefu__alloc(&k->t->into->allocator, size);
    if (!texts)
        return false;
    for (size_t i = 0; i < key->count; i++)
        texts[i] = (struct ranked){key->texts[i], (uint32_t)i};
    kefu__sort(texts, key->count, sizeof *texts, compare_ranked);
    for (size_t i = 0; i < key->count; i++)
        by_number[texts[i].number] = (uint32_t)i;
    kefu__release(&k->t->into->allocator, texts, size);
    return true;
}

/* The number of a group's text of key `at`. */
static uint32_t member_of(const struct keys *k, uint32_t group, size_t at) {
    for (size_t i = k->count - 1; i > 0; i--) {
        if (i == at)
            return k->pairs[i].members[group][1];
        group = k->pairs[i].members[group][0];
    }
    return group;
}

/* Sorts groups by one key, keeping the order of those that have the same text. `places` has room
 * for one more than there are texts. */
static void sort_by(const struct keys *k, size_t at, const uint32_t *ranks, uint32_t *places,
                    const uint32_t *order, uint32_t *sorted) {
    const struct key *key = k->items[at];
    const size_t groups = k->t->group_count;
    memset(places, 0, (key->count + 1) * sizeof *places);
    for (size_t i = 0; i < groups; i++)
        places[ranks[member_of(k, (uint32_t)i, at)] + 1]++;
    for (size_t i = 1; i <= key->count; i++)
        places[i] += places[i - 1];
    for (size_t i = 0; i < groups; i++)
        sorted[places[ranks[member_of(k, order[i], at)]]++] = order[i];
}

/* Sets order[i] to the number of the i-th group by key, from the last key to the first. */
static bool sort_groups(const struct keys *k, uint32_t *order, uint32_t *space) {
    const kefu_allocator *allocator = &k->t->into->allocator;
    for (size_t i = 0; i < k->t->group_count; i++)
        order[i] = (uint32_t)i;
    for (size_t at = k->count; at-- > 0;) {
        const size_t size = (2 * k->items[at]->count + 1) * sizeof *space;
        uint32_t *ranks = kefu__alloc(allocator, size);
        const bool good = ranks && rank_texts(k, k->items[at], ranks);
        if (good) {
            sort_by(k, at, ranks, ranks + k->items[at]->count, order, space);
            memcpy(order, space, k->t->group_count * sizeof *order);
        }
        kefu__release(allocator, ranks, ranks ? size : 0);
        if (!good)
            return false;
    }
    return true;
}

static kefu_status make_groups(struct keys *k, const uint32_t *order) {
    struct table *t = k->t;
    kefu_str key[AGGREGATE_COLUMNS_MAX];
    kefu_status status = KEFU_OK;
    for (size_t i = 0; i < AGGREGATE_COLUMNS_MAX; i++)
        key[i] = (kefu_str){"", 0};
    for (size_t i = 0; i < t->group_count && t->into->column_count; i++) {
        for (size_t j = 0; j < k->count; j++)
            key[k->column[j]] = k->items[j]->texts[member_of(k, order[i], j)];
        t->groups[order[i]] = kefu__aggregate_add_group(t->made, key, &status);
        if (status == KEFU_E_MEMORY)
            return kefu__no_memory(t->error);
        if (status != KEFU_OK)
            return kefu__fail(
                t->error, status,
                "an aggregate has at most 1,000,000 groups, and fewer with many series");
    }
    return KEFU_OK;
}

/* ---- all ---- */

static bool open_keys(struct keys *k) {
    const struct table *t = k->t;
    for (size_t i = 0; i < t->into->column_count; i++) {
        const bool time = kefu__column_is_time(t->into->columns[i]);
        if (time ? !t->at : !t->keys[i])
            continue; /* the text is empty in all rows */
        struct key *key = kefu__alloc_zero(&t->into->allocator, sizeof *key);
        if (!key)
            return false;
        key->column = time ? NULL : t->keys[i];
        key->bucket = t->into->columns[i];
        kefu__map_init(&key->map, &t->into->allocator);
        k->column[k->count] = i;
        k->items[k->count++] = key;
    }
    return true;
}

static void close_keys(struct keys *k) {
    const kefu_allocator *allocator = &k->t->into->allocator;
    for (size_t i = 0; i < k->count; i++) {
        kefu__map_free(&k->items[i]->map);
        kefu__release(allocator, k->items[i]->texts,
                      k->items[i]->capacity * sizeof *k->items[i]->texts);
        kefu__release(allocator, k->items[i], sizeof *k->items[i]);
        kefu__release(allocator, k->pairs[i].slots, k->pairs[i].size * sizeof(struct key_pair));
        kefu__release(allocator, k->pairs[i].members,
                      k->pairs[i].capacity * sizeof *k->pairs[i].members);
    }
    kefu__arena_free(&k->arena);
}

static kefu_status order_groups(struct keys *k) {
    struct table *t = k->t;
    const kefu_allocator *allocator = &t->into->allocator;
    t->group_count = k->count == 0   ? 1
                     : k->count == 1 ? k->items[0]->count
                                     : k->pairs[k->count - 1].count;
    const size_t size = t->group_count * sizeof(uint32_t);
    t->groups = kefu__alloc_zero(allocator, t->group_count * sizeof *t->groups);
    t->counts = kefu__alloc_zero(allocator, size);
    uint32_t *order = kefu__alloc(allocator, 2 * size);
    kefu_status status = KEFU_E_MEMORY;
    if (t->groups && t->counts && order && sort_groups(k, order, order + t->group_count))
        status = make_groups(k, order);
    else
        kefu__no_memory(t->error);
    kefu__release(allocator, order, order ? 2 * size : 0);
    for (size_t i = 0; i < t->rows && status == KEFU_OK; i++)
        t->counts[t->numbers[i]]++;
    return status;
}

kefu_status kefu__table_group(struct table *t) {
    const kefu_allocator *allocator = &t->into->allocator;
    kefu_status status = KEFU_OK;
    struct keys *k = kefu__alloc_zero(allocator, sizeof *k);
    t->hours = kefu__alloc(allocator, t->rows * sizeof *t->hours);
    t->numbers = kefu__alloc(allocator, t->rows * sizeof *t->numbers);
    if (!k)
        return kefu__no_memory(t->error);
    k->t = t;
    kefu__arena_init(&k->arena, allocator);
    if (!t->hours || !t->numbers || !open_keys(k))
        status = kefu__no_memory(t->error);
    for (size_t from = 0; from < t->rows && status == KEFU_OK; from += TABLE_BLOCK) {
        const size_t left = t->rows - from;
        status = group_block(k, from, left < TABLE_BLOCK ? left : TABLE_BLOCK);
    }
    if (status == KEFU_OK && t->rows)
        status = order_groups(k);
    close_keys(k);
    kefu__release(allocator, k, sizeof *k);
    return status;
}
