/* SPDX-License-Identifier: MIT
 * Quotes. Which ones are kept does not depend on the order in which they are added. */
#include "aggregate/aggregate.h"

#include <math.h>
#include <string.h>

#include "base/utf8.h"
#include "kefu/redact.h"

static uint64_t hash_part(uint64_t hash, kefu_str text) {
    hash = kefu__hash_more(hash, text.data ? text.data : "", text.size);
    /* hash a delimiter, so that ("ab", "c") and ("a", "bc") differ */
    return kefu__hash_more(hash, "", 1);
}

uint64_t kefu__contact_hash(kefu_str contact_id) {
    const uint64_t hash = kefu__hash(contact_id.data ? contact_id.data : "", contact_id.size);
    return contact_id.size == 0 ? 0 : hash ? hash : 1;
}

/* The sort key of a quote: the upper bits are its weakness, so that the strongest come first; the
 * lower bits a hash of its ids and position, so that among quotes of equal strength no agent and no
 * hour is preferred. The text is not hashed, so that it must be masked only if the quote is kept.
 */
uint64_t kefu__evidence_order(const struct evidence *e) {
    const uint64_t weakness = (uint64_t)(MEASURE_SCALE - e->strength);
    uint64_t hash = hash_part(kefu__hash("", 0), e->conversation_id);
    hash = hash_part(hash, e->record_id);
    hash = kefu__hash_number(hash, (uint64_t)e->at);
    hash = kefu__hash_number(hash, (uint64_t)e->start << 32 | e->end);
    return weakness << 40 | (hash ^ hash >> 32) >> 24;
}

double kefu__topic_strength(bool is_about, double aspect, double polarity) {
    const double badness = polarity < 0 ? -polarity : 0;
    if (!is_about)
        return 0.3 * badness;
    if (aspect < 0)
        return 0.6 - 0.4 * aspect;
    return (aspect > 0 ? 0.1 : 0.3) + 0.3 * badness;
}

int kefu__evidence_compare(const struct evidence *a, const struct evidence *b) {
    const kefu_str *texts[2][4] = {{&a->conversation_id, &a->record_id, &a->text, &a->agent_id},
                                   {&b->conversation_id, &b->record_id, &b->text, &b->agent_id}};
    int order = 0;
    if (a->order != b->order)
        return a->order < b->order ? -1 : 1;
    for (size_t i = 0; i < 4 && order == 0; i++)
        order = kefu__str_compare(*texts[0][i], *texts[1][i]);
    if (order == 0 && a->at != b->at)
        order = a->at < b->at ? -1 : 1;
    if (order == 0 && a->start != b->start)
        order = a->start < b->start ? -1 : 1;
    if (order == 0 && a->end != b->end)
        order = a->end < b->end ? -1 : 1;
    if (order == 0 && a->role != b->role)
        order = a->role < b->role ? -1 : 1;
    if (order == 0 && a->contact != b->contact)
        order = a->contact < b->contact ? -1 : 1;
    return order;
}

static char *put(char *to, kefu_str *text) {
    if (text->size)
        memcpy(to, text->data, text->size);
    to[text->size] = '\0';
    text->data = to;
    return to + text->size + 1;
}

struct evidence *kefu__evidence_make(const kefu_allocator *allocator,
                                     const struct evidence *values) {
    const size_t size = sizeof *values + values->conversation_id.size + values->record_id.size +
                        values->agent_id.size + values->text.size + 4;
    struct evidence *evidence = kefu__alloc(allocator, size);
    if (!evidence)
        return NULL;
    *evidence = *values;
    evidence->size = size;
    char *next = put((char *)(evidence + 1), &evidence->conversation_id);
    next = put(next, &evidence->record_id);
    next = put(next, &evidence->agent_id);
    put(next, &evidence->text);
    return evidence;
}

/* ---- the excerpt ---- */

/* The excerpt [*from, *to) of a message's text that is stored as a quote: at most
 * AGGREGATE_QUOTE_MAX bytes around the evidence, with ends at character boundaries. */
static void frame(const struct quote *quote, size_t *from, size_t *to) {
    const size_t size = quote->text.size;
    const size_t width = quote->end - quote->start;
    *from = 0;
    *to = size;
    if (size <= AGGREGATE_QUOTE_MAX)
        return;
    size_t around = width < AGGREGATE_QUOTE_MAX ? (AGGREGATE_QUOTE_MAX - width) / 2 : 0;
    *from = quote->start > around ? quote->start - around : 0;
    if (*from > size - AGGREGATE_QUOTE_MAX)
        *from = size - AGGREGATE_QUOTE_MAX;
    *to = *from + AGGREGATE_QUOTE_MAX;
    while (*from < *to && !utf8_is_start(quote->text.data[*from]))
        ++*from;
    while (*to > *from && *to < size && !utf8_is_start(quote->text.data[*to]))
        --*to;
}

