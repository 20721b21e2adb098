/* SPDX-License-Identifier: MIT
 * Groups rows into conversations: their texts are in one buffer, and the rows of each conversation
 * form a linked list. */
#include "reader/group.h"

#include "json/json.h"

void kefu__groups_init(struct groups *groups, const kefu_allocator *allocator) {
    memset(groups, 0, sizeof *groups);
    groups->allocator = *allocator;
    kefu__buffer_init(&groups->texts, allocator);
    kefu__buffer_init(&groups->row, allocator);
}

void kefu__groups_free(struct groups *groups) {
    const kefu_allocator *allocator = &groups->allocator;
    kefu__release(allocator, groups->items, groups->capacity * sizeof *groups->items);
    kefu__release(allocator, groups->entries, groups->entry_capacity * sizeof *groups->entries);
    kefu__release(allocator, groups->slots, groups->slot_count * sizeof *groups->slots);
    kefu__buffer_free(&groups->texts);
    kefu__buffer_free(&groups->row);
}

/* ---- by key ---- */

uint64_t kefu__group_hash(kefu_str key) {
    const uint64_t hash = kefu__hash(key.data, key.size) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 32;
}

static kefu_str key_of(const struct groups *groups, const struct group *group) {
    return (kefu_str){groups->texts.data + group->key, group->key_size};
}

/* The slot of a key in the hash table: the slot of the conversation with this key, or the free slot
 * where it belongs. */
static uint32_t *slot_of(const struct groups *groups, uint32_t *slots, size_t count, kefu_str key) {
    size_t i = (size_t)kefu__group_hash(key) & (count - 1);
    while (slots[i] && !kefu__str_equal(key_of(groups, &groups->items[slots[i] - 1]), key))
        i = (i + 1) & (count - 1);
    return &slots[i];
}

static bool grow_slots(struct groups *groups) {
    enum { FIRST = 256 };
    const size_t count = groups->slot_count ? groups->slot_count * 2 : FIRST;
    uint32_t *slots = kefu__alloc_zero(&groups->allocator, count * sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; i < groups->count; i++)
        *slot_of(groups, slots, count, key_of(groups, &groups->items[i])) = (uint32_t)i + 1;
    kefu__release(&groups->allocator, groups->slots, groups->slot_count * sizeof *groups->slots);
    groups->slots = slots;
    groups->slot_count = count;
    return true;
}

/* Appends a text to groups->texts; *offset receives its position there. Returns false if out of
 * memory. */
static bool keep(struct groups *groups, kefu_str text, size_t *offset) {
    *offset = groups->texts.size;
    kefu__buffer_add(&groups->texts, text.data, text.size);
    return !groups->texts.failed;
}

struct group *kefu__groups_find(struct groups *groups, kefu_str key, uint64_t line, bool *is_new) {
    size_t offset;
    if (groups->count * 2 >= groups->slot_count && !grow_slots(groups))
        return NULL;
    uint32_t *slot = slot_of(groups, groups->slots, groups->slot_count, key);
    if (is_new)
        *is_new = !*slot;
    if (*slot)
        return &groups->items[*slot - 1];
    if (groups->count == GROUP_ENTRIES_MAX || !keep(groups, key, &offset) ||
        !kefu__grow(&groups->allocator, &groups->items, &groups->capacity, groups->count + 1,
                    sizeof *groups->items))
        return NULL;
    struct group *group = &groups->items[groups->count++];
    *group = (struct group){
        .key = offset, .key_size = key.size, .line = line, .number = groups->numbered++};
    *slot = (uint32_t)groups->count;
    return group;
}

bool kefu__group_set_members(struct groups *groups, struct group *group, kefu_str json) {
    group->members_size = json.size;
    return keep(groups, json, &group->members);
}

bool kefu__group_add(struct groups *groups, struct group *group, kefu_str json, bool is_event) {
    struct group_entry entry = {0, json.size, 0, is_event};
    if (groups->entry_count == GROUP_ENTRIES_MAX || !keep(groups, json, &entry.offset) ||
        !kefu__grow(&groups->allocator, &groups->entries, &groups->entry_capacity,
                    groups->entry_count + 1, sizeof *groups->entries))
        return false;
    groups->entries[groups->entry_count++] = entry;
    if (group->last)
        groups->entries[group->last - 1].next = (uint32_t)groups->entry_count;
    else
        group->first = (uint32_t)groups->entry_count;
    group->last = (uint32_t)groups->entry_count;
    return true;
}

size_t kefu__groups_memory(const struct groups *groups) {
    return groups->texts.size + groups->entry_count * sizeof *groups->entries +
           groups->count * (sizeof *groups->items + 2 * sizeof *groups->slots);
}

void kefu__groups_clear(struct groups *groups) {
    groups->count = groups->entry_count = groups->texts.size = 0;
    if (groups->slots)
        memset(groups->slots, 0, groups->slot_count * sizeof *groups->slots);
}

/* ---- out ---- */

static void put_entries(const struct groups *groups, const struct group *group, bool events,
                        struct buffer *to) {
    bool comma = false;
    for (uint32_t i = group->first; i; i = groups->entries[i - 1].next) {
        const struct group_entry *entry = &groups->entries[i - 1];
        if (entry->is_event != events)
            continue;
        if (comma)
            kefu__buffer_add(to, ",", 1);
        kefu__buffer_add(to, groups->texts.data + entry->offset, entry->size);
        comma = true;
    }
}

void kefu__group_put_part(const struct groups *groups, const struct group *group,
                          enum group_part part, struct buffer *to) {
    if (part == GROUP_KEY)
        kefu__buffer_add(to, groups->texts.data + group->key, group->key_size);
    else if (part == GROUP_MEMBERS)
        kefu__buffer_add(to, groups->texts.data + group->members, group->members_size);
    else
        put_entries(groups, group, part == GROUP_EVENTS, to);
}

static void begin_record(kefu_str key, struct buffer *to) {
    struct json_writer json;
    kefu__json_begin(&json, to);
    kefu__json_open_object(&json);
    kefu__json_put_name(&json, "id");
    kefu__json_put_raw_text(&json, key.data, key.size);
}

void kefu__group_write_parts(const kefu_str parts[GROUP_PARTS], struct buffer *to) {
    begin_record(parts[GROUP_KEY], to);
    kefu__buffer_add(to, parts[GROUP_MEMBERS].data, parts[GROUP_MEMBERS].size);
    kefu__buffer_text(to, ",\"messages\":[");
    kefu__buffer_add(to, parts[GROUP_MESSAGES].data, parts[GROUP_MESSAGES].size);
    kefu__buffer_text(to, "],\"events\":[");
    kefu__buffer_add(to, parts[GROUP_EVENTS].data, parts[GROUP_EVENTS].size);
    kefu__buffer_text(to, "]}");
}

void kefu__group_write(const struct groups *groups, size_t i, struct buffer *to) {
    const struct group *group = &groups->items[i];
    begin_record(key_of(groups, group), to);
    kefu__group_put_part(groups, group, GROUP_MEMBERS, to);
    kefu__buffer_text(to, ",\"messages\":[");
    kefu__group_put_part(groups, group, GROUP_MESSAGES, to);
    kefu__buffer_text(to, "],\"events\":[");
    kefu__group_put_part(groups, group, GROUP_EVENTS, to);
    kefu__buffer_text(to, "]}");
}
