/* SPDX-License-Identifier: MIT
 * Lines of a pipe: poll() and read(), without the buffer of a FILE, which poll() does not see. */
#define _POSIX_C_SOURCE 200809L
#include "line_feed.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { READ_SIZE = 65536 };

/* Takes a whole line from what was read. */
static bool take(struct line_feed *feed, size_t searched, struct input *input) {
    char *begin = feed->bytes + feed->begin;
    const size_t size = feed->end - feed->begin;
    char *feed_at = size > searched ? memchr(begin + searched, '\n', size - searched) : NULL;
    if (!feed_at && !(feed->ended && size > 0))
        return false;
    input->line = begin;
    input->size = feed_at ? (size_t)(feed_at - begin) : size;
    input->line_number++;
    feed->begin += input->size + (feed_at != NULL);
    return true;
}

/* Makes room for READ_SIZE bytes behind what was read. */
static bool make_room(struct line_feed *feed) {
    const size_t size = feed->end - feed->begin;
    if (feed->begin > 0)
        memmove(feed->bytes, feed->bytes + feed->begin, size);
    feed->begin = 0;
    feed->end = size;
    if (feed->capacity - feed->end >= READ_SIZE)
        return true;
    const size_t capacity = feed->capacity ? 2 * feed->capacity : 2 * READ_SIZE;
    char *bytes = realloc(feed->bytes, capacity);
    if (!bytes)
        return false;
    feed->bytes = bytes;
    feed->capacity = capacity;
    return true;
}

/* Reads what is there. False if nothing came in time. */
static bool fill(struct line_feed *feed, int wait) {
    struct pollfd ready = {.fd = feed->descriptor, .events = POLLIN};
    const int count = poll(&ready, 1, wait);
    if (count == 0)
        return false;
    if (!make_room(feed)) {
        feed->reason = ENOMEM;
        feed->ended = true;
        return true;
    }
    const ssize_t size = count < 0 ? -1
                                   : read(feed->descriptor, feed->bytes + feed->end, READ_SIZE);
    if (size < 0 && errno == EINTR)
        return true;
    if (size < 0)
        feed->reason = errno;
    feed->ended = size <= 0;
    feed->end += size > 0 ? (size_t)size : 0;
    return true;
}

enum line_state cli_feed_line(struct line_feed *feed, int wait, struct input *input) {
    size_t searched = 0;
    while (!(feed->bytes && take(feed, searched, input))) {
        if (feed->ended)
            return LINE_END;
        searched = feed->end - feed->begin;
        if (!fill(feed, wait))
            return LINE_LATE;
    }
    return LINE_READ;
}

void cli_feed_free(struct line_feed *feed) {
    free(feed->bytes);
}
