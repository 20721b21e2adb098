/* SPDX-License-Identifier: MIT
 * Compiling the lexicon documents into one matcher and the senses of its keywords. */
#include "scheme/lexicon/lexicon.h"
#include "scheme/kinds.h"
#include "scheme/titles.h"

#include <string.h>

#include "base/utf8.h"

enum { ORDER_RANKS = 16 };

/* ---- compiling ---- */

static void read_learned(struct field_reader *reader, const json_value *value, void *item) {
    (void)value;
    (void)item;
    kefu__lexicon_read_learned(kefu__lexicon_builder(reader));
}

/* Stands before the entries in the list of fields, which are read in its order. */
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
    { name, FIELD_LIST, FIELD_STREAMED, .shape = elements }
#define GRAMMAR_FIELD(name, members, text)                                                         \
    { name, FIELD_OBJECT, .shape = members, .says = text }
/* The struct is the lexicon's grammar; entries and words are added as they are read. */
static const struct field fields[] = {
    {"degree_cap", FIELD_NUMBER, FIELD_AT(struct lexicon_grammar, degree_cap), .low = 1, .high = 10,
     .says = "What degree words multiply by together is at most this."},
    GRAMMAR_FIELD("factors", &kefu__factors_shape, "What grammar multiplies a polarity by."),
    {"thresholds", FIELD_CUSTOM, .read = kefu__read_thresholds,
     .schema = "{\"type\": \"object\", \"propertyNames\": {\"$words\": \"found_kind\"}, "
               "\"additionalProperties\": {\"type\": \"number\", \"minimum\": 0, \"maximum\": 1}}",
     .says = "What is found is listed from this strength on."},
    GRAMMAR_FIELD("characters", &kefu__characters_shape, "Sets of Han characters."),
    {"genre", FIELD_CUSTOM, .read = read_genre, .schema = "{\"$words\": \"genre\"}",
     .says = "The texts in which the entries are there: of messages only, or of any."},
    TITLES_FIELD,
    WORDS_FIELD("tests", &kefu__lexicon_test_shape),
    WORDS_FIELD("remove", &kefu__removal_shape),
    WORDS_FIELD("entries", &kefu__entry_shape),
    {"excuses", FIELD_LIST, FIELD_STREAMED, .shape = &kefu__excuse_shape,
     .says = "What takes accusations from a whole turn."},
    {"precision", FIELD_LIST, FIELD_STREAMED, .shape = &kefu__precision_shape,
     .says = "How often each fault that was found in real chats held."},
    WORDS_FIELD("negators", &kefu__negator_shape),
    WORDS_FIELD("degrees", &kefu__degree_shape),
    WORDS_FIELD("contrasts", &kefu__contrast_shape),
    WORDS_FIELD("irrealis", &kefu__irrealis_shape),
    WORDS_FIELD("rhetorical", &kefu__rhetorical_shape),
    WORDS_FIELD("blockers", &kefu__blocker_shape),
    {"same", FIELD_ANY, .schema = "{\"type\": \"array\", \"items\": {\"type\": \"string\"}}",
     .says = "Words that contain an entry and mean what it says: judged, and so no blockers."},
    {"learned", FIELD_CUSTOM, .read = read_learned,
     .schema = "{\"type\": \"object\", \"required\": [\"task\"]}", .says = "docs/training.md"}};
static const struct shape shape = {"a lexicon", FIELDS_OF(fields), .head = &kefu__document_shape};

static const struct boundary_mark {
    const char *text;
    enum boundary boundary;
} boundary_marks[] = {
    {",", BOUNDARY_CLAUSE},
    {"、", BOUNDARY_CLAUSE},
    {";", BOUNDARY_CLAUSE},
    {":", BOUNDARY_CLAUSE},
    {"…", BOUNDARY_SENTENCE},
    {"...", BOUNDARY_SENTENCE},
    {"。", BOUNDARY_SENTENCE},
    {"\n", BOUNDARY_SENTENCE},
    {"~", BOUNDARY_CLAUSE},
    {"!", BOUNDARY_EXCLAMATION},
    {"?", BOUNDARY_QUESTION},
    {"｡", BOUNDARY_SENTENCE},
    {"\xE2\x80\xA8", BOUNDARY_SENTENCE},
};

