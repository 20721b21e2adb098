/* SPDX-License-Identifier: MIT
 * Pushing an event: checked, its text analysed, kept as a record, and counted in the turns.
 * Everything that can fail happens before anything is changed. */
#include "conversation/conversation.h"

#include <string.h>

#include "base/utf8.h"
#include "conversation/message.h"
#include "conversation/skipped.h"

/* ---- checks ---- */

static kefu_status check(const kefu_conversation *c, const kefu_event *e, kefu_error *error) {
    const uint32_t flags = KEFU_EVENT_AUTO | KEFU_EVENT_PRIVATE | KEFU_EVENT_OFFLINE |
                           KEFU_EVENT_BY_CUSTOMER;
    const kefu_str *ids[] = {&e->id, &e->agent_id, &e->message_id, &e->value};
    size_t i;
    bool sound = kefu__str_sound(e->text), plain = true;
    for (i = 0; i < sizeof ids / sizeof *ids; i++) {
        sound = sound && kefu__str_sound(*ids[i]);
        plain = plain && sound && utf8_is_plain(ids[i]->data, ids[i]->size);
    }
    if (!sound)
        return kefu__fail(error, KEFU_E_ARGUMENT, "a text of an event is NULL with a size");
    if (!plain)
        return kefu__fail(error, KEFU_E_UTF8,
                          "an event's id, agent_id, message_id or value is not UTF-8, or holds "
                          "U+0000");
    if (e->type > KEFU_EVENT_RATED || e->role > KEFU_ROLE_SYSTEM ||
        e->content > KEFU_CONTENT_OTHER || (e->flags & ~flags))
        return kefu__fail(error, KEFU_E_ARGUMENT,
                          "an event's type, role, content or flags are none of the known ones");
    if (e->at != KEFU_TIME_NONE &&
        (e->at > CONVERSATION_LAST_TIME || e->at < -CONVERSATION_LAST_TIME))
        return kefu__fail(error, KEFU_E_ARGUMENT,
                          "an event's time is not within 2^53 milliseconds of 1970");
    if (e->type == KEFU_EVENT_RATED &&
        !(e->scale_min < e->scale_max && e->rating >= e->scale_min && e->rating <= e->scale_max &&
          e->scale_min >= -RATING_MAX && e->scale_max <= RATING_MAX))
        return kefu__fail(error, KEFU_E_ARGUMENT,
                          "a rating lies outside its scale, or that reaches beyond ±%d",
                          RATING_MAX);
    if (c->entry_count >= CONVERSATION_ENTRIES_MAX)
        return kefu__fail(error, KEFU_E_LIMIT, "a conversation has at most %d events",
                          CONVERSATION_ENTRIES_MAX);
    if (e->type == KEFU_EVENT_MESSAGE && c->message_count >= CONVERSATION_MESSAGES_MAX)
        return kefu__fail(error, KEFU_E_LIMIT, "a conversation has at most %d messages",
                          CONVERSATION_MESSAGES_MAX);
    return KEFU_OK;
}

/* ---- one event ---- */

/* An event being pushed, and the analysis of its text if it is known already (read from a record);
 * else NULL. */
struct push {
    kefu_event event;
    const struct message_analysis *prepared;
};

#define GROW(c, array, capacity, need)                                                             \
    kefu__grow_tightly(&(c)->allocator, &(array), &(capacity), need, sizeof *(array))

/* The maximum number of episodes that the entries and one more can make. Besides resolved and
 * closed events, a long silence before a message may end an episode. */
static size_t episodes_max(const kefu_conversation *c) {
    return c->ends + 2 + (c->scheme->episode_gap_ms ? c->message_count : 0);
}

/* Reserves room for the id of one more message. Once messages are too many to be searched linearly,
 * also adds the ids of those before it. */
