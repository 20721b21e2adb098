/* SPDX-License-Identifier: MIT
 * Any bytes as a request about agreement: refused, or answered. */
#include <stdint.h>
#include <stdlib.h>

#include "kefu/agreement.h"

static kefu_status drop(void *ctx, const char *data, size_t size) {
    (void)ctx, (void)data;
    return size > 0 ? KEFU_OK : KEFU_E_WRITE;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    kefu_error error;
    const kefu_status status = kefu_agreement_measure((const char *)data, size, NULL, NULL, drop,
                                                      NULL, &error);
    if (status == KEFU_E_WRITE || (status != KEFU_OK && !error.message[0]))
        abort();
    return 0;
}