/* Pairs of the same first part share one sense: where that stood last is remembered once. */
static bool enter_pairs(struct lexicon_builder *state) {
    struct scheme_builder *builder = state->builder;
    struct lexicon *lexicon = state->lexicon;
    struct index_map groups;
    bool sound = true;
    uint32_t i, group;
    lexicon->pair_groups = kefu__arena_alloc(builder->arena,
                                             lexicon->pair_count * sizeof *lexicon->pair_groups);
    if (!lexicon->pair_groups)
        return kefu__builder_fail(builder, KEFU_E_MEMORY, "out of memory");
    kefu__map_init(&groups, builder->allocator);
    for (i = 0; sound && i < lexicon->pair_count; i++) {
        struct lexicon_pair *pair = &lexicon->pairs[i];
        if (lexicon->entries[pair->entry].flags & ENTRY_REMOVED)
            continue;
        group = kefu__map_add(&groups, pair->first.data, pair->first.size,
                              (uint32_t)lexicon->group_count);
        if (group == UINT32_MAX) {
            sound = kefu__builder_fail(builder, KEFU_E_MEMORY, "out of memory");
            break;
        }
        lexicon->pair_groups[i] = group;
        lexicon->has_inside_pairs |= (lexicon->entries[pair->entry].flags & ENTRY_INSIDE) != 0;
        if (group == lexicon->group_count) {
            lexicon->group_count++;
            sound = kefu__builder_keyword_kept(builder, pair->first, SENSE_PAIR_FIRST, group);
        }
        sound = sound && kefu__builder_keyword_kept(builder, pair->second, SENSE_PAIR_SECOND, i);
    }
    kefu__map_free(&groups);
    return sound;
}

/* For whom an entry says anything at all. */
static uint32_t speakers_of(const struct lexicon *lexicon, const struct lexicon_entry *entry) {
    uint32_t speakers = entry->flags & ENTRY_POLAR ? entry->polarity_roles : 0, i;
    if ((entry->flags & ENTRY_POLAR && !speakers) || entry->attributes == UINT32_MAX)
        return entry->attributes == UINT32_MAX ? speakers : 0;
    for (i = entry->attributes; i != UINT32_MAX; i = lexicon->attributes[i].next) {
        if (lexicon->attributes[i].roles == 0)
            return 0;
        speakers |= lexicon->attributes[i].roles;
    }
    return speakers;
}

static uint8_t traits_of(const struct lexicon *lexicon, const struct lexicon_entry *entry) {
    const bool polar = entry->flags & ENTRY_POLAR, ids = entry->attributes != UINT32_MAX;
    const bool denies = kefu__set_within(&lexicon->grammar.characters[CHARACTERS_NEGATION],
                                         entry->text);
    return (uint8_t)((polar && entry->polarity != 0 ? TRAIT_POLAR : 0) |
                     (entry->polarity_roles & 3) << 1 | (ids ? TRAIT_IDS : 0) |
                     (ids && !polar ? TRAIT_NEUTRAL : 0) | (denies ? TRAIT_DENIES : 0) |
                     speakers_of(lexicon, entry) << 5);
}

static bool list_traits(struct scheme_builder *builder, struct lexicon *lexicon) {
    size_t i;
    lexicon->traits = kefu__arena_alloc(builder->arena, lexicon->entry_count);
    if (!lexicon->traits)
        return kefu__builder_fail(builder, KEFU_E_MEMORY, "out of memory");
    for (i = 0; i < lexicon->entry_count; i++) {
        struct lexicon_entry *entry = &lexicon->entries[i];
        lexicon->traits[i] = traits_of(lexicon, entry);
        if (kefu__set_begins(&lexicon->grammar.characters[CHARACTERS_NEGATION], entry->text))
            entry->flags |= ENTRY_DENIES;
    }
    return true;
}

