/* SPDX-License-Identifier: MIT
 * Decoding, folding and the quality of customer text: everything below the matcher.
 *
 * Folding maps what people write to one alphabet: NFKC, case, width, traditional to simplified
 * (conflating where that is not one to one: 乾 干 幹 are one symbol, so are 後 后 and 發 髮 发),
 * and drops characters that hide (zero-width, variation selectors, soft hyphens). The tables are
 * made when kefu is built, from utf8proc and lib/text/traditional.inc. */
#ifndef KEFU_LIB_TEXT_H
#define KEFU_LIB_TEXT_H

#include "../base/base.h"

/* A text is at most this long: offsets are 32 bits with room to spare. */
#define TEXT_SIZE_MAX ((size_t)1 << 30)
/* "There is none" for an offset. */
#define TEXT_NONE     UINT32_MAX

/* ---- quality ---- */

enum text_script {
    TEXT_SCRIPT_NONE = 0,   /* no Han, or only characters that both scripts share */
    TEXT_SCRIPT_SIMPLIFIED, /* some that only simplified text has, none that only traditional has */
    TEXT_SCRIPT_TRADITIONAL, /* the reverse */
    TEXT_SCRIPT_MIXED        /* both */
};

/* What is wrong or special with a text. Offsets are bytes into the raw text, TEXT_NONE for none.
 * Filled alike by kefu__text_inspect() and by a scan. */
struct text_quality {
    uint32_t characters;  /* well-formed code points */
    uint32_t han;         /* of these: Han characters */
    uint32_t simplified;  /* Han that only simplified text has (国) */
    uint32_t traditional; /* Han that only traditional text has (國) */
    uint32_t latin;       /* Latin letters */
    uint32_t foreign;     /* letters of other scripts: kana, Hangul, Cyrillic, Thai, … */
    uint32_t invalid; /* ill-formed UTF-8 sequences (maximal subparts, as U+FFFD would be put) */
    uint32_t invalid_first; /* offset of the first */
    uint32_t mojibake;      /* private use, U+FFFD, runs of ?? before Han, UTF-8 encoded twice */
    uint32_t mojibake_first;
    uint32_t pinyin;       /* inline pinyin: 服務(wù)紀(jì)律 has two */
    uint32_t pinyin_first; /* offset of its parenthesis */
    uint32_t script;       /* enum text_script */
    bool not_chinese;      /* enough letters to tell, and they are of another language */
};

/* Inspects a text without a matcher. Never fails: any bytes are a text. Ill-formed sequences are
 * counted, not repaired. `size` is at most TEXT_SIZE_MAX, what stands after that is not read. */
void kefu__text_inspect(const char *text, size_t size, struct text_quality *quality);

/* ---- folding ---- */

#define TEXT_SKIP_SYMBOLS                                                                          \
    1u /* drop at most 2 spaces, dots or symbols between Han: 垃.圾 is 垃圾                    \
        */
#define TEXT_SKIP_PINYIN 2u /* drop inline pinyin: 服務(wù)紀(jì)律 is 服务纪律 */

/* Appends the folded UTF-8 of a text (flags: TEXT_SKIP_…); ill-formed sequences become U+FFFD.
 * Folding a folded text changes nothing. Check buffer->failed at the end. */
void kefu__text_fold_string(struct buffer *buffer, const char *text, size_t size, uint32_t flags);

#endif
