/* SPDX-License-Identifier: MIT
 * Quoted mail and signatures, by families: what a line begins with, ends with and contains. */
#include "text/mail.h"

#include "base/base.h"

/* What may stand between two dashes of a line that begins the original mail. */
static const char *const separators[] = {"原始邮件",          "原邮件",       "转发的邮件",
                                         "转发邮件",          "轉寄郵件",     "original message",
                                         "forwarded message", "original mail"};
/* The beginning and the end of a line that says who wrote when. */
static const struct {
    const char *begin, *end;
} attributions[] = {
    {"在", "写道："},  {"在", "写道:"},  {"于", "写道："}, {"于", "写道:"},
    {"於", "寫道："},  {"於", "寫道:"},  {"在", "寫道："}, {"在", "寫道:"},
    {"on ", "wrote:"}, {"20", "写道："}, {"20", "写道:"},
};
static const char *const headers[] = {
    "from:",    "sent:",     "to:",        "cc:",      "date:",    "subject:", "发件人:",
    "发件人：", "发送时间:", "发送时间：", "收件人:",  "收件人：", "抄送:",    "抄送：",
    "主题:",    "主题：",    "日期:",      "日期：",   "寄件者:",  "寄件者：", "收件者:",
    "收件者：", "發件人:",   "發件人：",   "收件人：",
};
/* With one of these a block of headers begins. */
static const char *const senders[] = {
    "from:", "发件人:", "发件人：", "發件人:", "發件人：", "寄件者:", "寄件者："};
static const char *const signatures[] = {"发自我的",        "从我的",     "來自我的",
                                         "来自我的",        "傳送自我的", "sent from my ",
                                         "get outlook for "};

enum { HEADER_LINES = 4, SIGNATURE_LINES = 10, ATTRIBUTION_MAX = 300, LISTED_LINE_MAX = 80 };

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* ---- lines ---- */

/* The line that begins at `at`, without white space at its ends. */
static kefu_str line_at(const char *text, size_t size, size_t at) {
    const char *end = memchr(text + at, '\n', size - at);
    size_t from = at, to = end ? (size_t)(end - text) : size;
    while (from < to && (text[from] == ' ' || text[from] == '\t'))
        from++;
    while (to > from && (text[to - 1] == ' ' || text[to - 1] == '\t' || text[to - 1] == '\r'))
        to--;
    return (kefu_str){text + from, to - from};
}

/* The beginning of the next line; `size` if there is none. */
static size_t next_line(const char *text, size_t size, size_t at) {
    const char *end = memchr(text + at, '\n', size - at);
    return end ? (size_t)(end - text) + 1 : size;
}

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool stands_at(kefu_str line, size_t at, const char *word) {
    size_t i = 0;
    while (word[i] && at + i < line.size && lower(line.data[at + i]) == word[i])
        i++;
    return !word[i];
}

static bool begins_with_one(kefu_str line, const char *const *words, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (stands_at(line, 0, words[i]))
            return true;
    return false;
}

static bool ends_with(kefu_str line, const char *word) {
    const size_t size = strlen(word);
    return line.size >= size && stands_at(line, line.size - size, word);
}

/* ---- families ---- */

static bool is_dash(char c) {
    return c == '-' || c == '_' || c == '*' || c == '=';
}

/* "-----原始邮件-----", "---------- Forwarded message ---------" */
static bool is_separator(kefu_str line) {
    size_t at = 0;
    while (at < line.size && is_dash(line.data[at]))
        at++;
    if (at < 3 || line.size > ATTRIBUTION_MAX || !is_dash(line.data[line.size - 1]))
        return false;
    for (; at < line.size; at++)
        for (size_t i = 0; i < COUNT(separators); i++)
            if (stands_at(line, at, separators[i]))
                return true;
    return false;
}

/* Says a line who wrote when? Mail programs break long ones, so that the end may stand in the next
 * line. */
static bool is_attribution(const char *text, size_t size, size_t at, kefu_str line) {
    const kefu_str next = line_at(text, size, next_line(text, size, at));
    if (line.size > ATTRIBUTION_MAX)
        return false;
    for (size_t i = 0; i < COUNT(attributions); i++)
        if (stands_at(line, 0, attributions[i].begin) &&
            (ends_with(line, attributions[i].end) ||
             (next.size <= ATTRIBUTION_MAX && ends_with(next, attributions[i].end))))
            return true;
    return false;
}

