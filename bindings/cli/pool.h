/* SPDX-License-Identifier: MIT
 * Threads that work on records while the main thread reads the next ones. */
#ifndef KEFU_CLI_POOL_H
#define KEFU_CLI_POOL_H

#include "findings.h"

enum { POOL_THREADS_MAX = 64 };

/* What is done with a record. `thread` counts from 0 to the number of threads − 1, for memory that
 * each thread has of its own; `findings` is the record's own collector. */
typedef kefu_status (*pool_work)(void *ctx, size_t thread, kefu_str json, kefu_findings *findings,
                                 kefu_error *error);

/* Records are handed out in batches. What is found in them is printed in the order of the records,
 * whatever thread is done first, and before anything is printed that was found later: standard
 * error has the same bytes for any number of threads. */
struct pool;

/* Starts the threads; with one, records are worked on at once by the caller's thread. NULL after a
 * failure that was printed. */
struct pool *cli_pool_open(size_t threads, pool_work work, void *ctx,
                           struct finding_printer *printer);
/* Copies a record for one of the threads. The name of the place's file must outlive the pool.
 * Returns false if the command ends: by --strict, or for lack of memory, which was printed. */
bool cli_pool_add(struct pool *pool, const struct finding_place *place, kefu_str json);
/* Waits until all records are done, and prints what was found. Returns false as cli_pool_add(). */
bool cli_pool_drain(struct pool *pool);
/* Ends the threads; NULL is allowed. */
void cli_pool_close(struct pool *pool);

#endif
