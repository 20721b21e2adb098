/* SPDX-License-Identifier: MIT
 * Formatting numbers and times in Chinese and English, independently of the locale. */
#ifndef KEFU_LIB_REPORT_PEN_H
#define KEFU_LIB_REPORT_PEN_H

#include "base/base.h"
#include "scheme/report_spec/report_spec.h" /* for struct words, a text in Chinese and English */

/* Formats texts, in memory of its arena. After a failed allocation, `failed` is set and all results
 * are empty texts. */
struct pen {
    struct arena arena;
    bool failed;
};

/* Allocates zeroed room in the arena for `count` elements of `width` bytes; NULL if an allocation
 * has failed. */
void *kefu__pen_room(struct pen *pen, size_t count, size_t width);
const char *kefu__pen_text(struct pen *pen, const char *format, ...) KEFU_PRINTF(2, 3);
const char *kefu__pen_copy(struct pen *pen, const char *text, size_t size);
kefu_str kefu__pen_str(struct pen *pen, kefu_str text);
static inline struct words kefu__words(const char *zh, const char *en) {
    const struct words words = {zh, en};
    return words;
}

/* Writes a number with `digits` (0 … 6) decimals; halves are rounded away from zero. Independent of
 * the locale. Returns the length. */
size_t kefu__format_fixed(char to[40], double number, int digits);
const char *kefu__pen_fixed(struct pen *pen, double number, int digits);

/* A number with its unit (a kefu_unit) in Chinese and English; in Chinese for example 1 分 23
 * 秒, 93.2%, +0.35, 82.5. */
struct words kefu__pen_number(struct pen *pen, double number, uint32_t unit);
/* A difference with sign and unit in Chinese and English; in Chinese for example +4.2 个百分点, −1
 * 分 3 秒. */
struct words kefu__pen_difference(struct pen *pen, double number, uint32_t unit);
/* A difference without sign, with its unit, in Chinese and English; in Chinese for example 4.2
 * 个百分点. */
struct words kefu__pen_distance(struct pen *pen, double number, uint32_t unit);
/* A value with its unit in Chinese and English, or "no data" (无数据). */
struct words kefu__pen_value(struct pen *pen, const kefu_value *value);
/* Why a value has no number, as a phrase in Chinese and English; for example 记录里没有时间 (the
 * record has no times). */
struct words kefu__reason_words(uint32_t state, uint32_t reason);
/* The confidence interval of a value in Chinese and English, for example 95% 区间 90.1%–95.1%;
 * empty if the value has none. */
struct words kefu__pen_interval(struct pen *pen, const kefu_value *value);
/* The Chinese classifier and noun, and the English noun, for what a count counts: 通会话
 * (conversations), 次等待 (waits), 条反馈 (feedback records). */
struct words kefu__entity_words(const char *entity);
/* A count with what it counts: "412 次等待", "1 conversation". */
struct words kefu__pen_count(struct pen *pen, uint64_t n, const char *entity);
/* kefu__pen_minute() writes an instant as date and time of day, like 2026-03-12 09:15,
 * kefu__pen_date() as the date only, in the time zone `offset_minutes` east of UTC. Both return ""
 * for KEFU_TIME_NONE. */
const char *kefu__pen_minute(struct pen *pen, int64_t at, int32_t offset_minutes);
const char *kefu__pen_date(struct pen *pen, int64_t at, int32_t offset_minutes);

/* A copy of the text in which personal data is masked by stars (kefu/redact.h). The copy has as
 * many bytes, so that byte offsets stay valid. */
kefu_str kefu__pen_redacted(struct pen *pen, kefu_str text);

/* The width of a text in a terminal, in columns: East Asian wide characters take two. */
size_t kefu__columns_of(const char *text);

#endif
