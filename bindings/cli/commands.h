/* SPDX-License-Identifier: MIT
 * The commands of the program kefu, one file each. */
#ifndef KEFU_CLI_COMMANDS_H
#define KEFU_CLI_COMMANDS_H

#include "findings.h"

extern const struct command cli_analyze;
extern const struct command cli_score;
extern const struct command cli_metrics;
extern const struct command cli_report;
extern const struct command cli_aggregate;
extern const struct command cli_merge;
extern const struct command cli_forget;
extern const struct command cli_compare;
extern const struct command cli_check_command;
extern const struct command cli_convert;
extern const struct command cli_find;
extern const struct command cli_sample;
extern const struct command cli_monitor;
extern const struct command cli_map;
extern const struct command cli_schemas;
extern const struct command cli_init;
extern const struct command cli_train;
extern const struct command cli_test;
extern const struct command cli_fit;
extern const struct command cli_redact;
extern const struct command cli_series;
extern const struct command cli_agreement;
extern const struct command cli_diff;

/* kefu analyze --dialogue: reads each line of the input as a dialogue. Returns the exit code. */
int cli_dialogues(kefu_scheme *scheme, kefu_scratch *scratch, struct input *input, bool skip_pinyin,
                  struct finding_printer *printer);

#endif