static bool map_ids(kefu_conversation *c) {
    const size_t count = c->message_count;
    if (count < CONVERSATION_IDS_LISTED)
        return true;
    if (!kefu__map_reserve(&c->message_ids, count + 1))
        return false;
    for (size_t i = 0; count == CONVERSATION_IDS_LISTED && i < count; i++) {
        const kefu_str id = c->messages[i].id;
        if (id.size)
            kefu__map_add(&c->message_ids, id.data, id.size, (uint32_t)i);
    }
    return true;
}

/* Reserves room for one entry and what it may add: at most one turn and one episode. */
static bool make_room(kefu_conversation *c, const kefu_event *e) {
    const bool message = e->type == KEFU_EVENT_MESSAGE;
    const bool asks = message && e->role == KEFU_ROLE_CUSTOMER;
    return GROW(c, c->entries, c->entry_capacity, c->entry_count + 1) &&
           GROW(c, c->messages, c->message_capacity, c->message_count + message) &&
           GROW(c, c->turns, c->turn_capacity, c->asked + asks) &&
           GROW(c, c->episodes, c->episode_capacity, episodes_max(c)) &&
           GROW(c, c->pauses, c->pause_capacity, c->statuses + (e->type == KEFU_EVENT_STATUS)) &&
           GROW(c, c->checkpoints, c->checkpoint_capacity, c->entry_count / CHECKPOINT_DISTANCE) &&
           (!message || map_ids(c));
}

/* The event's time as it will be stored: that of the last entry if the event's is earlier. */
static int64_t clamped(const kefu_conversation *c, const kefu_event *e) {
    const bool is_early = e->at != KEFU_TIME_NONE && c->last_at != KEFU_TIME_NONE &&
                          e->at < c->last_at;
    return is_early ? c->last_at : e->at;
}

/* The event's time, or that of the last entry if the event's is earlier, which is reported. */
static int64_t clamp(kefu_conversation *c, const kefu_event *e, kefu_findings *findings) {
    if (e->at == KEFU_TIME_NONE) {
        if (e->type == KEFU_EVENT_MESSAGE)
            c->has_times = false;
        return KEFU_TIME_NONE;
    }
    if (clamped(c, e) != e->at) {
        kefu__finding_add(findings, "out_of_order_events", NULL, "/at", 0, 0, 0,
                          "%s \"%.*s\" is %lld ms before what came before it; its time is "
                          "moved there",
                          kefu_event_type_name(e->type), (int)kefu__str_truncate(e->id, 64).size,
                          e->id.size ? e->id.data : "", (long long)(c->last_at - e->at));
        return c->last_at;
    }
    c->last_at = e->at;
    return e->at;
}

/* Sets *to to the analysis of the event's text, or to a copy of the analysis that a record without
 * texts contains. */
static kefu_status analyze(kefu_conversation *c, kefu_scratch *scratch, const struct push *push,
                           uint32_t role, struct message_analysis *to, kefu_error *error) {
    if (kefu__conversation_may_skip(c, role, clamped(c, &push->event)) && !push->prepared)
        return kefu__message_skip(c, push->event.text, to, error);
    if (!push->prepared || push->event.text.size)
        return kefu__message_analyze(c, scratch, push->event.text, role, to, error);
    return kefu__message_analysis_keep(c, push->prepared, to) ? KEFU_OK : kefu__no_memory(error);
}

/* Reserves room for the ids of faults and hints in a reply, and for its promotion. */
static bool reserve_said(kefu_conversation *c, uint32_t role,
                         const struct message_analysis *analysis) {
    const size_t count = role == KEFU_ROLE_AGENT
                             ? kefu__promotion_count(analysis->hits, analysis->hit_count)
                             : 0;
    if (count == 0)
        return true;
    if (!GROW(c, c->promotions, c->promotion_capacity, c->hinted + 1))
        return false;
    c->hinted++;
    return kefu__said_reserve(c, count);
}

