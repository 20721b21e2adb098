/* SPDX-License-Identifier: MIT
 * A field map for a file, by the names of its columns and by what stands in them. */
#include "kefu/field_map.h"

#include "reader/ends.h"
#include "reader/split.h"
#include "time/time.h"
#include "json/json.h"

enum {
    FIELDS_SEEN_MAX = 64, /* columns, or members of JSON objects, that are looked at */
    ROWS_SEEN_MAX = 200,
    VALUES_SEEN_MAX = 64, /* different values of a field that are told apart */
    SOURCE_SIZE_MAX = 128
};

/* A column of the table, or a member of its JSON objects, and what its values look like. */
struct seen_field {
    char source[SOURCE_SIZE_MAX]; /* the name of the column, or a JSON pointer */
    size_t source_size;
    enum column column;                          /* what the name means */
    size_t count, times, roles, accounts, bytes; /* accounts: "shop:agent" */
    uint64_t values[VALUES_SEEN_MAX];            /* hashes of different values */
    size_t value_count;
};
struct seen_file {
    struct seen_field fields[FIELDS_SEEN_MAX];
    size_t count;
    bool is_json;
};

/* ---- looking ---- */

static void look_at(struct seen_field *field, kefu_str text) {
    const uint64_t hash = kefu__hash(text.data, text.size);
    struct foreign_time time;
    uint32_t role;
    size_t i = 0;
    field->count++;
    field->bytes += text.size;
    field->times += kefu__time_read(text.data, text.size, &time) && time.has_clock;
    field->roles += kefu__role_of(text, &role);
    field->accounts += kefu__shop_of(text).size > 0;
    while (i < field->value_count && field->values[i] != hash)
        i++;
    if (i == field->value_count && i < VALUES_SEEN_MAX)
        field->values[field->value_count++] = hash;
}

/* Adds a field; NULL: there are too many, or its source is too long. */
static struct seen_field *add_field(struct seen_file *file, kefu_str source, kefu_str name) {
    if (file->count == FIELDS_SEEN_MAX || source.size == 0 || source.size > SOURCE_SIZE_MAX)
        return NULL;
    struct seen_field *field = &file->fields[file->count++];
    memset(field, 0, sizeof *field);
    memcpy(field->source, source.data, source.size);
    field->source_size = source.size;
    field->column = kefu__column_of(name);
    return field;
}

static struct seen_field *find_field(struct seen_file *file, kefu_str source) {
    for (size_t i = 0; i < file->count; i++)
        if (kefu__str_equal((kefu_str){file->fields[i].source, file->fields[i].source_size},
                            source))
            return &file->fields[i];
    return NULL;
}

/* ---- tables ---- */

/* Is the row a header: several cells, all of them words? */
static bool is_header(const struct table_row *row) {
    size_t words = 0;
    for (size_t i = 0; i < row->count; i++) {
        const kefu_str cell = kefu__row_cell(row, i);
        struct foreign_time time;
        if (cell.size > 0 && ((*cell.data >= '0' && *cell.data <= '9') ||
                              kefu__time_read(cell.data, cell.size, &time)))
            return false;
        words += cell.size > 0;
    }
    return words > 1;
}

static void look_at_rows(struct seen_file *file, struct table_row *row, kefu_str text,
                         char delimiter) {
    size_t taken, cells[FIELDS_SEEN_MAX] = {0};
    for (size_t i = 0; i < row->count && file->count < FIELDS_SEEN_MAX; i++) {
        const kefu_str name = kefu__row_cell(row, i);
        if (!find_field(file, name) && add_field(file, name, name))
            cells[file->count - 1] = i;
    }
    for (size_t n = 0; n < ROWS_SEEN_MAX; n++) {
        if (!(taken = kefu__row_read(row, text.data, text.size, delimiter, false)))
            return;
        text = (kefu_str){text.data + taken, text.size - taken};
        for (size_t i = 0; i < file->count && !row->is_damaged; i++)
            if (kefu__row_cell(row, cells[i]).size > 0)
                look_at(&file->fields[i], kefu__row_cell(row, cells[i]));
    }
}

