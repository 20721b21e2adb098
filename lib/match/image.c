/* SPDX-License-Identifier: MIT
 * Opening an image, with all checks that make scanning with it safe, and the matcher's accessors.
 */
#include "match/image.h"

#include <string.h>

#include "text/fold.h"

#define ALIGN8(size) (((size) + 7) & ~(size_t)7)

size_t kefu__image_layout(struct matcher *matcher, const struct image_header *header) {
    const char *at = (const char *)header + sizeof *header;
    matcher->header = header;
    matcher->table = (const uint64_t *)(const void *)at;
    at += (size_t)header->slots * sizeof *matcher->table;
    matcher->root_edges = (const uint64_t *)(const void *)at;
    at += (size_t)header->symbols * sizeof *matcher->root_edges;
    matcher->pages = (const uint32_t *)(const void *)at;
    at += (size_t)header->pages * 256 * sizeof *matcher->pages;
    matcher->directory = (const uint8_t *)at;
    at += 256;
    matcher->astral = (const struct image_astral *)(const void *)at;
    at += (size_t)header->astral * sizeof *matcher->astral;
    matcher->id_begin = NULL;
    matcher->id_list = NULL;
    if (header->flags & IMAGE_HAS_IDS) {
        matcher->id_begin = (const uint32_t *)(const void *)at;
        at += ((size_t)header->keywords + 1) * sizeof *matcher->id_begin;
        matcher->id_list = (const uint32_t *)(const void *)at;
        at += (size_t)header->ids * sizeof *matcher->id_list;
    }
    matcher->sentinel = header->slots - 1;
    matcher->depth = header->depth;
    matcher->filter_mask = header->flags & IMAGE_HAS_SINGLES ? 15 : 31;
    return ALIGN8((size_t)(at - (const char *)header));
}

/* The checksum of an image: multiply-and-xor over four independent lanes of 8 bytes each, so that
 * multiplications overlap and it runs at the speed of memory. Any single flipped bit changes it.
 * Sizes are multiples of 8. */
uint64_t kefu__image_checksum(const void *data, size_t size) {
    const unsigned char *bytes = data;
    uint64_t lanes[4] = {0x9E3779B97F4A7C15u, 0xC2B2AE3D27D4EB4Fu, 0x165667B19E3779F9u,
                         0x27D4EB2F165667C5u};
    uint64_t sum = size, word;
    for (; size >= 32; size -= 32, bytes += 32)
        for (int i = 0; i < 4; i++) {
            memcpy(&word, bytes + 8 * i, sizeof word);
            lanes[i] = (lanes[i] ^ word) * 0x9FB21C651E98DF25u;
            lanes[i] ^= lanes[i] >> 35;
        }
    for (; size >= 8; size -= 8, bytes += 8) {
        memcpy(&word, bytes, sizeof word);
        lanes[0] = (lanes[0] ^ word) * 0x9FB21C651E98DF25u;
        lanes[0] ^= lanes[0] >> 35;
    }
    for (int i = 0; i < 4; i++)
        sum = (sum ^ lanes[i] ^ lanes[i] >> 29) * 0x9E3779B97F4A7C15u;
    return sum ^ sum >> 32;
}

static kefu_status corrupt(kefu_error *error, const char *why) {
    return kefu__fail(error, KEFU_E_CORRUPT, "not a sound matcher image: %s", why);
}

static bool counts_are_possible(const struct image_header *header) {
    return header->keywords <= MATCHER_KEYWORDS_MAX && header->ids <= MATCHER_KEYWORDS_MAX &&
           header->symbols >= 1 && header->symbols <= CODE_MAX + 1 && header->slots >= 1 &&
           header->slots <= ENTRY_BASE_MAX && header->pages >= 1 && header->pages <= 256 &&
           header->astral < header->symbols && header->depth <= MATCHER_LENGTH_MAX &&
           !(header->flags & ~IMAGE_FLAGS);
}

static kefu_status check_header(const void *image, size_t size, kefu_error *error) {
    const struct image_header *header = image;
    if (size < sizeof *header || memcmp(header->magic, IMAGE_MAGIC, sizeof header->magic) != 0)
        return corrupt(error, "it does not start like one");
    if (header->order != IMAGE_ORDER)
        return kefu__fail(error, KEFU_E_VERSION, "the image has another byte order");
    if (header->version != IMAGE_VERSION)
        return kefu__fail(error, KEFU_E_VERSION, "the image has format %u; this library reads %u",
                          header->version, IMAGE_VERSION);
    if (header->header_checksum !=
        kefu__image_checksum(header, offsetof(struct image_header, header_checksum)))
        return corrupt(error, "the header's checksum differs");
    if (header->fold_version != kefu__fold_version())
        return kefu__fail(error, KEFU_E_VERSION, "the image was made with other folding tables");
    if (header->size != size)
        return corrupt(error, "its size is not what it says");
    if (!counts_are_possible(header))
        return corrupt(error, "a count is out of range");
    return KEFU_OK;
}

/* Are the entries of the table safe to use? A forged image must not make a scan read out of bounds.
 * Bases need no check, because table_entry() clamps every look-up to the sentinel slot. Keyword
 * numbers need one, because callers index their arrays by them. Branchless, because images are
 * large and usually sound. */