/* Number of bytes before and behind the excerpt that are searched for personal data as well, so
 * that data which is cut by an end of the excerpt is recognised. */
enum { MASK_MARGIN = 120 };

/* Where masked text is copied to: `text` gets bytes [from, to) of the text that was masked, which
 * is longer by a margin on both sides. */
struct excerpt {
    size_t from, to;
    char *text;
};

static kefu_status take_excerpt(void *ctx, const char *data, size_t size) {
    struct excerpt *excerpt = ctx;
    (void)size; /* unused: masking keeps the number of bytes, so that offsets stay valid */
    memcpy(excerpt->text, data + excerpt->from, excerpt->to - excerpt->from);
    return KEFU_OK;
}

/* Copies bytes [from, to) of a text to `masked`, with personal data masked, because it must not get
 * into a saved state or a report. Returns false if out of memory. */
static bool mask(const kefu_aggregate *a, kefu_str text, size_t from, size_t to, char *masked) {
    kefu_redact_options options = KEFU_REDACT_OPTIONS_INIT;
    size_t begin = from > MASK_MARGIN ? from - MASK_MARGIN : 0;
    size_t end = text.size - to > MASK_MARGIN ? to + MASK_MARGIN : text.size;
    while (begin > 0 && !utf8_is_start(text.data[begin]))
        begin--;
    while (end < text.size && !utf8_is_start(text.data[end]))
        end++;
    struct excerpt excerpt = {from - begin, to - begin, masked};
    options.allocator = &a->allocator;
    return kefu_redact(text.data + begin, end - begin, &options, take_excerpt, &excerpt, NULL) ==
           KEFU_OK;
}

static uint32_t shift(uint32_t at, size_t from, size_t to) {
    return at <= from ? 0 : at >= to ? (uint32_t)(to - from) : at - (uint32_t)from;
}

/* Is a quote not worth adding, because the delta (the record being added) already has a stronger
 * one for this issue, or the whole aggregate has as many stronger ones as it keeps? */
static bool is_outranked(const kefu_aggregate *a, const struct issue *issue,
                         const struct evidence *values) {
    const kefu_aggregate *of = a->whole ? a->whole : a;
    const struct issue *whole = of->group_count ? kefu__group_issue(of->groups[0], issue->kind,
                                                                    issue->id, issue->definition)
                                                : NULL;
    if (issue->evidence_count && issue->evidence[0]->order < values->order)
        return true;
    return whole && whole->evidence_count == a->most_evidence &&
           whole->evidence[whole->evidence_count - 1]->order < values->order;
}

bool kefu__evidence_add(const kefu_aggregate *a, struct issue *issue, const struct quote *quote) {
    const double strength = quote->strength < 0 ? 0 : quote->strength > 1 ? 1 : quote->strength;
    size_t capacity = issue->evidence_capacity;
    if (quote->text.size == 0 || a->most_evidence == 0)
        return true;
    size_t from, to;
    frame(quote, &from, &to);
    char text[AGGREGATE_QUOTE_MAX];
    struct evidence values;
    memset(&values, 0, sizeof values);
    values.conversation_id = kefu__str_truncate(quote->conversation_id, AGGREGATE_KEY_MAX);
    values.record_id = kefu__str_truncate(quote->record_id, AGGREGATE_KEY_MAX);
    values.agent_id = kefu__str_truncate(quote->agent_id, AGGREGATE_KEY_MAX);
    values.text.data = text;
    values.text.size = to - from;
    values.start = shift(quote->start, from, to);
    values.end = shift(quote->end, from, to);
    values.at = quote->at;
    values.strength = (int32_t)lround(strength * MEASURE_SCALE);
    values.role = quote->role;
    values.contact = kefu__contact_hash(quote->contact_id);
    values.order = kefu__evidence_order(&values);
    if (is_outranked(a, issue, &values))
        return true;
    if (!mask(a, quote->text, from, to, text))
        return false;
    if (issue->evidence_count && kefu__evidence_compare(issue->evidence[0], &values) <= 0)
        return true;
    if (!kefu__grow(&a->allocator, &issue->evidence, &capacity, 1, sizeof *issue->evidence))
        return false;
    issue->evidence_capacity = (uint32_t)capacity;
    struct evidence *made = kefu__evidence_make(&a->allocator, &values);
    if (!made)
        return false;
    if (issue->evidence_count)
        kefu__release(&a->allocator, issue->evidence[0], issue->evidence[0]->size);
    issue->evidence[0] = made;
    issue->evidence_count = 1;
    return true;
}
