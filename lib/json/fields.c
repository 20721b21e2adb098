/* SPDX-License-Identifier: MIT
 * Reading objects by tables of their members. */
#include "json/fields.h"

#include <math.h>
#include <string.h>

/* The rows that apply to one JSON object: those of its field table and those of its variant (the
 * further table that the value of its FIELD_VARIANT member selects). */
struct row_list {
    const struct field *rows[FIELDS_MAX];
    size_t count;
    const struct field_table *variant; /* the selected further table; NULL: none */
    bool known;                        /* false: the table has variants, but none is selected */
};

/* ---- texts ---- */

bool kefu__field_refuse(struct field_reader *reader, const char *member, const char *code,
                        const char *message) {
    return kefu__json_refuse(reader->json, member, KEFU_E_DEFINITION, code, "%s", message);
}

bool kefu__is_id(kefu_str text) {
    if (text.size == 0 || text.size > FIELD_ID_MAX || text.data[0] < 'a' || text.data[0] > 'z')
        return false;
    for (size_t i = 1; i < text.size; i++) {
        const char c = text.data[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-'))
            return false;
    }
    return true;
}

const char *kefu__field_keep(struct field_reader *reader, kefu_str text) {
    const char *copy = kefu__arena_text(reader->arena, text.data, text.size);
    if (!copy)
        reader->no_memory = true;
    return copy ? copy : "";
}

void *kefu__field_room(struct field_reader *reader, size_t count, size_t width) {
    void *room = kefu__arena_alloc_zero(reader->arena, count ? count * width : 1);
    if (!room)
        reader->no_memory = true;
    return room;
}

/* The text of one language in a title; NULL if it is missing or empty. */
static const char *keep_language(struct field_reader *reader, const json_value *title,
                                 enum language language) {
    kefu_str text;
    return kefu__json_member_string(reader->json, title, kefu__languages.words[language].name,
                                    false, &text) &&
                   text.size > 0
               ? kefu__field_keep(reader, text)
               : NULL;
}

void kefu__field_title(struct field_reader *reader, const json_value *value, const char **zh,
                       const char **en) {
    const char *names[LANGUAGE_COUNT + 1] = {NULL};
    *zh = *en = NULL;
    if (kefu__json_is(value, JSON_STRING)) {
        *zh = kefu__json_text(value).size ? kefu__field_keep(reader, kefu__json_text(value)) : NULL;
    } else if (kefu__json_is(value, JSON_OBJECT)) {
        for (size_t i = 0; i < LANGUAGE_COUNT; i++)
            names[i] = kefu__languages.words[i].name;
        kefu__json_known_members(reader->json, value, names);
        *zh = keep_language(reader, value, LANGUAGE_ZH_HANS);
        const char *traditional = keep_language(reader, value, LANGUAGE_ZH_HANT);
        *zh = *zh ? *zh : traditional;
        *en = keep_language(reader, value, LANGUAGE_EN);
    } else {
        kefu__json_refuse(reader->json, NULL, KEFU_E_DEFINITION, "wrong_type",
                          "must be a string or {\"zh-Hans\": …, \"en\": …}");
    }
}

void kefu__title_complete(const char **zh, const char **en, const char *fallback) {
    const char *chinese = *zh ? *zh : *en, *english = *en ? *en : *zh;
    *zh = chinese ? chinese : fallback;
    *en = english ? english : fallback;
}

/* Checks the form and length of a text. Returns false, after a report, if the row does not allow
 * it. */
static bool accepts_text(struct field_reader *reader, const struct field *field, kefu_str text) {
    if (field->type == FIELD_ID)
        return kefu__is_id(text) ||
               kefu__json_refuse(reader->json, field->name, KEFU_E_DEFINITION, "bad_id",
                                 "an id is [a-z][a-z0-9_.-]*, at most 64 characters");
    if (field->type == FIELD_PART_ID)
        return (text.size > 0 && text.size <= FIELD_ID_MAX) ||
               kefu__json_refuse(reader->json, field->name, KEFU_E_DEFINITION, "bad_id",
                                 "an id has 1 to 64 bytes");
    return field->high <= 0 ||
           ((double)text.size >= field->low && (double)text.size <= field->high) ||
           kefu__json_refuse(reader->json, field->name, KEFU_E_DEFINITION, "out_of_range",
                             "must have %.0f to %.0f bytes", field->low, field->high);
}

static void read_text(struct field_reader *reader, const struct field *field,
                      const json_value *object, void *to) {
    kefu_str text;
    if (kefu__json_member_string(reader->json, object, field->name, field->flags & FIELD_REQUIRED,
                                 &text) &&
        accepts_text(reader, field, text))
        *(const char **)to = kefu__field_keep(reader, text);
}

static void read_reference(struct field_reader *reader, const struct field *field,
                           const json_value *object, void *item) {
    kefu_str id;
    if (kefu__json_member_string(reader->json, object, field->name, field->flags & FIELD_REQUIRED,
                                 &id) &&
        !field->find(reader, id, (char *)item + field->at))
        kefu__json_refuse(reader->json, field->name, KEFU_E_REFERENCE, "unresolved_ref",
                          "there is no %s \"%.*s\"", field->what,
                          (int)kefu__str_truncate(id, 80).size, id.data);
}

static void read_texts(struct field_reader *reader, const json_value *list, const char ***texts,
                       size_t *count) {
    const json_value *item;
    size_t index = 0;
    *texts = kefu__field_room(reader, kefu__json_count(list), sizeof **texts);
    for (item = kefu__json_first(list); item && *texts; item = kefu__json_next(item)) {
        kefu__json_enter_index(reader->json, index++);
        if (kefu__json_is(item, JSON_STRING))
            (*texts)[(*count)++] = kefu__field_keep(reader, kefu__json_text(item));
        else
            kefu__json_refuse(reader->json, NULL, KEFU_E_DEFINITION, "wrong_type",
                              "must be a string");
        kefu__json_leave(reader->json);
    }
}

/* ---- words ---- */

static bool choose(struct field_reader *reader, const struct field *field, const json_value *object,
                   uint32_t *value) {
    const bool required = field->flags & FIELD_REQUIRED;
    return field->words ? kefu__json_member_word(reader->json, object, field->name, required,
                                                 field->words, value)
                        : kefu__json_member_choice(reader->json, object, field->name, required,
                                                   field->names, value);
}

/* The index in the row's vocabulary of the word that is the value of a member; SIZE_MAX if there is
 * none, which is not reported. */
static size_t word_index(const struct field *field, const json_value *value) {
    const kefu_str text = kefu__json_text(value);
    if (!kefu__json_is(value, JSON_STRING))
        return SIZE_MAX;
    for (size_t i = 0; field->words && i < field->words->count; i++)
        if (kefu__str_is(text, field->words->words[i].name))
            return i;
    for (size_t i = 0; field->names && field->names[i]; i++)
        if (kefu__str_is(text, field->names[i]))
            return i;
    return SIZE_MAX;
}

/* ---- numbers ---- */

static double low_of(const struct field *field) {
    return field->low == 0 && field->high == 0 ? -HUGE_VAL : field->low;
}
static double high_of(const struct field *field) {
    return field->low == 0 && field->high == 0 ? HUGE_VAL : field->high;
}

static void read_number(struct field_reader *reader, const struct field *field,
                        const json_value *object, void *to) {
    const bool required = field->flags & FIELD_REQUIRED;
    double number;
    int64_t integer;
    if (field->type == FIELD_NUMBER || field->type == FIELD_FLOAT) {
        if (!kefu__json_member_number(reader->json, object, field->name, required, low_of(field),
                                      high_of(field), &number))
            return;
        if (field->type == FIELD_NUMBER)
            *(double *)to = number;
        else
            *(float *)to = (float)number;
    } else if (kefu__json_member_integer(reader->json, object, field->name, required,
                                         (int64_t)field->low, (int64_t)field->high, &integer)) {
        if (field->type == FIELD_INTEGER)
            *(int64_t *)to = integer;
        else if (field->type == FIELD_COUNT)
            *(uint32_t *)to = (uint32_t)integer;
    }
}

/* ---- lists and maps ---- */

/* Is the number of elements of a list or map within the row's range? If not, reports it. */
static bool accepts_count(struct field_reader *reader, const struct field *field, size_t count) {
    if (field->high <= 0 || ((double)count >= field->low && (double)count <= field->high))
        return true;
    if (field->low <= 0)
        return kefu__json_refuse(reader->json, NULL, KEFU_E_LIMIT, "limit_exceeded",
                                 "must have at most %.0f elements", field->high);
    return kefu__json_refuse(reader->json, NULL, KEFU_E_DEFINITION, "out_of_range",
                             "must have %.0f to %.0f elements", field->low, field->high);
}

/* Reads the elements of an array, or the members of an object, by the field table. If `kept` is
 * true, they are stored in a new array of structs; otherwise one struct is reused for each in turn.
 */
static void *read_elements(struct field_reader *reader, const struct field_table *table,
                           const json_value *list, bool kept, size_t *count) {
    const bool named = kefu__json_is(list, JSON_OBJECT);
    char *items = kefu__field_room(reader, kept ? kefu__json_count(list) : 1, table->size);
    const json_value *value;
    size_t index = 0;
    *count = 0;
    for (value = kefu__json_first(list); value && items; value = kefu__json_next(value)) {
        if (named)
            kefu__json_enter_name(reader->json, kefu__json_name(value));
        else
            kefu__json_enter_index(reader->json, index++);
        if (kefu__fields_read(reader, table, value, items + *count * table->size))
            *count += kept;
        kefu__json_leave(reader->json);
    }
    return items;
}

void *kefu__fields_elements(struct field_reader *reader, const struct field_table *table,
                            const json_value *list, size_t *count) {
    return read_elements(reader, table, list, true, count);
}

static void read_list(struct field_reader *reader, const struct field *field,
                      const json_value *list, void *item) {
    const bool kept = !(field->flags & FIELD_STREAMED);
    size_t count;
    void *items = read_elements(reader, field->table, list, kept, &count);
    if (!kept)
        return;
    *(void **)((char *)item + field->at) = items;
    *(size_t *)((char *)item + field->second) = count;
}

/* Reads the value of a row that is an object, an array, or read by the row's callback `read`. */
static void read_inner(struct field_reader *reader, const struct field *field,
                       const json_value *value, void *item) {
    /* if `item` is NULL, the value is checked but not stored */
    void *to = item ? (char *)item + field->at : NULL;
    kefu__json_enter_name(reader->json, field->name);
    if (field->type == FIELD_CUSTOM || field->type == FIELD_CHOICE)
        field->read(reader, value, item);
    else if (field->type == FIELD_OBJECT)
        kefu__fields_read(reader, field->table, value, to);

    else if (field->type == FIELD_TITLE)
        kefu__field_title(reader, value, to, (const char **)((char *)item + field->second));
    else if (field->type == FIELD_JSON)
        reader->no_memory |= !kefu__json_keep(reader->arena, value, to);
    else if (!accepts_count(reader, field, kefu__json_count(value)))
        ;
    else if (field->type == FIELD_TEXTS)
        read_texts(reader, value, to, (size_t *)((char *)item + field->second));
    else
        read_list(reader, field, value, item);
    kefu__json_leave(reader->json);
}

/* The value of a member that is an object or array; NULL if it is absent, or if it has a wrong
 * type, which is reported. */
static const json_value *inner_value(struct field_reader *reader, const struct field *field,
                                     const json_value *object) {
    const bool required = field->flags & FIELD_REQUIRED;
    switch (field->type) {
    case FIELD_MAP:
    case FIELD_JSON:
        return kefu__json_member_object(reader->json, object, field->name, required);
    case FIELD_OBJECT:
        if (!field->table->shorthand)
            return kefu__json_member_object(reader->json, object, field->name, required);
        break;
    case FIELD_LIST:
    case FIELD_TEXTS:
        return kefu__json_member_array(reader->json, object, field->name, required);
    default:
        break;
    }
    return kefu__json_member_any(reader->json, object, field->name, required);
}

/* ---- objects ---- */

/* For a FIELD_EACH row: calls its callback `read` for each member of the object whose name is a
 * word of its vocabulary. */
static void read_each(struct field_reader *reader, const struct field *field,
                      const json_value *object, void *item) {
    for (size_t i = 0; i < field->words->count; i++) {
        const char *name = field->words->words[i].name;
        const json_value *value = kefu__json_get(object, name);
        if (!value)
            continue;
        kefu__json_enter_name(reader->json, name);
        field->read(reader, value, item);
        kefu__json_leave(reader->json);
    }
}

/* For a FIELD_CHOICE row: reads a word of its vocabulary or, if it has a callback `read`, an object
 * instead of the word. */
static void read_choice(struct field_reader *reader, const struct field *field,
                        const json_value *object, void *item) {
    const json_value *value = field->read ? kefu__json_get(object, field->name) : NULL;
    uint32_t word;
    if (kefu__json_is(value, JSON_OBJECT))
        read_inner(reader, field, value, item);
    /* memcpy: an enum has this size, but must not be written by a uint32_t * */
    else if (choose(reader, field, object, &word))
        memcpy((char *)item + field->at, &word, sizeof word);
}

static void read_field(struct field_reader *reader, const struct field *field,
                       const json_value *object, void *item) {
    const bool required = field->flags & FIELD_REQUIRED;
    /* if `item` is NULL, the value is checked but not stored */
    void *to = item ? (char *)item + field->at : NULL;
    const json_value *value;
    uint32_t word;
    switch (field->type) {
    case FIELD_ANY:
        kefu__json_member_any(reader->json, object, field->name, required);
        break;
    case FIELD_TEXT:
    case FIELD_ID:
    case FIELD_PART_ID:
        read_text(reader, field, object, to);
        break;
    case FIELD_KEY: {
        const kefu_str key = kefu__json_key(object);
        *(const char **)to = kefu__field_keep(reader, key);
        break;
    }
    case FIELD_NUMBER:
    case FIELD_FLOAT:
    case FIELD_INTEGER:
    case FIELD_COUNT:
    case FIELD_FORMAT:
        read_number(reader, field, object, to);
        break;
    case FIELD_BOOL:
        kefu__json_member_bool(reader->json, object, field->name, required, to);
        break;
    case FIELD_WORD:
        choose(reader, field, object, &word);
        break;
    case FIELD_CHOICE:
    case FIELD_VARIANT:
        read_choice(reader, field, object, item);
        break;
    case FIELD_SWITCH:
        if (choose(reader, field, object, &word))
            *(bool *)to = word == 1;
        break;
    case FIELD_INSTANT:
        kefu__json_member_instant(reader->json, object, field->name, required, to);
        break;
    case FIELD_CHECK:
        field->read(reader, object, item);
        break;
    case FIELD_EACH:
        read_each(reader, field, object, item);
        break;
    case FIELD_REFERENCE:
        read_reference(reader, field, object, item);
        break;
    default:
        value = inner_value(reader, field, object);
        if (value)
            read_inner(reader, field, value, item);
    }
}

static void add_rows(struct row_list *list, const struct field_table *table,
                     const json_value *object) {
    for (size_t i = 0; i < table->count && list->count < FIELDS_MAX; i++) {
        const struct field *field = &table->fields[i];
        size_t word;
        list->rows[list->count++] = field;
        if (field->type != FIELD_VARIANT)
            continue;
        word = word_index(field, kefu__json_get(object, field->name));
        list->known = word != SIZE_MAX;
        list->variant = list->known ? field->variants[word] : NULL;
        if (list->variant)
            add_rows(list, list->variant, object);
    }
}

/* A list of the names of members that an object may have. */
struct name_list {
    const char *names[2 * FIELDS_MAX + 1];
    size_t count;
};

static void add_name(struct name_list *list, const char *name) {
    if (name && list->count < 2 * FIELDS_MAX)
        list->names[list->count++] = name;
}

static void add_names(struct name_list *list, const struct field *field) {
    add_name(list, field->name);
    for (size_t i = 0; field->type == FIELD_EACH && i < field->words->count; i++)
        add_name(list, field->words->words[i].name);
}

static void check_known(struct field_reader *reader, const struct field_table *table,
                        const struct row_list *list, const json_value *object) {
    struct name_list known = {.count = 0};
    for (size_t i = 0; i < list->count; i++)
        add_names(&known, list->rows[i]);
    for (const struct field_table *common = table->common; common; common = common->common)
        for (size_t i = 0; i < common->count; i++)
            add_names(&known, &common->fields[i]);
    known.names[known.count] = NULL;
    kefu__json_known_members(reader->json, object, known.names);
}

bool kefu__fields_read(struct field_reader *reader, const struct field_table *table,
                       const json_value *object, void *item) {
    struct row_list list = {.known = true};
    if (table->initial)
        memcpy(item, table->initial, table->size);
    else if (table->size > 0)
        memset(item, 0, table->size);
    if (!kefu__json_is(object, JSON_OBJECT) || (table->shorthand && table->count == 0))
        return table->shorthand
                   ? table->shorthand(reader, object, item)
                   : kefu__json_refuse(reader->json, NULL, KEFU_E_DEFINITION, "wrong_type",
                                       "%s must be an object", table->what ? table->what : "this");
    add_rows(&list, table, object);
    if (list.known && !table->partial)
        check_known(reader, table, &list, object);
    for (size_t i = 0; i < list.count; i++) {
        read_field(reader, list.rows[i], object, item);
        if (list.rows[i]->type == FIELD_VARIANT && !list.known)
            return false;
        /* the last row of the variant was read, so call the variant's `finish`; all its rows follow
         * the row that selects it */
        if (list.variant && list.variant->finish && list.variant->count > 0 &&
            list.rows[i] == &list.variant->fields[list.variant->count - 1] &&
            !list.variant->finish(reader, object, item))
            return false;
    }
    return !table->finish || table->finish(reader, object, item);
}
