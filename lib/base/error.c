/* SPDX-License-Identifier: MIT
 * Filling errors, and the names of statuses, states, reasons and units. */
#include "base/base.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

void kefu__copy_text(char *to, size_t capacity, const char *text, size_t size) {
    size_t at = 0, used = 0;
    if (capacity == 0)
        return;
    while (at < size) {
        uint32_t point;
        const size_t length = utf8_decode((const unsigned char *)text + at, size - at, &point);
        const bool sound = point != UTF8_INVALID;
        const size_t need = sound ? length : 3;
        if (need >= capacity - used)
            break;
        memcpy(to + used, sound ? text + at : "\xEF\xBF\xBD", need);
        used += need;
        at += length;
    }
    to[used] = '\0';
}

static void fill(kefu_error *error, kefu_status status, const char *pointer, const char *format,
                 va_list arguments) {
    char message[1024];
    memset(error, 0, sizeof *error);
    error->status = (int32_t)status;
    vsnprintf(message, sizeof message, format, arguments);
    kefu__copy_text(error->message, sizeof error->message, message, strlen(message));
    kefu__copy_text(error->pointer, sizeof error->pointer, pointer, strlen(pointer));
}

kefu_status kefu__fail(kefu_error *error, kefu_status status, const char *format, ...) {
    va_list arguments;
    if (error) {
        va_start(arguments, format);
        fill(error, status, "", format, arguments);
        va_end(arguments);
    }
    return status;
}

kefu_status kefu__fail_at(kefu_error *error, kefu_status status, const char *pointer,
                          const char *format, ...) {
    va_list arguments;
    if (error) {
        va_start(arguments, format);
        fill(error, status, pointer, format, arguments);
        va_end(arguments);
    }
    return status;
}

kefu_status kefu__no_memory(kefu_error *error) {
    return kefu__fail(error, KEFU_E_MEMORY, "out of memory");
}

const char *kefu_status_name(int32_t status) {
    switch (status) {
    case KEFU_OK:
        return "KEFU_OK";
    case KEFU_E_ARGUMENT:
        return "KEFU_E_ARGUMENT";
    case KEFU_E_MEMORY:
        return "KEFU_E_MEMORY";
    case KEFU_E_LIMIT:
        return "KEFU_E_LIMIT";
    case KEFU_E_VERSION:
        return "KEFU_E_VERSION";
    case KEFU_E_HANDLE:
        return "KEFU_E_HANDLE";
    case KEFU_E_BUSY:
        return "KEFU_E_BUSY";
    case KEFU_E_NOT_FOUND:
        return "KEFU_E_NOT_FOUND";
    case KEFU_E_WRITE:
        return "KEFU_E_WRITE";
    case KEFU_E_UTF8:
        return "KEFU_E_UTF8";
    case KEFU_E_JSON:
        return "KEFU_E_JSON";
    case KEFU_E_DUPLICATE:
        return "KEFU_E_DUPLICATE";
    case KEFU_E_DEFINITION:
        return "KEFU_E_DEFINITION";
    case KEFU_E_REFERENCE:
        return "KEFU_E_REFERENCE";
    case KEFU_E_SCHEME:
        return "KEFU_E_SCHEME";
    case KEFU_E_CORRUPT:
        return "KEFU_E_CORRUPT";
    default:
        return "unknown";
    }
}

static const char *name_at(const char *const *names, size_t count, uint32_t i) {
    return i < count ? names[i] : "unknown";
}

const char *kefu_state_name(uint32_t state) {
    static const char *const names[] = {"ok",        "low_n",   "no_data",
                                        "undefined", "pending", "not_applicable"};
    return name_at(names, sizeof names / sizeof *names, state);
}

const char *kefu_reason_name(uint32_t reason) {
    static const char *const names[] = {"none",        "no_events",        "no_times",
                                        "unanswered",  "no_rating",        "no_agent",
                                        "no_customer", "small_sample",     "zero_denominator",
                                        "open",        "outside_calendar", "all_not_applicable",
                                        "no_text",     "no_model"};
    return name_at(names, sizeof names / sizeof *names, reason);
}

const char *kefu_unit_name(uint32_t unit) {
    static const char *const names[] = {"count", "ms", "ratio", "score", "polarity", "points"};
    return name_at(names, sizeof names / sizeof *names, unit);
}
