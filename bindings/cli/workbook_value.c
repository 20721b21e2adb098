/* SPDX-License-Identifier: MIT
 * Numbers of spreadsheets: which are dates, and how they are written out. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "workbook.h"

/* ---- dates ---- */

bool cli_number_format_is_dated(unsigned long number) {
    /* 14 to 22 and 45 to 47 by the standard; the others are dates in East Asian versions */
    return (number >= 14 && number <= 22) || (number >= 45 && number <= 47) ||
           (number >= 27 && number <= 36) || (number >= 50 && number <= 58);
}

/* Skips what a format shows verbatim: a quoted text, an escaped character, a bracket. */
static const char *skip_literal(const char *at) {
    if (*at == '"' || *at == '[') {
        const char *end = strchr(at + 1, *at == '[' ? ']' : '"');
        return end ? end : at;
    }
    return (*at == '\\' || *at == '_' || *at == '*') && at[1] ? at + 1 : at;
}

bool cli_number_format_is_date(const char *code) {
    for (const char *at = code; *at; at++) {
        if (*at == '[' && strchr("hHmMsS", at[1]) && at[1]) /* elapsed time */
            return true;
        const char *behind = skip_literal(at);
        if (behind == at && strchr("yYmMdDhHsS", *at) && strncmp(at, "General", 7) != 0)
            return true;
        at = behind;
    }
    return false;
}

/* Days since 1970 to a date of the Gregorian calendar. */
static void civil_of(long days, long *year, unsigned *month, unsigned *day) {
    days += 719468;
    const long era = (days >= 0 ? days : days - 146096) / 146097;
    const unsigned of_era = (unsigned)(days - era * 146097);
    const unsigned years = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    const unsigned of_year = of_era - (365 * years + years / 4 - years / 100);
    const unsigned shifted = (5 * of_year + 2) / 153; /* months from March on */
    *day = of_year - (153 * shifted + 2) / 5 + 1;
    *month = shifted < 10 ? shifted + 3 : shifted - 9;
    *year = (long)years + era * 400 + (*month <= 2);
}

bool cli_serial_date(double days, bool since_1904, char to[32]) {
    enum { DAY_MS = 86400000, DAYS_MAX = 2958466, UNIX_OF_1900 = 25569, UNIX_OF_1904 = 24107 };
    long year;
    unsigned month, day;
    if (!(days >= 0) || days >= DAYS_MAX)
        return false;
    const long long all = llround(days * DAY_MS);
    long whole = (long)(all / DAY_MS);
    const unsigned ms = (unsigned)(all % DAY_MS);
    const unsigned clock[4] = {ms / 3600000, ms / 60000 % 60, ms / 1000 % 60, ms % 1000};
    size_t used = 0;
    if (whole > 0 || since_1904) {
        if (!since_1904 && whole < 60) /* before the day that 1900 did not have */
            whole++;
        civil_of(whole - (since_1904 ? UNIX_OF_1904 : UNIX_OF_1900), &year, &month, &day);
        used = (size_t)snprintf(to, 32, "%04ld-%02u-%02u", year, month, day);
    }
    if (ms || used == 0)
        used += (size_t)snprintf(to + used, 32 - used, "%s%02u:%02u:%02u", used ? " " : "",
                                 clock[0], clock[1], clock[2]);
    if (clock[3])
        snprintf(to + used, 32 - used, ".%03u", clock[3]);
    return true;
}

/* ---- numbers ---- */

bool cli_plain_number(const char *text, size_t size, char to[64]) {
    char copy[64], *end;
    if (size >= sizeof copy)
        size = sizeof copy - 1;
    memcpy(copy, text, size);
    copy[size] = '\0';
    const double number = strtod(copy, &end);
    if (*end || end == copy || number != floor(number) || fabs(number) >= 1e21) {
        snprintf(to, 64, "%s", copy);
        return false;
    }
    if (strspn(copy, "-0123456789") == size) /* verbatim: it may have more digits than a double */
        snprintf(to, 64, "%s", copy);
    else
        snprintf(to, 64, "%.0f", number);
    return fabs(number) >= 1e15;
}
