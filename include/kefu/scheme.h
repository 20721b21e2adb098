/* SPDX-License-Identifier: MIT
 * Definitions in, one checked and immutable object out.
 *
 * A scheme is everything that a shop has defined: lexicons, metrics with their calendars, rubrics,
 * rules, what reports show. Documents are compiled into it once; what is wrong with any of them is
 * reported with its place, and a scheme that compiles is valid. It never changes afterwards, so any
 * number of threads share one, and whatever is made with it keeps it alive. Its contents are
 * listed here: metrics, rules, rubrics with their bands and questions, titles in each language.
 *
 * @code
 * #include "kefu/scheme.h"
 * #include <stdio.h>
 *
 * int main(void) {
 *     kefu_error error;
 *     kefu_scheme *scheme;
 *     kefu_metric_info info;
 *     if (kefu_scheme_builtin(NULL, &scheme, &error) != KEFU_OK) {
 *         fprintf(stderr, "document %u, %s: %s\n", (unsigned)error.source, error.pointer,
 *                 error.message);
 *         return 1;
 *     }
 *     info.size = sizeof info;
 *     for (size_t i = 0; i < kefu_scheme_metric_count(scheme); i++) {
 *         const kefu_metric metric = kefu_scheme_metric_at(scheme, i);
 *         if (kefu_scheme_metric_info(scheme, metric, &info, NULL) == KEFU_OK)
 *             printf("%s (%s): %s\n", info.id, kefu_unit_name(info.unit),
 *                    kefu_scheme_metric_title(scheme, metric, "en"));
 *     }
 *     kefu_scheme_release(scheme);
 *     return 0;
 * }
 * @endcode */
#ifndef KEFU_SCHEME_H
#define KEFU_SCHEME_H

#include "kefu/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Compiled definitions: lexicon, metrics, calendars, rubrics, rules. Immutable: any number of
 * threads may use one at once. Counted: kefu_scheme_retain() / kefu_scheme_release(). */
typedef struct kefu_scheme kefu_scheme;

/** Handles of things inside a scheme. A handle carries a tag of its scheme, so that a handle of
 * another scheme gives KEFU_E_HANDLE. 0 is not a handle. */
typedef uint32_t kefu_metric;
typedef uint32_t kefu_rubric;
typedef uint32_t kefu_rule;
typedef uint32_t kefu_entry;

/** One definition document: JSON text (see docs/definitions.md), and a name for messages. */
typedef struct kefu_document {
    kefu_str name; /**< e.g. the file's name; may be empty */
    kefu_str text; /**< UTF-8 JSON */
} kefu_document;

/** How to compile. Start from KEFU_SCHEME_OPTIONS_INIT. */
typedef struct kefu_scheme_options {
    size_t size;
    int64_t at;                      /**< which versions are in force; KEFU_TIME_NONE: the newest */
    const kefu_allocator *allocator; /**< NULL: the C library's */
    uint32_t flags;                  /**< KEFU_SCHEME_… */
    uint32_t reserved;               /**< 0 */
} kefu_scheme_options;

#define KEFU_SCHEME_OPTIONS_INIT                                                                   \
    { sizeof(kefu_scheme_options), KEFU_TIME_NONE, NULL, 0, 0 }
/** Sets options to KEFU_SCHEME_OPTIONS_INIT, for callers that cannot use a macro.
 * @param[out] options  NULL is allowed
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API void kefu_scheme_options_init(kefu_scheme_options *options);

/** Compile the given documents alone, without the built-in ones below them. */
#define KEFU_SCHEME_BARE 1u

