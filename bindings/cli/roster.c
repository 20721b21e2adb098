/* SPDX-License-Identifier: MIT
 * Records with the agents of a roster. */
#include "roster.h"

#include <stdlib.h>
#include <string.h>

static kefu_roster *load(const char *name, struct finding_printer *printer) {
    const struct finding_place in_file = {name, 0, false};
    kefu_roster *roster = NULL;
    kefu_error error;
    size_t size;
    char *text = cli_read_file(name, &size);
    const bool failed = text &&
                        kefu_roster_new(text, size, NULL, &roster, printer->collector, &error);
    if (cli_findings_flush(printer, &in_file) == 0 && failed)
        cli_findings_error(printer, &in_file, &error);
    free(text);
    return roster;
}

int cli_roster_read(struct used_roster *used, const struct arguments *arguments, size_t first,
                    uint32_t otherwise, struct finding_printer *printer) {
    const char *file = cli_option(arguments, first + ROSTER_FILE);
    const char *shown = cli_option(arguments, first + ROSTER_SHOWN);
    memset(used, 0, sizeof *used);
    used->shown = otherwise;
    if (shown && !file)
        return cli_usage(arguments->command, "--agents needs --roster, which knows them");
    if (shown && kefu_vocabulary_find("roster_name", shown, strlen(shown), &used->shown, NULL))
        return cli_usage(arguments->command, "--agents %s: must be ids, names or pseudonyms",
                         shown);
    return !file || (used->roster = load(file, printer)) ? EXIT_DONE : EXIT_FOUND;
}

kefu_status cli_roster_apply(struct used_roster *used, kefu_str *json, kefu_findings *findings,
                             kefu_error *error) {
    if (!used || !used->roster)
        return KEFU_OK;
    used->record.size = 0;
    const kefu_status status = kefu_roster_write(used->roster, json->data, json->size, used->shown,
                                                 text_out_write, &used->record, findings, error);
    if (status == KEFU_OK)
        *json = (kefu_str){used->record.data, used->record.size};
    return status;
}

void cli_roster_free(struct used_roster *used) {
    kefu_roster_free(used->roster);
    text_out_free(&used->record);
}
