/* SPDX-License-Identifier: MIT
 * Live conversations: a hash table by id and a heap by time. */
#include "live.h"

#include <stdlib.h>
#include <string.h>

#include "id_hash.h"

/* ---- by id ---- */

static size_t bucket_of(const struct live_chats *chats, kefu_str id) {
    uint64_t hashes[2];
    cli_id_hash(id, hashes);
    return (size_t)(hashes[0] ^ hashes[0] >> 32) & (chats->bucket_count - 1);
}

struct live_chat *cli_live_find(const struct live_chats *chats, kefu_str id) {
    struct live_chat *chat = chats->count ? chats->buckets[bucket_of(chats, id)] : NULL;
    while (chat && (chat->id.size != id.size || memcmp(chat->id.data, id.data, id.size) != 0))
        chat = chat->next;
    return chat;
}

static void enter(struct live_chats *chats, struct live_chat *chat) {
    struct live_chat **bucket = &chats->buckets[bucket_of(chats, chat->id)];
    chat->next = *bucket;
    *bucket = chat;
}

/* Makes room for one more. */
static bool grow(struct live_chats *chats) {
    if (chats->count < chats->capacity)
        return true;
    const size_t capacity = chats->capacity ? 2 * chats->capacity : 64;
    struct live_chat **heap = realloc(chats->heap, capacity * sizeof *heap);
    if (heap)
        chats->heap = heap;
    struct live_chat **buckets = heap ? calloc(capacity, sizeof *buckets) : NULL;
    if (!buckets)
        return false;
    free(chats->buckets);
    chats->buckets = buckets;
    chats->bucket_count = capacity;
    chats->capacity = capacity;
    for (size_t i = 0; i < chats->count; i++)
        enter(chats, chats->heap[i]);
    return true;
}

/* ---- by time ---- */

static void place(struct live_chats *chats, size_t at, struct live_chat *chat) {
    chats->heap[at] = chat;
    chat->heap_at = at;
}

static void sift_up(struct live_chats *chats, struct live_chat *chat) {
    size_t at = chat->heap_at;
    for (; at > 0 && chats->heap[(at - 1) / 2]->due > chat->due; at = (at - 1) / 2)
        place(chats, at, chats->heap[(at - 1) / 2]);
    place(chats, at, chat);
}

static void sift_down(struct live_chats *chats, struct live_chat *chat) {
    size_t at = chat->heap_at;
    for (size_t child = 2 * at + 1; child < chats->count; child = 2 * at + 1) {
        if (child + 1 < chats->count && chats->heap[child + 1]->due < chats->heap[child]->due)
            child++;
        if (chats->heap[child]->due >= chat->due)
            break;
        place(chats, at, chats->heap[child]);
        at = child;
    }
    place(chats, at, chat);
}

void cli_live_set_due(struct live_chats *chats, struct live_chat *chat, int64_t due) {
    chat->due = due;
    sift_up(chats, chat);
    sift_down(chats, chat);
}

struct live_chat *cli_live_first(const struct live_chats *chats) {
    return chats->count ? chats->heap[0] : NULL;
}

/* ---- one ---- */

struct live_chat *cli_live_add(struct live_chats *chats, kefu_str id,
                               kefu_conversation *conversation, kefu_monitor *monitor) {
    struct live_chat *chat = grow(chats) ? calloc(1, sizeof *chat) : NULL;
    char *copy = chat ? malloc(id.size + 1) : NULL;
    if (!copy) {
        free(chat);
        return NULL;
    }
    memcpy(copy, id.data, id.size);
    copy[id.size] = '\0';
    chat->id = (kefu_str){copy, id.size};
    chat->conversation = conversation;
    chat->monitor = monitor;
    chat->due = KEFU_TIME_END;
    chat->last = KEFU_TIME_NONE;
    enter(chats, chat);
    place(chats, chats->count++, chat);
    return chat;
}

struct told *cli_live_told(struct live_chat *chat, const char *rule_id) {
    for (size_t i = 0; i < chat->told_count; i++)
        if (strcmp(chat->told[i].rule_id, rule_id) == 0)
            return &chat->told[i];
    if (chat->told_count == chat->told_capacity) {
        const size_t capacity = chat->told_capacity ? 2 * chat->told_capacity : 4;
        struct told *told = realloc(chat->told, capacity * sizeof *told);
        if (!told)
            return NULL;
        chat->told = told;
        chat->told_capacity = capacity;
    }
    chat->told[chat->told_count] = (struct told){rule_id, KEFU_TIME_NONE, 0};
    return &chat->told[chat->told_count++];
}

static void chat_free(struct live_chat *chat) {
    kefu_monitor_free(chat->monitor);
    kefu_conversation_free(chat->conversation);
    free((char *)chat->id.data);
    free(chat->told);
    free(chat);
}

void cli_live_remove(struct live_chats *chats, struct live_chat *chat) {
    struct live_chat **link = &chats->buckets[bucket_of(chats, chat->id)];
    while (*link != chat)
        link = &(*link)->next;
    *link = chat->next;
    struct live_chat *last = chats->heap[--chats->count];
    if (last != chat) {
        place(chats, chat->heap_at, last);
        sift_up(chats, last);
        sift_down(chats, last);
    }
    chat_free(chat);
}

void cli_live_free(struct live_chats *chats) {
    for (size_t i = 0; i < chats->count; i++)
        chat_free(chats->heap[i]);
    free(chats->heap);
    free(chats->buckets);
}
