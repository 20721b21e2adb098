/* SPDX-License-Identifier: MIT
 * Reads lexicon documents into one lexicon. */
#include <string.h>

#include "lexicon/build.h"
#include "scheme/kinds.h"
#include "scheme/lexicon/attributes.h"
#include "scheme/lexicon/patterns.h"
#include "scheme/titles.h"

/* Stores a learned model that finds accusations against agents, and for each of its outputs the
 * fault with the same name (its index in lexicon->ids). */
static void accuse(struct field_reader *reader, struct lexicon_accuser *accuser,
                   struct learned_model *model) {
    struct lexicon_builder *state = kefu__lexicon_builder(reader);
    accuser->model = model;
    accuser->ids = kefu__field_room(reader, model->output_count, sizeof *accuser->ids);
    for (uint32_t i = 0; accuser->ids && i < model->output_count; i++) {
        const kefu_str name = model->outputs[i].name;
        accuser->ids[i] = kefu__str_equal(name, kefu__str(LEARNED_NOTHING))
                              ? LEARNED_NONE
                              : kefu__lexicon_id(state, model->finds, name);
    }
}

/* Reads a learned model. Of several sentiment models for the same genre the last one is used;
 * likewise of several dialogue models (satisfaction of customers), and of several that find faults.
 */
static void read_learned(struct field_reader *reader, const json_value *value, void *item) {
    struct lexicon_builder *state = kefu__lexicon_builder(reader);
    struct learned_model *model = kefu__field_room(reader, 1, sizeof *model);
    (void)value;
    (void)item;
    if (!model)
        return;
    const kefu_status status = kefu__learned_read(reader->json, state->document->root,
                                                  reader->arena, model);
    reader->no_memory |= status == KEFU_E_MEMORY;
    if (status == KEFU_OK && model->task == LEARNED_SENTIMENT)
        state->lexicon->genres[model->genre].learned = model;
    else if (status == KEFU_OK && model->task == LEARNED_DIALOGUE)
        state->lexicon->dialogue = model;
    else if (status == KEFU_OK && model->finds != LEARNED_NONE)
        accuse(reader, &state->lexicon->accuser, model);
}

/* Reads the genre of texts (reviews or messages) that the document is for; must run before its
 * entries are read, which is so because rows are read in order. */
static void read_genre(struct field_reader *reader, const json_value *value, void *item) {
    struct lexicon_builder *state = kefu__lexicon_builder(reader);
    uint32_t genre = KEFU_GENRE_REVIEW;
    (void)item;
    if (kefu__json_is(value, JSON_STRING) &&
        kefu__word_value(&kefu__genres, kefu__json_text(value), &genre))
        state->entry_flags = genre == KEFU_GENRE_MESSAGE ? ENTRY_MESSAGE : 0;
    else
        kefu__json_refuse(reader->json, NULL, KEFU_E_DEFINITION, "unknown_choice",
                          "must be \"review\" or \"message\"");
}

#define WORDS_FIELD(name, elements)                                                                \
    { name, FIELD_LIST, FIELD_STREAMED, .table = elements }
#define GRAMMAR_FIELD(name, members, text)                                                         \
    { name, FIELD_OBJECT, .table = members, .description = text }
/* The fields of a lexicon document. Their offsets are in struct lexicon_grammar; entries and
 * grammar words are stored by callbacks. */
