/* SPDX-License-Identifier: MIT
 * Lines in: files or standard input, other encodings. */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"

static bool is_standard_input(const char *name) {
    return strcmp(name, "-") == 0;
}

/* The number of bytes of the encoding's smallest unit, found by converting a letter; 1 if unknown.
 */
static size_t unit_of(const char *encoding) {
    const iconv_t converter = iconv_open(encoding, "UTF-8");
    size_t sizes[2] = {0, 0};
    if (converter == (iconv_t)-1)
        return 1;
    for (size_t i = 0; i < 2; i++) {
        char letters[] = "AA", bytes[64], *from = letters, *to = bytes;
        size_t left = i + 1, space = sizeof bytes;
        iconv(converter, NULL, NULL, NULL, NULL);
        if (iconv(converter, &from, &left, &to, &space) != (size_t)-1)
            sizes[i] = sizeof bytes - space;
    }
    iconv_close(converter);
    return sizes[1] > sizes[0] ? sizes[1] - sizes[0] : 1;
}

/* Is the input also the output? Reading it would never end, or it has been truncated already. */
static bool is_output(const struct stat *input) {
    static const int outputs[] = {STDOUT_FILENO, STDERR_FILENO};
    for (size_t i = 0; i < sizeof outputs / sizeof *outputs; i++) {
        struct stat output;
        if (S_ISREG(input->st_mode) && fstat(outputs[i], &output) == 0 &&
            output.st_dev == input->st_dev && output.st_ino == input->st_ino)
            return true;
    }
    return false;
}

static bool refuse_output(const char *name) {
    cli_fail("%s: the input is also the output", name);
    return false;
}

static bool readable(const char *name, uint64_t *size) {
    struct stat status;
    FILE *stream;
    if (is_standard_input(name))
        return fstat(STDIN_FILENO, &status) || !is_output(&status) || refuse_output(name);
    stream = fopen(name, "rb");
    if (!stream || fstat(fileno(stream), &status) || S_ISDIR(status.st_mode)) {
        cli_fail("%s: %s", name,
                 stream && S_ISDIR(status.st_mode) ? "is a folder" : strerror(errno));
        if (stream)
            fclose(stream);
        return false;
    }
    if (is_output(&status)) {
        fclose(stream);
        return refuse_output(name);
    }
    if (S_ISREG(status.st_mode))
        *size += (uint64_t)status.st_size;
    fclose(stream);
    return true;
}

bool cli_input_open(struct input *input, const char *const *files, size_t file_count,
                    const char *encoding) {
    static const char *const standard_input[] = {"-"};
    memset(input, 0, sizeof *input);
    input->files = file_count ? files : standard_input;
    input->file_count = file_count ? file_count : 1;
    for (size_t i = 0; i < input->file_count; i++)
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
        input->unit = unit_of(encoding);
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

/* Resets the converter's state at the beginning of a file. */
static void reset_converter(struct input *input) {
    if (input->converter)
        iconv((iconv_t)input->converter, NULL, NULL, NULL, NULL);
    input->converted_at = input->converted_end = 0;
    input->raw_size = 0;
    input->ended = false;
}

static bool next_file(struct input *input) {
    reset_converter(input);
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

/* Skips one unit that is invalid in the encoding, and replaces it by U+FFFD, which the analysis
 * reports. */
static void replace(struct input *input, char **from, size_t *left) {
    const size_t skipped = *left < input->unit ? *left : input->unit;
    memcpy(input->converted + input->converted_end, "\xEF\xBF\xBD", 3);
    input->converted_end += 3;
    *from += skipped;
    *left -= skipped;
}

/* Converts input->raw; an incomplete character at its end is kept for the next part. */
static bool convert(struct input *input, bool at_end) {
    char *from = input->raw;
    size_t left = input->raw_size;
    while (left > 0) {
        if (!room(input, input->converted_end + left * 4 + 16))
            return false;
        char *to = input->converted + input->converted_end;
        size_t space = input->converted_capacity - input->converted_end;
        const size_t bad = iconv((iconv_t)input->converter, &from, &left, &to, &space);
        input->converted_end = (size_t)(to - input->converted);
        if (bad != (size_t)-1 || errno == E2BIG)
            continue;
        if (errno == EINVAL && !at_end)
            break;
        replace(input, &from, &left);
    }
    memmove(input->raw, from, left);
    input->raw_size = left;
    return true;
}

/* Moves the rest of the converted text to the beginning of the buffer, and appends the next part of
 * the file. False at the end, or after a failure. */
static bool more(struct input *input) {
    enum { PART = 65536, CHARACTER_MAX = 16 };
    if (input->ended)
        return false;
    if (!input->raw && !(input->raw = malloc(PART + CHARACTER_MAX))) {
        cli_fail("out of memory");
        return !(input->failed = true);
    }
    const size_t got = fread(input->raw + input->raw_size, 1, PART, input->stream);
    input->done += got;
    input->raw_size += got;
    input->ended = got == 0;
    input->converted_end -= input->converted_at;
    if (input->converted_end > 0)
        memmove(input->converted, input->converted + input->converted_at, input->converted_end);
    input->converted_at = 0;
    return convert(input, input->ended);
}

/* Reads the next line of a file in another encoding. Bytes are converted before lines are split,
 * because in such an encoding the byte of a line feed may be a part of a character. */
static bool converted_line(struct input *input) {
    size_t searched = 0;
    char *feed = NULL;
    for (;;) {
        const size_t size = input->converted_end - input->converted_at;
        feed = size > searched ? memchr(input->converted + input->converted_at + searched, '\n',
                                        size - searched)
                               : NULL;
        if (feed || !more(input))
            break;
        searched = size;
    }
    const size_t left = input->converted_end - input->converted_at;
    if (input->failed || ferror(input->stream) || (!feed && left == 0))
        return false;
    input->line = input->converted + input->converted_at;
    input->size = feed ? (size_t)(feed - input->line) : left;
    input->converted_at += input->size + (feed != NULL);
    return true;
}

static bool plain_line(struct input *input) {
    errno = 0;
    const ssize_t got = getline(&input->raw, &input->capacity, input->stream);
    if (got < 0)
        return false;
    input->done += (size_t)got;
    input->line = input->raw;
    input->size = (size_t)got - (input->raw[got - 1] == '\n');
    return true;
}

static void skip_byte_order_mark(struct input *input) {
    if (input->line_number == 1 && input->size >= 3 &&
        memcmp(input->line, "\xEF\xBB\xBF", 3) == 0) {
        input->line += 3;
        input->size -= 3;
    }
}

bool cli_input_line(struct input *input) {
    for (;;) {
        if (!input->stream && !next_file(input))
            return false;
        if (input->converter ? converted_line(input) : plain_line(input)) {
            input->line_number++;
            skip_byte_order_mark(input);
            return true;
        }
        if (ferror(input->stream)) {
            cli_fail("%s: %s", input->name, strerror(errno));
            input->failed = true;
        }
        if (input->failed || !next_file(input))
            return false;
    }
}

bool cli_input_each(const char *const *files, size_t file_count,
                    bool (*each)(void *ctx, const struct input *input), void *ctx) {
    struct input input;
    bool good = true;
    if (!cli_input_open(&input, files, file_count, NULL))
        return false;
    while (good && cli_input_line(&input))
        good = each(ctx, &input);
    good = good && !input.failed;
    cli_input_close(&input);
    return good;
}

bool cli_input_blank(const struct input *input) {
    for (size_t i = 0; i < input->size; i++)
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
