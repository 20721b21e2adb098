/* SPDX-License-Identifier: MIT
 * Records that wait in a temporary file. */
#define _POSIX_C_SOURCE 200809L
#include "held.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "id_hash.h"

static bool fail(void) {
    cli_fail("the temporary file: %s", errno ? strerror(errno) : "out of memory");
    return false;
}

static bool grow(struct held_records *held) {
    const size_t capacity = held->capacity ? held->capacity * 2 : 256;
    struct held_record *grown = realloc(held->items, capacity * sizeof *grown);
    if (!grown)
        return fail();
    held->items = grown;
    held->capacity = capacity;
    return true;
}

bool cli_held_add(struct held_records *held, const struct records *records) {
    const kefu_record *record = &records->record;
    struct held_record *item;
    errno = 0;
    if (!held->file && !(held->file = tmpfile()))
        return fail();
    if (held->count == held->capacity && !grow(held))
        return false;
    if (fwrite(record->json.data, 1, record->json.size, held->file) != record->json.size)
        return fail();
    item = &held->items[held->count++];
    memset(item, 0, sizeof *item);
    cli_id_hash(record->id, item->id);
    cli_id_hash(record->conversation_id, item->conversation);
    item->offset = held->size;
    item->size = record->json.size;
    item->name = records->name;
    item->line = record->line;
    item->kind = record->kind;
    held->size += record->json.size;
    return true;
}

/* Pointers to records, by id, then by place. */
static int by_id(const void *a, const void *b) {
    const struct held_record *x = *(struct held_record *const *)a,
                             *y = *(struct held_record *const *)b;
    for (size_t i = 0; i < 2; i++)
        if (x->id[i] != y->id[i])
            return x->id[i] < y->id[i] ? -1 : 1;
    return x < y ? -1 : x > y;
}

bool cli_held_settle(struct held_records *held) {
    struct held_record **sorted = malloc((held->count + 1) * sizeof *sorted);
    if (!sorted)
        return fail();
    for (size_t i = 0; i < held->count; i++)
        sorted[i] = &held->items[i];
    qsort(sorted, held->count, sizeof *sorted, by_id);
    for (size_t i = 1; i < held->count; i++) {
        const uint64_t *before = sorted[i - 1]->id, *id = sorted[i]->id;
        sorted[i - 1]->replaced = (id[0] || id[1]) && before[0] == id[0] && before[1] == id[1];
    }
    free(sorted);
    return true;
}

const char *cli_held_read(struct held_records *held, size_t i) {
    const struct held_record *item = &held->items[i];
    errno = 0;
    if (item->size >= held->text_capacity) {
        char *grown = realloc(held->text, item->size * 2 + 1);
        if (!grown)
            return fail() ? held->text : NULL;
        held->text = grown;
        held->text_capacity = item->size * 2 + 1;
    }
    if (fseeko(held->file, (off_t)item->offset, SEEK_SET) != 0 ||
        fread(held->text, 1, item->size, held->file) != item->size)
        return fail() ? held->text : NULL;
    return held->text;
}

void cli_held_free(struct held_records *held) {
    if (held->file)
        fclose(held->file);
    free(held->items);
    free(held->text);
    memset(held, 0, sizeof *held);
}
