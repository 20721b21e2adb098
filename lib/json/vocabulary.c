/* SPDX-License-Identifier: MIT
 * Words of closed lists as JSON: read by name, written by name, and the lists themselves for
 * callers of the API. */
#include "base/vocabulary.h"

#include "json/json.h"

bool kefu__json_member_word(struct json_reader *reader, const json_value *object, const char *name,
                            bool required, const struct vocabulary *vocabulary, uint32_t *value) {
    const char *names[JSON_WORDS_MAX + 1];
    size_t count = 0;
    uint32_t index;
    for (; count < vocabulary->count && count < JSON_WORDS_MAX; count++)
        names[count] = vocabulary->words[count].name;
    names[count] = NULL;
    if (!kefu__json_member_choice(reader, object, name, required, names, &index))
        return false;
    *value = vocabulary->words[index].value;
    return true;
}

void kefu__json_put_word(struct json_writer *writer, const struct vocabulary *vocabulary,
                         uint32_t value) {
    kefu__json_put_string(writer, kefu__word_name(vocabulary, value));
}

void kefu__json_add_word(struct json_writer *writer, const char *name,
                         const struct vocabulary *vocabulary, uint32_t value) {
    kefu__json_put_name(writer, name);
    kefu__json_put_word(writer, vocabulary, value);
}

/* ---- the lists for callers of the API ---- */

kefu_status kefu_vocabulary_find(const char *list, const char *name, size_t size, uint32_t *value,
                                 kefu_error *error) {
    const kefu_str text = {name, size};
    const struct vocabulary *vocabulary;
    if (!list || !value || !kefu__str_sound(text))
        return kefu__fail(error, KEFU_E_ARGUMENT, "a list, a name and an output are needed");
    vocabulary = kefu__vocabulary_find(list);
    if (!vocabulary)
        return kefu__fail(error, KEFU_E_NOT_FOUND, "no list is called \"%s\"", list);
    if (!kefu__word_value(vocabulary, text, value))
        return kefu__fail(error, KEFU_E_NOT_FOUND, "\"%s\" has no such name", list);
    return KEFU_OK;
}

static void put_vocabulary(struct json_writer *writer, const struct vocabulary *vocabulary) {
    kefu__json_put_name(writer, vocabulary->name);
    kefu__json_open_array(writer);
    for (size_t i = 0; i < vocabulary->count; i++) {
        const struct vocabulary_word *word = &vocabulary->words[i];
        kefu__json_open_object(writer);
        kefu__json_add_count(writer, "value", word->value);
        kefu__json_add_string(writer, "name", word->name);
        kefu__json_put_name(writer, "title");
        kefu__json_open_object(writer);
        kefu__json_add_string(writer, "zh-Hans", word->zh_hans);
        kefu__json_add_string(writer, "en", word->en);
        kefu__json_close_object(writer);
        kefu__json_close_object(writer);
    }
    kefu__json_close_array(writer);
}

kefu_status kefu_vocabulary_write(const kefu_allocator *allocator, kefu_write write, void *ctx,
                                  kefu_error *error) {
    const struct vocabulary *vocabulary;
    kefu_allocator memory;
    struct json_writer writer;
    struct buffer buffer;
    kefu_status status;
    if (!write)
        return kefu__fail(error, KEFU_E_ARGUMENT, "write must not be NULL");
    status = kefu__allocator_init(&memory, allocator, error);
    if (status != KEFU_OK)
        return status;
    kefu__buffer_init(&buffer, &memory);
    kefu__json_begin(&writer, &buffer);
    kefu__json_open_object(&writer);
    for (size_t i = 0; (vocabulary = kefu__vocabulary_at(i)); i++)
        put_vocabulary(&writer, vocabulary);
    kefu__json_close_object(&writer);
    return kefu__buffer_hand_over(&buffer, write, ctx, error);
}
