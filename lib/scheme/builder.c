/* SPDX-License-Identifier: MIT
 * What the part compilers share: keywords for the one matcher, phrases, titles. */
#include "scheme/scheme.h"

#include <string.h>

bool kefu__builder_fail(struct scheme_builder *builder, kefu_status status, const char *message) {
    if (builder->status == KEFU_OK) {
        builder->status = status;
        kefu__fail(builder->error, status, "%s", message);
    }
    return false;
}

bool kefu__builder_no_memory(struct scheme_builder *builder) {
    return kefu__builder_fail(builder, KEFU_E_MEMORY, "out of memory");
}

void *kefu__builder_take(struct scheme_builder *builder, size_t size) {
    void *memory = kefu__arena_alloc_zero(builder->arena, size ? size : 1);
    if (!memory)
        kefu__builder_no_memory(builder);
    return memory;
}

/* ---- keywords ---- */

bool kefu__builder_keyword_kept(struct scheme_builder *builder, kefu_str text, enum sense_kind kind,
                                uint32_t value) {
    const size_t need = builder->keyword_count + 1;
    void *keywords = builder->keywords, *senses = builder->senses;
    bool grown;
    grown = kefu__grow(builder->allocator, &keywords, &builder->keyword_capacity, need,
                       sizeof *builder->keywords);
    builder->keywords = keywords;
    grown = grown && kefu__grow(builder->allocator, &senses, &builder->sense_capacity, need,
                                sizeof *builder->senses);
    builder->senses = senses;
    if (!grown)
        return kefu__builder_no_memory(builder);
    builder->keywords[builder->keyword_count] = text;
    builder->senses[builder->keyword_count].kind = (uint32_t)kind;
    builder->senses[builder->keyword_count].value = value;
    builder->keyword_count = need;
    return true;
}

bool kefu__builder_keyword(struct scheme_builder *builder, kefu_str text, enum sense_kind kind,
                           uint32_t value) {
    kefu_str copy;
    copy.data = kefu__arena_text(builder->arena, text.data, text.size);
    copy.size = text.size;
    if (!copy.data)
        return kefu__builder_no_memory(builder);
    return kefu__builder_keyword_kept(builder, copy, kind, value);
}

uint32_t kefu__builder_phrase(struct scheme_builder *builder, kefu_str text) {
    uint32_t index = kefu__map_find(&builder->phrases, text.data, text.size);
    if (index != UINT32_MAX)
        return index;
    if (!kefu__builder_keyword(builder, text, SENSE_PHRASE, builder->phrase_count))
        return UINT32_MAX;
    index = kefu__map_add(&builder->phrases, builder->keywords[builder->keyword_count - 1].data,
                          text.size, builder->phrase_count);
    if (index == UINT32_MAX)
        kefu__builder_no_memory(builder);
    else
        builder->phrase_count++;
    return index;
}

/* ---- titles ---- */

/* The index of an id's title, made empty where there was none; UINT32_MAX without memory. */
static uint32_t title_of(struct kefu_scheme *scheme, const char *id) {
    const size_t size = strlen(id);
    uint32_t index = kefu__map_find(&scheme->titles, id, size);
    const char *copy;
    if (index != UINT32_MAX)
        return index;
    copy = kefu__arena_text(&scheme->arena, id, size);
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

bool kefu__builder_title(struct scheme_builder *builder, const char *id, kefu_str zh, kefu_str en) {
    struct kefu_scheme *scheme = builder->scheme;
    const uint32_t index = title_of(scheme, id);
    struct scheme_title *title;
    if (index == UINT32_MAX)
        return kefu__builder_no_memory(builder);
    title = &scheme->title_texts[index];
    if (zh.size > 0)
        title->zh = kefu__arena_text(&scheme->arena, zh.data, zh.size);
    if (en.size > 0)
        title->en = kefu__arena_text(&scheme->arena, en.data, en.size);
    if ((zh.size > 0 && !title->zh) || (en.size > 0 && !title->en))
        return kefu__builder_no_memory(builder);
    return true;
}

/* Reads the languages of a title object; the reader stands at it. */
static void read_languages(struct scheme_builder *builder, struct json_reader *reader,
                           const json_value *object, const char *id) {
    static const char *const known[] = {"zh-Hans", "zh-Hant", "en", NULL};
    kefu_str zh = {NULL, 0}, hant = {NULL, 0}, en = {NULL, 0};
    kefu__json_known_members(reader, object, known);
    kefu__json_member_string(reader, object, "zh-Hans", false, &zh);
    kefu__json_member_string(reader, object, "zh-Hant", false, &hant);
    kefu__json_member_string(reader, object, "en", false, &en);
    kefu__builder_title(builder, id, zh.size > 0 ? zh : hant, en);
}

static void read_title_value(struct scheme_builder *builder, struct json_reader *reader,
                             const json_value *value, const char *id) {
    const kefu_str none = {NULL, 0};
    if (kefu__json_is(value, JSON_STRING))
        kefu__builder_title(builder, id, kefu__json_text(value), none);
    else if (kefu__json_is(value, JSON_OBJECT))
        read_languages(builder, reader, value, id);
    else
        kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "wrong_type",
                          "a title is a string or an object of languages");
}

void kefu__builder_read_title(struct scheme_builder *builder, struct json_reader *reader,
                              const json_value *object, const char *id) {
    const json_value *title = kefu__json_get(object, "title");
    if (!title)
        return;
    kefu__json_enter_name(reader, "title");
    read_title_value(builder, reader, title, id);
    kefu__json_leave(reader);
}

void kefu__builder_read_titles(struct scheme_builder *builder, struct json_reader *reader,
                               const json_value *root) {
    const json_value *titles = kefu__json_member_object(reader, root, "titles", false);
    const json_value *title;
    if (!titles)
        return;
    kefu__json_enter_name(reader, "titles");
    for (title = kefu__json_first(titles); title; title = kefu__json_next(title)) {
        kefu__json_enter_name(reader, kefu__json_name(title));
        read_title_value(builder, reader, title, kefu__json_name(title));
        kefu__json_leave(reader);
    }
    kefu__json_leave(reader);
}

const char *kefu_scheme_title(const kefu_scheme *scheme, const char *id, const char *language) {
    const struct scheme_title *title;
    uint32_t index;
    if (!id)
        return "";
    index = scheme ? kefu__map_find(&scheme->titles, id, strlen(id)) : UINT32_MAX;
    if (index == UINT32_MAX)
        return id;
    title = &scheme->title_texts[index];
    if (language && strncmp(language, "en", 2) == 0)
        return title->en ? title->en : title->zh ? title->zh : id;
    return title->zh ? title->zh : title->en ? title->en : id;
}
