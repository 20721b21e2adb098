/* SPDX-License-Identifier: MIT
 * Reading the words of grammar: negators, degrees, contrasts, irrealis, rhetorical, blockers. */
#include <string.h>

#include "scheme/lexicon/lexicon.h"

/* Adds a word, or replaces what an earlier one of the same sense and text said. */
static bool add_word(struct lexicon_builder *state, const struct lexicon_word *word) {
    struct lexicon *lexicon = state->lexicon;
    void *words = lexicon->words;
    const char *key;
    uint32_t index;
    state->folded.size = 0;
    kefu__buffer_format(&state->folded, "%c", (char)('a' + word->sense));
    kefu__buffer_add(&state->folded, word->text.data, word->text.size);
    if (state->folded.failed)
        return kefu__builder_fail(state->builder, KEFU_E_MEMORY, "out of memory");
    index = kefu__map_find(&state->words, state->folded.data, state->folded.size);
    if (index != UINT32_MAX) {
        lexicon->words[index] = *word;
        return true;
    }
    key = kefu__arena_text(&state->builder->scratch, state->folded.data, state->folded.size);
    if (!key || !kefu__grow(state->builder->allocator, &words, &lexicon->word_capacity,
                            lexicon->word_count + 1, sizeof *lexicon->words))
        return kefu__builder_fail(state->builder, KEFU_E_MEMORY, "out of memory");
    lexicon->words = words;
    lexicon->words[lexicon->word_count] = *word;
    if (kefu__map_add(&state->words, key, state->folded.size, (uint32_t)lexicon->word_count) ==
        UINT32_MAX)
        return kefu__builder_fail(state->builder, KEFU_E_MEMORY, "out of memory");
    lexicon->word_count++;
    return true;
}

/* ---- what each list's objects say ---- */

static void read_negator(struct lexicon_builder *state, const json_value *object,
                         struct lexicon_word *word) {
    static const char *const known[] = {"text", "scope", "kind", "position", "note", NULL};
    static const char *const positions[] = {"before", "both", NULL};
    uint32_t position = 0;
    static const char *const kinds[] = {"denial", "prohibition", NULL};
    int64_t scope = 4;
    kefu__json_known_members(state->reader, object, known);
    kefu__json_member_integer(state->reader, object, "scope", false, 0, LEXICON_SCOPE_MAX, &scope);
    kefu__json_member_choice(state->reader, object, "kind", false, kinds, &word->kind);
    kefu__json_member_choice(state->reader, object, "position", false, positions, &position);
    word->is_after = position == 1;
    word->scope = (uint32_t)scope;
}

static void read_degree(struct lexicon_builder *state, const json_value *object,
                        struct lexicon_word *word) {
    static const char *const known[] = {"text", "factor", "position", "compares", "note", NULL};
    static const char *const positions[] = {"before", "after", NULL};
    double factor = 1;
    uint32_t position = 0;
    bool compares = false;
    kefu__json_known_members(state->reader, object, known);
    kefu__json_member_number(state->reader, object, "factor", true, 0, 10, &factor);
    kefu__json_member_choice(state->reader, object, "position", false, positions, &position);
    kefu__json_member_bool(state->reader, object, "compares", false, &compares);
    word->factor = (float)factor;
    word->is_after = position == 1;
    word->flags = compares ? WORD_COMPARES : 0;
}

static void read_contrast(struct lexicon_builder *state, const json_value *object,
                          struct lexicon_word *word) {
    static const char *const known[] = {"text", "before", "after", "position", "note", NULL};
    static const char *const positions[] = {"any", "start", NULL};
    double before = 1, after = 1;
    uint32_t position = 0;
    kefu__json_known_members(state->reader, object, known);
    kefu__json_member_number(state->reader, object, "before", true, 0, 10, &before);
    kefu__json_member_number(state->reader, object, "after", true, 0, 10, &after);
    kefu__json_member_choice(state->reader, object, "position", false, positions, &position);
    word->factor = (float)before;
    word->after = (float)after;
    word->at_start = position == 1;
}

