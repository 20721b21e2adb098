/* SPDX-License-Identifier: MIT
 * One text, read against a scheme's lexicon: sentiment, emotions, aspects, acts, each with spans.
 *
 * An analysis answers what a sentence says and which of its words say so. It knows nothing of the
 * conversation around it. A scratch holds the working memory: one for each thread, made once,
 * serves any number of texts and schemes, and after the first texts nothing is allocated any more.
 * The analysis lives in the scratch until its next call; what is needed longer must be copied or
 * written.
 *
 * @code
 * #include "kefu/analysis.h"
 * #include <stdio.h>
 *
 * int main(void) {
 *     kefu_error error;
 *     kefu_scheme *scheme;
 *     kefu_scratch *scratch;
 *     kefu_analysis *analysis;
 *     if (kefu_scheme_builtin(NULL, &scheme, &error) != KEFU_OK ||
 *         kefu_scratch_new(NULL, &scratch, &error) != KEFU_OK ||
 *         kefu_analyze(scheme, scratch, KEFU_TEXT("客服态度不好，等了三天"), NULL, &analysis,
 *                      &error) != KEFU_OK)
 *         return 1;
 *     printf("%s %+.2f\n", kefu_label_name(kefu_analysis_sentiment(analysis)->label),
 *            kefu_analysis_sentiment(analysis)->polarity);
 *     for (size_t i = 0; i < kefu_analysis_hit_count(analysis); i++) {
 *         kefu_hit hit;
 *         hit.size = sizeof hit;
 *         if (kefu_analysis_hit_at(analysis, i, &hit, NULL) == KEFU_OK)
 *             printf("%s %+.2f\n", kefu_scheme_entry_text(scheme, hit.entry), hit.value);
 *     }
 *     kefu_scratch_free(scratch);
 *     kefu_scheme_release(scheme);
 *     return 0;
 * }
 * @endcode */
#ifndef KEFU_ANALYSIS_H
#define KEFU_ANALYSIS_H

#include "kefu/scheme.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Working memory of one thread; serves any scheme. Not shared between threads at the same time:
 * a call that finds it in use returns KEFU_E_BUSY. */
typedef struct kefu_scratch kefu_scratch;
/** What was found in one text. Lives in the scratch until its next call. It keeps a reference to
 * its scheme, which the scratch holds until it analyses with another scheme or is freed: a scheme
 * may be replaced while an analysis of it is still read. Hits are made when they are first asked
 * for: the functions that may do so take it without const. */
typedef struct kefu_analysis kefu_analysis;

/** Makes a scratch.
 * @param allocator  NULL for the C library's
 * @param[out] scratch  on success only; free with kefu_scratch_free()
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_scratch_new(const kefu_allocator *allocator, kefu_scratch **scratch,
                                      kefu_error *error);
/** Releases a scratch and what lives in it; NULL is allowed.
 * @par Threads  The last one that uses it.
 * @since 0.1 */
KEFU_API void kefu_scratch_free(kefu_scratch *scratch);

/** How to analyse. Start from KEFU_ANALYZE_OPTIONS_INIT. */
typedef struct kefu_analyze_options {
    size_t size;
    uint32_t role;  /**< a kefu_role */
    uint32_t flags; /**< KEFU_ANALYZE_… */
    kefu_str pack; /**< an industry pack's name ("书籍"); empty or unknown: the general lexicon */
    /** a kefu_genre: which learned model reads the text, and what its label needs. For messages the
     * label is neutral unless there is strong evidence, and never mixed. */
    uint32_t genre;
} kefu_analyze_options;

#define KEFU_ANALYZE_OPTIONS_INIT                                                                  \
    { sizeof(kefu_analyze_options), KEFU_ROLE_CUSTOMER, 0, {NULL, 0}, KEFU_GENRE_REVIEW }
/** Sets options to KEFU_ANALYZE_OPTIONS_INIT, for callers that cannot use a macro.
 * @param[out] options  NULL is allowed
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API void kefu_analyze_options_init(kefu_analyze_options *options);

/** Read 服務(wù)紀(jì)律 as 服务纪律: inline pinyin in brackets is skipped; spans keep it. */
#define KEFU_ANALYZE_SKIP_PINYIN 1u
/** It is unknown who speaks: intents and demands of customers count as well as acts and faults of
 * agents. `role` then only says how polarity is read. */
#define KEFU_ANALYZE_ANY_ROLE    2u

