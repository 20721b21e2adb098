/* SPDX-License-Identifier: MIT
 * Masking personal data in texts: phones, documents, cards, accounts, addresses, names.
 *
 * Personal data is recognised by its structure: digits are normalised (full-width, circled, keycap,
 * Chinese numerals, O and l between digits), separators and invisible characters between them are
 * looked through, and then lengths, prefixes, check digits and the words before a value decide. The
 * time is linear in the text's size, for any text. No rule set finds everything: what must
 * never be published must not be written into a report at all.
 *
 * @code
 * #include "kefu/kefu.h"
 * #include <stdio.h>
 *
 * static kefu_status print(void *ctx, const char *data, size_t size) {
 *     (void)ctx;
 *     return fwrite(data, 1, size, stdout) == size ? KEFU_OK : KEFU_E_WRITE;
 * }
 *
 * int main(void) {
 *     kefu_redact_options options = KEFU_REDACT_OPTIONS_INIT;
 *     kefu_error error;
 *     options.flags = KEFU_REDACT_LABELS;
 *     if (kefu_redact(KEFU_TEXT("call 138 0013 8000"), &options, print, NULL, &error) != KEFU_OK) {
 *         fprintf(stderr, "%s\n", error.message);
 *         return 1;
 *     }
 *     return 0;
 * }
 * @endcode */
#ifndef KEFU_REDACT_H
#define KEFU_REDACT_H

#include "kefu/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What kind of personal data a span is. */
typedef enum kefu_redact_kind {
    KEFU_REDACT_PHONE = 0,    /**< mobile, landline with extension, foreign */
    KEFU_REDACT_ID = 1,       /**< identity card, passport, permit, licence */
    KEFU_REDACT_CARD = 2,     /**< bank card or account number */
    KEFU_REDACT_MAIL = 3,     /**< e-mail address */
    KEFU_REDACT_HANDLE = 4,   /**< account in a messenger or network */
    KEFU_REDACT_URL = 5,      /**< URL that names a user or carries a credential */
    KEFU_REDACT_DEVICE = 6,   /**< IP, MAC, IMEI, UUID */
    KEFU_REDACT_ADDRESS = 7,  /**< postal address down to a road, a building or a room */
    KEFU_REDACT_NAME = 8,     /**< name of a person */
    KEFU_REDACT_BIRTHDAY = 9, /**< date of birth */
    KEFU_REDACT_SECRET = 10,  /**< password, one-time code, key */
    KEFU_REDACT_PLATE = 11,   /**< number plate */
    KEFU_REDACT_TAX = 12,     /**< unified social credit code, tax number */
    KEFU_REDACT_ORDER = 13,   /**< number of an order or parcel, behind its word */
    KEFU_REDACT_KIND_FORCE_32_ = 0x7fffffff
} kefu_redact_kind;

/** The bit of a kind in kefu_redact_options.kinds. */
#define KEFU_REDACT_BIT(kind) (UINT32_C(1) << (kind))

/** kefu_redact_options.flags: each span becomes a label such as 〔手机〕, once, instead of mask
 * characters. */
#define KEFU_REDACT_LABELS 1u

/** Options; begin with KEFU_REDACT_OPTIONS_INIT. */
typedef struct kefu_redact_options {
    size_t size;    /**< sizeof(kefu_redact_options) */
    uint32_t flags; /**< KEFU_REDACT_LABELS or 0 */
    uint32_t kinds; /**< KEFU_REDACT_BIT() of those to mask; 0: all */
    kefu_str mask;  /**< one symbol (no letter, digit, or ideograph) for each character of a span;
                         empty: a star of as many bytes as the character, so that the text's size and
                         every offset stay what they were */
    const kefu_allocator *allocator; /**< NULL: the C library's; 16 bytes a character, during the
                                        call */
    uint64_t reserved;               /**< 0 */
} kefu_redact_options;

/** The defaults: all kinds, stars, sizes kept. */
#define KEFU_REDACT_OPTIONS_INIT                                                                   \
    { sizeof(kefu_redact_options), 0, 0, {NULL, 0}, NULL, 0 }

/** A piece of personal data in a text. */
typedef struct kefu_redact_span {
    size_t size;       /**< sizeof(kefu_redact_span) */
    size_t start;      /**< byte offset of its first character */
    size_t end;        /**< byte offset behind its last one */
    uint32_t kind;     /**< kefu_redact_kind */
    uint32_t reserved; /**< 0 */
} kefu_redact_span;

/** Receives the spans of a text, in order; see kefu_write for what it returns. A span is valid
 * until it returns. */
typedef kefu_status (*kefu_redact_take)(void *ctx, const kefu_redact_span *span);

/** Writes a text with its personal data masked. All other bytes, also ill-formed ones, are written
 * unchanged. A text is searched until nothing more is found, at most four times. So masking the
 * result again changes nothing, except for a text in which each masked span makes one more span
 * before it recognisable.
 * @param text  at most 1 GiB (2^30 bytes)
 * @param size  in bytes
 * @param options  NULL: the defaults
 * @param write  takes the masked text, in one call
 * @param ctx  passed to `write`
 * @param error  may be NULL
 * @return KEFU_OK; KEFU_E_ARGUMENT: text or write is NULL, the mask is not one symbol, an unknown
 *         kind; KEFU_E_VERSION: an unknown flag; KEFU_E_LIMIT: the text is too long; KEFU_E_MEMORY;
 *         what `write` returned
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_redact(const char *text, size_t size, const kefu_redact_options *options,
                                 kefu_write write, void *ctx, kefu_error *error);

/** Lists the personal data of a text: the spans that kefu_redact() would mask.
 * @param text     at most 1 GiB (2^30 bytes)
 * @param size     in bytes
 * @param options  NULL: the defaults; flags and mask change nothing here
 * @param take     takes each span, in order of its start; spans do not overlap
 * @param ctx      passed to `take`
 * @param error    may be NULL
 * @return as kefu_redact(); what `take` returned
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_redact_find(const char *text, size_t size,
                                      const kefu_redact_options *options, kefu_redact_take take,
                                      void *ctx, kefu_error *error);

/** Fills options with their defaults, for languages without the initialiser.
 * @param options  its `size` is set by the caller
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API void kefu_redact_options_init(kefu_redact_options *options);

/** The JSON name of a kind ("phone", "id", …).
 * @return a static string; "unknown" for a number that is none
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API const char *kefu_redact_kind_name(uint32_t kind);

#ifdef __cplusplus
}
#endif

#endif
