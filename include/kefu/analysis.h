/* SPDX-License-Identifier: MIT
 * One text, read against a scheme's lexicon: sentiment, emotions, aspects, acts, each with spans.
 */
#ifndef KEFU_ANALYSIS_H
#define KEFU_ANALYSIS_H

#include "kefu/scheme.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Working memory of one thread; serves any scheme. Not shared between threads at the same time:
 * a call that finds it in use returns KEFU_E_BUSY. */
typedef struct kefu_scratch kefu_scratch;
/** What was found in one text. Lives in the scratch until its next call. */
typedef struct kefu_analysis kefu_analysis;

/** Makes a scratch. @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY; free with
 * kefu_scratch_free() */
KEFU_API kefu_status kefu_scratch_new(const kefu_allocator *allocator, kefu_scratch **scratch,
                                      kefu_error *error);
/** Releases a scratch and what lives in it; NULL is allowed. */
KEFU_API void kefu_scratch_free(kefu_scratch *scratch);

/** Who speaks. */
typedef enum kefu_role {
    KEFU_ROLE_CUSTOMER = 0,
    KEFU_ROLE_AGENT = 1,
    KEFU_ROLE_BOT = 2,
    KEFU_ROLE_SYSTEM = 3,
    KEFU_ROLE_FORCE_32_ = 0x7fffffff
} kefu_role;

/** How to analyse. Start from KEFU_ANALYZE_OPTIONS_INIT. */
typedef struct kefu_analyze_options {
    size_t size;
    uint32_t role;  /**< a kefu_role */
    uint32_t flags; /**< KEFU_ANALYZE_… */
    kefu_str pack; /**< an industry pack's name ("书籍"); empty or unknown: the general lexicon */
} kefu_analyze_options;

#define KEFU_ANALYZE_OPTIONS_INIT                                                                  \
    {                                                                                              \
        sizeof(kefu_analyze_options), KEFU_ROLE_CUSTOMER, 0, {                                     \
            NULL, 0                                                                                \
        }                                                                                          \
    }

/** Read 服務(wù)紀(jì)律 as 服务纪律: inline pinyin in brackets is skipped; spans keep it. */
#define KEFU_ANALYZE_SKIP_PINYIN 1u
/** Nobody knows who speaks: intents and demands of customers count as well as acts and faults of
 * agents. `role` then says only how polarity is read. */
#define KEFU_ANALYZE_ANY_ROLE    2u

/** Analyses one text.
 *
 * Customer text never fails for its content: invalid UTF-8 is a quality finding.
 * @param text     UTF-8, at most 1 MiB; NULL only with size 0
 * @param options  NULL: a customer speaks, no flags
 * @param[out] analysis  in the scratch, valid until its next call
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_BUSY, KEFU_E_LIMIT, KEFU_E_MEMORY, KEFU_E_VERSION
 * @par Threads  Any number at once, each with its own scratch. */
KEFU_API kefu_status kefu_analyze(kefu_scheme *scheme, kefu_scratch *scratch, const char *text,
                                  size_t size, const kefu_analyze_options *options,
                                  const kefu_analysis **analysis, kefu_error *error);

/** Takes what was found in one of many texts; `analysis` is valid until it returns.
 * @return KEFU_OK to go on; anything else ends kefu_analyze_many(), which returns it */
typedef kefu_status (*kefu_analyzed)(void *ctx, size_t index, const kefu_analysis *analysis);

/** Analyses many texts, each on its own, as kefu_analyze() does; short ones take less time
 * together.
 * @param texts    `count` of them, each at most 1 MiB; they stay as they are until the call returns
 * @param options  of all; NULL: a customer speaks, no flags
 * @param take     called once for each text, in their order, in the caller's thread; reads the
 *                 analysis by any function, but must not use the scratch
 * @return KEFU_OK, what `take` returned, KEFU_E_ARGUMENT, KEFU_E_BUSY, KEFU_E_LIMIT (the error's
 *         pointer says which text: "/3"; none has been taken), KEFU_E_MEMORY, KEFU_E_VERSION
 * @par Threads  Any number at once, each with its own scratch. */
KEFU_API kefu_status kefu_analyze_many(kefu_scheme *scheme, kefu_scratch *scratch,
                                       const kefu_str *texts, size_t count,
                                       const kefu_analyze_options *options, kefu_analyzed take,
                                       void *ctx, kefu_error *error);

/** The sentiment's classes. */
typedef enum kefu_label {
    KEFU_LABEL_NEGATIVE = 0,
    KEFU_LABEL_NEUTRAL = 1,
    KEFU_LABEL_POSITIVE = 2,
    KEFU_LABEL_MIXED = 3,
    KEFU_LABEL_FORCE_32_ = 0x7fffffff
} kefu_label;
/** "negative", "neutral", "positive", "mixed"; "unknown" for a number that is none. */
KEFU_API const char *kefu_label_name(uint32_t label);
/** "customer", "agent", "bot", "system"; "unknown" for a number that is none. */
KEFU_API const char *kefu_role_name(uint32_t role);

