/* SPDX-License-Identifier: MIT
 * Any bytes as a trained document: refused with an error, or a model that predicts finite numbers,
 * and the same in a scheme. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "kefu/kefu.h"

#define TEXT "很好，非常满意，谢谢；可是等了三天，客服态度很差，我要投诉"
#define DIALOGUE                                                                                   \
    "{\"turns\":[{\"role\":\"customer\",\"text\":\"" TEXT "\"},{\"role\":\"agent\",\"text\":"      \
    "\"抱歉\"},{\"role\":\"customer\",\"text\":\"谢谢\"}]}"

static void predict(kefu_model *model) {
    kefu_prediction prediction = {.size = sizeof prediction};
    if (kefu_model_predict(model, KEFU_TEXT(TEXT), KEFU_TEXT("书"), &prediction, NULL))
        abort();
    if (!isfinite(prediction.probability) || !isfinite(prediction.score))
        abort();
    for (size_t i = 0; i < kefu_model_contribution_count(model); i++) {
        kefu_contribution contribution = {.size = sizeof contribution};
        if (kefu_model_contribution_at(model, i, &contribution, NULL) ||
            !isfinite(contribution.value) || contribution.end > sizeof TEXT - 1)
            abort();
    }
}

static void estimate(kefu_model *model) {
    double satisfaction;
    if (kefu_model_predict_dialogue(model, KEFU_TEXT(DIALOGUE), &satisfaction, NULL, NULL) ||
        !(satisfaction >= -2 && satisfaction <= 2))
        abort();
}

/* As a definition above nothing. */
static void compile(const uint8_t *data, size_t size) {
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    const kefu_document document = {{"fuzz", 4}, {(const char *)data, size}};
    kefu_scheme *scheme = NULL;
    kefu_scratch *scratch = NULL;
    kefu_analysis *analysis = NULL;
    options.flags = KEFU_SCHEME_BARE;
    if (kefu_scheme_compile(&document, 1, &options, &scheme, NULL, NULL))
        return;
    if (kefu_scratch_new(NULL, &scratch, NULL) ||
        kefu_analyze(scheme, scratch, KEFU_TEXT(TEXT), NULL, &analysis, NULL) ||
        !isfinite(kefu_analysis_sentiment(analysis)->polarity))
        abort();
    kefu_scratch_free(scratch);
    kefu_scheme_release(scheme);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    kefu_model *model = NULL;
    kefu_error error = {0};
    if (kefu_model_load((const char *)data, size, NULL, &model, &error) == KEFU_OK) {
        if (kefu_model_task(model) == KEFU_TRAIN_DIALOGUE)
            estimate(model);
        else
            predict(model);
    } else if (model || !error.message[0]) {
        abort();
    }
    kefu_model_free(model);
    compile(data, size);
    return 0;
}
