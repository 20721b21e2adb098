/* SPDX-License-Identifier: MIT
 * The number of kinds of personal data, for arrays with an element for each. */
#ifndef KEFU_LIB_REDACT_KINDS_H
#define KEFU_LIB_REDACT_KINDS_H

#include "kefu/redact.h"

/* The number of values of kefu_redact_kind, whose last one is named here. */
enum { REDACT_KINDS = KEFU_REDACT_ORDER + 1 };

#endif