/* A sender, and another header in one of the lines below. */
static bool is_header_block(const char *text, size_t size, size_t at, kefu_str line) {
    if (!begins_with_one(line, senders, COUNT(senders)))
        return false;
    for (size_t i = 0; i < HEADER_LINES && at < size; i++) {
        at = next_line(text, size, at);
        if (begins_with_one(line_at(text, size, at), headers, COUNT(headers)))
            return true;
    }
    return false;
}

/* "-- " in a line of its own, with few lines below it; or a telephone's advertisement. */
static bool is_signature(const char *text, size_t size, size_t at, kefu_str line) {
    size_t lines = 0;
    if (line.size <= LISTED_LINE_MAX && begins_with_one(line, signatures, COUNT(signatures)))
        return true;
    if (line.size != 2 || !stands_at(line, 0, "--"))
        return false;
    for (at = next_line(text, size, at); at < size; at = next_line(text, size, at))
        lines++;
    return lines <= SIGNATURE_LINES;
}

/* Is the first line behind the attribution one that begins with ">"? Then what stands behind those
 * lines may be own words again. */
static bool quotes_by_line(const char *text, size_t size, size_t at) {
    for (at = next_line(text, size, at); at < size; at = next_line(text, size, at)) {
        const kefu_str line = line_at(text, size, at);
        if (line.size && line.data[0] == '>')
            return true;
        if (line.size && !ends_with(line, "wrote:") && !ends_with(line, "写道：") &&
            !ends_with(line, "写道:"))
            return false;
    }
    return false;
}

static bool begins_rest(const char *text, size_t size, size_t at) {
    const kefu_str line = line_at(text, size, at);
    if (line.size < 2)
        return false;
    return is_separator(line) || is_header_block(text, size, at, line) ||
           is_signature(text, size, at, line) ||
           (is_attribution(text, size, at, line) && !quotes_by_line(text, size, at));
}

/* ---- a text ---- */

size_t kefu__mail_own_size(const char *text, size_t size) {
    bool said = false;
    if (size == 0 || !memchr(text, '\n', size))
        return size;
    for (size_t at = 0; at < size; at = next_line(text, size, at)) {
        if (said && begins_rest(text, size, at))
            return at;
        const kefu_str line = line_at(text, size, at);
        said = said || (line.size && line.data[0] != '>' && !is_attribution(text, size, at, line));
    }
    return size;
}

bool kefu__mail_quotes_lines(const char *text, size_t size) {
    bool said = false, quoted = false;
    if (size == 0 || !memchr(text, '>', size) || !memchr(text, '\n', size))
        return false;
    for (size_t at = 0; at < size; at = next_line(text, size, at)) {
        const kefu_str line = line_at(text, size, at);
        const bool is_quote = line.size && line.data[0] == '>';
        quoted = quoted || is_quote;
        said = said || (line.size && !is_quote && !is_attribution(text, size, at, line));
    }
    return said && quoted;
}

bool kefu__mail_line_is_quoted(struct mail_line *line, const char *text, size_t size, size_t at) {
    if (at < line->start || at >= line->end) {
        for (line->start = at; line->start > 0 && text[line->start - 1] != '\n';)
            line->start--;
        line->end = next_line(text, size, line->start);
        const kefu_str words = line_at(text, size, line->start);
        line->quoted = (words.size && words.data[0] == '>') ||
                       is_attribution(text, size, line->start, words);
    }
    return line->quoted;
}

static uint64_t hash_words(uint64_t hash, const char *const *words, size_t count) {
    for (size_t i = 0; i < count; i++)
        hash = kefu__hash_more(hash, words[i], strlen(words[i]) + 1);
    return hash;
}

uint64_t kefu__mail_version(void) {
    uint64_t hash = kefu__hash("mail", 4);
    hash = hash_words(hash, separators, COUNT(separators));
    hash = hash_words(hash, headers, COUNT(headers));
    hash = hash_words(hash, senders, COUNT(senders));
    hash = hash_words(hash, signatures, COUNT(signatures));
    for (size_t i = 0; i < COUNT(attributions); i++)
        hash = hash_words(hash, (const char *const[]){attributions[i].begin, attributions[i].end},
                          2);
    return hash;
}
