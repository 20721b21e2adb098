/* SPDX-License-Identifier: MIT
 * Prints the JSON Schema of a kind of documents from the tables by which it is read. Runs while
 * building. Usage: kefu_generate_schemas [KIND]; without one it lists the kinds. */
#include <stdio.h>
#include <string.h>

#include "schema/generate.h"
#include "scheme/kinds.h"

/* ---- schemas that are given as text ---- */

static void put_names(struct schema_printer *to, const struct field *field) {
    struct json_writer *json = &to->json;
    kefu__json_put_name(json, "enum");
    kefu__json_open_array(json);
    for (size_t i = 0; field->words && i < field->words->count; i++)
        kefu__json_put_string(json, field->words->words[i].name);
    for (size_t i = 0; field->names && field->names[i]; i++)
        kefu__json_put_string(json, field->names[i]);
    kefu__json_close_array(json);
}

static void put_value(struct schema_printer *to, const json_value *value);

/* Copies the members of a JSON object to the schema, but replaces {"$words": "role"} by an enum of
 * the names in the vocabulary "role". */
static void put_members(struct schema_printer *to, const json_value *object) {
    const json_value *member;
    for (member = kefu__json_first(object); member; member = kefu__json_next(member)) {
        if (strcmp(kefu__json_name(member), "$words") == 0) {
            const struct field field = {
                .words = kefu__vocabulary_find(kefu__json_text(member).data)};
            put_names(to, &field);
            continue;
        }
        kefu__json_put_name(&to->json, kefu__json_name(member));
        put_value(to, member);
    }
}

static void put_value(struct schema_printer *to, const json_value *value) {
    struct json_writer *json = &to->json;
    const json_value *item;
    if (kefu__json_is(value, JSON_OBJECT)) {
        kefu__json_open_object(json);
        put_members(to, value);
        kefu__json_close_object(json);
    } else if (kefu__json_is(value, JSON_ARRAY)) {
        kefu__json_open_array(json);
        for (item = kefu__json_first(value); item; item = kefu__json_next(item))
            put_value(to, item);
        kefu__json_close_array(json);
    } else {
        kefu__json_put_copy(json, value);
    }
}

void kefu__schema_text(struct schema_printer *to, const char *text, bool members) {
    struct json_reader reader;
    if (kefu__json_open(&reader, NULL, text, strlen(text), "schema", NULL, NULL) != KEFU_OK) {
        fprintf(stderr, "no JSON: %s\n", text);
        to->failed = true;
        return;
    }
    if (members)
        put_members(to, reader.root);
    else
        put_value(to, reader.root);
    kefu__json_close(&reader);
}

/* ---- members ---- */

static void put_type(struct schema_printer *to, const char *type) {
    kefu__json_add_string(&to->json, "type", type);
}

static void put_reference(struct schema_printer *to, const char *definition) {
    char text[80];
    snprintf(text, sizeof text, "#/definitions/%s", definition);
    kefu__json_add_string(&to->json, "$ref", text);
}

static void put_range(struct schema_printer *to, const struct field *field, const char *low,
                      const char *high) {
    if (field->low == 0 && field->high == 0)
        return;
    kefu__json_add_number(&to->json, low, field->low);
    kefu__json_add_number(&to->json, high, field->high);
}

/* Adds a field table to those whose definitions must be written into the schema, unless it is
 * already among them. */
static void add_definition(struct schema_printer *to, const struct field_table *table) {
    for (size_t i = 0; i < to->count; i++)
        if (to->wanted[i] == table)
            return;
    if (to->count < SCHEMA_DEFINITIONS_MAX)
        to->wanted[to->count++] = table;
}

static void put_body(struct schema_printer *to, const struct field_table *table);

/* Writes the schema of objects that a field table reads: a reference, if the table has a
 * definition, else in place. */
static void put_table(struct schema_printer *to, const struct field_table *table) {
    if (table->definition) {
        add_definition(to, table);
        put_reference(to, table->definition);
    } else {
        put_body(to, table);
    }
}

static void put_array(struct schema_printer *to, const struct field *field) {
    put_type(to, "array");
    kefu__json_put_name(&to->json, "items");
    kefu__json_open_object(&to->json);
    if (field->table)
        put_table(to, field->table);
    else
        put_type(to, "string");
    kefu__json_close_object(&to->json);
    if (field->low > 0)
        kefu__json_add_number(&to->json, "minItems", field->low);
    if (field->high > 0)
        kefu__json_add_number(&to->json, "maxItems", field->high);
}

