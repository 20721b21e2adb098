/* SPDX-License-Identifier: MIT
 * The texts of definitions that the command line names. */
#ifndef KEFU_CLI_DOCUMENTS_H
#define KEFU_CLI_DOCUMENTS_H

#include "cli.h"

struct documents {
    kefu_document *items;
    size_t count, capacity;
};

/* Adds a file, or all *.json of a folder, by name, so that layers have an order. False after a
 * failure that was printed. */
bool cli_documents_add_all(struct documents *documents, const char *name);
/* Adds what --scheme names: a file or folder; NULL or the id of the built-in scheme: nothing. */
bool cli_documents_of_scheme(struct documents *documents, const char *name);
/* Adds a copy of a document whose name is terminated. */
bool cli_documents_add_copy(struct documents *documents, const kefu_document *document);
void cli_documents_free(struct documents *documents);

#endif