static kefu_status push_message(kefu_conversation *c, kefu_scratch *scratch,
                                const struct push *push, struct conversation_entry *entry,
                                kefu_error *error) {
    struct message_record *record = &c->messages[c->message_count];
    const kefu_event *e = &push->event;
    struct message_analysis analysis;
    kefu_status status;
    memset(record, 0, sizeof *record);
    if ((status = analyze(c, scratch, push, e->role, &analysis, error)))
        return status;
    record->id = kefu__conversation_keep(c, e->id);
    if ((e->id.size && !record->id.data) || !reserve_said(c, e->role, &analysis))
        return kefu__no_memory(error);
    if ((status = kefu__conversation_add_agent(c, e->agent_id, &record->agent, error)))
        return status;
    record->role = (uint8_t)e->role;
    record->flags = (uint16_t)(e->flags & ~KEFU_EVENT_BY_CUSTOMER);
    record->content = (uint8_t)e->content;
    record->entry = (uint32_t)c->entry_count;
    kefu__message_assign(record, &analysis);
    entry->message = (uint32_t)c->message_count;
    entry->agent = record->agent;
    return KEFU_OK;
}

/* Records that the turns must be computed again from a message on, because it was recalled or
 * edited. This may change later messages: whether they begin a new episode, and whether their hints
 * (doubtful faults) count as faults. */
static void make_stale(kefu_conversation *c, uint32_t message) {
    const uint32_t entry = c->messages[message].entry;
    kefu__conversation_change(c, message);
    if (c->stale_from == INDEX_NONE || entry < c->stale_from)
        c->stale_from = entry;
}

static void recall(kefu_conversation *c, uint32_t message) {
    struct message_record *record = &c->messages[message];
    struct message_analysis nothing;
    kefu__message_analysis_init(&nothing);
    kefu__message_assign(record, &nothing);
    record->flags |= KEFU_MESSAGE_RECALLED;
    make_stale(c, message);
}

/* Does the event name an existing message that was not recalled? If not, this is reported. */
static bool names_message(const kefu_conversation *c, const kefu_event *e, uint32_t *message,
                          kefu_findings *findings) {
    *message = kefu__conversation_find_message(c, e->message_id);
    const bool gone = *message != UINT32_MAX &&
                      (c->messages[*message].flags & KEFU_MESSAGE_RECALLED);
    if (*message != UINT32_MAX && !gone)
        return true;
    kefu__finding_add(
        findings, gone ? "recalled_message" : "unknown_message", NULL, "/message_id", 0, 0, 0,
        "%s names the message \"%.*s\", which is %s; it is skipped", kefu_event_type_name(e->type),
        (int)kefu__str_truncate(e->message_id, 64).size,
        e->message_id.size ? e->message_id.data : "", gone ? "recalled already" : "not there");
    return false;
}

static const struct entry_detail no_detail;

/* Stores the value or rating of an event, if it has one. */
static bool keep_detail(kefu_conversation *c, const kefu_event *e,
                        struct conversation_entry *entry) {
    struct entry_detail *detail;
    if (e->value.size == 0 && e->type != KEFU_EVENT_RATED)
        return true;
    detail = kefu__arena_alloc_zero(&c->arena, sizeof *detail);
    if (!detail)
        return false;
    detail->value = kefu__conversation_keep(c, e->value);
    detail->rating = e->rating;
    detail->scale_min = e->scale_min;
    detail->scale_max = e->scale_max;
    entry->detail = detail;
    return e->value.size == 0 || detail->value.data;
}

static kefu_status push_other(kefu_conversation *c, kefu_scratch *scratch, const struct push *push,
                              struct conversation_entry *entry, kefu_error *error) {
    const kefu_event *e = &push->event;
    const bool edits = e->type == KEFU_EVENT_EDITED;
    const uint32_t role = edits ? c->messages[entry->message].role : 0;
    struct message_analysis analysis;
    kefu_status status;
    if (!keep_detail(c, e, entry))
        return kefu__no_memory(error);
    if (edits && (status = analyze(c, scratch, push, role, &analysis, error)))
        return status;
    if (edits && !reserve_said(c, role, &analysis))
        return kefu__no_memory(error);
    status = kefu__conversation_add_agent(c, e->agent_id, &entry->agent, error);
    if (status || !edits)
        return status;
    kefu__message_assign(&c->messages[entry->message], &analysis);
    c->messages[entry->message].flags |= MESSAGE_EDITED;
    make_stale(c, entry->message);
    return KEFU_OK;
}