/* Looks for the header among the first rows. False if out of memory. */
static bool look_at_table(struct seen_file *file, kefu_str text, const kefu_allocator *allocator) {
    enum { HEADER_ROWS_MAX = 20 };
    struct table_row *row = kefu__alloc_zero(allocator, sizeof *row);
    if (!row)
        return false;
    kefu__row_init(row, allocator);
    for (size_t i = 0; i < HEADER_ROWS_MAX && text.size > 0 && file->count == 0; i++) {
        const char delimiter = kefu__sheet_delimiter(text.data, text.size);
        const size_t taken = kefu__row_read(row, text.data, text.size, delimiter, true);
        text = (kefu_str){text.data + taken, text.size - taken};
        if (!row->is_damaged && is_header(row))
            look_at_rows(file, row, text, delimiter);
    }
    const bool good = !row->text.failed;
    kefu__row_free(row);
    kefu__release(allocator, row, sizeof *row);
    return good;
}

/* ---- JSON ---- */

/* Looks at the members of an object, and of objects in it. */
static void look_at_object(struct seen_file *file, const json_value *object, kefu_str above) {
    for (const json_value *member = kefu__json_first(object); member;
         member = kefu__json_next(member)) {
        const kefu_str name = kefu__json_key(member);
        char source[SOURCE_SIZE_MAX], number[32];
        kefu_str text = kefu__json_text(member);
        if (above.size + name.size + 1 > sizeof source || memchr(name.data, '/', name.size) ||
            memchr(name.data, '~', name.size))
            continue;
        memcpy(source, above.data, above.size);
        source[above.size] = '/';
        memcpy(source + above.size + 1, name.data, name.size);
        const kefu_str pointer = {source, above.size + 1 + name.size};
        if (kefu__json_is(member, JSON_OBJECT) && above.size == 0)
            look_at_object(file, member, pointer);
        if (kefu__json_is(member, JSON_NUMBER))
            kefu__json_digits(member, number, &text);
        if (text.size == 0)
            continue;
        struct seen_field *field = find_field(file, pointer);
        if (field || (field = add_field(file, pointer, name)))
            look_at(field, text);
    }
}

/* Looks at the JSON objects at the beginning of a text, whatever their layout. */
static void look_at_values(struct seen_file *file, kefu_str text, const kefu_allocator *allocator) {
    for (size_t n = 0; n < ROWS_SEEN_MAX;) {
        struct value_scan scan = {0};
        struct json_reader reader;
        const char *brace = text.size ? memchr(text.data, '{', text.size) : NULL;
        if (!brace)
            return;
        text.size -= (size_t)(brace - text.data);
        text.data = brace;
        const enum scan_result result = kefu__value_scan(&scan, text.data, text.size, false);
        if (result == SCAN_MORE)
            return;
        if (result == SCAN_WHOLE &&
            kefu__json_open_record(&reader, allocator, text.data, scan.at, NULL, NULL) == KEFU_OK) {
            look_at_object(file, reader.root, (kefu_str){"", 0});
            kefu__json_close(&reader);
            n++;
        }
        text = (kefu_str){text.data + scan.at, text.size - scan.at};
    }
}

/* ---- choosing ---- */

static const struct seen_field *named(const struct seen_file *file, enum column column) {
    for (size_t i = 0; i < file->count; i++)
        if (file->fields[i].column == column && file->fields[i].count > 0)
            return &file->fields[i];
    return NULL;
}

/* Are most of a field's values times, or roles? */
static bool is_mostly(const struct seen_field *field, size_t part) {
    return field->count > 0 && part * 5 >= field->count * 4;
}