static bool enter_keywords(struct lexicon_builder *state) {
    struct scheme_builder *builder = state->builder;
    struct lexicon *lexicon = state->lexicon;
    bool sound = list_traits(builder, lexicon);
    size_t i;
    for (i = 0; sound && i < lexicon->entry_count; i++) {
        const struct lexicon_entry *entry = &lexicon->entries[i];
        const kefu_str text = {entry->text, strlen(entry->text)};
        if (!(entry->flags & (ENTRY_REMOVED | ENTRY_PAIR)))
            sound = kefu__builder_keyword_kept(builder, text, SENSE_ENTRY, (uint32_t)i);
    }
    sound = sound && enter_pairs(state);
    for (i = 0; sound && i < lexicon->word_count; i++)
        if (!lexicon->words[i].removed)
            sound = kefu__builder_keyword_kept(builder, lexicon->words[i].text,
                                               (enum sense_kind)lexicon->words[i].sense,
                                               (uint32_t)i);
    for (i = 0; sound && i < sizeof boundary_marks / sizeof *boundary_marks; i++) {
        const kefu_str text = {boundary_marks[i].text, strlen(boundary_marks[i].text)};
        sound = kefu__builder_keyword_kept(builder, text, SENSE_BOUNDARY,
                                           (uint32_t)boundary_marks[i].boundary);
    }
    return sound && kefu__lexicon_enter_learned(builder, lexicon);
}

static bool read_documents(struct lexicon_builder *state) {
    struct scheme_builder *builder = state->builder;
    size_t i;
    for (i = 0; i < builder->document_count; i++) {
        if (builder->documents[i].kind != DOCUMENT_LEXICON)
            continue;
        state->document = &builder->documents[i];
        state->document_index = (uint32_t)i;
        state->entry_flags = 0;
        state->reader = builder->documents[i].reader;
        builder->part = state;
        if (!kefu__document_read(builder, state->document, &shape, &state->lexicon->grammar))
            return false;
    }
    return enter_keywords(state);
}

static bool compile(struct scheme_builder *builder) {
    struct lexicon *lexicon = kefu__alloc_zero(builder->allocator, sizeof *lexicon);
    struct lexicon_builder state;
    bool done;
    if (!lexicon)
        return kefu__builder_fail(builder, KEFU_E_MEMORY, "out of memory");
    builder->scheme->lexicon = lexicon;
    kefu__grammar_init(&lexicon->grammar);
    memset(&state, 0, sizeof state);
    state.builder = builder;
    state.lexicon = lexicon;
    kefu__map_init(&state.entries, builder->allocator);
    kefu__map_init(&state.words, builder->allocator);
    kefu__map_init(&state.ids, builder->allocator);
    kefu__buffer_init(&state.folded, builder->allocator);
    done = read_documents(&state) && builder->status == KEFU_OK;
    kefu__map_free(&state.entries);
    kefu__map_free(&state.words);
    kefu__map_free(&state.ids);
    kefu__buffer_free(&state.folded);
    return done;
}

/* ---- finishing ---- */

/* How rarely a keyword is likely to be found, from its length and, of learned ones, from how many
 * packs and topics know it. What is found often should lie together in the tables that are read for
 * every match. */
static size_t rarity_of(const struct scheme_builder *builder, size_t keyword) {
    const struct lexicon_genre *genres = builder->scheme->lexicon->genres;
    const struct learned_model *model = genres[KEFU_GENRE_REVIEW].learned;
    const struct sense *sense = &builder->senses[keyword];
    const size_t length = builder->keywords[keyword].size / 3;
    size_t known;
    if (sense->kind != SENSE_LEARNED)
        return length <= 1 ? 0 : length + 3 < ORDER_RANKS ? length + 3 : ORDER_RANKS - 1;
    if (!model || sense->value >= model->keyword_count)
        return length <= 2 ? 4 : 6;
    known = model->rows[sense->value + 1] - model->rows[sense->value];
    return known > 8 ? 0 : known > 4 ? 1 : known > 2 ? 2 : known > 1 ? 3 : length <= 2 ? 4 : 6;
}

