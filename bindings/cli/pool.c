/* SPDX-License-Identifier: MIT
 * Batches of records in a ring: the main thread fills them in order, the threads take them in
 * order, and the main thread prints what was found in them in order. */
#define _POSIX_C_SOURCE 200809L
#include "pool.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "text_out.h"

/* a batch is full with so many records, or so many bytes */
enum { BATCH_RECORDS_MAX = 32, BATCH_BYTES_MAX = 1 << 18 };

struct batch_record {
    struct finding_place place;
    size_t at, size; /* of its JSON in the batch's text */
    kefu_findings *findings;
    kefu_error error; /* why it could not be used; its status KEFU_OK: it was */
};
struct batch {
    struct text_out text;
    struct batch_record records[BATCH_RECORDS_MAX];
    size_t count;
    bool done;
};

struct pool {
    pool_work work;
    void *ctx;
    struct finding_printer *printer;
    size_t thread_count;
    pthread_t threads[POOL_THREADS_MAX];
    size_t running; /* threads that were started */
    struct batch *ring;
    size_t ring_size;
    /* numbers of batches since the beginning; batch i is ring[i % ring_size]. The mutex guards
     * those below, `done` of the batches, and `ended`. The batch `filled` is the main thread's. */
    pthread_mutex_t mutex;
    pthread_cond_t was_filled, was_done;
    size_t filled, taken, printed;
    bool ended, draining, stopped;
};

/* ---- threads ---- */

static void work_on(struct pool *pool, size_t thread, struct batch *batch) {
    for (size_t i = 0; i < batch->count; i++) {
        struct batch_record *record = &batch->records[i];
        const kefu_str json = {batch->text.data + record->at, record->size};
        memset(&record->error, 0, sizeof record->error);
        const kefu_status status = pool->work(pool->ctx, thread, json, record->findings,
                                              &record->error);
        record->error.status = (int32_t)status;
    }
}

struct thread_start {
    struct pool *pool;
    size_t thread;
};

static void *run(void *start) {
    struct pool *pool = ((struct thread_start *)start)->pool;
    const size_t thread = ((struct thread_start *)start)->thread;
    free(start);
    pthread_mutex_lock(&pool->mutex);
    for (;;) {
        while (pool->taken == pool->filled && !pool->ended)
            pthread_cond_wait(&pool->was_filled, &pool->mutex);
        if (pool->taken == pool->filled)
            break;
        struct batch *batch = &pool->ring[pool->taken++ % pool->ring_size];
        pthread_mutex_unlock(&pool->mutex);
        work_on(pool, thread, batch);
        pthread_mutex_lock(&pool->mutex);
        batch->done = true;
        pthread_cond_signal(&pool->was_done);
    }
    pthread_mutex_unlock(&pool->mutex);
    return NULL;
}

static bool start_threads(struct pool *pool) {
    for (; pool->running < pool->thread_count; pool->running++) {
        struct thread_start *start = malloc(sizeof *start);
        if (!start)
            return false;
        *start = (struct thread_start){pool, pool->running};
        if (pthread_create(&pool->threads[pool->running], NULL, run, start) != 0) {
            free(start);
            return false;
        }
    }
    return true;
}

/* ---- printing ---- */

/* Prints what was found in a record. Returns false if the command ends. */
static bool print_record(struct pool *pool, const struct batch_record *record) {
    struct finding_printer *printer = pool->printer;
    kefu_findings *const own = printer->collector;
    bool good = true;
    printer->collector = record->findings;
    if (record->error.status != KEFU_OK)
        good = cli_findings_skip_at(printer, &record->place, &record->error) &&
               record->error.status != KEFU_E_MEMORY;
    else
        cli_findings_flush(printer, &record->place);
    printer->collector = own;
    return good;
}

/* Waits for the oldest batch, prints what was found in it, and makes it free. */
static void finish_oldest(struct pool *pool) {
    struct batch *batch = &pool->ring[pool->printed % pool->ring_size];
    pthread_mutex_lock(&pool->mutex);
    while (!batch->done)
        pthread_cond_wait(&pool->was_done, &pool->mutex);
    pthread_mutex_unlock(&pool->mutex);
    for (size_t i = 0; i < batch->count && !pool->stopped; i++)
        pool->stopped = !print_record(pool, &batch->records[i]);
    pool->printer->silent |= pool->stopped;
    batch->count = batch->text.size = 0;
    batch->done = false;
    pool->printed++;
}

/* ---- the main thread ---- */

