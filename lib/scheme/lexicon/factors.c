/* SPDX-License-Identifier: MIT
 * Reading what a lexicon document says of grammar besides words. A later document replaces each
 * number, and each set of characters, that it gives. */
#include <string.h>

#include "base/vocabulary.h"
#include "scheme/lexicon/lexicon.h"

static const struct factor_row {
    const char *name;
    double least, most;
    double unsaid; /* where no document says anything: no effect */
} factor_rows[GRAMMAR_FACTORS] = {
    [GRAMMAR_NEGATED_POSITIVE] = {"negated_positive", -1, 1, 1},
    [GRAMMAR_NEGATED_NEGATIVE] = {"negated_negative", -1, 1, 1},
    [GRAMMAR_NEGATED_TWICE] = {"negated_twice", -1, 1, 1},
    [GRAMMAR_NEGATED_DEGREE] = {"negated_degree", 0, 10, 1},
    [GRAMMAR_FORBIDDEN] = {"forbidden", -1, 1, 1},
    [GRAMMAR_MISSED] = {"missed", -1, 1, 1},
    [GRAMMAR_RHETORICAL] = {"rhetorical", -1, 1, 1},
    [GRAMMAR_AGENT_NEGATIVE] = {"agent_negative", 0, 1, 1},
    [GRAMMAR_EXCLAMATION] = {"exclamation", 0, 1, 0},
    [GRAMMAR_REPEATED] = {"repeated", 0, 1, 1},
};

static const char *const character_names[CHARACTERS_SETS + 1] = {
    [CHARACTERS_NEGATION] = "negation",         [CHARACTERS_BARRIER] = "barrier",
    [CHARACTERS_CLAUSE_FINAL] = "clause_final", [CHARACTERS_COMPLETED] = "completed",
    [CHARACTERS_QUESTION] = "question",         [CHARACTERS_CHALLENGE] = "challenge"};

enum { THRESHOLDS = sizeof((struct lexicon_grammar *)0)->thresholds / sizeof(double) };

#define THRESHOLD_UNSAID 0.3 /* where no document says anything */

void kefu__grammar_init(struct lexicon_grammar *grammar) {
    size_t i;
    memset(grammar, 0, sizeof *grammar);
    grammar->degree_cap = 2;
    for (i = 0; i < GRAMMAR_FACTORS; i++)
        grammar->factors[i] = factor_rows[i].unsaid;
    for (i = 0; i < THRESHOLDS; i++)
        grammar->thresholds[i] = THRESHOLD_UNSAID;
}

/* Enters the member `name` if it is an object of no other members than these. */
static const json_value *enter(struct json_reader *reader, const json_value *root, const char *name,
                               const char *const *known) {
    const json_value *object = kefu__json_member_object(reader, root, name, false);
    if (!object)
        return NULL;
    kefu__json_enter_name(reader, name);
    kefu__json_known_members(reader, object, known);
    return object;
}

static void read_factors(struct json_reader *reader, const json_value *root,
                         struct lexicon_grammar *grammar) {
    const char *known[GRAMMAR_FACTORS + 1] = {NULL};
    const json_value *object;
    size_t i;
    for (i = 0; i < GRAMMAR_FACTORS; i++)
        known[i] = factor_rows[i].name;
    object = enter(reader, root, "factors", known);
    if (!object)
        return;
    for (i = 0; i < GRAMMAR_FACTORS; i++)
        kefu__json_member_number(reader, object, factor_rows[i].name, false, factor_rows[i].least,
                                 factor_rows[i].most, &grammar->factors[i]);
    kefu__json_leave(reader);
}

static void read_thresholds(struct json_reader *reader, const json_value *root,
                            struct lexicon_grammar *grammar) {
    const char *known[THRESHOLDS + 1] = {NULL};
    const json_value *object;
    size_t i;
    for (i = 0; i < THRESHOLDS; i++)
        known[i] = kefu__found_kinds.words[i].name;
    object = enter(reader, root, "thresholds", known);
    if (!object)
        return;
    for (i = 0; i < THRESHOLDS; i++)
        kefu__json_member_number(reader, object, known[i], false, 0, 1,
                                 &grammar->thresholds[kefu__found_kinds.words[i].value]);
    kefu__json_leave(reader);
}

static void read_set(struct json_reader *reader, const char *name, kefu_str text,
                     struct character_set *set) {
    size_t at;
    bool sound = text.size % CHARACTER_BYTES == 0 && text.size <= CHARACTERS_MAX * CHARACTER_BYTES;
    for (at = 0; sound && at < text.size; at += CHARACTER_BYTES)
        sound = ((unsigned char)text.data[at] & 0xF0) == 0xE0; /* leads three bytes */
    if (!sound) {
        kefu__json_enter_name(reader, name);
        kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "out_of_range",
                          "a set is a string of at most %d Han characters", CHARACTERS_MAX);
        kefu__json_leave(reader);
        return;
    }
    set->count = 0;
    for (at = 0; at < text.size; at += CHARACTER_BYTES)
        set->codes[set->count++] = kefu__character_code(text.data + at);
}

static void read_characters(struct json_reader *reader, const json_value *root,
                            struct lexicon_grammar *grammar) {
    const json_value *object = enter(reader, root, "characters", character_names);
    size_t i;
    if (!object)
        return;
    for (i = 0; i < CHARACTERS_SETS; i++) {
        kefu_str text;
        if (kefu__json_member_string(reader, object, character_names[i], false, &text))
            read_set(reader, character_names[i], text, &grammar->characters[i]);
    }
    kefu__json_leave(reader);
}

void kefu__lexicon_read_factors(struct lexicon_builder *state) {
    struct json_reader *reader = state->reader;
    const json_value *root = state->document->root;
    struct lexicon_grammar *grammar = &state->lexicon->grammar;
    kefu__json_member_number(reader, root, "degree_cap", false, 1, 10, &grammar->degree_cap);
    read_factors(reader, root, grammar);
    read_thresholds(reader, root, grammar);
    read_characters(reader, root, grammar);
}

/* ---- sets of characters ---- */

bool kefu__set_begins(const struct character_set *set, const char *text) {
    return strlen(text) >= CHARACTER_BYTES && kefu__set_has(set, text);
}

bool kefu__set_within(const struct character_set *set, const char *text) {
    const size_t size = strlen(text);
    size_t at;
    for (at = 0; at + CHARACTER_BYTES <= size; at++)
        if (kefu__set_has(set, text + at))
            return true;
    return false;
}