/** Analyses one text.
 *
 * Customer text never fails for its content: invalid UTF-8 is a quality finding.
 * @param text     UTF-8, at most 1 MiB; NULL only with size 0
 * @param options  NULL: a customer's review, no flags
 * @param[out] analysis  in the scratch, valid until its next call
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_BUSY, KEFU_E_LIMIT, KEFU_E_MEMORY, KEFU_E_VERSION
 *         (unknown flags)
 * @par Threads  Any number at once, each with its own scratch.
 * @since 0.1 */
KEFU_API kefu_status kefu_analyze(const kefu_scheme *scheme, kefu_scratch *scratch,
                                  const char *text, size_t size,
                                  const kefu_analyze_options *options, kefu_analysis **analysis,
                                  kefu_error *error);

/** Receives the analysis of one of many texts; `analysis` is valid until the function returns.
 * @return KEFU_OK to go on; anything else ends kefu_analyze_many(), which returns it */
typedef kefu_status (*kefu_analyzed)(void *ctx, size_t index, kefu_analysis *analysis);

/** Analyses many texts, each on its own, as kefu_analyze() does; short ones take less time
 * together.
 * @param texts    `count` of them, each at most 1 MiB; they stay as they are until the call returns
 * @param options  of all; NULL: a customer's review, no flags
 * @param take     called once for each text, in their order, in the caller's thread; reads the
 *                 analysis by any function, but must not use the scratch
 * @return KEFU_OK, what `take` returned, KEFU_E_ARGUMENT, KEFU_E_BUSY, KEFU_E_LIMIT (the error's
 *         `source` says which text, from 1, and its pointer the same from 0: "/3"; none has been
 *         taken), KEFU_E_MEMORY, KEFU_E_VERSION
 * @par Threads  Any number at once, each with its own scratch.
 * @since 0.1 */
KEFU_API kefu_status kefu_analyze_many(const kefu_scheme *scheme, kefu_scratch *scratch,
                                       const kefu_str *texts, size_t count,
                                       const kefu_analyze_options *options, kefu_analyzed take,
                                       void *ctx, kefu_error *error);

/** The sentiment of a text. Frozen: 48 bytes. */
typedef struct kefu_sentiment {
    double polarity;             /**< −1…1 */
    double positive_probability; /**< 0…1, calibrated; without evidence the prior */
    double confidence;           /**< 0…1: how sure the label is */
    double score;   /**< the sum of the hits' values and the scheme's bias, in logits */
    uint32_t label; /**< a kefu_label */
    /** number of keywords that contributed; keywords inside of each other are shown as one hit */
    uint32_t hits;
    uint64_t reserved; /**< 0 */
} kefu_sentiment;
/** The sentiment of an analysis.
 * @return lives as the analysis does; NULL for NULL
 * @par Threads  As kefu_analyze(): the scratch's own.
 * @since 0.1 */
KEFU_API const kefu_sentiment *kefu_analysis_sentiment(const kefu_analysis *analysis);

/** Where a hit's weight comes from. */
#define KEFU_HIT_LEARNED 1u /**< weight learned from labelled texts; else written by hand */
#define KEFU_HIT_PAIR    2u /**< a gapped pair: the span covers both parts */

/** One keyword found. Offsets are bytes in the raw text, at boundaries of code points. */
typedef struct kefu_hit {
    size_t size;         /**< set by the caller, see kefu_finding */
    uint32_t start, end; /**< half open */
    kefu_entry entry;    /**< see kefu_scheme_entry_text() */
    uint32_t flags;      /**< KEFU_HIT_… */
    double base;         /**< the entry's own value */
    double value;        /**< the final contribution to the score */
    size_t factor_count; /**< how many factors were applied: kefu_analysis_factor_at() */
} kefu_hit;
/** How many hits count; 0 for NULL.
 * @par Threads  The scratch's own.
 * @since 0.1 */
KEFU_API size_t kefu_analysis_hit_count(kefu_analysis *analysis);
/** Reads hit i, the strongest first.
 * @param[out] hit  its size is set by the caller
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_NOT_FOUND
 * @par Threads  The scratch's own.
 * @since 0.1 */
KEFU_API kefu_status kefu_analysis_hit_at(kefu_analysis *analysis, size_t i, kefu_hit *hit,
                                          kefu_error *error);

