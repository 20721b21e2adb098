/* SPDX-License-Identifier: MIT
 * kefu diff: what changed between two versions of documents. */
#include <cJSON.h>
#include <string.h>

#include "commands.h"
#include "documents.h"
#include "findings.h"
#include "text_out.h"

static int run(int argc, char **argv);

const struct command cli_diff = {
    "diff", "what changed between two versions of documents, in words",
    "Usage: kefu diff [options] FROM TO\n"
    "\n"
    "Compares definitions: two files, or two folders of *.json, whose documents are paired by\n"
    "kind and id (the newest of each). Prints a line for each document that differs, and below\n"
    "it a line for each thing that was added, removed, changed or put in another order.\n"
    "\n"
    "  --language L  of the lines: zh-Hans (default), zh-Hant or en\n"
    "  --json        print the differences as JSON, with their places (docs/quality.md)\n"
    "  --exit-code   exit 4 if anything differs\n",
    run};

enum { LANGUAGE, JSON, EXIT_CODE, OPTIONS };
static const struct option_spec specs[OPTIONS] = {
    {"language", true}, {"json", false}, {"exit-code", false}};

struct job {
    struct documents from, to;
    const char *language; /* NULL: Chinese */
    bool json, exit_code;
    struct finding_printer printer;
};

static const char *in_language(const struct job *job, const char *chinese, const char *english) {
    return job->language && strcmp(job->language, "en") == 0 ? english : chinese;
}

/* ---- lines ---- */

static const char *text_of(const cJSON *object, const char *name) {
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
    return text ? text : "";
}

static void print_versions(const cJSON *document) {
    const char *from = text_of(document, "from_version"), *to = text_of(document, "to_version");
    if (!*from && !*to)
        return;
    fputs(" (", stdout);
    cli_print_visible(stdout, from);
    if (*from && *to && strcmp(from, to) != 0)
        fputs(" → ", stdout);
    if (strcmp(from, to) != 0)
        cli_print_visible(stdout, to);
    putchar(')');
}

static void print_document(const struct job *job, const cJSON *document) {
    static const struct {
        const char *change, *chinese, *english;
    } words[] = {{"added", "新增", "added"}, {"removed", "删除", "removed"}};
    const cJSON *change;
    cli_print_visible(stdout, text_of(document, "kind"));
    putchar(' ');
    cli_print_visible(stdout, text_of(document, "id"));
    print_versions(document);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(text_of(document, "change"), words[i].change) == 0)
            printf("%s%s", in_language(job, "：", ": "),
                   in_language(job, words[i].chinese, words[i].english));
    putchar('\n');
    cJSON_ArrayForEach(change, cJSON_GetObjectItemCaseSensitive(document, "changes")) {
        fputs("  ", stdout);
        cli_print_visible(stdout, text_of(change, "says"));
        putchar('\n');
    }
}

static void print_lines(const struct job *job, const cJSON *answer, bool differs) {
    const cJSON *document;
    cJSON_ArrayForEach(document, cJSON_GetObjectItemCaseSensitive(answer, "documents")) {
        if (strcmp(text_of(document, "change"), "same") != 0)
            print_document(job, document);
    }
    if (!differs)
        puts(in_language(job, "没有不同", "no differences"));
}

/* ---- the command ---- */

static bool any_differs(const cJSON *answer) {
    const cJSON *document;
    cJSON_ArrayForEach(document, cJSON_GetObjectItemCaseSensitive(answer, "documents")) {
        if (strcmp(text_of(document, "change"), "same") != 0)
            return true;
    }
    return false;
}

static int print_answer(const struct job *job, const struct text_out *text) {
    cJSON *answer = cJSON_ParseWithLength(text->data, text->size);
    if (!answer)
        return cli_fail("out of memory");
    const bool differs = any_differs(answer);
    if (job->json) {
        cli_write(stdout, text->data, text->size);
        putchar('\n');
    } else {
        print_lines(job, answer, differs);
    }
    cJSON_Delete(answer);
    if (!cli_flush())
        return EXIT_FOUND;
    return differs && job->exit_code ? EXIT_ALERT : EXIT_DONE;
}

static int compare(struct job *job) {
    static const struct finding_place own_places = {NULL, 0, false};
    kefu_diff_options options = KEFU_DIFF_OPTIONS_INIT;
    struct text_out text = {NULL, 0, 0};
    kefu_error error;
    int code = EXIT_FOUND;
    options.language = (kefu_str){job->language, job->language ? strlen(job->language) : 0};
    const kefu_status status = kefu_documents_diff(job->from.items, job->from.count, job->to.items,
                                                   job->to.count, &options, job->printer.collector,
                                                   text_out_write, &text, &error);
    if (status == KEFU_OK)
        code = print_answer(job, &text);
    else if (cli_findings_flush(&job->printer, &own_places) == 0)
        cli_fail("%s", error.message);
    text_out_free(&text);
    return code;
}

static int run(int argc, char **argv) {
    struct arguments arguments;
    struct job job;
    int code;
    memset(&job, 0, sizeof job);
    if (!cli_parse(&arguments, &cli_diff, specs, OPTIONS, argc, argv, &code))
        return code;
    if (arguments.file_count != 2)
        return cli_usage(&cli_diff, "two files or folders are compared, FROM and TO");
    job.language = cli_option(&arguments, LANGUAGE);
    job.json = cli_option(&arguments, JSON) != NULL;
    job.exit_code = cli_option(&arguments, EXIT_CODE) != NULL;
    if (job.language && !cli_is_language(job.language))
        return cli_usage(&cli_diff, "--language: zh-Hans, zh-Hant or en");
    cli_findings_begin(&job.printer, &arguments, false);
    code = EXIT_FOUND;
    if (cli_documents_add_all(&job.from, arguments.files[0]) &&
        cli_documents_add_all(&job.to, arguments.files[1]))
        code = compare(&job);
    cli_documents_free(&job.from);
    cli_documents_free(&job.to);
    return cli_findings_end(&job.printer, code);
}
