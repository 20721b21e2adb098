/* SPDX-License-Identifier: MIT
 * A JSON text that tests open and read. */
#ifndef KEFU_TESTS_JSON_OPENED_H
#define KEFU_TESTS_JSON_OPENED_H

#include "test.h"

#include "json/json.h"

struct opened {
    struct json_reader reader;
    kefu_findings *findings;
    kefu_error error;
};

static void open_text(struct opened *opened, const char *text) {
    memset(&opened->error, 0, sizeof opened->error);
    opened->findings = new_findings();
    assert_int_equal(kefu__json_open(&opened->reader, NULL, text, strlen(text), "t.json",
                                     opened->findings, &opened->error),
                     KEFU_OK);
}

static void close_text(struct opened *opened) {
    kefu__json_close(&opened->reader);
    kefu_findings_free(opened->findings);
}

/* The last finding is an error with this code at this place. */
#endif
