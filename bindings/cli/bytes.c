/* SPDX-License-Identifier: MIT
 * A file's bytes in chunks: decompressed where it is gzip, and decoded to UTF-8. */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "records.h"

enum { CHUNK = 65536, TAIL_MAX = 16 }; /* the bytes that a character may have in any encoding */

struct byte_source {
    const char *name;
    struct finding_printer *printer;
    FILE *stream;
    uint64_t done;
    bool ended; /* of the file */
    /* as read */
    unsigned char raw[CHUNK];
    size_t raw_size;
    /* gzip: the file is packed, and raw[raw_at, raw_size) is not unpacked yet */
    bool begun, packed, member_ended;
    z_stream unpacker;
    unsigned char *unpacked;
    /* decoding */
    const char *encoding; /* NULL: not decided yet */
    iconv_t converter;    /* NULL: none is needed */
    size_t unit;          /* bytes of its smallest character */
    char tail[TAIL_MAX];
    size_t tail_size;
    char *decoded;
    size_t decoded_capacity;
    uint64_t replaced; /* what was not of the encoding */
};

static struct byte_source *fail_open(struct byte_source *source, const char *name) {
    cli_fail("%s: %s", name, errno ? strerror(errno) : "out of memory");
    cli_bytes_close(source);
    return NULL;
}

struct byte_source *cli_bytes_open(const char *name, const char *encoding,
                                   struct finding_printer *printer) {
    struct byte_source *source = calloc(1, sizeof *source);
    errno = 0;
    if (!source || !(source->unpacked = malloc(CHUNK)))
        return fail_open(source, name);
    source->name = name;
    source->printer = printer;
    source->encoding = encoding;
    source->stream = strcmp(name, "-") == 0 ? stdin : fopen(name, "rb");
    return source->stream ? source : fail_open(source, name);
}

void cli_bytes_close(struct byte_source *source) {
    if (!source)
        return;
    if (source->stream && source->stream != stdin)
        fclose(source->stream);
    if (source->packed)
        inflateEnd(&source->unpacker);
    if (source->converter)
        iconv_close(source->converter);
    free(source->unpacked);
    free(source->decoded);
    free(source);
}

uint64_t cli_bytes_done(const struct byte_source *source) {
    return source->done;
}

static bool fail(const struct byte_source *source, const char *why) {
    cli_fail("%s: %s", source->name, why);
    return false;
}

/* ---- the file ---- */

/* Fills `raw`; raw_size 0 at the end. */
static bool read_raw(struct byte_source *source) {
    errno = 0;
    source->raw_size = source->ended ? 0 : fread(source->raw, 1, CHUNK, source->stream);
    source->done += source->raw_size;
    if (ferror(source->stream))
        return fail(source, errno ? strerror(errno) : "cannot be read");
    source->ended |= source->raw_size == 0;
    return true;
}

static bool begin(struct byte_source *source) {
    source->begun = true;
    if (!read_raw(source))
        return false;
    source->packed = source->raw_size >= 2 && source->raw[0] == 0x1F && source->raw[1] == 0x8B;
    if (source->packed && inflateInit2(&source->unpacker, 15 + 16) != Z_OK)
        return (source->packed = false) || fail(source, "out of memory");
    source->unpacker.next_in = source->raw;
    source->unpacker.avail_in = (uInt)source->raw_size;
    return true;
}

/* A gzip file may be several, one behind the other. */
static bool unpack_more(struct byte_source *source) {
    z_stream *z = &source->unpacker;
    if (z->avail_in == 0) {
        if (!read_raw(source))
            return false;
        if (source->raw_size == 0 && !source->member_ended)
            return fail(source, "the gzip file is cut");
        z->next_in = source->raw;
        z->avail_in = (uInt)source->raw_size;
    }
    if (source->member_ended && z->avail_in > 0 && inflateReset(z) != Z_OK)
        return fail(source, "the gzip file is damaged");
    const int status = z->avail_in > 0 ? inflate(z, Z_NO_FLUSH) : Z_STREAM_END;
    source->member_ended = status == Z_STREAM_END;
    if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
        return fail(source, "the gzip file is damaged");
    return true;
}

/* The next bytes of the file, unpacked; *size 0 at the end. */
static bool read_bytes(struct byte_source *source, const char **bytes, size_t *size) {
    if (!source->begun ? !begin(source) : !source->packed && !read_raw(source))
        return false;
    *bytes = (const char *)source->raw;
    *size = source->raw_size;
    if (!source->packed)
        return true;
    source->unpacker.next_out = source->unpacked;
    source->unpacker.avail_out = CHUNK;
    do {
        if (!unpack_more(source))
            return false;
    } while (source->unpacker.avail_out == CHUNK && !source->ended);
    *bytes = (const char *)source->unpacked;
    *size = CHUNK - source->unpacker.avail_out;
    return true;
}

