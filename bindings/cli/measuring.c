/* SPDX-License-Identifier: MIT
 * Printing the metrics and the waits of a conversation. */
#include "measuring.h"

#include <cJSON.h>
#include <string.h>

#include "text_out.h"

static kefu_status add(struct measuring *measuring, const kefu_scheme *scheme, kefu_str id,
                       kefu_error *error) {
    kefu_metric metric;
    const kefu_status status = kefu_scheme_find_metric(scheme, id.data, id.size, &metric, error);
    if (status != KEFU_OK)
        return status;
    for (size_t i = 0; i < measuring->count; i++)
        if (measuring->metrics[i] == metric)
            return KEFU_OK; /* a member of an object stands once */
    if (measuring->count == MEASURES_MAX) {
        *error = (kefu_error){.status = KEFU_E_LIMIT};
        snprintf(error->message, sizeof error->message, "more than %d metrics", MEASURES_MAX);
        return KEFU_E_LIMIT;
    }
    measuring->metrics[measuring->count] = metric;
    measuring->ids[measuring->count++] = id;
    return KEFU_OK;
}

static kefu_status add_list(struct measuring *measuring, const kefu_scheme *scheme, const char *ids,
                            kefu_error *error) {
    kefu_status status = KEFU_OK;
    while (status == KEFU_OK) {
        const size_t size = strcspn(ids, ",");
        status = add(measuring, scheme, (kefu_str){ids, size}, error);
        if (!ids[size])
            break;
        ids += size + 1;
    }
    return status;
}

static kefu_status add_all(struct measuring *measuring, const kefu_scheme *scheme,
                           kefu_error *error) {
    kefu_status status = KEFU_OK;
    for (size_t i = 0; status == KEFU_OK && i < kefu_scheme_metric_count(scheme); i++) {
        kefu_metric_info info = {.size = sizeof info};
        status = kefu_scheme_metric_info(scheme, kefu_scheme_metric_at(scheme, i), &info, error);
        if (status == KEFU_OK)
            status = add(measuring, scheme, (kefu_str){info.id, strlen(info.id)}, error);
    }
    return status;
}

kefu_status cli_measuring_read(struct measuring *measuring, const kefu_scheme *scheme,
                               const char *ids, const char *statistic, kefu_error *error) {
    uint32_t value = KEFU_STATISTIC_DEFAULT;
    kefu_status status = KEFU_OK;
    measuring->count = 0;
    if (statistic)
        status = kefu_vocabulary_find("statistic", statistic, strlen(statistic), &value, error);
    measuring->statistic = (kefu_statistic)value;
    if (status != KEFU_OK || (!ids && !statistic))
        return status;
    return ids ? add_list(measuring, scheme, ids, error) : add_all(measuring, scheme, error);
}

static kefu_status write_name(struct text_out *line, const char *before, kefu_str id) {
    kefu_status status = text_out_write(line, before, strlen(before));
    if (status == KEFU_OK)
        status = text_out_write(line, id.data, id.size);
    return status == KEFU_OK ? text_out_write(line, "\":", 2) : status;
}

static kefu_status write_values(const struct measuring *measuring,
                                const kefu_conversation *conversation, int64_t now,
                                struct text_out *line, kefu_error *error) {
    kefu_status status = KEFU_OK;
    for (size_t i = 0; status == KEFU_OK && i < measuring->count; i++) {
        const kefu_str id = measuring->ids[i];
        kefu_value value;
        status = kefu_conversation_metric(conversation, measuring->metrics[i], measuring->statistic,
                                          now, &value, error);
        if (status == KEFU_OK)
            status = write_name(line, i ? ",\"" : "\"", id);
        if (status == KEFU_OK)
            status = kefu_value_write(&value, text_out_write, line, error);
    }
    return status;
}

bool cli_measuring_reads_texts(const struct measuring *measuring, const kefu_scheme *scheme) {
    for (size_t i = 0; i < measuring->count; i++) {
        kefu_metric_info info = {.size = sizeof info};
        if (kefu_scheme_metric_info(scheme, measuring->metrics[i], &info, NULL) || info.reads_texts)
            return true;
    }
    return measuring->count == 0;
}

kefu_status cli_print_metrics(const struct measuring *measuring,
                              const kefu_conversation *conversation, int64_t now,
                              kefu_error *error) {
    struct text_out values = {NULL, 0, 0};
    kefu_str id = {NULL, 0};
    kefu_status status;
    if (measuring->count == 0)
        return kefu_conversation_write_metrics(conversation, now, cli_write, stdout, error);
    if (kefu_conversation_find_attribute(conversation, "id", 2, &id, NULL))
        id.size = 0;
    status = write_values(measuring, conversation, now, &values, error);
    if (status == KEFU_OK) {
        fputs("{\"id\":", stdout);
        cli_print_text(stdout, id);
        printf(",\"metrics\":{%.*s}}", (int)values.size, values.data);
    }
    text_out_free(&values);
    return status;
}

kefu_status cli_print_turns(const kefu_conversation *conversation, kefu_error *error) {
    struct text_out text = {NULL, 0, 0};
    kefu_status status = kefu_conversation_write_turns(conversation, text_out_write, &text, error);
    cJSON *rows = status != KEFU_OK ? NULL : cJSON_ParseWithLength(text.data, text.size);
    const cJSON *row;
    cJSON_ArrayForEach(row, rows) {
        char *line = cJSON_PrintUnformatted(row);
        if (!line)
            status = KEFU_E_MEMORY;
        else
            puts(line);
        cJSON_free(line);
    }
    cJSON_Delete(rows);
    text_out_free(&text);
    return status;
}
