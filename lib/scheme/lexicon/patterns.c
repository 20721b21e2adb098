/* SPDX-License-Identifier: MIT
 * Reading patterns: classes of words, and entries whose texts are sequences of them. */
#include "scheme/lexicon/patterns.h"

/* ---- classes ---- */

/* A class of words that can replace each other in patterns, such as "you", while it is read. */
struct draft {
    const char *id;
    uint32_t word_class;
};

static struct lexicon_class *class_at(struct lexicon_builder *state, uint32_t index) {
    return &state->lexicon->patterns.classes[index];
}

static uint32_t new_class(struct lexicon_builder *state, const char *id) {
    struct lexicon_patterns *patterns = &state->lexicon->patterns;
    if (patterns->class_count >= SCHEME_INDEX_MAX) {
        kefu__builder_fail(state->builder, KEFU_E_LIMIT, "too many classes of words");
        return UINT32_MAX;
    }
    if (!kefu__grow(state->builder->allocator, &patterns->classes, &patterns->class_capacity,
                    patterns->class_count + 1, sizeof *patterns->classes)) {
        kefu__builder_no_memory(state->builder);
        return UINT32_MAX;
    }
    patterns->classes[patterns->class_count] = (struct lexicon_class){.id = id};
    return (uint32_t)patterns->class_count++;
}

/* The index of the word class with this id. The class is created if it is new, because patterns may
 * use a class before its definition is read. UINT32_MAX after a failure. */
static uint32_t class_of(struct lexicon_builder *state, kefu_str id) {
    uint32_t index = kefu__map_find(&state->classes, id.data, id.size);
    const char *copy;
    if (index != UINT32_MAX)
        return index;
    copy = kefu__arena_text(state->builder->arena, id.data, id.size);
    index = copy ? new_class(state, copy) : UINT32_MAX;
    if (index != UINT32_MAX)
        index = kefu__map_add(&state->classes, copy, id.size, index);
    if (index == UINT32_MAX)
        kefu__builder_no_memory(state->builder);
    return index;
}

/* Reads one word, at the reader's cursor, and adds it to the word class with this index. */
static void add_word(struct lexicon_builder *state, uint32_t word_class, const json_value *value) {
    struct lexicon_class *of = class_at(state, word_class);
    kefu_str text;
    if (!kefu__json_is(value, JSON_STRING)) {
        kefu__json_refuse(state->reader, NULL, KEFU_E_DEFINITION, "wrong_type",
                          "a keyword is a string");
        return;
    }
    text = kefu__lexicon_fold(state, kefu__json_text(value));
    if (text.size == 0)
        return;
    of->digest += kefu__hash(text.data, text.size);
    of->word_count++;
    if (!kefu__keyword_list_add(&state->builder->keywords, text, SENSE_CLASS, word_class))
        kefu__builder_no_memory(state->builder);
}

static void add_words(struct lexicon_builder *state, uint32_t word_class, const json_value *texts) {
    const json_value *text = kefu__json_first(texts);
    for (size_t i = 0; text; text = kefu__json_next(text), i++) {
        kefu__json_enter_index(state->reader, i);
        add_word(state, word_class, text);
        kefu__json_leave(state->reader);
    }
}

static void name_class(struct field_reader *reader, const json_value *object, void *item) {
    struct draft *draft = item;
    (void)object;
    draft->word_class = draft->id ? class_of(kefu__lexicon_builder(reader), kefu__str(draft->id))
                                  : UINT32_MAX;
}

static void read_words(struct field_reader *reader, const json_value *value, void *item) {
    const struct draft *draft = item;
    if (!kefu__json_is(value, JSON_ARRAY))
        kefu__json_refuse(reader->json, NULL, KEFU_E_DEFINITION, "wrong_type", "must be an array");
    else if (draft->word_class != UINT32_MAX)
        add_words(kefu__lexicon_builder(reader), draft->word_class, value);
}

static const struct field class_fields[] = {
    {"id", FIELD_ID, FIELD_REQUIRED, FIELD_AT(struct draft, id),
     .description = "What patterns name it by, after an @."},
    {NULL, FIELD_CHECK, .read = name_class},
    {"texts", FIELD_CUSTOM, FIELD_REQUIRED, .read = read_words,
     .schema = "{\"type\": \"array\", \"items\": {\"$ref\": \"#/definitions/keyword\"}}",
     .description = "Words that may stand for one another."},
    {.name = "note"}};
const struct field_table kefu__class_table = {"a class of words", FIELDS_OF(class_fields),
                                              .size = sizeof(struct draft)};

void kefu__lexicon_check_classes(struct lexicon_builder *state) {
    const struct lexicon_patterns *patterns = &state->lexicon->patterns;
    for (size_t i = 0; i < patterns->class_count; i++)
        if (patterns->classes[i].word_count == 0 && *patterns->classes[i].id)
            kefu__json_report(state->reader, KEFU_SEVERITY_ERROR, KEFU_E_REFERENCE,
                              "unresolved_ref", "no document has words of the class \"%s\"",
                              patterns->classes[i].id);
}

/* ---- patterns ---- */

enum {
    PATTERN_PARTS_MIN = 2,
    PATTERN_PARTS_MAX = 8,
    PATTERN_GAP_USUAL = 4 /* usual gap, in characters */
};