static void read_irrealis(struct lexicon_builder *state, const json_value *object,
                          struct lexicon_word *word) {
    static const char *const known[] = {"text",     "kind", "factor", "supposition",
                                        "position", "note", NULL};
    static const char *const kinds[] = {"wish",    "condition", "question",
                                        "request", "statement", NULL};
    static const char *const positions[] = {"any", "start", NULL};
    static const char *const suppositions[] = {"opens", "closes", "regrets", NULL};
    static const uint32_t flags[] = {WORD_OPENS, WORD_CLOSES, WORD_CLOSES | WORD_REGRETS};
    uint32_t position = 0, supposition = 0;
    double factor = 1;
    kefu__json_known_members(state->reader, object, known);
    kefu__json_member_choice(state->reader, object, "kind", true, kinds, &word->kind);
    kefu__json_member_number(state->reader, object, "factor", true, 0, 1, &factor);
    kefu__json_member_choice(state->reader, object, "position", false, positions, &position);
    if (kefu__json_member_choice(state->reader, object, "supposition", false, suppositions,
                                 &supposition))
        word->flags = flags[supposition];
    if (word->kind == IRREALIS_CONDITION)
        word->flags |= WORD_OPENS;
    word->factor = (float)factor;
    word->at_start = position == 1;
}

static void read_rhetorical(struct lexicon_builder *state, const json_value *object,
                            struct lexicon_word *word) {
    static const char *const known[] = {"text", "denies", "note", NULL};
    bool denies = false;
    kefu__json_known_members(state->reader, object, known);
    kefu__json_member_bool(state->reader, object, "denies", false, &denies);
    word->flags = denies ? WORD_DENIES : 0;
}

/* ---- the lists ---- */

static const struct list {
    const char *member;
    enum sense_kind sense;
    void (*read)(struct lexicon_builder *state, const json_value *object,
                 struct lexicon_word *word); /* NULL: the list holds plain texts */
} lists[] = {
    {"negators", SENSE_NEGATOR, read_negator},         {"degrees", SENSE_DEGREE, read_degree},
    {"contrasts", SENSE_CONTRAST, read_contrast},      {"irrealis", SENSE_IRREALIS, read_irrealis},
    {"rhetorical", SENSE_RHETORICAL, read_rhetorical}, {"blockers", SENSE_BLOCKER, NULL}};

/* Reads one item; the reader stands at it. */
static bool read_word(struct lexicon_builder *state, const struct list *list,
                      const json_value *item) {
    struct lexicon_word word;
    kefu_str text = {NULL, 0};
    memset(&word, 0, sizeof word);
    word.sense = (uint32_t)list->sense;
    word.document = state->document_index;
    if (list->read && kefu__json_is(item, JSON_OBJECT)) {
        if (!kefu__json_member_string(state->reader, item, "text", true, &text))
            return true;
        list->read(state, item, &word);
    } else if (!list->read && kefu__json_is(item, JSON_STRING)) {
        text = kefu__json_text(item);
    } else {
        kefu__json_report(state->reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "wrong_type",
                          list->read ? "an item of \"%s\" is an object"
                                     : "an item of \"%s\" is a string",
                          list->member);
        return true;
    }
    word.text = kefu__lexicon_fold(state, text);
    return word.text.size > 0 ? add_word(state, &word) : state->builder->status == KEFU_OK;
}

bool kefu__lexicon_read_grammar(struct lexicon_builder *state) {
    bool sound = true;
    size_t i, at;
    for (i = 0; sound && i < sizeof lists / sizeof *lists; i++) {
        const json_value *list = kefu__json_member_array(state->reader, state->document->root,
                                                         lists[i].member, false);
        const json_value *item;
        if (!list)
            continue;
        kefu__json_enter_name(state->reader, lists[i].member);
        for (item = kefu__json_first(list), at = 0; item && sound;
             item = kefu__json_next(item), at++) {
            kefu__json_enter_index(state->reader, at);
            sound = read_word(state, &lists[i], item);
            kefu__json_leave(state->reader);
        }
        kefu__json_leave(state->reader);
    }
    return sound && state->builder->status == KEFU_OK;
}
