/* SPDX-License-Identifier: MIT
 * The compiled word list. */
#include "words/table.h"
#include "words/filter.h"
#include "words/words.h"

#include "words_table.inc"

uint32_t kefu__words_version(void) {
    return WORDS_VERSION;
}
