/* SPDX-License-Identifier: MIT
 * Bytes out: standard output, the progress bar. */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

/* errno of the first failed write to standard output: what is called later changes errno. */
static int write_reason;

kefu_status cli_write(void *file, const char *data, size_t size) {
    if (size == 0 || fwrite(data, 1, size, file) == size)
        return KEFU_OK;
    if (!write_reason)
        write_reason = errno;
    return KEFU_E_WRITE;
}

int cli_write_fail(const kefu_error *error) {
    if (error->status == KEFU_E_WRITE)
        cli_flush();
    else
        cli_fail("%s", error->message);
    return EXIT_FOUND;
}

void cli_print_text(FILE *to, kefu_str text) {
    fputc('"', to);
    for (size_t i = 0; i < text.size; i++) {
        const unsigned char byte = (unsigned char)text.data[i];
        if (byte == '"' || byte == '\\')
            fprintf(to, "\\%c", byte);
        else if (byte < 32)
            fprintf(to, "\\u%04x", byte);
        else
            fputc(byte, to);
    }
    fputc('"', to);
}

void cli_print_string(FILE *to, const char *terminated) {
    const kefu_str text = {terminated, strlen(terminated)};
    cli_print_text(to, text);
}

void cli_print_decimal(const char *before, double number) {
    static const char digits[] = "-0123456789";
    char text[64];
    snprintf(text, sizeof text, "%.6f", number);
    const size_t whole = strspn(text, digits), point = strcspn(text + whole, digits);
    printf("%s%.*s.%s", before, (int)whole, text, text + whole + point);
}

/* Of a control character, or of one that ends the line or changes its direction: the size; else 0.
 * *point: what it is. */
static size_t invisible(const unsigned char *at, unsigned *point) {
    *point = at[0];
    if (at[0] < 0x20 || at[0] == 0x7F)
        return 1;
    if (at[0] == 0xC2 && at[1] >= 0x80 && at[1] < 0xA0) {
        *point = at[1];
        return 2;
    }
    if (at[0] != 0xE2 || (at[1] != 0x80 && at[1] != 0x81))
        return 0;
    *point = at[2] ? 0x2000u + (at[1] & 1u) * 0x40u + (at[2] & 0x3Fu) : 0;
    return (*point >= 0x2028 && *point <= 0x202E) || (*point >= 0x2066 && *point <= 0x2069) ? 3 : 0;
}

void cli_print_visible(FILE *to, const char *text) {
    const unsigned char *at = (const unsigned char *)text;
    while (*at) {
        unsigned point;
        const size_t size = invisible(at, &point);
        if (size)
            fprintf(to, point < 0x100 ? "\\x%02x" : "\\u%04x", point);
        else
            fputc(*at, to);
        at += size ? size : 1;
    }
}

bool cli_flush(void) {
    static bool told;
    int reason = write_reason;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return true;
    if (!reason)
        reason = errno;
    if (!told)
        cli_fail("standard output: %s", reason ? strerror(reason) : "could not be written");
    told = true;
    return false;
}

/* ---- progress ---- */

enum { BAR_WIDTH = 30 };

static void draw(const struct progress *progress, const char *end) {
    const int full = progress->percent < 0 ? 0 : progress->percent * BAR_WIDTH / 100;
    fprintf(stderr, "%s%s [", progress->terminal ? "\r" : "", progress->what);
    for (int i = 0; i < BAR_WIDTH; i++)
        fputc(i < full ? '#' : '.', stderr);
    if (progress->percent >= 0)
        fprintf(stderr, "] %3d%%", progress->percent);
    else
        fputs("]", stderr);
    fprintf(stderr, " %llu%s", (unsigned long long)progress->items, end);
    fflush(stderr);
}

void cli_progress_begin(struct progress *progress, const char *what, bool always) {
    memset(progress, 0, sizeof *progress);
    progress->what = what;
    progress->terminal = isatty(STDERR_FILENO) != 0;
    progress->always = always;
    progress->percent = -1;
}

void cli_progress_step(struct progress *progress, const struct input *input) {
    cli_progress_at(progress, input->done, input->total);
}

void cli_progress_at(struct progress *progress, uint64_t done, uint64_t total) {
    const int percent = total ? (int)(done * 100 / total) : -1;
    progress->items++;
    if (!progress->terminal || (percent == progress->percent && progress->items % 1024))
        return;
    progress->percent = percent > 100 ? 100 : percent;
    draw(progress, "");
}

void cli_progress_end(struct progress *progress) {
    if (!progress->terminal && !progress->always)
        return;
    progress->percent = 100;
    draw(progress, "\n");
}
