/* SPDX-License-Identifier: MIT
 * Reading states, and keeping others from changing them meanwhile. */
#define _XOPEN_SOURCE 700
#define _DEFAULT_SOURCE
#include "state_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "zone.h"

/* ---- locks ---- */

static const char *base_of(const char *name) {
    const char *slash = strrchr(name, '/');
    return slash ? slash + 1 : name;
}

/* Is it the name of a temporary of the file, ".NAME.XXXXXX", or of a second name of the file while
 * it is replaced, ".NAME.XXXXXX~"? */
static bool is_leftover(const char *entry, const char *base) {
    const size_t size = strlen(base);
    if (entry[0] != '.' || strncmp(entry + 1, base, size) != 0 || entry[size + 1] != '.')
        return false;
    const char *rest = entry + size + 2;
    const size_t random = strspn(rest, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                       "0123456789");
    return random == 6 && (!rest[6] || strcmp(rest + 6, "~") == 0);
}

/* Who holds the lock is the only one who writes the file, so that temporaries beside it are of runs
 * that were killed. */
static void remove_leftovers(const char *name) {
    const char *base = base_of(name);
    char folder[PATH_MAX], path[2 * PATH_MAX];
    struct dirent *entry;
    snprintf(folder, sizeof folder, "%.*s", base > name ? (int)(base - name) : 1,
             base > name ? name : ".");
    DIR *stream = opendir(folder);
    while (stream && (entry = readdir(stream)) != NULL)
        if (is_leftover(entry->d_name, base)) {
            snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
            unlink(path);
        }
    if (stream)
        closedir(stream);
}

/* Is the file that was locked still the one of this name? Another run may have replaced it. */
static bool is_current(int descriptor, const char *name) {
    struct stat locked, named;
    return fstat(descriptor, &locked) == 0 && stat(name, &named) == 0 &&
           locked.st_dev == named.st_dev && locked.st_ino == named.st_ino;
}

bool cli_state_lock(struct state_lock *lock, const char *name, bool *there) {
    for (;;) {
        lock->descriptor = open(name, O_RDONLY);
        *there = lock->descriptor >= 0;
        if (!*there)
            return errno == ENOENT || cli_fail("%s: %s", name, strerror(errno)) == EXIT_DONE;
        /* a file system without locks has none */
        while (flock(lock->descriptor, LOCK_EX) && errno == EINTR) {
        }
        if (is_current(lock->descriptor, name))
            break;
        close(lock->descriptor);
    }
    remove_leftovers(name);
    return true;
}

void cli_state_unlock(struct state_lock *lock) {
    if (lock->descriptor >= 0)
        close(lock->descriptor);
    lock->descriptor = -1;
}

/* ---- reading ---- */

static bool is_history(const char *bytes, size_t size) {
    static const char magic[] = "KEFUHIS";
    return size >= sizeof magic && memcmp(bytes, magic, sizeof magic) == 0;
}

bool cli_state_load(struct state *state, const kefu_scheme *scheme, const char *name,
                    const kefu_history_options *options) {
    kefu_error error;
    size_t size;
    char *bytes = cli_read_file(name, &size);
    memset(state, 0, sizeof *state);
    if (!bytes)
        return false;
    const kefu_status status =
        is_history(bytes, size)
            ? kefu_history_load(scheme, bytes, size, options, &state->history, &error)
            : kefu_aggregate_load(scheme, bytes, size, NULL, &state->aggregate, &error);
    free(bytes);
    return !status || cli_fail("%s: %s", name, error.message) == EXIT_DONE;
}

static kefu_status merge_history(kefu_history *into, const char *bytes, size_t size,
                                 kefu_error *error) {
    kefu_history *from = NULL;
    kefu_status status = kefu_history_load(NULL, bytes, size, NULL, &from, error);
    if (status == KEFU_OK)
        status = kefu_history_merge(into, from, error);
    kefu_history_free(from);
    return status;
}

bool cli_state_merge(struct state *into, const char *name) {
    kefu_error error;
    size_t size;
    bool good = true;
    char *bytes = cli_read_file(name, &size);
    if (!bytes)
        return false;
    if (is_history(bytes, size) != (into->history != NULL))
        good = cli_fail("%s: histories merge with histories, aggregates with aggregates", name) ==
               EXIT_DONE;
    else if (into->history ? merge_history(into->history, bytes, size, &error)
                           : kefu_aggregate_merge_bytes(into->aggregate, bytes, size, &error))
        good = cli_fail("%s: %s", name, error.message) == EXIT_DONE;
    free(bytes);
    return good;
}

void cli_state_free(struct state *state) {
    kefu_history_free(state->history);
    kefu_aggregate_free(state->aggregate);
    memset(state, 0, sizeof *state);
}

/* ---- periods ---- */

/* The beginning of the day of a date; of the day after it if it is the end of a period. */
static bool read_date(const struct state *state, const char *text, bool end, int64_t *at) {
    kefu_history_info info = {.size = sizeof info};
    bool is_date;
    if (!text || !*text)
        return true;
    if (kefu_history_describe(state->history, &info, NULL))
        return false;
    const struct time_zone zone = {false, info.offset_minutes};
    if (!cli_zone_read_instant(&zone, text, at, &is_date) || !is_date)
        return false;
    *at += end ? INT64_C(86400000) : 0;
    return true;
}

static kefu_aggregate *take_aggregate(struct state *state, const char *name, bool whole) {
    kefu_aggregate *aggregate = state->aggregate;
    if (!whole || !aggregate) {
        cli_fail("%s: an aggregate alone has no periods; only a history has", name);
        return NULL;
    }
    state->aggregate = NULL;
    return aggregate;
}

kefu_aggregate *cli_state_period(struct state *state, const struct command *command,
                                 const char *name, const char *from, const char *to) {
    int64_t first = KEFU_TIME_NONE, end = KEFU_TIME_END;
    kefu_aggregate *aggregate = NULL;
    kefu_error error;
    if (!state->history)
        return take_aggregate(state, name, (!from || !*from) && (!to || !*to));
    if (!read_date(state, from, false, &first) || !read_date(state, to, true, &end) ||
        first >= end) {
        cli_usage(command, "the period %s..%s: must be two dates (2024-03-01), in order",
                  from ? from : "", to ? to : "");
        return NULL;
    }
    if (kefu_history_aggregate(state->history, first, end, &aggregate, &error))
        cli_fail("%s: %s", name, error.message);
    return aggregate;
}

kefu_aggregate *cli_state_span(struct state *state, const struct command *command, const char *name,
                               const char *span) {
    char from[64];
    const char *dots = span ? strstr(span, "..") : NULL;
    if (!span)
        return cli_state_period(state, command, name, NULL, NULL);
    if (!dots || (size_t)(dots - span) >= sizeof from) {
        cli_usage(command, "--period %s: must be FROM..TO", span);
        return NULL;
    }
    snprintf(from, sizeof from, "%.*s", (int)(dots - span), span);
    return cli_state_period(state, command, name, from, dots + 2);
}
