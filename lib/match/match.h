/* SPDX-License-Identifier: MIT
 * Finds all occurrences of a set of keywords in a text, in one scan.
 *
 * Keywords and text are folded alike (lib/text/text.h), spans are bytes of the raw text and always
 * begin and end at boundaries of code points. Overlapping matches are all reported. A matcher is
 * one flat block of bytes, immutable and shared by any number of threads; each thread has its own
 * scratch. */
#ifndef KEFU_LIB_MATCH_H
#define KEFU_LIB_MATCH_H

#include "../text/text.h"

#define MATCHER_KEYWORDS_MAX 1000000u /* maximum number of keywords in a set */
#define MATCHER_LENGTH_MAX   64u      /* maximum number of folded code points in a keyword */

/* ---- the matcher ---- */

struct matcher;

struct matcher_options {
    /* skip symbols between Han characters (TEXT_SKIP_SYMBOLS), in keywords and texts alike */
    bool skip_symbols;
    const kefu_allocator *allocator; /* NULL: the allocator of the C library */
};

/* Compiles a set of 0 or more keywords. They are copied; keywords that are equal after folding are
 * merged into one, and distinct keywords are numbered from 0 in the order of their first
 * appearance: without duplicates a keyword's number is the index that the caller gave it.
 * @param options  NULL for none
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY, KEFU_E_DEFINITION (a keyword is ill-formed, or
 *         empty after folding: error->pointer is "/INDEX"), KEFU_E_LIMIT (a keyword is too long:
 *         "/INDEX" too; too many keywords, or more than the table can hold) */
kefu_status kefu__matcher_build(const kefu_str *keywords, size_t count,
                                const struct matcher_options *options, struct matcher **matcher,
                                kefu_error *error);

/* Makes a matcher from an image (a compiled matcher as bytes) in place, without copying: the bytes
 * must stay unchanged until the matcher is freed, and be aligned to 8 (a mapped file and memory
 * from malloc are). The bytes need not be trusted: whatever is not a complete, valid image of this
 * version is refused.
 * @param allocator  for the small handle; NULL: the C library's
 * @return KEFU_OK, KEFU_E_ARGUMENT (NULL, or not aligned), KEFU_E_MEMORY, KEFU_E_VERSION (an image
 *         of another version of the format, of the folding tables, or of another byte order),
 *         KEFU_E_CORRUPT */
kefu_status kefu__matcher_open(const void *image, size_t size, const kefu_allocator *allocator,
                               struct matcher **matcher, kefu_error *error);
/* The image of a matcher (its compiled form as bytes), valid as long as the matcher. Equal keyword
 * lists give equal bytes. */
const void *kefu__matcher_image(const struct matcher *matcher, size_t *size);
/* Releases a matcher; NULL is allowed. */
void kefu__matcher_free(struct matcher *matcher);

/* The number of distinct keywords of a matcher. */
uint32_t kefu__matcher_count(const struct matcher *matcher);
/* The number of the caller's keywords that were merged into this distinct keyword, 1 or more. */
uint32_t kefu__matcher_id_count(const struct matcher *matcher, uint32_t keyword);
/* Of the caller's keywords that were merged into this distinct one: the index, in the caller's
 * list, of the i-th. The indices ascend with i. */
uint32_t kefu__matcher_id(const struct matcher *matcher, uint32_t keyword, uint32_t i);
/* Was the matcher built with the option skip_symbols? */
bool kefu__matcher_skips_symbols(const struct matcher *matcher);

/* ---- SIMD levels ---- */

/* The instruction sets for which scans are written. All find the same matches and count the same
 * text quality. */
enum simd_level {
    SIMD_AUTO,     /* the level with the widest vectors that this CPU supports */
    SIMD_PORTABLE, /* plain C */
    SIMD_AVX2,
    SIMD_AVX512, /* with the extensions F, BW, DQ, VL, VBMI and VBMI2 */
    SIMD_LEVELS
};

