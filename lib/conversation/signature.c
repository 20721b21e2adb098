/* SPDX-License-Identifier: MIT
 * A message's signature: the smallest hashes of the bigrams of its folded characters (MinHash,
 * bottom k), by which repeated messages are recognised without comparing texts. Characters are
 * folded as for matching, so that script, width and case make no difference. */
#include "conversation/conversation.h"
#include "text/fold.h"

/* Does a folded symbol help to distinguish texts? Spaces, punctuation and symbols of ASCII, Latin-1
 * and CJK do not. */
static bool is_telling(uint32_t symbol) {
    if (symbol < 0x80)
        return (symbol >= 'a' && symbol <= 'z') || (symbol >= '0' && symbol <= '9');
    return symbol >= 0xC0 && !(symbol >= 0x2000 && symbol <= 0x206F) &&
           !(symbol >= 0x3000 && symbol <= 0x3003) && !(symbol >= 0x3008 && symbol <= 0x3011);
}

static uint32_t mix(uint32_t a, uint32_t b) {
    uint64_t hash = ((uint64_t)a << 32 | b) * 0x9E3779B97F4A7C15u;
    hash ^= hash >> 32;
    hash *= 0xD6E8FEB86659FD93u;
    return (uint32_t)(hash >> 32);
}

/* Inserts a hash into the ascending list of the SIGNATURE_MAX smallest hashes, without duplicates.
 * Returns the new size of the list. */
static uint32_t insert(uint32_t *to, uint32_t count, uint32_t hash) {
    uint32_t place = count;
    while (place > 0 && to[place - 1] > hash)
        place--;
    if (place > 0 && to[place - 1] == hash)
        return count;
    if (place == SIGNATURE_MAX)
        return count;
    if (count < SIGNATURE_MAX)
        count++;
    for (uint32_t i = count - 1; i > place; i--)
        to[i] = to[i - 1];
    to[place] = hash;
    return count;
}

uint32_t kefu__signature(uint32_t *to, const char *text, size_t size) {
    uint32_t count = 0, before = 0;
    struct fold_unit unit;
    for (uint32_t at = 0; at < size; at = unit.end) {
        kefu__fold_read(text, size, at, 0, &unit, NULL, NULL);
        if (unit.broken)
            before = 0;
        for (uint32_t i = 0; i < unit.count; i++) {
            if (!is_telling(unit.symbols[i]))
                continue;
            if (before)
                count = insert(to, count, mix(before, unit.symbols[i]));
            before = unit.symbols[i];
        }
    }
    return count;
}

double kefu__message_similarity(const struct message_record *a, const struct message_record *b) {
    uint32_t i = 0, j = 0, both = 0, seen = 0;
    if (a->signature_size == 0 || b->signature_size == 0)
        return 0;
    /* Counts how many of the smallest hashes of the union are in both. A full signature has no
     * information about hashes above its largest one. */
    while (seen < SIGNATURE_MAX && (i < a->signature_size || j < b->signature_size)) {
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
