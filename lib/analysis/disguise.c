/* SPDX-License-Identifier: MIT
 * Words in disguised form, with other characters inserted: 垃1圾, 垃✨✨✨圾, V 信, s✨b.
 *
 * The matcher skips up to two spaces or symbols between Han characters. Anything else between two
 * characters (a gap) is removed here, and the shortened text is scanned once more. Of the matches
 * of that scan only words of faults and threats that span a gap are added to the matches of the
 * text. Nearly no text has a gap. */
#include "analysis/analysis.h"

#include <string.h>

#include "base/utf8.h"
#include "text/text.h"

enum {
    GAP_MAX = 8,         /* maximum number of characters in a gap */
    GAP_DIGITS_MAX = 2,  /* maximum number of digits in a gap; more digits are a real number */
    GAP_MARKS_MIN = 3,   /* minimum number of punctuation marks in a gap; fewer end a clause */
    TOKEN_MAX = 2,       /* maximum number of letters in a Latin token beside a gap: V, QQ */
    HAN_LEAD_MIN = 0xE4, /* smallest first byte of a common Han character in UTF-8 */
    HAN_LEAD_MAX = 0xE9  /* largest first byte of a common Han character in UTF-8 */
};

/* ---- gaps ---- */

enum kind { KIND_OTHER, KIND_HAN, KIND_LATIN, KIND_DIGIT, KIND_MARK, KIND_BLANK, KIND_SYMBOL };

static bool is_between(uint32_t point, uint32_t low, uint32_t high) {
    return point >= low && point <= high;
}

static enum kind kind_of_ascii(uint32_t point) {
    if (is_between(point | 0x20, 'a', 'z'))
        return KIND_LATIN;
    if (is_between(point, '0', '9'))
        return KIND_DIGIT;
    return point == ' ' ? KIND_BLANK : point > ' ' && point < 0x7F ? KIND_MARK : KIND_OTHER;
}

static enum kind kind_of(uint32_t point) {
    if (point < 0x80)
        return kind_of_ascii(point);
    if (is_between(point, 0x3400, 0x9FFF))
        return KIND_HAN;
    if (point == 0x3000)
        return KIND_BLANK;
    if (is_between(point, 0x2600, 0x27BF) || is_between(point, 0x2B00, 0x2BFF) ||
        is_between(point, 0xFE00, 0xFE0F) || is_between(point, 0x1F000, 0x1FAFF) || point == 0x200D)
        return KIND_SYMBOL; /* emoji, and the variation selectors and joiners that belong to them */
    if (is_between(point, 0x2000, 0x25FF) || is_between(point, 0x3001, 0x303F) ||
        is_between(point, 0xFF01, 0xFF0F) || is_between(point, 0xFF1A, 0xFF20) || point == 0xB7)
        return KIND_MARK;
    return KIND_OTHER;
}

/* A gap: the characters between two letters (Han or Latin), which may hide that the letters belong
 * to one word. */
struct gap {
    uint32_t start, end;
    uint32_t characters, digits, marks, blanks, symbols;
    /* kind of the character before the gap: KIND_HAN or KIND_LATIN; KIND_OTHER: it is no letter */
    enum kind before;
    uint32_t token_before; /* number of letters of the Latin token before the gap */
};

static void enter(struct gap *gap, enum kind kind) {
    gap->characters++;
    gap->digits += kind == KIND_DIGIT;
    gap->marks += kind == KIND_MARK;
    gap->blanks += kind == KIND_BLANK;
    gap->symbols += kind == KIND_SYMBOL;
}

/* Are the characters on both sides of a gap neighbours in a word that is searched for in disguised
 * form? */
static bool joins(const struct input *input, const struct gap *gap, size_t at) {
    const unsigned char *text = (const unsigned char *)input->text;
    uint32_t length, after;
    const uint32_t before = utf8_decode_back(text, gap->start, &length);
    utf8_decode(text + at, input->size - at, &after);
    return before != UTF8_INVALID && after != UTF8_INVALID &&
           kefu__lexicon_joins(input->lexicon, before, after);
}

/* May the gap disguise a word, like the 1 in 垃1圾? `after`: the kind of the character behind the
 * gap; `token_after`: number of Latin letters from there on. */
static bool hides(const struct gap *gap, enum kind after, uint32_t token_after) {
    const bool both_han = gap->before == KIND_HAN && after == KIND_HAN;
    if (gap->before == KIND_OTHER || gap->characters == 0 || gap->characters > GAP_MAX)
        return false;
    if ((gap->before == KIND_LATIN && gap->token_before > TOKEN_MAX) ||
        (after == KIND_LATIN && token_after > TOKEN_MAX))
        return false;
    if (gap->digits > 0)
        return both_han && gap->digits <= GAP_DIGITS_MAX && gap->digits == gap->characters;
    return gap->symbols > 0 || gap->marks >= GAP_MARKS_MIN || (gap->marks == 0 && !both_han);
}

