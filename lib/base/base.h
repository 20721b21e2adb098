/* SPDX-License-Identifier: MIT
 * What every other room builds on: errors, memory, strings, hashing, findings. */
#ifndef KEFU_LIB_BASE_H
#define KEFU_LIB_BASE_H

#include <float.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "kefu/base.h"

/* Results are the same on every machine only if each operation rounds to its own type, without
 * excess precision. */
_Static_assert(FLT_EVAL_METHOD == 0, "build with -mfpmath=sse, or without -std=c11 on s390x");

#if defined(__GNUC__)
#define KEFU_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define KEFU_PRINTF(text, first)
#endif

/* ---- errors ---- */

/* Fills an error (which may be NULL) and returns the status, so that callers write
 * `return kefu__fail(error, KEFU_E_LIMIT, "…", …)`. */
kefu_status kefu__fail(kefu_error *error, kefu_status status, const char *format, ...)
    KEFU_PRINTF(3, 4);
kefu_status kefu__fail_at(kefu_error *error, kefu_status status, const char *pointer,
                          const char *format, ...) KEFU_PRINTF(4, 5);
kefu_status kefu__no_memory(kefu_error *error);
/* Sets the error for a call that ended because a callback of the caller returned `returned`;
 * returns that status. */
kefu_status kefu__stopped(kefu_error *error, kefu_status returned);
/* Stores in the error that it is about document or record number `i` (from 0) of those passed to
 * the call; returns `status`. */
kefu_status kefu__of_source(kefu_error *error, size_t i, kefu_status status);
/* Sets the error for an index `i` that is not below `count`; returns its status. */
kefu_status kefu__no_item(kefu_error *error, size_t i, size_t count);
/* Copies text into a fixed buffer, NUL-terminated and truncated between characters. Ill-formed
 * UTF-8 becomes U+FFFD, so that the result can be displayed. */
void kefu__copy_text(char *to, size_t capacity, const char *text, size_t size);

/* ---- memory ---- */

/* The allocator that uses malloc(), realloc() and free() of the C library. */
kefu_allocator kefu__allocator_default(void);
/* Copies the caller's allocator, or the default one if `from` is NULL. Returns KEFU_E_ARGUMENT if
 * one of its functions is missing. */
kefu_status kefu__allocator_init(kefu_allocator *to, const kefu_allocator *from, kefu_error *error);
/* Allocates memory, uninitialised or zeroed. Both functions return NULL if out of memory; size 0 is
 * treated as 1. */
void *kefu__alloc(const kefu_allocator *allocator, size_t size);
void *kefu__alloc_zero(const kefu_allocator *allocator, size_t size); /* zeroed */
void *kefu__resize(const kefu_allocator *allocator, void *memory, size_t old_size, size_t size);
/* Frees memory of `size` bytes; `memory` may be NULL. */
void kefu__release(const kefu_allocator *allocator, void *memory, size_t size);

/* Grows a dynamic array to room for `need` elements of `width` bytes. Returns false if out of
 * memory; the array is then unchanged. Doubles the capacity, so that appending is amortised O(1).
 * @param array  the address of the pointer to its first element, of whatever type */
bool kefu__grow(const kefu_allocator *allocator, void *array, size_t *capacity, size_t need,
                size_t width);
/* Does the same with less room to spare, a quarter: for the many small arrays of conversations. */
bool kefu__grow_tightly(const kefu_allocator *allocator, void *array, size_t *capacity, size_t need,
                        size_t width);

/* An arena: its allocations are freed all at once, and never move. */
struct arena_block;
struct arena {
    kefu_allocator allocator;
    struct arena_block *blocks;
    char *next;
    size_t left;
    size_t used; /* bytes allocated, for limits and tests */
};
void kefu__arena_init(struct arena *arena, const kefu_allocator *allocator);
void kefu__arena_free(struct arena *arena);
/* Allocates memory, aligned to 16 bytes. Returns NULL if out of memory. */
void *kefu__arena_alloc(struct arena *arena, size_t size);
void *kefu__arena_alloc_zero(struct arena *arena, size_t size); /* zeroed */
/* Copies a text into the arena, NUL-terminated. Returns NULL if out of memory. */
char *kefu__arena_text(struct arena *arena, const char *text, size_t size);

/* Copies an options struct, which begins with its size. The caller may have been compiled with
 * another version of the header: min(caller's size, `ours`) bytes replace the defaults in `to`.
 * Members beyond `ours` must be zero, else KEFU_E_VERSION. */
kefu_status kefu__options_copy(void *to, size_t ours, const void *from, kefu_error *error);
/* Returns KEFU_E_VERSION if `flags` has bits that are not in `known`, or if the reserved member of
 * an options struct is not 0. */
kefu_status kefu__options_check(uint32_t flags, uint32_t known, uint32_t reserved,
                                kefu_error *error);
/* Copies a result into a caller's struct. Both begin with their size, and the caller's size is
 * kept: min(caller's size, `ours`) bytes are copied, and the rest of the caller's struct is zeroed.
 * Returns KEFU_E_ARGUMENT if `to` is NULL, or if the caller's size is impossible for this struct,
 * which means that the caller did not set it. */
kefu_status kefu__result_copy(void *to, const void *from, size_t ours, kefu_error *error);

/* ---- strings ---- */

/* A byte buffer that grows. After a failed append `failed` stays set, so that one check at the end
 * suffices. */
struct buffer {
    kefu_allocator allocator;
    char *data;
    size_t size, capacity;
    bool failed;
};
void kefu__buffer_init(struct buffer *buffer, const kefu_allocator *allocator);
void kefu__buffer_free(struct buffer *buffer);
/* Where the next `size` bytes stand, which the caller writes and then adds to buffer->size; NULL if
 * out of memory. */
