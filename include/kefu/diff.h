/* SPDX-License-Identifier: MIT
 * What changed between two versions of documents: rubrics, rules, lexicons, any of them.
 *
 * The answer is JSON: each addition, removal, change and new order, with its places and a sentence
 * (docs/quality.md).
 *
 * @code
 * #include "kefu/diff.h"
 * #include <stdio.h>
 * #include <string.h>
 *
 * static kefu_status print(void *ctx, const char *data, size_t size) {
 *     (void)ctx;
 *     return fwrite(data, 1, size, stdout) == size ? KEFU_OK : KEFU_E_WRITE;
 * }
 *
 * static kefu_document document(const char *text) {
 *     kefu_document made = {{"shop.json", 9}, {NULL, 0}};
 *     made.text.data = text;
 *     made.text.size = strlen(text);
 *     return made;
 * }
 *
 * int main(void) {
 *     const kefu_document from = document("{\"kind\": \"calendar\", \"version\": \"1.0.0\"}");
 *     const kefu_document to = document("{\"kind\": \"calendar\", \"version\": \"1.1.0\"}");
 *     kefu_error error;
 *     if (kefu_documents_diff(&from, 1, &to, 1, NULL, NULL, print, NULL, &error)) {
 *         fprintf(stderr, "%s\n", error.message);
 *         return 1;
 *     }
 *     return 0;
 * }
 * @endcode */
#ifndef KEFU_DIFF_H
#define KEFU_DIFF_H

#include "kefu/base.h"
#include "kefu/scheme.h"

#ifdef __cplusplus
extern "C" {
#endif

/** How to compare. Start from KEFU_DIFF_OPTIONS_INIT. */
typedef struct kefu_diff_options {
    size_t size;
    kefu_str
        language; /**< of the sentences: "zh-Hans" (default; "zh-Hant" is read as it) or "en" */
    const kefu_allocator *allocator; /**< NULL: the C library's */
    uint32_t flags;                  /**< 0 */
    uint32_t reserved;               /**< 0 */
} kefu_diff_options;

#define KEFU_DIFF_OPTIONS_INIT                                                                     \
    { sizeof(kefu_diff_options), {NULL, 0}, NULL, 0, 0 }
/** Sets options to KEFU_DIFF_OPTIONS_INIT, for callers that cannot use a macro.
 * @param[out] options  NULL is allowed
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API void kefu_diff_options_init(kefu_diff_options *options);

/** Compares documents and writes the differences as JSON (docs/quality.md).
 *
 * Documents are paired by kind and id, the newest of each (by effective_from); one document is
 * compared with one of the same kind whatever their ids are. Items of a list are paired if they are
 * equal, else if they call themselves alike (kind, id, metric, name, text, label, code, key). The
 * documents need not be valid definitions: kefu_scheme_compile() judges that.
 * @param from, from_count  the documents before; NULL with 0: none
 * @param to, to_count      the documents after
 * @param options   NULL: the defaults
 * @param findings  takes what is wrong with the documents; may be NULL
 * @param write  takes the answer, in one call: {"documents": [{"kind", "id", "title", "change":
 *               added, removed, changed or same, "from_version", "to_version", "changes":
 *               [{"change": added, removed, changed or moved, "from_pointer", "to_pointer" (JSON
 *               pointers into each document), "from", "to" (the values), "says"}, …]}, …],
 *               "documents_changed": {"added", "removed", "changed"}, "added", "removed",
 *               "changed", "moved" (how many changes of each kind)}
 * @param ctx  passed to `write`
 * @param error  may be NULL; its `source` says which document is wrong, from 1, those of `to` after
 *               those of `from`
 * @return KEFU_OK; KEFU_E_ARGUMENT (also: an unknown language); KEFU_E_VERSION (unknown flags);
 *         KEFU_E_JSON, KEFU_E_UTF8, KEFU_E_DUPLICATE, KEFU_E_LIMIT: a document is no JSON, or too
 *         deep or too large; KEFU_E_DEFINITION: it is no object; KEFU_E_MEMORY; what `write`
 *         returned
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_documents_diff(const kefu_document *from, size_t from_count,
                                         const kefu_document *to, size_t to_count,
                                         const kefu_diff_options *options, kefu_findings *findings,
                                         kefu_write write, void *ctx, kefu_error *error);

#ifdef __cplusplus
}
#endif

#endif
