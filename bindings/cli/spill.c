/* SPDX-License-Identifier: MIT
 * A temporary file for rows that take too much memory. */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "records.h"

/* The bytes that rows take in memory before they go to the file. */
enum { SPILL_MEMORY = 24 << 20 };

static kefu_status fail(const char *what) {
    cli_fail("the temporary file cannot be %s: %s", what, errno ? strerror(errno) : "it was cut");
    return KEFU_E_WRITE;
}

/* tmpfile() ignores TMPDIR. The file is unlinked at once, so that it never outlives the program. */
static int open_unlinked(void) {
    const char *folder = getenv("TMPDIR");
    char name[4096];
    if (!folder || !*folder)
        folder = "/tmp";
    if (snprintf(name, sizeof name, "%s/kefu.XXXXXX", folder) >= (int)sizeof name) {
        errno = ENAMETOOLONG;
        return -1;
    }
    const int descriptor = mkstemp(name);
    if (descriptor >= 0)
        unlink(name);
    return descriptor;
}

static kefu_status store(void *ctx, uint64_t offset, const char *data, size_t size) {
    int *descriptor = ctx;
    errno = 0;
    if (*descriptor < 0 && (*descriptor = open_unlinked()) < 0)
        return fail("made");
    while (size > 0) {
        const ssize_t wrote = pwrite(*descriptor, data, size, (off_t)offset);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return fail("written");
        data += wrote;
        offset += (uint64_t)wrote;
        size -= (size_t)wrote;
    }
    return KEFU_OK;
}

static kefu_status load(void *ctx, uint64_t offset, char *data, size_t size) {
    const int *descriptor = ctx;
    errno = 0;
    while (size > 0) {
        const ssize_t got = pread(*descriptor, data, size, (off_t)offset);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return fail("read");
        data += got;
        offset += (uint64_t)got;
        size -= (size_t)got;
    }
    return KEFU_OK;
}

kefu_storage cli_spill_storage(int *descriptor) {
    return (kefu_storage){sizeof(kefu_storage), descriptor, store, load, SPILL_MEMORY};
}

void cli_spill_close(int *descriptor) {
    if (*descriptor >= 0)
        close(*descriptor);
    *descriptor = -1;
}
