/* SPDX-License-Identifier: MIT
 * What every kefu header shares: text, status and errors, memory, vocabularies, values, findings,
 * versions.
 *
 * This header evaluates nothing. It defines the terms that all other headers use: how a text is
 * passed, how a failure is reported, where memory comes from, what a value means, and the closed
 * lists (roles, labels, events, statistics …) whose members have one number in C and one name in
 * JSON. Read it once; docs/abi.md says what of it may change and how structs grow.
 *
 * @code
 * #include "kefu/base.h"
 * #include <stdio.h>
 *
 * int main(void) {
 *     kefu_error error;
 *     kefu_findings *findings;
 *     if (kefu_findings_new(NULL, &findings, &error) != KEFU_OK) {
 *         fprintf(stderr, "%s: %s\n", kefu_status_name(error.status), error.message);
 *         return 1;
 *     }
 *     printf("kefu %s, %zu findings\n", kefu_version(), kefu_findings_count(findings));
 *     kefu_findings_free(findings);
 *     return 0;
 * }
 * @endcode */
#ifndef KEFU_BASE_H
#define KEFU_BASE_H

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32) && defined(KEFU_SHARED)
#ifdef KEFU_BUILDING
#define KEFU_API __declspec(dllexport)
#else
#define KEFU_API __declspec(dllimport)
#endif
#elif defined(__GNUC__)
#define KEFU_API __attribute__((visibility("default")))
#else
#define KEFU_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- versions ---- */

/** The version of these headers; kefu_version() returns that of the library in use. */
#define KEFU_VERSION_MAJOR 0
#define KEFU_VERSION_MINOR 1
#define KEFU_VERSION_PATCH 0
/** The same as one number that grows with every version: major · 10,000 + minor · 100 + patch. */
#define KEFU_VERSION_NUMBER                                                                        \
    (KEFU_VERSION_MAJOR * 10000 + KEFU_VERSION_MINOR * 100 + KEFU_VERSION_PATCH)

/** The library's version, "0.1.0".
 * @return a static string
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API const char *kefu_version(void);
/** The library's version as KEFU_VERSION_NUMBER counts it.
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API uint32_t kefu_version_number(void);

/* ---- text ---- */

/** A piece of UTF-8 text inside structs and arrays: may hold NUL, is not terminated. */
typedef struct kefu_str {
    const char *data;
    size_t size;
} kefu_str;

/** Expands a string literal to the two arguments (data, size) that every text parameter takes. */
#define KEFU_TEXT(literal) ("" literal), (sizeof(literal) - 1)

/** A title in one language. Languages are BCP 47 tags, everywhere the same three: "zh-Hans",
 * "zh-Hant" and "en". Accessors of titles take one and never fail for it: where a title is missing
 * in a language, and for NULL and any other tag, they give the simplified Chinese one. */
typedef struct kefu_title {
    kefu_str language;
    kefu_str text;
} kefu_title;

/* ---- status and errors ---- */

/** Status codes, in decades by subject. Values never change; new ones may be added. */
typedef enum kefu_status {
    KEFU_OK = 0,
    /* 1-9: the call */
    KEFU_E_ARGUMENT = 1,  /**< a pointer is NULL or a number out of its range */
    KEFU_E_MEMORY = 2,    /**< the allocator returned NULL */
    KEFU_E_LIMIT = 3,     /**< a named limit is passed; nothing was half done */
    KEFU_E_VERSION = 4,   /**< a flag, an options struct or a format is newer than this library */
    KEFU_E_HANDLE = 5,    /**< a handle of another scheme, or no such thing */
    KEFU_E_BUSY = 6,      /**< the scratch is in use by another call */
    KEFU_E_NOT_FOUND = 7, /**< nothing has that id or index */
    KEFU_E_WRITE = 8,     /**< for a kefu_write to return: its output could not be written */
    KEFU_E_CANCELLED = 9, /**< for any callback to return: the caller wants no more */
    /* 10-19: text */
    KEFU_E_UTF8 = 10, /**< invalid UTF-8 where it must be valid (JSON) */
    /* 20-39: definitions and records */
    KEFU_E_JSON = 20,       /**< not JSON; line and column say where */
    KEFU_E_DUPLICATE = 21,  /**< an id or member occurs twice */
    KEFU_E_DEFINITION = 22, /**< a member is missing, unknown, or of the wrong kind or range */
    KEFU_E_REFERENCE = 23,  /**< an id that is referred to does not exist */
    KEFU_E_SCHEME = 24,     /**< the two objects were made by different schemes */
    /* 40-49: bytes */
    KEFU_E_CORRUPT = 40, /**< bytes that are not what they claim to be */
    KEFU_STATUS_FORCE_32_ = 0x7fffffff
} kefu_status;

