/* SPDX-License-Identifier: MIT
 * Writes what was drawn. */
#include <stdio.h>

#include "sample/sample.h"

static void add_key(struct json_writer *writer, const unsigned char key[SHA256_SIZE]) {
    char digits[2 * SHA256_SIZE + 1];
    for (size_t i = 0; i < SHA256_SIZE; i++)
        snprintf(digits + 2 * i, 3, "%02x", key[i]);
    kefu__json_add_string(writer, "key", digits);
}

static void put_case(struct json_writer *writer, const struct sample_request *request,
                     const struct sample_case *one) {
    kefu__json_open_object(writer);
    kefu__json_add_string(writer, "id", one->id);
    kefu__json_add_string(writer, "stratum", one->stratum);
    kefu__json_add_string(writer, "agent_id", one->agent_id);
    kefu__json_add_bool(writer, "random", one->random);
    kefu__json_add_bool(writer, "risk", one->risk);
    kefu__json_put_name(writer, "reviewer");
    if (one->reviewer == SAMPLE_NOBODY)
        kefu__json_put_null(writer);
    else
        kefu__json_put_string(writer, request->reviewers[one->reviewer]);
    add_key(writer, one->key);
    kefu__json_close_object(writer);
}

static void put_stratum(struct json_writer *writer, const struct sample_stratum *stratum) {
    kefu__json_open_object(writer);
    kefu__json_add_string(writer, "stratum", stratum->name);
    kefu__json_add_count(writer, "population", stratum->population);
    kefu__json_add_count(writer, "random", stratum->random);
    kefu__json_add_count(writer, "risk", stratum->risk);
    kefu__json_close_object(writer);
}

void kefu__sample_write(const struct sample_request *request, const struct sample *sample,
                        struct buffer *to) {
    struct json_writer writer;
    kefu__json_begin(&writer, to);
    kefu__json_open_object(&writer);
    kefu__json_add_count(&writer, "seed", (uint64_t)request->seed);
    kefu__json_add_count(&writer, "population", sample->case_count);
    kefu__json_add_count(&writer, "random", sample->random);
    kefu__json_add_count(&writer, "risk", sample->risk);
    kefu__json_add_count(&writer, "unassigned", sample->unassigned);
    kefu__json_put_name(&writer, "strata");
    kefu__json_open_array(&writer);
    for (size_t i = 0; i < sample->stratum_count; i++)
        put_stratum(&writer, &sample->strata[i]);
    kefu__json_close_array(&writer);
    kefu__json_put_name(&writer, "sample");
    kefu__json_open_array(&writer);
    for (size_t i = 0; i < sample->case_count; i++)
        if (sample->cases[i].random || sample->cases[i].risk)
            put_case(&writer, request, &sample->cases[i]);
    kefu__json_close_array(&writer);
    kefu__json_close_object(&writer);
}
