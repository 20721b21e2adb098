/* SPDX-License-Identifier: MIT
 * Postal addresses and number plates. */
#include "redact/redact.h"

enum { LEFT_MAX = 40, RIGHT_MAX = 48, NUMBER_MAX = 10, NAME_MAX = 12 };

static const struct finding_span nothing = {0, 0, 0};

static struct finding_span span_of(size_t from, size_t to, uint32_t kind) {
    const struct finding_span span = {from, to, kind};
    return span;
}

/* ---- parts ---- */

/* The end of a house number at i: digits, Chinese numerals or letters, with hyphens; i if there is
 * none. */
static size_t house_number(const struct glyphs *glyphs, size_t i) {
    size_t at = i;
    while (at < i + NUMBER_MAX &&
           (glyph_is_alnum(glyphs, at) || glyph_is_digit(glyphs, at) ||
            (at > i && kefu__glyph_in(glyphs, at, "-") && glyph_is_alnum(glyphs, at + 1)) ||
            glyph_has(glyphs, at, GLYPH_HOUSE)))
        at++;
    return at;
}

/* The end of a word for a unit of a building (号楼, 单元, 栋, 室 …) at i; i if there is none. */
static size_t building_unit(const struct glyphs *glyphs, size_t i) {
    static const char *const units[] = {"号院", "号楼", "单元", "支弄", "号",   "弄", "栋", "幢",
                                        "座",   "室",   "楼",   "层",   "房",   "户", "组", "门",
                                        "院",   "期",   "区",   "队",   "宿舍", "舍"};
    for (size_t u = 0; u < sizeof units / sizeof *units; u++) {
        const size_t length = kefu__glyph_word(glyphs, i, units[u]);
        if (length)
            return i + length;
    }
    return i;
}

static bool is_street(const struct glyphs *glyphs, size_t i) {
    return glyph_has(glyphs, i, GLYPH_STREET);
}

static size_t estate_word(const struct glyphs *glyphs, size_t i) {
    static const char *const words[] = {"小区", "花园", "公寓", "大厦", "新村", "家园", "广场",
                                        "宿舍", "公馆", "大院", "花苑", "嘉园", "佳苑", "名苑",
                                        "大学", "学院", "中学", "医院", "中心", "国际", "苑",
                                        "府",   "庭",   "湾",   "园",   "里",   "城",   "邸"};
    for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
        const size_t length = kefu__glyph_word(glyphs, i, words[w]);
        if (length)
            return i + length;
    }
    return i;
}

/* The end of one or more words for an estate (国际大厦, 中心广场) at i; i if there are none. */
static size_t estate(const struct glyphs *glyphs, size_t i) {
    size_t end = estate_word(glyphs, i), next = end;
    while (next > i && next < i + NAME_MAX && (next = estate_word(glyphs, end)) > end)
        end = next;
    return end;
}

/* May an address continue with glyph i, an ideograph, digit or letter? */
static bool goes_on(const struct glyphs *glyphs, size_t i) {
    return glyph_is_han(glyphs, i) || glyph_is_alnum(glyphs, i);
}

/* ---- where an address begins and ends ---- */

static size_t address_begin(const struct glyphs *glyphs, size_t i) {
    size_t from = i;
    while (from > 0 && i - from < LEFT_MAX) {
        const size_t before = from - 1;
        if (glyph_has(glyphs, before, GLYPH_NO_ADDRESS))
            break;
        if (!goes_on(glyphs, before) && !(kefu__glyph_in(glyphs, before, " -,，") && before > 0 &&
                                          glyph_has(glyphs, before - 1, GLYPH_LEVEL_END)))
            break;
        from--;
    }
    return from;
}

/* The end of one more part of an address at i: an optional name, a number and a unit (3号楼); an
 * estate or street; or a bare number; i if there is none. */
static size_t next_part(const struct glyphs *glyphs, size_t i) {
    size_t at = i, number, end;
    while (at < i + 2 && kefu__glyph_in(glyphs, at, " -,_#/，—"))
        at++;
    for (size_t name = 0; name <= NAME_MAX && goes_on(glyphs, at + name); name++) {
        number = house_number(glyphs, at + name);
        if (number > at + name) {
            end = building_unit(glyphs, number);
            if (end > number || (name == 0 && (glyph_is_digit(glyphs, number - 1) ||
                                               glyph_is_digit(glyphs, number - 2))))
                return end;
        }
        end = estate(glyphs, at + name);
        if (name >= 2 && end > at + name)
            return end;
        if (name >= 1 && is_street(glyphs, at + name))
            return at + name + 1;
        if (kefu__glyph_in(glyphs, at + name, "的了收我你您电手，"))
            break;
    }
    return i;
}

