/* SPDX-License-Identifier: MIT
 * The specification of an aggregate as JSON. */
#define _POSIX_C_SOURCE 200809L
#include "aggregate_spec.h"

#include <cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "zone.h"

char *cli_aggregate_spec(const char *group_by, int32_t offset_minutes, int64_t as_of) {
    cJSON *spec = cJSON_CreateObject();
    cJSON *names = cJSON_AddArrayToObject(spec, "group_by");
    char *list = strdup(group_by), *rest = list, *name, *text, zone[ZONE_SIZE];
    for (name = list ? strtok_r(list, ",", &rest) : NULL; name; name = strtok_r(NULL, ",", &rest))
        cJSON_AddItemToArray(names, cJSON_CreateString(name));
    cli_zone_print(zone, offset_minutes);
    cJSON_AddStringToObject(spec, "timezone", zone);
    if (as_of != KEFU_TIME_END)
        cJSON_AddNumberToObject(spec, "as_of", (double)as_of);
    text = list && names ? cJSON_PrintUnformatted(spec) : NULL;
    free(list);
    cJSON_Delete(spec);
    return text;
}
