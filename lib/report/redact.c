/* SPDX-License-Identifier: MIT
 * Masking personal data in texts without changing their length; and the display width of text. */
#include <string.h>

#include "base/utf8.h"
#include "report/pen.h"

enum {
    LONG_NUMBER = 6,    /* digits in a row that are masked: orders, postal codes, phones */
    SPACED_NUMBER = 8,  /* with single spaces or hyphens between them: 138 1234 5678 */
    CHINESE_NUMBER = 7, /* 一三八零零… */
    CODE_DIGITS = 4,    /* digits that make a word of letters a code: QM2603 */
    HANDLE_LETTERS = 5, /* letters or digits behind 微信 that are taken for a handle */
    HANDLE_REACH = 4    /* characters between 微信 and a handle, at most */
};

size_t kefu__utf8_next(const char *text, size_t size, uint32_t *point) {
    const size_t length = utf8_decode((const unsigned char *)text, size, point);
    if (*point == UTF8_INVALID)
        *point = 0xFFFD;
    return length;
}

/* ---- classes ---- */

static bool is_chinese_digit(uint32_t point) {
    static const uint32_t digits[] = {0x96F6, 0x3007, 0x4E00, 0x5E7A, 0x4E8C, 0x4E09,
                                      0x56DB, 0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D};
    for (size_t i = 0; i < sizeof digits / sizeof *digits; i++)
        if (digits[i] == point)
            return true;
    return false;
}

/* ASCII and full-width digits, and those in circles. */
static bool is_digit(uint32_t point) {
    return (point >= '0' && point <= '9') || (point >= 0xFF10 && point <= 0xFF19) ||
           (point >= 0x2460 && point <= 0x2468) || point == 0x24EA;
}

