/* SPDX-License-Identifier: MIT
 * Output of the API collected in memory, for the program to print and for a module to turn into its
 * language's values. */
#ifndef KEFU_TEXT_OUT_H
#define KEFU_TEXT_OUT_H

#include "kefu/kefu.h"

struct text_out {
    char *data;
    size_t size, capacity;
};
void text_out_free(struct text_out *out);
/* A kefu_write into it. */
kefu_status text_out_write(void *out, const char *data, size_t size);

/* The lines of a text, at most `most` of them; returns their number. */
size_t text_out_lines(const char *text, size_t size, kefu_str *lines, size_t most);

/* [{"source", "line", "column", "offset", "severity", "code", "pointer", "message"}], from finding
 * `first` on. */
void text_out_findings(struct text_out *out, const kefu_findings *findings, size_t first,
                       kefu_error *error);
/* [ms, …]: when other versions of the documents come into force. */
void text_out_changes(struct text_out *out, const kefu_document *documents, size_t count,
                      uint32_t flags, kefu_error *error);
/* Analyses many texts; on a failure error.pointer is "/INDEX". */
void text_out_sentiments(kefu_scheme *scheme, kefu_scratch *scratch,
                         const kefu_analyze_options *options, const kefu_str *texts, size_t count,
                         kefu_sentiment *sentiments, kefu_error *error);

#endif
