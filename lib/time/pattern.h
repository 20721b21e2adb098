/* SPDX-License-Identifier: MIT
 * Times by a pattern, and durations as people write them. */
#ifndef KEFU_LIB_TIME_PATTERN_H
#define KEFU_LIB_TIME_PATTERN_H

#include "time/time.h"

/* Is the text a pattern of times? Its letters are y (year), M, d, H (0 to 23), h (1 to 12), m, s, S
 * (a fraction), a (上午, PM) and Z or X (an offset); other characters, and what stands between
 * single quotes, stand for themselves; a blank for any number of blanks. */
bool kefu__time_is_pattern(const char *pattern);
/* Reads a text by a pattern. A letter stands for one or two digits (y: four, yy: two), unless the
 * next field follows without a separator, as in yyyyMMdd. Without a year in the pattern *has_date
 * is false, and to->local is the time of day. */
bool kefu__time_match(const char *pattern, kefu_str text, struct foreign_time *to, bool *has_date);

/* Reads a duration into milliseconds: 01:02:03, 12:30 (minutes and seconds), 1小时2分20秒, 1分20秒,
 * 2h, 90s, 500ms, 1.5小时; a number alone counts seconds. False for other texts. */
bool kefu__duration_read(kefu_str text, int64_t *ms);

#endif
