/* SPDX-License-Identifier: MIT
 * Documents of kind "scheme": the scheme's id, its titles, its default rubric, what its texts are
 * like. */
#ifndef KEFU_LIB_SCHEME_SCHEME_SETTINGS_H
#define KEFU_LIB_SCHEME_SCHEME_SETTINGS_H

#include "scheme/builder.h"

extern const struct shape kefu__settings_shape;
/* The last document in layer order stands. Registers every document's title, too. */
bool kefu__settings_compile(struct scheme_builder *builder);

#endif
