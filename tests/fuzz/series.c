/* SPDX-License-Identifier: MIT
 * Any bytes as a request about a time series: refused, or answered within its counts. */
#include <stdint.h>
#include <stdlib.h>

#include "kefu/series.h"

static kefu_status drop(void *ctx, const char *data, size_t size) {
    (void)ctx, (void)data;
    return size > 0 ? KEFU_OK : KEFU_E_WRITE;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    kefu_series_found found = {sizeof found, 0, 0};
    kefu_error error;
    const kefu_status status = kefu_series_judge((const char *)data, size, NULL, NULL, drop, NULL,
                                                 &found, &error);
    if (status == KEFU_E_WRITE || found.alerts > found.judged ||
        (status != KEFU_OK && !error.message[0]))
        abort();
    return 0;
}