/** Details of a failure. The caller owns it; every parameter of this type may be NULL.
 *
 * Filled only when a call fails. 512 bytes for ever. */
typedef struct kefu_error {
    int32_t status;    /**< the kefu_status that was returned */
    uint32_t line;     /**< from 1; 0: not about a place in a text */
    uint32_t column;   /**< in bytes, from 1; 0: unknown */
    uint32_t source;   /**< of a call that takes several documents or records: which one, from 1 in
                            their order in the call; 0: about none of them */
    uint64_t offset;   /**< byte offset into the input */
    char pointer[168]; /**< RFC 6901 JSON pointer, "" for none; truncated at a character boundary if
                          too long */
    char message[320]; /**< UTF-8, for people; never truncated inside a character */
} kefu_error;

/** Where memory comes from. All three functions are set, or the pointer to the struct is NULL for
 * the C library's. The struct is copied; `ctx` must outlive the objects made with it. */
typedef struct kefu_allocator {
    void *(*alloc)(void *ctx, size_t size);                                 /**< NULL: no memory */
    void *(*resize)(void *ctx, void *memory, size_t old_size, size_t size); /**< like realloc */
    void (*release)(void *ctx, void *memory, size_t size);                  /**< memory not NULL */
    void *ctx;
} kefu_allocator;

/** Every output goes through one of these.
 *
 * One law for all callbacks: KEFU_OK goes on; anything else ends the call that was calling, which
 * returns it as it is. KEFU_E_WRITE says that output could not be written, KEFU_E_CANCELLED that
 * no more is wanted; a status of the caller's own (1,000 and above are never kefu's) comes back
 * too. */
typedef kefu_status (*kefu_write)(void *ctx, const char *data, size_t size);

/** The name of a status: "KEFU_OK", "KEFU_E_JSON" ….
 * @return a static string; "unknown" for a number that is none
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API const char *kefu_status_name(int32_t status);

/** An instant: milliseconds since 1970-01-01T00:00:00Z, or one of two marks. */
#define KEFU_TIME_NONE INT64_MIN /**< unknown */
#define KEFU_TIME_END  INT64_MAX /**< as `now`: nothing more will come */

/* ---- vocabularies: each list has one number in C and one name in JSON ---- */

/** Whether there is a value, and how reliable it is; "status" in JSON. */
typedef enum kefu_state {
    KEFU_STATE_OK = 0,
    KEFU_STATE_LOW_N = 1,          /**< a number from fewer than the metric's min_n things */
    KEFU_STATE_NO_DATA = 2,        /**< nothing to count */
    KEFU_STATE_UNDEFINED = 3,      /**< the formula has no answer here */
    KEFU_STATE_PENDING = 4,        /**< not decided yet; more may come */
    KEFU_STATE_NOT_APPLICABLE = 5, /**< the definition excludes this case */
    KEFU_STATE_FORCE_32_ = 0x7fffffff
} kefu_state;

/** The reason for the state of a value, or for a missing interval; "reason" in JSON. With
 * KEFU_STATE_OK it is KEFU_REASON_NONE, unless an interval was asked for and there is none. */
