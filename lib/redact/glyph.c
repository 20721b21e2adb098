/* SPDX-License-Identifier: MIT
 * Reading a text into glyphs. */
#include <string.h>

#include "base/utf8.h"
#include "redact/glyph.h"
#include "text/fold.h"

enum {
    /* maximum number of letters between two digits that can be taken for digits */
    LOOKALIKES_MAX = 4,
    MARK_SLOTS = 256
};

/* ---- digits ---- */

/* The value of a digit of other scripts and styles (Arabic, circled, …) that compatibility folding
 * leaves unchanged or folds to several characters; -1 for other code points. */
static int styled_digit(uint32_t point) {
    static const struct {
        uint32_t first, last;
        int value;
    } blocks[] = {
        {0x0660, 0x0669, 0},   {0x06F0, 0x06F9, 0},   {0x0966, 0x096F, 0},  {0x0E50, 0x0E59, 0},
        {0x2460, 0x2468, 1},   {0x2474, 0x247C, 1},   {0x2488, 0x2490, 1},  {0x24EA, 0x24EA, 0},
        {0x24F5, 0x24FD, 1},   {0x24FF, 0x24FF, 0},   {0x2776, 0x277E, 1},  {0x2780, 0x2788, 1},
        {0x278A, 0x2792, 1},   {0x3220, 0x3228, 1},   {0x3280, 0x3288, 1},  {0x1D7CE, 0x1D7D7, 0},
        {0x1F100, 0x1F100, 0}, {0x1F101, 0x1F10A, 0}, {0x1F10B, 0x1F10C, 0}};
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        if (point >= blocks[i].first && point <= blocks[i].last)
            return point >= 0x1F10B ? 0 : blocks[i].value + (int)(point - blocks[i].first);
    return -1;
}

static int ideograph_digit(uint32_t point) {
    static const struct {
        uint32_t point;
        int value;
    } digits[] = {{0x96F6, 0}, {0x3007, 0}, {0x25CB, 0}, {0x4E00, 1}, {0x58F9, 1}, {0x5E7A, 1},
                  {0x5F0C, 1}, {0x4E8C, 2}, {0x8D30, 2}, {0x5F0D, 2}, {0x4E09, 3}, {0x53C1, 3},
                  {0x56DB, 4}, {0x8086, 4}, {0x4E94, 5}, {0x4F0D, 5}, {0x516D, 6}, {0x9646, 6},
                  {0x4E03, 7}, {0x67D2, 7}, {0x516B, 8}, {0x634C, 8}, {0x4E5D, 9}, {0x7396, 9}};
    for (size_t i = 0; i < sizeof digits / sizeof *digits; i++)
        if (digits[i].point == point)
            return digits[i].value;
    return -1;
}

/* ---- classes ---- */

static bool is_ideograph(uint32_t point) {
    return (point >= 0x4E00 && point <= 0x9FFF) || (point >= 0x3400 && point <= 0x4DBF) ||
           point == 0x3007 || (point >= 0x20000 && point <= 0x3FFFD);
}

/* Is it a character without width: one that folds to nothing, or combines with the character before
 * it? */
static bool is_invisible(uint32_t point) {
    return (point >= 0x200B && point <= 0x200F) || (point >= 0x202A && point <= 0x202E) ||
           (point >= 0x2060 && point <= 0x206F) || (point >= 0xFE00 && point <= 0xFE0F) ||
           (point >= 0x300 && point <= 0x36F) || point == 0x20E3 || point == 0xFEFF ||
           point == 0xAD || point == 0x34F || point == 0x61C || point == 0x180E;
}

static bool is_separator(uint32_t point) {
    static const uint32_t separators[] = {
        ' ',    '\t',   '\n',   '\r',   '-',    '.',    '/',    '_',    '*',    '=',    '(',
        ')',    '[',    ']',    '~',    ',',    '|',    '+',    0xB7,   0x2022, 0x3001, 0x3010,
        0x3011, 0x2500, 0x30FB, 0x2027, 0x22C5, 0x2219, 0x223C, 0x301C, 0x3014, 0x3015, 0x2212};
    if (point >= 0x2010 && point <= 0x2015)
        return true;
    for (size_t i = 0; i < sizeof separators / sizeof *separators; i++)
        if (separators[i] == point)
            return true;
    return false;
}

