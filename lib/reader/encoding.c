/* SPDX-License-Identifier: MIT
 * How a file's bytes are encoded, guessed from its beginning. */
#include "kefu/reader.h"

#include "base/base.h"
#include "base/utf8.h"

/* ---- marks ---- */

struct mark {
    const char *bytes;
    uint32_t size;
    const char *name; /* name of the encoding, or of a binary format */
};

/* Longer byte order marks come first, because the mark of UTF-32LE begins with that of UTF-16LE. */
static const struct mark byte_order_marks[] = {
    {"\xFF\xFE\0\0", 4, "UTF-32LE"}, {"\0\0\xFE\xFF", 4, "UTF-32BE"},
    {"\xEF\xBB\xBF", 3, "UTF-8"},    {"\x84\x31\x95\x33", 4, "GB18030"},
    {"\xFF\xFE", 2, "UTF-16LE"},     {"\xFE\xFF", 2, "UTF-16BE"}};

static const struct mark signatures[] = {
    {"PK\x03\x04", 4, "a ZIP archive or an Office document"},
    {"PK\x05\x06", 4, "an empty ZIP archive"},
    {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8, "an old Office document (.xls, .doc)"},
    {"%PDF-", 5, "a PDF document"},
    {"\x89PNG", 4, "a PNG image"},
    {"\xFF\xD8\xFF", 3, "a JPEG image"},
    {"GIF8", 4, "a GIF image"},
    {"RIFF", 4, "a RIFF file (sound or image)"},
    {"\x1F\x8B", 2, "a gzip file"},
    {"BZh", 3, "a bzip2 file"},
    {"\xFD"
     "7zXZ",
     5, "an xz file"},
    {"\x28\xB5\x2F\xFD", 4, "a zstd file"},
    {"7z\xBC\xAF\x27\x1C", 6, "a 7-Zip archive"},
    {"Rar!", 4, "a RAR archive"},
    {"SQLite format 3", 15, "an SQLite database"},
    {"PAR1", 4, "a Parquet file"},
    {"\x7F"
     "ELF",
     4, "a program"}};

static const struct mark *find_mark(const struct mark *marks, size_t count, const char *bytes,
                                    size_t size) {
    for (size_t i = 0; i < count; i++)
        if (size >= marks[i].size && memcmp(bytes, marks[i].bytes, marks[i].size) == 0)
            return &marks[i];
    return NULL;
}

/* ---- UTF-16 without a mark ---- */

/* Guesses UTF-16 without a byte order mark. In text with JSON or CSV punctuation nearly every pair
 * of bytes has one zero byte; the byte order follows from whether that is the first or the second
 * byte of the pair. */
static const char *guess_wide(const unsigned char *bytes, size_t size) {
    size_t zeros[2] = {0, 0};
    for (size_t i = 0; i < size; i++)
        zeros[i % 2] += bytes[i] == 0;
    if (zeros[1] > size / 10 && zeros[0] <= zeros[1] / 20)
        return "UTF-16LE";
    if (zeros[0] > size / 10 && zeros[1] <= zeros[0] / 20)
        return "UTF-16BE";
    return NULL;
}

/* ---- UTF-8 or GB18030 ---- */

struct tally {
    /* `good`: number of characters beyond ASCII; `bad`: number of byte sequences that are no
     * characters */
    size_t good, bad;
    size_t common; /* number of characters counted in `good` that are frequent in Chinese text */
};

/* Counts the UTF-8 characters and the invalid sequences of a sample. A character that the end of
 * the sample has truncated is not counted. */
static void tally_utf8(const unsigned char *bytes, size_t size, struct tally *tally) {
    enum { CUT_MAX = 3 };
    for (size_t i = 0; i < size;) {
        uint32_t point;
        const size_t length = utf8_decode(bytes + i, size - i, &point);
        if (bytes[i] >= 0x80 && point == UTF8_INVALID && size - i <= CUT_MAX)
            break;
        tally->good += bytes[i] >= 0x80 && point != UTF8_INVALID;
        tally->bad += point == UTF8_INVALID;
        i += length;
    }
}

/* Do two bytes encode a frequent character of GB 2312: punctuation, a letter, or one of the 3,755
 * most frequent Han characters? */
static bool is_common(unsigned char lead, unsigned char trail) {
    return trail >= 0xA1 && ((lead >= 0xB0 && lead <= 0xD7) || (lead >= 0xA1 && lead <= 0xA3));
}

static size_t gb_length(const unsigned char *at, size_t left) {
    if (at[0] < 0x80)
        return 1;
    if (left < 2 || at[0] == 0x80 || at[0] == 0xFF)
        return 0;
    if (at[1] >= 0x40 && at[1] != 0x7F && at[1] != 0xFF)
        return 2;
    return left >= 4 && at[1] >= '0' && at[1] <= '9' && at[2] >= 0x81 && at[2] != 0xFF &&
                   at[3] >= '0' && at[3] <= '9'
               ? 4
               : 0;
}

static void tally_gb(const unsigned char *bytes, size_t size, struct tally *tally) {
    enum { CUT_MAX = 3 };
    for (size_t i = 0; i < size;) {
        const size_t length = gb_length(bytes + i, size - i);
        if (length == 0 && size - i <= CUT_MAX)
            break;
        tally->good += length > 1;
        tally->bad += length == 0;
        tally->common += length == 2 && is_common(bytes[i], bytes[i + 1]);
        i += length ? length : 1;
    }
}

/* The most likely encoding of a text. Some invalid bytes do not rule out UTF-8: in text that is
 * GB18030, at most a seventh of the characters happen to be valid UTF-8. */
static const char *guess_text(const unsigned char *bytes, size_t size) {
    struct tally utf8 = {0, 0, 0}, gb = {0, 0, 0};
    tally_utf8(bytes, size, &utf8);
    if (utf8.bad == 0 || utf8.good >= utf8.bad)
        return "UTF-8";
    tally_gb(bytes, size, &gb);
    if (gb.good > 20 * gb.bad && 10 * gb.common >= 6 * gb.good)
        return "GB18030";
    return utf8.good == 0 && utf8.bad <= size / 100 ? "UTF-8" : NULL;
}

static bool is_ascii(const unsigned char *bytes, size_t size) {
    for (size_t i = 0; i < size; i++)
        if (bytes[i] >= 0x80)
            return false;
    return true;
}

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void guess(const char *bytes, size_t size, kefu_encoding *to) {
    const struct mark *mark = find_mark(byte_order_marks, COUNT(byte_order_marks), bytes, size);
    if (mark) {
        to->name = mark->name;
        to->bom_size = mark->size;
        return;
    }
    mark = find_mark(signatures, COUNT(signatures), bytes, size);
    if (mark) {
        to->binary = mark->name;
        return;
    }
    to->name = guess_wide((const unsigned char *)bytes, size);
    if (to->name)
        return;
    to->is_ascii = is_ascii((const unsigned char *)bytes, size);
    to->name = to->is_ascii ? "UTF-8" : guess_text((const unsigned char *)bytes, size);
}

kefu_status kefu_encoding_guess(const char *bytes, size_t size, kefu_encoding *encoding,
                                kefu_error *error) {
    kefu_encoding found;
    if (!bytes && size)
        return kefu__fail(error, KEFU_E_ARGUMENT, "bytes is NULL");
    memset(&found, 0, sizeof found);
    found.size = sizeof found;
    guess(bytes ? bytes : "", size, &found);
    return kefu__result_copy(encoding, &found, sizeof found, error);
}