char *kefu__buffer_room(struct buffer *buffer, size_t size);
void kefu__buffer_add(struct buffer *buffer, const char *data, size_t size);
void kefu__buffer_text(struct buffer *buffer, const char *terminated);
void kefu__buffer_format(struct buffer *buffer, const char *format, ...) KEFU_PRINTF(2, 3);
/* Passes the content to the caller's writer, in one call, and frees the buffer. Returns KEFU_OK,
 * KEFU_E_MEMORY (an append had failed; nothing is written), or what the writer returned. */
kefu_status kefu__buffer_hand_over(struct buffer *buffer, kefu_write write, void *ctx,
                                   kefu_error *error);

static inline kefu_str kefu__str(const char *terminated) { /* empty for NULL */
    return (kefu_str){terminated, terminated ? strlen(terminated) : 0};
}
static inline bool kefu__str_is(kefu_str s, const char *terminated) {
    size_t i = 0;
    while (i < s.size && terminated[i] && s.data[i] == terminated[i])
        i++;
    return i == s.size && !terminated[i];
}
/* Is the string valid? A NULL pointer is valid only with size 0. */
static inline bool kefu__str_sound(kefu_str s) {
    return s.data || s.size == 0;
}
/* The longest prefix of at most size_max bytes that ends at a character boundary. */
kefu_str kefu__str_truncate(kefu_str text, size_t size_max);
bool kefu__str_equal(kefu_str a, kefu_str b);
/* Compares two strings byte by byte, like memcmp(); a prefix comes before a longer string. */
int kefu__str_compare(kefu_str a, kefu_str b);

/* Writes an integer in decimal, terminated. Returns its size. */
size_t kefu__format_integer(char to[32], int64_t value);
/* Prints a double as the shortest decimal that reads back as the same double, independently of the
 * locale; returns the length (at most 31). NaN and infinities give "null". */
size_t kefu__format_double(char to[32], double value);
/* Replaces the locale's decimal separator in a printed number by "."; returns the length. */
size_t kefu__plain_point(char *number);

/* ---- hashing ---- */

/* FNV-1a hash, 64 bits. Digests in results and states depend on it, so it must never change, and
 * must be the same on every machine: numbers are not hashed by their bytes in memory. */
uint64_t kefu__hash(const void *data, size_t size);
uint64_t kefu__hash_more(uint64_t hash, const void *data, size_t size);
/* hashes the bytes of the number, least significant first */
uint64_t kefu__hash_number(uint64_t hash, uint64_t number);
/* hashes the four bytes of each number, least significant first */
uint64_t kefu__hash_words(uint64_t hash, const uint32_t *numbers, size_t count);
/* CRC-32C of bytes. The portable one gives the same without instructions for it. */
uint32_t kefu__crc32c(const void *data, size_t size);
uint32_t kefu__crc32c_portable(const void *data, size_t size);
/* Prints a digest in the form used in results and states: 16 lower-case hexadecimal digits,
 * NUL-terminated. */
#define DIGEST_SIZE 17
void kefu__digest_print(char to[DIGEST_SIZE], uint64_t digest);

/* Sorts in place in O(n log n) for any input. qsort() may allocate memory past the caller's
 * allocator or take quadratic time, depending on the C library. Not stable. */
void kefu__sort(void *items, size_t count, size_t width,
                int (*compare)(const void *a, const void *b));

/* A map from strings to indices; keys are not copied and must outlive the map. A hash table whose
 * buckets are balanced trees, so that colliding keys of an attacker cost O(log n) each, not O(n).
 * That makes a secret random seed unnecessary, which a library without random numbers could not
 * have. */
struct index_map {
    kefu_allocator allocator;
    /* for each bucket the index in `nodes` of the root of its tree; 0: it is empty */
    uint32_t *buckets;
    struct map_node *nodes; /* all nodes, in the order of insertion; the first one is nodes[1] */
    size_t capacity, count;
};
void kefu__map_init(struct index_map *map, const kefu_allocator *allocator);
void kefu__map_free(struct index_map *map);
bool kefu__map_reserve(struct index_map *map, size_t count);
/* The index that is stored for the key; UINT32_MAX: there is none. */
uint32_t kefu__map_find(const struct index_map *map, const char *key, size_t size);
/* Stores a value for the key unless the key already has one. Returns the value now stored, or
 * UINT32_MAX if out of memory. */
uint32_t kefu__map_add(struct index_map *map, const char *key, size_t size, uint32_t value);

/* ---- findings ---- */

/* Has the collector reached its limit, so that further findings are only counted? False if it is
 * NULL. */
bool kefu__findings_full(const kefu_findings *findings);
/* Appends a finding; the collector may be NULL. The code is one of finding_codes.c, which gives its
 * severity. `source` and `pointer` may be NULL. Texts are copied. */
void kefu__finding_add(kefu_findings *findings, const char *code, const char *source,
                       const char *pointer, uint32_t line, uint32_t column, uint64_t offset,
                       const char *format, ...) KEFU_PRINTF(8, 9);
/* Appends a finding whose severity may be lower than that of its code, and whose message is used as
 * it is, not as a printf format. */
void kefu__finding_add_text(kefu_findings *findings, kefu_severity severity, const char *code,
                            const char *source, const char *pointer, uint32_t line, uint32_t column,
                            uint64_t offset, const char *message);
/* Sets the position (pointer, line, column, offset) of finding i after it was added. Returns false
 * if out of memory. */
bool kefu__finding_move(kefu_findings *findings, size_t i, const char *pointer, uint32_t line,
                        uint32_t column, uint64_t offset);

#endif