static bool is_letter(uint32_t point) {
    return (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z') ||
           (point >= 0xFF21 && point <= 0xFF3A) || (point >= 0xFF41 && point <= 0xFF5A);
}

static bool is_separator(uint32_t point) {
    return point == ' ' || point == '-' || point == '.' || point == 0x3000 || point == 0xFF0D;
}

/* Writes stars over a character of 1 to 4 bytes. */
static void mask(char *text, size_t length) {
    static const char *const stars[] = {"*", "\xC2\xB7", "\xEF\xBC\x8A", "\xF0\x9F\x94\xB8"};
    memcpy(text, stars[length - 1], length);
}

/* Masks the characters of text[from, to) for which `which` is true. */
static void mask_all(char *text, size_t from, size_t to, bool (*which)(uint32_t point)) {
    while (from < to) {
        uint32_t point;
        const size_t length = kefu__utf8_next(text + from, to - from, &point);
        if (which(point))
            mask(text + from, length);
        from += length;
    }
}

/* ---- numbers ---- */

/* A run of digits with single separators between them. */
struct run {
    size_t end;         /* behind the last digit */
    unsigned digits;    /* in total */
    unsigned in_a_row;  /* the longest group without a separator */
    unsigned groups[4]; /* the lengths of the first groups */
    unsigned group_count;
};

static void count_digit(struct run *run, bool separated) {
    if (run->group_count == 0 || separated)
        run->group_count++;
    if (run->group_count <= 4) {
        const unsigned in_group = ++run->groups[run->group_count - 1];
        if (in_group > run->in_a_row)
            run->in_a_row = in_group;
    }
    run->digits++;
}

static struct run measure_run(const char *text, size_t at, size_t size) {
    struct run run = {0, 0, 0, {0, 0, 0, 0}, 0};
    bool separated = false;
    while (at < size) {
        uint32_t point;
        const size_t length = kefu__utf8_next(text + at, size - at, &point);
        if (is_digit(point)) {
            count_digit(&run, separated);
            separated = false;
            run.end = at + length;
        } else if (is_separator(point) && !separated) {
            separated = true;
        } else {
            break;
        }
        at += length;
    }
    return run;
}

/* Is it a date such as 2026-03-12, perhaps with more behind it? */
static bool is_date(const struct run *run) {
    return run->group_count >= 3 && run->groups[0] == 4 && run->groups[1] <= 2 &&
           run->groups[2] <= 2;
}

static size_t mask_chinese_number(char *text, size_t at, size_t size) {
    const size_t begin = at;
    unsigned digits = 0;
    while (at < size) {
        uint32_t point;
        const size_t length = kefu__utf8_next(text + at, size - at, &point);
        if (!is_chinese_digit(point))
            break;
        digits++;
        at += length;
    }
    if (digits >= CHINESE_NUMBER)
        mask_all(text, begin, at, is_chinese_digit);
    return at;
}

/* ---- codes, addresses, handles ---- */

static bool is_code(uint32_t point) {
    return is_digit(point) || is_letter(point) || point == '_' || point == '-';
}

static bool is_code_character(uint32_t point) {
    return is_digit(point) || is_letter(point);
}

/* Is there the name of a messenger at most HANDLE_REACH characters before `at`? */
static bool behind_messenger(const char *text, size_t at) {
    static const char *const names[] = {"微信", "薇信", "威信", "V信", "v信", "vx",
                                        "VX",   "wx",   "WX",   "QQ",  "qq",  "扣扣"};
    const size_t reach = HANDLE_REACH * 3 + 6, from = at > reach ? at - reach : 0;
    size_t i, j;
    for (i = 0; i < sizeof names / sizeof *names; i++) {
        const size_t size = strlen(names[i]);
        for (j = from; j + size <= at; j++)
            if (memcmp(text + j, names[i], size) == 0)
                return true;
    }
    return false;
}

static size_t mask_number(char *text, size_t at, size_t size) {
    const struct run run = measure_run(text, at, size);
    if (run.in_a_row >= LONG_NUMBER || (run.digits >= SPACED_NUMBER && !is_date(&run)) ||
        (run.digits >= HANDLE_LETTERS && behind_messenger(text, at)))
        mask_all(text, at, run.end, is_digit);
    return run.end;
}

/* Masks a word of letters and digits if it is a code or a handle; returns its end. */
static size_t mask_word(char *text, size_t at, size_t size) {
    const size_t begin = at;
    unsigned digits = 0, characters = 0;
    bool mail;
    while (at < size) {
        uint32_t point;
        const size_t length = kefu__utf8_next(text + at, size - at, &point);
        if (!is_code(point))
            break;
        digits += is_digit(point);
        characters++;
        at += length;
    }
    mail = at < size && text[at] == '@' && at + 1 < size && is_letter((unsigned char)text[at + 1]);
    if (mail || (characters >= HANDLE_LETTERS && behind_messenger(text, begin)))
        mask_all(text, begin, at, is_code_character);
    else if (digits >= CODE_DIGITS && digits < characters)
        mask_all(text, begin, at, is_digit);
    return at;
}

/* Does a word that begins with digits contain letters too? */
static bool is_mixed_word(const char *text, size_t at, size_t size) {
    bool letters = false;
    while (at < size) {
        uint32_t point;
        const size_t length = kefu__utf8_next(text + at, size - at, &point);
        if (!is_code(point) && point != '@')
            break;
        letters = letters || is_letter(point) || point == '_' || point == '@';
        at += length;
    }
    return letters;
}

void kefu__redact(char *text, size_t size) {
    size_t at = 0;
    while (at < size) {
        uint32_t point;
        const size_t length = kefu__utf8_next(text + at, size - at, &point);
        if (is_chinese_digit(point))
            at = mask_chinese_number(text, at, size);
        else if (is_digit(point) && !is_mixed_word(text, at, size))
            at = mask_number(text, at, size);
        else if (is_code(point))
            at = mask_word(text, at, size);
        else
            at += length;
    }
}

/* ---- width ---- */

/* East Asian Width W and F (Unicode 15, UAX #11), by blocks. */
static bool is_wide(uint32_t point) {
    static const uint32_t ranges[][2] = {
        {0x1100, 0x115F},   {0x231A, 0x231B},   {0x23E9, 0x23EC},   {0x2E80, 0x303E},
        {0x3041, 0x33FF},   {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},
        {0xA960, 0xA97F},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE10, 0xFE19},
        {0xFE30, 0xFE6F},   {0xFF01, 0xFF60},   {0xFFE0, 0xFFE6},   {0x1F300, 0x1F64F},
        {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x1FA70, 0x1FAFF}, {0x20000, 0x3FFFD}};
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (point >= ranges[i][0] && point <= ranges[i][1])
            return true;
    return false;
}

static bool is_narrowless(uint32_t point) {
    return (point >= 0x300 && point <= 0x36F) || (point >= 0x200B && point <= 0x200F) ||
           (point >= 0xFE00 && point <= 0xFE0F) || point == 0xFEFF;
}

size_t kefu__columns_of(const char *text) {
    const size_t size = strlen(text);
    size_t at = 0, columns = 0;
    while (at < size) {
        uint32_t point;
        at += kefu__utf8_next(text + at, size - at, &point);
        columns += is_narrowless(point) ? 0 : is_wide(point) ? 2 : 1;
    }
    return columns;
}