typedef enum kefu_reason {
    KEFU_REASON_NONE = 0,
    KEFU_REASON_NO_EVENTS = 1,           /**< none of the events that it counts */
    KEFU_REASON_NO_TIMES = 2,            /**< the records carry no times */
    KEFU_REASON_UNANSWERED = 3,          /**< the customer got no (human) answer */
    KEFU_REASON_NO_RATING = 4,           /**< nobody rated */
    KEFU_REASON_NO_AGENT = 5,            /**< no human agent took part */
    KEFU_REASON_NO_CUSTOMER = 6,         /**< the customer said nothing */
    KEFU_REASON_SMALL_SAMPLE = 7,        /**< n below min_n */
    KEFU_REASON_ZERO_DENOMINATOR = 8,    /**< nothing to divide by */
    KEFU_REASON_OPEN = 9,                /**< the conversation is still open */
    KEFU_REASON_OUTSIDE_CALENDAR = 10,   /**< it began outside the calendar's time */
    KEFU_REASON_ALL_NOT_APPLICABLE = 11, /**< every part was not applicable */
    KEFU_REASON_NO_TEXT = 12,            /**< the texts were not kept */
    KEFU_REASON_NO_MODEL = 13,           /**< the scheme has no learned model for it */
    KEFU_REASON_NO_VARIANCE = 14,        /**< no interval: one observation, or all alike */
    KEFU_REASON_NEVER_MARKED = 15,       /**< its source never marks a resolution */
    KEFU_REASON_FORCE_32_ = 0x7fffffff
} kefu_reason;

/** The unit of a value; "unit" in JSON. */
typedef enum kefu_unit {
    KEFU_UNIT_NUMBER = 0,   /**< "count": a plain number */
    KEFU_UNIT_MS = 1,       /**< "ms": milliseconds */
    KEFU_UNIT_RATIO = 2,    /**< "ratio": 0…1 */
    KEFU_UNIT_SCORE = 3,    /**< "score": 0…100 */
    KEFU_UNIT_POLARITY = 4, /**< "polarity": −1…1 */
    KEFU_UNIT_POINTS = 5,   /**< "points" */
    KEFU_UNIT_FORCE_32_ = 0x7fffffff
} kefu_unit;

/** How a metric's many values become one. */
typedef enum kefu_statistic {
    KEFU_STATISTIC_DEFAULT = 0, /**< the metric's own: mean of durations, the ratio of ratios */
    KEFU_STATISTIC_MEAN = 1,
    KEFU_STATISTIC_SUM = 2,
    KEFU_STATISTIC_MAX = 3,
    KEFU_STATISTIC_COUNT = 4,
    KEFU_STATISTIC_P50 = 5,
    KEFU_STATISTIC_P90 = 6,
    KEFU_STATISTIC_P95 = 7,
    KEFU_STATISTIC_P25 = 8,
    KEFU_STATISTIC_P75 = 9,
    KEFU_STATISTIC_P99 = 10,
    KEFU_STATISTIC_SD = 11, /**< the sample standard deviation of observations */
    KEFU_STATISTIC_FORCE_32_ = 0x7fffffff
} kefu_statistic;

/** How bad a finding is. Each code has one severity, wherever it comes from: docs/findings.md lists
 * them all. */
typedef enum kefu_severity {
    KEFU_SEVERITY_NOTE = 0,
    KEFU_SEVERITY_WARNING = 1,
    KEFU_SEVERITY_ERROR = 2,
    KEFU_SEVERITY_FORCE_32_ = 0x7fffffff
} kefu_severity;

/** How urgent an alert is: the severity of its rule. */
typedef enum kefu_alert_severity {
    KEFU_ALERT_MINOR = 0,
    KEFU_ALERT_MAJOR = 1,
    KEFU_ALERT_CRITICAL = 2,
    KEFU_ALERT_FORCE_32_ = 0x7fffffff
} kefu_alert_severity;