static size_t address_end(const struct glyphs *glyphs, size_t i) {
    size_t end = i;
    while (end < i + RIGHT_MAX) {
        const size_t more = next_part(glyphs, end);
        if (more == end)
            break;
        end = more;
    }
    return end;
}

/* ---- addresses ---- */

/* The number of words for administrative levels in glyphs [from, to). */
static size_t count_levels(const struct glyphs *glyphs, size_t from, size_t to) {
    size_t levels = 0;
    for (; from < to; from++)
        levels += glyph_has(glyphs, from, GLYPH_LEVEL);
    return levels;
}

static size_t hyphens(const struct glyphs *glyphs, size_t from, size_t to) {
    size_t count = 0;
    for (; from < to; from++)
        count += glyph_point(glyphs, from) == '-';
    return count;
}

/* The end of the house number at `number` with its unit (12号), which makes the text before it an
 * address. Unless a street precedes it, a second number must follow. 0: no address. */
static size_t numbered_end(const struct glyphs *glyphs, size_t number, bool street) {
    const size_t end = house_number(glyphs, number);
    const size_t unit = end > number ? building_unit(glyphs, end) : end;
    if (unit == end)
        return street && hyphens(glyphs, number, end) == 2 ? end : 0;
    if (street)
        return unit;
    const size_t second = house_number(glyphs, unit);
    return second > unit && (building_unit(glyphs, second) > second || second - unit >= 3) ? unit
                                                                                           : 0;
}

static struct finding_span find_address(const struct glyphs *glyphs, size_t i) {
    size_t from, to;
    if (is_street(glyphs, i) && i > 0 && glyph_is_han(glyphs, i - 1)) {
        size_t number = i + 1;
        while (number < i + 3 && kefu__glyph_in(glyphs, number, " 第"))
            number++;
        to = numbered_end(glyphs, number, true);
        from = address_begin(glyphs, i);
        if (!to && i + 1 - from >= 6 && count_levels(glyphs, from, i + 1) >= 2)
            to = i + 1;
        if (to && i > from)
            return span_of(from, address_end(glyphs, to), KEFU_REDACT_ADDRESS);
    }
    to = estate(glyphs, i);
    if (to > i && i > 0 && glyph_is_han(glyphs, i - 1) && numbered_end(glyphs, to, true)) {
        from = address_begin(glyphs, i);
        to = numbered_end(glyphs, to, true);
        if (i > from)
            return span_of(from, address_end(glyphs, to), KEFU_REDACT_ADDRESS);
    }
    if (glyph_is_digit(glyphs, i) && !(i > 0 && glyph_is_digit(glyphs, i - 1)) &&
        numbered_end(glyphs, i, false)) {
        to = numbered_end(glyphs, i, false);
        return span_of(address_begin(glyphs, i), address_end(glyphs, to), KEFU_REDACT_ADDRESS);
    }
    return nothing;
}

/* ---- plates ---- */

static struct finding_span find_plate(const struct glyphs *glyphs, size_t i) {
    size_t at = i + 2, count = 0, digits = 0;
    if (!kefu__glyph_in(glyphs, i,
                        "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼") ||
        glyph_type(glyphs, i + 1) != GLYPH_LETTER)
        return nothing;
    while (at < i + 4 && kefu__glyph_in(glyphs, at, "·•-. ・"))
        at++;
    for (; count < 7 && glyph_is_alnum(glyphs, at); count++)
        digits += glyph_is_digit(glyphs, at++);
    if (count == 4 && kefu__glyph_in(glyphs, at, "学警挂港澳使领")) {
        count++;
        at++;
    }
    return (count == 5 || count == 6) && digits >= 2 ? span_of(i, at, KEFU_REDACT_PLATE) : nothing;
}

struct finding_span kefu__find_address(const struct glyphs *glyphs, size_t i) {
    const struct finding_span plate = find_plate(glyphs, i);
    return plate.to ? plate : find_address(glyphs, i);
}
