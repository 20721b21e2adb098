/* SPDX-License-Identifier: MIT
 * Pushing an event: checked, read against the lexicon, kept as a record, and counted in the turns.
 * Everything that can fail happens before anything is changed. */
#include "conversation/conversation.h"

#include <string.h>

#include "analysis/analysis.h"

/* What a message's text says, prepared aside until the push can no longer fail. */
struct reading {
    kefu_str text;
    struct message_hit *hits;
    uint32_t hit_count;
    uint32_t *signature;
    uint32_t signature_size, characters;
    kefu_sentiment sentiment;
};

/* ---- reading the text ---- */

static uint32_t add_found(const kefu_analysis *analysis, struct message_hit *hits, uint32_t count) {
    uint32_t kind;
    for (kind = HIT_EMOTION; kind <= HIT_DEMAND; kind++) {
        size_t found_count, i;
        const kefu_found *found = kefu_analysis_found(analysis, (kefu_found_kind)kind,
                                                      &found_count);
        for (i = 0; i < found_count && count < MESSAGE_MOST_HITS; i++) {
            struct message_hit *hit = &hits[count++];
            memset(hit, 0, sizeof *hit);
            hit->kind = kind;
            hit->id = found[i].id;
            hit->start = found[i].start;
            hit->end = found[i].end;
            hit->score = (float)found[i].score;
            hit->polarity = (float)found[i].polarity;
            hit->count = found[i].count;
        }
    }
    return count;
}

static uint32_t add_phrases(const kefu_analysis *analysis, struct message_hit *hits,
                            uint32_t count) {
    size_t phrase_count, i;
    const struct phrase_hit *phrases = kefu__analysis_phrases(analysis, &phrase_count);
    for (i = 0; i < phrase_count && count < MESSAGE_MOST_HITS; i++) {
        struct message_hit *hit = &hits[count++];
        memset(hit, 0, sizeof *hit);
        hit->kind = HIT_PHRASE;
        hit->phrase = phrases[i].phrase;
        hit->start = phrases[i].start;
        hit->end = phrases[i].end;
        hit->score = 1;
        hit->count = 1;
    }
    return count;
}

/* Insertion by (kind, start): there are few, and they come nearly sorted. */
static void sort_hits(struct message_hit *hits, uint32_t count) {
    uint32_t i, j;
    for (i = 1; i < count; i++) {
        const struct message_hit hit = hits[i];
        for (j = i; j > 0 && (hits[j - 1].kind > hit.kind ||
                              (hits[j - 1].kind == hit.kind && hits[j - 1].start > hit.start));
             j--)
            hits[j] = hits[j - 1];
        hits[j] = hit;
    }
}

static bool keep_reading(kefu_conversation *c, struct reading *to, const struct message_hit *hits,
                         uint32_t count, const uint32_t *signature, kefu_str text) {
    if (count) {
        to->hits = kefu__arena_alloc(&c->arena, count * sizeof *hits);
        if (!to->hits)
            return false;
        memcpy(to->hits, hits, count * sizeof *hits);
    }
    to->hit_count = count;
    if (to->signature_size) {
        to->signature = kefu__arena_alloc(&c->arena, to->signature_size * sizeof *signature);
        if (!to->signature)
            return false;
        memcpy(to->signature, signature, to->signature_size * sizeof *signature);
    }
    if (!(c->flags & KEFU_CONVERSATION_NO_TEXT))
        to->text = kefu__conversation_keep(c, text);
    return text.size == 0 || to->text.data || (c->flags & KEFU_CONVERSATION_NO_TEXT);
}

static kefu_status read_text(kefu_conversation *c, kefu_scratch *scratch, kefu_str text,
                             uint32_t role, struct reading *to, kefu_error *error) {
    kefu_analyze_options options = KEFU_ANALYZE_OPTIONS_INIT;
    struct message_hit hits[MESSAGE_MOST_HITS];
    uint32_t signature[SIGNATURE_MOST], count;
    const kefu_analysis *analysis;
    kefu_status status;
    memset(to, 0, sizeof *to);
    to->sentiment.label = KEFU_LABEL_NEUTRAL;
    if (text.size == 0)
        return KEFU_OK;
    options.role = role;
    if (c->flags & KEFU_CONVERSATION_SKIP_PINYIN)
        options.flags |= KEFU_ANALYZE_SKIP_PINYIN;
    status = kefu_analyze(c->scheme, scratch, text.data, text.size, &options, &analysis, error);
    if (status)
        return status;
    to->sentiment = *kefu_analysis_sentiment(analysis);
    count = add_phrases(analysis, hits, add_found(analysis, hits, 0));
    sort_hits(hits, count);
    to->signature_size = kefu__signature(signature, text.data, text.size, &to->characters);
    return keep_reading(c, to, hits, count, signature, text) ? KEFU_OK : kefu__no_memory(error);
}

static void fill_reading(struct message_record *record, const struct reading *reading) {
    record->text = reading->text;
    record->hits = reading->hits;
    record->hit_count = reading->hit_count;
    record->signature = reading->signature;
    record->signature_size = reading->signature_size;
    record->characters = reading->characters;
    record->label = reading->sentiment.label;
    record->evidence = reading->sentiment.hits;
    record->polarity = reading->sentiment.polarity;
    record->positive_probability = reading->sentiment.positive_probability;
}