/** Who speaks. */
typedef enum kefu_role {
    KEFU_ROLE_CUSTOMER = 0,
    KEFU_ROLE_AGENT = 1,
    KEFU_ROLE_BOT = 2,
    KEFU_ROLE_SYSTEM = 3,
    KEFU_ROLE_FORCE_32_ = 0x7fffffff
} kefu_role;

/** The kind of text, on which the weights of its words depend. */
typedef enum kefu_genre {
    KEFU_GENRE_REVIEW = 0,  /**< evaluates something by itself: reviews, feedback, comments */
    KEFU_GENRE_MESSAGE = 1, /**< a message of a conversation: most ask, inform or answer */
    KEFU_GENRE_FORCE_32_ = 0x7fffffff
} kefu_genre;

/** The sentiment's classes. */
typedef enum kefu_label {
    KEFU_LABEL_NEGATIVE = 0,
    KEFU_LABEL_NEUTRAL = 1,
    KEFU_LABEL_POSITIVE = 2,
    KEFU_LABEL_MIXED = 3,
    KEFU_LABEL_FORCE_32_ = 0x7fffffff
} kefu_label;

/** What kinds of ids are found in a text. */
typedef enum kefu_found_kind {
    KEFU_FOUND_EMOTION = 0,
    KEFU_FOUND_ASPECT = 1,
    KEFU_FOUND_ACT = 2,
    KEFU_FOUND_INTENT = 3,
    KEFU_FOUND_FAULT = 4,
    KEFU_FOUND_DEMAND = 5,
    KEFU_FOUND_HINT = 6, /**< a fault that is doubtful: shown to a reviewer, counts nowhere */
    KEFU_FOUND_FORCE_32_ = 0x7fffffff
} kefu_found_kind;

/** Is an aspect judged, or only named? */
typedef enum kefu_stance {
    KEFU_STANCE_JUDGED = 0, /**< something good or bad is said of it; also of all other kinds */
    KEFU_STANCE_NAMED = 1,  /**< 快递到了吗 */
    KEFU_STANCE_FORCE_32_ = 0x7fffffff
} kefu_stance;

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

/** What happened in a conversation. */
typedef enum kefu_event_type {
    KEFU_EVENT_MESSAGE = 0,
    KEFU_EVENT_CREATED = 1,
    KEFU_EVENT_ASSIGNED = 2,    /**< agent_id: to whom */
    KEFU_EVENT_BOT_HANDOFF = 3, /**< agent_id: to whom, may be empty */
    KEFU_EVENT_TRANSFER = 4,    /**< agent_id: to whom */
    KEFU_EVENT_STATUS = 5,      /**< value: "open", "pending", … */
    KEFU_EVENT_RESOLVED = 6,
    KEFU_EVENT_REOPENED = 7,
    KEFU_EVENT_CLOSED = 8,
    KEFU_EVENT_RECALLED = 9, /**< message_id: which message was taken back */
    KEFU_EVENT_EDITED = 10,  /**< message_id, text: the new text */
    KEFU_EVENT_INVITED = 11, /**< the customer was asked to rate */
    KEFU_EVENT_RATED = 12,   /**< rating, scale_min, scale_max */
    KEFU_EVENT_FORCE_32_ = 0x7fffffff
} kefu_event_type;

/** What a message holds. */
typedef enum kefu_content {
    KEFU_CONTENT_TEXT = 0,
    KEFU_CONTENT_IMAGE = 1,
    KEFU_CONTENT_VOICE = 2,
    KEFU_CONTENT_CARD = 3,
    KEFU_CONTENT_FILE = 4,
    KEFU_CONTENT_VIDEO = 5,
    KEFU_CONTENT_OTHER = 6, /**< a sticker, a location, …: whatever has no kind of its own */
    KEFU_CONTENT_FORCE_32_ = 0x7fffffff
} kefu_content;

