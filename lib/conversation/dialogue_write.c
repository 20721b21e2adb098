/* SPDX-License-Identifier: MIT
 * The result of the dialogue model as JSON: the estimate, the customer's trajectory, the evidence.
 * */
#include <string.h>

#include "conversation/dialogue.h"
#include "conversation/sentiment.h"
#include "json/json.h"

enum { EVIDENCE_MAX = 20, DIGITS = 4, ESTIMATE_DIGITS = 6 };

static void put_rounded(struct json_writer *json, const char *name, double number) {
    kefu__json_put_name(json, name);
    kefu__json_put_rounded(json, number, DIGITS);
}

/* Writes the members "message" and "id", which identify a message. */
static void put_which(struct json_writer *json, const kefu_conversation *c, uint32_t message) {
    const kefu_str id = c->messages[message].id;
    kefu__json_put_name(json, "message");
    kefu__json_put_integer(json, message);
    kefu__json_put_name(json, "id");
    kefu__json_put_text(json, id.data, id.size);
}

static void put_message(struct json_writer *json, const char *name, const kefu_conversation *c,
                        uint32_t message) {
    kefu__json_put_name(json, name);
    kefu__json_open_object(json);
    put_which(json, c, message);
    kefu__json_close_object(json);
}

/* Writes the members "start", "end" and, if the text was kept, "text". */
static void put_span(struct json_writer *json, const struct message_record *message, uint32_t start,
                     uint32_t end) {
    kefu__json_put_name(json, "start");
    kefu__json_put_integer(json, start);
    kefu__json_put_name(json, "end");
    kefu__json_put_integer(json, end);
    kefu__json_put_name(json, "text");
    if (end <= message->text.size)
        kefu__json_put_text(json, message->text.size ? message->text.data + start : "",
                            end - start);
    else
        kefu__json_put_null(json);
}

static kefu_label label_of(double polarity) {
    return polarity > SENTIMENT_MILD    ? KEFU_LABEL_POSITIVE
           : polarity < -SENTIMENT_MILD ? KEFU_LABEL_NEGATIVE
                                        : KEFU_LABEL_NEUTRAL;
}

/* ---- the estimate ---- */

/* Writes the confidence: how often estimates for dialogues of this familiarity (similarity to the
 * training data) are close to people's ratings. */
static void put_confidence(struct json_writer *json, double familiarity) {
    const double foreign = constants.confidence_foreign;
    kefu__json_put_rounded(json, foreign + (constants.confidence_familiar - foreign) * familiarity,
                           DIGITS);
}

static void put_estimate(struct json_writer *json, const struct dialogue *d) {
    kefu__json_put_name(json, "satisfaction");
    if (d->state == KEFU_STATE_OK)
        kefu__json_put_rounded(json, d->satisfaction, ESTIMATE_DIGITS);
    else
        kefu__json_put_null(json);
    kefu__json_put_name(json, "confidence");
    if (d->state == KEFU_STATE_OK && d->has_domain)
        put_confidence(json, d->familiarity);
    else
        kefu__json_put_null(json);
    kefu__json_put_name(json, "out_of_domain");
    if (d->state == KEFU_STATE_OK && d->has_domain)
        kefu__json_put_bool(json, d->familiarity < constants.familiar_min);
    else
        kefu__json_put_null(json);
    kefu__json_put_name(json, "status");
    kefu__json_put_string(json, kefu_state_name(d->state));
    kefu__json_put_name(json, "reason");
    if (d->reason == KEFU_REASON_NONE)
        kefu__json_put_null(json);
    else
        kefu__json_put_string(json, kefu_reason_name(d->reason));
}

