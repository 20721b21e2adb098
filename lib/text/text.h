/* SPDX-License-Identifier: MIT
 * Decoding, folding and quality checks of customer text: everything that the matcher builds on.
 *
 * Folding maps variant spellings to one alphabet of symbols: NFKC, case, width, traditional to
 * simplified (conflating where that is not one to one: 乾 干 幹 are one symbol, so are 後 后 and 發
 * 髮 发), and drops invisible characters (zero-width, variation selectors, soft hyphens). The
 * tables are made when kefu is built, from utf8proc and lib/text/traditional.inc. */
#ifndef KEFU_LIB_TEXT_H
#define KEFU_LIB_TEXT_H

#include "../base/base.h"

/* The largest size of a text in bytes; offsets and the sum of two of them fit into 32 bits. */
#define TEXT_SIZE_MAX ((size_t)1 << 30)
/* An offset that stands for "there is none". */
#define TEXT_NONE     UINT32_MAX

/* kefu__text_is_letter(): is the code point a letter or an ideograph? kefu__text_is_number(): is it
 * a number, in any script? */
bool kefu__text_is_letter(uint32_t point);
bool kefu__text_is_number(uint32_t point);

/* ---- quality ---- */

enum text_script {
    TEXT_SCRIPT_NONE = 0, /* the text has no Han characters, or only ones that both scripts share */
    /* the text has characters that only simplified text has, and none that only traditional text
       has */
    TEXT_SCRIPT_SIMPLIFIED,
    /* the text has characters that only traditional text has, and none that only simplified text
       has */
    TEXT_SCRIPT_TRADITIONAL,
    TEXT_SCRIPT_MIXED /* the text has characters of both kinds */
};

/* Properties and defects of a text. Offsets are bytes into the raw text, or TEXT_NONE.
 * kefu__text_inspect() and a scan by the matcher find the same properties. */
struct text_quality {
    uint32_t characters;  /* number of well-formed code points */
    uint32_t han;         /* how many of the well-formed code points are Han characters */
    uint32_t simplified;  /* number of Han characters that occur only in simplified text (国) */
    uint32_t traditional; /* number of Han characters that occur only in traditional text (國) */
    uint32_t latin;       /* number of Latin letters */
    uint32_t foreign; /* number of letters of other scripts: kana, Hangul, Cyrillic, Thai, … */
    /* number of ill-formed UTF-8 sequences, counted as the U+FFFD by which the Unicode standard
     * recommends to replace them */
    uint32_t invalid;
    uint32_t invalid_first; /* byte offset of the first ill-formed sequence, or TEXT_NONE */
    /* number of signs of a wrong encoding (mojibake): characters of private use, U+FFFD, runs of ??
     * before Han characters, UTF-8 that was encoded twice */
    uint32_t mojibake;
    uint32_t mojibake_first;
    /* number of inline pinyin, the pronunciation in parentheses behind a character:
     * 服務(wù)紀(jì)律 has two */
    uint32_t pinyin;
    uint32_t pinyin_first; /* byte offset of the parenthesis that opens the first inline pinyin */
    uint32_t script;       /* an enum text_script: simplified, traditional, … */
    /* the text has enough letters of other scripts to tell that it is in another language */
    bool not_chinese;
};

/* Inspects a text without a matcher. Never fails: any bytes are accepted; ill-formed sequences are
 * counted. Bytes beyond TEXT_SIZE_MAX are ignored. */
void kefu__text_inspect(const char *text, size_t size, struct text_quality *quality);

/* ---- folding ---- */

#define TEXT_SKIP_SYMBOLS                                                                          \
    1u /* skip at most 2 spaces, dots or symbols between Han characters: 垃.圾 matches 垃圾 */
#define TEXT_SKIP_PINYIN 2u /* skip inline pinyin: 服務(wù)紀(jì)律 matches 服务纪律 */

/* Appends the folded UTF-8 of a text (flags: TEXT_SKIP_…); ill-formed sequences become U+FFFD.
 * Folding a folded text changes nothing. Check buffer->failed at the end. */
void kefu__text_fold_string(struct buffer *buffer, const char *text, size_t size, uint32_t flags);

#endif
