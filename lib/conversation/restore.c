/* SPDX-License-Identifier: MIT
 * Reading "x_kefu" of a record: the order of its entries, the bytes of texts that JSON cannot hold,
 * and the analyses of texts that were not kept. All of it is checked, as untrusted input. */
#include "conversation/restore.h"

#include "analysis/analysis.h"

#include <string.h>

#include "base/vocabulary.h"
#include "conversation/due.h"
#include "conversation/record.h"
#include "lexicon/lexicon.h"

enum { TEXT_BYTES_MAX = 1024 * 1024 }; /* maximum size of a message's text, as for kefu_analyze() */

static bool refuse(struct json_reader *reader, kefu_status status, const char *message) {
    kefu__json_report(reader, KEFU_SEVERITY_ERROR, status, "bad_extension", "%s", message);
    return false;
}

const json_value *kefu__restoration_open(struct json_reader *reader, const kefu_scheme *scheme,
                                         bool *same_scheme) {
    const json_value *extension = NULL;
    kefu_str digest = {"", 0}, analysis = {"", 0};
    char version[DIGEST_SIZE];
    int64_t format = 0;
    if (!kefu__record_get(reader->root, "x_kefu") ||
        !(extension = kefu__json_member_object(reader, reader->root, "x_kefu", false)))
        return NULL;
    kefu__json_enter_name(reader, "x_kefu");
    kefu__json_member_integer(reader, extension, "format", true, 1, UINT32_MAX, &format);
    if (!reader->errors && format != RESTORE_FORMAT)
        refuse(reader, KEFU_E_VERSION, "this x_kefu is of a newer format than this library reads");
    kefu__json_member_string(reader, extension, "scheme", true, &digest);
    kefu__json_member_string(reader, extension, "analysis", true, &analysis);
    kefu__digest_print(version, kefu__message_analysis_version());
    kefu__json_leave(reader);
    *same_scheme = kefu__str_is(digest, scheme->digest) && kefu__str_is(analysis, version);
    return reader->errors ? NULL : extension;
}

/* ---- the order ---- */

/* Gives the next `run` items of one list (messages or events) the next numbers of their common
 * order. Returns false if the list has fewer items. */
static bool take_run(struct history_item *items, size_t *next, size_t end, size_t run,
                     int64_t *order) {
    if (run > end - *next)
        return false;
    for (; run > 0; run--)
        items[(*next)++].order = (*order)++;
    return true;
}

static bool read_order(struct json_reader *reader, const json_value *extension,
                       struct history_item *items, size_t message_count, size_t count) {
    const json_value *runs = kefu__json_member_array(reader, extension, "order", true), *run;
    size_t message = 0, event = message_count;
    bool of_messages = true, fine = runs != NULL;
    int64_t order = 0;
    for (run = kefu__json_first(runs); run && fine; run = kefu__json_next(run)) {
        const double number = kefu__json_number(run);
        fine = number >= 0 && number <= CONVERSATION_ENTRIES_MAX &&
               number == (double)(size_t)number &&
               (of_messages ? take_run(items, &message, message_count, (size_t)number, &order)
                            : take_run(items, &event, count, (size_t)number, &order));
        of_messages = !of_messages;
    }
    if (fine && message == message_count && event == count)
        return true;
    kefu__json_enter_name(reader, "order");
    if (runs)
        refuse(reader, KEFU_E_DEFINITION,
               "must give the messages and events of this record in turn; leave x_kefu out where "
               "the record was changed");
    kefu__json_leave(reader);
    return false;
}

/* ---- bytes ---- */

