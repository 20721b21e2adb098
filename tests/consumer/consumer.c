/* SPDX-License-Identifier: MIT
 * A stranger's program: finds an installed kefu, judges one sentence. */
#include <kefu/kefu.h>
#include <stdio.h>

int main(void) {
    kefu_scheme *scheme = NULL;
    kefu_scratch *scratch = NULL;
    kefu_analysis *analysis;
    kefu_error error;
    int bad = 1;
    if (kefu_scheme_builtin(NULL, &scheme, &error) || kefu_scratch_new(NULL, &scratch, &error) ||
        kefu_analyze(scheme, scratch, KEFU_TEXT("客服态度不好，等了三天"), NULL, &analysis, &error))
        fprintf(stderr, "%s\n", error.message);
    else
        bad = kefu_analysis_sentiment(analysis)->label != KEFU_LABEL_NEGATIVE;
    kefu_scratch_free(scratch);
    kefu_scheme_release(scheme);
    printf("kefu %s: %s\n", kefu_version(), bad ? "wrong" : "right");
    return bad;
}