/* Writes the schema of a choice whose value may also be an object, or a value that a callback
 * reads. */
static void put_alternatives(struct schema_printer *to, const struct field *field) {
    const bool table = field->table && !field->table->definition;
    const bool names = field->names || field->words;
    if (field->table && field->table->definition)
        add_definition(to, field->table);
    if (!names && !table) {
        kefu__schema_text(to, field->schema ? field->schema : "{}", true);
        return;
    }
    kefu__json_put_name(&to->json, "oneOf");
    kefu__json_open_array(&to->json);
    if (names) {
        kefu__json_open_object(&to->json);
        put_names(to, field);
        kefu__json_close_object(&to->json);
    }
    if (field->schema)
        kefu__schema_text(to, field->schema, false);
    if (table) {
        kefu__json_open_object(&to->json);
        put_table(to, field->table);
        kefu__json_close_object(&to->json);
    }
    kefu__json_close_array(&to->json);
}

static void put_text(struct schema_printer *to, const struct field *field) {
    put_type(to, "string");
    if (field->type == FIELD_PART_ID)
        kefu__schema_text(to, "{\"minLength\": 1, \"maxLength\": 64}", true);
    else
        put_range(to, field, "minLength", "maxLength");
}

static void put_number(struct schema_printer *to, const struct field *field) {
    if (field->type == FIELD_FORMAT && field->low == field->high) {
        kefu__json_add_number(&to->json, "const", field->low);
        return;
    }
    put_type(to, field->type == FIELD_NUMBER || field->type == FIELD_FLOAT ? "number" : "integer");
    put_range(to, field, "minimum", "maximum");
}

static void put_map(struct schema_printer *to, const struct field *field) {
    put_type(to, "object");
    kefu__json_put_name(&to->json, "additionalProperties");
    kefu__json_open_object(&to->json);
    put_table(to, field->table);
    kefu__json_close_object(&to->json);
}

/* Writes the schema of a member by its field_type, for rows without a schema given as text. */
static void put_field_type(struct schema_printer *to, const struct field *field) {
    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_PART_ID:
    case FIELD_REFERENCE:
        put_text(to, field);
        break;
    case FIELD_ID:
        put_reference(to, "id");
        break;
    case FIELD_NUMBER:
    case FIELD_FLOAT:
    case FIELD_INTEGER:
    case FIELD_COUNT:
    case FIELD_FORMAT:
        put_number(to, field);
        break;
    case FIELD_BOOL:
        put_type(to, "boolean");
        break;
    case FIELD_INSTANT:
        put_reference(to, "instant");
        break;
    case FIELD_TITLE:
        put_reference(to, "title");
        break;
    case FIELD_OBJECT:
        put_table(to, field->table);
        break;
    case FIELD_MAP:
        put_map(to, field);
        break;
    case FIELD_JSON:
        put_type(to, "object");
        break;
    default:
        put_names(to, field);
    }
}

static void put_field(struct schema_printer *to, const struct field *field);

/* For a FIELD_EACH row: writes the schema of one member for each word of its vocabulary. */
static void put_each(struct schema_printer *to, const struct field *field) {
    for (size_t i = 0; i < field->words->count; i++) {
        const struct field one = {field->words->words[i].name, FIELD_CUSTOM,
                                  .schema = field->schema, .description = field->description};
        put_field(to, &one);
    }
}

static void put_field(struct schema_printer *to, const struct field *field) {
    if (field->type == FIELD_EACH) {
        put_each(to, field);
        return;
    }
    kefu__json_put_name(&to->json, field->name);
    kefu__json_open_object(&to->json);
    if (field->description)
        kefu__json_add_string(&to->json, "description", field->description);
    if (to->kind && strcmp(field->name, "kind") == 0)
        kefu__json_add_string(&to->json, "const", to->kind);
    else if (field->type == FIELD_LIST || field->type == FIELD_TEXTS ||
             (field->type == FIELD_ANY && field->table))
        put_array(to, field);
    else if (field->schema || field->type == FIELD_ANY || field->type == FIELD_CUSTOM)
        put_alternatives(to, field);
    else
        put_field_type(to, field);
    kefu__json_close_object(&to->json);
}

/* ---- objects ---- */

static bool is_printed(const struct field *field) {
    return (field->name || field->type == FIELD_EACH) && !(field->flags & FIELD_HIDDEN);
}