/* Writes the summands of the estimated satisfaction, whose sum is then limited to −2 … 2. */
static void put_parts(struct json_writer *json, const struct dialogue *d) {
    size_t i;
    kefu__json_put_name(json, "parts");
    if (d->state != KEFU_STATE_OK) {
        kefu__json_put_null(json);
        return;
    }
    kefu__json_open_object(json);
    kefu__json_put_name(json, "bias");
    kefu__json_put_rounded(json, d->bias, ESTIMATE_DIGITS);
    for (i = 0; i < CHANNELS; i++) {
        kefu__json_put_name(json, kefu__channel_names[i]);
        kefu__json_put_rounded(json, d->parts[i], ESTIMATE_DIGITS);
    }
    kefu__json_put_name(json, "measures");
    kefu__json_put_rounded(json, d->parts[PART_MEASURES], ESTIMATE_DIGITS);
    kefu__json_put_name(json, "signals");
    kefu__json_put_rounded(json, d->parts[PART_SIGNALS], ESTIMATE_DIGITS);
    kefu__json_close_object(json);
}

/* Writes the signals (thanks, complaints, … counted by the lexicon) that were found: their number
 * of occurrences and their contribution to the estimate. */
static void put_signals(struct json_writer *json, const struct dialogue *d) {
    size_t i;
    kefu__json_put_name(json, "signals");
    kefu__json_open_array(json);
    for (i = 0; i < SIGNALS; i++) {
        if (d->counts[i] == 0)
            continue;
        kefu__json_open_object(json);
        kefu__json_put_name(json, "signal");
        kefu__json_put_string(json, kefu__signal_names[i]);
        put_rounded(json, "count", d->counts[i]);
        kefu__json_put_name(json, "value");
        kefu__json_put_rounded(json, d->signals[i], ESTIMATE_DIGITS);
        kefu__json_close_object(json);
    }
    kefu__json_close_array(json);
}

static void put_evidence(struct json_writer *json, const kefu_conversation *c,
                         const struct dialogue *d) {
    size_t i;
    kefu__json_put_name(json, "evidence");
    kefu__json_open_array(json);
    for (i = 0; i < d->evidence_count && i < EVIDENCE_MAX; i++) {
        const struct dialogue_evidence *item = &d->evidence[i];
        kefu__json_open_object(json);
        put_which(json, c, item->message);
        put_span(json, &c->messages[item->message], item->start, item->end);
        kefu__json_put_name(json, "channel");
        kefu__json_put_string(json, kefu__channel_names[item->channel]);
        put_rounded(json, "value", item->value);
        kefu__json_close_object(json);
    }
    kefu__json_close_array(json);
}

/* ---- the trajectory ---- */

static void put_end(struct json_writer *json, const char *name, const kefu_conversation *c,
                    double polarity, uint32_t message) {
    kefu__json_put_name(json, name);
    kefu__json_open_object(json);
    put_rounded(json, "polarity", polarity);
    kefu__json_put_name(json, "label");
    kefu__json_put_string(json, kefu_label_name(label_of(polarity)));
    put_which(json, c, message);
    kefu__json_close_object(json);
}

/* How negative a hit is, for choosing the worst one; 0: not negative. */
static double badness(const struct message_hit *hit) {
    const bool bad = hit->kind == HIT_EMOTION || hit->kind == HIT_INTENT ||
                     (hit->kind == HIT_ASPECT && hit->polarity < 0);
    const bool good = hit->kind == HIT_EMOTION && hit->id &&
                      (!strcmp(hit->id, "gratitude") || !strcmp(hit->id, "satisfaction"));
    return bad && !good ? (double)hit->score : 0;
}

/* Writes the span that best shows why a message is the worst: its most negative hit, else the whole
 * message. */
