/* SPDX-License-Identifier: MIT
 * The titles of ids, in the languages that documents give. */
#include "scheme/titles.h"

#include <string.h>

#include "base/vocabulary.h"

/* Finds the title of an id in scheme->title_texts, or adds an empty one. Returns its index, or
 * UINT32_MAX if out of memory. */
static uint32_t title_of(struct kefu_scheme *scheme, const char *id) {
    const size_t size = strlen(id);
    uint32_t index = kefu__map_find(&scheme->titles, id, size);
    if (index != UINT32_MAX)
        return index;
    const char *copy = kefu__arena_text(&scheme->arena, id, size);
    if (!copy || !kefu__grow(&scheme->allocator, &scheme->title_texts, &scheme->title_capacity,
                             scheme->title_count + 1, sizeof *scheme->title_texts))
        return UINT32_MAX;
    index = kefu__map_add(&scheme->titles, copy, size, (uint32_t)scheme->title_count);
    if (index == UINT32_MAX)
        return UINT32_MAX;
    memset(&scheme->title_texts[index], 0, sizeof *scheme->title_texts);
    scheme->title_texts[index].id = copy;
    scheme->title_count++;
    return index;
}

/* Sets *text, a title in one language, to a copy of `by`; leaves it unchanged if `by` is NULL or
 * empty. Returns false if out of memory. */
static bool replace(struct kefu_scheme *scheme, const char **text, const char *by) {
    if (!by || !*by)
        return true;
    *text = kefu__arena_text(&scheme->arena, by, strlen(by));
    return *text != NULL;
}

bool kefu__builder_title(struct scheme_builder *builder, const char *id, const char *zh,
                         const char *en) {
    struct kefu_scheme *scheme = builder->scheme;
    const uint32_t index = title_of(scheme, id);
    return (index != UINT32_MAX && replace(scheme, &scheme->title_texts[index].zh, zh) &&
            replace(scheme, &scheme->title_texts[index].en, en)) ||
           kefu__builder_no_memory(builder);
}

/* Registers a title given by a member of an object; the member's name is the id that it belongs to.
 */
static bool read_title(struct field_reader *reader, const json_value *value, void *item) {
    const char *zh, *en;
    (void)item;
    kefu__field_title(reader, value, &zh, &en);
    return kefu__builder_title(reader->ctx, kefu__json_name(value), zh, en);
}

/* The field table of a JSON object with ids as names and titles as values, each a text or an object
 * with a text for each language. */
const struct field_table kefu__titles_table = {
    .size = 1, .shorthand = read_title, .schema = "{\"$ref\": \"#/definitions/title\"}"};
