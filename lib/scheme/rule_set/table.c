/* SPDX-License-Identifier: MIT
 * The table of a scheme's rules. */
#include "scheme/rule_set/rules.h"

size_t kefu__rules_find(const struct rules *rules, kefu_str id) {
    const uint32_t index = rules && rules->count > 0 ? kefu__map_find(&rules->ids, id.data, id.size)
                                                     : UINT32_MAX;
    return index == UINT32_MAX ? SIZE_MAX : index;
}
