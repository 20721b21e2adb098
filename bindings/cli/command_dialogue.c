/* SPDX-License-Identifier: MIT
 * kefu analyze --dialogue: one line of JSON for each dialogue or conversation. */
#include <string.h>

#include "commands.h"
#include "fields.h"

struct job {
    kefu_scheme *scheme;
    kefu_scratch *scratch;
    uint32_t flags;
    struct finding_printer *printer;
    struct json_member turns, messages;
};

/* Refuses a record without messages and turns, which surely was not intended. */
static kefu_status need_turns(struct job *job, const struct input *input, kefu_error *error) {
    kefu_str turns, messages;
    if (!cli_json_member(&job->turns, "turns", input, NULL, &turns, error) ||
        !cli_json_member(&job->messages, "messages", input, NULL, &messages, error))
        return (kefu_status)error->status;
    if (turns.size || messages.size)
        return KEFU_OK;
    memset(error, 0, sizeof *error);
    error->status = KEFU_E_DEFINITION;
    snprintf(error->message, sizeof error->message, "there are neither turns nor messages");
    return KEFU_E_DEFINITION;
}

/* Prints the result for a line, with a message as the last member "error"; without a line, that of
 * a dialogue without turns. */
static bool print(struct job *job, const struct input *input, const char *message,
                  kefu_error *error) {
    kefu_conversation_options options = KEFU_CONVERSATION_OPTIONS_INIT;
    kefu_conversation *conversation = NULL;
    struct text_out line = {NULL, 0, 0};
    kefu_status status;
    options.flags = job->flags;
    status = kefu_conversation_new(job->scheme, &options, &conversation, error);
    if (status == KEFU_OK && !message)
        status = kefu_conversation_read_json(conversation, job->scratch, input->line, input->size,
                                             job->printer->collector, error);
    if (status == KEFU_OK && !message && kefu_conversation_message_count(conversation) == 0)
        status = need_turns(job, input, error);
    if (status == KEFU_OK)
        status = kefu_conversation_write_dialogue(conversation, text_out_write, &line, error);
    if (status == KEFU_OK && message)
        cli_line_add_error(&line, message);
    if (status == KEFU_OK)
        cli_line_print(&line);
    text_out_free(&line);
    kefu_conversation_free(conversation);
    return status == KEFU_OK;
}

static bool read_line(struct job *job, const struct input *input) {
    kefu_error error;
    memset(&error, 0, sizeof error);
    if (print(job, input, NULL, &error)) {
        cli_findings_of_line(job->printer, input, false);
        return true;
    }
    if (!cli_findings_skip(job->printer, input, false, &error))
        return false;
    if (print(job, input, error.message, &error))
        return true;
    cli_fail("%s", error.message);
    return false;
}

int cli_dialogues(kefu_scheme *scheme, kefu_scratch *scratch, struct input *input, bool skip_pinyin,
                  struct finding_printer *printer) {
    struct job job;
    bool good = true;
    memset(&job, 0, sizeof job);
    job.scheme = scheme;
    job.scratch = scratch;
    job.flags = skip_pinyin ? KEFU_CONVERSATION_SKIP_PINYIN : 0;
    job.printer = printer;
    while (good && !ferror(stdout) && cli_input_line(input))
        good = read_line(&job, input);
    cli_json_member_end(&job.turns);
    cli_json_member_end(&job.messages);
    if (!cli_flush() || input->failed)
        return EXIT_FOUND;
    return good ? EXIT_DONE : EXIT_FOUND;
}