/** Compiles documents into a scheme.
 *
 * The built-in documents are a layer below the given ones (unless KEFU_SCHEME_BARE): a document
 * with the id of a built-in one replaces it, others are added. All findings of all documents are
 * reported, not only the first. The texts may be freed after the call.
 * @param[out] scheme    on success only; release with kefu_scheme_release()
 * @param[out] findings  all errors, warnings and notes; may be NULL
 * @param[out] error     the first error; its `source` says in which of `documents`, from 1 (0: in a
 *                       built-in one, or in none); may be NULL
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY, KEFU_E_LIMIT, KEFU_E_VERSION (unknown flags),
 * KEFU_E_UTF8, KEFU_E_JSON, KEFU_E_DUPLICATE, KEFU_E_DEFINITION, KEFU_E_REFERENCE
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_scheme_compile(const kefu_document *documents, size_t count,
                                         const kefu_scheme_options *options, kefu_scheme **scheme,
                                         kefu_findings *findings, kefu_error *error);

/** Finds when other definitions come into force: the instants at which the period of a document
 * begins or ends (`effective_from`, `effective_to`), ascending, none twice.
 *
 * What kefu_scheme_compile() makes with `at` of an instant is in force from the last change at or
 * before it until the next one. Records of a period in which definitions change are judged by what
 * was in force when each began (kefu_record_start()): a scheme is compiled for each slice between
 * two changes, and an aggregate made with it, which are merged in the end. Documents that cannot be
 * read have no part in it; kefu_scheme_compile() tells of them.
 * @param options        `at` is not read; NULL: as KEFU_SCHEME_OPTIONS_INIT
 * @param[out] instants  the first `capacity` of them, in ms since 1970 (UTC); NULL where that is 0
 * @param[out] found     how many there are
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY, KEFU_E_LIMIT (more than 10,000 documents),
 * KEFU_E_VERSION (unknown flags)
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_scheme_changes(const kefu_document *documents, size_t count,
                                         const kefu_scheme_options *options, int64_t *instants,
                                         size_t capacity, size_t *found, kefu_error *error);

/** Compiles the built-in documents alone: the scheme "kefu".
 * @return as kefu_scheme_compile()
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_scheme_builtin(const kefu_scheme_options *options, kefu_scheme **scheme,
                                         kefu_error *error);

/** How many built-in documents there are, as they are compiled in.
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API size_t kefu_builtin_count(void);
/** Reads built-in document i. The texts are static.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_NOT_FOUND
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_builtin_at(size_t i, kefu_document *document, kefu_error *error);

/** Adds a reference to the scheme.
 * @return the same pointer; NULL for NULL
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API const kefu_scheme *kefu_scheme_retain(const kefu_scheme *scheme);
/** Releases a reference to the scheme; the last one frees it. NULL is allowed.
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API void kefu_scheme_release(const kefu_scheme *scheme);

/** The scheme's id, "kefu" unless a document names another; "" for NULL. The text lives as long as
 * the scheme.
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API const char *kefu_scheme_id(const kefu_scheme *scheme);
/** A digest of all its documents as 16 hex digits: the same digest, the same definitions. Lives as
 * kefu_scheme_id().
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API const char *kefu_scheme_digest(const kefu_scheme *scheme);

/** Writes what the scheme defines: {"id", "digest", "metrics": [{"id", "title", "unit",
 * "higher_is_better", "target", "min_n", "entity", "digest"}], "rules": [{"id", "title",
 * "severity", "alert", "digest"}], "rubrics": [{"id", "version", "title", "digest", "sections":
 * [{"id", "title", "weight", "questions"}], "bands": [{"id", "title", "min"}]}]}; a title is
 * {"zh-Hans", "en"}.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY, what `write` returned
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_scheme_write(const kefu_scheme *scheme, kefu_write write, void *ctx,
                                       kefu_error *error);

/** Runs the tests that the documents contain (member "tests"). Those of the built-in documents
 * run by the built-in documents alone: what a given document says never makes one of them fail.
 * @param[out] findings  an error for each test that fails; may be NULL
 * @param[out] failed    how many failed; may be NULL
 * @return KEFU_OK (also when tests failed), KEFU_E_ARGUMENT, KEFU_E_MEMORY
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_scheme_test(const kefu_scheme *scheme, kefu_findings *findings,
                                      size_t *failed, kefu_error *error);
/** How many tests the given documents contain; of a scheme without any, in the built-in ones.
 * 0 for NULL.
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API size_t kefu_scheme_test_count(const kefu_scheme *scheme);

/**< ---- metrics ---- */