/** What a record is (docs/records.md). */
typedef enum kefu_record_kind {
    KEFU_RECORD_CONVERSATION = 0,
    KEFU_RECORD_FEEDBACK = 1,
    KEFU_RECORD_ORDER = 2,
    KEFU_RECORD_ANSWER = 3,
    KEFU_RECORD_PRESENCE = 4,
    KEFU_RECORD_MEASURE = 5,
    KEFU_RECORD_EVENT = 6,
    KEFU_RECORD_ACTION = 7,
    KEFU_RECORD_EVALUATION = 8,
    KEFU_RECORD_FORCE_32_ = 0x7fffffff
} kefu_record_kind;

/** Whether a record counts (kefu_filter), and if not, the first reason why. */
typedef enum kefu_filter_outcome {
    KEFU_FILTER_COUNTS = 0,
    KEFU_FILTER_UNTIMED = 1,   /**< there is a period, and the record has no time */
    KEFU_FILTER_OUTSIDE = 2,   /**< it is of another period */
    KEFU_FILTER_UNMATCHED = 3, /**< the condition is not true of it */
    KEFU_FILTER_EXCLUDED = 4,  /**< the condition that excludes is true of it */
    KEFU_FILTER_FORCE_32_ = 0x7fffffff
} kefu_filter_outcome;

/** Whether the conversation that a record names was added to a kefu_join. */
typedef enum kefu_join_outcome {
    KEFU_JOIN_NONE = 0,     /**< the record names no conversation */
    KEFU_JOIN_KNOWN = 1,    /**< it was added */
    KEFU_JOIN_LEFT_OUT = 2, /**< it was added as one that does not count */
    KEFU_JOIN_UNKNOWN = 3,  /**< it was not added */
    KEFU_JOIN_FORCE_32_ = 0x7fffffff
} kefu_join_outcome;

/** How a kefu_roster shows agents. */
typedef enum kefu_roster_name {
    KEFU_ROSTER_IDS = 0,
    KEFU_ROSTER_NAMES = 1,      /**< an agent without one by id; one of a shared name with it */
    KEFU_ROSTER_PSEUDONYMS = 2, /**< for what leaves the house; all unlisted agents are one */
    KEFU_ROSTER_FORCE_32_ = 0x7fffffff
} kefu_roster_name;

/** What became of a record that was added to a history. */
typedef enum kefu_history_outcome {
    KEFU_HISTORY_COUNTED = 0,
    KEFU_HISTORY_WAITS = 1,    /**< the conversation has not ended */
    KEFU_HISTORY_REPEATED = 2, /**< a record of its id was counted before */
    KEFU_HISTORY_OLDER = 3,    /**< a later version of the conversation waits */
    KEFU_HISTORY_REFUSED = 4,  /**< the ids of its day are not remembered any more */
    KEFU_HISTORY_FORCE_32_ = 0x7fffffff
} kefu_history_outcome;

/** Formats a report is written in. */
typedef enum kefu_format {
    KEFU_FORMAT_JSON = 0,
    KEFU_FORMAT_HTML = 1,
    KEFU_FORMAT_MARKDOWN = 2,
    KEFU_FORMAT_CSV = 3,
    KEFU_FORMAT_TEXT = 4, /**< a short summary for a terminal */
    KEFU_FORMAT_FORCE_32_ = 0x7fffffff
} kefu_format;

/** What is learned. */
typedef enum kefu_train_task {
    KEFU_TRAIN_SENTIMENT = 0, /**< two labels: "1" or "positive", "0" or "negative" */
    KEFU_TRAIN_CLASSES = 1,   /**< any 2 to 100 labels */
    KEFU_TRAIN_DIALOGUE = 2,  /**< a number for a dialogue */
    KEFU_TRAIN_FORCE_32_ = 0x7fffffff
} kefu_train_task;

