/* SPDX-License-Identifier: MIT
 * The messages and events of a transcript. */
#include "reader/transcript.h"

#include <stdio.h>

#include "base/vocabulary.h"
#include "reader/columns.h"
#include "time/time.h"
#include "json/json.h"

enum { AT_SIZE = 80, DAY_MS = 86400000 };

/* The state while a transcript is read line by line, with the message that is not complete yet. */
struct reading {
    struct transcript *to;
    kefu_str whole;
    bool timed; /* the heads (first lines of messages) have times */
    bool has_day;
    int64_t day;      /* the day for times without a date, in days since 1970 */
    int64_t clock;    /* the last time of day that was read, in milliseconds */
    char at[AT_SIZE]; /* time of the current message; empty: unknown */
    bool in_message;
    struct speaker speaker;
    struct buffer text;
    uint32_t unknown_role; /* the role of speakers whose names tell no role */
};

/* ---- who ---- */

/* What the names of all speakers tell: the last name of unknown role; is any line the head of a
 * message; is a speaker known to be the customer; are there several names of unknown role? */
struct census {
    kefu_str unknown;
    bool has_head, has_customer, is_ambiguous;
};

static void count_head(struct census *census, const struct transcript_head *head,
                       const struct row_names *names) {
    struct speaker speaker;
    census->has_head = true;
    if (kefu__speaker_of(head->name, names, &speaker)) {
        census->has_customer |= speaker.role == KEFU_ROLE_CUSTOMER;
        return;
    }
    census->is_ambiguous |= census->unknown.size && !kefu__str_equal(census->unknown, head->name);
    census->unknown = head->name;
}

static kefu_str next_line(kefu_str *text) {
    const char *feed = text->size ? memchr(text->data, '\n', text->size) : NULL;
    kefu_str line = {text->data, feed ? (size_t)(feed - text->data) : text->size};
    const size_t taken = line.size + (feed != NULL);
    text->data += taken;
    text->size -= taken;
    while (line.size && strchr(" \t\r", line.data[line.size - 1]))
        line.size--;
    return line;
}

static struct census take_census(kefu_str text, const struct row_names *names, bool timed) {
    struct census census = {{"", 0}, false, false, false};
    while (text.size) {
        struct transcript_head head;
        if (kefu__transcript_head(next_line(&text), names, timed, &head))
            count_head(&census, &head, names);
    }
    return census;
}

/* Determines the role of names that tell no role. A conversation has one customer: if a known
 * speaker is the customer, such names are agents'; otherwise a single such name is the customer's.
 * Returns false if no customer is known and there are several such names. */
static bool place_unknown(const struct census *census, struct reading *reading) {
    reading->unknown_role = census->has_customer ? KEFU_ROLE_AGENT : KEFU_ROLE_CUSTOMER;
    return census->has_customer || !census->is_ambiguous;
}

static struct speaker speaker_of(const struct reading *reading, kefu_str name) {
    struct speaker speaker;
    if (!kefu__speaker_of(name, &reading->to->names, &speaker)) {
        speaker = (struct speaker){.role = reading->unknown_role, .agent = name};
    }
    return speaker;
}

/* ---- when ---- */

static bool read_day(kefu_str text, int64_t *day) {
    struct foreign_time time;
    if (text.size == 0 || !kefu__time_read(text.data, text.size, &time))
        return false;
    *day = kefu__time_day(time.local, 0);
    return true;
}

/* Sets the time of the current message from a time without a date. Its day is that of the time
 * before, or the next day if it is more than twelve hours earlier than that. */
static void write_clock(struct reading *reading, kefu_str clock) {
    char text[AT_SIZE];
    struct foreign_time time;
    const int size = snprintf(text, sizeof text, "2000-01-01 %.*s",
                              (int)kefu__str_truncate(clock, 32).size, clock.data);
    reading->at[0] = '\0';
    if (!reading->has_day || !kefu__time_read(text, (size_t)size, &time))
        return;
    const int64_t of_day = time.local % DAY_MS;
    if (of_day < reading->clock - DAY_MS / 2)
        reading->day++;
    reading->clock = of_day;
    kefu__time_format(reading->at, reading->day * DAY_MS + of_day, 0);
    char *zone = strchr(reading->at, 'Z');
    if (zone)
        *zone = '\0'; /* without a zone the time is local */
}