static struct batch *current(struct pool *pool) {
    return &pool->ring[pool->filled % pool->ring_size];
}

/* Hands out the current batch, and makes room for the next one. */
static void hand_out(struct pool *pool) {
    if (current(pool)->count == 0)
        return;
    pthread_mutex_lock(&pool->mutex);
    pool->filled++;
    pthread_cond_signal(&pool->was_filled);
    pthread_mutex_unlock(&pool->mutex);
    while (pool->filled - pool->printed == pool->ring_size)
        finish_oldest(pool);
}

bool cli_pool_drain(struct pool *pool) {
    if (pool->draining || pool->thread_count == 1)
        return !pool->stopped;
    pool->draining = true;
    hand_out(pool);
    while (pool->printed < pool->filled)
        finish_oldest(pool);
    pool->draining = false;
    return !pool->stopped;
}

static void drain(void *pool) {
    cli_pool_drain(pool);
}

static bool add_now(struct pool *pool, const struct finding_place *place, kefu_str json) {
    struct batch_record record = {.place = *place, .findings = pool->printer->collector};
    memset(&record.error, 0, sizeof record.error);
    record.error.status = (int32_t)pool->work(pool->ctx, 0, json, record.findings, &record.error);
    pool->stopped |= !print_record(pool, &record);
    return !pool->stopped;
}

bool cli_pool_add(struct pool *pool, const struct finding_place *place, kefu_str json) {
    if (pool->thread_count == 1)
        return add_now(pool, place, json);
    struct batch *batch = current(pool);
    struct batch_record *record = &batch->records[batch->count];
    record->place = *place;
    record->at = batch->text.size;
    record->size = json.size;
    if (text_out_write(&batch->text, json.data, json.size) != KEFU_OK) {
        cli_fail("out of memory");
        return !(pool->stopped = true);
    }
    batch->count++;
    if (batch->count == BATCH_RECORDS_MAX || batch->text.size >= BATCH_BYTES_MAX) {
        pool->draining = true; /* what is printed now is in order already */
        hand_out(pool);
        pool->draining = false;
    }
    return !pool->stopped;
}

/* ---- begin and end ---- */

static bool make_ring(struct pool *pool) {
    pool->ring_size = pool->thread_count * 2 + 1;
    pool->ring = calloc(pool->ring_size, sizeof *pool->ring);
    for (size_t i = 0; pool->ring && i < pool->ring_size; i++)
        for (size_t k = 0; k < BATCH_RECORDS_MAX; k++)
            if (kefu_findings_new(NULL, &pool->ring[i].records[k].findings, NULL) != KEFU_OK)
                return false;
    return pool->ring != NULL;
}

struct pool *cli_pool_open(size_t threads, pool_work work, void *ctx,
                           struct finding_printer *printer) {
    struct pool *pool = calloc(1, sizeof *pool);
    if (!pool) {
        cli_fail("out of memory");
        return NULL;
    }
    pool->work = work;
    pool->ctx = ctx;
    pool->printer = printer;
    pool->thread_count = threads;
    pthread_mutex_init(&pool->mutex, NULL);
    pthread_cond_init(&pool->was_filled, NULL);
    pthread_cond_init(&pool->was_done, NULL);
    if (threads > 1 && (!make_ring(pool) || !start_threads(pool))) {
        cli_fail("%zu threads cannot be started", threads);
        cli_pool_close(pool);
        return NULL;
    }
    if (threads > 1) {
        printer->before = drain;
        printer->before_ctx = pool;
    }
    return pool;
}

void cli_pool_close(struct pool *pool) {
    if (!pool)
        return;
    pthread_mutex_lock(&pool->mutex);
    pool->ended = true;
    pool->taken = pool->filled; /* what was not begun is not wanted any more */
    pthread_cond_broadcast(&pool->was_filled);
    pthread_mutex_unlock(&pool->mutex);
    for (size_t i = 0; i < pool->running; i++)
        pthread_join(pool->threads[i], NULL);
    for (size_t i = 0; pool->ring && i < pool->ring_size; i++) {
        text_out_free(&pool->ring[i].text);
        for (size_t k = 0; k < BATCH_RECORDS_MAX; k++)
            kefu_findings_free(pool->ring[i].records[k].findings);
    }
    free(pool->ring);
    pool->printer->before = NULL;
    pthread_cond_destroy(&pool->was_filled);
    pthread_cond_destroy(&pool->was_done);
    pthread_mutex_destroy(&pool->mutex);
    free(pool);
}
