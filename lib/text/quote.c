/* SPDX-License-Identifier: MIT
 * What a text quotes rather than says. */
#include "text/quote.h"

#include <string.h>

#include "base/base.h"

/* maximum size of a quotation in bytes; an opening mark whose closing mark is farther away begins
 * no quotation */
enum { QUOTATION_MAX = 4096 };

static const struct quotation quotations[] = {
    {"\"", "\""}, {"＂", "＂"}, {"“", "”"}, {"「", "」"}, {"『", "』"},
};

static bool stands_at(const char *text, size_t size, size_t at, const char *mark) {
    const size_t length = strlen(mark);
    return size - at >= length && memcmp(text + at, mark, length) == 0;
}

/* The byte offset behind the closing mark of the quotation that opens at `at`; `at` itself if no
 * quotation opens there. */
static size_t end_of_quotation(const char *text, size_t size, size_t at) {
    size_t i, end;
    for (i = 0; i < sizeof quotations / sizeof *quotations; i++) {
        if (!stands_at(text, size, at, quotations[i].open))
            continue;
        for (end = at + strlen(quotations[i].open); end < size && end - at < QUOTATION_MAX; end++)
            if (stands_at(text, size, end, quotations[i].close))
                return end + strlen(quotations[i].close);
    }
    return at;
}

static bool begins_line(const char *text, size_t at) {
    while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t'))
        at--;
    return at == 0 || text[at - 1] == '\n';
}

bool kefu__text_is_quoted(struct quotation_cursor *cursor, const char *text, size_t size,
                          size_t at) {
    size_t i = cursor->end;
    while (cursor->end <= at && i < size) {
        size_t end;
        if (text[i] == '>' && begins_line(text, i)) {
            const char *line_end = memchr(text + i, '\n', size - i);
            end = line_end ? (size_t)(line_end - text) : size;
        } else {
            end = end_of_quotation(text, size, i);
        }
        cursor->start = i;
        cursor->end = i = end > i ? end : i + 1;
    }
    return at > cursor->start && at < cursor->end;
}

const struct quotation *kefu__quotations(size_t *count) {
    *count = sizeof quotations / sizeof *quotations;
    return quotations;
}

uint64_t kefu__quotation_version(const struct quotation *of, size_t count) {
    uint64_t hash = kefu__hash("quotations", 10);
    for (size_t i = 0; i < count; i++) {
        hash = kefu__hash_more(hash, of[i].open, strlen(of[i].open) + 1);
        hash = kefu__hash_more(hash, of[i].close, strlen(of[i].close) + 1);
    }
    return hash;
}
