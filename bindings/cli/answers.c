/* SPDX-License-Identifier: MIT
 * Answers that people give to questions of the rubric, by the conversations that they are about. */
#define _POSIX_C_SOURCE 200809L
#include "answers.h"

#include <cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "id_hash.h"
#include "records.h"

struct given_answer {
    uint64_t conversation[2]; /* two hashes of its id */
    char *json;
    size_t size;
    char *agent; /* whose part it is about; NULL: everybody's */
    char *file;
    size_t line, order; /* order: how many came before it */
    bool used;          /* its conversation came */
    kefu_error error;   /* why it was refused; status KEFU_OK: it was not */
};

/* ---- reading ---- */

static char *agent_of(const char *json, size_t size) {
    cJSON *record = cJSON_ParseWithLength(json, size);
    const char *agent = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(record, "agent_id"));
    char *copy = agent && *agent ? strdup(agent) : NULL;
    cJSON_Delete(record);
    return copy;
}

static bool add(struct given_answers *answers, const struct records *records) {
    const struct finding_place place = cli_records_place(records);
    struct given_answer answer;
    memset(&answer, 0, sizeof answer);
    if (answers->count == answers->capacity) {
        const size_t capacity = answers->capacity ? answers->capacity * 2 : 64;
        void *grown = realloc(answers->items, capacity * sizeof *answers->items);
        if (!grown)
            return false;
        answers->items = grown;
        answers->capacity = capacity;
    }
    cli_id_hash(records->record.conversation_id, answer.conversation);
    answer.size = records->record.json.size;
    answer.json = strndup(records->record.json.data, answer.size);
    answer.agent = agent_of(records->record.json.data, answer.size);
    answer.file = strdup(place.file);
    answer.line = place.line;
    answer.order = answers->count;
    answers->items[answers->count++] = answer;
    return answer.json && answer.file;
}

static int compare_conversations(const uint64_t a[2], const uint64_t b[2]) {
    const int i = a[0] == b[0];
    return (a[i] > b[i]) - (a[i] < b[i]);
}

static int by_conversation(const void *a, const void *b) {
    const struct given_answer *one = a, *other = b;
    const int compared = compare_conversations(one->conversation, other->conversation);
    return compared ? compared : (one->order > other->order) - (one->order < other->order);
}

static int by_order(const void *a, const void *b) {
    const struct given_answer *one = a, *other = b;
    return (one->order > other->order) - (one->order < other->order);
}

static bool read_all(struct given_answers *answers, struct records *records) {
    bool good = true;
    while (good && cli_records_next(records)) {
        if (records->record.kind != KEFU_RECORD_ANSWER)
            cli_records_pass(records, "--answers");
        else if (!(good = add(answers, records)))
            cli_fail("out of memory");
    }
    return good && !records->failed;
}

bool cli_answers_read(struct given_answers *answers, const char *const *files, size_t count,
                      const char *encoding, struct finding_printer *printer) {
    struct file_list list;
    struct records records;
    memset(answers, 0, sizeof *answers);
    pthread_mutex_init(&answers->lock, NULL);
    answers->ready = true;
    if (count == 0)
        return true;
    if (!cli_files_find(&list, files, count, true))
        return false;
    memset(&records, 0, sizeof records);
    const bool good = cli_records_open(&records, &list, encoding, printer) &&
                      read_all(answers, &records);
    cli_records_close(&records);
    cli_files_free(&list);
    if (answers->count)
        qsort(answers->items, answers->count, sizeof *answers->items, by_conversation);
    return good;
}

/* ---- giving ---- */

/* The first answer about a conversation; the number of all if there is none. */
static size_t find_first(const struct given_answers *answers, const uint64_t conversation[2]) {
    size_t low = 0, high = answers->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (compare_conversations(answers->items[middle].conversation, conversation) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_about(const struct given_answer *answer, kefu_str agent) {
    return agent.size == 0 || !answer->agent ||
           (strlen(answer->agent) == agent.size &&
            memcmp(answer->agent, agent.data, agent.size) == 0);
}

void cli_answers_apply(struct given_answers *answers, const kefu_conversation *conversation,
                       kefu_str agent, kefu_evaluation *evaluation) {
    kefu_str id = {"", 0};
    uint64_t key[2];
    if (agent.size == 0 && answers->count)
        kefu_conversation_find_attribute(conversation, "agent_id", 8, &agent, NULL);
    if (answers->count == 0 || kefu_conversation_find_attribute(conversation, "id", 2, &id, NULL) ||
        id.size == 0)
        return;
    cli_id_hash(id, key);
    for (size_t i = find_first(answers, key);
         i < answers->count && compare_conversations(answers->items[i].conversation, key) == 0;
         i++) {
        struct given_answer *answer = &answers->items[i];
        kefu_error error;
        kefu_status status = KEFU_OK;
        if (is_about(answer, agent))
            status = kefu_evaluation_answer(evaluation, answer->json, answer->size, NULL, &error);
        pthread_mutex_lock(&answers->lock);
        answer->used = true;
        if (status)
            answer->error = error;
        pthread_mutex_unlock(&answers->lock);
    }
}

/* ---- what became of them ---- */

void cli_answers_tell(struct given_answers *answers, struct finding_printer *printer) {
    if (answers->count)
        qsort(answers->items, answers->count, sizeof *answers->items, by_order);
    for (size_t i = 0; i < answers->count; i++) {
        const struct given_answer *answer = &answers->items[i];
        const struct finding_place place = {answer->file, answer->line, false};
        if (answer->error.status)
            cli_findings_skip_at(printer, &place, &answer->error);
        else if (!answer->used)
            cli_findings_warn(printer, &place, "unjoined_answer",
                              "its conversation is not in the data, or does not count");
    }
}

void cli_answers_free(struct given_answers *answers) {
    for (size_t i = 0; i < answers->count; i++) {
        free(answers->items[i].json);
        free(answers->items[i].agent);
        free(answers->items[i].file);
    }
    free(answers->items);
    if (answers->ready)
        pthread_mutex_destroy(&answers->lock);
}
