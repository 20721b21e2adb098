/* SPDX-License-Identifier: MIT
 * Integers with more digits than a double keeps. */
#include "json/digits.h"

#include <string.h>

#include "json/json.h"

/* A double keeps 15 digits of any integer: longer ones, such as ids, are kept as they are written.
 */
enum { DIGITS_KEPT = 15 };

/* The next number of the text, outside strings; false at the end. The text has passed the scanner.
 */
static bool next_number(const char **at, const char *end, kefu_str *number) {
    bool in_string = false;
    for (; *at < end; ++*at) {
        if (**at == '"')
            in_string = !in_string;
        else if (in_string && **at == '\\')
            ++*at;
        else if (!in_string && (**at == '-' || (**at >= '0' && **at <= '9')))
            break;
    }
    number->data = *at;
    while (*at < end && **at && strchr("+-.0123456789eE", **at))
        ++*at;
    number->size = (size_t)(*at - number->data);
    return number->size > 0;
}

static bool is_long_integer(kefu_str number) {
    const size_t sign = number.data[0] == '-';
    for (size_t i = sign; i < number.size; i++)
        if (number.data[i] < '0' || number.data[i] > '9')
            return false;
    return number.size - sign > DIGITS_KEPT;
}

/* Gives the numbers below a node, which stand in the tree in the order of the text, their digits;
 * cJSON frees them with the node. */
static bool keep_digits(cJSON *node, const char **at, const char *end) {
    kefu_str number;
    for (; node; node = node->next) {
        if (cJSON_IsNumber(node) && next_number(at, end, &number) && is_long_integer(number)) {
            node->valuestring = cJSON_malloc(number.size + 1);
            if (!node->valuestring)
                return false;
            memcpy(node->valuestring, number.data, number.size);
            node->valuestring[number.size] = '\0';
        }
        if (!keep_digits(node->child, at, end))
            return false;
    }
    return true;
}

static bool has_long_integer(const char *at, const char *end) {
    kefu_str number;
    while (next_number(&at, end, &number))
        if (is_long_integer(number))
            return true;
    return false;
}

cJSON *kefu__json_parse(const char *text, size_t size) {
    cJSON *root = cJSON_ParseWithLength(text, size);
    const char *at = text;
    if (root && has_long_integer(text, text + size) && !keep_digits(root, &at, text + size)) {
        cJSON_Delete(root);
        root = NULL;
    }
    return root;
}

size_t kefu__json_digits(const json_value *number, char small[32], kefu_str *digits) {
    const cJSON *node = (const cJSON *)number;
    const char *kept = cJSON_IsNumber(node) ? node->valuestring : NULL;
    digits->data = kept ? kept : small;
    digits->size = kept ? strlen(kept)
                        : kefu__format_double(small, cJSON_IsNumber(node) ? node->valuedouble : 0);
    return digits->size;
}
