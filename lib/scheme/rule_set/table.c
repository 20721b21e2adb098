/* SPDX-License-Identifier: MIT
 * The table of a scheme's rules. */
#include "scheme/rule_set/rules.h"

size_t kefu__rules_find(const struct rules *rules, kefu_str id) {
    for (size_t i = 0; rules && i < rules->count; i++)
        if (kefu__str_is(id, rules->items[i].id))
            return i;
    return SIZE_MAX;
}