/* The number of Latin letters from `at` on, up to TOKEN_MAX + 1. */
static uint32_t count_latin(const struct input *input, size_t at) {
    uint32_t count = 0;
    while (at < input->size && count <= TOKEN_MAX &&
           kind_of((unsigned char)input->text[at]) == KIND_LATIN) {
        at++;
        count++;
    }
    return count;
}

static bool add_gap(struct disguise *disguise, const struct gap *gap) {
    struct disguise_gap *added = kefu__list_add(&disguise->gaps, sizeof *added);
    if (!added)
        return false;
    added->start = gap->start;
    added->end = gap->end;
    return true;
}

/* Ends the gap before the letter at byte offset `at`, and lists it if it may disguise a word. */
static bool close_gap(const struct input *input, struct disguise *disguise, struct gap *gap,
                      enum kind kind, size_t at) {
    gap->end = (uint32_t)at;
    if (hides(gap, kind, kind == KIND_LATIN ? count_latin(input, at) : 0)) {
        disguise->joins |= joins(input, gap, at);
        if (!add_gap(disguise, gap))
            return false;
    }
    gap->characters = gap->digits = gap->marks = gap->blanks = gap->symbols = 0;
    gap->token_before = 0;
    return true;
}

/* The end of the run of Han characters at `at`, which most text is; `at` if there is none. */
static inline size_t skip_han(const struct input *input, size_t at) {
    const unsigned char *text = (const unsigned char *)input->text;
    while (input->size - at >= CHARACTER_BYTES && text[at] >= HAN_LEAD_MIN &&
           text[at] <= HAN_LEAD_MAX)
        at += CHARACTER_BYTES;
    return at;
}

/* Lists the gaps of the text that may disguise a word: characters inserted between its letters.
 * Returns false if out of memory. */
static bool find_gaps(const struct input *input, struct disguise *disguise) {
    struct gap gap = {0};
    uint32_t point;
    disguise->gaps.count = 0;
    disguise->joins = false;
    for (size_t at = 0, end; at < input->size; at = end) {
        enum kind kind = KIND_HAN;
        end = skip_han(input, at);
        if (end == at) {
            end += utf8_decode((const unsigned char *)input->text + at, input->size - at, &point);
            kind = kind_of(point);
        }
        if (kind != KIND_HAN && kind != KIND_LATIN) {
            enter(&gap, kind);
            gap.before = kind == KIND_OTHER ? KIND_OTHER : gap.before;
            continue;
        }
        if (gap.characters > 0 && !close_gap(input, disguise, &gap, kind, at))
            return false;
        gap.start = (uint32_t)end;
        gap.token_before = kind == KIND_LATIN ? gap.token_before + 1 : 0;
        gap.before = kind;
    }
    return true;
}

/* ---- the test before a search for gaps ---- */

/* For each byte of UTF-8 a number: 1 if it may begin a punctuation mark, GAP_MARKS_MIN for ASCII
 * letters and digits and for the first bytes of emoji and joiners, else 0. A gap that disguises a
 * word has bytes whose numbers add up to at least GAP_MARKS_MIN, except for variation selectors. */
/* clang-format off */
static const uint8_t byte_hints[256] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* bytes 0x00 … 0x0F */
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* bytes 0x10 … 0x1F */
    0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, /* bytes 0x20 … 0x2F */
    3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 1, 1, 1, 1, 1, 1, /* bytes 0x30 … 0x3F */
    1, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, /* bytes 0x40 … 0x4F */
    3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 1, 1, 1, 1, 1, /* bytes 0x50 … 0x5F */
    1, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, /* bytes 0x60 … 0x6F */
    3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 1, 1, 1, 1, 0, /* bytes 0x70 … 0x7F */
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* bytes 0x80 … 0x8F */
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* bytes 0x90 … 0x9F */
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* bytes 0xA0 … 0xAF */
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* bytes 0xB0 … 0xBF */
    0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* bytes 0xC0 … 0xCF */
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* bytes 0xD0 … 0xDF */
    0, 0, 3, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, /* bytes 0xE0 … 0xEF */
    3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, /* bytes 0xF0 … 0xFF */
};
/* clang-format on */
_Static_assert(GAP_MARKS_MIN == 3, "the table holds this number");

/* Does the text have a variation selector, U+FE00 … U+FE0F? byte_hints cannot tell, because
 * variation selectors share their first byte with fullwidth punctuation. */
static bool has_selector(const struct input *input) {
    const char *at = input->text, *const end = at + input->size;
    while (at < end && (at = memchr(at, 0xEF, (size_t)(end - at))) != NULL)
        if (++at < end && (unsigned char)*at == 0xB8)
            return true;
    return false;
}

