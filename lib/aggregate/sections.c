/* SPDX-License-Identifier: MIT
 * The frame of a state: its header, and sections with checksums that readers which do not know them
 * can skip. */
#include <string.h>

#include "aggregate/state.h"

/* ---- writing ---- */

static void store(char *to, uint64_t value, size_t bytes) {
    for (size_t i = 0; i < bytes; i++)
        to[i] = (char)(value >> (8 * i) & 0xFF);
}

size_t kefu__section_begin(struct buffer *to, uint32_t type, uint32_t flags) {
    const size_t begin = to->size;
    kefu__put_fixed(to, type, 4);
    kefu__put_fixed(to, flags, 4);
    kefu__put_fixed(to, 0, 8);
    kefu__put_fixed(to, 0, 8);
    return begin;
}

void kefu__section_end(struct buffer *to, size_t begin) {
    if (to->failed)
        return;
    char *header = to->data + begin;
    const size_t length = to->size - begin - STATE_SECTION_SIZE;
    store(header + 8, length, 8);
    store(header + 16, kefu__crc32c(header + STATE_SECTION_SIZE, length), 4);
    store(header + 20, kefu__crc32c(header, 20), 4);
}

void kefu__header_seal(struct buffer *to, const char *magic, uint32_t version, uint32_t reader,
                       uint64_t canonical) {
    if (to->failed)
        return;
    memcpy(to->data, magic, STATE_MAGIC_SIZE);
    store(to->data + 8, version, 4);
    store(to->data + 12, reader, 4);
    store(to->data + 16, to->size, 8);
    store(to->data + 24, canonical, 8);
    store(to->data + 32, kefu__crc32c(to->data, 32), 4);
}

/* ---- reading ---- */

static uint64_t fetch(const unsigned char *from, size_t bytes) {
    uint64_t value = 0;
    for (size_t i = 0; i < bytes; i++)
        value |= (uint64_t)from[i] << (8 * i);
    return value;
}

static kefu_status damaged(kefu_error *error) {
    return kefu__fail(error, KEFU_E_CORRUPT, "the state is truncated or damaged");
}

kefu_status kefu__header_check(const unsigned char *bytes, size_t size, const char *magic,
                               uint32_t version, uint32_t oldest, kefu_error *error) {
    if (size < STATE_HEADER_SIZE || memcmp(bytes, magic, STATE_MAGIC_SIZE) != 0)
        return kefu__fail(error, KEFU_E_CORRUPT, "these bytes are no state (%s)", magic);
    if (fetch(bytes + 12, 4) > version)
        return kefu__fail(error, KEFU_E_VERSION, "the state is newer than this library");
    if (fetch(bytes + 8, 4) < oldest)
        return kefu__fail(error, KEFU_E_VERSION, "the state is of an older format");
    if (fetch(bytes + 32, 4) != kefu__crc32c(bytes, 32) || fetch(bytes + 16, 8) != size)
        return damaged(error);
    return KEFU_OK;
}

/* What is read of a type of section. */
static const struct {
    enum state_section_type type;
    uint32_t flags;
    size_t member; /* offset in struct state_sections */
} known[] = {
    {SECTION_SPEC, 0, offsetof(struct state_sections, spec)},
    {SECTION_SERIES, 0, offsetof(struct state_sections, series)},
    {SECTION_DICTIONARY, 0, offsetof(struct state_sections, dictionary)},
    {SECTION_GROUPS, 0, offsetof(struct state_sections, groups)},
    {SECTION_HOURS, 0, offsetof(struct state_sections, hours)},
    {SECTION_SOURCES, SECTION_MAY_SKIP, offsetof(struct state_sections, sources)},
};

static kefu_status take(struct state_sections *sections, const struct state_section *section,
                        kefu_error *error) {
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (section->type != known[i].type)
            continue;
        if (section->flags != known[i].flags)
            return damaged(error);
        memcpy((char *)sections + known[i].member, &section->payload, sizeof section->payload);
        return KEFU_OK;
    }
    if (section->flags & SECTION_MAY_SKIP)
        return KEFU_OK;
    return kefu__fail(error, KEFU_E_VERSION,
                      "the state has a section that this library does not know");
}

kefu_status kefu__section_read(const unsigned char *bytes, size_t size, size_t *at,
                               uint32_t *before, struct state_section *section, kefu_error *error) {
    const unsigned char *header = bytes + *at;
    if (size - *at < STATE_SECTION_SIZE || fetch(header + 20, 4) != kefu__crc32c(header, 20))
        return damaged(error);
    const uint32_t type = (uint32_t)fetch(header, 4);
    const uint64_t length = fetch(header + 8, 8);
    if (length > size - *at - STATE_SECTION_SIZE || type <= *before)
        return damaged(error);
    const struct state_payload payload = {header + STATE_SECTION_SIZE, (size_t)length};
    if (fetch(header + 16, 4) != kefu__crc32c(payload.data, payload.size))
        return damaged(error);
    *at += STATE_SECTION_SIZE + payload.size;
    *before = type;
    *section = (struct state_section){type, (uint32_t)fetch(header + 4, 4), payload};
    return KEFU_OK;
}

/* The canonical part ends where the sources begin, or with the state. */
static bool is_canonical_size(const unsigned char *bytes, size_t size,
                              const struct state_sections *sections) {
    const size_t end = sections->sources.data
                           ? (size_t)(sections->sources.data - bytes) - STATE_SECTION_SIZE
                           : size;
    return fetch(bytes + 24, 8) == end;
}

kefu_status kefu__state_open(const unsigned char *bytes, size_t size,
                             struct state_sections *sections, kefu_error *error) {
    size_t at = STATE_HEADER_SIZE;
    uint32_t before = 0;
    memset(sections, 0, sizeof *sections);
    kefu_status status = kefu__header_check(bytes, size, STATE_MAGIC, STATE_VERSION, STATE_READER,
                                            error);
    struct state_section section;
    while (status == KEFU_OK && at < size) {
        status = kefu__section_read(bytes, size, &at, &before, &section, error);
        if (status == KEFU_OK)
            status = take(sections, &section, error);
    }
    if (status != KEFU_OK)
        return status;
    if (!sections->spec.data || !sections->series.data || !sections->dictionary.data ||
        !sections->groups.data || !sections->hours.data)
        return damaged(error);
    /* what a newer version writes beside this may differ */
    if (fetch(bytes + 8, 4) == STATE_VERSION &&
        (fetch(bytes + 12, 4) != STATE_READER || !is_canonical_size(bytes, size, sections)))
        return damaged(error);
    return KEFU_OK;
}
