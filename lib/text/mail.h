/* SPDX-License-Identifier: MIT
 * What in a mail is its writer's own: not the mail that it answers, nor the signature. */
#ifndef KEFU_LIB_TEXT_MAIL_H
#define KEFU_LIB_TEXT_MAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The size of the text's beginning that is the writer's own: up to the first line that begins the
 * quoted mail ("-----原始邮件-----", "在 … 写道：", "On … wrote:", a block of "发件人:" and other
 * headers) or the signature ("-- ", "发自我的 iPhone"). The whole size if there is none, or nothing
 * stands before it: what is forwarded without a word is what its sender wants to have read. Lines
 * that begin with ">" are not looked for: own words may stand between them. A text of one line
 * costs one search for a line feed. */
size_t kefu__mail_own_size(const char *text, size_t size);
/* Are some lines of the text quoted, those that begin with ">", and others not? */
bool kefu__mail_quotes_lines(const char *text, size_t size);

/* The line that kefu__mail_line_is_quoted() looked at last; zero before the first call. */
struct mail_line {
    size_t start, end;
    bool quoted;
};
/* Does the line of the byte at `at` begin with ">", or say who wrote what is quoted? Calls in the
 * order of lines take time linear in the size of the text together. */
bool kefu__mail_line_is_quoted(struct mail_line *line, const char *text, size_t size, size_t at);
/* A hash of the words by which quoted mail and signatures are recognised. */
uint64_t kefu__mail_version(void);

#endif