/** One factor applied to a hit. */
typedef struct kefu_factor {
    size_t size;         /**< set by the caller, see kefu_finding */
    uint32_t kind;       /**< a kefu_factor_kind */
    uint32_t start, end; /**< the words that caused it, raw byte offsets; both 0: none */
    uint32_t reserved;   /**< 0 */
    double factor;       /**< what the value was multiplied by */
} kefu_factor;
/** Reads factor `i` of hit `hit`, in the order in which they were applied.
 * @param[out] factor  its size is set by the caller
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_NOT_FOUND
 * @par Threads  The scratch's own.
 * @since 0.1 */
KEFU_API kefu_status kefu_analysis_factor_at(kefu_analysis *analysis, size_t hit, size_t i,
                                             kefu_factor *factor, kefu_error *error);

/** Something found that has an id: an emotion, aspect, act, intent, fault, demand class or hint.
 * start…end is the span of its strongest evidence. */
typedef struct kefu_found {
    size_t size;         /**< set by the caller, see kefu_finding */
    const char *id;      /**< lives as long as the scheme */
    double score;        /**< 0…1, how strongly */
    double polarity;     /**< of an aspect, −1…1; else 0 */
    uint32_t start, end; /**< raw byte offsets */
    uint32_t count;      /**< number of hits that state the id */
    uint32_t stance;     /**< of an aspect, a kefu_stance; else 0 */
    double certainty;    /**< of a fault or hint: the lower 95 % bound of its id's precision on real
                            chats; negative: nobody read it there, or another kind */
} kefu_found;
/** How much was found of a kind above its threshold; 0 for NULL and an unknown kind.
 * @par Threads  Any number of readers while the scratch is not used.
 * @since 0.1 */
KEFU_API size_t kefu_analysis_found_count(const kefu_analysis *analysis, kefu_found_kind kind);
/** Reads what was found of a kind, the strongest first.
 * @param[out] found  its size is set by the caller
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_NOT_FOUND
 * @par Threads  As kefu_analysis_found_count().
 * @since 0.1 */
KEFU_API kefu_status kefu_analysis_found_at(const kefu_analysis *analysis, kefu_found_kind kind,
                                            size_t i, kefu_found *found, kefu_error *error);

/** An entry of two or three Han characters that occurs in the text but was rejected, because a
 * longer word crosses one of its ends: 寄了 in 邮寄了. */
typedef struct kefu_dropped {
    size_t size;                   /**< set by the caller, see kefu_finding */
    uint32_t start, end;           /**< its span, byte offsets in the text */
    kefu_entry entry;              /**< see kefu_scheme_entry_text() */
    uint32_t reserved;             /**< 0 */
    uint32_t word_start, word_end; /**< the longer word, byte offsets in the text */
} kefu_dropped;
/** How many entries were rejected; 0 for NULL.
 * @par Threads  As kefu_analysis_found_count().
 * @since 0.1 */
KEFU_API size_t kefu_analysis_dropped_count(const kefu_analysis *analysis);
/** Reads rejected entry i, in the order of the text.
 * @param[out] dropped  its size is set by the caller
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_NOT_FOUND
 * @par Threads  As kefu_analysis_found_count().
 * @since 0.1 */
KEFU_API kefu_status kefu_analysis_dropped_at(const kefu_analysis *analysis, size_t i,
                                              kefu_dropped *dropped, kefu_error *error);

/** What is wrong with the text itself. Codes: bad_utf8, mojibake_suspected, inline_pinyin,
 * traditional_script, mixed_script, unsupported_language, truncated. */
typedef struct kefu_quality {
    size_t size;      /**< set by the caller, see kefu_finding */
    const char *code; /**< static */
    uint64_t count;   /**< how often */
    uint64_t offset;  /**< of the first, in bytes */
} kefu_quality;
/** How many quality findings the text has; 0 for NULL.
 * @par Threads  As kefu_analysis_found_count().
 * @since 0.1 */
KEFU_API size_t kefu_analysis_quality_count(const kefu_analysis *analysis);
/** Reads quality finding i.
 * @param[out] quality  its size is set by the caller
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_NOT_FOUND
 * @par Threads  As kefu_analysis_found_count().
 * @since 0.1 */
KEFU_API kefu_status kefu_analysis_quality_at(const kefu_analysis *analysis, size_t i,
                                              kefu_quality *quality, kefu_error *error);

/** Writes the analysis as one line of JSON without the line's end
 * (docs/schema/analysis-1.schema.json).
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY, what `write` returned
 * @par Threads  The scratch's own.
 * @since 0.1 */
KEFU_API kefu_status kefu_analysis_write(kefu_analysis *analysis, kefu_write write, void *ctx,
                                         kefu_error *error);

#ifdef __cplusplus
}
#endif
#endif
