/* SPDX-License-Identifier: MIT
 * Any bytes as a definition: compiled, or refused with findings that have a place. */
#include <stdint.h>
#include <stdlib.h>

#include "kefu/scheme.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    kefu_document document = {{"fuzz", 4}, {NULL, 0}};
    kefu_findings *findings = NULL;
    kefu_scheme *scheme = NULL;
    kefu_error error = {0};
    options.flags = KEFU_SCHEME_BARE;
    document.text.data = (const char *)data;
    document.text.size = size;
    if (kefu_scheme_compile(&document, 1, &options, &scheme, findings, &error) == KEFU_OK) {
        if (!scheme || kefu_findings_severity_count(findings, KEFU_SEVERITY_ERROR) ||
            kefu_scheme_test(scheme, findings, NULL, &error))
            abort();
    } else if (scheme || error.status == KEFU_OK || !error.message[0]) {
        abort();
    }
    kefu_scheme_release(scheme);
    kefu_findings_free(findings);
    return 0;
}
