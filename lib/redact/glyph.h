/* SPDX-License-Identifier: MIT
 * A text as the recognisers of personal data read it: folded characters, digits by value, invisible
 * characters left out. */
#ifndef KEFU_LIB_REDACT_GLYPH_H
#define KEFU_LIB_REDACT_GLYPH_H

#include "base/base.h"
#include "kefu/redact.h"

enum glyph_type {
    GLYPH_OTHER,     /* punctuation, symbols, ill-formed bytes */
    GLYPH_DIGIT,     /* a digit of any script and style */
    GLYPH_LETTER,    /* a … z */
    GLYPH_HAN,       /* an ideograph that is not a digit */
    GLYPH_SEPARATOR, /* a character that may separate the digits of one number */
    GLYPH_MASKED     /* recognised as personal data already, or part of a mask in the input */
};

/* Properties of a character that matter in postal addresses, looked up once because the recognisers
 * test them at every position. */
enum {
    GLYPH_STREET = 1, /* a word for a street or place: road, lane, village */
    GLYPH_LEVEL = 2,  /* a word for an administrative level: province, city, district */
    /* an administrative level after which an address may continue behind a comma */
    GLYPH_LEVEL_END = 4,
    GLYPH_NO_ADDRESS = 8, /* a word that does not occur in an address: 到, 在, 的 */
    GLYPH_HOUSE = 16      /* part of a house number, other than digits and letters */
};

/* A visible character, with the invisible characters that follow it. */
struct glyph {
    uint32_t start, end; /* byte offsets in the text */
    uint32_t point : 24; /* the code point folded: simplified, half-width, lower case */
    uint32_t type : 4;   /* enum glyph_type */
    uint32_t value : 4;  /* for a digit: its value, 0 … 9 */
    uint8_t ideograph;   /* is the code point an ideograph, whether it is a digit or not? */
    /* for a masked glyph: the kefu_redact_kind of the personal data, plus 1; 0: a mask that the
     * input had already */
    uint8_t kind;
    /* for a masked glyph: it belongs to the same personal data as the glyph before it */
    uint8_t joined;
    uint8_t marks; /* bit set of GLYPH_STREET …: what the character means in addresses */
};

struct glyphs {
    struct glyph *at;
    size_t count;
};

/* Fills glyphs->at, which has room for one glyph per code point of the text. `mask` is the symbol
 * that replaces masked characters, 0 for stars. */
void kefu__glyphs_read(struct glyphs *glyphs, const char *text, size_t size, uint32_t mask);

/* The folded form of a code point (simplified, half-width, lower case), as in glyph.point. */
uint32_t kefu__glyph_fold(uint32_t point);

/* A star-like symbol whose UTF-8 has `length` bytes, 1 … 4. */
const char *kefu__star(size_t length);

/* Marks glyphs [from, to) as personal data of a kind. */
void kefu__glyphs_mark(struct glyphs *glyphs, size_t from, size_t to, uint32_t kind);

/* ---- reading; beyond both ends stands GLYPH_OTHER with point 0 ---- */

static inline const struct glyph *glyph_at(const struct glyphs *glyphs, size_t i) {
    static const struct glyph none = {0, 0, 0, GLYPH_OTHER, 0, 0, 0, 0, 0};
    return i < glyphs->count ? &glyphs->at[i] : &none;
}
static inline uint32_t glyph_type(const struct glyphs *glyphs, size_t i) {
    return glyph_at(glyphs, i)->type;
}
static inline uint32_t glyph_point(const struct glyphs *glyphs, size_t i) {
    const struct glyph *glyph = glyph_at(glyphs, i);
    return glyph->type == GLYPH_MASKED ? 0 : glyph->point;
}
static inline bool glyph_is_digit(const struct glyphs *glyphs, size_t i) {
    return glyph_type(glyphs, i) == GLYPH_DIGIT;
}
/* Is glyph i a letter, or a digit that is not an ideograph? */
static inline bool glyph_is_alnum(const struct glyphs *glyphs, size_t i) {
    const struct glyph *glyph = glyph_at(glyphs, i);
    return glyph->type == GLYPH_LETTER || (glyph->type == GLYPH_DIGIT && !glyph->ideograph);
}
static inline bool glyph_is_han(const struct glyphs *glyphs, size_t i) {
    const struct glyph *glyph = glyph_at(glyphs, i);
    return glyph->ideograph && glyph->type != GLYPH_MASKED;
}

/* Has glyph i one of these properties (GLYPH_STREET …)? */
static inline bool glyph_has(const struct glyphs *glyphs, size_t i, unsigned marks) {
    const struct glyph *glyph = glyph_at(glyphs, i);
    return glyph->type != GLYPH_MASKED && glyph->marks & marks;
}

/* Is glyph i one of the characters of `set` (UTF-8, simplified)? */
bool kefu__glyph_in(const struct glyphs *glyphs, size_t i, const char *set);
/* The number of glyphs of `word` (UTF-8, simplified, lower case) if it is at position i, else 0. */
size_t kefu__glyph_word(const struct glyphs *glyphs, size_t i, const char *word);
/* Is the number at glyph i a version, because v, 版本, 系统 or 固件 precedes it? */
bool kefu__is_version(const struct glyphs *glyphs, size_t i);

#endif
