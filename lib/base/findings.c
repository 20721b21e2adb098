/* SPDX-License-Identifier: MIT
 * The collector of findings: what is wrong with the content of documents and records. */
#include "base/base.h"
#include "base/finding_codes.h"

#include <stdio.h>
#include <string.h>

/* maximum number of findings that are stored; further ones are only counted */
enum { FINDINGS_MAX = 1000 };

struct kefu_findings {
    kefu_allocator allocator;
    struct arena texts;
    kefu_finding *items;
    size_t count, capacity, dropped;
    size_t by_severity[3];
};

kefu_status kefu_findings_new(const kefu_allocator *allocator, kefu_findings **findings,
                              kefu_error *error) {
    kefu_allocator own;
    if (!findings)
        return kefu__fail(error, KEFU_E_ARGUMENT, "findings is NULL");
    const kefu_status status = kefu__allocator_init(&own, allocator, error);
    if (status != KEFU_OK)
        return status;
    kefu_findings *made = kefu__alloc_zero(&own, sizeof *made);
    if (!made)
        return kefu__no_memory(error);
    made->allocator = own;
    kefu__arena_init(&made->texts, &own);
    *findings = made;
    return KEFU_OK;
}

void kefu_findings_free(kefu_findings *findings) {
    if (!findings)
        return;
    kefu_allocator allocator = findings->allocator;
    kefu__arena_free(&findings->texts);
    kefu__release(&allocator, findings->items, findings->capacity * sizeof *findings->items);
    kefu__release(&allocator, findings, sizeof *findings);
}

size_t kefu_findings_count(const kefu_findings *findings) {
    return findings ? findings->count : 0;
}

size_t kefu_findings_severity_count(const kefu_findings *findings, kefu_severity severity) {
    return findings && (unsigned)severity < 3 ? findings->by_severity[severity] : 0;
}

size_t kefu_findings_dropped_count(const kefu_findings *findings) {
    return findings ? findings->dropped : 0;
}

kefu_status kefu_findings_at(const kefu_findings *findings, size_t i, kefu_finding *finding,
                             kefu_error *error) {
    if (!findings)
        return kefu__fail(error, KEFU_E_ARGUMENT, "findings is NULL");
    if (i >= findings->count)
        return kefu__no_item(error, i, findings->count);
    return kefu__result_copy(finding, &findings->items[i], sizeof *finding, error);
}

void kefu_findings_clear(kefu_findings *findings) {
    if (!findings)
        return;
    kefu__arena_free(&findings->texts);
    findings->count = findings->dropped = 0;
    memset(findings->by_severity, 0, sizeof findings->by_severity);
}

static const char *keep(kefu_findings *findings, const char *text) {
    if (!text || !*text)
        return "";
    return kefu__arena_text(&findings->texts, text, strlen(text));
}

bool kefu__findings_full(const kefu_findings *findings) {
    return findings && findings->count >= FINDINGS_MAX;
}

bool kefu__finding_move(kefu_findings *findings, size_t i, const char *pointer, uint32_t line,
                        uint32_t column, uint64_t offset) {
    kefu_finding *finding = &findings->items[i];
    const char *kept = keep(findings, pointer);
    if (!kept)
        return false;
    finding->pointer = kept;
    finding->line = line;
    finding->column = column;
    finding->offset = offset;
    return true;
}

void kefu__finding_add_text(kefu_findings *findings, kefu_severity severity, const char *code,
                            const char *source, const char *pointer, uint32_t line, uint32_t column,
                            uint64_t offset, const char *message) {
    if (!findings)
        return;
    findings->by_severity[severity]++;
    char sound[1024];
    kefu__copy_text(sound, sizeof sound, message, strlen(message));
    kefu_finding finding;
    memset(&finding, 0, sizeof finding);
    if (findings->count >= FINDINGS_MAX ||
        !kefu__grow(&findings->allocator, &findings->items, &findings->capacity,
                    findings->count + 1, sizeof finding)) {
        findings->dropped++;
        return;
    }
    finding.code = keep(findings, code);
    finding.source = keep(findings, source);
    finding.pointer = keep(findings, pointer);
    finding.message = keep(findings, sound);
    if (!finding.code || !finding.source || !finding.pointer || !finding.message) {
        findings->dropped++;
        return;
    }
    finding.offset = offset;
    finding.line = line;
    finding.column = column;
    finding.severity = (uint32_t)severity;
    findings->items[findings->count++] = finding;
}

void kefu__finding_add(kefu_findings *findings, const char *code, const char *source,
                       const char *pointer, uint32_t line, uint32_t column, uint64_t offset,
                       const char *format, ...) {
    const struct finding_code *row = kefu__finding_code(code);
    va_list arguments;
    va_start(arguments, format);
    char message[1024];
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    kefu__finding_add_text(findings, row ? row->severity : KEFU_SEVERITY_ERROR, code, source,
                           pointer, line, column, offset, message);
}
