/* SPDX-License-Identifier: MIT
 * Adding records to a history: each is counted once, when nothing more is to come. */
#include <string.h>

#include "conversation/conversation.h"
#include "conversation/record.h"
#include "history/history.h"

/* ---- keys ---- */

static uint64_t key_of(kefu_record_kind kind, const char *how, const char *data, size_t size) {
    uint64_t hash = kefu__hash_number(kefu__hash(how, strlen(how)), kind);
    hash = kefu__hash_more(hash, data, size);
    return hash ? hash : 1;
}

/* The key of a record without an id: the n-th of the same bytes is always the same one. */
static kefu_status unnamed_key(kefu_history *h, kefu_record_kind kind, const char *json,
                               size_t size, uint64_t *key, kefu_error *error) {
    const uint64_t bytes = key_of(kind, "bytes", json, size);
    if (!kefu__numbers_reserve(&h->unnamed, &h->allocator, h->unnamed.count + 1))
        return kefu__no_memory(error);
    const struct number_slot *slot = kefu__numbers_find(&h->unnamed, bytes);
    const uint64_t hash = kefu__hash_number(bytes, slot ? (uint64_t)slot->value : 0);
    *key = hash ? hash : 1;
    return KEFU_OK;
}

/* Counts a record without an id when it was taken in, or seen before. */
static void count_unnamed(kefu_history *h, kefu_record_kind kind, const char *json, size_t size) {
    const uint64_t bytes = key_of(kind, "bytes", json, size);
    struct number_slot *slot = kefu__numbers_find(&h->unnamed, bytes);
    if (slot)
        slot->value++;
    else
        kefu__numbers_add(&h->unnamed, bytes, 1);
}

/* ---- counting ---- */

/* A record that is being added. */
struct adding {
    kefu_history *history;
    kefu_scratch *scratch;
    kefu_record_kind kind;
    const char *json;
    size_t size;
    const struct buffer *joined; /* feedback with what it inherits */
    kefu_str id;
    uint64_t key;
    int64_t begin, last_at; /* KEFU_TIME_NONE: unknown */
    kefu_error *error;
};

static void remember(struct adding *adding, int64_t day) {
    kefu_history *h = adding->history;
    kefu__numbers_add(&h->ids, adding->key, day);
    kefu__history_wait_no_more(h, adding->key);
    if (adding->kind == KEFU_RECORD_FEEDBACK)
        h->feedback++;
    else
        h->conversations++;
}

static void see_instant(struct adding *adding) {
    if (adding->last_at != KEFU_TIME_NONE && (adding->history->latest_at == KEFU_TIME_NONE ||
                                              adding->last_at > adding->history->latest_at))
        adding->history->latest_at = adding->last_at;
}

static kefu_status add_closed(struct adding *adding, kefu_aggregate *to,
                              const kefu_conversation *c) {
    kefu_history *h = adding->history;
    kefu_closed closed = KEFU_CLOSED_INIT;
    kefu_evaluation *evaluation = NULL;
    kefu_status status = kefu_evaluate(c, h->rubric, h->empty->as_of, &evaluation, adding->error);
    const kefu_evaluation *const evaluations[] = {evaluation};
    closed.conversation = c;
    closed.evaluations = evaluations;
    closed.evaluation_count = 1;
    if (status == KEFU_OK)
        status = kefu_aggregate_add(to, adding->scratch, &closed, NULL, adding->error);
    kefu_evaluation_free(evaluation);
    return status;
}

/* Adds a record to its day; `c` is NULL for feedback. All that can fail comes before the first
 * change. */
static kefu_status count(struct adding *adding, const kefu_conversation *c,
                         kefu_findings *findings) {
    kefu_history *h = adding->history;
    const int64_t number = kefu__history_day_of(h, adding->begin);
    struct history_day *day;
    kefu_status status = kefu__history_reserve_id(h, adding->error);
    if (status == KEFU_OK)
        status = kefu__history_day_open(h, number, &day, adding->error);
    if (status == KEFU_OK)
        status = c ? add_closed(adding, day->open, c)
                   : kefu_aggregate_add_feedback_json(day->open, adding->scratch,
                                                      adding->joined->data, adding->joined->size,
                                                      findings, adding->error);
    if (status != KEFU_OK)
        return status;
    day->changed = true;
    remember(adding, number);
    return KEFU_OK;
}

