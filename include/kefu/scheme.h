/* SPDX-License-Identifier: MIT
 * Definitions in, one checked and immutable object out. */
#ifndef KEFU_SCHEME_H
#define KEFU_SCHEME_H

#include "kefu/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Compiled definitions: lexicon, metrics, calendars, rubrics, rules. Immutable: any number of
 * threads may use one at once. Counted: kefu_scheme_retain() / kefu_scheme_release(). */
typedef struct kefu_scheme kefu_scheme;

/** Things inside a scheme. A handle carries a tag of its scheme: one of another scheme gives
 * KEFU_E_HANDLE. 0 is no handle. */
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

/** Compile the given documents alone, without the built-in ones below them. */
#define KEFU_SCHEME_BARE 1u

/** Compiles documents into a scheme.
 *
 * The built-in documents stand below the given ones (unless KEFU_SCHEME_BARE): a document with the
 * id of a built-in one replaces it, others are added. All findings of all documents are reported,
 * not only the first. The texts may be freed after the call.
 * @param[out] scheme    on success only; release with kefu_scheme_release()
 * @param[out] findings  all errors, warnings and notes; may be NULL
 * @param[out] error     the first error; may be NULL
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY, KEFU_E_LIMIT, KEFU_E_VERSION, KEFU_E_UTF8,
 *         KEFU_E_JSON, KEFU_E_DUPLICATE, KEFU_E_DEFINITION, KEFU_E_REFERENCE
 * @par Threads  Reentrant. */
KEFU_API kefu_status kefu_scheme_compile(const kefu_document *documents, size_t count,
                                         const kefu_scheme_options *options, kefu_scheme **scheme,
                                         kefu_findings *findings, kefu_error *error);

/** Compiles the built-in documents alone: the scheme "kefu".
 * @return as kefu_scheme_compile()
 * @par Threads  Reentrant. */
KEFU_API kefu_status kefu_scheme_builtin(const kefu_scheme_options *options, kefu_scheme **scheme,
                                         kefu_error *error);

/** The built-in documents, as they are compiled in.
 * @return how many there are; kefu_builtin_at() reads one */
KEFU_API size_t kefu_builtin_count(void);
/** Reads built-in document i. The texts are static.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_NOT_FOUND */
KEFU_API kefu_status kefu_builtin_at(size_t i, kefu_document *document);

/** One more user of the scheme. @return the same pointer; NULL for NULL. Thread-safe. */
KEFU_API kefu_scheme *kefu_scheme_retain(kefu_scheme *scheme);
/** One user less; the last one frees it. NULL is allowed. Thread-safe. */
KEFU_API void kefu_scheme_release(kefu_scheme *scheme);

/** The scheme's id, "kefu" unless a document names another; "" for NULL. The text lives as long as
 * the scheme. */
KEFU_API const char *kefu_scheme_id(const kefu_scheme *scheme);
/** A digest of all its documents as 16 hex digits: the same digest, the same definitions. Lives as
 * kefu_scheme_id(). */
KEFU_API const char *kefu_scheme_digest(const kefu_scheme *scheme);

/** Writes what the scheme defines: {"id", "digest", "metrics": [{"id", "title", "unit",
 * "higher_is_better", "target", "min_n", "entity", "digest"}], "rules": [{"id", "title",
 * "severity", "alert", "digest"}], "rubrics": [{"id", "version", "title", "digest", "sections":
 * [{"id", "title", "weight", "questions"}], "bands": [{"id", "title", "min"}]}]}; a title is
 * {"zh-Hans", "en"}.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY, KEFU_E_WRITE
 * @par Threads  any number at once
 * @since 0.1 */
KEFU_API kefu_status kefu_scheme_write(const kefu_scheme *scheme, kefu_write write, void *ctx,
                                       kefu_error *error);

/** Runs the tests that stand inside the documents (member "tests"). Those of the built-in documents
 * run by the built-in documents alone: what a given document says never makes one of them fail.
 * @param[out] findings  an error for each test that fails; may be NULL
 * @param[out] failed    how many failed; may be NULL
 * @return KEFU_OK (also when tests failed), KEFU_E_ARGUMENT, KEFU_E_MEMORY */
KEFU_API kefu_status kefu_scheme_test(kefu_scheme *scheme, kefu_findings *findings, size_t *failed,
                                      kefu_error *error);
/** How many tests stand in the given documents; of a scheme without any, in the built-in ones.
 * 0 for NULL.
 * @par Threads  Reentrant.
 * @since 0.1 */
KEFU_API size_t kefu_scheme_test_count(const kefu_scheme *scheme);

/* ---- metrics ---- */

/** How many metrics the scheme defines; they are numbered in the order of their definition. */
KEFU_API size_t kefu_scheme_metric_count(const kefu_scheme *scheme);
/** The handle of metric i, 0 when there is none. */
KEFU_API kefu_metric kefu_scheme_metric_at(const kefu_scheme *scheme, size_t i);
/** Finds a metric by id. @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_NOT_FOUND */
KEFU_API kefu_status kefu_scheme_find_metric(const kefu_scheme *scheme, const char *id, size_t size,
                                             kefu_metric *metric, kefu_error *error);

/** What a metric is. The texts live as long as the scheme. Frozen. */
typedef struct kefu_metric_info {
    const char *id;
    const char *title_zh; /**< simplified Chinese */
    const char *title_en;
    uint32_t unit;             /**< a kefu_unit */
    uint32_t higher_is_better; /**< 1, or 0 where lower is better */
    double target;             /**< in the metric's unit; read has_target first */
    uint32_t has_target;
    uint32_t min_n;     /**< below it a value is LOW_N */
    const char *entity; /**< what it counts: "conversation", "turn", "message", "feedback" */
    const char *digest; /**< 16 hex digits: same digest, same definition */
} kefu_metric_info;
/** Reads a metric's definition. @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_HANDLE */
KEFU_API kefu_status kefu_scheme_metric_info(const kefu_scheme *scheme, kefu_metric metric,
                                             kefu_metric_info *info);

/* ---- rubrics and rules ---- */

/** Finds a rubric by id; an empty id gives the scheme's default one.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_NOT_FOUND */
KEFU_API kefu_status kefu_scheme_find_rubric(const kefu_scheme *scheme, const char *id, size_t size,
                                             kefu_rubric *rubric, kefu_error *error);
/** How many rules the scheme defines. */
KEFU_API size_t kefu_scheme_rule_count(const kefu_scheme *scheme);
/** The handle of rule i, 0 when there is none. */
KEFU_API kefu_rule kefu_scheme_rule_at(const kefu_scheme *scheme, size_t i);
/** A rule's id and titles; NULL for a handle that is none. They live as long as the scheme. */
KEFU_API const char *kefu_scheme_rule_id(const kefu_scheme *scheme, kefu_rule rule);
/** See kefu_scheme_rule_id(). */
KEFU_API const char *kefu_scheme_rule_title(const kefu_scheme *scheme, kefu_rule rule,
                                            const char *language);

/** The folded text of a lexicon entry (hits name it), NULL for a handle that is none. */
KEFU_API const char *kefu_scheme_entry_text(const kefu_scheme *scheme, kefu_entry entry);

/** The title of an id that results carry (emotion, aspect, act, intent, fault, band, topic), in
 * "zh-Hans" or "en"; the id itself where the scheme has no title for it. */
KEFU_API const char *kefu_scheme_title(const kefu_scheme *scheme, const char *id,
                                       const char *language);

#ifdef __cplusplus
}
#endif
#endif
