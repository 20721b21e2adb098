/* SPDX-License-Identifier: MIT
 * Finding personal data from left to right, and writing a text without it. */
#include <string.h>

#include "base/utf8.h"
#include "redact/kinds.h"
#include "redact/redact.h"
#include "text/text.h"

static const struct {
    const char *name, *label;
} kinds[] = {{"phone", "〔手机〕"},    {"id", "〔证件〕"},      {"card", "〔卡号〕"},
             {"mail", "〔邮箱〕"},     {"handle", "〔账号〕"},  {"url", "〔网址〕"},
             {"device", "〔设备〕"},   {"address", "〔地址〕"}, {"name", "〔姓名〕"},
             {"birthday", "〔生日〕"}, {"secret", "〔密码〕"},  {"plate", "〔车牌〕"},
             {"tax", "〔税号〕"},      {"order", "〔单号〕"}};
enum { PASSES_MAX = 4 };
enum { ALL_KINDS = (1 << REDACT_KINDS) - 1 };
/* Kinds whose every span holds at least DIGITS_MIN digits: a text with fewer has none of them. */
enum {
    DIGITS_MIN = 4,
    NUMBER_KINDS = KEFU_REDACT_BIT(KEFU_REDACT_PHONE) | KEFU_REDACT_BIT(KEFU_REDACT_ID) |
                   KEFU_REDACT_BIT(KEFU_REDACT_CARD) | KEFU_REDACT_BIT(KEFU_REDACT_ORDER)
};
_Static_assert(sizeof kinds / sizeof *kinds == REDACT_KINDS,
               "a kind has no name, or a name no kind");

const char *kefu_redact_kind_name(uint32_t kind) {
    return kind < REDACT_KINDS ? kinds[kind].name : "unknown";
}

void kefu_redact_options_init(kefu_redact_options *options) {
    const kefu_redact_options defaults = KEFU_REDACT_OPTIONS_INIT;
    if (options)
        *options = defaults;
}

/* ---- finding ---- */

/* Does a word of letters and digits begin at glyph i? */
static bool begins_word(const struct glyphs *glyphs, size_t i) {
    return (glyph_is_alnum(glyphs, i) || kefu__glyph_in(glyphs, i, "_")) &&
           !(i > 0 && (glyph_is_alnum(glyphs, i - 1) || kefu__glyph_in(glyphs, i - 1, "_.%-")));
}

static bool begins_number(const struct glyphs *glyphs, size_t i) {
    if (glyph_is_digit(glyphs, i))
        return i == 0 || !glyph_is_digit(glyphs, i - 1);
    return kefu__glyph_in(glyphs, i, "+([【〔");
}

static struct finding_span find_at(const struct word_index *index, const struct glyphs *glyphs,
                                   size_t i) {
    struct finding_span span = {0, 0, 0};
    if (begins_word(glyphs, i)) {
        span = kefu__find_net(glyphs, i);
        if (!span.to)
            span = kefu__find_street(glyphs, i);
    } else {
        span = kefu__find_glued(glyphs, i);
    }
    if (!span.to && begins_number(glyphs, i))
        span = kefu__find_number(glyphs, i);
    if (!span.to)
        span = kefu__find_behind_word(index, glyphs, i);
    if (!span.to)
        span = kefu__find_before_word(glyphs, i);
    if (!span.to && (glyph_is_han(glyphs, i) || glyph_is_digit(glyphs, i)))
        span = kefu__find_address(glyphs, i);
    return span;
}

/* Searches the text once from left to right, and marks what it finds; true if it found any. */
static bool find_pass(const struct word_index *index, struct glyphs *glyphs, uint32_t wanted) {
    bool found = false;
    for (size_t i = 0; i < glyphs->count;) {
        const struct finding_span span = find_at(index, glyphs, i);
        if (!span.to) {
            i++;
            continue;
        }
        if (span.kind < REDACT_KINDS && wanted & KEFU_REDACT_BIT(span.kind)) {
            kefu__glyphs_mark(glyphs, span.from, span.to, span.kind);
            found = true;
        }
        i = span.to;
    }
    return found;
}

static bool has_digits(const struct glyphs *glyphs) {
    size_t digits = 0;
    for (size_t i = 0; i < glyphs->count && digits < DIGITS_MIN; i++)
        digits += glyph_is_digit(glyphs, i);
    return digits >= DIGITS_MIN;
}

/* Searches in several passes: text that was masked is a boundary for the text before it, so that
 * another pass may find more. The number of passes is bounded, which keeps the time linear. */
static void find_all(struct glyphs *glyphs, uint32_t wanted) {
    struct word_index index;
    if (!(wanted & ~(uint32_t)NUMBER_KINDS) && !has_digits(glyphs))
        return;
    kefu__words_index(&index);
    for (int pass = 0; pass < PASSES_MAX; pass++)
        if (!find_pass(&index, glyphs, wanted))
            break;
}

/* ---- the call ---- */

struct redaction {
    kefu_redact_options options;
    kefu_allocator allocator;
    uint32_t mask; /* the code point of the mask symbol, or 0 for stars */
    struct glyphs glyphs;
    size_t room;
};

/* Reads the mask symbol, which must be a single character, but no letter, digit or blank. */
static kefu_status read_mask(struct redaction *redaction, kefu_error *error) {
    const kefu_str mask = redaction->options.mask;
    struct glyph glyph;
    struct glyphs one = {&glyph, 0};
    uint32_t point;
    if (mask.size == 0)
        return KEFU_OK;
    if (!mask.data || mask.size > 4 ||
        utf8_decode((const unsigned char *)mask.data, mask.size, &point) != mask.size ||
        point == UTF8_INVALID)
        return kefu__fail(error, KEFU_E_ARGUMENT, "the mask is not one character");
    kefu__glyphs_read(&one, mask.data, mask.size, 0);
    if (one.count != 1 || glyph.point <= ' ' ||
        (glyph.type != GLYPH_OTHER && glyph.type != GLYPH_SEPARATOR))
        return kefu__fail(error, KEFU_E_ARGUMENT, "the mask is a letter, a digit or a blank");
    redaction->mask = point;
    return KEFU_OK;
}

