/* SPDX-License-Identifier: MIT
 * Lanes for CPUs with AVX2, for which this file is compiled. */
#include "analysis/lanes_code.h"

#ifdef KEFU_MATCH_X86
const struct lanes kefu__lanes_avx2 = {add_rows, share, rank};
#else
typedef int kefu__lanes_avx2_is_left_out; /* a translation unit is never empty */
#endif
