/* SPDX-License-Identifier: MIT
 * The places of tests in documents, and the reports of their failures. */
#include "scheme/test.h"

#include <stdio.h>
#include <string.h>

#include "scheme/builder.h"

static const char *keep(struct field_reader *reader, const char *text) {
    const kefu_str all = kefu__str(text);
    return kefu__field_keep(reader, all);
}

void kefu__test_origin(struct field_reader *reader, struct test_origin *origin) {
    const struct scheme_builder *builder = reader->ctx;
    struct json_reader *json = reader->json;
    kefu__json_locate_pointer(json, json->pointer, &origin->offset, &origin->line, &origin->column);
    origin->source = keep(reader, json->source);
    origin->pointer = keep(reader, json->pointer);
    origin->name = origin->name ? origin->name : "";
    origin->layer = builder->current->layer;
}

void kefu__test_failed(kefu_findings *findings, const struct test_origin *origin,
                       const char *format, ...) {
    char message[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    kefu__finding_add(findings, "test_failed", origin->source, origin->pointer, origin->line,
                      origin->column, origin->offset, "%s%s%s", origin->name,
                      *origin->name ? ": " : "", message);
}