/* May the text have a gap, characters inserted into a word to disguise it? Two thirds of messages
 * cannot, which this test tells without decoding them. */
static bool may_have_gaps(const struct input *input) {
    const unsigned char *text = (const unsigned char *)input->text;
    size_t sum = 0;
    for (size_t i = 0; i < input->size; i++)
        sum += byte_hints[text[i]];
    return sum >= GAP_MARKS_MIN || (sum > 0 && has_selector(input));
}

/* ---- the text without gaps ---- */

static bool take_out(const struct input *input, struct disguise *disguise) {
    struct disguise_gap *gaps = disguise->gaps.items;
    uint32_t from = 0;
    disguise->text.size = 0;
    disguise->text.failed = false;
    for (size_t i = 0; i < disguise->gaps.count; i++) {
        kefu__buffer_add(&disguise->text, input->text + from, gaps[i].start - from);
        gaps[i].at = (uint32_t)disguise->text.size;
        from = gaps[i].end;
    }
    kefu__buffer_add(&disguise->text, input->text + from, input->size - from);
    return !disguise->text.failed;
}

/* Maps a match in the text without gaps to its offsets in the original text. `next` is the index of
 * the first gap that does not precede the match. Returns true if the match spans a gap. */
static bool restore(const struct disguise *disguise, size_t next, struct match *match) {
    const struct disguise_gap *gaps = disguise->gaps.items;
    size_t i = next;
    if (i == disguise->gaps.count || gaps[i].at >= match->end)
        return false;
    match->start += i > 0 ? gaps[i - 1].end - gaps[i - 1].at : 0;
    while (i < disguise->gaps.count && gaps[i].at < match->end)
        i++;
    match->end += gaps[i - 1].end - gaps[i - 1].at;
    return true;
}

static bool is_before(const struct match *a, const struct match *b) {
    return a->start != b->start ? a->start < b->start : a->end < b->end;
}

static bool add_match(struct disguise *disguise, const struct match *match) {
    struct match *added = kefu__list_add(&disguise->matches, sizeof *added);
    if (added)
        *added = *match;
    return added != NULL;
}

/* Appends the matches of the original text that precede `until` (NULL: all that are left). *known
 * becomes true if one of them equals `until`, which then is not added once more. */
static bool add_until(const struct input *input, struct disguise *disguise, size_t *at,
                      const struct match *until, bool *known) {
    *known = false;
    for (; *at < input->match_count && !(until && is_before(until, &input->matches[*at])); ++*at) {
        const struct match *match = &input->matches[*at];
        *known |= until && match->start == until->start && match->end == until->end &&
                  match->keyword == until->keyword;
        if (!add_match(disguise, match))
            return false;
    }
    return true;
}

/* Merges the words that were found only in the text without gaps into the sorted matches of the
 * original text. */
static bool merge(struct input *input, struct disguise *disguise, const struct match *found,
                  size_t count) {
    const struct disguise_gap *gaps = disguise->gaps.items;
    size_t at = 0, next = 0;
    bool known;
    disguise->matches.count = 0;
    for (size_t i = 0; i < count; i++) {
        struct match match = found[i];
        while (next < disguise->gaps.count && gaps[next].at <= match.start)
            next++;
        if (!input->lexicon->disguised[match.keyword] || !restore(disguise, next, &match))
            continue;
        if (!add_until(input, disguise, &at, &match, &known) ||
            (!known && !add_match(disguise, &match)))
            return false;
    }
    if (disguise->matches.count == 0)
        return true;
    if (!add_until(input, disguise, &at, NULL, &known))
        return false;
    input->matches = disguise->matches.items;
    input->match_count = disguise->matches.count;
    return true;
}

/* ---- the step ---- */

static bool scan(struct disguise *disguise, const struct matcher *matcher,
                 const kefu_allocator *allocator, const struct match **matches, size_t *count) {
    kefu_error error;
    if (!disguise->match.work &&
        kefu__match_scratch_init(&disguise->match, SIMD_AUTO, allocator, &error) != KEFU_OK)
        return false;
    return kefu__matcher_scan(matcher, &disguise->match, disguise->text.data, disguise->text.size,
                              MATCH_SORTED, matches, count, NULL, &error) == KEFU_OK;
}

bool kefu__disguise_find(struct input *input, struct disguise *disguise,
                         const kefu_allocator *allocator) {
    const struct match *matches;
    size_t count;
    if (!input->is_message || !input->lexicon->has_disguised || !may_have_gaps(input))
        return true;
    if (!find_gaps(input, disguise))
        return false;
    return !disguise->joins ||
           (take_out(input, disguise) &&
            scan(disguise, input->lexicon->matcher, allocator, &matches, &count) &&
            merge(input, disguise, matches, count));
}
