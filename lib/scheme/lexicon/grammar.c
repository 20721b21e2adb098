/* SPDX-License-Identifier: MIT
 * Reading the words of grammar: negators, degrees, contrasts, irrealis, rhetorical, blockers. */
#include <string.h>

#include "scheme/lexicon/read.h"

/* The index of the grammar word with this sense (negator, degree, …) and text; UINT32_MAX: none.
 * Leaves its key in the map state->words in the buffer state->folded. */
static uint32_t find_word(struct lexicon_builder *state, uint32_t sense, kefu_str text) {
    state->folded.size = 0;
    kefu__buffer_format(&state->folded, "%c", (char)('a' + sense));
    kefu__buffer_add(&state->folded, text.data, text.size);
    return state->folded.failed
               ? UINT32_MAX
               : kefu__map_find(&state->words, state->folded.data, state->folded.size);
}

bool kefu__lexicon_remove_words(struct lexicon_builder *state, kefu_str text) {
    bool found = false;
    for (uint32_t sense = SENSE_NEGATOR; sense <= SENSE_BLOCKER; sense++) {
        const uint32_t word = find_word(state, sense, text);
        if (word != UINT32_MAX)
            found = state->lexicon->words[word].removed = true;
    }
    return found;
}

/* Adds a grammar word, or replaces an earlier one with the same sense and text. */
static bool add_word(struct lexicon_builder *state, const struct lexicon_word *word) {
    struct lexicon *lexicon = state->lexicon;
    const uint32_t index = find_word(state, word->sense, word->text);
    if (state->folded.failed)
        return kefu__builder_no_memory(state->builder);
    if (index != UINT32_MAX) {
        lexicon->words[index] = *word;
        return true;
    }
    const char *key;
    key = kefu__arena_text(&state->builder->scratch, state->folded.data, state->folded.size);
    if (!key || !kefu__grow(state->builder->allocator, &lexicon->words, &lexicon->word_capacity,
                            lexicon->word_count + 1, sizeof *lexicon->words))
        return kefu__builder_no_memory(state->builder);
    lexicon->words[lexicon->word_count] = *word;
    if (kefu__map_add(&state->words, key, state->folded.size, (uint32_t)lexicon->word_count) ==
        UINT32_MAX)
        return kefu__builder_no_memory(state->builder);
    lexicon->word_count++;
    return true;
}

/* ---- what each list's objects say ---- */

/* A grammar word (negator, degree word, …) while it is read. */
struct draft {
    struct lexicon_word word;
    const char *text;
    /* only for irrealis words, which say that something is not asserted: the part of a supposition
     * that the word marks (beginning, end, …), as an index into `suppositions`; UINT32_MAX: none */
    uint32_t supposition;
    bool compares, denies;
};

static bool finish_text(struct field_reader *reader, kefu_str text, struct lexicon_word *word) {
    struct lexicon_builder *state = kefu__lexicon_builder(reader);
    word->document = state->document_index;
    word->text = kefu__lexicon_fold(state, text);
    return word->text.size > 0 && add_word(state, word);
}

static bool finish_word(struct field_reader *reader, const json_value *object, void *item) {
    static const uint32_t suppositions[] = {WORD_OPENS, WORD_CLOSES, WORD_CLOSES | WORD_REGRETS};
    struct draft *draft = item;
    struct lexicon_word *word = &draft->word;
    (void)object;
    if (!draft->text)
        return false;
    word->flags = (draft->compares ? WORD_COMPARES : 0) | (draft->denies ? WORD_DENIES : 0) |
                  (draft->supposition != UINT32_MAX ? suppositions[draft->supposition] : 0);
    if (word->sense == SENSE_IRREALIS && word->kind == IRREALIS_CONDITION)
        word->flags |= WORD_OPENS;
    return finish_text(reader, kefu__str(draft->text), word);
}

static bool read_blocker(struct field_reader *reader, const json_value *value, void *item) {
    if (!kefu__json_is(value, JSON_STRING))
        return kefu__json_refuse(reader->json, NULL, KEFU_E_DEFINITION, "wrong_type",
                                 "an item of \"blockers\" is a string");
    return finish_text(reader, kefu__json_text(value), &((struct draft *)item)->word);
}