static bool has_member(const struct field_table *table, const char *name) {
    for (size_t i = 0; table && i < table->count; i++)
        if (table->fields[i].name && strcmp(table->fields[i].name, name) == 0)
            return true;
    return false;
}

/* Calls `put` for all rows of an object that appear in its schema: those of its common tables
 * (table->common) that its own table does not override, its own, and those of a variant. */
static void each_field(struct schema_printer *to, const struct field_table *table,
                       const struct field_table *variant,
                       void (*put)(struct schema_printer *to, const struct field *field)) {
    for (const struct field_table *head = table->common; head; head = head->common)
        for (size_t i = 0; i < head->count; i++)
            if (is_printed(&head->fields[i]) &&
                (!head->fields[i].name || !has_member(table, head->fields[i].name)))
                put(to, &head->fields[i]);
    for (size_t i = 0; i < table->count; i++)
        if (is_printed(&table->fields[i]) && table->fields[i].type != FIELD_VARIANT)
            put(to, &table->fields[i]);
    for (size_t i = 0; variant && i < variant->count; i++)
        if (is_printed(&variant->fields[i]))
            put(to, &variant->fields[i]);
}

static void put_required(struct schema_printer *to, const struct field *field) {
    if (field->flags & FIELD_REQUIRED)
        kefu__json_put_string(&to->json, field->name);
}

/* The word number i that a choice allows; NULL beyond the last. */
static const char *word_at(const struct field *field, size_t i) {
    if (field->words)
        return i < field->words->count ? field->words->words[i].name : NULL;
    return field->names[i];
}

/* Writes the FIELD_VARIANT member: an enum of the words that select this table of additional
 * members. */
static void put_variant_words(struct schema_printer *to, const struct field *field,
                              const struct field_table *variant) {
    kefu__json_put_name(&to->json, field->name);
    kefu__json_open_object(&to->json);
    kefu__json_put_name(&to->json, "enum");
    kefu__json_open_array(&to->json);
    for (size_t i = 0; word_at(field, i); i++)
        if (field->variants[i] == variant)
            kefu__json_put_string(&to->json, word_at(field, i));
    kefu__json_close_array(&to->json);
    kefu__json_close_object(&to->json);
}

void kefu__schema_object(struct schema_printer *to, const struct field_table *table,
                         const struct field *deciding, const struct field_table *variant) {
    struct json_writer *json = &to->json;
    put_type(to, "object");
    kefu__json_put_name(json, "properties");
    kefu__json_open_object(json);
    if (deciding)
        put_variant_words(to, deciding, variant);
    each_field(to, table, variant, put_field);
    kefu__json_close_object(json);
    kefu__json_put_name(json, "required");
    kefu__json_open_array(json);
    if (deciding)
        kefu__json_put_string(json, deciding->name);
    each_field(to, table, variant, put_required);
    kefu__json_close_array(json);
    if (table->schema_more) {
        char rest[1024];
        snprintf(rest, sizeof rest, "{%s}", table->schema_more);
        kefu__schema_text(to, rest, true);
    }
    kefu__schema_text(to,
                      "{\"patternProperties\": {\"^x_\": {}, \"^\\\\$(schema|comment)$\": {}}, "
                      "\"additionalProperties\": false}",
                      true);
}

static void put_variants(struct schema_printer *to, const struct field_table *table,
                         const struct field *deciding) {
    kefu__json_put_name(&to->json, "oneOf");
    kefu__json_open_array(&to->json);
    for (size_t i = 0; word_at(deciding, i); i++) {
        if (i > 0 && deciding->variants[i] == deciding->variants[i - 1])
            continue;
        kefu__json_open_object(&to->json);
        kefu__schema_object(to, table, deciding, deciding->variants[i]);
        kefu__json_close_object(&to->json);
    }
    kefu__json_close_array(&to->json);
}

static void put_body(struct schema_printer *to, const struct field_table *table) {
    const char *kind = to->kind;
    if (table->shorthand && table->count == 0) {
        kefu__schema_text(to, table->schema, true);
        return;
    }
    if (to->depth++ > 0)
        to->kind = NULL;
    for (size_t i = 0; i < table->count; i++)
        if (table->fields[i].type == FIELD_VARIANT) {
            put_variants(to, table, &table->fields[i]);
            goto done;
        }
    if (!table->shorthand) {
        kefu__schema_object(to, table, NULL, NULL);
        goto done;
    }
    kefu__json_put_name(&to->json, "oneOf");
    kefu__json_open_array(&to->json);
    kefu__schema_text(to, table->schema, false);
    kefu__json_open_object(&to->json);
    kefu__schema_object(to, table, NULL, NULL);
    kefu__json_close_object(&to->json);
    kefu__json_close_array(&to->json);
done:
    to->depth--;
    to->kind = kind;
}