/* ---- one event ---- */

static kefu_status check(const kefu_conversation *c, const kefu_event *e, kefu_error *error) {
    const uint32_t flags = KEFU_EVENT_AUTO | KEFU_EVENT_PRIVATE | KEFU_EVENT_OFFLINE;
    const kefu_str *texts[] = {&e->id, &e->agent_id, &e->message_id, &e->text, &e->value};
    size_t i;
    for (i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!texts[i]->data && texts[i]->size)
            return kefu__fail(error, KEFU_E_ARGUMENT, "a text of an event is NULL with a size");
    if (e->type > KEFU_EVENT_RATED || e->role > KEFU_ROLE_SYSTEM ||
        e->content > KEFU_CONTENT_VIDEO || (e->flags & ~flags))
        return kefu__fail(error, KEFU_E_ARGUMENT,
                          "an event's type, role, content or flags are none of the known ones");
    if (e->at != KEFU_TIME_NONE &&
        (e->at > CONVERSATION_LAST_TIME || e->at < -CONVERSATION_LAST_TIME))
        return kefu__fail(error, KEFU_E_ARGUMENT,
                          "an event's time is not within 2^53 milliseconds of 1970");
    if (e->type == KEFU_EVENT_RATED &&
        !(e->scale_min < e->scale_max && e->rating >= e->scale_min && e->rating <= e->scale_max))
        return kefu__fail(error, KEFU_E_ARGUMENT, "a rating lies outside its scale");
    if (c->entry_count >= CONVERSATION_MOST_ENTRIES)
        return kefu__fail(error, KEFU_E_LIMIT, "a conversation has at most %d events",
                          CONVERSATION_MOST_ENTRIES);
    if (e->type == KEFU_EVENT_MESSAGE && c->message_count >= CONVERSATION_MOST_MESSAGES)
        return kefu__fail(error, KEFU_E_LIMIT, "a conversation has at most %d messages",
                          CONVERSATION_MOST_MESSAGES);
    return KEFU_OK;
}

#define GROW(c, array, capacity, need)                                                             \
    kefu__grow(&(c)->allocator, &(array), &(capacity), need, sizeof *(array))

/* Room for one entry and whatever it can add. An entry opens at most one turn and one episode. */
static bool make_room(kefu_conversation *c) {
    return GROW(c, c->entries, c->entry_capacity, c->entry_count + 1) &&
           GROW(c, c->messages, c->message_capacity, c->message_count + 1) &&
           GROW(c, c->turns, c->turn_capacity, c->entry_count + 2) &&
           GROW(c, c->episodes, c->episode_capacity, c->reopenings + 2) &&
           kefu__map_reserve(&c->message_ids, c->message_ids.count + 1);
}

/* The time that counts: never before the last one. */
static int64_t clamp(kefu_conversation *c, const kefu_event *e, kefu_findings *findings) {
    if (e->at == KEFU_TIME_NONE) {
        if (e->type == KEFU_EVENT_MESSAGE)
            c->has_times = false;
        return KEFU_TIME_NONE;
    }
    if (c->last_at != KEFU_TIME_NONE && e->at < c->last_at) {
        kefu__finding_add(findings, KEFU_SEVERITY_WARNING, "out_of_order_events", NULL, NULL, 0, 0,
                          0,
                          "%s \"%.*s\" is %lld ms before what came before it; its time is "
                          "moved there",
                          kefu_event_type_name(e->type), (int)kefu__str_cut(e->id, 64).size,
                          e->id.size ? e->id.data : "", (long long)(c->last_at - e->at));
        return c->last_at;
    }
    c->last_at = e->at;
    return e->at;
}

static kefu_status push_message(kefu_conversation *c, kefu_scratch *scratch, const kefu_event *e,
                                struct conversation_entry *entry, kefu_error *error) {
    struct message_record *record = &c->messages[c->message_count];
    struct reading reading;
    kefu_status status;
    memset(record, 0, sizeof *record);
    if ((status = kefu__conversation_add_agent(c, e->agent_id, &record->agent, error)))
        return status;
    if ((status = read_text(c, scratch, e->text, e->role, &reading, error)))
        return status;
    record->id = kefu__conversation_keep(c, e->id);
    if (e->id.size && !record->id.data)
        return kefu__no_memory(error);
    record->role = e->role;
    record->flags = e->flags;
    record->content = e->content;
    record->entry = (uint32_t)c->entry_count;
    fill_reading(record, &reading);
    entry->message = (uint32_t)c->message_count;
    entry->agent = record->agent;
    return KEFU_OK;
}

static void recall(kefu_conversation *c, uint32_t message) {
    struct message_record *record = &c->messages[message];
    const kefu_str none = {NULL, 0};
    record->flags |= KEFU_MESSAGE_RECALLED;
    record->text = none;
    record->hit_count = record->signature_size = 0;
    record->label = KEFU_LABEL_NEUTRAL;
    record->polarity = 0;
    record->evidence = 0;
    c->changes++;
    c->stale = true;
}