static bool entries_are_sound(const uint64_t *entries, size_t count, uint32_t keywords) {
    uint32_t bad = 0;
    for (size_t i = 0; i < count; i++)
        bad |= entry_is_keyword(entries[i]) & (entry_keyword(entries[i]) >= keywords);
    return !bad;
}

static bool points_are_sound(const struct matcher *matcher) {
    const struct image_header *header = matcher->header;
    uint32_t bad = 0;
    for (size_t i = 0; i < (size_t)header->pages * 256; i++)
        bad |= (uint16_t)matcher->pages[i] >= header->symbols;
    for (size_t i = 0; i < 256; i++)
        bad |= matcher->directory[i] >= header->pages;
    for (size_t i = 0; i < header->astral; i++)
        bad |= matcher->astral[i].code >= header->symbols ||
               (i > 0 && matcher->astral[i].point <= matcher->astral[i - 1].point);
    return !bad;
}

static bool ids_are_sound(const struct matcher *matcher) {
    const struct image_header *header = matcher->header;
    uint32_t bad = 0;
    if (!matcher->id_begin)
        return header->ids == header->keywords;
    bad |= matcher->id_begin[0] != 0 || matcher->id_begin[header->keywords] != header->ids;
    for (size_t i = 0; i < header->keywords; i++)
        bad |= matcher->id_begin[i] >= matcher->id_begin[i + 1];
    for (size_t i = 0; i < header->ids; i++)
        bad |= matcher->id_list[i] >= header->ids;
    return !bad;
}

static kefu_status check_sections(const struct matcher *matcher, kefu_error *error) {
    const struct image_header *header = matcher->header;
    if (header->checksum != kefu__image_checksum(header + 1, (size_t)header->size - sizeof *header))
        return corrupt(error, "its checksum differs");
    if (matcher->table[matcher->sentinel] != ENTRY_EMPTY)
        return corrupt(error, "its last slot is in use");
    if (!entries_are_sound(matcher->table, header->slots, header->keywords) ||
        !entries_are_sound(matcher->root_edges, header->symbols, header->keywords))
        return corrupt(error, "an entry names a keyword that is not there");
    if (!points_are_sound(matcher))
        return corrupt(error, "a code point has a code that is not there");
    if (!ids_are_sound(matcher))
        return corrupt(error, "its indices are out of order");
    return KEFU_OK;
}

kefu_status kefu__matcher_open(const void *image, size_t size, const kefu_allocator *allocator,
                               struct matcher **matcher, kefu_error *error) {
    if (!image || !matcher)
        return kefu__fail(error, KEFU_E_ARGUMENT, "image or matcher is NULL");
    if ((uintptr_t)image % 8 != 0)
        return kefu__fail(error, KEFU_E_ARGUMENT, "the image does not start at a multiple of 8");
    struct matcher opened;
    memset(&opened, 0, sizeof opened);
    kefu_status status = kefu__allocator_init(&opened.allocator, allocator, error);
    if (status == KEFU_OK)
        status = check_header(image, size, error);
    if (status != KEFU_OK)
        return status;
    if (kefu__image_layout(&opened, image) != size)
        return corrupt(error, "its size does not fit its counts");
    status = check_sections(&opened, error);
    if (status != KEFU_OK)
        return status;
    struct matcher *made;
    made = kefu__alloc(&opened.allocator, sizeof *made);
    if (!made)
        return kefu__no_memory(error);
    *made = opened;
    *matcher = made;
    return KEFU_OK;
}

const void *kefu__matcher_image(const struct matcher *matcher, size_t *size) {
    *size = (size_t)matcher->header->size;
    return matcher->header;
}

void kefu__matcher_free(struct matcher *matcher) {
    if (!matcher)
        return;
    const kefu_allocator allocator = matcher->allocator;
    if (matcher->owned) {
        union {
            const struct image_header *image;
            void *memory;
        } ours = {matcher->header};
        kefu__release(&allocator, ours.memory, (size_t)matcher->header->size);
    }
    kefu__release(&allocator, matcher, sizeof *matcher);
}

uint32_t kefu__matcher_code(const struct matcher *matcher, uint32_t symbol) {
    uint32_t low = 0, high = matcher->header->astral;
    if (symbol < 0x10000)
        return (uint16_t)matcher_point(matcher, symbol);
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (matcher->astral[middle].point < symbol)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == matcher->header->astral || matcher->astral[low].point != symbol)
        return 0;
    return matcher->astral[low].code;
}

uint32_t kefu__matcher_count(const struct matcher *matcher) {
    return matcher->header->keywords;
}

uint32_t kefu__matcher_id_count(const struct matcher *matcher, uint32_t keyword) {
    if (!matcher->id_begin)
        return 1;
    return matcher->id_begin[keyword + 1] - matcher->id_begin[keyword];
}

uint32_t kefu__matcher_id(const struct matcher *matcher, uint32_t keyword, uint32_t i) {
    return matcher->id_begin ? matcher->id_list[matcher->id_begin[keyword] + i] : keyword;
}

bool kefu__matcher_skips_symbols(const struct matcher *matcher) {
    return matcher->header->flags & IMAGE_SKIPS_SYMBOLS;
}
