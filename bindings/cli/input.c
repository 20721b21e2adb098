/* SPDX-License-Identifier: MIT
 * Lines in: files or standard input, other encodings. */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli.h"

static bool is_standard_input(const char *name) {
    return strcmp(name, "-") == 0;
}

static bool readable(const char *name, uint64_t *size) {
    struct stat status;
    FILE *stream;
    if (is_standard_input(name))
        return true;
    stream = fopen(name, "rb");
    if (!stream || fstat(fileno(stream), &status) || S_ISDIR(status.st_mode)) {
        cli_fail("%s: %s", name,
                 stream && S_ISDIR(status.st_mode) ? "is a folder" : strerror(errno));
        if (stream)
            fclose(stream);
        return false;
    }
    if (S_ISREG(status.st_mode))
        *size += (uint64_t)status.st_size;
    fclose(stream);
    return true;
}

bool cli_input_open(struct input *input, const char *const *files, size_t file_count,
                    const char *encoding) {
    static const char *const standard_input[] = {"-"};
    size_t i;
    memset(input, 0, sizeof *input);
    input->files = file_count ? files : standard_input;
    input->file_count = file_count ? file_count : 1;
    for (i = 0; i < input->file_count; i++)
        if (!readable(input->files[i], &input->total))
            return false;
    if (encoding && strcmp(encoding, "utf-8") && strcmp(encoding, "UTF-8")) {
        const iconv_t converter = iconv_open("UTF-8", encoding);
        if (converter == (iconv_t)-1) {
            cli_fail("there is no encoding %s", encoding);
            return false;
        }
        input->encoding = encoding;
        input->converter = converter;
    }
    return true;
}

void cli_input_close(struct input *input) {
    if (input->stream && input->stream != stdin)
        fclose(input->stream);
    if (input->converter)
        iconv_close((iconv_t)input->converter);
    free(input->raw);
    free(input->converted);
    memset(input, 0, sizeof *input);
}

static bool next_file(struct input *input) {
    if (input->stream && input->stream != stdin)
        fclose(input->stream);
    input->stream = NULL;
    if (input->file == input->file_count)
        return false;
    input->name = input->files[input->file++];
    input->line_number = 0;
    if (is_standard_input(input->name)) {
        input->name = "-";
        input->stream = stdin;
        return true;
    }
    input->stream = fopen(input->name, "rb");
    if (!input->stream) {
        cli_fail("%s: %s", input->name, strerror(errno));
        input->failed = true;
        return false;
    }
    return true;
}

static bool room(struct input *input, size_t need) {
    char *grown;
    if (need <= input->converted_capacity)
        return true;
    grown = realloc(input->converted, need * 2);
    if (!grown) {
        cli_fail("out of memory");
        input->failed = true;
        return false;
    }
    input->converted = grown;
    input->converted_capacity = need * 2;
    return true;
}

/* Converts the line; bytes that are not of the encoding become U+FFFD, which analysis reports. */
static bool convert(struct input *input) {
    char *from = input->line;
    size_t left = input->size, used = 0;
    iconv((iconv_t)input->converter, NULL, NULL, NULL, NULL);
    while (left > 0) {
        char *to;
        size_t space;
        if (!room(input, used + left * 4 + 16))
            return false;
        to = input->converted + used;
        space = input->converted_capacity - used;
        if (iconv((iconv_t)input->converter, &from, &left, &to, &space) == (size_t)-1 &&
            errno != E2BIG) {
            memcpy(to, "\xEF\xBF\xBD", 3);
            to += 3;
            from++;
            left--;
        }
        used = (size_t)(to - input->converted);
    }
    input->line = input->converted;
    input->size = used;
    return true;
}

bool cli_input_line(struct input *input) {
    for (;;) {
        ssize_t got;
        if (!input->stream && !next_file(input))
            return false;
        errno = 0;
        got = getline(&input->raw, &input->capacity, input->stream);
        if (got >= 0) {
            size_t size = (size_t)got;
            input->done += size;
            input->line_number++;
            if (input->raw[size - 1] == '\n')
                size--;
            input->line = input->raw;
            input->size = size;
            if (input->line_number == 1 && size >= 3 &&
                memcmp(input->line, "\xEF\xBB\xBF", 3) == 0) {
                input->line += 3; /* a byte order mark is no part of the text */
                input->size -= 3;
            }
            return !input->converter || convert(input);
        }
        if (ferror(input->stream)) {
            cli_fail("%s: %s", input->name, strerror(errno));
            input->failed = true;
            return false;
        }
        if (!next_file(input))
            return false;
    }
}

bool cli_input_blank(const struct input *input) {
    size_t i;
    for (i = 0; i < input->size; i++)
        if (!memchr(" \t\r", input->line[i], 3))
            return false;
    return true;
}

bool cli_input_column(const struct input *input, size_t n, const char **text, size_t *size) {
    const char *at = input->line, *end = input->line + input->size, *tab;
    for (; n > 1; n--) {
        at = memchr(at, '\t', (size_t)(end - at));
        if (!at)
            return false;
        at++;
    }
    tab = memchr(at, '\t', (size_t)(end - at));
    *text = at;
    *size = (size_t)((tab ? tab : end) - at);
    return true;
}

char *cli_read_file(const char *name, size_t *size) {
    FILE *stream = is_standard_input(name) ? stdin : fopen(name, "rb");
    char *text = NULL;
    size_t used = 0, capacity = 0, got = 1;
    if (!stream) {
        cli_fail("%s: %s", name, strerror(errno));
        return NULL;
    }
    while (got > 0) {
        if (used + 65536 + 1 > capacity) {
            char *grown = realloc(text, capacity = (used + 65536) * 2);
            if (!grown)
                break;
            text = grown;
        }
        errno = 0;
        got = fread(text + used, 1, capacity - used - 1, stream);
        used += got;
    }
    if (ferror(stream) || got > 0) {
        cli_fail("%s: %s", name, errno ? strerror(errno) : "out of memory");
        free(text);
        text = NULL;
    } else {
        text[used] = '\0';
        *size = used;
    }
    if (stream != stdin)
        fclose(stream);
    return text;
}