/* Does this CPU support the level, and was the code for it compiled into this build? */
bool kefu__simd_supported(enum simd_level level);

/* ---- scanning ---- */

/* A match: a keyword that occurs in the raw bytes [start, end) of the text. */
struct match {
    uint32_t start, end;
    uint32_t keyword; /* number of the distinct keyword, 0 … kefu__matcher_count() - 1 */
};

/* The memory that a scan needs; each thread has its own. It grows to what the texts need and then
 * allocates no more. It works with any matcher. The members are private to lib/match. */
struct match_work;
struct match_scratch {
    kefu_allocator allocator;
    enum simd_level level;
    struct match_work *work; /* working memory, defined in match/work.h */
    struct match *matches;   /* the matches that kefu__matcher_scan() returns */
    size_t capacity, count;
    /* for each text: the end of its matches, which kefu__matcher_scan_many() returns */
    uint32_t *ends;
    size_t ends_capacity;
};

/* Prepares the working memory of a thread. level: SIMD_AUTO, or a level that this CPU supports
 * (tests force each).
 * @return KEFU_OK, KEFU_E_ARGUMENT (allocator, level), KEFU_E_MEMORY */
kefu_status kefu__match_scratch_init(struct match_scratch *scratch, enum simd_level level,
                                     const kefu_allocator *allocator, kefu_error *error);
/* Releases the memory that a scratch holds; a zeroed scratch is allowed. */
void kefu__match_scratch_free(struct match_scratch *scratch);

/* flag: matches are sorted by (start, end); without it their order is unspecified, which may be
 * faster */
#define MATCH_SORTED      1u
#define MATCH_SKIP_PINYIN 2u /* flag: apply TEXT_SKIP_PINYIN to this text */

/* Finds all matches in a text, each once. Any bytes are accepted: ill-formed sequences are counted
 * in the quality, and no match contains one.
 * @param[out] matches  in the scratch, valid until its next use; never NULL on success
 * @param[out] quality  counts of Han, Latin, ill-formed … characters; may be NULL
 * @return KEFU_OK, KEFU_E_MEMORY, KEFU_E_LIMIT (size above TEXT_SIZE_MAX), KEFU_E_ARGUMENT */
kefu_status kefu__matcher_scan(const struct matcher *matcher, struct match_scratch *scratch,
                               const char *text, size_t size, uint32_t flags,
                               const struct match **matches, size_t *count,
                               struct text_quality *quality, kefu_error *error);

/* Scans like kefu__matcher_scan() without storing all matches: calls the sink with hundreds to
 * thousands of matches at a time, which are valid during the call; with MATCH_SORTED they are
 * sorted across calls. If the sink returns false, the scan ends with KEFU_E_WRITE. Allocates
 * nothing. */
typedef bool (*match_sink)(void *context, const struct match *matches, size_t count);
kefu_status kefu__matcher_scan_blocks(const struct matcher *matcher, struct match_scratch *scratch,
                                      const char *text, size_t size, uint32_t flags,
                                      match_sink sink, void *context, struct text_quality *quality,
                                      kefu_error *error);

/* Scans many texts as one, which is two to three times as fast for short messages. No match
 * crosses from one text to the next.
 * @param texts  each at most TEXT_SIZE_MAX; `count` is at most UINT32_MAX - 1
 * @param[out] matches  those of text i are matches[ends[i - 1]] … matches[ends[i] - 1] (from 0 for
 *             text 0), with offsets into their own text
 * @param[out] qualities  `count` of them, or NULL
 * @return as kefu__matcher_scan(); KEFU_E_LIMIT also for more than UINT32_MAX matches */
kefu_status kefu__matcher_scan_many(const struct matcher *matcher, struct match_scratch *scratch,
                                    const kefu_str *texts, size_t count, uint32_t flags,
                                    const struct match **matches, const uint32_t **ends,
                                    struct text_quality *qualities, kefu_error *error);

#endif
