/* SPDX-License-Identifier: MIT
 * A whole conversation in one cell: lines that name a speaker and a time, and what was said. */
#ifndef KEFU_LIB_READER_TRANSCRIPT_H
#define KEFU_LIB_READER_TRANSCRIPT_H

#include "reader/speaker.h"
#include "json/json.h"

/* The head of a message, which is the line that names its speaker and time; its parts are views of
 * the line. */
struct transcript_head {
    kefu_str name;
    kefu_str day;   /* the date, such as "2024-03-01"; empty: the head has none */
    kefu_str clock; /* the time of day, such as "12:00:00"; empty: the head has none */
    kefu_str zone;  /* the time zone, such as "+08:00"; may be empty */
    kefu_str text;  /* the message's text, as far as it is on the same line; may be empty */
};
/* Is the line the head of a message? With `timed` it must have a time; else it must be "NAME：TEXT"
 * with the name of a known speaker. */
bool kefu__transcript_head(kefu_str line, const struct row_names *names, bool timed,
                           struct transcript_head *head);

/* Does the notice (a line of the platform) become an event of the conversation? */
bool kefu__notice_is_event(const struct notice *notice);
/* Begins one more JSON object in a list of events or messages. */
void kefu__notice_begin(struct json_writer *json, struct buffer *to);
/* Writes the members of the event that a notice becomes. */
void kefu__notice_write(struct json_writer *json, const struct notice *notice);

/* What a transcript is read with, and what reading it gives (out). */
struct transcript {
    struct row_names names;
    /* the day of times that stand before the first date of the transcript; may be empty */
    kefu_str day;
    struct buffer *messages, *events; /* out: elements of JSON arrays, without the brackets */
    /* out: the shop in the first speaker's name that has one; else empty */
    kefu_str shop;
    /* out: does the transcript contain a rating, an end? Then the row's columns for them are not
     * used */
    bool has_rating, has_end;
};
enum transcript_result {
    TRANSCRIPT_FINE,
    TRANSCRIPT_NO_HEAD, /* no line is the head of a message */
    /* two or more names of unknown role: it cannot be told which is the customer's */
    TRANSCRIPT_NO_SPEAKER
};
enum transcript_result kefu__transcript_read(struct transcript *transcript, kefu_str text);

#endif