/* The field of unknown name whose values are times (or, with `roles`, words for roles). */
static const struct seen_field *by_values(const struct seen_file *file, bool roles) {
    for (size_t i = 0; i < file->count; i++) {
        const struct seen_field *field = &file->fields[i];
        if (field->column == COLUMN_NONE && is_mostly(field, roles ? field->roles : field->times))
            return field;
    }
    return NULL;
}

/* The first field of unknown name with short values of which some come again. */
static const struct seen_field *by_repetition(const struct seen_file *file) {
    enum { KEY_SIZE_MAX = 40 };
    for (size_t i = 0; i < file->count; i++) {
        const struct seen_field *field = &file->fields[i];
        if (field->column == COLUMN_NONE && field->value_count < field->count &&
            field->bytes <= field->count * KEY_SIZE_MAX && !is_mostly(field, field->times) &&
            !is_mostly(field, field->roles))
            return field;
    }
    return NULL;
}

/* The field of unknown name with the longest texts that are neither times nor words for roles. */
static const struct seen_field *longest(const struct seen_file *file) {
    const struct seen_field *best = NULL;
    for (size_t i = 0; i < file->count; i++) {
        const struct seen_field *field = &file->fields[i];
        if (field->column == COLUMN_NONE && field->count > 0 && field->value_count > 1 &&
            !is_mostly(field, field->times) && !is_mostly(field, field->roles) &&
            (!best || field->bytes * best->count > best->bytes * field->count))
            best = field;
    }
    return best;
}

/* What becomes of which field; NULL: there is none. */
struct choice {
    const struct seen_field *session, *at, *speaker, *text, *rating, *comment;
    /* without a session: the two people whose messages, up to a pause, are a conversation; the
     * second may be NULL */
    const struct seen_field *one, *other;
};

/* Chooses what tells conversations apart where nothing names them. */
static void choose_ends(const struct seen_file *file, struct choice *choice) {
    const struct seen_field *receiver = named(file, COLUMN_RECEIVER);
    choice->one = named(file, COLUMN_CONTACT_ID);
    choice->other = choice->one ? named(file, COLUMN_AGENT_ID) : NULL;
    if (receiver && !choice->other && !is_mostly(choice->speaker, choice->speaker->roles)) {
        choice->one = choice->speaker;
        choice->other = receiver;
    }
}

static struct choice choose(const struct seen_file *file) {
    struct choice choice = {.session = named(file, COLUMN_CONVERSATION_ID),
                            .at = named(file, COLUMN_AT),
                            .speaker = named(file, COLUMN_ROLE),
                            .text = named(file, COLUMN_TEXT),
                            .rating = named(file, COLUMN_RATING),
                            .comment = named(file, COLUMN_COMMENT)};
    if (!choice.at)
        choice.at = named(file, COLUMN_RATED_AT) ? named(file, COLUMN_RATED_AT)
                                                 : by_values(file, false);
    if (!choice.speaker)
        choice.speaker = named(file, COLUMN_SENDER) ? named(file, COLUMN_SENDER)
                                                    : by_values(file, true);
    if (!choice.text && !choice.rating && !choice.comment)
        choice.text = longest(file);
    if (!choice.session && choice.speaker && choice.text && choice.at)
        choose_ends(file, &choice);
    if (!choice.session && !choice.one && choice.speaker && choice.text)
        choice.session = by_repetition(file);
    return choice;
}

/* ---- writing ---- */

/* Writes the source of a member; a column whose name begins with / is written as a pointer. */
static void put_source(struct json_writer *json, const struct seen_file *file,
                       const struct seen_field *field) {
    char pointer[2 * SOURCE_SIZE_MAX + 1];
    size_t size = 0;
    if (file->is_json || field->source[0] != '/') {
        kefu__json_put_text(json, field->source, field->source_size);
        return;
    }
    pointer[size++] = '/';
    for (size_t i = 0; i < field->source_size; i++) {
        const char c = field->source[i];
        if (c == '/' || c == '~')
            pointer[size++] = '~';
        pointer[size++] = c == '/' ? '1' : c == '~' ? '0' : c;
    }
    kefu__json_put_text(json, pointer, size);
}

