/* SPDX-License-Identifier: MIT
 * Lanes for every CPU, and which to use. */
#include "analysis/lanes_code.h"

const struct lanes kefu__lanes_portable = {add_rows, share, rank};

const struct lanes *kefu__lanes_best(void) {
#ifdef KEFU_MATCH_X86
    if (kefu__match_level_supported(MATCH_LEVEL_AVX2))
        return &kefu__lanes_avx2;
#endif
    return &kefu__lanes_portable;
}