#define TEXT_FIELD                                                                                 \
    {"text", FIELD_TEXT, FIELD_REQUIRED, FIELD_AT(struct draft, text)}, {                          \
        .name = "note"                                                                             \
    }
#define NUMBER_FIELD(member, to, most)                                                             \
    { member, FIELD_FLOAT, FIELD_REQUIRED, FIELD_AT(struct draft, word.to), .low = 0, .high = most }
static const struct field negator_fields[] = {
    TEXT_FIELD,
    {"scope", FIELD_COUNT, FIELD_AT(struct draft, word.scope), .low = 0, .high = LEXICON_SCOPE_MAX,
     .description = "How many characters it reaches: 4."},
    {"kind", FIELD_CHOICE, FIELD_AT(struct draft, word.kind), FIELD_NAMES("denial", "prohibition")},
    {"position", FIELD_SWITCH, FIELD_AT(struct draft, word.is_after),
     FIELD_NAMES("before", "both")}};
static const struct field degree_fields[] = {
    TEXT_FIELD,
    NUMBER_FIELD("factor", factor, 10),
    {"position", FIELD_SWITCH, FIELD_AT(struct draft, word.is_after),
     FIELD_NAMES("before", "after")},
    {"compares", FIELD_BOOL, FIELD_AT(struct draft, compares)}};
static const struct field contrast_fields[] = {
    TEXT_FIELD,
    NUMBER_FIELD("before", factor, 10),
    NUMBER_FIELD("after", after, 10),
    {"position", FIELD_SWITCH, FIELD_AT(struct draft, word.at_start), FIELD_NAMES("any", "start")}};
static const struct field irrealis_fields[] = {
    TEXT_FIELD,
    {"kind", FIELD_CHOICE, FIELD_REQUIRED, FIELD_AT(struct draft, word.kind),
     FIELD_NAMES("wish", "condition", "question", "request", "statement")},
    NUMBER_FIELD("factor", factor, 1),
    {"position", FIELD_SWITCH, FIELD_AT(struct draft, word.at_start), FIELD_NAMES("any", "start")},
    {"supposition", FIELD_CHOICE, FIELD_AT(struct draft, supposition),
     FIELD_NAMES("opens", "closes", "regrets")}};
static const struct field rhetorical_fields[] = {
    TEXT_FIELD, {"denies", FIELD_BOOL, FIELD_AT(struct draft, denies)}};

#define INITIAL(name, sense_kind)                                                                  \
    static const struct draft initial_##name = {                                                   \
        .word = {.sense = (uint32_t)(sense_kind), .scope = 4, .factor = 1, .after = 1},            \
        .supposition = UINT32_MAX}
INITIAL(negator, SENSE_NEGATOR);
INITIAL(degree, SENSE_DEGREE);
INITIAL(contrast, SENSE_CONTRAST);
INITIAL(irrealis, SENSE_IRREALIS);
INITIAL(rhetorical, SENSE_RHETORICAL);
INITIAL(blocker, SENSE_BLOCKER);

#define WORD_SHAPE(name)                                                                           \
    {                                                                                              \
        "a word of this list", FIELDS_OF(name##_fields),                                           \
            .size = sizeof(struct draft), .initial = &initial_##name, .finish = finish_word        \
    }
const struct field_table kefu__negator_table = WORD_SHAPE(negator);
const struct field_table kefu__degree_table = WORD_SHAPE(degree);
const struct field_table kefu__contrast_table = WORD_SHAPE(contrast);
const struct field_table kefu__irrealis_table = WORD_SHAPE(irrealis);
const struct field_table kefu__rhetorical_table = WORD_SHAPE(rhetorical);
const struct field_table kefu__blocker_table = {
    .size = sizeof(struct draft),
    .initial = &initial_blocker,
    .shorthand = read_blocker,
    .schema = "{\"type\": \"string\", \"minLength\": 1}"};
