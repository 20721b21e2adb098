/* SPDX-License-Identifier: MIT
 * What every kefu header shares: text, status and errors, memory, findings, values, versions. */
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

/** The version of these headers; kefu_version() tells that of the library in use. */
#define KEFU_VERSION_MAJOR 0
#define KEFU_VERSION_MINOR 1
#define KEFU_VERSION_PATCH 0

/** A piece of UTF-8 text inside structs and arrays: may hold NUL, is not terminated. */
typedef struct kefu_str {
    const char *data;
    size_t size;
} kefu_str;

/** Expands a string literal to the two arguments (data, size) that every text parameter takes. */
#define KEFU_TEXT(literal) ("" literal), (sizeof(literal) - 1)

/** Status codes, in decades by subject. Values never change; new ones may be added. */
typedef enum kefu_status {
    KEFU_OK = 0,
    /* 1-9: the call */
    KEFU_E_ARGUMENT = 1,  /**< a pointer is NULL or a number out of its range */
    KEFU_E_MEMORY = 2,    /**< the allocator returned NULL */
    KEFU_E_LIMIT = 3,     /**< a named limit is passed; nothing was half done */
    KEFU_E_VERSION = 4,   /**< an options struct or a format is newer than this library */
    KEFU_E_HANDLE = 5,    /**< a handle of another scheme, or no such thing */
    KEFU_E_BUSY = 6,      /**< the scratch is in use by another call */
    KEFU_E_NOT_FOUND = 7, /**< nothing has that id */
    KEFU_E_WRITE = 8,     /**< the caller's kefu_write returned a failure */
    /* 10-19: text */
    KEFU_E_UTF8 = 10, /**< invalid UTF-8 where it must be valid (JSON) */
    /* 20-39: definitions and records */
    KEFU_E_JSON = 20,       /**< not JSON; line and column say where */
    KEFU_E_DUPLICATE = 21,  /**< an id or member stands twice */
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
    uint32_t reserved; /**< 0 */
    uint64_t offset;   /**< byte offset into the input */
    char pointer[168]; /**< RFC 6901 JSON pointer, "" for none; cut at a character when too long */
    char message[320]; /**< UTF-8, for people; never cut inside a character */
} kefu_error;

/** Where memory comes from. All three functions are set, or the pointer to the struct is NULL for
 * the C library's. The struct is copied; `ctx` must outlive the objects made with it. */
typedef struct kefu_allocator {
    void *(*alloc)(void *ctx, size_t size);                                 /**< NULL: no memory */
    void *(*resize)(void *ctx, void *memory, size_t old_size, size_t size); /**< like realloc */
    void (*release)(void *ctx, void *memory, size_t size);                  /**< memory not NULL */
    void *ctx;
} kefu_allocator;

/** Every output goes through one of these. Returns KEFU_OK, or anything else to stop: the call that
 * was writing then returns KEFU_E_WRITE. */
typedef kefu_status (*kefu_write)(void *ctx, const char *data, size_t size);

/** An instant: milliseconds since 1970-01-01T00:00:00Z, or one of two marks. */
#define KEFU_TIME_NONE INT64_MIN /**< unknown */
#define KEFU_TIME_END  INT64_MAX /**< as `now`: nothing more will come */

/* ---- values ---- */

/** What a value is worth; "status" in JSON. */
typedef enum kefu_state {
    KEFU_STATE_OK = 0,
    KEFU_STATE_LOW_N = 1,          /**< a number from fewer than the metric's min_n things */
    KEFU_STATE_NO_DATA = 2,        /**< nothing to count */
    KEFU_STATE_UNDEFINED = 3,      /**< the formula has no answer here */
    KEFU_STATE_PENDING = 4,        /**< not decided yet; more may come */
    KEFU_STATE_NOT_APPLICABLE = 5, /**< the definition excludes this case */
    KEFU_STATE_FORCE_32_ = 0x7fffffff
} kefu_state;

/** Why a value is what it is; KEFU_REASON_NONE beside KEFU_STATE_OK. "reason" in JSON. */
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

