/* SPDX-License-Identifier: MIT
 * Lines of a pipe as they come, with a limit on how long to wait for the next one. */
#ifndef KEFU_CLI_LINE_FEED_H
#define KEFU_CLI_LINE_FEED_H

#include "cli.h"

struct line_feed {
    int descriptor;
    char *bytes;
    size_t begin, end, capacity; /* [begin, end) was read and is not part of a line yet */
    bool ended;
    int reason; /* errno of a failed read, or ENOMEM; 0 */
};

enum line_state { LINE_READ, LINE_LATE, LINE_END };

/* Sets the input's line, size and line_number to the next line, which lives until the next call. A
 * last line without its line feed counts. LINE_LATE: nothing came within so many milliseconds; −1
 * waits for ever. */
enum line_state cli_feed_line(struct line_feed *feed, int wait, struct input *input);
void cli_feed_free(struct line_feed *feed);

#endif
