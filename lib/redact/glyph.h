/* SPDX-License-Identifier: MIT
 * A text as the recognisers of personal data read it: folded characters, digits by value, invisible
 * characters left out. */
#ifndef KEFU_LIB_REDACT_GLYPH_H
#define KEFU_LIB_REDACT_GLYPH_H

#include "base/base.h"
#include "kefu/redact.h"

enum glyph_type {
    GLYPH_OTHER,     /* punctuation, symbols, ill-formed bytes */
    GLYPH_DIGIT,     /* of any script and style */
    GLYPH_LETTER,    /* a … z */
    GLYPH_HAN,       /* an ideograph that is no digit */
    GLYPH_SEPARATOR, /* may stand between the digits of one number */
    GLYPH_MASKED     /* found before, or part of a mask in the input */
};

/* What a character may be in an address, looked up once: recognisers ask at every place. */
enum {
    GLYPH_STREET = 1,     /* a road, a lane, a village */
    GLYPH_LEVEL = 2,      /* of administration: a province, a city, a district */
    GLYPH_LEVEL_END = 4,  /* an address may go on behind it after a comma */
    GLYPH_NO_ADDRESS = 8, /* words that an address does not hold: 到, 在, 的 */
    GLYPH_HOUSE = 16      /* part of a house's number besides digits and letters */
};

/* A character that is seen. Invisible ones belong to no glyph, but lie inside the spans of glyphs
 * around them. */
struct glyph {
    uint32_t start, end; /* byte offsets */
    uint32_t point : 24; /* folded: simplified, half-width, lower case */
    uint32_t type : 4;   /* enum glyph_type */
    uint32_t value : 4;  /* of a digit */
    uint8_t ideograph;   /* is the point an ideograph, be it a digit or not? */
    uint8_t kind;        /* of a masked one: kefu_redact_kind + 1; 0 for a mask of the input */
    uint8_t joined;      /* same span as the glyph before */
    uint8_t marks;       /* GLYPH_STREET … of the point */
};

struct glyphs {
    struct glyph *at;
    size_t count;
};

/* Fills glyphs->at, which has room for one glyph a code point of the text. `mask` is the symbol
 * that stands for masked characters, 0 for stars. */
void kefu__glyphs_read(struct glyphs *glyphs, const char *text, size_t size, uint32_t mask);

/* The folded form of a code point, as glyphs have it. */
uint32_t kefu__glyph_fold(uint32_t point);

/* The star that has `length` bytes, 1 … 4. */
const char *kefu__star(size_t length);

/* Marks glyphs [from, to) as personal data. */
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
/* A letter or a digit that is no ideograph. */
static inline bool glyph_is_alnum(const struct glyphs *glyphs, size_t i) {
    const struct glyph *glyph = glyph_at(glyphs, i);
    return glyph->type == GLYPH_LETTER || (glyph->type == GLYPH_DIGIT && !glyph->ideograph);
}
static inline bool glyph_is_han(const struct glyphs *glyphs, size_t i) {
    const struct glyph *glyph = glyph_at(glyphs, i);
    return glyph->ideograph && glyph->type != GLYPH_MASKED;
}

/* Has glyph i one of these GLYPH_STREET …? */
static inline bool glyph_has(const struct glyphs *glyphs, size_t i, unsigned marks) {
    const struct glyph *glyph = glyph_at(glyphs, i);
    return glyph->type != GLYPH_MASKED && glyph->marks & marks;
}

/* Is glyph i one of the characters of `set` (UTF-8, simplified)? */
bool kefu__glyph_in(const struct glyphs *glyphs, size_t i, const char *set);
/* The number of glyphs of `word` (UTF-8, simplified, lower case) if it stands at i, else 0. */
size_t kefu__glyph_word(const struct glyphs *glyphs, size_t i, const char *word);
/* Is what begins at i a version, by the letter or word before it? */
bool kefu__is_version(const struct glyphs *glyphs, size_t i);

#endif