static void take_time(struct reading *reading, const struct transcript_head *head) {
    struct foreign_time time;
    if (head->clock.size == 0)
        return;
    if (head->day.size == 0) {
        write_clock(reading, head->clock);
        return;
    }
    snprintf(reading->at, sizeof reading->at, "%.*s %.*s%.*s", (int)head->day.size, head->day.data,
             (int)kefu__str_truncate(head->clock, 32).size, head->clock.data, (int)head->zone.size,
             head->zone.data);
    if (kefu__time_read(reading->at, strlen(reading->at), &time)) {
        reading->has_day = true;
        reading->day = kefu__time_day(time.local, 0);
        reading->clock = time.local - reading->day * DAY_MS;
    }
}

/* ---- what ---- */

bool kefu__notice_is_event(const struct notice *notice) {
    return notice->kind == NOTICE_TRANSFER || notice->kind == NOTICE_RATED ||
           notice->kind == NOTICE_CLOSED;
}

void kefu__notice_begin(struct json_writer *json, struct buffer *to) {
    if (to->size)
        kefu__buffer_add(to, ",", 1);
    kefu__json_begin(json, to);
    kefu__json_open_object(json);
}

void kefu__notice_write(struct json_writer *json, const struct notice *notice) {
    kefu__json_add_word(json, "type", &kefu__event_types,
                        notice->kind == NOTICE_TRANSFER ? KEFU_EVENT_TRANSFER
                        : notice->kind == NOTICE_RATED  ? KEFU_EVENT_RATED
                                                        : KEFU_EVENT_CLOSED);
    if (notice->to.size)
        kefu__json_add_text(json, "to", notice->to);
    if (notice->kind == NOTICE_RATED)
        kefu__json_add_number(json, "rating", notice->rating);
}

static void begin_element(struct json_writer *json, struct buffer *to, const char *at) {
    kefu__notice_begin(json, to);
    if (at[0])
        kefu__json_add_string(json, "at", at);
}

static void write_message(struct reading *reading, const struct speaker *speaker, kefu_str text) {
    struct json_writer json;
    const kefu_str inner = kefu__unbracket(text);
    const char *content = inner.size < text.size ? kefu__content_of(inner) : NULL;
    if (text.size == 0) /* no text: what was sent (a picture, …) is not in the export */
        content = kefu__word_name(&kefu__contents, KEFU_CONTENT_OTHER);
    begin_element(&json, reading->to->messages, reading->at);
    kefu__json_add_word(&json, "role", &kefu__roles, speaker->role);
    if (speaker->role == KEFU_ROLE_AGENT && speaker->agent.size)
        kefu__json_add_text(&json, "agent_id", speaker->agent);
    if (content)
        kefu__json_add_string(&json, "content", content);
    kefu__json_add_text(&json, "text", content ? (kefu_str){"", 0} : text);
    kefu__json_close_object(&json);
}

static void end_message(struct reading *reading) {
    kefu_str text = {reading->text.data, reading->text.size};
    if (!reading->in_message)
        return;
    while (text.size && strchr(" \t\r\n", text.data[text.size - 1]))
        text.size--;
    write_message(reading, &reading->speaker, text);
    reading->text.size = 0;
    reading->in_message = false;
}

/* Does any line of the transcript begin with this name? */
static bool begins_line(kefu_str text, kefu_str name) {
    while (text.size) {
        const kefu_str line = next_line(&text);
        if (line.size >= name.size && memcmp(line.data, name.data, name.size) == 0)
            return true;
    }
    return false;
}

/* The name of the agent who receives a transfer: without 客服 before it, if lines of the transcript
 * begin with the rest of the name (客服小陈 and 小陈). */
