/* SPDX-License-Identifier: MIT
 * What is wrong with content, on the terminal. */
#define _POSIX_C_SOURCE 200809L
#include "findings.h"

#include <string.h>
#include <unistd.h>

enum { FULL_MAX = 20 };

void cli_findings_begin(struct finding_printer *printer, const struct arguments *arguments,
                        bool strict) {
    memset(printer, 0, sizeof *printer);
    kefu_findings_new(NULL, &printer->collector, NULL); /* NULL if out of memory */
    printer->to = stderr;
    printer->beside_bar = isatty(STDERR_FILENO) != 0;
    printer->strict = strict;
    printer->json = arguments->json_findings;
    printer->at = arguments->at;
    printer->limit = FULL_MAX;
}

/* ---- one finding ---- */

static void print_text(FILE *to, const kefu_finding *finding) {
    cli_print_visible(to, finding->source);
    if (finding->line)
        fprintf(to, ":%u", finding->line);
    if (finding->line && finding->column)
        fprintf(to, ":%u", finding->column);
    if (finding->severity != KEFU_SEVERITY_ERROR)
        fprintf(to, ": %s", kefu_vocabulary_name("finding_severity", finding->severity));
    fprintf(to, ": %s: ", finding->code);
    if (finding->pointer[0]) {
        cli_print_visible(to, finding->pointer);
        fputs(": ", to);
    }
    cli_print_visible(to, finding->message);
    fputc('\n', to);
}

/* Codes are few: the library's own list is shorter than the array. */
static void count_code(struct finding_printer *printer, const char *code) {
    size_t i = 0;
    while (i < printer->code_count && strcmp(printer->codes[i].code, code) != 0)
        i++;
    if (i == sizeof printer->codes / sizeof *printer->codes)
        return;
    if (i == printer->code_count) {
        snprintf(printer->codes[i].code, sizeof printer->codes[i].code, "%s", code);
        printer->code_count++;
    }
    printer->codes[i].count++;
}

static void print_finding(struct finding_printer *printer, const kefu_finding *finding) {
    if (printer->silent || (printer->errors_only && finding->severity != KEFU_SEVERITY_ERROR))
        return;
    count_code(printer, finding->code);
    printer->found++;
    printer->errors += finding->severity == KEFU_SEVERITY_ERROR;
    printer->warnings += finding->severity == KEFU_SEVERITY_WARNING;
    if (printer->json) {
        kefu_finding_write(finding, NULL, cli_write, printer->to, NULL);
        fputc('\n', printer->to);
    } else if (printer->found <= printer->limit) {
        if (printer->beside_bar)
            fputs("\r\x1b[K", printer->to); /* the line of the progress bar, which is drawn again */
        print_text(printer->to, finding);
    }
}

static void print_earlier(const struct finding_printer *printer) {
    if (printer->before)
        printer->before(printer->before_ctx);
}

/* Moves a finding from its text to the place of the text. */
static void place_finding(kefu_finding *finding, const struct finding_place *place) {
    if (place->line)
        finding->line = (uint32_t)place->line +
                        (finding->line && !place->derived ? finding->line - 1 : 0);
    if (place->derived)
        finding->column = 0;
    if (place->file)
        finding->source = place->file;
}

/* Moves a finding of a wrapped text to where it stands in that text. */
static void unwrap_finding(kefu_finding *finding, const struct finding_wrapper *wrapper) {
    const size_t size = wrapper->source ? strlen(wrapper->pointer) : 0;
    if (!wrapper->source || strcmp(finding->source, wrapper->source) != 0)
        return;
    if (finding->line > wrapper->lines)
        finding->line -= wrapper->lines;
    if (strncmp(finding->pointer, wrapper->pointer, size) == 0)
        finding->pointer += size;
}

size_t cli_findings_flush(struct finding_printer *printer, const struct finding_place *place) {
    const size_t count = kefu_findings_count(printer->collector);
    const size_t errors = kefu_findings_severity_count(printer->collector, KEFU_SEVERITY_ERROR);
    kefu_finding finding = {.size = sizeof finding};
    if (count > 0)
        print_earlier(printer);
    for (size_t i = 0; i < count; i++)
        if (!kefu_findings_at(printer->collector, i, &finding, NULL)) {
            unwrap_finding(&finding, &printer->wrapper);
            place_finding(&finding, place);
            print_finding(printer, &finding);
        }
    printer->dropped += kefu_findings_dropped_count(printer->collector);
    kefu_findings_clear(printer->collector);
    return errors;
}

