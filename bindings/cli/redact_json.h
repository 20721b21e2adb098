/* SPDX-License-Identifier: MIT
 * A line of JSON with personal data masked in all of its strings. */
#ifndef KEFU_CLI_REDACT_JSON_H
#define KEFU_CLI_REDACT_JSON_H

#include "json_line.h"

/* Prints a line of valid JSON: strings are masked, member names are kept; a number that is personal
 * becomes a string. False with an error. */
bool cli_redact_json_print(const kefu_redact_options *options, kefu_str line, FILE *to,
                           kefu_error *error);

#endif
