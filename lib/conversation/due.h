/* SPDX-License-Identifier: MIT
 * When the promise in an agent's message is due. */
#ifndef KEFU_LIB_DUE_H
#define KEFU_LIB_DUE_H

#include "conversation/conversation.h"

/* The limits of the result of kefu__due_read(). */
enum { DUE_MIN = -3 * 1440, DUE_MAX = 60 * 1440 };

/* When the promise in an agent's text is due, in minutes: above 0 from the time at which it is
 * said; below 0, negated, from the beginning of the day on which it is said. 0: the text promises
 * nothing, or for no time (尽快, 稍后). `hits`: what was found in the text. */
int32_t kefu__due_read(kefu_str text, const struct message_hit *hits, uint32_t hit_count);
/* The instant that a result of kefu__due_read() means, of a message said at the instant `said` in
 * the given offset from UTC; KEFU_TIME_NONE: none, or `said` is unknown. */
int64_t kefu__due_at(int32_t due, int64_t said, int32_t offset_minutes);

#endif
