/* SPDX-License-Identifier: MIT
 * What is wrong with content, on the terminal: every command that reads passes the collector of a
 * printer to the library, and has the printer tell what was collected. */
#ifndef KEFU_CLI_FINDINGS_H
#define KEFU_CLI_FINDINGS_H

#include "cli.h"

/* The number of findings with one code. */
struct code_count {
    char code[48];
    uint64_t count;
};

/* A text of the command line that was put into a document of the program's own: its findings are
 * told as if it stood by itself. */
struct finding_wrapper {
    const char *source;  /* the document's name; NULL: there is none */
    uint32_t lines;      /* of the document before the text */
    const char *pointer; /* to the text in the document */
};

/* Findings as text (file:line:column: warning: code: /pointer: message; an error has no word for
 * its severity) or as JSON lines. As text, the first `limit` are printed in full, and in the end
 * one line a code with its count. */
struct finding_printer {
    kefu_findings *collector; /* to pass to the library; NULL if out of memory */
    FILE *to;
    bool json;
    bool beside_bar; /* a terminal, on which a progress bar may stand */
    bool strict;     /* the first line that cannot be read ends the command */
    bool errors_only;
    bool silent; /* the command has stopped: nothing more is printed */
    /* called before anything is printed, for what was found earlier in other threads; or NULL */
    void (*before)(void *ctx);
    void *before_ctx;
    int64_t at; /* of the definitions that are compiled: --at */
    struct finding_wrapper wrapper;
    size_t limit;     /* of text lines in full */
    uint64_t found;   /* all of them */
    uint64_t dropped; /* by a full collector, of unknown codes */
    uint64_t errors, warnings;
    size_t skipped; /* lines that could not be read */
    struct code_count codes[128];
    size_t code_count;
};

/* The place of a text: a file, and the number of the text's first line in it. */
struct finding_place {
    const char *file; /* NULL: each finding's own source */
    size_t line;      /* 0: each finding's own line */
    bool derived;     /* the text was made from the file's line: columns are not the file's */
};

/* Prepares for what the common options of the command line ask for. */
void cli_findings_begin(struct finding_printer *printer, const struct arguments *arguments,
                        bool strict);
/* Prints the collected findings, and removes them from the collector. Returns the number of errors.
 */
size_t cli_findings_flush(struct finding_printer *printer, const struct finding_place *place);
/* The findings of the input's current line. */
void cli_findings_of_line(struct finding_printer *printer, const struct input *input, bool derived);
/* Prints an error for which there is no finding. */
void cli_findings_error(struct finding_printer *printer, const struct finding_place *place,
                        const kefu_error *error);
/* Handles a line that could not be read: prints its findings, or the error if none explains it.
 * True: continue; false: --strict stops. */
bool cli_findings_skip(struct finding_printer *printer, const struct input *input, bool derived,
                       const kefu_error *error);
/* The same at a place. */
bool cli_findings_skip_at(struct finding_printer *printer, const struct finding_place *place,
                          const kefu_error *error);
/* With --strict a record that would stay without its flaw is refused: KEFU_E_DEFINITION if `found`,
 * what was found in it, has a warning. */
kefu_status cli_findings_strict(const struct finding_printer *printer, const kefu_findings *found,
                                kefu_error *error);
/* A file that cannot be read, by a finding of the program's own; true: continue. */
bool cli_findings_refuse(struct finding_printer *printer, const struct finding_place *place,
                         const char *code, const char *message);
/* A finding of the program's own. */
void cli_findings_note(struct finding_printer *printer, const struct finding_place *place,
                       const char *code, const char *message);
void cli_findings_warn(struct finding_printer *printer, const struct finding_place *place,
                       const char *code, const char *message);
/* The counts by code, where not all were printed. Frees the collector. Returns `code`, or, where
 * that is EXIT_DONE, what skipped lines make of it. */
int cli_findings_end(struct finding_printer *printer, int code);

#endif
