/* SPDX-License-Identifier: MIT
 * The version of the library. */
#include "base/base.h"

#define TEXT_OF(x)          #x
#define VERSION_OF(a, b, c) TEXT_OF(a) "." TEXT_OF(b) "." TEXT_OF(c)

const char *kefu_version(void) {
    return VERSION_OF(KEFU_VERSION_MAJOR, KEFU_VERSION_MINOR, KEFU_VERSION_PATCH);
}

uint32_t kefu_version_number(void) {
    return KEFU_VERSION_NUMBER;
}
