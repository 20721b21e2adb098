/* SPDX-License-Identifier: MIT
 * A message's signature: the smallest hashes of its character bigrams, to tell repeats cheaply. */
#include "conversation/conversation.h"

/* The next code point, lenient: what is no UTF-8 counts byte by byte. */
static uint32_t next_character(const unsigned char **at, const unsigned char *end) {
    const unsigned char *p = *at;
    const uint32_t lead = *p++;
    uint32_t more = lead < 0xC2 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : lead < 0xF5 ? 3 : 0;
    uint32_t code = more ? lead & (0x3Fu >> more) : lead;
    for (; more && p < end && (*p & 0xC0) == 0x80; more--)
        code = code << 6 | (*p++ & 0x3F);
    *at = p;
    return code;
}

/* Letters without case, full-width ones as ASCII; 0 for what does not tell repeats: spaces,
 * punctuation, emoji modifiers. */
static uint32_t fold(uint32_t code) {
    if (code >= 0xFF01 && code <= 0xFF5E)
        code -= 0xFF01 - 0x21;
    if (code >= 'A' && code <= 'Z')
        return code + 32;
    if (code < 0x80)
        return (code >= 'a' && code <= 'z') || (code >= '0' && code <= '9') ? code : 0;
    if (code < 0xC0 || (code >= 0x2000 && code <= 0x206F) || (code >= 0x3000 && code <= 0x3003) ||
        (code >= 0x3008 && code <= 0x3011) || (code >= 0xFE00 && code <= 0xFE0F))
        return 0;
    return code;
}

static uint32_t mix(uint32_t a, uint32_t b) {
    uint64_t hash = ((uint64_t)a << 32 | b) * 0x9E3779B97F4A7C15u;
    hash ^= hash >> 32;
    hash *= 0xD6E8FEB86659FD93u;
    return (uint32_t)(hash >> 32);
}

/* Keeps the smallest hashes in ascending order, each once. */
static uint32_t insert(uint32_t *to, uint32_t count, uint32_t hash) {
    uint32_t place = count;
    while (place > 0 && to[place - 1] > hash)
        place--;
    if (place > 0 && to[place - 1] == hash)
        return count;
    if (place == SIGNATURE_MOST)
        return count;
    if (count < SIGNATURE_MOST)
        count++;
    for (uint32_t i = count - 1; i > place; i--)
        to[i] = to[i - 1];
    to[place] = hash;
    return count;
}

uint32_t kefu__signature(uint32_t *to, const char *text, size_t size, uint32_t *characters) {
    const unsigned char *at = (const unsigned char *)text, *end = at + size;
    uint32_t count = 0, before = 0;
    *characters = 0;
    while (at < end) {
        const uint32_t code = fold(next_character(&at, end));
        ++*characters;
        if (code == 0)
            continue;
        if (before)
            count = insert(to, count, mix(before, code));
        before = code;
    }
    return count;
}

double kefu__message_similarity(const struct message_record *a, const struct message_record *b) {
    uint32_t i = 0, j = 0, both = 0, seen = 0;
    if (a->signature_size == 0 || b->signature_size == 0)
        return 0;
    /* Of the union's smallest hashes, those in both: a full signature knows nothing above its
     * largest. */
    while (seen < SIGNATURE_MOST && (i < a->signature_size || j < b->signature_size)) {
        const bool of_a = j == b->signature_size ||
                          (i < a->signature_size && a->signature[i] <= b->signature[j]);
        const bool of_b = i == a->signature_size ||
                          (j < b->signature_size && b->signature[j] <= a->signature[i]);
        both += of_a && of_b;
        i += of_a;
        j += of_b;
        seen++;
    }
    return (double)both / (double)seen;
}