static void add_source(struct json_writer *json, const struct seen_file *file, const char *name,
                       const struct seen_field *field, const char *type, const char *fallback) {
    if (!field)
        return;
    kefu__json_put_name(json, name);
    if (!type) {
        put_source(json, file, field);
        return;
    }
    kefu__json_open_object(json);
    kefu__json_put_name(json, "from");
    put_source(json, file, field);
    kefu__json_add_string(json, "type", type);
    if (fallback)
        kefu__json_add_string(json, "default", fallback);
    kefu__json_close_object(json);
}

static void add_named(struct json_writer *json, const struct seen_file *file) {
    static const struct {
        enum column column;
        const char *name;
    } members[] = {{COLUMN_CONTACT_ID, "contact_id"},
                   {COLUMN_TEAM, "team"},
                   {COLUMN_CHANNEL, "channel"},
                   {COLUMN_TOPIC, "topic"}};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        add_source(json, file, members[i].name, named(file, members[i].column), NULL, NULL);
}

/* Writes the key of conversations: their id, or those who write to each other, up to a pause. */
static void put_group(struct json_writer *json, const struct seen_file *file,
                      const struct choice *choice) {
    kefu__json_put_name(json, "group");
    kefu__json_open_object(json);
    kefu__json_put_name(json, "key");
    kefu__json_open_array(json);
    if (choice->session || !choice->other) {
        put_source(json, file, choice->session ? choice->session : choice->one);
    } else {
        kefu__json_open_object(json);
        kefu__json_put_name(json, "unordered");
        kefu__json_open_array(json);
        put_source(json, file, choice->one);
        put_source(json, file, choice->other);
        kefu__json_close_array(json);
        kefu__json_close_object(json);
    }
    kefu__json_close_array(json);
    if (!choice->session)
        kefu__json_add_string(json, "gap", "2h");
    kefu__json_close_object(json);
}

/* Writes where the agent's name stands: in a column of its own, or in the speaker's shop account.
 */
static void put_agent(struct json_writer *json, const struct seen_file *file,
                      const struct choice *choice) {
    const struct seen_field *agent = named(file, COLUMN_AGENT_ID);
    if (agent || choice->speaker->accounts == 0) {
        add_source(json, file, "agent_id", agent, NULL, NULL);
        return;
    }
    kefu__json_put_name(json, "agent_id");
    kefu__json_open_object(json);
    kefu__json_put_name(json, "from");
    put_source(json, file, choice->speaker);
    kefu__json_put_name(json, "split");
    kefu__json_open_array(json);
    kefu__json_put_text(json, ":", 1);
    kefu__json_put_text(json, "：", strlen("："));
    kefu__json_close_array(json);
    kefu__json_add_number(json, "part", -1);
    kefu__json_add_number(json, "parts_min", 2);
    kefu__json_close_object(json);
}

/* Where some speakers are accounts of a shop and others are not, the accounts are the agents. */
static void put_staff(struct json_writer *json, const struct seen_field *speaker) {
    if (speaker->accounts == 0 || speaker->accounts == speaker->count)
        return;
    kefu__json_put_name(json, "staff");
    kefu__json_open_array(json);
    kefu__json_put_text(json, "*:*", 3);
    kefu__json_put_text(json, "*：*", strlen("*：*"));
    kefu__json_close_array(json);
}

static void put_conversation(struct json_writer *json, const struct seen_file *file,
                             const struct choice *choice) {
    kefu__json_add_bool(json, "system_lines", true);
    put_staff(json, choice->speaker);
    put_group(json, file, choice);
    kefu__json_put_name(json, "members");
    kefu__json_open_object(json);
    add_named(json, file);
    kefu__json_close_object(json);
    kefu__json_put_name(json, "message");
    kefu__json_open_object(json);
    add_source(json, file, "id", named(file, COLUMN_MESSAGE_ID), NULL, NULL);
    add_source(json, file, "at", choice->at, "time", NULL);
    add_source(json, file, "role", choice->speaker, "role", "customer");
    put_agent(json, file, choice);
    add_source(json, file, "content", named(file, COLUMN_CONTENT), "content", "text");
    add_source(json, file, "text", choice->text, NULL, NULL);
    kefu__json_close_object(json);
}

