/* SPDX-License-Identifier: MIT
 * kefu redact: the same lines without personal data. */
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "redact_json.h"
#include "text_out.h"

static int run(int argc, char **argv);

const struct command cli_redact = {
    "redact", "mask phones, documents, cards, accounts, addresses, names in texts",
    "Usage: kefu redact [options] [FILE …]\n"
    "\n"
    "Every line in gives exactly one line out, with personal data masked. Without a file, or for\n"
    "-, standard input is read.\n"
    "\n"
    "  --jsonl       lines are JSON: all their strings are masked, member names are kept; a "
    "number\n"
    "                that is personal becomes a string of stars\n"
    "  --labels      write a label for each, such as 〔手机〕, instead of stars\n"
    "  --mask C      write the symbol C for each character (default: a star of as many bytes)\n"
    "  --kind K      mask this kind alone; may be repeated: phone, id, card, mail, handle, url,\n"
    "                device, address, name, birthday, secret, plate, tax, order\n"
    "  --encoding E  the files are not UTF-8 but E (gb18030, …)\n"
    "\n"
    "A line that should be JSON and is not is skipped and reported; the exit status is 3.",
    run};

enum { JSONL, LABELS, MASK, KIND, ENCODING, OPTIONS };
static const struct option_spec specs[] = {
    {"jsonl", false}, {"labels", false}, {"mask", true}, {"kind", true}, {"encoding", true}};

struct job {
    kefu_redact_options options;
    struct finding_printer printer;
    struct json_member reader; /* for the check that a line is valid JSON */
    bool json;
};

static int read_kinds(const struct arguments *arguments, struct job *job) {
    const struct option_value *named = &arguments->options[KIND];
    for (size_t i = 0; i < named->count; i++) {
        uint32_t kind = 0;
        while (strcmp(kefu_redact_kind_name(kind), "unknown") != 0 &&
               strcmp(kefu_redact_kind_name(kind), named->values[i]) != 0)
            kind++;
        if (strcmp(kefu_redact_kind_name(kind), named->values[i]) != 0 ||
            strcmp(named->values[i], "unknown") == 0)
            return cli_usage(&cli_redact, "there is no kind %s", named->values[i]);
        job->options.kinds |= KEFU_REDACT_BIT(kind);
    }
    return EXIT_DONE;
}

/* ---- lines of JSON ---- */

static bool print_json(struct job *job, const struct input *input, kefu_error *error) {
    kefu_str ignored;
    /* a value that is not an object is valid JSON, but not a record */
    bool good = cli_json_member(&job->reader, "text", input, NULL, &ignored, error) ||
                error->status == KEFU_E_DEFINITION;
    good = good && cli_redact_json_print(&job->options, (kefu_str){input->line, input->size},
                                         stdout, error);
    if (good)
        putchar('\n');
    return good;
}

/* ---- lines ---- */

static bool redact_line(struct job *job, const struct input *input) {
    struct text_out masked = {NULL, 0, 0};
    kefu_error error;
    bool good;
    if (job->json && !cli_input_blank(input))
        return print_json(job, input, &error) ||
               cli_findings_skip(&job->printer, input, false, &error);
    good = !kefu_redact(input->line, input->size, &job->options, text_out_write, &masked, &error);
    if (good) {
        cli_write(stdout, masked.data, masked.size);
        putchar('\n');
    } else {
        cli_fail("%s", error.message);
    }
    text_out_free(&masked);
    return good;
}

static int redact(struct job *job, struct input *input) {
    bool good = true;
    while (good && cli_input_line(input))
        good = redact_line(job, input);
    return cli_flush() && !input->failed && good ? EXIT_DONE : EXIT_FOUND;
}

static int run(int argc, char **argv) {
    const kefu_redact_options defaults = KEFU_REDACT_OPTIONS_INIT;
    struct arguments arguments;
    struct input input;
    struct job job;
    kefu_error error;
    int code;
    memset(&job, 0, sizeof job);
    job.options = defaults;
    if (!cli_parse(&arguments, &cli_redact, specs, OPTIONS, argc, argv, &code))
        return code;
    code = read_kinds(&arguments, &job);
    if (code)
        return code;
    job.json = cli_option(&arguments, JSONL) != NULL;
    job.options.flags = cli_option(&arguments, LABELS) ? KEFU_REDACT_LABELS : 0;
    job.options.mask.data = cli_option(&arguments, MASK);
    job.options.mask.size = job.options.mask.data ? strlen(job.options.mask.data) : 0;
    if (kefu_redact("", 0, &job.options, cli_write, stdout, &error))
        return cli_usage(&cli_redact, "%s", error.message);
    if (!cli_input_open(&input, arguments.files, arguments.file_count,
                        cli_option(&arguments, ENCODING)))
        return EXIT_FOUND;
    cli_findings_begin(&job.printer, &arguments, false);
    code = redact(&job, &input);
    cli_input_close(&input);
    cli_json_member_end(&job.reader);
    return cli_findings_end(&job.printer, code);
}
