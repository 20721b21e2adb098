/* SPDX-License-Identifier: MIT
 * Allocation through the caller's allocator: blocks, growing arrays, arenas, options. */
#include "base/base.h"

#include <stdlib.h>
#include <string.h>

static void *default_alloc(void *ctx, size_t size) {
    (void)ctx;
    return malloc(size);
}

static void *default_resize(void *ctx, void *memory, size_t old_size, size_t size) {
    (void)ctx;
    (void)old_size;
    return realloc(memory, size);
}

static void default_release(void *ctx, void *memory, size_t size) {
    (void)ctx;
    (void)size;
    free(memory);
}

kefu_allocator kefu__allocator_default(void) {
    const kefu_allocator allocator = {default_alloc, default_resize, default_release, NULL};
    return allocator;
}

kefu_status kefu__allocator_init(kefu_allocator *to, const kefu_allocator *from,
                                 kefu_error *error) {
    if (!from) {
        *to = kefu__allocator_default();
        return KEFU_OK;
    }
    if (!from->alloc || !from->resize || !from->release)
        return kefu__fail(error, KEFU_E_ARGUMENT, "an allocator needs alloc, resize and release");
    *to = *from;
    return KEFU_OK;
}

void *kefu__alloc(const kefu_allocator *allocator, size_t size) {
    return allocator->alloc(allocator->ctx, size ? size : 1);
}

void *kefu__alloc_zero(const kefu_allocator *allocator, size_t size) {
    void *memory = kefu__alloc(allocator, size);
    if (memory)
        memset(memory, 0, size);
    return memory;
}

void *kefu__resize(const kefu_allocator *allocator, void *memory, size_t old_size, size_t size) {
    if (!memory)
        return kefu__alloc(allocator, size);
    return allocator->resize(allocator->ctx, memory, old_size ? old_size : 1, size ? size : 1);
}

void kefu__release(const kefu_allocator *allocator, void *memory, size_t size) {
    if (memory)
        allocator->release(allocator->ctx, memory, size ? size : 1);
}

/* `array` is the address of a pointer of any type. Accessing that pointer as a void * would break
 * the aliasing rules, so memcpy() reads and writes it. */
static bool resize_array(const kefu_allocator *allocator, void *array, size_t *capacity,
                         size_t next, size_t width) {
    void *memory;
    memcpy(&memory, array, sizeof memory);
    memory = kefu__resize(allocator, memory, *capacity * width, next * width);
    if (!memory)
        return false;
    memcpy(array, &memory, sizeof memory);
    *capacity = next;
    return true;
}

bool kefu__grow(const kefu_allocator *allocator, void *array, size_t *capacity, size_t need,
                size_t width) {
    size_t next = *capacity ? *capacity : 8;
    if (need <= *capacity)
        return true;
    if (need > SIZE_MAX / 2 / width)
        return false;
    while (next < need)
        next *= 2;
    return resize_array(allocator, array, capacity, next, width);
}

bool kefu__grow_tightly(const kefu_allocator *allocator, void *array, size_t *capacity, size_t need,
                        size_t width) {
    const size_t next = *capacity + *capacity / 4 + (*capacity ? 2 : 0);
    if (need <= *capacity)
        return true;
    if (need > SIZE_MAX / 2 / width)
        return false;
    return resize_array(allocator, array, capacity, next > need ? next : need, width);
}

/* ---- arenas ---- */

/* Blocks of an arena grow by half, so that small arenas waste little and large ones have few. */
enum { ARENA_BLOCK_MIN = 256, ARENA_BLOCK_MAX = 16 * 1024, ARENA_ALIGN = 16 };

struct arena_block {
    struct arena_block *before;
    size_t size; /* bytes of the block, including this header */
};

#define ARENA_HEADER ((sizeof(struct arena_block) + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1))

void kefu__arena_init(struct arena *arena, const kefu_allocator *allocator) {
    memset(arena, 0, sizeof *arena);
    arena->allocator = *allocator;
}

