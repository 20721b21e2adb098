/* SPDX-License-Identifier: MIT
 * The specification of an aggregate, made of the options of a command. */
#ifndef KEFU_CLI_AGGREGATE_SPEC_H
#define KEFU_CLI_AGGREGATE_SPEC_H

#include <stdint.h>

/* {"group_by": […], "timezone": …, "as_of": …} for kefu_aggregate_new(), of "A,B", an offset and an
 * instant (KEFU_TIME_END: none); free with free(). Returns NULL if out of memory. */
char *cli_aggregate_spec(const char *group_by, int32_t offset_minutes, int64_t as_of);

#endif