/* Appends one part to the readable text of a pattern, such as "@you … 投诉|举报". */
static void name_part(struct buffer *name, const json_value *part, bool is_first) {
    const json_value *text;
    if (!is_first)
        kefu__buffer_text(name, " … ");
    if (!kefu__json_is(part, JSON_ARRAY)) {
        const kefu_str one = kefu__json_text(part);
        kefu__buffer_add(name, one.data, one.size);
        return;
    }
    for (text = kefu__json_first(part); text; text = kefu__json_next(text)) {
        const kefu_str one = kefu__json_text(text);
        kefu__buffer_text(name, text == kefu__json_first(part) ? "" : "|");
        kefu__buffer_add(name, one.data, one.size);
    }
}

/* Prints the pattern as text, by which later documents and error messages identify it. Returns an
 * empty text if out of memory. */
static kefu_str name_pattern(struct lexicon_builder *state, const json_value *parts) {
    struct buffer *name = &state->folded;
    const json_value *part = kefu__json_first(parts);
    kefu_str text = {NULL, 0};
    name->size = 0;
    for (bool is_first = true; part; part = kefu__json_next(part), is_first = false)
        name_part(name, part, is_first);
    if (!name->failed)
        text.data = kefu__arena_text(state->builder->arena, name->data, name->size);
    if (text.data)
        text.size = name->size;
    else
        kefu__builder_no_memory(state->builder);
    return text;
}

/* The class of one part of a pattern: a named class ("@you"), or a new class of the words that are
 * written in the part. */
static uint32_t class_of_part(struct lexicon_builder *state, const json_value *part) {
    const kefu_str text = kefu__json_is(part, JSON_STRING) ? kefu__json_text(part)
                                                           : (kefu_str){NULL, 0};
    const kefu_str id = {text.data + 1, text.size - 1};
    uint32_t index;
    if (text.size > 1 && text.data[0] == '@') {
        if (kefu__is_id(id))
            return class_of(state, id);
        kefu__json_refuse(state->reader, NULL, KEFU_E_DEFINITION, "bad_id",
                          "an id is [a-z][a-z0-9_.-]*, at most 64 characters");
        return UINT32_MAX;
    }
    index = new_class(state, "");
    if (index == UINT32_MAX)
        return index;
    if (!kefu__json_is(part, JSON_ARRAY))
        add_word(state, index, part);
    else if (kefu__json_first(part))
        add_words(state, index, part);
    else
        kefu__json_refuse(state->reader, NULL, KEFU_E_DEFINITION, "bad_pattern",
                          "a part has no words");
    return class_at(state, index)->word_count > 0 ? index : UINT32_MAX;
}

static bool add_step(struct lexicon_builder *state, const struct lexicon_step *step) {
    struct lexicon_patterns *patterns = &state->lexicon->patterns;
    if (!kefu__grow(state->builder->allocator, &patterns->steps, &patterns->step_capacity,
                    patterns->step_count + 1, sizeof *patterns->steps))
        return kefu__builder_no_memory(state->builder);
    patterns->steps[patterns->step_count++] = *step;
    return true;
}

/* Appends one step (word class, gap) for each part of a pattern to patterns->steps; if one part is
 * invalid, no step is kept. */
static bool add_steps(struct lexicon_builder *state, const json_value *parts, uint32_t entry,
                      uint32_t gap) {
    struct lexicon_patterns *patterns = &state->lexicon->patterns;
    const size_t known = patterns->step_count;
    const json_value *part = kefu__json_first(parts);
    for (size_t i = 0; part; part = kefu__json_next(part), i++) {
        struct lexicon_step step = {entry, 0, gap, i == 0, !kefu__json_next(part)};
        kefu__json_enter_index(state->reader, i);
        step.word_class = class_of_part(state, part);
        kefu__json_leave(state->reader);
        if (step.word_class == UINT32_MAX)
            patterns->step_count = known;
        if (step.word_class == UINT32_MAX)
            return state->builder->status == KEFU_OK;
        if (!add_step(state, &step))
            return false;
    }
    return true;
}

uint32_t kefu__lexicon_pattern_gap(struct lexicon_builder *state, const json_value *object) {
    int64_t gap = PATTERN_GAP_USUAL;
    kefu__json_member_integer(state->reader, object, "gap", false, 0, LEXICON_GAP_MAX, &gap);
    return (uint32_t)gap;
}

bool kefu__lexicon_read_pattern(struct lexicon_builder *state, const json_value *parts,
                                uint32_t gap, const struct lexicon_reading *reading) {
    const size_t count = kefu__json_count(parts), known = state->lexicon->entry_count;
    kefu_str text;
    uint32_t entry;
    if (!kefu__json_is(parts, JSON_ARRAY) || count < PATTERN_PARTS_MIN ||
        count > PATTERN_PARTS_MAX) {
        kefu__json_refuse(state->reader, NULL, KEFU_E_DEFINITION, "bad_pattern",
                          "a pattern is an array of %d to %d parts", PATTERN_PARTS_MIN,
                          PATTERN_PARTS_MAX);
        return true;
    }
    text = name_pattern(state, parts);
    entry = text.size > 0 ? kefu__lexicon_apply(state, text, reading) : UINT32_MAX;
    if (entry == UINT32_MAX)
        return false;
    /* This pattern was defined before: its entry has the attributes of both definitions, and the
     * gap of the first one stays. */
    if (entry < known)
        return true;
    state->lexicon->entries[entry].flags |= ENTRY_PAIR;
    return add_steps(state, parts, entry, gap);
}
