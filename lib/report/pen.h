/* SPDX-License-Identifier: MIT
 * Formatting numbers and times in Chinese and English, independently of the locale. */
#ifndef KEFU_LIB_REPORT_PEN_H
#define KEFU_LIB_REPORT_PEN_H

#include "base/base.h"
#include "scheme/report_spec/report_spec.h" /* struct words */

/* Formats texts into an arena. After a failed allocation all results are empty texts. */
struct pen {
    struct arena arena;
    bool failed;
};

/* zeroed; NULL after a failed allocation */
void *kefu__pen_room(struct pen *pen, size_t count, size_t width);
const char *kefu__pen_text(struct pen *pen, const char *format, ...) KEFU_PRINTF(2, 3);
const char *kefu__pen_copy(struct pen *pen, const char *text, size_t size);
kefu_str kefu__pen_str(struct pen *pen, kefu_str text);
static inline struct words kefu__words(const char *zh, const char *en) {
    const struct words words = {zh, en};
    return words;
}

/* A number with `digits` decimals (0 to 6), rounded half away from zero, independently of the
 * locale. */
size_t kefu__format_fixed(char to[40], double number, int digits);
const char *kefu__pen_fixed(struct pen *pen, double number, int digits);

/* A number with its unit: 1 分 23 秒, 93.2%, +0.35, 82.5. */
struct words kefu__pen_number(struct pen *pen, double number, uint32_t unit);
/* A difference with its unit and sign: +4.2 个百分点, −1 分 3 秒. */
struct words kefu__pen_difference(struct pen *pen, double number, uint32_t unit);
/* A difference with its unit, without a sign. */
struct words kefu__pen_distance(struct pen *pen, double number, uint32_t unit);
/* A value, or 无数据 if there is none. */
struct words kefu__pen_value(struct pen *pen, const kefu_value *value);
/* The reason why there is no number: 记录里没有时间. */
struct words kefu__reason_words(uint32_t state, uint32_t reason);
/* The confidence interval: 95% 区间 90.1%–95.1%; empty if there is none. */
struct words kefu__pen_interval(struct pen *pen, const kefu_value *value);
/* The name of the entity that n counts: 段会话, 次等待, 条反馈. */
struct words kefu__entity_words(const char *entity);
/* n with the entity that it counts: "412 次等待", "1 conversation". */
struct words kefu__pen_count(struct pen *pen, uint64_t n, const char *entity);
/* kefu__pen_minute() writes an instant as 2026-03-12 09:15, kefu__pen_date() only its date. Both
 * return "" for KEFU_TIME_NONE. */
const char *kefu__pen_minute(struct pen *pen, int64_t at, int32_t offset_minutes);
const char *kefu__pen_date(struct pen *pen, int64_t at, int32_t offset_minutes);

/* A copy with personal data masked (kefu/redact.h). Each character is replaced by a star of as many
 * bytes, so that byte offsets stay valid. */
kefu_str kefu__pen_redacted(struct pen *pen, kefu_str text);

/* The width of a text in columns of a terminal: East Asian wide characters take two. */
size_t kefu__columns_of(const char *text);

/* Decodes one code point; returns its length, at least 1. *point is U+FFFD for ill-formed UTF-8. */
size_t kefu__utf8_next(const char *text, size_t size, uint32_t *point);

#endif