/* Does the event name a message that is there and was not taken back? */
static bool names_message(const kefu_conversation *c, const kefu_event *e, uint32_t *message,
                          kefu_findings *findings) {
    *message = kefu__map_find(&c->message_ids, e->message_id.data ? e->message_id.data : "",
                              e->message_id.size);
    if (*message != UINT32_MAX && !(c->messages[*message].flags & KEFU_MESSAGE_RECALLED))
        return true;
    kefu__finding_add(findings, KEFU_SEVERITY_WARNING, "unresolved_ref", NULL, NULL, 0, 0, 0,
                      "%s names the message \"%.*s\", which is %s; it is skipped",
                      kefu_event_type_name(e->type), (int)kefu__str_cut(e->message_id, 64).size,
                      e->message_id.size ? e->message_id.data : "",
                      *message == UINT32_MAX ? "not there" : "recalled already");
    return false;
}

static kefu_status push_other(kefu_conversation *c, kefu_scratch *scratch, const kefu_event *e,
                              struct conversation_entry *entry, kefu_error *error) {
    struct reading reading;
    kefu_status status;
    if ((status = kefu__conversation_add_agent(c, e->agent_id, &entry->agent, error)))
        return status;
    entry->value = kefu__conversation_keep(c, e->value);
    if (e->value.size && !entry->value.data)
        return kefu__no_memory(error);
    if (e->type != KEFU_EVENT_EDITED)
        return KEFU_OK;
    status = read_text(c, scratch, e->text, c->messages[entry->message].role, &reading, error);
    if (status)
        return status;
    fill_reading(&c->messages[entry->message], &reading);
    c->messages[entry->message].flags |= MESSAGE_EDITED;
    c->changes++;
    return KEFU_OK;
}

static bool is_duplicate(const kefu_conversation *c, const kefu_event *e, kefu_findings *findings) {
    if (e->type != KEFU_EVENT_MESSAGE || e->id.size == 0 ||
        kefu__map_find(&c->message_ids, e->id.data, e->id.size) == UINT32_MAX)
        return false;
    kefu__finding_add(findings, KEFU_SEVERITY_WARNING, "duplicate_id", NULL, NULL, 0, 0, 0,
                      "the message \"%.*s\" came before; it is skipped",
                      (int)kefu__str_cut(e->id, 64).size, e->id.data);
    return true;
}

static void commit(kefu_conversation *c, const kefu_event *e, struct conversation_entry *entry,
                   kefu_findings *findings) {
    entry->at = clamp(c, e, findings);
    if (e->type == KEFU_EVENT_MESSAGE) {
        struct message_record *record = &c->messages[c->message_count++];
        record->at = entry->at;
        if (record->id.size)
            kefu__map_add(&c->message_ids, record->id.data, record->id.size, entry->message);
    } else if (e->type == KEFU_EVENT_RECALLED) {
        recall(c, entry->message);
    }
    c->reopenings += e->type == KEFU_EVENT_REOPENED;
    c->entries[c->entry_count++] = *entry;
    if (!c->stale)
        kefu__turns_advance(c, (uint32_t)c->entry_count - 1);
}

kefu_status kefu__conversation_push(kefu_conversation *c, kefu_scratch *scratch,
                                    const kefu_event *event, kefu_findings *findings,
                                    kefu_error *error) {
    kefu_event e = KEFU_EVENT_INIT;
    struct conversation_entry entry;
    size_t agents;
    kefu_status status;
    if (!c || !scratch || !event)
        return kefu__fail(error, KEFU_E_ARGUMENT, "push needs a conversation, scratch and event");
    if ((status = kefu__options_copy(&e, sizeof e, event, error)))
        return status;
    if ((status = check(c, &e, error)))
        return status;
    if (is_duplicate(c, &e, findings))
        return KEFU_OK;
    memset(&entry, 0, sizeof entry);
    entry.type = e.type;
    entry.message = entry.agent = INDEX_NONE;
    entry.flags = e.flags;
    entry.rating = e.rating;
    entry.scale_min = e.scale_min;
    entry.scale_max = e.scale_max;
    if ((e.type == KEFU_EVENT_RECALLED || e.type == KEFU_EVENT_EDITED) &&
        !names_message(c, &e, &entry.message, findings))
        return KEFU_OK;
    if (!make_room(c))
        return kefu__no_memory(error);
    agents = c->agent_count;
    status = e.type == KEFU_EVENT_MESSAGE ? push_message(c, scratch, &e, &entry, error)
                                          : push_other(c, scratch, &e, &entry, error);
    if (status)
        c->agent_count = agents;
    else
        commit(c, &e, &entry, findings);
    return status;
}

kefu_status kefu_conversation_push(kefu_conversation *conversation, kefu_scratch *scratch,
                                   const kefu_event *event, kefu_findings *findings,
                                   kefu_error *error) {
    const kefu_status status = kefu__conversation_push(conversation, scratch, event, findings,
                                                       error);
    if (!status && conversation->stale)
        kefu__turns_rebuild(conversation);
    return status;
}
