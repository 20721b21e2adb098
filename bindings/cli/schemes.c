/* SPDX-License-Identifier: MIT
 * Definitions from the command line: files and folders compiled into a scheme. */
#include "documents.h"
#include "findings.h"

static const struct finding_place OWN_PLACES = {NULL, 0, false};

kefu_scheme *cli_scheme_compile(struct finding_printer *printer,
                                const struct documents *documents) {
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    kefu_scheme *scheme = NULL;
    kefu_error error;
    options.at = printer->at;
    const kefu_status status = kefu_scheme_compile(documents->items, documents->count, &options,
                                                   &scheme, printer->collector, &error);
    if (cli_findings_flush(printer, &OWN_PLACES) == 0 && status != KEFU_OK)
        cli_fail("%s", error.message);
    return scheme;
}

kefu_scheme *cli_scheme_with(struct finding_printer *printer, const char *name,
                             const kefu_document *document) {
    struct documents documents = {NULL, 0, 0};
    kefu_scheme *scheme = NULL;
    if (cli_documents_of_scheme(&documents, name) &&
        (!document || cli_documents_add_copy(&documents, document)))
        scheme = cli_scheme_compile(printer, &documents);
    cli_documents_free(&documents);
    return scheme;
}

kefu_scheme *cli_scheme(struct finding_printer *printer, const char *name) {
    return cli_scheme_with(printer, name, NULL);
}

/* What was checked, when nothing is wrong. */
static void print_checked(const struct finding_printer *printer, size_t documents,
                          const kefu_scheme *scheme) {
    const size_t tests = kefu_scheme_test_count(scheme);
    if (printer->json)
        fprintf(printer->to, "{\"documents\":%zu,\"tests\":%zu,\"errors\":0,\"warnings\":%llu}\n",
                documents, tests, (unsigned long long)printer->warnings);
    else
        fprintf(printer->to, "%zu document%s checked, %zu test%s passed: no errors\n", documents,
                documents == 1 ? "" : "s", tests, tests == 1 ? "" : "s");
}

int cli_check(struct finding_printer *printer, const char *const *files, size_t count) {
    struct documents documents = {NULL, 0, 0};
    kefu_scheme *scheme = NULL;
    kefu_error error;
    kefu_status status = KEFU_OK;
    size_t errors = 0;
    bool good = true;
    for (size_t i = 0; good && i < count; i++)
        good = cli_documents_add_all(&documents, files[i]);
    if (good) {
        status = kefu_scheme_compile(documents.items, documents.count, NULL, &scheme,
                                     printer->collector, &error);
        if (status == KEFU_OK)
            status = kefu_scheme_test(scheme, printer->collector, NULL, &error);
        errors = cli_findings_flush(printer, &OWN_PLACES);
        if (status && !errors)
            cli_fail("%s", error.message);
    }
    good = good && status == KEFU_OK && !errors;
    if (good)
        print_checked(printer, documents.count, scheme);
    kefu_scheme_release(scheme);
    cli_documents_free(&documents);
    return good ? EXIT_DONE : EXIT_FOUND;
}