static kefu_str receiver_of(const struct reading *reading, kefu_str to) {
    const size_t title = strlen("客服");
    const kefu_str name = {to.data + title, to.size - title};
    return to.size > title && kefu__text_begins(to, "客服") && begins_line(reading->whole, name)
               ? name
               : to;
}

static void write_event(struct reading *reading, const struct notice *told) {
    struct transcript *to = reading->to;
    struct notice copy = *told, *const notice = &copy;
    struct json_writer json;
    copy.to = receiver_of(reading, told->to);
    begin_element(&json, to->events, reading->at);
    kefu__notice_write(&json, notice);
    kefu__json_close_object(&json);
    to->has_rating |= notice->kind == NOTICE_RATED;
    to->has_end |= notice->kind == NOTICE_CLOSED;
}

static void take_notice(struct reading *reading, const struct notice *notice, kefu_str line) {
    const struct speaker system = {.role = KEFU_ROLE_SYSTEM};
    if (reading->text.size == 0) /* the line before was the head of this notice, not of a message */
        reading->in_message = false;
    end_message(reading);
    if (kefu__notice_is_event(notice))
        write_event(reading, notice);
    else if (notice->kind == NOTICE_REMARK)
        write_message(reading, &system, line);
}

/* Takes a line that is no head: it continues the current message. Outside of a message, a date is
 * the day of the times below it, and any other line is a message of the platform. */
static void take_text(struct reading *reading, kefu_str line) {
    const struct speaker system = {.role = KEFU_ROLE_SYSTEM};
    if (reading->in_message) {
        if (reading->text.size)
            kefu__buffer_add(&reading->text, "\n", 1);
        kefu__buffer_add(&reading->text, line.data, line.size);
    } else if (line.size && read_day(kefu__unbracket(line), &reading->day)) {
        reading->has_day = true;
        reading->clock = 0;
    } else if (line.size) {
        write_message(reading, &system, line);
    }
}

static void take_head(struct reading *reading, const struct transcript_head *head) {
    const kefu_str text = kefu__unbracket(head->text).size ? head->text : (kefu_str){"", 0};
    const struct notice notice = kefu__notice_of(text);
    end_message(reading);
    take_time(reading, head);
    reading->speaker = speaker_of(reading, head->name);
    if (reading->speaker.shop.size && reading->to->shop.size == 0)
        reading->to->shop = reading->speaker.shop;
    if (reading->speaker.role == KEFU_ROLE_SYSTEM && notice.kind != NOTICE_NONE) {
        take_notice(reading, &notice, text);
        return;
    }
    reading->in_message = true;
    size_t blanks = 0;
    while (blanks < text.size && text.data[blanks] == ' ')
        blanks++;
    kefu__buffer_add(&reading->text, text.data + blanks, text.size - blanks);
}

static void take_line(struct reading *reading, kefu_str line) {
    struct transcript_head head;
    const struct notice notice = kefu__notice_of(line);
    if (kefu__transcript_head(line, &reading->to->names, reading->timed, &head))
        take_head(reading, &head);
    else if (notice.kind != NOTICE_NONE)
        take_notice(reading, &notice, line);
    else
        take_text(reading, line);
}

enum transcript_result kefu__transcript_read(struct transcript *transcript, kefu_str text) {
    struct reading reading = {.to = transcript, .whole = text, .timed = true};
    struct census census = take_census(text, &transcript->names, true);
    if (!census.has_head) {
        reading.timed = false;
        census = take_census(text, &transcript->names, false);
    }
    if (!census.has_head)
        return TRANSCRIPT_NO_HEAD;
    if (!place_unknown(&census, &reading))
        return TRANSCRIPT_NO_SPEAKER;
    reading.has_day = read_day(transcript->day, &reading.day);
    kefu__buffer_init(&reading.text, &transcript->messages->allocator);
    while (text.size)
        take_line(&reading, next_line(&text));
    end_message(&reading);
    transcript->messages->failed |= reading.text.failed;
    kefu__buffer_free(&reading.text);
    return TRANSCRIPT_FINE;
}