const char *kefu__star(size_t length) {
    static const char *const stars[] = {"*", "\xC2\xB7", "\xEF\xBC\x8A", "\xF0\x9F\x94\xB8"};
    return stars[length - 1];
}

static bool is_star(uint32_t point, uint32_t mask) {
    return mask ? point == mask
                : point == '*' || point == 0xB7 || point == 0xFF0A || point == 0x1F538;
}

uint32_t kefu__glyph_fold(uint32_t point) {
    const uint32_t entry = kefu__fold_entry(point);
    return (entry >> FOLD_SHIFT) & (FOLD_MANY | FOLD_DROPPED) ? point : entry & FOLD_POINT;
}

/* A hash table from a character to its GLYPH_STREET … marks: what it means in addresses. */
struct mark_table {
    uint32_t point[MARK_SLOTS];
    uint8_t marks[MARK_SLOTS];
};

static size_t mark_slot(const struct mark_table *table, uint32_t point) {
    size_t slot = (point ^ point >> 7) % MARK_SLOTS;
    while (table->point[slot] && table->point[slot] != point)
        slot = (slot + 1) % MARK_SLOTS;
    return slot;
}

static void fill_marks(struct mark_table *table) {
    static const struct {
        uint8_t mark;
        const char *set;
    } rows[] = {{GLYPH_STREET, "路街道巷弄同村镇乡屯寨庄组"},
                {GLYPH_LEVEL, "省市区县州旗镇乡"},
                {GLYPH_LEVEL_END, "省市区县州旗镇乡路街道号村"},
                {GLYPH_NO_ADDRESS, "到在住寄址送往给我你您是的了请帮发从收吧呢"},
                {GLYPH_HOUSE, "十百甲乙丙丁东西南北附"}};
    memset(table, 0, sizeof *table);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *set = rows[i].set;
        for (size_t left = strlen(set); left > 0;) {
            uint32_t point;
            const uint32_t length = utf8_decode((const unsigned char *)set, left, &point);
            const size_t slot = mark_slot(table, kefu__glyph_fold(point));
            table->point[slot] = kefu__glyph_fold(point);
            table->marks[slot] |= rows[i].mark;
            set += length;
            left -= length;
        }
    }
}

static void classify(struct glyph *glyph, uint32_t raw) {
    int value = styled_digit(raw);
    glyph->point = (value >= 0 ? (uint32_t)('0' + value) : kefu__glyph_fold(raw)) & 0xFFFFFF;
    if (glyph->point >= '0' && glyph->point <= '9')
        value = (int)glyph->point - '0';
    if (value < 0) {
        value = ideograph_digit(glyph->point);
        glyph->ideograph = is_ideograph(glyph->point);
    }
    if (value >= 0) {
        glyph->type = GLYPH_DIGIT;
        glyph->value = (uint32_t)value & 15;
    } else if (glyph->point >= 'a' && glyph->point <= 'z') {
        glyph->type = GLYPH_LETTER;
    } else if (glyph->ideograph) {
        glyph->type = GLYPH_HAN;
    } else if (is_separator(glyph->point)) {
        glyph->type = GLYPH_SEPARATOR;
    }
}

/* ---- context ---- */

/* Marks masks that the input contains already: two or more mask symbols in a row are a mask, not
 * separators. */
static void find_masks(struct glyphs *glyphs, const char *text, uint32_t mask) {
    bool before = false;
    for (size_t i = 0; i < glyphs->count; i++) {
        struct glyph *glyph = &glyphs->at[i];
        uint32_t point;
        utf8_decode((const unsigned char *)text + glyph->start, glyph->end - glyph->start, &point);
        const bool star = is_star(point, mask);
        if (star && before)
            glyph[-1].type = glyph->type = GLYPH_MASKED;
        before = star;
    }
}

static int lookalike(const struct glyph *glyph) {
    if (glyph->type != GLYPH_LETTER)
        return -1;
    return glyph->point == 'o' ? 0 : glyph->point == 'l' || glyph->point == 'i' ? 1 : -1;
}

/* May the lookalike letters [i, end) be digits at a word boundary: after three digits at the end of
 * a word, or a single one before two digits at its beginning? */