void kefu__arena_free(struct arena *arena) {
    struct arena_block *block = arena->blocks;
    while (block) {
        struct arena_block *before = block->before;
        kefu__release(&arena->allocator, block, block->size);
        block = before;
    }
    arena->blocks = NULL;
    arena->next = NULL;
    arena->left = 0;
    arena->used = 0;
}

static bool arena_add_block(struct arena *arena, size_t need) {
    const size_t last = arena->blocks ? arena->blocks->size : 0;
    size_t room = last ? last + last / 2 : ARENA_BLOCK_MIN;
    room = room < ARENA_BLOCK_MAX ? room & ~(size_t)(ARENA_ALIGN - 1) : ARENA_BLOCK_MAX;
    room = need > room ? need : room;
    struct arena_block *block = kefu__alloc(&arena->allocator, room + ARENA_HEADER);
    if (!block)
        return false;
    block->before = arena->blocks;
    block->size = room + ARENA_HEADER;
    arena->blocks = block;
    arena->next = (char *)block + ARENA_HEADER;
    arena->left = room;
    return true;
}

void *kefu__arena_alloc(struct arena *arena, size_t size) {
    if (size > SIZE_MAX / 2)
        return NULL;
    size = (size + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);
    if (size == 0)
        size = ARENA_ALIGN;
    if (size > arena->left && !arena_add_block(arena, size))
        return NULL;
    void *memory = arena->next;
    arena->next += size;
    arena->left -= size;
    arena->used += size;
    return memory;
}

void *kefu__arena_alloc_zero(struct arena *arena, size_t size) {
    void *memory = kefu__arena_alloc(arena, size);
    if (memory)
        memset(memory, 0, size);
    return memory;
}

char *kefu__arena_text(struct arena *arena, const char *text, size_t size) {
    char *copy = kefu__arena_alloc(arena, size + 1);
    if (!copy)
        return NULL;
    if (size)
        memcpy(copy, text, size);
    copy[size] = '\0';
    return copy;
}

/* ---- structs that begin with their size ---- */

enum {
    STRUCT_SIZE_MAX =
        /* no struct is nearly this large: a larger size is an uninitialised one */
    4096
};

kefu_status kefu__options_copy(void *to, size_t ours, const void *from, kefu_error *error) {
    if (!from)
        return KEFU_OK;
    size_t theirs;
    memcpy(&theirs, from, sizeof theirs);
    /* these structs are aligned like size_t, so the size of each version is a multiple of this */
    if (theirs < sizeof theirs || theirs > STRUCT_SIZE_MAX || theirs % _Alignof(size_t))
        return kefu__fail(error, KEFU_E_ARGUMENT, "an options struct must start with its size");
    for (size_t i = ours; i < theirs; i++)
        if (((const unsigned char *)from)[i])
            return kefu__fail(error, KEFU_E_VERSION,
                              "the options ask for something that this library is too old for");
    memcpy(to, from, theirs < ours ? theirs : ours);
    memcpy(to, &ours, sizeof ours);
    return KEFU_OK;
}

kefu_status kefu__options_check(uint32_t flags, uint32_t known, uint32_t reserved,
                                kefu_error *error) {
    if (flags & ~known || reserved)
        return kefu__fail(error, KEFU_E_VERSION,
                          "the options set a flag that this library does not know");
    return KEFU_OK;
}

kefu_status kefu__result_copy(void *to, const void *from, size_t ours, kefu_error *error) {
    size_t theirs;
    if (!to)
        return kefu__fail(error, KEFU_E_ARGUMENT, "the struct for the result is NULL");
    memcpy(&theirs, to, sizeof theirs);
    if (theirs <= sizeof theirs || theirs > STRUCT_SIZE_MAX)
        return kefu__fail(error, KEFU_E_ARGUMENT,
                          "the struct for the result must start with its size");
    const size_t common = theirs < ours ? theirs : ours;
    memcpy((char *)to + sizeof theirs, (const char *)from + sizeof theirs, common - sizeof theirs);
    memset((char *)to + common, 0, theirs - common);
    return KEFU_OK;
}