/* ---- the document ---- */

static void put_definitions(struct schema_printer *to, const struct condition_place *place) {
    const char *kind = to->kind;
    struct json_writer *json = &to->json;
    kefu__json_put_name(json, "definitions");
    kefu__json_open_object(json);
    kefu__schema_text(
        to,
        "{\"id\": {\"type\": \"string\", \"pattern\": \"^[a-z][a-z0-9_.-]{0,63}$\"}, \"instant\": "
        "{\"description\": \"RFC 3339 with an offset, or milliseconds since "
        "1970-01-01T00:00:00Z\", \"oneOf\": [{\"type\": \"string\", \"pattern\": "
        "\"^\\\\d{4}-\\\\d\\\\d-\\\\d\\\\d[Tt "
        "]\\\\d\\\\d:\\\\d\\\\d:\\\\d\\\\d(\\\\.\\\\d+)?([Zz]|[+-]\\\\d\\\\d:\\\\d\\\\d)$\"}, "
        "{\"type\": \"integer\"}]}, \"title\": {\"oneOf\": [{\"type\": \"string\"}, {\"type\": "
        "\"object\", \"properties\": {\"zh-Hans\": {\"type\": \"string\"}, \"zh-Hant\": {\"type\": "
        "\"string\"}, \"en\": {\"type\": \"string\"}}, \"additionalProperties\": false}]}, "
        "\"keyword\": {\"description\": \"1 to 64 characters after folding\", \"type\": "
        "\"string\", \"minLength\": 1}}",
        true);
    kefu__schema_conditions(to, place);
    to->kind = NULL;
    for (size_t i = 0; i < to->count; i++) {
        kefu__json_put_name(json, to->wanted[i]->definition);
        kefu__json_open_object(json);
        put_body(to, to->wanted[i]);
        kefu__json_close_object(json);
    }
    to->kind = kind;
    kefu__json_close_object(json);
}

/* Prints compact JSON text with indentation and one value per line. */
static void print_indented(const char *text, size_t size) {
    bool string = false, escaped = false;
    int depth = 0;
    for (size_t i = 0; i < size; i++) {
        const char c = text[i];
        const bool open = !string && (c == '{' || c == '[');
        const bool close = !string && (c == '}' || c == ']');
        if (c == '"' && !escaped)
            string = !string;
        escaped = string && c == '\\' && !escaped;
        depth -= close;
        if (close && text[i - 1] != '{' && text[i - 1] != '[')
            printf("\n%*s", 2 * depth, "");
        putchar(c);
        depth += open;
        if ((open && text[i + 1] != '}' && text[i + 1] != ']') || (!string && c == ','))
            printf("\n%*s", 2 * depth, "");
        else if (!string && c == ':')
            putchar(' ');
    }
    putchar('\n');
}

static const char *name_of(const struct scheme_kind *kind) {
    return kefu__word_name(&kefu__document_kinds, (uint32_t)kind->kind);
}

static int print_schema(const struct scheme_kind *kind) {
    const kefu_allocator allocator = kefu__allocator_default();
    struct schema_printer to = {.kind = name_of(kind)};
    struct buffer buffer;
    char title[128];
    kefu__buffer_init(&buffer, &allocator);
    kefu__json_begin(&to.json, &buffer);
    kefu__json_open_object(&to.json);
    kefu__json_add_string(&to.json, "$schema", "http://json-schema.org/draft-07/schema#");
    snprintf(title, sizeof title, "A document of kind %s, format 1 (docs/definitions.md)",
             name_of(kind));
    kefu__json_add_string(&to.json, "title", title);
    put_body(&to, kind->table);
    put_definitions(&to, kind->asks);
    kefu__json_close_object(&to.json);
    if (!buffer.failed && !to.failed)
        print_indented(buffer.data, buffer.size);
    kefu__buffer_free(&buffer);
    return buffer.failed || to.failed;
}

int main(int argc, char **argv) {
    const struct scheme_kind *kind;
    for (size_t i = 0; (kind = kefu__scheme_kind_at(i)); i++) {
        if (argc > 1 && strcmp(argv[1], name_of(kind)) == 0)
            return print_schema(kind);
        if (argc < 2)
            puts(name_of(kind));
    }
    return argc > 1;
}