static void order_by_rarity(struct scheme_builder *builder, kefu_str *keywords,
                            struct sense *senses) {
    size_t begin[ORDER_RANKS + 1] = {0}, i;
    for (i = 0; i < builder->keyword_count; i++)
        begin[rarity_of(builder, i) + 1]++;
    for (i = 1; i <= ORDER_RANKS; i++)
        begin[i] += begin[i - 1];
    for (i = 0; i < builder->keyword_count; i++) {
        const size_t at = begin[rarity_of(builder, i)]++;
        keywords[at] = builder->keywords[i];
        senses[at] = builder->senses[i];
    }
}

static bool reorder(struct scheme_builder *builder) {
    kefu_str *keywords = kefu__arena_alloc(&builder->scratch,
                                           builder->keyword_count * sizeof *keywords);
    struct sense *senses = kefu__arena_alloc(&builder->scratch,
                                             builder->keyword_count * sizeof *senses);
    if (!keywords || !senses)
        return kefu__builder_fail(builder, KEFU_E_MEMORY, "out of memory");
    order_by_rarity(builder, keywords, senses);
    memcpy(builder->keywords, keywords, builder->keyword_count * sizeof *keywords);
    memcpy(builder->senses, senses, builder->keyword_count * sizeof *senses);
    return true;
}

/* Builds the matcher from the keywords of all kinds. */
static bool finish(struct scheme_builder *builder) {
    struct lexicon *lexicon = builder->scheme->lexicon;
    const struct matcher_options options = {true, builder->allocator};
    kefu_error error;
    kefu_status status;
    if (!reorder(builder))
        return false;
    status = kefu__matcher_build(builder->keywords, builder->keyword_count, &options,
                                 &lexicon->matcher, &error);
    if (status)
        return kefu__builder_fail(builder, status, error.message);
    return kefu__lexicon_list_senses(builder, lexicon) &&
           kefu__lexicon_join_learned(builder, lexicon);
}

static void lexicon_free(struct kefu_scheme *scheme) {
    const kefu_allocator *allocator = &scheme->allocator;
    struct lexicon *lexicon = scheme->lexicon;
    size_t i;
    if (!lexicon)
        return;
    kefu__matcher_free(lexicon->matcher);
    for (i = 0; i < LEXICON_GENRES; i++)
        kefu__pairs_free(&lexicon->genres[i].learned_pairs);
    kefu__scan_image_free(lexicon->dialogue_image);
    kefu__release(allocator, lexicon->entries, lexicon->entry_capacity * sizeof *lexicon->entries);
    kefu__release(allocator, lexicon->attributes,
                  lexicon->attribute_capacity * sizeof *lexicon->attributes);
    kefu__release(allocator, lexicon->pairs, lexicon->pair_capacity * sizeof *lexicon->pairs);
    kefu__release(allocator, lexicon->words, lexicon->word_capacity * sizeof *lexicon->words);
    kefu__release(allocator, lexicon->ids, lexicon->id_capacity * sizeof *lexicon->ids);
    kefu__release(allocator, lexicon->excuses, lexicon->excuse_capacity * sizeof *lexicon->excuses);
    kefu__release(allocator, lexicon->tests, lexicon->test_capacity * sizeof *lexicon->tests);
    kefu__release(allocator, lexicon, sizeof *lexicon);
    scheme->lexicon = NULL;
}

const struct scheme_kind kefu__lexicon_kind = {.kind = DOCUMENT_LEXICON,
                                               .shape = &shape,
                                               .compile = compile,
                                               .finish = finish,
                                               .free = lexicon_free};
