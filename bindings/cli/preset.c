/* SPDX-License-Identifier: MIT
 * Finding a preset, and the metrics that it defines. */
#include "preset.h"

#include <cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "embedded.h"
#include "text_out.h"

static const char ending[] = ".json";

static bool is_named(const struct embedded *file, const char *id) {
    const size_t size = strlen(id);
    return strncmp(file->name, id, size) == 0 && strcmp(file->name + size, ending) == 0;
}

/* Tells that there is no preset of this id, and which there are. */
static bool refuse(const char *id) {
    struct text_out all = {NULL, 0, 0};
    for (size_t i = 0; i < kefu_preset_count; i++) {
        const char *name = kefu_preset_files[i].name;
        text_out_write(&all, i ? ", " : "", i ? 2 : 0);
        text_out_write(&all, name, strlen(name) - strlen(ending));
    }
    text_out_write(&all, "", 1);
    cli_fail("there is no preset \"%s\"; there are %s", id, all.data ? all.data : "");
    text_out_free(&all);
    return false;
}

/* Reads the ids of the metrics, and the source. */
static bool read_document(struct preset *preset, const cJSON *root) {
    const cJSON *source = cJSON_GetObjectItemCaseSensitive(root, "source");
    const cJSON *metrics = cJSON_GetObjectItemCaseSensitive(root, "metrics");
    const cJSON *metric;
    struct text_out ids = {NULL, 0, 0};
    kefu_status status = KEFU_OK;
    cJSON_ArrayForEach(metric, metrics) {
        const char *id = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(metric, "id"));
        if (status == KEFU_OK && ids.size)
            status = text_out_write(&ids, ",", 1);
        if (status == KEFU_OK && id)
            status = text_out_write(&ids, id, strlen(id));
    }
    if (status == KEFU_OK)
        status = text_out_write(&ids, "", 1);
    preset->ids = ids.data;
    preset->source = cJSON_IsString(source) ? strdup(source->valuestring) : NULL;
    return status == KEFU_OK && preset->source;
}

bool cli_preset_find(struct preset *preset, const char *id) {
    size_t i = 0;
    memset(preset, 0, sizeof *preset);
    if (!id)
        return true;
    while (i < kefu_preset_count && !is_named(&kefu_preset_files[i], id))
        i++;
    if (i == kefu_preset_count)
        return refuse(id);
    const struct embedded *file = &kefu_preset_files[i];
    preset->document = (kefu_document){{file->name, strlen(file->name)}, {file->data, file->size}};
    cJSON *root = cJSON_ParseWithLength(file->data, file->size);
    const bool good = root && read_document(preset, root);
    cJSON_Delete(root);
    return good || cli_fail("out of memory") == EXIT_DONE;
}

void cli_preset_free(struct preset *preset) {
    free(preset->ids);
    free(preset->source);
}