static bool at_word_boundary(const struct glyphs *glyphs, size_t i, size_t end) {
    if (i >= 3 && glyph_is_digit(glyphs, i - 2) && glyph_is_digit(glyphs, i - 3))
        return !glyph_is_alnum(glyphs, end) && end - i >= 2;
    return end - i == 1 && (i == 0 || !glyph_is_alnum(glyphs, i - 1)) &&
           glyph_is_digit(glyphs, end) && glyph_is_digit(glyphs, end + 1);
}

/* Turns letters that look like digits into digits if they are between two digits: 138OO138ooo1. */
static void find_lookalikes(struct glyphs *glyphs) {
    for (size_t i = 0; i < glyphs->count; i++) {
        size_t end = i;
        const bool behind = i > 0 && glyph_is_digit(glyphs, i - 1);
        if (lookalike(&glyphs->at[i]) < 0)
            continue;
        while (end < glyphs->count && end - i < LOOKALIKES_MAX && lookalike(&glyphs->at[end]) >= 0)
            end++;
        if (!(behind && glyph_is_digit(glyphs, end)) && !at_word_boundary(glyphs, i, end))
            continue;
        for (; i < end; i++) {
            glyphs->at[i].value = (uint32_t)lookalike(&glyphs->at[i]) & 15;
            glyphs->at[i].type = GLYPH_DIGIT;
        }
    }
}

void kefu__glyphs_read(struct glyphs *glyphs, const char *text, size_t size, uint32_t mask) {
    size_t at = 0;
    struct mark_table table;
    glyphs->count = 0;
    fill_marks(&table);
    while (at < size) {
        struct glyph *glyph = &glyphs->at[glyphs->count];
        uint32_t point;
        const uint32_t length = utf8_decode((const unsigned char *)text + at, size - at, &point);
        if (point == UTF8_INVALID || !is_invisible(point)) {
            memset(glyph, 0, sizeof *glyph);
            glyph->start = (uint32_t)at;
            glyph->end = (uint32_t)at + length;
            if (point != UTF8_INVALID)
                classify(glyph, point);
            if (glyph->ideograph)
                glyph->marks = table.marks[mark_slot(&table, glyph->point)];
            glyphs->count++;
        } else if (glyphs->count) {
            /* a glyph's span includes invisible characters after it, such as an enclosing keycap */
            glyph[-1].end = (uint32_t)at + length;
        }
        at += length;
    }
    find_masks(glyphs, text, mask);
    find_lookalikes(glyphs);
}

void kefu__glyphs_mark(struct glyphs *glyphs, size_t from, size_t to, uint32_t kind) {
    for (size_t i = from; i < to; i++) {
        glyphs->at[i].type = GLYPH_MASKED;
        glyphs->at[i].kind = (uint8_t)(kind + 1);
        glyphs->at[i].joined = i > from;
    }
}

/* ---- words ---- */

bool kefu__glyph_in(const struct glyphs *glyphs, size_t i, const char *set) {
    const uint32_t wanted = glyph_point(glyphs, i);
    size_t left = strlen(set);
    if (wanted == 0)
        return false;
    while (left) {
        uint32_t point;
        const uint32_t length = utf8_decode((const unsigned char *)set, left, &point);
        if (kefu__glyph_fold(point) == wanted)
            return true;
        set += length;
        left -= length;
    }
    return false;
}

size_t kefu__glyph_word(const struct glyphs *glyphs, size_t i, const char *word) {
    size_t left = strlen(word), count = 0;
    while (left) {
        uint32_t point;
        const uint32_t length = utf8_decode((const unsigned char *)word, left, &point);
        if (kefu__glyph_fold(point) != glyph_point(glyphs, i + count))
            return 0;
        word += length;
        left -= length;
        count++;
    }
    return count;
}

bool kefu__is_version(const struct glyphs *glyphs, size_t i) {
    if (i > 0 && glyph_point(glyphs, i - 1) == 'v')
        return true;
    for (size_t back = 2; back <= 4 && back <= i; back++)
        if (kefu__glyph_word(glyphs, i - back, "版本") ||
            kefu__glyph_word(glyphs, i - back, "系统") ||
            kefu__glyph_word(glyphs, i - back, "固件"))
            return true;
    return false;
}