static void put_worst(struct json_writer *json, const kefu_conversation *c, uint32_t message) {
    const struct message_record *record = &c->messages[message];
    uint32_t i, start = 0, end = (uint32_t)record->text.size;
    double strongest = 0;
    for (i = 0; record->polarity < 0 && i < record->hit_count; i++)
        if (badness(&record->hits[i]) > strongest) {
            strongest = badness(&record->hits[i]);
            start = record->hits[i].start;
            end = record->hits[i].end;
        }
    kefu__json_put_name(json, "worst");
    kefu__json_open_object(json);
    put_rounded(json, "polarity", record->polarity);
    kefu__json_put_name(json, "label");
    kefu__json_put_string(json, kefu_label_name(record->label));
    put_which(json, c, message);
    put_span(json, record, start, end);
    kefu__json_close_object(json);
}

static void put_change(struct json_writer *json, const kefu_conversation *c,
                       const struct trajectory_change *change) {
    put_rounded(json, "from", change->from);
    put_rounded(json, "to", change->to);
    put_message(json, "before", c, change->before);
    put_message(json, "after", c, change->after);
}

static void put_recovery(struct json_writer *json, const kefu_conversation *c,
                         const struct trajectory *trajectory) {
    kefu__json_put_name(json, "recovery");
    if (!trajectory->recovered) {
        kefu__json_put_null(json);
        return;
    }
    kefu__json_open_object(json);
    put_change(json, c, &trajectory->recovery);
    kefu__json_put_name(json, "act");
    if (trajectory->act) {
        kefu__json_open_object(json);
        kefu__json_put_name(json, "act");
        kefu__json_put_string(json, trajectory->act->id);
        put_which(json, c, trajectory->act_message);
        put_span(json, &c->messages[trajectory->act_message], trajectory->act->start,
                 trajectory->act->end);
        kefu__json_close_object(json);
    } else {
        kefu__json_put_null(json);
    }
    kefu__json_close_object(json);
}

static void put_trajectory(struct json_writer *json, const kefu_conversation *c,
                           const struct trajectory *trajectory) {
    static const char *const names[] = {"start", "end", "worst"};
    size_t i;
    if (trajectory->spoke) {
        put_end(json, "start", c, trajectory->start, trajectory->start_message);
        put_end(json, "end", c, trajectory->end, trajectory->end_message);
        put_worst(json, c, trajectory->worst_message);
    }
    for (i = 0; !trajectory->spoke && i < sizeof names / sizeof *names; i++) {
        kefu__json_put_name(json, names[i]);
        kefu__json_put_null(json);
    }
    kefu__json_put_name(json, "turning_points");
    kefu__json_open_array(json);
    for (i = 0; i < trajectory->turning_point_count; i++) {
        kefu__json_open_object(json);
        put_change(json, c, &trajectory->turning_points[i]);
        kefu__json_close_object(json);
    }
    kefu__json_close_array(json);
    put_recovery(json, c, trajectory);
}

kefu_status kefu_conversation_write_dialogue(const kefu_conversation *c, kefu_write write,
                                             void *ctx, kefu_error *error) {
    struct dialogue dialogue;
    struct json_writer json;
    struct trajectory trajectory;
    struct buffer buffer;
    kefu_status status;
    if (!c || !write)
        return kefu__fail(error, KEFU_E_ARGUMENT, "writing needs a conversation and a writer");
    status = kefu__conversation_check_analysed(c, error);
    if (status == KEFU_OK)
        status = kefu__dialogue_evaluate(c, true, &dialogue, error);
    if (status != KEFU_OK)
        return status;
    kefu__trajectory_compute(c, &trajectory);
    kefu__buffer_init(&buffer, &c->allocator);
    kefu__json_begin(&json, &buffer);
    kefu__json_open_object(&json);
    kefu__json_put_name(&json, "id");
    kefu__json_put_text(&json, c->id.data, c->id.size);
    put_estimate(&json, &dialogue);
    put_trajectory(&json, c, &trajectory);
    put_evidence(&json, c, &dialogue);
    put_signals(&json, &dialogue);
    put_parts(&json, &dialogue);
    kefu__json_close_object(&json);
    kefu__dialogue_free(&dialogue);
    return kefu__buffer_hand_over(&buffer, write, ctx, error);
}
