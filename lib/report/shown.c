/* SPDX-License-Identifier: MIT
 * Masking personal data in what a report shows; and the display width of text. */
#include <string.h>

#include "base/utf8.h"
#include "kefu/redact.h"
#include "report/pen.h"

/* ---- redaction ---- */

struct copying {
    struct pen *pen;
    kefu_str text;
};

static kefu_status copy_text(void *ctx, const char *data, size_t size) {
    struct copying *copying = ctx;
    const kefu_str text = {data, size};
    copying->text = kefu__pen_str(copying->pen, text);
    return KEFU_OK;
}

kefu_str kefu__pen_redacted(struct pen *pen, kefu_str text) {
    kefu_redact_options options = KEFU_REDACT_OPTIONS_INIT;
    struct copying copying = {pen, {"", 0}};
    options.allocator = &pen->arena.allocator;
    if (kefu_redact(text.data, text.size, &options, copy_text, &copying, NULL) != KEFU_OK)
        pen->failed = true;
    return copying.text;
}

/* ---- width ---- */

/* Does the character take two columns in a terminal: is its East Asian Width W or F (Unicode 15,
 * UAX #11)? Approximated by blocks of code points. */
static bool is_wide(uint32_t point) {
    static const uint32_t ranges[][2] = {
        {0x1100, 0x115F},   {0x231A, 0x231B},   {0x23E9, 0x23EC},   {0x2E80, 0x303E},
        {0x3041, 0x33FF},   {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},
        {0xA960, 0xA97F},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE10, 0xFE19},
        {0xFE30, 0xFE6F},   {0xFF01, 0xFF60},   {0xFFE0, 0xFFE6},   {0x1F300, 0x1F64F},
        {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x1FA70, 0x1FAFF}, {0x20000, 0x3FFFD}};
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (point >= ranges[i][0] && point <= ranges[i][1])
            return true;
    return false;
}

static bool is_narrowless(uint32_t point) {
    return (point >= 0x300 && point <= 0x36F) || (point >= 0x200B && point <= 0x200F) ||
           (point >= 0xFE00 && point <= 0xFE0F) || point == 0xFEFF;
}

size_t kefu__columns_of(const char *text) {
    const size_t size = strlen(text);
    size_t at = 0, columns = 0;
    while (at < size) {
        uint32_t point;
        at += utf8_next(text + at, size - at, &point);
        columns += is_narrowless(point) ? 0 : is_wide(point) ? 2 : 1;
    }
    return columns;
}
