/* SPDX-License-Identifier: MIT
 * The digest of a learned model. */
#ifndef KEFU_LIB_MODEL_DIGEST_H
#define KEFU_LIB_MODEL_DIGEST_H

#include "model/model.h"

/* A hash that changes with any weight, feature or output of a model; the model's id is not
 * included. NULL is a valid model. */
uint64_t kefu__model_digest(const struct learned_model *model);

#endif