/* What stands against taking a record in; KEFU_HISTORY_COUNTED: nothing does. */
static kefu_history_outcome judge(const struct adding *adding) {
    const kefu_history *h = adding->history;
    const struct waiting_record *waiting = kefu__history_waiting(h, adding->key);
    if (kefu__numbers_find(&h->ids, adding->key))
        return KEFU_HISTORY_REPEATED;
    if (!waiting && kefu__history_is_refused(h, kefu__history_day_of(h, adding->begin)))
        return KEFU_HISTORY_REFUSED;
    return waiting && adding->last_at < waiting->last_at ? KEFU_HISTORY_OLDER
                                                         : KEFU_HISTORY_COUNTED;
}

/* ---- a conversation ---- */

static kefu_status wait(struct adding *adding, const kefu_conversation *c) {
    const struct waiting_record record = {
        .key = adding->key,
        .contact = kefu__contact_hash(c->contact_id),
        .day = kefu__history_day_of(adding->history, adding->begin),
        .last_at = adding->last_at,
        .json = (char *)adding->json,
        .size = adding->size};
    return kefu__history_wait(adding->history, &record, adding->error);
}

static kefu_status read_conversation(struct adding *adding, kefu_findings *findings,
                                     kefu_conversation **c) {
    kefu_conversation_options options = KEFU_CONVERSATION_OPTIONS_INIT;
    options.allocator = &adding->history->allocator;
    kefu_status status = kefu_conversation_new(adding->history->scheme, &options, c, adding->error);
    if (status == KEFU_OK)
        status = kefu_conversation_read_json(*c, adding->scratch, adding->json, adding->size,
                                             findings, adding->error);
    if (status != KEFU_OK)
        return status;
    adding->id = (*c)->id;
    adding->begin = kefu__aggregate_begin(*c);
    adding->last_at = (*c)->last_at;
    return KEFU_OK;
}

/* ---- feedback ---- */

/* Reads the members that histories need; their texts are copied to the arena. */
static kefu_status read_members(struct adding *adding, struct arena *arena,
                                kefu_str *conversation_id) {
    const kefu_history *h = adding->history;
    struct json_reader reader;
    struct feedback_record record;
    kefu_status status = kefu__json_open_record(&reader, &h->allocator, adding->json, adding->size,
                                                NULL, adding->error);
    if (status != KEFU_OK)
        return status;
    kefu__record_feedback(&reader, arena, kefu__history_offset(h), reader.root, &record);
    status = reader.status;
    if (!reader.errors) {
        const char *id = kefu__arena_text(arena, record.id.data, record.id.size);
        const char *of = kefu__arena_text(arena, record.conversation_id.data,
                                          record.conversation_id.size);
        adding->id = (kefu_str){id, record.id.size};
        *conversation_id = (kefu_str){of, record.conversation_id.size};
        adding->begin = adding->last_at = record.at;
        if (!id || !of)
            status = kefu__no_memory(adding->error);
    }
    kefu__json_close(&reader);
    return status;
}

/* Was the conversation counted, or does it wait? */
static bool is_known(const kefu_history *h, kefu_str id) {
    const uint64_t key = key_of(KEFU_RECORD_CONVERSATION, "id", id.data, id.size);
    return id.size > 0 &&
           (kefu__numbers_find(&h->ids, key) || kefu__numbers_find(&h->waiting_places, key));
}

/* Reads feedback, and writes it with what it inherits from its conversation. */
static kefu_status read_feedback(struct adding *adding, struct arena *arena,
                                 struct buffer *joined) {
    kefu_str conversation_id = {NULL, 0};
    kefu_join_outcome outcome;
    const kefu_status status = read_members(adding, arena, &conversation_id);
    if (status != KEFU_OK)
        return status;
    const uint32_t flags = is_known(adding->history, conversation_id) ? KEFU_JOIN_OPEN : 0;
    return kefu_join_write(adding->history->join, adding->json, adding->size, flags,
                           kefu__history_append, joined, &outcome, NULL, adding->error);
}

/* ---- the record ---- */

static kefu_status find_key(struct adding *adding) {
    if (adding->id.size == 0)
        return unnamed_key(adding->history, adding->kind, adding->json, adding->size, &adding->key,
                           adding->error);
    adding->key = key_of(adding->kind, "id", adding->id.data, adding->id.size);
    return KEFU_OK;
}

