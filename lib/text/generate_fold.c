/* SPDX-License-Identifier: MIT
 * Run by the build: writes the folding tables from utf8proc and traditional.inc. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "text/fold.h"

#define POINTS       0x110000u
#define PAGE         FOLD_PAGE
#define SURROGATE(c) ((c) >= 0xD800 && (c) < 0xE000)
#define OPTIONS      (UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD)

enum { T = 1, S = 2 };
static const struct {
    uint32_t from, to, only_traditional, only_simplified;
} traditional[] = {
#include "traditional.inc"
};

/* Spaces, dots and symbols that are put between Han characters to hide a word from filters: 垃.圾.
 * Punctuation that ends clauses and quotation marks around words are not among them. */
static const uint32_t symbols[] = {
    ' ',    0xA0,   0x3000, '.',    0xB7,   0x2022, 0x2027, 0x30FB, 0xFF65, 0xFF0E, '*',    0xFF0A,
    '-',    0xFF0D, 0x2010, 0x2011, 0x2012, 0x2013, '_',    0xFF3F, '~',    0xFF5E, 0x301C, '^',
    0xFF3E, '|',    0xFF5C, '/',    0xFF0F, '\\',   0xFF3C, '+',    0xFF0B, '=',    0xFF1D, '#',
    0xFF03, '@',    0xFF20, '&',    0xFF06, '`',    0xFF40, '\'',   0xFF07, 0xB4,   0xA8,   0x2605,
    0x2606, 0x25CF, 0x25CB, 0x25A0, 0x25A1, 0x25C6, 0x25C7, 0x25B2, 0x25B3, 0x203B, 0xD7};

/* for each code point: the simplified form of a traditional character, else the code point itself
 */
static uint32_t *simple;
/* for each code point a bit set: T, it occurs in traditional text only; S, in simplified text only
 */
static uint8_t *only;
/* for each code point: can it combine with the character before it into one, by canonical
 * composition? */
static uint8_t *second;
/* the folding table before equal pages are merged: an entry for each code point */
static uint32_t *entries;
static uint32_t expansions[1 << 16];
static uint32_t expansion_count = 1;
/* hash over the folding table: the steps of FNV-1a, but from an initial value of its own, which
 * must not change because digests depend on it */
static uint64_t version = 1469598103934665603u;

static void die(const char *why, uint32_t point) {
    fprintf(stderr, "generate_fold: %s at U+%04X\n", why, point);
    exit(1);
}

static void load_traditional(void) {
    for (uint32_t c = 0; c < POINTS; c++)
        simple[c] = c;
    for (size_t i = 0; i < sizeof traditional / sizeof *traditional; i++) {
        simple[traditional[i].from] = traditional[i].to;
        if (traditional[i].only_traditional)
            only[traditional[i].from] |= T;
        if (traditional[i].only_simplified)
            only[traditional[i].to] |= S;
    }
    for (uint32_t c = 0; c < POINTS; c++)
        if (simple[simple[c]] != simple[c])
            die("a simplified character is traditional too", c);
}

static int decompose(uint32_t point, int options, int32_t *to, int room) {
    utf8proc_uint8_t text[4];
    utf8proc_ssize_t size = utf8proc_encode_char((int32_t)point, text);
    utf8proc_ssize_t n = utf8proc_decompose(text, size, to, room, (utf8proc_option_t)options);
    if (n < 0 || n > room)
        die("cannot decompose", point);
    return (int)n;
}

/* Finds all characters that can combine with the base character before them into one, and sets
 * `second`. */
static void load_seconds(void) {
    int32_t parts[64];
    for (uint32_t c = 0x80; c < POINTS; c++) {
        const utf8proc_property_t *property = utf8proc_get_property((int32_t)c);
        if (SURROGATE(c) || property->decomp_type != 0 || (c >= 0xAC00 && c < 0xD7A4))
            continue;
        int n = decompose(c, UTF8PROC_STABLE | UTF8PROC_DECOMPOSE, parts, 64);
        for (int i = 1; i < n; i++)
            second[parts[i]] = 1;
    }
    for (uint32_t c = 0x1161; c <= 0x1175; c++)
        second[c] = 1;
    for (uint32_t c = 0x11A8; c <= 0x11C2; c++)
        second[c] = 1;
}

static bool in(uint32_t c, uint32_t low, uint32_t high) {
    return c >= low && c <= high;
}

static bool is_han(uint32_t c) {
    return in(c, 0x4E00, 0x9FFF) || in(c, 0x3400, 0x4DBF) || c == 0x3005 || c == 0x3007 ||
           in(c, 0xF900, 0xFAD9) || in(c, 0x2E80, 0x2FD5) || in(c, 0x20000, 0x323AF);
}

static bool is_latin(uint32_t c) {
    return in(c | 0x20, 'a', 'z') || in(c, 0xC0, 0x24F) || in(c, 0x1E00, 0x1EFF) ||
           in(c, 0xFF21, 0xFF3A) || in(c, 0xFF41, 0xFF5A) || c == 0x251 || c == 0x261;
}