/** The sentiment of a text. Frozen: 48 bytes. */
typedef struct kefu_sentiment {
    double polarity;             /**< −1…1 */
    double positive_probability; /**< 0…1, calibrated; without evidence the prior */
    double confidence;           /**< 0…1: how sure the label is */
    double score;      /**< the sum of the hits' values and the scheme's bias, in logits */
    uint32_t label;    /**< a kefu_label */
    uint32_t hits;     /**< how many keywords contributed; shown, nested ones are one hit */
    uint64_t reserved; /**< 0 */
} kefu_sentiment;
/** The sentiment of an analysis; lives as it does. */
KEFU_API const kefu_sentiment *kefu_analysis_sentiment(const kefu_analysis *analysis);

/** Why a hit's value differs from its entry's base. */
typedef enum kefu_factor_kind {
    KEFU_FACTOR_NEGATION = 0,
    KEFU_FACTOR_DEGREE = 1,
    KEFU_FACTOR_CONTRAST = 2,
    KEFU_FACTOR_IRREALIS = 3,
    KEFU_FACTOR_REPETITION = 4,
    KEFU_FACTOR_PUNCTUATION = 5,
    KEFU_FACTOR_ROLE = 6,
    KEFU_FACTOR_RHETORICAL = 7,
    KEFU_FACTOR_FORCE_32_ = 0x7fffffff
} kefu_factor_kind;
/** "negation", "degree", …; "unknown" for a number that is none. */
KEFU_API const char *kefu_factor_name(uint32_t kind);

/** One factor applied to a hit. Frozen. */
typedef struct kefu_factor {
    uint32_t kind;       /**< a kefu_factor_kind */
    uint32_t start, end; /**< the words that caused it, raw byte offsets; both 0: none */
    uint32_t reserved;   /**< 0 */
    double factor;       /**< what the value was multiplied by */
} kefu_factor;

/** Where a hit's weight comes from. */
#define KEFU_HIT_LEARNED 1u /**< weight learned from labelled texts; else written by hand */
#define KEFU_HIT_PAIR    2u /**< a gapped pair: the span covers both parts */

/** One keyword found. Frozen. Offsets are bytes into the raw text, at code point borders. */
typedef struct kefu_hit {
    uint32_t start, end; /**< half open */
    kefu_entry entry;    /**< see kefu_scheme_entry_text() */
    uint32_t flags;      /**< KEFU_HIT_… */
    double base;         /**< the entry's own value */
    double value;        /**< the final contribution to the score */
    const kefu_factor *factors;
    size_t factor_count;
} kefu_hit;
/** The hits that count, strongest first. @param[out] count how many; may not be NULL */
KEFU_API const kefu_hit *kefu_analysis_hits(const kefu_analysis *analysis, size_t *count);

/** Something found that has an id: an emotion, aspect, act, intent, fault or demand class. Frozen.
 * start…end is the span of its strongest evidence. */
typedef struct kefu_found {
    const char *id;      /**< lives as long as the scheme */
    double score;        /**< 0…1, how strongly */
    double polarity;     /**< of an aspect, −1…1; else 0 */
    uint32_t start, end; /**< raw byte offsets */
    uint32_t count;      /**< how many hits say so */
    uint32_t reserved;   /**< 0 */
} kefu_found;

/** What kinds of ids are found. */
typedef enum kefu_found_kind {
    KEFU_FOUND_EMOTION = 0,
    KEFU_FOUND_ASPECT = 1,
    KEFU_FOUND_ACT = 2,
    KEFU_FOUND_INTENT = 3,
    KEFU_FOUND_FAULT = 4,
    KEFU_FOUND_DEMAND = 5,
    KEFU_FOUND_FORCE_32_ = 0x7fffffff
} kefu_found_kind;
/** What was found of a kind above its threshold, strongest first. */
KEFU_API const kefu_found *kefu_analysis_found(const kefu_analysis *analysis, kefu_found_kind kind,
                                               size_t *count);

/** What is wrong with the text itself. Frozen. Codes: bad_utf8, mojibake_suspected, inline_pinyin,
 * traditional_script, mixed_script, unsupported_language, truncated. */
typedef struct kefu_quality {
    const char *code; /**< static */
    uint64_t count;   /**< how often */
    uint64_t offset;  /**< of the first, in bytes */
} kefu_quality;
/** The quality findings of the text. */
KEFU_API const kefu_quality *kefu_analysis_quality(const kefu_analysis *analysis, size_t *count);

/** Writes the analysis as one line of JSON without the line's end
 * (docs/schema/analysis-1.schema.json).
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY, KEFU_E_WRITE */
KEFU_API kefu_status kefu_analysis_write(const kefu_analysis *analysis, kefu_write write, void *ctx,
                                         kefu_error *error);

#ifdef __cplusplus
}
#endif
#endif
