/* SPDX-License-Identifier: MIT
 * Look-ups in the folding tables, which text/generate_fold.c writes while kefu is built.
 *
 * A two-level table: pages of FOLD_PAGE code points, equal pages stored once. So that more pages
 * are equal, an entry holds the difference between the folding and the code point. */
#include "text/fold.h"

#include "fold_table.inc"

uint32_t kefu__fold_entry(uint32_t point) {
    uint32_t entry = fold_entries[fold_pages[point / FOLD_PAGE] * FOLD_PAGE + point % FOLD_PAGE];
    if (entry >> FOLD_SHIFT & (FOLD_MANY | FOLD_DROPPED))
        return entry;
    return (entry & ~FOLD_POINT) | ((entry + point) & FOLD_POINT);
}

uint32_t kefu__fold_version(void) {
    return FOLD_VERSION;
}

const uint32_t *kefu__fold_expansion(uint32_t entry) {
    return fold_expansions + (entry & FOLD_POINT);
}