static uint32_t properties(uint32_t c) {
    const utf8proc_property_t *property = utf8proc_get_property((int32_t)c);
    int category = property->category;
    uint32_t p = 0;
    bool letter = category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
    if (is_han(c))
        p |= FOLD_HAN;
    else if (letter && is_latin(c))
        p |= FOLD_LATIN;
    else if (letter)
        p |= FOLD_FOREIGN;
    p |= only[c] & S ? FOLD_SIMPLIFIED : 0;
    p |= only[c] & T ? FOLD_TRADITIONAL : 0;
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++)
        p |= symbols[i] == c ? FOLD_SYMBOL : 0;
    if (category == UTF8PROC_CATEGORY_CO || c == 0xFFFD)
        p |= FOLD_MOJIBAKE;
    if (c == '(' || c == '?' || c == 0xFF08 || in(c, 0xE2, 0xEF))
        p |= FOLD_SUSPECT;
    return p;
}

/* The index, in `expansions`, of a sequence of n symbols to which a code point folds; it is
 * appended unless it is in the array already. */
static uint32_t expansion_of(const int32_t *parts, int n) {
    uint32_t at = 1;
    while (at < expansion_count) {
        uint32_t size = expansions[at];
        if ((int)size == n && !memcmp(expansions + at + 1, parts, (size_t)n * sizeof *parts))
            return at;
        at += size + 1;
    }
    expansions[at] = (uint32_t)n;
    memcpy(expansions + at + 1, parts, (size_t)n * sizeof *parts);
    expansion_count = at + 1 + (uint32_t)n;
    return at;
}

static uint32_t entry_of(uint32_t c) {
    uint32_t p = properties(c);
    int n = 0, kept = 0;
    if (SURROGATE(c))
        return c;
    int32_t parts[64];
    n = decompose(c, OPTIONS, parts, 64);
    n = (int)utf8proc_normalize_utf32(parts, n, (utf8proc_option_t)OPTIONS);
    if (n < 1 || n > 18)
        die("folds to nothing, or to more than 18", c);
    if (utf8proc_get_property(parts[0])->combining_class != 0 || second[parts[0]])
        p |= FOLD_COMBINING;
    for (int i = 0; i < n; i++)
        if (!utf8proc_get_property(parts[i])->ignorable)
            parts[kept++] = (int32_t)simple[parts[i]];
    if (kept == 0 || utf8proc_get_property((int32_t)c)->ignorable)
        return (p & ~(uint32_t)FOLD_COMBINING) << FOLD_SHIFT | (uint32_t)FOLD_DROPPED << FOLD_SHIFT;
    if (kept > 1)
        return (p | FOLD_MANY) << FOLD_SHIFT | expansion_of(parts, kept);
    return p << FOLD_SHIFT | (uint32_t)parts[0];
}

static void print_array(const char *type, const char *name, const uint32_t *values, uint32_t n) {
    printf("static const %s %s[%u] = {", type, name, n);
    for (uint32_t i = 0; i < n; i++) {
        printf("%s%u,", i % 12 == 0 ? "\n    " : " ", values[i]);
        version = (version ^ values[i]) * 1099511628211u;
    }
    printf("\n};\n");
}

int main(void) {
    uint32_t pages = POINTS / PAGE, unique = 0, *first = calloc(pages, sizeof *first);
    simple = calloc(POINTS, sizeof *simple);
    entries = calloc(POINTS, sizeof *entries);
    only = calloc(POINTS, 1);
    second = calloc(POINTS, 1);
    if (!simple || !entries || !only || !second || !first)
        die("out of memory", 0);
    load_traditional();
    load_seconds();
    for (uint32_t c = 0; c < POINTS; c++)
        entries[c] = entry_of(c);

    /* Most characters fold to themselves. Storing the difference between the folding and the code
     * point makes their entries equal, so that many pages are equal and are stored once. */
    for (uint32_t c = 0; c < POINTS; c++)
        if (!(entries[c] >> FOLD_SHIFT & (FOLD_MANY | FOLD_DROPPED)))
            entries[c] = (entries[c] & ~FOLD_POINT) | ((entries[c] - c) & FOLD_POINT);
    for (uint32_t i = 0; i < pages; i++) {
        uint32_t j = 0;
        while (j < unique && memcmp(entries + j * PAGE, entries + i * PAGE, PAGE * sizeof *entries))
            j++;
        if (j == unique)
            memmove(entries + unique++ * PAGE, entries + i * PAGE, PAGE * sizeof *entries);
        first[i] = j;
    }
    printf("/* Made by generate_fold.c from utf8proc %s, Unicode %s. */\n", utf8proc_version(),
           utf8proc_unicode_version());
    print_array("uint16_t", "fold_pages", first, pages);
    print_array("uint32_t", "fold_entries", entries, unique * PAGE);
    print_array("uint32_t", "fold_expansions", expansions, expansion_count);
    printf("#define FOLD_VERSION 0x%08XU\n", (uint32_t)(version ^ version >> 32));
    free(simple);
    free(entries);
    free(only);
    free(second);
    free(first);
    return 0;
}
