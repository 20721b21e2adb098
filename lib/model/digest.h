/* SPDX-License-Identifier: MIT
 * The digest of a learned model. */
#ifndef KEFU_LIB_MODEL_DIGEST_H
#define KEFU_LIB_MODEL_DIGEST_H

#include "model/model.h"

/* A number that changes with any weight, feature or output of a model; its id does not count. NULL
 * is a model, too. */
uint64_t kefu__model_digest(const struct learned_model *model);

#endif
