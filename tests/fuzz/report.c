/* SPDX-License-Identifier: MIT
 * Any bytes as an aggregate's state, sealed, in a report of every format, against itself as the
 * period before: every state that loads can be reported, in JSON that is JSON. */
#include "state.h"

#include "kefu/report.h"
#include "json/json.h"

static void check_json(const struct bytes *written) {
    struct json_reader reader;
    if (kefu__json_open(&reader, NULL, (const char *)written->data, written->size, "report", NULL,
                        NULL))
        abort();
    kefu__json_close(&reader);
}

static void write_all(const kefu_aggregate *aggregate, const char *language) {
    kefu_report_options options = KEFU_REPORT_OPTIONS_INIT;
    kefu_report *report = NULL;
    options.previous = aggregate;
    options.language = (kefu_str){language, strlen(language)};
    if (kefu_report_new(aggregate, &options, &report, NULL))
        abort();
    for (int format = KEFU_FORMAT_JSON; format <= KEFU_FORMAT_TEXT; format++) {
        struct bytes written = {NULL, 0, 0};
        if (kefu_report_write(report, (kefu_format)format, collect, &written, NULL) ||
            written.size == 0)
            abort();
        if (format == KEFU_FORMAT_JSON)
            check_json(&written);
        free(written.data);
    }
    kefu_report_free(report);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    kefu_aggregate *aggregate;
    uint8_t *state = malloc(size + 1);
    if (!state || (!scheme && kefu_scheme_builtin(NULL, &scheme, NULL)))
        abort();
    memcpy(state, data, size);
    seal(state, size);
    if (kefu_aggregate_load(scheme, state, size, NULL, &aggregate, NULL) == KEFU_OK) {
        write_all(aggregate, size % 2 ? "en" : "zh-Hans");
        kefu_aggregate_free(aggregate);
    }
    free(state);
    return 0;
}