/** How many metrics the scheme defines; they are numbered in the order of their definition.
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API size_t kefu_scheme_metric_count(const kefu_scheme *scheme);
/** The handle of metric i, 0 when there is none.
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_metric kefu_scheme_metric_at(const kefu_scheme *scheme, size_t i);
/** Finds a metric by id.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_NOT_FOUND
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_scheme_find_metric(const kefu_scheme *scheme, const char *id, size_t size,
                                             kefu_metric *metric, kefu_error *error);

/** What a metric is. The texts live as long as the scheme. */
typedef struct kefu_metric_info {
    size_t size; /**< set by the caller, see kefu_finding */
    const char *id;
    uint32_t unit;             /**< a kefu_unit */
    uint32_t higher_is_better; /**< 1, or 0 where lower is better */
    double target;             /**< in the metric's unit; read has_target first */
    uint32_t has_target;
    uint32_t min_n;     /**< below it a value is LOW_N */
    const char *entity; /**< what it counts: "conversation", "turn", "message", "feedback" */
    const char *digest; /**< 16 hex digits: same digest, same definition */
    /** 1: the value follows from what was found in texts, so that it has none in conversations with
     * KEFU_CONVERSATION_SKIP_ANALYSIS; 0: from who wrote when, and from events */
    uint32_t reads_texts;
    uint32_t reserved; /**< 0 */
} kefu_metric_info;
/** Reads a metric's definition.
 * @param[out] info  its size is set by the caller
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_HANDLE
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_scheme_metric_info(const kefu_scheme *scheme, kefu_metric metric,
                                             kefu_metric_info *info, kefu_error *error);
/** A metric's title in a language ("zh-Hans", "zh-Hant", "en": see kefu_title); NULL for a handle
 * that is none. Lives as long as the scheme.
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API const char *kefu_scheme_metric_title(const kefu_scheme *scheme, kefu_metric metric,
                                              const char *language);

/**< ---- rules ---- */

/** How many rules the scheme defines; they are numbered in the order of their definition.
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API size_t kefu_scheme_rule_count(const kefu_scheme *scheme);
/** The handle of rule i, 0 when there is none.
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_rule kefu_scheme_rule_at(const kefu_scheme *scheme, size_t i);
/** Finds a rule by id.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_NOT_FOUND
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_scheme_find_rule(const kefu_scheme *scheme, const char *id, size_t size,
                                           kefu_rule *rule, kefu_error *error);
/** A rule's id; NULL for a handle that is none. Lives as long as the scheme.
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API const char *kefu_scheme_rule_id(const kefu_scheme *scheme, kefu_rule rule);
/** What a rule is. The texts live as long as the scheme. */
typedef struct kefu_rule_info {
    size_t size; /**< set by the caller, see kefu_finding */
    const char *id;
    const char *category; /**< "" for none */
    uint32_t severity;    /**< a kefu_alert_severity */
    uint32_t alerts;      /**< 1: monitors tell when it becomes true; 0: only rubrics read it */
} kefu_rule_info;
/** Reads a rule's definition.
 * @param[out] info  its size is set by the caller
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_HANDLE
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_scheme_rule_info(const kefu_scheme *scheme, kefu_rule rule,
                                           kefu_rule_info *info, kefu_error *error);
/** A rule's title; otherwise as kefu_scheme_metric_title().
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API const char *kefu_scheme_rule_title(const kefu_scheme *scheme, kefu_rule rule,
                                            const char *language);

/**< ---- rubrics ---- */

