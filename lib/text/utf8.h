/* SPDX-License-Identifier: MIT
 * UTF-8 for the modules that read texts: the codec lies in base, where json may use it too. */
#ifndef KEFU_LIB_UTF8_H
#define KEFU_LIB_UTF8_H

#include "base/utf8.h"

#endif
