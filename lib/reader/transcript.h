/* SPDX-License-Identifier: MIT
 * A whole conversation in one cell: lines that name a speaker and a time, and what was said. */
#ifndef KEFU_LIB_READER_TRANSCRIPT_H
#define KEFU_LIB_READER_TRANSCRIPT_H

#include "reader/speaker.h"
#include "json/json.h"

/* The line that begins a message. */
struct transcript_head {
    kefu_str name;
    kefu_str day;   /* "2024-03-01"; empty: the time has none */
    kefu_str clock; /* "12:00:00"; empty: there is no time */
    kefu_str zone;  /* "+08:00"; may be empty */
    kefu_str text;  /* what stands behind it on the line; may be empty */
};
/* Is the line one? With `timed` it must have a time; else "NAME：TEXT", NAME being known. */
bool kefu__transcript_head(kefu_str line, const struct row_names *names, bool timed,
                           struct transcript_head *head);

/* Is it an event of the conversation? */
bool kefu__notice_is_event(const struct notice *notice);
/* Begins another element of a list of events. */
void kefu__notice_begin(struct json_writer *json, struct buffer *to);
/* Writes the members of such an event. */
void kefu__notice_write(struct json_writer *json, const struct notice *notice);

/* What a transcript is read with, and what it gives. */
struct transcript {
    struct row_names names;
    /* day of times without a day, until a time of the transcript has one; may be empty */
    kefu_str day;
    struct buffer *messages, *events; /* elements, without the brackets */
    kefu_str shop;                    /* out: of the first speaker whose name has one; else empty */
    bool has_rating, has_end;         /* out: events that the row's own columns would repeat */
};
enum transcript_result {
    TRANSCRIPT_FINE,
    TRANSCRIPT_NO_HEAD,   /* no line says who speaks */
    TRANSCRIPT_NO_SPEAKER /* who a name stands for cannot be told */
};
enum transcript_result kefu__transcript_read(struct transcript *transcript, kefu_str text);

#endif