/** How many rubrics the scheme defines; they are numbered in the order of their definition.
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API size_t kefu_scheme_rubric_count(const kefu_scheme *scheme);
/** The handle of rubric i, 0 when there is none.
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_rubric kefu_scheme_rubric_at(const kefu_scheme *scheme, size_t i);
/** Finds a rubric by id; an empty id gives the scheme's default one.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_NOT_FOUND
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_scheme_find_rubric(const kefu_scheme *scheme, const char *id, size_t size,
                                             kefu_rubric *rubric, kefu_error *error);
/** What a rubric is. The texts live as long as the scheme. */
typedef struct kefu_rubric_info {
    size_t size; /**< set by the caller, see kefu_finding */
    const char *id;
    const char *version;
    const char *digest; /**< 16 hex digits: same digest, same definition */
    size_t section_count;
    size_t question_count;
    size_t band_count;
} kefu_rubric_info;
/** Reads a rubric's definition.
 * @param[out] info  its size is set by the caller
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_HANDLE
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_scheme_rubric_info(const kefu_scheme *scheme, kefu_rubric rubric,
                                             kefu_rubric_info *info, kefu_error *error);
/** A rubric's title; otherwise as kefu_scheme_metric_title().
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API const char *kefu_scheme_rubric_title(const kefu_scheme *scheme, kefu_rubric rubric,
                                              const char *language);

/** A section of a rubric. The texts live as long as the scheme. */
typedef struct kefu_section_info {
    size_t size; /**< set by the caller, see kefu_finding */
    const char *id;
    double weight;
    size_t first_question; /**< index of the section's first question */
    size_t question_count; /**< number of the section's questions, which are consecutive */
} kefu_section_info;
/** Reads section i of a rubric, in the order of the form.
 * @param[out] info  its size is set by the caller
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_HANDLE, KEFU_E_NOT_FOUND
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_scheme_section_at(const kefu_scheme *scheme, kefu_rubric rubric, size_t i,
                                            kefu_section_info *info, kefu_error *error);
/** A section's title; NULL when there is none. Otherwise as kefu_scheme_metric_title().
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API const char *kefu_scheme_section_title(const kefu_scheme *scheme, kefu_rubric rubric,
                                               size_t i, const char *language);

/** How a question is answered. */
typedef enum kefu_question_type {
    KEFU_QUESTION_BOOLEAN = 0,
    KEFU_QUESTION_SINGLE_SELECT = 1,
    KEFU_QUESTION_MULTI_SELECT = 2,
    KEFU_QUESTION_NUMERIC = 3,
    KEFU_QUESTION_RATING = 4,
    KEFU_QUESTION_FORCE_32_ = 0x7fffffff
} kefu_question_type;
/** A question of a rubric. The texts live as long as the scheme. */
typedef struct kefu_question_info {
    size_t size; /**< set by the caller, see kefu_finding */
    const char *id;
    const char *digest;  /**< 16 hex digits: same digest, same definition */
    size_t section;      /**< index of its section */
    double weight;       /**< within the form or its section, as the rubric's scoring says */
    double points_max;   /**< the most points that an answer can earn */
    uint32_t type;       /**< a kefu_question_type */
    uint32_t critical;   /**< 1: a bad answer decides about the whole form */
    size_t option_count; /**< 0 where the answer is a number */
} kefu_question_info;
/** Reads question i of a rubric, in the order of the form.
 * @param[out] info  its size is set by the caller
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_HANDLE, KEFU_E_NOT_FOUND
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_scheme_question_at(const kefu_scheme *scheme, kefu_rubric rubric,
                                             size_t i, kefu_question_info *info, kefu_error *error);
/** A question's title; NULL when there is none. Otherwise as kefu_scheme_metric_title().
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API const char *kefu_scheme_question_title(const kefu_scheme *scheme, kefu_rubric rubric,
                                                size_t i, const char *language);

/** A band of a rubric's scores. The texts live as long as the scheme. */
typedef struct kefu_band_info {
    size_t size; /**< set by the caller, see kefu_finding */
    const char *id;
    double min; /**< scores from here, included, to the min of the band above, excluded */
} kefu_band_info;
/** Reads band i of a rubric, the highest first.
 * @param[out] info  its size is set by the caller
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_HANDLE, KEFU_E_NOT_FOUND
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_scheme_band_at(const kefu_scheme *scheme, kefu_rubric rubric, size_t i,
                                         kefu_band_info *info, kefu_error *error);
/** A band's title; NULL when there is none. Otherwise as kefu_scheme_metric_title().
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API const char *kefu_scheme_band_title(const kefu_scheme *scheme, kefu_rubric rubric, size_t i,
                                            const char *language);

/**< ---- lexicon entries and titles of ids ---- */

/** The folded text of a lexicon entry, to which hits refer by its handle; NULL for an invalid
 * handle.
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API const char *kefu_scheme_entry_text(const kefu_scheme *scheme, kefu_entry entry);

/** The title of an id that results carry (emotion, aspect, act, intent, fault, band, topic), in
 * a language ("zh-Hans", "zh-Hant", "en": see kefu_title); the id itself where the scheme has no
 * title for it.
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API const char *kefu_scheme_title(const kefu_scheme *scheme, const char *id,
                                       const char *language);

#ifdef __cplusplus
}
#endif
#endif