/* ---- the encoding ---- */

static void tell_encoding(struct byte_source *source, const char *name) {
    const struct finding_place place = {source->name, 1, false};
    char message[96];
    snprintf(message, sizeof message, "read as %s; --encoding says otherwise", name);
    cli_findings_note(source->printer, &place, "encoding_guessed", message);
}

static bool open_converter(struct byte_source *source, const char *name) {
    source->encoding = name;
    if (strcmp(name, "UTF-8") == 0 || strcmp(name, "utf-8") == 0)
        return true;
    source->unit = strstr(name, "16") ? 2 : strstr(name, "32") ? 4 : 1;
    source->converter = iconv_open("UTF-8", name);
    if (source->converter != (iconv_t)-1)
        return true;
    source->converter = NULL;
    cli_fail("there is no encoding %s", name);
    return false;
}

/* Decides by the bytes; while they are ASCII nothing need be decided. *skip: a byte order mark. */
static bool decide(struct byte_source *source, const char *bytes, size_t size, size_t *skip) {
    kefu_encoding guess = {.size = sizeof guess};
    kefu_encoding_guess(bytes, size, &guess, NULL);
    if (guess.binary) {
        cli_fail("%s: this is %s, not text", source->name, guess.binary);
        return false;
    }
    if (!guess.name)
        return fail(source, "cannot tell how it is encoded: say so with --encoding (gb18030, "
                            "utf-16le, …)");
    *skip = guess.bom_size;
    if (guess.is_ascii)
        return true;
    if (strcmp(guess.name, "UTF-8") != 0)
        tell_encoding(source, guess.name);
    return open_converter(source, guess.name);
}

static bool reserve(struct byte_source *source, size_t size) {
    if (size <= source->decoded_capacity)
        return true;
    char *grown = realloc(source->decoded, size);
    if (!grown)
        return fail(source, "out of memory");
    source->decoded = grown;
    source->decoded_capacity = size;
    return true;
}

/* Decodes `from`; the beginning of a character at its end is kept for the next bytes. What is not
 * of the encoding is U+FFFD. */
static size_t decode(struct byte_source *source, char *from, size_t left, char *to, size_t space,
                     bool at_end) {
    char *const begin_of_output = to;
    while (left > 0) {
        if (iconv(source->converter, &from, &left, &to, &space) != (size_t)-1)
            continue;
        if (errno == EINVAL && !at_end && left < TAIL_MAX)
            break;
        memcpy(to, "\xEF\xBF\xBD", 3);
        to += 3;
        space -= 3;
        const size_t bad = left < source->unit ? left : source->unit;
        from += bad;
        left -= bad;
        source->replaced++;
    }
    memcpy(source->tail, from, left);
    source->tail_size = left;
    return (size_t)(to - begin_of_output);
}

static bool convert(struct byte_source *source, const char **bytes, size_t *size) {
    enum { GROWTH = 4 }; /* a byte becomes at most three, and a bad one U+FFFD */
    const size_t whole = source->tail_size + *size;
    char *joined;
    if (!reserve(source, whole * (GROWTH + 1) + 16))
        return false;
    joined = source->decoded + whole * GROWTH + 16;
    memcpy(joined, source->tail, source->tail_size);
    memcpy(joined + source->tail_size, *bytes, *size);
    *size = decode(source, joined, whole, source->decoded, whole * GROWTH + 16, *size == 0);
    *bytes = source->decoded;
    return true;
}

static bool has_utf8_mark(const char *bytes, size_t size) {
    return size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0;
}

static void tell_replaced(struct byte_source *source) {
    const struct finding_place place = {source->name, 0, false};
    char message[96];
    if (source->replaced == 0)
        return;
    snprintf(message, sizeof message, "%llu pieces are no %s, and are read as U+FFFD",
             (unsigned long long)source->replaced, source->encoding);
    cli_findings_warn(source->printer, &place, "bad_text", message);
    source->replaced = 0;
}

bool cli_bytes_next(struct byte_source *source, const char **bytes, size_t *size) {
    const bool first = !source->begun;
    if (first && source->encoding && !open_converter(source, source->encoding))
        return false;
    do {
        size_t skip = 0;
        if (!read_bytes(source, bytes, size))
            return false;
        if (!source->encoding && *size > 0 && !decide(source, *bytes, *size, &skip))
            return false;
        *bytes += skip;
        *size -= skip;
        const bool ended = *size == 0 && skip == 0;
        if (source->converter && !convert(source, bytes, size))
            return false;
        if (ended) {
            tell_replaced(source);
            break;
        }
    } while (*size == 0);
    if (first && source->encoding && has_utf8_mark(*bytes, *size)) {
        *bytes += 3;
        *size -= 3;
    }
    return true;
}
