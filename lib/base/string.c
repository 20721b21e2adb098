/* SPDX-License-Identifier: MIT
 * Strings, growing buffers, numbers as text, hashing, string-keyed maps. */
#include "base/base.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

kefu_str kefu__str_cut(kefu_str text, size_t size_max) {
    if (text.size <= size_max)
        return text;
    text.size = size_max;
    while (text.size > 0 && !utf8_is_start(text.data[text.size]))
        text.size--;
    return text;
}

bool kefu__str_equal(kefu_str a, kefu_str b) {
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

int kefu__str_compare(kefu_str a, kefu_str b) {
    const size_t shorter = a.size < b.size ? a.size : b.size;
    const int order = shorter ? memcmp(a.data, b.data, shorter) : 0;
    return order ? order : (a.size > b.size) - (a.size < b.size);
}

/* ---- buffers ---- */

void kefu__buffer_init(struct buffer *buffer, const kefu_allocator *allocator) {
    memset(buffer, 0, sizeof *buffer);
    buffer->allocator = *allocator;
}

void kefu__buffer_free(struct buffer *buffer) {
    kefu__release(&buffer->allocator, buffer->data, buffer->capacity);
    buffer->data = NULL;
    buffer->size = buffer->capacity = 0;
}

void kefu__buffer_add(struct buffer *buffer, const char *data, size_t size) {
    if (buffer->failed || size == 0)
        return;
    if (size > SIZE_MAX / 2 - buffer->size ||
        !kefu__grow(&buffer->allocator, &buffer->data, &buffer->capacity, buffer->size + size, 1)) {
        buffer->failed = true;
        return;
    }
    memcpy(buffer->data + buffer->size, data, size);
    buffer->size += size;
}

void kefu__buffer_text(struct buffer *buffer, const char *terminated) {
    kefu__buffer_add(buffer, terminated, strlen(terminated));
}

void kefu__buffer_format(struct buffer *buffer, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char text[512];
    int size = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (size < 0 || (size_t)size >= sizeof text)
        buffer->failed =
            true; /* formats are for short pieces; text of any length goes through _add */
    else
        kefu__buffer_add(buffer, text, (size_t)size);
}

kefu_status kefu__buffer_hand_over(struct buffer *buffer, kefu_write write, void *ctx,
                                   kefu_error *error) {
    kefu_status status;
    if (buffer->failed)
        status = kefu__no_memory(error);
    else if ((status = write(ctx, buffer->data, buffer->size)) != KEFU_OK)
        status = kefu__stopped(error, status);
    kefu__buffer_free(buffer);
    return status;
}

/* ---- numbers ---- */

size_t kefu__plain_point(char *number) {
    char *mark = number + strspn(number, "+-0123456789e");
    const size_t size = strcspn(mark, "+-0123456789e");
    if (size > 0) {
        *mark = '.';
        memmove(mark + 1, mark + size, strlen(mark + size) + 1);
    }
    return strlen(number);
}

size_t kefu__format_double(char to[32], double value) {
    if (!isfinite(value)) {
        memcpy(to, "null", 5);
        return 4;
    }
    if (value == 0)
        value = 0;                                   /* no "-0" */
    if (value == floor(value) && fabs(value) < 1e15) /* 300000, not 3e+05 */
        return (size_t)snprintf(to, 32, "%lld", (long long)value);
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(to, 32, "%.*g", digits, value);
        if (strtod(to, NULL) == value)
            break;
    }
    return kefu__plain_point(to);
}

/* ---- hashing ---- */

uint64_t kefu__hash_more(uint64_t hash, const void *data, size_t size) {
    const unsigned char *bytes = data;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ bytes[i]) * 1099511628211u;
    return hash;
}

uint64_t kefu__hash_number(uint64_t hash, uint64_t number) {
    unsigned char bytes[8];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(number >> (8 * i));
    return kefu__hash_more(hash, bytes, sizeof bytes);
}

uint64_t kefu__hash(const void *data, size_t size) {
    return kefu__hash_more(14695981039346656037u, data, size);
}

void kefu__digest_print(char to[DIGEST_SIZE], uint64_t digest) {
    snprintf(to, DIGEST_SIZE, "%016llx", (unsigned long long)digest);
}

struct index_slot {
    const char *key;
    size_t size;
    uint32_t value;
    bool used;
};

void kefu__map_init(struct index_map *map, const kefu_allocator *allocator) {
    memset(map, 0, sizeof *map);
    map->allocator = *allocator;
}

void kefu__map_free(struct index_map *map) {
    kefu__release(&map->allocator, map->slots, map->capacity * sizeof *map->slots);
    map->slots = NULL;
    map->capacity = map->count = 0;
}

static struct index_slot *find_slot(struct index_slot *slots, size_t capacity, const char *key,
                                    size_t size) {
    uint64_t hash = kefu__hash(key, size);
    hash ^= hash >> 32; /* the low bits of FNV alone distribute short keys badly */
    for (size_t i = (size_t)hash & (capacity - 1);; i = (i + 1) & (capacity - 1)) {
        struct index_slot *slot = &slots[i];
        if (!slot->used || (slot->size == size && (size == 0 || memcmp(slot->key, key, size) == 0)))
            return slot;
    }
}

bool kefu__map_reserve(struct index_map *map, size_t count) {
    size_t capacity = map->capacity ? map->capacity : 16;
    struct index_slot *slots;
    if (count > SIZE_MAX / 8 / sizeof *slots)
        return false;
    while (capacity < count * 2)
        capacity *= 2;
    if (capacity == map->capacity)
        return true;
    slots = kefu__alloc_zero(&map->allocator, capacity * sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; i < map->capacity; i++)
        if (map->slots[i].used)
            *find_slot(slots, capacity, map->slots[i].key, map->slots[i].size) = map->slots[i];
    kefu__release(&map->allocator, map->slots, map->capacity * sizeof *map->slots);
    map->slots = slots;
    map->capacity = capacity;
    return true;
}

uint32_t kefu__map_find(const struct index_map *map, const char *key, size_t size) {
    if (map->count == 0)
        return UINT32_MAX;
    const struct index_slot *slot = find_slot(map->slots, map->capacity, key, size);
    return slot->used ? slot->value : UINT32_MAX;
}

uint32_t kefu__map_add(struct index_map *map, const char *key, size_t size, uint32_t value) {
    if (!kefu__map_reserve(map, map->count + 1))
        return UINT32_MAX;
    struct index_slot *slot = find_slot(map->slots, map->capacity, key, size);
    if (!slot->used) {
        slot->key = key;
        slot->size = size;
        slot->value = value;
        slot->used = true;
        map->count++;
    }
    return slot->value;
}
