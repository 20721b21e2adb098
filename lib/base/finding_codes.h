/* SPDX-License-Identifier: MIT
 * What can be wrong with content: every code that a finding may have, once. docs/findings.md shows
 * the table, and a test holds that the sources use no other code, with no other severity. */
#ifndef KEFU_LIB_FINDING_CODES_H
#define KEFU_LIB_FINDING_CODES_H

#include "base/base.h"

struct finding_code {
    const char *code;
    /* the severity of all findings with this code. The codes listed in MILDER
     * (tests/structure/finding_codes.py) are also reported with a lower severity; this is their
     * highest one. */
    kefu_severity severity;
    const char *zh_hans, *en;
};

/* The row of the table of finding codes with this code; NULL: it is unknown. */
const struct finding_code *kefu__finding_code(const char *code);
/* Row i of the table of finding codes; NULL beyond the last. */
const struct finding_code *kefu__finding_code_at(size_t i);

#endif
