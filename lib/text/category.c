/* SPDX-License-Identifier: MIT
 * What kind of character a code point is. */
#include "text/text.h"

#include <utf8proc.h>

bool kefu__text_is_letter(uint32_t point) {
    const utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)point);
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
}

bool kefu__text_is_number(uint32_t point) {
    const utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)point);
    return category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO;
}