static kefu_status begin(struct redaction *redaction, const char *text, size_t size,
                         const kefu_redact_options *options, kefu_error *error) {
    const kefu_redact_options defaults = KEFU_REDACT_OPTIONS_INIT;
    kefu_status status;
    memset(redaction, 0, sizeof *redaction);
    redaction->options = defaults;
    if (!text && size)
        return kefu__fail(error, KEFU_E_ARGUMENT, "text is NULL");
    if (size > TEXT_SIZE_MAX)
        return kefu__fail(error, KEFU_E_LIMIT, "the text is longer than %zu bytes", TEXT_SIZE_MAX);
    status = kefu__options_copy(&redaction->options, sizeof defaults, options, error);
    if (status == KEFU_OK)
        status = kefu__options_check(redaction->options.flags, KEFU_REDACT_LABELS,
                                     redaction->options.reserved != 0, error);
    if (status == KEFU_OK && redaction->options.kinds & ~(uint32_t)ALL_KINDS)
        status = kefu__fail(error, KEFU_E_ARGUMENT, "there is no such kind of personal data");
    if (status == KEFU_OK)
        status = read_mask(redaction, error);
    if (status == KEFU_OK)
        status = kefu__allocator_init(&redaction->allocator, redaction->options.allocator, error);
    if (status != KEFU_OK)
        return status;
    redaction->room = utf8_count(text ? text : "", size) * sizeof(struct glyph);
    redaction->glyphs.at = kefu__alloc(&redaction->allocator, redaction->room);
    if (!redaction->glyphs.at)
        return kefu__no_memory(error);
    kefu__glyphs_read(&redaction->glyphs, text, size, redaction->mask);
    find_all(&redaction->glyphs, redaction->options.kinds ? redaction->options.kinds : ALL_KINDS);
    return KEFU_OK;
}

static void end(struct redaction *redaction) {
    kefu__release(&redaction->allocator, redaction->glyphs.at, redaction->room);
}

/* The index after the last glyph of the personal data that begins with glyph i. */
static size_t span_end(const struct glyphs *glyphs, size_t i) {
    for (i++; i < glyphs->count && glyphs->at[i].kind && glyphs->at[i].joined;)
        i++;
    return i;
}

/* Writes a mask for each character of text[from … until), including the invisible ones. */
static void add_mask(struct buffer *to, const char *text, size_t from, size_t until,
                     kefu_str mask) {
    while (from < until) {
        uint32_t point;
        const size_t length = utf8_decode((const unsigned char *)text + from, until - from, &point);
        if (mask.size)
            kefu__buffer_add(to, mask.data, mask.size);
        else
            kefu__buffer_add(to, kefu__star(length), length);
        from += length;
    }
}

static void add_span(struct buffer *to, const struct redaction *redaction, const char *text,
                     const struct glyph *first, const struct glyph *last) {
    if (redaction->options.flags & KEFU_REDACT_LABELS)
        kefu__buffer_text(to, kinds[first->kind - 1].label);
    else
        add_mask(to, text, first->start, last->end, redaction->options.mask);
}

kefu_status kefu_redact(const char *text, size_t size, const kefu_redact_options *options,
                        kefu_write write, void *ctx, kefu_error *error) {
    struct redaction redaction;
    struct buffer masked;
    size_t copied = 0;
    kefu_status status;
    if (!write)
        return kefu__fail(error, KEFU_E_ARGUMENT, "write is NULL");
    status = begin(&redaction, text, size, options, error);
    if (status != KEFU_OK)
        return status;
    const struct glyphs *glyphs = &redaction.glyphs;
    kefu__buffer_init(&masked, &redaction.allocator);
    for (size_t i = 0; i < glyphs->count;) {
        const struct glyph *glyph = &glyphs->at[i];
        const size_t next = glyph->kind ? span_end(glyphs, i) : i + 1;
        if (glyph->kind) {
            kefu__buffer_add(&masked, text + copied, glyph->start - copied);
            add_span(&masked, &redaction, text, glyph, &glyphs->at[next - 1]);
            copied = glyphs->at[next - 1].end;
        }
        i = next;
    }
    if (size > copied)
        kefu__buffer_add(&masked, text + copied, size - copied);
    end(&redaction);
    return kefu__buffer_hand_over(&masked, write, ctx, error);
}

kefu_status kefu_redact_find(const char *text, size_t size, const kefu_redact_options *options,
                             kefu_redact_take take, void *ctx, kefu_error *error) {
    struct redaction redaction;
    kefu_status status;
    if (!take)
        return kefu__fail(error, KEFU_E_ARGUMENT, "take is NULL");
    status = begin(&redaction, text, size, options, error);
    if (status != KEFU_OK)
        return status;
    const struct glyphs *glyphs = &redaction.glyphs;
    for (size_t i = 0; status == KEFU_OK && i < glyphs->count;) {
        const struct glyph *glyph = &glyphs->at[i];
        const size_t next = glyph->kind ? span_end(glyphs, i) : i + 1;
        const kefu_redact_span span = {sizeof span, glyph->start, glyphs->at[next - 1].end,
                                       glyph->kind ? glyph->kind - 1u : 0, 0};
        if (glyph->kind)
            status = take(ctx, &span);
        i = next;
    }
    end(&redaction);
    return status == KEFU_OK ? status : kefu__stopped(error, status);
}