/* The code of a failure that no finding stands for. */
static const char *code_of(int32_t status) {
    switch (status) {
    case KEFU_E_JSON:
        return "json_syntax";
    case KEFU_E_UTF8:
        return "bad_utf8";
    case KEFU_E_DUPLICATE:
        return "duplicate_id";
    case KEFU_E_LIMIT:
        return "limit_exceeded";
    case KEFU_E_REFERENCE:
        return "unresolved_ref";
    case KEFU_E_MEMORY:
        return "no_memory";
    default:
        return "bad_line";
    }
}

void cli_findings_error(struct finding_printer *printer, const struct finding_place *place,
                        const kefu_error *error) {
    kefu_finding finding = {.size = sizeof finding};
    print_earlier(printer);
    memset(&finding, 0, sizeof finding);
    finding.code = code_of(error->status);
    finding.source = "";
    finding.pointer = error->pointer;
    finding.message = error->message;
    finding.line = error->line;
    finding.column = error->column;
    finding.offset = error->offset;
    finding.severity = KEFU_SEVERITY_ERROR;
    place_finding(&finding, place);
    print_finding(printer, &finding);
}

/* ---- lines ---- */

void cli_findings_of_line(struct finding_printer *printer, const struct input *input,
                          bool derived) {
    const struct finding_place place = {input->name, input->line_number, derived};
    cli_findings_flush(printer, &place);
}

bool cli_findings_skip_at(struct finding_printer *printer, const struct finding_place *place,
                          const kefu_error *error) {
    if (cli_findings_flush(printer, place) == 0)
        cli_findings_error(printer, place, error);
    printer->skipped++;
    return !printer->strict;
}

bool cli_findings_skip(struct finding_printer *printer, const struct input *input, bool derived,
                       const kefu_error *error) {
    const struct finding_place place = {input->name, input->line_number, derived};
    return cli_findings_skip_at(printer, &place, error);
}

kefu_status cli_findings_strict(const struct finding_printer *printer, const kefu_findings *found,
                                kefu_error *error) {
    if (!printer->strict || kefu_findings_severity_count(found, KEFU_SEVERITY_WARNING) == 0)
        return KEFU_OK;
    memset(error, 0, sizeof *error);
    strcpy(error->message, "the record has a flaw, and --strict takes none");
    return (kefu_status)(error->status = KEFU_E_DEFINITION);
}

/* ---- of the program itself ---- */

static void print_own(struct finding_printer *printer, const struct finding_place *place,
                      uint32_t severity, const char *code, const char *message) {
    kefu_finding finding = {.size = sizeof finding};
    print_earlier(printer);
    finding.code = code;
    finding.source = finding.pointer = "";
    finding.message = message;
    finding.severity = severity;
    place_finding(&finding, place);
    print_finding(printer, &finding);
}

bool cli_findings_refuse(struct finding_printer *printer, const struct finding_place *place,
                         const char *code, const char *message) {
    print_own(printer, place, KEFU_SEVERITY_ERROR, code, message);
    printer->skipped++;
    return !printer->strict;
}

void cli_findings_note(struct finding_printer *printer, const struct finding_place *place,
                       const char *code, const char *message) {
    print_own(printer, place, KEFU_SEVERITY_NOTE, code, message);
}

void cli_findings_warn(struct finding_printer *printer, const struct finding_place *place,
                       const char *code, const char *message) {
    print_own(printer, place, KEFU_SEVERITY_WARNING, code, message);
}

int cli_findings_end(struct finding_printer *printer, int code) {
    if (!printer->json && printer->found > printer->limit)
        for (size_t i = 0; i < printer->code_count; i++)
            fprintf(printer->to, "kefu: %s: %llu in all\n", printer->codes[i].code,
                    (unsigned long long)printer->codes[i].count);
    if (printer->dropped)
        fprintf(printer->to,
                printer->json ? "{\"severity\":\"note\",\"code\":\"not_kept\",\"count\":%llu}\n"
                              : "kefu: not_kept: %llu in all\n",
                (unsigned long long)printer->dropped);
    kefu_findings_free(printer->collector);
    printer->collector = NULL;
    if (code || printer->skipped == 0)
        return code;
    return printer->strict ? EXIT_FOUND : EXIT_SKIPPED;
}