static const struct field fields[] = {
    {"degree_cap", FIELD_NUMBER, FIELD_AT(struct lexicon_grammar, degree_cap), .low = 1, .high = 10,
     .description = "What degree words multiply by together is at most this."},
    GRAMMAR_FIELD("factors", &kefu__factors_table, "What grammar multiplies a polarity by."),
    GRAMMAR_FIELD("thresholds", &kefu__thresholds_table,
                  "What is found is listed from this strength on."),
    GRAMMAR_FIELD("characters", &kefu__characters_table, "Sets of Han characters."),
    {"genre", FIELD_CUSTOM, .read = read_genre, .schema = "{\"$words\": \"genre\"}",
     .description = "The texts in which the entries are there: of messages only, or of any."},
    TITLES_FIELD,
    WORDS_FIELD("tests", &kefu__lexicon_test_table),
    WORDS_FIELD("remove", &kefu__removal_table),
    {"classes", FIELD_LIST, FIELD_STREAMED, .table = &kefu__class_table,
     .description = "Sets of words for the patterns of entries."},
    WORDS_FIELD("entries", &kefu__entry_table),
    {"courtesies", FIELD_LIST, FIELD_STREAMED, .table = &kefu__courtesy_table,
     .description =
         "What is said without telling or asking anything: by acts and emotions, and by words."},
    {"excuses", FIELD_LIST, FIELD_STREAMED, .table = &kefu__excuse_table,
     .description = "What takes accusations from a whole turn."},
    {"precision", FIELD_LIST, FIELD_STREAMED, .table = &kefu__precision_table,
     .description = "How often each fault that was found in real chats held."},
    {"disguised", FIELD_OBJECT, .table = &kefu__disguised_table,
     .description = "The faults and intents whose words are looked for in disguise, too: 垃1圾."},
    {"repetition", FIELD_CUSTOM, .read = kefu__lexicon_read_repetition,
     .schema = "{\"$ref\": \"#/definitions/id\"}",
     .description = "The fault of an agent who says the same again in one turn."},
    WORDS_FIELD("negators", &kefu__negator_table),
    WORDS_FIELD("degrees", &kefu__degree_table),
    WORDS_FIELD("contrasts", &kefu__contrast_table),
    WORDS_FIELD("irrealis", &kefu__irrealis_table),
    WORDS_FIELD("rhetorical", &kefu__rhetorical_table),
    WORDS_FIELD("blockers", &kefu__blocker_table),
    {"same", FIELD_ANY, .schema = "{\"type\": \"array\", \"items\": {\"type\": \"string\"}}",
     .description =
         "Words that contain an entry and mean what it says: judged, and so no blockers."},
    {"learned", FIELD_CUSTOM, .read = read_learned, .table = &kefu__learned_table,
     .schema = "{\"$ref\": \"#/definitions/learned\"}", .description = "docs/training.md"}};
static const struct field_table table = {"a lexicon", FIELDS_OF(fields),
                                         .common = &kefu__document_table};

static bool read_documents(struct lexicon_builder *state) {
    struct scheme_builder *builder = state->builder;
    for (size_t i = 0; i < builder->document_count; i++) {
        if (builder->documents[i].kind != DOCUMENT_LEXICON)
            continue;
        state->document = &builder->documents[i];
        state->document_index = (uint32_t)i;
        state->entry_flags = 0;
        state->reader = builder->documents[i].reader;
        builder->part = state;
        if (!kefu__document_read(builder, state->document, &table, &state->lexicon->grammar))
            return false;
    }
    kefu__lexicon_check_classes(state);
    return kefu__lexicon_enter(state->lexicon, &builder->keywords) ||
           kefu__builder_no_memory(builder);
}

static bool compile(struct scheme_builder *builder) {
    struct lexicon *lexicon = kefu__alloc_zero(builder->allocator, sizeof *lexicon);
    struct lexicon_builder state;
    bool done;
    builder->scheme->lexicon = lexicon;
    builder->scheme->lexicon_tests = kefu__builder_take(builder, sizeof(struct lexicon_tests));
    if (!lexicon || !builder->scheme->lexicon_tests)
        return kefu__builder_no_memory(builder);
    lexicon->repetition = UINT32_MAX;
    kefu__grammar_init(&lexicon->grammar);
    memset(&state, 0, sizeof state);
    state.builder = builder;
    state.lexicon = lexicon;
    kefu__map_init(&state.entries, builder->allocator);
    kefu__map_init(&state.words, builder->allocator);
    kefu__map_init(&state.classes, builder->allocator);
    kefu__map_init(&state.ids, builder->allocator);
    kefu__buffer_init(&state.folded, builder->allocator);
    done = read_documents(&state) && builder->status == KEFU_OK;
    kefu__map_free(&state.entries);
    kefu__map_free(&state.words);
    kefu__map_free(&state.classes);
    kefu__map_free(&state.ids);
    kefu__buffer_free(&state.folded);
    return done;
}

/* Builds the matcher from builder->keywords, to which the documents of all kinds have added theirs.
 */
static bool finish(struct scheme_builder *builder) {
    kefu_error error;
    const kefu_status status = kefu__lexicon_build(builder->scheme->lexicon, &builder->keywords,
                                                   &error);
    return status == KEFU_OK || kefu__builder_fail(builder, status, error.message);
}

static void free_lexicon(struct kefu_scheme *scheme) {
    kefu__lexicon_free(scheme->lexicon, &scheme->allocator);
    scheme->lexicon = NULL;
}

const struct scheme_kind kefu__lexicon_kind = {.kind = DOCUMENT_LEXICON,
                                               .table = &table,
                                               .compile = compile,
                                               .finish = finish,
                                               .free = free_lexicon};