static void put_feedback(struct json_writer *json, const struct seen_file *file,
                         const struct choice *choice) {
    kefu__json_put_name(json, "members");
    kefu__json_open_object(json);
    add_source(json, file, "id", named(file, COLUMN_ID), NULL, NULL);
    add_source(json, file, "conversation_id", choice->session, NULL, NULL);
    add_source(json, file, "agent_id", named(file, COLUMN_AGENT_ID), NULL, NULL);
    add_named(json, file);
    add_source(json, file, "at", choice->at, "time", NULL);
    add_source(json, file, "rating", choice->rating, "rating", NULL);
    add_source(json, file, "text", choice->comment, NULL, NULL);
    kefu__json_close_object(json);
    kefu__json_put_name(json, "constants");
    kefu__json_open_object(json);
    kefu__json_add_string(json, "source", "survey");
    kefu__json_close_object(json);
}

static void put_map(struct buffer *to, const struct seen_file *file, const struct choice *choice,
                    bool is_feedback) {
    struct json_writer json;
    kefu__json_begin(&json, to);
    kefu__json_open_object(&json);
    kefu__json_add_number(&json, "kefu", 1);
    kefu__json_add_string(&json, "kind", "map");
    kefu__json_add_string(&json, "id", "suggested");
    kefu__json_add_string(&json, "version", "1.0.0");
    kefu__json_add_string(&json, "record", is_feedback ? "feedback" : "conversation");
    kefu__json_add_string(&json, "format", file->is_json ? "jsonl" : "csv");
    kefu__json_add_string(&json, "zone", "+08:00");
    if (is_feedback)
        put_feedback(&json, file, choice);
    else
        put_conversation(&json, file, choice);
    kefu__json_close_object(&json);
}

/* ---- the suggestion ---- */

static kefu_status suggest(const struct seen_file *file, const kefu_allocator *allocator,
                           kefu_write write, void *ctx, kefu_error *error) {
    const struct choice choice = choose(file);
    const bool are_messages = (choice.session || choice.one) && choice.speaker && choice.text;
    struct buffer buffer;
    if (!are_messages && !choice.rating && !choice.comment)
        return kefu__fail(error, KEFU_E_NOT_FOUND,
                          "no map can be suggested: %s is found neither by a name nor by values",
                          !choice.speaker ? "who speaks"
                          : !choice.text  ? "what is said"
                                          : "the conversation's id");
    kefu__buffer_init(&buffer, allocator);
    put_map(&buffer, file, &choice, !are_messages);
    return kefu__buffer_hand_over(&buffer, write, ctx, error);
}

kefu_status kefu_field_map_suggest(const char *sample, size_t size, const kefu_allocator *allocator,
                                   kefu_write write, void *ctx, kefu_error *error) {
    kefu_allocator own;
    kefu_status status;
    if (!sample || !write)
        return kefu__fail(error, KEFU_E_ARGUMENT, "a suggestion needs a sample and a writer");
    if ((status = kefu__allocator_init(&own, allocator, error)))
        return status;
    struct seen_file *file = kefu__alloc_zero(&own, sizeof *file);
    if (!file)
        return kefu__no_memory(error);
    file->is_json = kefu__begins_json(sample, size);
    bool good = true;
    if (file->is_json)
        look_at_values(file, (kefu_str){sample, size}, &own);
    else
        good = look_at_table(file, (kefu_str){sample, size}, &own);
    status = good ? suggest(file, &own, write, ctx, error) : kefu__no_memory(error);
    kefu__release(&own, file, sizeof *file);
    return status;
}
