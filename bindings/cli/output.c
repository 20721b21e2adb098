/* SPDX-License-Identifier: MIT
 * Bytes out: standard output, files written whole or not at all, the progress bar. */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

kefu_status cli_write(void *file, const char *data, size_t size) {
    return fwrite(data, 1, size, file) == size ? KEFU_OK : KEFU_E_WRITE;
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

bool cli_flush(void) {
    if (fflush(stdout) == 0 && !ferror(stdout))
        return true;
    cli_fail("standard output: %s", strerror(errno));
    return false;
}

bool cli_output_open(struct output_file *output, const char *name) {
    const int size = snprintf(output->part, sizeof output->part, "%s.part", name);
    output->name = name;
    output->stream = NULL;
    if (size < 0 || (size_t)size >= sizeof output->part) {
        cli_fail("%s: the name is too long", name);
        return false;
    }
    output->stream = fopen(output->part, "wb");
    if (!output->stream)
        cli_fail("%s: %s", output->part, strerror(errno));
    return output->stream != NULL;
}

bool cli_output_done(struct output_file *output) {
    const bool bad = ferror(output->stream) != 0;
    errno = 0;
    if (fclose(output->stream) || bad || rename(output->part, output->name)) {
        cli_fail("%s: %s", output->name, errno ? strerror(errno) : "could not be written");
        remove(output->part);
        output->stream = NULL;
        return false;
    }
    output->stream = NULL;
    return true;
}

void cli_output_drop(struct output_file *output) {
    if (output->stream) {
        fclose(output->stream);
        remove(output->part);
        output->stream = NULL;
    }
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
    const int percent = input->total ? (int)(input->done * 100 / input->total) : -1;
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
