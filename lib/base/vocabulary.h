/* SPDX-License-Identifier: MIT
 * The closed lists: each is one table of values, the names that they have in JSON, in Python and in
 * Lua, and their titles. Whatever else shows a list (a reader, a schema, a constant of a binding, a
 * page of the guide) is made from its table. */
#ifndef KEFU_LIB_VOCABULARY_H
#define KEFU_LIB_VOCABULARY_H

#include "base/base.h"
#include "base/document_kinds.h"

/* One word of a closed list: its value in C, its name in documents and results, and its titles for
 * people. */
struct vocabulary_word {
    uint32_t value;
    const char *name, *zh_hans, *en;
};

/* A closed list of words; their names are unique. */
struct vocabulary {
    const char *name; /* name of the list itself, e.g. "role" */
    const struct vocabulary_word *words;
    size_t count;
};

/* Initialises a struct vocabulary with a name and an array of words. */
#define VOCABULARY_OF(name, words)                                                                 \
    { (name), (words), sizeof(words) / sizeof *(words) }

/* ---- lists of the API ---- */

extern const struct vocabulary kefu__statuses;    /* the values of kefu_status */
extern const struct vocabulary kefu__severities;  /* the values of kefu_severity, of findings */
extern const struct vocabulary kefu__states;      /* the values of kefu_state */
extern const struct vocabulary kefu__reasons;     /* the values of kefu_reason */
extern const struct vocabulary kefu__units;       /* the values of kefu_unit */
extern const struct vocabulary kefu__statistics;  /* the values of kefu_statistic */
extern const struct vocabulary kefu__roles;       /* the values of kefu_role */
extern const struct vocabulary kefu__labels;      /* the values of kefu_label */
extern const struct vocabulary kefu__factors;     /* the values of kefu_factor_kind */
extern const struct vocabulary kefu__found_kinds; /* the values of kefu_found_kind */
extern const struct vocabulary kefu__stances;     /* the values of kefu_stance, of aspects */
extern const struct vocabulary kefu__event_types; /* the values of kefu_event_type */
extern const struct vocabulary kefu__contents;    /* the values of kefu_content */
extern const struct vocabulary kefu__formats;     /* the values of kefu_format, of reports */
/* the kefu_found_kinds that a learned model may find */
extern const struct vocabulary kefu__learned_kinds;
extern const struct vocabulary kefu__tasks;            /* the values of kefu_train_task */
extern const struct vocabulary kefu__genres;           /* the values of kefu_genre */
extern const struct vocabulary kefu__record_kinds;     /* the values of kefu_record_kind */
extern const struct vocabulary kefu__filter_outcomes;  /* the values of kefu_filter_outcome */
extern const struct vocabulary kefu__join_outcomes;    /* the values of kefu_join_outcome */
extern const struct vocabulary kefu__roster_names;     /* the values of kefu_roster_name */
extern const struct vocabulary kefu__history_outcomes; /* the values of kefu_history_outcome */

/* ---- lists that several modules share ---- */

/* The kinds of definition documents: enum document_kind. */
#define KIND(value, constant, name, zh, en) DOCUMENT_##constant = (value),
enum document_kind { DOCUMENT_KINDS(KIND) };
#undef KIND
extern const struct vocabulary kefu__document_kinds;

/* What one observation of a metric is: a conversation, a turn of it, a message, or a feedback
 * record. */
enum metric_entity { ENTITY_CONVERSATION, ENTITY_TURN, ENTITY_MESSAGE, ENTITY_FEEDBACK };
extern const struct vocabulary kefu__entities;

/* The severity of a rule, and of its alerts. */
enum rule_severity {
    RULE_MINOR = KEFU_ALERT_MINOR,
    RULE_MAJOR = KEFU_ALERT_MAJOR,
    RULE_CRITICAL = KEFU_ALERT_CRITICAL
};
extern const struct vocabulary kefu__rule_severities;

/* The languages of titles, as BCP 47 tags. */
enum language { LANGUAGE_ZH_HANS, LANGUAGE_ZH_HANT, LANGUAGE_EN, LANGUAGE_COUNT };
extern const struct vocabulary kefu__languages;
/* Of a title in two languages the text for a language tag: English for "en", Chinese for NULL and
 * all other tags. */
const char *kefu__in_language(const char *language, const char *chinese, const char *english);

/* The kinds of leaves (single comparisons) of conditions. Those from RULE_LEAF_PHRASE on search
 * messages or turns. */
enum rule_leaf_kind {
    RULE_LEAF_ATTRIBUTE,
    RULE_LEAF_LABEL,
    RULE_LEAF_METRIC,
    RULE_LEAF_RULE,
    RULE_LEAF_PHRASE,
    RULE_LEAF_ACT,
    RULE_LEAF_EMOTION,
    RULE_LEAF_INTENT,
    RULE_LEAF_FAULT,
    RULE_LEAF_SENTIMENT,
    RULE_LEAF_REPEAT,
    RULE_LEAF_GAP,
    RULE_LEAF_PATTERN,
    RULE_LEAF_ENTITY
};
extern const struct vocabulary kefu__leaf_kinds;

/* The methods by which alerts are found in a time series. */
enum series_method {
    SERIES_SPIKE,
    SERIES_FARRINGTON,
    SERIES_EARS,
    SERIES_EWMA,
    SERIES_CUSUM,
    SERIES_ESD,
    SERIES_ANOMALY,
    SERIES_METHODS
};
extern const struct vocabulary kefu__series_methods;

/* ---- parts and extensions of lists ---- */

/* the value of "any" in lists that also have the values of kefu_role or kefu_label */
enum { ROLE_ANY = 4, LABEL_ANY = 4 };
extern const struct vocabulary kefu__roles_or_any;
extern const struct vocabulary kefu__labels_or_any;
/* The roles, and "helpdesk", the name of the agent in public corpora, which is accepted as input
 * but never written. */
extern const struct vocabulary kefu__dialogue_roles;
/* All statistics except the default. */
extern const struct vocabulary kefu__own_statistics;
/* The kinds of ids that documents list by name alone: all but emotions, for which a strength is
 * given with each. */
extern const struct vocabulary kefu__id_kinds;
/* The file name extensions of reports, by kefu_format. */
extern const struct vocabulary kefu__format_endings;

/* Vocabulary number i of those that bindings and the documentation show, for code that iterates
 * over them; NULL beyond the last. */
const struct vocabulary *kefu__vocabulary_at(size_t i);
/* The vocabulary with this name, or NULL. */
const struct vocabulary *kefu__vocabulary_find(const char *name);

/* ---- words ---- */

/* The word of a vocabulary with this value, or NULL. If two words have the value, it is the one
 * whose index equals the value, else the first. O(1) if the values count up from 0. */
const struct vocabulary_word *kefu__word_at(const struct vocabulary *vocabulary, uint32_t value);
/* The name of a value; "unknown" for a value that the vocabulary does not have. */
const char *kefu__word_name(const struct vocabulary *vocabulary, uint32_t value);
/* Finds the value of a name; false, and *value is unchanged, if the vocabulary does not have the
 * name. */
bool kefu__word_value(const struct vocabulary *vocabulary, kefu_str name, uint32_t *value);

#endif