static bool is_duplicate(const kefu_conversation *c, const kefu_event *e, kefu_findings *findings) {
    if (e->type != KEFU_EVENT_MESSAGE || e->id.size == 0 ||
        kefu__conversation_find_message(c, e->id) == UINT32_MAX)
        return false;
    kefu__finding_add(findings, "duplicate_message", NULL, "/id", 0, 0, 0,
                      "the message \"%.*s\" came before; it is skipped",
                      (int)kefu__str_truncate(e->id, 64).size, e->id.data);
    return true;
}

static void commit(kefu_conversation *c, const kefu_event *e, struct conversation_entry *entry,
                   kefu_findings *findings) {
    entry->at = clamp(c, e, findings);
    if (e->type == KEFU_EVENT_MESSAGE) {
        struct message_record *record = &c->messages[c->message_count++];
        record->at = entry->at;
        if (record->agent != INDEX_NONE && c->agents[record->agent].first_message == INDEX_NONE)
            c->agents[record->agent].first_message = entry->message;
        if (record->id.size && c->message_count > CONVERSATION_IDS_LISTED)
            kefu__map_add(&c->message_ids, record->id.data, record->id.size, entry->message);
    } else if (e->type == KEFU_EVENT_RECALLED) {
        recall(c, entry->message);
    }
    c->asked += e->type == KEFU_EVENT_MESSAGE && e->role == KEFU_ROLE_CUSTOMER;
    c->ends += e->type == KEFU_EVENT_RESOLVED || e->type == KEFU_EVENT_CLOSED;
    c->statuses += e->type == KEFU_EVENT_STATUS;
    c->entries[c->entry_count++] = *entry;
    if (c->stale_from == INDEX_NONE)
        kefu__turns_advance(c, (uint32_t)c->entry_count - 1);
}

kefu_status kefu__conversation_push(kefu_conversation *c, kefu_scratch *scratch,
                                    const kefu_event *event,
                                    const struct message_analysis *prepared,
                                    kefu_findings *findings, kefu_error *error) {
    struct push push = {KEFU_EVENT_INIT, prepared};
    const kefu_event *e = &push.event;
    struct conversation_entry entry;
    kefu_status status;
    if (!c || !scratch || !event)
        return kefu__fail(error, KEFU_E_ARGUMENT, "push needs a conversation, scratch and event");
    if ((status = kefu__options_copy(&push.event, sizeof push.event, event, error)))
        return status;
    if ((status = check(c, e, error)))
        return status;
    if (is_duplicate(c, e, findings))
        return KEFU_OK;
    memset(&entry, 0, sizeof entry);
    entry.type = (uint8_t)e->type;
    entry.message = entry.agent = INDEX_NONE;
    entry.flags = (uint8_t)e->flags;
    entry.detail = &no_detail;
    if ((e->type == KEFU_EVENT_RECALLED || e->type == KEFU_EVENT_EDITED) &&
        !names_message(c, e, &entry.message, findings))
        return KEFU_OK;
    if (!make_room(c, e))
        return kefu__no_memory(error);
    if ((status = kefu__conversation_catch_up(c, scratch, e, error)))
        return status;
    status = e->type == KEFU_EVENT_MESSAGE ? push_message(c, scratch, &push, &entry, error)
                                           : push_other(c, scratch, &push, &entry, error);
    if (status == KEFU_OK)
        commit(c, e, &entry, findings);
    return status;
}

kefu_status kefu_conversation_push(kefu_conversation *conversation, kefu_scratch *scratch,
                                   const kefu_event *event, kefu_findings *findings,
                                   kefu_error *error) {
    const kefu_status status = kefu__conversation_push(conversation, scratch, event, NULL, findings,
                                                       error);
    if (status == KEFU_OK && conversation->stale_from != INDEX_NONE)
        kefu__turns_rebuild(conversation, conversation->stale_from);
    return status;
}
