/* SPDX-License-Identifier: MIT
 * kefu (客服): judges customer service in Chinese. This header includes all others.
 *
 * How the whole API behaves, said once:
 *
 * - Errors. Every call that can fail returns a kefu_status and fills an optional kefu_error, whose
 *   `source` says which of several documents or records it is about, from 1. Outputs are untouched
 *   unless the call succeeded. What is wrong with content (a definition, a
 *   record) goes as findings into an optional collector; a customer's text never fails for its
 *   content. Nothing aborts and nothing prints.
 * - NULL. Parameters named error, findings, options and allocator may be NULL. Freeing NULL is a
 *   no-op. A text that may be empty may be NULL with size 0. Any other NULL gives KEFU_E_ARGUMENT.
 * - Names. _find_ looks up by a name, _at reads by index, _count counts. What the library fills in
 *   and options begin with their `size` (docs/abi.md), so that they can grow.
 * - Callbacks. What one returns other than KEFU_OK ends the call and is returned by it.
 * - Ownership. Makers (_new, _compile, _builtin, _load, kefu_evaluate, _read_json with **) give
 *   what the matching _free takes; the scheme alone is counted. A pointer that an accessor returns
 *   is borrowed: it lives as its documentation says.
 * - Threads. There is no global state. A scheme is immutable and shared freely; a scratch, a
 *   conversation, a monitor and an aggregate belong to one thread at a time. Const means that many
 *   readers may call at once while nobody writes.
 * - Text. UTF-8 as (const char *data, size_t size), may hold NUL, is never modified. Offsets are
 *   bytes into the raw text.
 * - Numbers. Durations and instants are int64 milliseconds, instants since the Unix epoch in UTC;
 *   rates 0…1, scores 0…100, polarity −1…1. No number is NaN: read a value's state first.
 * - The library reads no file, clock, locale or environment variable. */
#ifndef KEFU_KEFU_H
#define KEFU_KEFU_H

#include "kefu/aggregate.h"
#include "kefu/agreement.h"
#include "kefu/analysis.h"
#include "kefu/base.h"
#include "kefu/conversation.h"
#include "kefu/diff.h"
#include "kefu/evaluation.h"
#include "kefu/event.h"
#include "kefu/field_map.h"
#include "kefu/filter.h"
#include "kefu/history.h"
#include "kefu/join.h"
#include "kefu/reader.h"
#include "kefu/redact.h"
#include "kefu/report.h"
#include "kefu/roster.h"
#include "kefu/sample.h"
#include "kefu/scheme.h"
#include "kefu/series.h"
#include "kefu/train.h"

#endif
