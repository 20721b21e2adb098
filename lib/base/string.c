/* SPDX-License-Identifier: MIT
 * Strings, growing buffers, numbers as text, hashing, string-keyed maps. */
#include "base/base.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

kefu_str kefu__str_truncate(kefu_str text, size_t size_max) {
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

char *kefu__buffer_room(struct buffer *buffer, size_t size) {
    if (buffer->failed)
        return NULL;
    if (size > buffer->capacity - buffer->size &&
        (size > SIZE_MAX / 2 - buffer->size ||
         !kefu__grow(&buffer->allocator, &buffer->data, &buffer->capacity, buffer->size + size,
                     1))) {
        buffer->failed = true;
        return NULL;
    }
    return buffer->data + buffer->size;
}

void kefu__buffer_add(struct buffer *buffer, const char *data, size_t size) {
    char *to = size > 0 ? kefu__buffer_room(buffer, size) : NULL;
    if (!to)
        return;
    memcpy(to, data, size);
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
            /* formatted texts are short; kefu__buffer_add() appends longer ones */
            true;
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

size_t kefu__format_integer(char to[32], int64_t value) {
    char digits[20];
    size_t count = 0, size = 0;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do
        digits[count++] = (char)('0' + rest % 10);
    while ((rest /= 10) > 0);
    if (value < 0)
        to[size++] = '-';
    while (count > 0)
        to[size++] = digits[--count];
    to[size] = '\0';
    return size;
}

/* The least number of significant digits to try. A decimal of up to DBL_DIG digits is what its
 * double is printed as with DBL_DIG digits (printf drops trailing zeros), so that fewer digits need
 * no attempt of their own; except for subnormal numbers, which have fewer digits. */
static int digits_min(double value) {
    return fabs(value) < DBL_MIN ? 1 : DBL_DIG;
}

/* Writes a number of at most nine decimals and 15 digits, in which most measured values end.
 * Returns 0 if it is none. The division of two exact numbers is rounded correctly, so that its
 * result is the double that the decimal is read as. */
static size_t format_decimal(char to[32], double value) {
    static const double powers[] = {1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
    const double size = fabs(value);
    if (!(size >= 1e-4)) /* smaller ones have an exponent */
        return 0;
    for (size_t i = 0; i < sizeof powers / sizeof *powers && size * powers[i] < 1e14; i++) {
        const double whole = floor(size * powers[i] + 0.5);
        if (whole / powers[i] != size)
            continue;
        const int64_t unit = (int64_t)powers[i];
        int64_t rest = (int64_t)whole % unit;
        size_t at = kefu__format_integer(to + (value < 0), (int64_t)whole / unit);
        if (value < 0)
            *to = '-';
        at += value < 0;
        to[at] = '.';
        for (size_t digit = i + 1; digit > 0; digit--, rest /= 10)
            to[at + digit] = (char)('0' + rest % 10);
        to[at + i + 2] = '\0';
        return at + i + 2;
    }
    return 0;
}

size_t kefu__format_double(char to[32], double value) {
    if (!isfinite(value)) {
        memcpy(to, "null", 5);
        return 4;
    }
    if (value == 0)
        value = 0;                                   /* avoids "-0" */
    if (value == floor(value) && fabs(value) < 1e15) /* prints 300000 instead of 3e+05 */
        return kefu__format_integer(to, (int64_t)value);
    const size_t size = format_decimal(to, value);
    if (size > 0)
        return size;
    for (int digits = digits_min(value); digits <= 17; digits++) {
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

/* Hashes the lowest `size` bytes of a number. */
static uint64_t hash_bytes_of(uint64_t hash, uint64_t number, size_t size) {
    unsigned char bytes[8];
    for (size_t i = 0; i < size; i++)
        bytes[i] = (unsigned char)(number >> (8 * i));
    return kefu__hash_more(hash, bytes, size);
}

uint64_t kefu__hash_number(uint64_t hash, uint64_t number) {
    return hash_bytes_of(hash, number, sizeof number);
}

uint64_t kefu__hash_words(uint64_t hash, const uint32_t *numbers, size_t count) {
    for (size_t i = 0; i < count; i++)
        hash = hash_bytes_of(hash, numbers[i], sizeof *numbers);
    return hash;
}

uint64_t kefu__hash(const void *data, size_t size) {
    return kefu__hash_more(14695981039346656037u, data, size);
}

void kefu__digest_print(char to[DIGEST_SIZE], uint64_t digest) {
    snprintf(to, DIGEST_SIZE, "%016llx", (unsigned long long)digest);
}

/* ---- sorting ---- */

static void swap(char *a, char *b, size_t width) {
    char other[64];
    for (size_t size; width > 0; width -= size, a += size, b += size) {
        size = width < sizeof other ? width : sizeof other;
        memcpy(other, a, size);
        memcpy(a, b, size);
        memcpy(b, other, size);
    }
}

/* Restores the heap order below item `at`: moves the item down until no child is greater. */
static void sift(char *items, size_t at, size_t count, size_t width,
                 int (*compare)(const void *a, const void *b)) {
    size_t child;
    while ((child = 2 * at + 1) < count) {
        if (child + 1 < count && compare(items + child * width, items + (child + 1) * width) < 0)
            child++;
        if (compare(items + at * width, items + child * width) >= 0)
            return;
        swap(items + at * width, items + child * width, width);
        at = child;
    }
}

void kefu__sort(void *items, size_t count, size_t width,
                int (*compare)(const void *a, const void *b)) {
    char *first = items;
    for (size_t i = count / 2; i-- > 0;)
        sift(first, i, count, width, compare);
    for (size_t i = count; i-- > 1;) {
        swap(first, first + i * width, width);
        sift(first, 0, i, width, compare);
    }
}

/* ---- the map of strings ---- */

/* A node of the tree of one bucket of the map: a key, its value, and two subtrees. Node 0 is the
 * sentinel for an empty subtree. */
struct map_node {
    const char *key;
    uint32_t size, value, hash;
    uint32_t left, right, level;
};

void kefu__map_init(struct index_map *map, const kefu_allocator *allocator) {
    memset(map, 0, sizeof *map);
    map->allocator = *allocator;
}

void kefu__map_free(struct index_map *map) {
    kefu__release(&map->allocator, map->buckets, map->capacity * sizeof *map->buckets);
    kefu__release(&map->allocator, map->nodes, (map->capacity + 1) * sizeof *map->nodes);
    map->buckets = NULL;
    map->nodes = NULL;
    map->capacity = map->count = 0;
}

static uint32_t hash_key(const char *key, size_t size) {
    const uint64_t hash = kefu__hash(key, size);
    /* mixes in the high bits, because the low bits alone distribute short keys badly */
    return (uint32_t)(hash ^ hash >> 32);
}

static int compare_key(const struct map_node *node, uint32_t hash, const char *key, size_t size) {
    if (node->hash != hash)
        return hash < node->hash ? -1 : 1;
    if (node->size != size)
        return size < node->size ? -1 : 1;
    return size == 0 ? 0 : memcmp(key, node->key, size);
}

/* First balancing operation of an AA tree: rotates a left child of the same level up. */
static uint32_t skew(struct map_node *nodes, uint32_t root) {
    const uint32_t left = nodes[root].left;
    if (nodes[left].level != nodes[root].level)
        return root;
    nodes[root].left = nodes[left].right;
    nodes[left].right = root;
    return left;
}

/* Second balancing operation of an AA tree: raises the first of two right children of the same
 * level. */
static uint32_t split(struct map_node *nodes, uint32_t root) {
    const uint32_t right = nodes[root].right;
    if (nodes[nodes[right].right].level != nodes[root].level)
        return root;
    nodes[root].right = nodes[right].left;
    nodes[right].left = root;
    nodes[right].level++;
    return right;
}

/* Inserts a node whose key is not in the tree; returns the new root. The recursion depth is
 * logarithmic. */
static uint32_t insert(struct map_node *nodes, uint32_t root, uint32_t added) {
    struct map_node *node = &nodes[added];
    if (root == 0) {
        node->left = node->right = 0;
        node->level = 1;
        return added;
    }
    if (compare_key(&nodes[root], node->hash, node->key, node->size) < 0)
        nodes[root].left = insert(nodes, nodes[root].left, added);
    else
        nodes[root].right = insert(nodes, nodes[root].right, added);
    return split(nodes, skew(nodes, root));
}

static void link_node(struct index_map *map, uint32_t node) {
    uint32_t *bucket = &map->buckets[map->nodes[node].hash & (map->capacity - 1)];
    *bucket = insert(map->nodes, *bucket, node);
}

static bool resize(struct index_map *map, size_t capacity) {
    uint32_t *buckets = kefu__alloc_zero(&map->allocator, capacity * sizeof *buckets);
    if (!buckets)
        return false;
    struct map_node *nodes = kefu__resize(&map->allocator, map->nodes,
                                          (map->capacity + 1) * sizeof *nodes,
                                          (capacity + 1) * sizeof *nodes);
    if (!nodes) {
        kefu__release(&map->allocator, buckets, capacity * sizeof *buckets);
        return false;
    }
    memset(&nodes[0], 0, sizeof *nodes);
    kefu__release(&map->allocator, map->buckets, map->capacity * sizeof *map->buckets);
    map->buckets = buckets;
    map->nodes = nodes;
    map->capacity = capacity;
    for (uint32_t node = 1; node <= map->count; node++)
        link_node(map, node);
    return true;
}

bool kefu__map_reserve(struct index_map *map, size_t count) {
    size_t capacity = map->capacity ? map->capacity : 16;
    if (count >= UINT32_MAX / 2)
        return false;
    while (capacity < count)
        capacity *= 2;
    return capacity == map->capacity || resize(map, capacity);
}

/* The index of the node with this key; 0: there is none. */
static uint32_t find_node(const struct index_map *map, uint32_t hash, const char *key,
                          size_t size) {
    uint32_t node = map->buckets[hash & (map->capacity - 1)];
    int order;
    while (node && (order = compare_key(&map->nodes[node], hash, key, size)) != 0)
        node = order < 0 ? map->nodes[node].left : map->nodes[node].right;
    return node;
}

uint32_t kefu__map_find(const struct index_map *map, const char *key, size_t size) {
    if (map->count == 0)
        return UINT32_MAX;
    const uint32_t node = find_node(map, hash_key(key, size), key, size);
    return node ? map->nodes[node].value : UINT32_MAX;
}

uint32_t kefu__map_add(struct index_map *map, const char *key, size_t size, uint32_t value) {
    if (size > UINT32_MAX || !kefu__map_reserve(map, map->count + 1))
        return UINT32_MAX;
    const uint32_t hash = hash_key(key, size);
    const uint32_t known = find_node(map, hash, key, size);
    if (known)
        return map->nodes[known].value;
    struct map_node *node = &map->nodes[++map->count];
    node->key = key;
    node->size = (uint32_t)size;
    node->value = value;
    node->hash = hash;
    link_node(map, (uint32_t)map->count);
    return value;
}