/** The JSON name of a state ("ok", "low_n", …).
 * @return a static string; "unknown" for a number that is none
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API const char *kefu_state_name(uint32_t state);
/** The JSON name of a reason ("no_rating", …); otherwise as kefu_state_name().
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API const char *kefu_reason_name(uint32_t reason);
/** The JSON name of a unit ("ms", …); otherwise as kefu_state_name().
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API const char *kefu_unit_name(uint32_t unit);
/** "customer", "agent", "bot", "system"; otherwise as kefu_state_name().
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API const char *kefu_role_name(uint32_t role);
/** "review", "message"; otherwise as kefu_state_name().
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API const char *kefu_genre_name(uint32_t genre);
/** "negative", "neutral", "positive", "mixed"; otherwise as kefu_state_name().
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API const char *kefu_label_name(uint32_t label);
/** "negation", "degree", …; otherwise as kefu_state_name().
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API const char *kefu_factor_name(uint32_t kind);
/** "message", "created", …; otherwise as kefu_state_name().
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API const char *kefu_event_type_name(uint32_t type);

/** Writes every closed list of the API as JSON, for bindings and tools that want its names:
 * {"role": [{"value": 0, "name": "customer", "title": {"zh-Hans": "客户", "en": "customer"}}, …],
 * …}. The lists are call_status, finding_severity, document_kind, status, reason, unit, statistic,
 * entity, role, event_type, content, label, factor, found_kind, severity, leaf, language, format,
 * format_ending, task, genre, stance, record_kind, filter_outcome, join_outcome,
 * history_outcome and roster_name; more lists and more values may come.
 * @param allocator  NULL for the C library's
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY, what `write` returned
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_vocabulary_write(const kefu_allocator *allocator, kefu_write write,
                                           void *ctx, kefu_error *error);

/** The name of a value of the closed list `list` ("severity", 2: "critical").
 * @return a static string; "unknown" where there is no such list or value
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API const char *kefu_vocabulary_name(const char *list, uint32_t value);
/** What people call a value of a closed list, in "zh-Hans" or "en".
 * @return a static string; the name for another language; "unknown" as kefu_vocabulary_name()
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API const char *kefu_vocabulary_title(const char *list, uint32_t value, const char *language);
/** Finds the value of a name in a closed list.
 * @param[out] value  on success only
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_NOT_FOUND (no such list, or no such name in it)
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_vocabulary_find(const char *list, const char *name, size_t size,
                                          uint32_t *value, kefu_error *error);

/* ---- values ---- */

#define KEFU_VALUE_HAS_INTERVAL 1u /**< low and high bound the value at the metric's level */
#define KEFU_VALUE_APPROXIMATE  2u /**< from a sketch with a stated error */
#define KEFU_VALUE_PROVISIONAL  4u /**< would change if more came */

/** A number with its state, reason, sample size and interval. Frozen: 48 bytes. */
typedef struct kefu_value {
    double value;    /**< 0.0 where there is none: read `state` first; never NaN */
    double low;      /**< lower bound, with KEFU_VALUE_HAS_INTERVAL */
    double high;     /**< upper bound, with KEFU_VALUE_HAS_INTERVAL */
    uint64_t n;      /**< how many things were counted */
    uint32_t state;  /**< a kefu_state; there is a value with OK, LOW_N and PROVISIONAL ones only */
    uint32_t reason; /**< a kefu_reason */
    uint32_t flags;  /**< KEFU_VALUE_… */
    uint32_t unit;   /**< a kefu_unit */
} kefu_value;

/** Is there a number in it? (OK or LOW_N.) */
#define KEFU_VALUE_IS_NUMBER(v) ((v).state == KEFU_STATE_OK || (v).state == KEFU_STATE_LOW_N)

/** Writes a value: {"value", "n", "status", "reason"}, and "interval": [low, high] where there is
 * one, null where there is none for lack of variance; "value" is null unless
 * KEFU_VALUE_IS_NUMBER(). Allocates nothing.
 * @return KEFU_OK, KEFU_E_ARGUMENT, what `write` returned
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_value_write(const kefu_value *value, kefu_write write, void *ctx,
                                      kefu_error *error);

/* ---- instants ---- */