#define KEFU_VALUE_HAS_INTERVAL 1u /**< low and high bound the value at the metric's level */
#define KEFU_VALUE_APPROXIMATE  2u /**< from a sketch with a stated error */
#define KEFU_VALUE_PROVISIONAL  4u /**< would change if more came */

/** A number that knows what it is worth. Frozen: 48 bytes. */
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

/** The JSON name of a state, reason, unit or status ("ok", "no_rating", "ms", "KEFU_E_JSON").
 * @return a static string; "unknown" for a number that is none */
KEFU_API const char *kefu_state_name(uint32_t state);
/** See kefu_state_name(). */
KEFU_API const char *kefu_reason_name(uint32_t reason);
/** See kefu_state_name(). */
KEFU_API const char *kefu_unit_name(uint32_t unit);
/** See kefu_state_name(). */
KEFU_API const char *kefu_status_name(int32_t status);

/** Writes a value: {"value", "n", "status", "reason"}, and "interval": [low, high] where there is
 * one; "value" is null unless KEFU_VALUE_IS_NUMBER().
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY, KEFU_E_WRITE
 * @par Threads  any number at once
 * @since 0.1 */
KEFU_API kefu_status kefu_value_write(const kefu_value *value, kefu_write write, void *ctx,
                                      kefu_error *error);

/** Writes every closed list of the API as JSON, for bindings and tools that want its names:
 * {"role": [{"value": 0, "name": "customer", "title": {"zh-Hans": "客户", "en": "customer"}}, …],
 * …}. The lists are call_status, finding_severity, document_kind, status, reason, unit, statistic,
 * entity, role, event_type, content, label, factor, found_kind, severity, format and task; more
 * lists and more values may come.
 * @param allocator  NULL for the C library's
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY, KEFU_E_WRITE
 * @par Threads  Reentrant.
 * @since 0.1 */
KEFU_API kefu_status kefu_vocabulary_write(const kefu_allocator *allocator, kefu_write write,
                                           void *ctx, kefu_error *error);

/* ---- findings ---- */

/** How bad a finding is. */
typedef enum kefu_severity {
    KEFU_SEVERITY_NOTE = 0,
    KEFU_SEVERITY_WARNING = 1,
    KEFU_SEVERITY_ERROR = 2,
    KEFU_SEVERITY_FORCE_32_ = 0x7fffffff
} kefu_severity;

/** One thing that is wrong with content. The strings live as long as the collector. Frozen. */
typedef struct kefu_finding {
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

/** An empty collector.
 * @param allocator  NULL for the C library's
 * @return NULL without memory; release with kefu_findings_free() */
KEFU_API kefu_findings *kefu_findings_new(const kefu_allocator *allocator);
/** Releases a collector; NULL is allowed. */
KEFU_API void kefu_findings_free(kefu_findings *findings);
/** How many there are; 0 for NULL. At most 1,000 are kept, see kefu_findings_dropped_count(). */
KEFU_API size_t kefu_findings_count(const kefu_findings *findings);
/** How many of one severity there are, dropped ones included; 0 for NULL. */
KEFU_API size_t kefu_findings_severity_count(const kefu_findings *findings, kefu_severity severity);
/** How many came after the collector was full, or when there was no memory to keep them. */
KEFU_API size_t kefu_findings_dropped_count(const kefu_findings *findings);
/** Reads finding i, from 0, in the order in which they were found.
 * @return KEFU_OK, KEFU_E_ARGUMENT (NULL), KEFU_E_NOT_FOUND (i too large) */
KEFU_API kefu_status kefu_findings_at(const kefu_findings *findings, size_t i,
                                      kefu_finding *finding);
/** Forgets all findings and keeps the memory. */
KEFU_API void kefu_findings_clear(kefu_findings *findings);

/* ---- versions ---- */

/** The library's version, "0.1.0". */
KEFU_API const char *kefu_version(void);

#ifdef __cplusplus
}
#endif
#endif