static int digit_of(char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Reads a string of hexadecimal digits, two per byte, into the arena. Returns false if the string
 * is not of this form or has more than `most` bytes, which is reported. */
static bool read_hex(struct json_reader *reader, struct arena *arena, const json_value *object,
                     const char *name, size_t most, kefu_str *bytes) {
    kefu_str digits = {"", 0};
    bool fine;
    char *to;
    size_t i;
    if (!kefu__json_member_string(reader, object, name, true, &digits))
        return false;
    to = kefu__arena_alloc(arena, digits.size / 2 + 1);
    if (!to)
        return refuse(reader, KEFU_E_MEMORY, "out of memory");
    fine = digits.size % 2 == 0 && digits.size / 2 <= most;
    for (i = 0; fine && i < digits.size / 2; i++) {
        const int high = digit_of(digits.data[2 * i]), low = digit_of(digits.data[2 * i + 1]);
        fine = high >= 0 && low >= 0;
        to[i] = (char)(high * 16 + low);
    }
    bytes->data = to;
    bytes->size = digits.size / 2;
    if (fine)
        return true;
    kefu__json_enter_name(reader, name);
    refuse(reader, KEFU_E_DEFINITION, "must be pairs of hexadecimal digits, and not too many");
    kefu__json_leave(reader);
    return false;
}

static bool read_signature(struct json_reader *reader, struct arena *arena,
                           const json_value *object, struct message_analysis *to) {
    uint32_t *hashes, i;
    kefu_str bytes;
    if (!read_hex(reader, arena, object, "signature", SIGNATURE_MAX * SIGNATURE_BYTES, &bytes))
        return false;
    to->signature_size = (uint32_t)(bytes.size / SIGNATURE_BYTES);
    hashes = kefu__arena_alloc(arena, (to->signature_size + 1) * sizeof *hashes);
    if (!hashes)
        return refuse(reader, KEFU_E_MEMORY, "out of memory");
    for (i = 0; i < to->signature_size; i++) {
        const unsigned char *hash = (const unsigned char *)bytes.data + SIGNATURE_BYTES * i;
        hashes[i] = (uint32_t)hash[0] << 24 | (uint32_t)hash[1] << 16 | (uint32_t)hash[2] << 8 |
                    hash[3];
        if (i > 0 && hashes[i] <= hashes[i - 1])
            return refuse(reader, KEFU_E_DEFINITION, "the hashes of a signature must ascend");
    }
    to->signature = hashes;
    return true;
}

/* ---- what was found ---- */

/* The scheme's own string for an id of this kind of hit (hints have the ids of faults); NULL: the
 * scheme has no such id. */
static const char *find_id(const kefu_scheme *scheme, uint32_t kind, kefu_str id) {
    const uint32_t of = kind == HIT_HINT ? (uint32_t)HIT_FAULT : kind;
    size_t i;
    for (i = 0; i < scheme->lexicon->id_count; i++)
        if (scheme->lexicon->ids[i].kind == of && kefu__str_is(id, scheme->lexicon->ids[i].id))
            return scheme->lexicon->ids[i].id;
    return NULL;
}

/* Reads an integer member from 0 to `most`, which fits into 32 bits. */
static void read_count(struct json_reader *reader, const json_value *object, const char *name,
                       int64_t most, uint32_t *to) {
    int64_t number = 0;
    kefu__json_member_integer(reader, object, name, true, 0, most, &number);
    *to = (uint32_t)number;
}

static void read_found(struct json_reader *reader, const json_value *object,
                       const kefu_scheme *scheme, struct message_hit *hit) {
    double score = 0, polarity = 0;
    uint32_t count = 0;
    kefu_str id = {"", 0};
    kefu__json_member_string(reader, object, "id", true, &id);
    kefu__json_member_number(reader, object, "score", true, 0, 1, &score);
    kefu__json_member_number(reader, object, "polarity", true, -1, 1, &polarity);
    read_count(reader, object, "count", UINT16_MAX, &count);
    hit->count = (uint16_t)count;
    hit->score = (float)score;
    hit->polarity = (float)polarity;
    hit->id = find_id(scheme, hit->kind, id);
    if (!hit->id && !reader->errors)
        refuse(reader, KEFU_E_REFERENCE, "the scheme has no such id of this kind");
}

static bool read_hit(struct json_reader *reader, const json_value *object,
                     const kefu_scheme *scheme, struct message_hit *hit) {
    uint32_t named = HIT_PHRASE;
    memset(hit, 0, sizeof *hit);
    if (!kefu__json_is(object, JSON_OBJECT))
        return refuse(reader, KEFU_E_DEFINITION, "must be an object");
    const kefu_str kind = kefu__json_text(kefu__json_get(object, "kind"));
    if (kefu__str_is(kind, "hint"))
        named = HIT_HINT;
    else if (!kefu__str_is(kind, "phrase") &&
             !kefu__json_member_word(reader, object, "kind", true, &kefu__found_kinds, &named))
        return false;
    hit->kind = (uint8_t)named;
    read_count(reader, object, "start", TEXT_BYTES_MAX, &hit->start);
    read_count(reader, object, "end", TEXT_BYTES_MAX, &hit->end);
    if (hit->start > hit->end)
        refuse(reader, KEFU_E_DEFINITION, "start lies behind end");
    if (hit->kind == HIT_PHRASE) {
        read_count(reader, object, "phrase", UINT32_MAX, &hit->phrase);
        hit->score = 1;
        hit->count = 1;
    } else {
        read_found(reader, object, scheme, hit);
    }
    return reader->errors == 0;
}

static bool is_sorted(const struct message_hit *hits, uint32_t count) {
    uint32_t i;
    for (i = 1; i < count; i++)
        if (hits[i].kind < hits[i - 1].kind ||
            (hits[i].kind == hits[i - 1].kind && hits[i].start < hits[i - 1].start))
            return false;
    return true;
}

static bool read_hits(struct json_reader *reader, struct arena *arena, const json_value *object,
                      const kefu_scheme *scheme, struct message_analysis *to) {
    const json_value *list = kefu__json_member_array(reader, object, "found", true), *item;
    const size_t count = kefu__json_count(list);
    struct message_hit *hits;
    bool fine = list != NULL;
    if (fine && count > MESSAGE_HITS_MAX)
        return refuse(reader, KEFU_E_LIMIT, "more is found in a message than can be");
    hits = kefu__arena_alloc(arena, (count + 1) * sizeof *hits);
    if (!hits)
        return refuse(reader, KEFU_E_MEMORY, "out of memory");
    kefu__json_enter_name(reader, "found");
    for (item = kefu__json_first(list); item && fine; item = kefu__json_next(item)) {
        kefu__json_enter_index(reader, to->hit_count);
        fine = read_hit(reader, item, scheme, &hits[to->hit_count++]);
        kefu__json_leave(reader);
    }
    if (fine && !is_sorted(hits, to->hit_count))
        fine = refuse(reader, KEFU_E_DEFINITION, "must be sorted by kind and start");
    kefu__json_leave(reader);
    to->hits = hits;
    return fine;
}

/* ---- messages ---- */

/* Reads the stored analysis of a message whose text was not kept. */
static struct message_analysis *read_analysis(struct json_reader *reader, struct arena *arena,
                                              const json_value *object, const kefu_scheme *scheme) {
    struct message_analysis *analysis = kefu__arena_alloc(arena, sizeof *analysis);
    if (!analysis) {
        refuse(reader, KEFU_E_MEMORY, "out of memory");
        return NULL;
    }
    int64_t due = 0;
    kefu__message_analysis_init(analysis);
    kefu__json_member_integer(reader, object, "due", false, DUE_MIN, DUE_MAX, &due);
    analysis->due = (int32_t)due;
    kefu__json_member_word(reader, object, "label", true, &kefu__labels, &analysis->label);
    kefu__json_member_number(reader, object, "polarity", true, -1, 1, &analysis->polarity);
    kefu__json_member_number(reader, object, "positive_probability", true, 0, 1,
                             &analysis->positive_probability);
    read_count(reader, object, "evidence", UINT32_MAX, &analysis->evidence);
    read_count(reader, object, "substance", ANALYSIS_SUBSTANCE_MIN, &analysis->substance);
    read_count(reader, object, "characters", TEXT_BYTES_MAX, &analysis->characters);
    read_hits(reader, arena, object, scheme, analysis);
    if (!reader->errors)
        read_signature(reader, arena, object, analysis);
    return analysis;
}

/* Reads one element of the list "messages" in x_kefu, for message i: its exact bytes, or the
 * analysis of a text that was not kept. */
static void read_message(struct json_reader *reader, struct arena *arena, const json_value *value,
                         const kefu_scheme *scheme, bool same_scheme, size_t i,
                         struct restoration *to) {
    if (kefu__json_is(value, JSON_NULL))
        return;
    if (!kefu__json_is(value, JSON_OBJECT)) {
        refuse(reader, KEFU_E_DEFINITION, "must be an object, or null");
    } else if (kefu__record_get(value, "bytes")) {
        read_hex(reader, arena, value, "bytes", TEXT_BYTES_MAX, &to->texts[i]);
    } else if (to->texts[i].size == 0 && !same_scheme) {
        refuse(reader, KEFU_E_SCHEME,
               "the text was not kept, and what another scheme or another version of the "
               "analysis found in it means nothing here");
    } else if (to->texts[i].size == 0) {
        to->analyses[i] = read_analysis(reader, arena, value, scheme);
    }
}

static void read_messages(struct json_reader *reader, struct arena *arena,
                          const json_value *extension, const kefu_scheme *scheme, bool same_scheme,
                          struct restoration *to) {
    const json_value *list = kefu__json_member_array(reader, extension, "messages", true), *value;
    size_t i = 0;
    kefu__json_enter_name(reader, "messages");
    if (list && kefu__json_count(list) != to->message_count)
        refuse(reader, KEFU_E_DEFINITION, "must have an element for each message of the record");
    for (value = kefu__json_first(list); value && !reader->errors; value = kefu__json_next(value)) {
        kefu__json_enter_index(reader, i);
        read_message(reader, arena, value, scheme, same_scheme, i++, to);
        kefu__json_leave(reader);
    }
    kefu__json_leave(reader);
}

kefu_status kefu__restoration_read(struct json_reader *reader, struct arena *arena,
                                   const kefu_conversation *c, struct history_item *items,
                                   size_t message_count, size_t count, struct restoration *to) {
    bool same_scheme = false, keep_text = true, skip_pinyin = false;
    const json_value *extension = kefu__restoration_open(reader, c->scheme, &same_scheme);
    size_t i;
    memset(to, 0, sizeof *to);
    if (!extension)
        return reader->errors ? reader->status : KEFU_OK;
    to->present = true;
    to->message_count = message_count;
    to->texts = kefu__arena_alloc_zero(arena, (message_count + 1) * sizeof *to->texts);
    to->analyses = kefu__arena_alloc_zero(arena, (message_count + 1) * sizeof *to->analyses);
    if (!to->texts || !to->analyses)
        return kefu__no_memory(reader->error);
    for (i = 0; i < message_count; i++)
        to->texts[i] = items[i].event.text;
    kefu__json_enter_name(reader, "x_kefu");
    kefu__record_bool(reader, extension, "keep_text", &keep_text);
    kefu__record_bool(reader, extension, "skip_pinyin", &skip_pinyin);
    if (read_order(reader, extension, items, message_count, count))
        read_messages(reader, arena, extension, c->scheme, same_scheme, to);
    kefu__json_leave(reader);
    to->flags = (keep_text ? 0 : KEFU_CONVERSATION_NO_TEXT) |
                (skip_pinyin ? KEFU_CONVERSATION_SKIP_PINYIN : 0);
    return reader->errors ? reader->status : KEFU_OK;
}