/* Takes in a record that was read; `c` is NULL for feedback. */
static kefu_status take(struct adding *adding, const kefu_conversation *c, kefu_findings *findings,
                        kefu_history_outcome *outcome) {
    kefu_status status = find_key(adding);
    if (status != KEFU_OK)
        return status;
    *outcome = judge(adding);
    if (*outcome == KEFU_HISTORY_COUNTED && c && !c->state.ended) {
        *outcome = KEFU_HISTORY_WAITS;
        status = wait(adding, c);
    } else if (*outcome == KEFU_HISTORY_COUNTED) {
        status = count(adding, c, findings);
    }
    if (status != KEFU_OK)
        return status;
    if (adding->id.size == 0)
        count_unnamed(adding->history, adding->kind, adding->json, adding->size);
    if (*outcome == KEFU_HISTORY_COUNTED || *outcome == KEFU_HISTORY_WAITS)
        see_instant(adding);
    return KEFU_OK;
}

static kefu_status check(const kefu_history *h, const kefu_scratch *scratch, kefu_error *error) {
    if (!h || !scratch)
        return kefu__fail(error, KEFU_E_ARGUMENT, "adding needs a history and a scratch");
    if (!h->scheme)
        return kefu__fail(error, KEFU_E_SCHEME, "the history was loaded without a scheme");
    return KEFU_OK;
}

kefu_status kefu_history_add_json(kefu_history *h, kefu_scratch *scratch, kefu_record_kind kind,
                                  const char *json, size_t size, kefu_findings *findings,
                                  kefu_history_outcome *outcome, kefu_error *error) {
    kefu_status status = check(h, scratch, error);
    if (status != KEFU_OK)
        return status;
    if (!json || (kind != KEFU_RECORD_CONVERSATION && kind != KEFU_RECORD_FEEDBACK))
        return kefu__fail(error, KEFU_E_ARGUMENT,
                          "a history takes the JSON of conversations and feedback");
    struct adding adding = {
        .history = h, .scratch = scratch, .kind = kind, .json = json, .size = size, .error = error};
    kefu_history_outcome own = KEFU_HISTORY_COUNTED;
    kefu_conversation *c = NULL;
    struct buffer joined;
    struct arena arena;
    kefu__arena_init(&arena, &h->allocator);
    kefu__buffer_init(&joined, &h->allocator);
    adding.joined = &joined;
    status = kind == KEFU_RECORD_FEEDBACK ? read_feedback(&adding, &arena, &joined)
                                          : read_conversation(&adding, findings, &c);
    if (status == KEFU_OK && c)
        status = kefu_join_add(h->join, c, 0, error);
    if (status == KEFU_OK)
        status = take(&adding, c, findings, &own);
    if (status == KEFU_OK && outcome)
        *outcome = own;
    kefu_conversation_free(c);
    kefu__buffer_free(&joined);
    kefu__arena_free(&arena);
    return status;
}

/* ---- what waits too long ---- */

static bool is_due(const kefu_history *h, const struct waiting_record *record, int64_t now) {
    if (now == KEFU_TIME_END || record->last_at == KEFU_TIME_NONE)
        return true;
    return now != KEFU_TIME_NONE && now >= record->last_at &&
           (uint64_t)now - (uint64_t)record->last_at >= (uint64_t)h->fold_after_ms;
}

static kefu_status fold(kefu_history *h, kefu_scratch *scratch, struct waiting_record *record,
                        kefu_findings *findings, kefu_error *error) {
    struct adding adding = {.history = h,
                            .scratch = scratch,
                            .kind = KEFU_RECORD_CONVERSATION,
                            .json = record->json,
                            .size = record->size,
                            .key = record->key,
                            .error = error};
    kefu_conversation *c = NULL;
    kefu_status status = read_conversation(&adding, findings, &c);
    if (status == KEFU_OK)
        status = count(&adding, c, findings);
    kefu_conversation_free(c);
    return status;
}

kefu_status kefu_history_fold(kefu_history *h, kefu_scratch *scratch, int64_t now,
                              kefu_findings *findings, kefu_error *error) {
    kefu_status status = check(h, scratch, error);
    const int64_t then = status == KEFU_OK && now == KEFU_TIME_NONE ? h->latest_at : now;
    for (size_t i = 0; status == KEFU_OK && i < h->waiting_count;) {
        if (!is_due(h, &h->waiting[i], then))
            i++;
        else
            status = fold(h, scratch, &h->waiting[i], findings, error); /* leaves another at i */
    }
    return status;
}
