/* SPDX-License-Identifier: MIT
 * A condition as a rule in a document of the program's own. */
#include "condition.h"

#include <cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "text_out.h"

#define RULE "kefu_find"
static const char document_begin[] = "{\"kefu\":1,\"kind\":\"rule_set\",\"id\":\"kefu.find\","
                                     "\"version\":\"1.0.0\",\"rules\":[{\"id\":"
                                     "\"" RULE
                                     "\",\"title\":\"find\",\"severity\":\"minor\",\"when\":\n";
static const char document_end[] = "\n}]}";

/* The text of the condition; NULL after a failure that was printed. */
static char *read_text(const char *argument, const char **name, size_t *size) {
    if (argument[0] == '@') {
        *name = argument + 1;
        return cli_read_file(*name, size);
    }
    *size = strlen(argument);
    char *text = malloc(*size + 1);
    if (text)
        memcpy(text, argument, *size + 1);
    else
        cli_fail("out of memory");
    return text;
}

/* Is the text one JSON value, with nothing behind it? */
static bool is_one_value(const char *text, size_t size) {
    const char *end = NULL;
    cJSON *value = cJSON_ParseWithLengthOpts(text, size, &end, false);
    while (value && end < text + size && strchr(" \t\r\n", *end))
        end++;
    const bool good = value && end == text + size;
    cJSON_Delete(value);
    return good;
}

static int compile(struct condition *condition, struct finding_printer *printer, const char *scheme,
                   const kefu_document *document) {
    kefu_error error;
    printer->wrapper = (struct finding_wrapper){document->name.data, 1, "/rules/0/when"};
    condition->scheme = cli_scheme_with(printer, scheme, document);
    if (!condition->scheme)
        return EXIT_FOUND;
    return kefu_scheme_find_rubric(condition->scheme, "", 0, &condition->rubric, &error)
               ? cli_fail("%s", error.message)
               : EXIT_DONE;
}

int cli_condition_compile(struct condition *condition, struct finding_printer *printer,
                          const char *scheme, const char *argument, const char *name) {
    struct text_out document = {NULL, 0, 0};
    size_t size;
    int code;
    char *text = read_text(argument, &name, &size);
    if (!text)
        return EXIT_FOUND;
    if (text_out_write(&document, document_begin, sizeof document_begin - 1) ||
        text_out_write(&document, text, size) ||
        text_out_write(&document, document_end, sizeof document_end - 1)) {
        code = cli_fail("out of memory");
    } else {
        const kefu_document last = {{name, strlen(name)}, {document.data, document.size}};
        code = compile(condition, printer, scheme, &last);
    }
    if (code == EXIT_DONE && !is_one_value(text, size))
        code = cli_fail("%s: must be one condition", name);
    text_out_free(&document);
    free(text);
    return code;
}

void cli_condition_free(struct condition *condition) {
    kefu_scheme_release(condition->scheme);
}

kefu_status
cli_condition_hits(const struct condition *condition, const kefu_conversation *conversation,
                   kefu_status (*take)(void *ctx, const kefu_alert *alert, kefu_error *error),
                   void *ctx, kefu_error *error) {
    kefu_alert alert = {.size = sizeof alert};
    kefu_monitor *monitor = NULL;
    kefu_status status = kefu_monitor_new(conversation, condition->rubric, NULL, &monitor, error);
    if (!status)
        status = kefu_monitor_update(monitor, KEFU_TIME_END, error);
    for (size_t i = 0; !status && i < kefu_monitor_alert_count(monitor); i++) {
        status = kefu_monitor_alert_at(monitor, i, &alert, error);
        if (!status && strcmp(alert.rule_id, RULE) == 0)
            status = take(ctx, &alert, error);
    }
    kefu_monitor_free(monitor);
    return status;
}