/** Reads an instant as records and definitions write it: RFC 3339 with its offset
 * ("2026-03-12T10:10:15+08:00"), or milliseconds since the Unix epoch.
 * @param[out] at  on success only
 * @return KEFU_OK, KEFU_E_ARGUMENT (NULL, or it is neither)
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_time_read(const char *text, size_t size, int64_t *at, kefu_error *error);

/* ---- findings ---- */

/** One thing that is wrong with content. The strings live as long as the collector.
 *
 * As every struct that the library fills in and that may grow, it begins with its size, which the
 * caller sets to sizeof before the call. A caller compiled against an older version gets the
 * members that it knows; one compiled against a newer one gets zeros in those that this library
 * does not know. */
typedef struct kefu_finding {
    size_t size;
    const char *code;    /**< stable id, e.g. "unknown_member" */
    const char *source;  /**< the document's or record's name, "" if none was given */
    const char *pointer; /**< RFC 6901 JSON pointer, "" for the whole */
    const char *message; /**< UTF-8, for people */
    uint64_t offset;     /**< byte offset into the source */
    uint32_t line;       /**< from 1; 0: unknown */
    uint32_t column;     /**< in bytes, from 1; 0: unknown */
    uint32_t severity;   /**< a kefu_severity */
    uint32_t reserved;   /**< 0 */
} kefu_finding;

/** What is wrong with content: definitions, records, texts. A collector that calls append to.
 * One thread at a time. */
typedef struct kefu_findings kefu_findings;

/** Makes an empty collector.
 * @param allocator  NULL for the C library's
 * @param[out] findings  on success only; release with kefu_findings_free()
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_findings_new(const kefu_allocator *allocator, kefu_findings **findings,
                                       kefu_error *error);
/** Releases a collector; NULL is allowed.
 * @par Threads  The last one that uses it.
 * @since 0.1 */
KEFU_API void kefu_findings_free(kefu_findings *findings);
/** How many there are; 0 for NULL. At most 1,000 are kept, see kefu_findings_dropped_count().
 * @par Threads  Any number at once while no call appends to it.
 * @since 0.1 */
KEFU_API size_t kefu_findings_count(const kefu_findings *findings);
/** How many of one severity there are, dropped ones included; 0 for NULL.
 * @par Threads  As kefu_findings_count().
 * @since 0.1 */
KEFU_API size_t kefu_findings_severity_count(const kefu_findings *findings, kefu_severity severity);
/** How many came after the collector was full, or when there was no memory to keep them.
 * @par Threads  As kefu_findings_count().
 * @since 0.1 */
KEFU_API size_t kefu_findings_dropped_count(const kefu_findings *findings);
/** Reads finding i, from 0, in the order in which they were found.
 * @param[out] finding  its size is set by the caller
 * @return KEFU_OK, KEFU_E_ARGUMENT (NULL, or no size), KEFU_E_NOT_FOUND (i too large)
 * @par Threads  As kefu_findings_count().
 * @since 0.1 */
KEFU_API kefu_status kefu_findings_at(const kefu_findings *findings, size_t i,
                                      kefu_finding *finding, kefu_error *error);
/** Writes a finding as one JSON object, {"source", "line", "column", "offset", "severity", "code",
 * "pointer", "message"}, without a line end. The members are those of kefu_finding.
 * @param allocator  NULL for the C library's
 * @return KEFU_OK, KEFU_E_ARGUMENT (a NULL that is not allowed), KEFU_E_MEMORY, what `write`
 * returned
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_finding_write(const kefu_finding *finding,
                                        const kefu_allocator *allocator, kefu_write write,
                                        void *ctx, kefu_error *error);
/** Forgets all findings and keeps the memory; NULL is allowed.
 * @par Threads  One at a time.
 * @since 0.1 */
KEFU_API void kefu_findings_clear(kefu_findings *findings);

#ifdef __cplusplus
}
#endif
#endif
