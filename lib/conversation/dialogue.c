/* SPDX-License-Identifier: MIT
 * The learned model of dialogues evaluated on a conversation: turns, estimate, evidence. */
#include "conversation/dialogue.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "conversation/sentiment.h"
#include "conversation/signals.h"
#include "lexicon/lexicon.h"
#include "text/mail.h"

enum { EVIDENCE_CHARACTERS_MIN = 2, EVIDENCE_LOOK_BACK = 8 };
/* A phrase is listed as evidence only if its contribution has at least this absolute value. */
#define EVIDENCE_VALUE_MIN 0.01

/* ---- turns ---- */

static bool make_room(const kefu_conversation *c, struct dialogue *d) {
    size_t i;
    for (i = 0; i < c->message_count; i++)
        if (kefu__message_is_heard(&c->messages[i])) {
            d->room++;
            d->text_size += c->messages[i].text.size + 1;
        }
    d->turns = kefu__alloc(&d->allocator, d->room * sizeof *d->turns);
    d->places = kefu__alloc(&d->allocator, d->room * sizeof *d->places);
    d->texts = kefu__alloc(&d->allocator, d->text_size);
    return d->turns && d->places && d->texts;
}

/* Concatenates the texts of the messages, so that those of a turn are contiguous. */
static void join_turns(const kefu_conversation *c, struct dialogue *d) {
    char *at = d->texts;
    size_t i;
    for (i = 0; i < c->message_count; i++) {
        const struct message_record *message = &c->messages[i];
        const bool customer = message->role == KEFU_ROLE_CUSTOMER;
        struct learned_turn *turn = d->turn_count ? &d->turns[d->turn_count - 1] : NULL;
        struct dialogue_part *place;
        if (!kefu__message_is_heard(message))
            continue;
        if (turn && turn->customer == customer) {
            *at++ = '\n';
            turn->text.size++;
        } else {
            turn = &d->turns[d->turn_count++];
            turn->customer = customer;
            turn->text.data = at;
            turn->text.size = 0;
        }
        const size_t own = kefu__mail_own_size(message->text.data, message->text.size);
        if (own)
            memcpy(at, message->text.data, own);
        at += own;
        place = &d->places[d->place_count++];
        place->message = (uint32_t)i;
        place->turn = (uint32_t)d->turn_count - 1;
        place->start = turn->text.size;
        turn->text.size += own;
        place->end = turn->text.size;
    }
}

/* ---- evidence ---- */

/* The message that contains the phrase `reason`, a piece of evidence; NULL if the phrase spans two
 * messages. */
static const struct dialogue_part *place_of(const struct dialogue *d,
                                            const struct dialogue_reason *reason) {
    size_t low = 0, high = d->place_count;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        const struct dialogue_part *place = &d->places[middle];
        if (place->turn < reason->turn ||
            (place->turn == reason->turn && place->start <= reason->start))
            low = middle;
        else
            high = middle;
    }
    return reason->end <= d->places[low].end ? &d->places[low] : NULL;
}

/* Orders evidence by message and start, and by descending length if the start is the same. */
static int compare_places(const void *a, const void *b) {
    const struct dialogue_evidence *x = a, *y = b;
    if (x->message != y->message)
        return x->message < y->message ? -1 : 1;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    if (x->end != y->end)
        return x->end > y->end ? -1 : 1;
    return (x->channel > y->channel) - (x->channel < y->channel);
}

static int compare_strength(const void *a, const void *b) {
    const struct dialogue_evidence *x = a, *y = b;
    const double left = fabs(x->value), right = fabs(y->value);
    if (left < right || left > right)
        return left < right ? 1 : -1;
    return compare_places(a, b);
}

/* Adds the contribution of a phrase, `part`, to that of a longer phrase, `into`, whose channel
 * (part of the dialogue, enum learned_channel) becomes the one with the largest contribution. */
static void add_part(struct dialogue_evidence *into, const struct dialogue_evidence *part) {
    into->value += part->value;
    into->by_channel[part->channel] += part->value;
    if (fabs(into->by_channel[part->channel]) > fabs(into->by_channel[into->channel]))
        into->channel = part->channel;
}

/* Adds the contributions of phrases that lie inside a longer phrase to the longer one, over all
 * channels (parts of the dialogue), and removes them. Returns the number of phrases left. */
static size_t sum_nested(struct dialogue_evidence *items, size_t count) {
    size_t i, k, kept = 0;
    for (i = 0; i < count; i++) {
        const struct dialogue_evidence item = items[i];
        struct dialogue_evidence *into = NULL;
        for (k = kept; k > 0 && kept - k < EVIDENCE_LOOK_BACK && !into; k--)
            if (items[k - 1].message == item.message && items[k - 1].start <= item.start &&
                items[k - 1].end >= item.end)
                into = &items[k - 1];
        if (into)
            add_part(into, &item);
        else
            items[kept++] = item;
    }
    return kept;
}

static size_t characters_of(const struct message_record *message,
                            const struct dialogue_evidence *item) {
    return utf8_count(message->text.data + item->start, item->end - item->start);
}

/* Drops evidence of a single character, which explains nothing, or with a very small contribution;
 * the contributions remain in dialogue.parts. Returns the number of pieces left. */
static size_t keep_readable(const kefu_conversation *c, struct dialogue_evidence *items,
                            size_t count) {
    size_t i, kept = 0;
    for (i = 0; i < count; i++)
        if (characters_of(&c->messages[items[i].message], &items[i]) >= EVIDENCE_CHARACTERS_MIN &&
            fabs(items[i].value) >= EVIDENCE_VALUE_MIN)
            items[kept++] = items[i];
    return kept;
}

static bool gather_evidence(const kefu_conversation *c, const struct dialogue_reasons *reasons,
                            struct dialogue *d) {
    size_t i;
    d->evidence_room = reasons->count;
    d->evidence = kefu__alloc(&d->allocator, d->evidence_room * sizeof *d->evidence);
    if (!d->evidence)
        return false;
    for (i = 0; i < reasons->count; i++) {
        const struct dialogue_reason *reason = &reasons->items[i];
        const struct dialogue_part *place = place_of(d, reason);
        struct dialogue_evidence *item = &d->evidence[d->evidence_count];
        if (!place)
            continue;
        item->message = place->message;
        item->start = reason->start - (uint32_t)place->start;
        item->end = reason->end - (uint32_t)place->start;
        item->channel = reason->channel;
        item->value = reason->value * d->learned_share;
        memset(item->by_channel, 0, sizeof item->by_channel);
        item->by_channel[reason->channel] = item->value;
        d->evidence_count++;
    }
    qsort(d->evidence, d->evidence_count, sizeof *d->evidence, compare_places);
    d->evidence_count = keep_readable(c, d->evidence, sum_nested(d->evidence, d->evidence_count));
    qsort(d->evidence, d->evidence_count, sizeof *d->evidence, compare_strength);
    return true;
}

/* ---- the estimate ---- */

/* Is there no basis for an estimate (no customer message, no model, no texts)? If so, sets the
 * state and the reason. */
static bool is_out_of_reach(const kefu_conversation *c, struct dialogue *d) {
    if (kefu__sentiment_count(c, KEFU_ROLE_CUSTOMER) == 0) {
        d->state = KEFU_STATE_NO_DATA;
        d->reason = KEFU_REASON_NO_CUSTOMER;
    } else if (!c->scheme->lexicon->dialogue_image) {
        d->state = KEFU_STATE_NO_DATA;
        d->reason = KEFU_REASON_NO_MODEL;
    } else if (c->flags & KEFU_CONVERSATION_NO_TEXT) {
        d->state = KEFU_STATE_NO_DATA;
        d->reason = KEFU_REASON_NO_TEXT;
    }
    return d->state != KEFU_STATE_OK;
}

/* Sets the share of the learned model in the estimate, which is smaller for dialogues that differ
 * from its training data. A model that does not describe its training data has the share 1. */
static void weigh(const struct learned_model *model, struct dialogue *d) {
    d->has_domain = model->turns.high > 0;
    d->learned_share = 1;
    if (!d->has_domain)
        return;
    d->familiarity = kefu__dialogue_familiarity(model, d->turns, d->turn_count);
    d->learned_share = constants.learned_foreign +
                       (constants.learned_familiar - constants.learned_foreign) * d->familiarity;
}

/* Multiplies the contributions of the learned model by its share in the estimate, and those of the
 * signals (counted by the lexicon) by the rest, so that all parts add up to the estimate. */
static void mix(const kefu_conversation *c, const struct learned_model *model, struct dialogue *d) {
    const double share = d->learned_share;
    d->bias = share * model->outputs[0].bias + (1 - share) * constants.signals_bias;
    for (size_t i = 0; i < PART_SIGNALS; i++)
        d->parts[i] *= share;
    kefu__signals_count(c, d->counts);
    for (size_t i = 0; i < SIGNALS; i++) {
        d->signals[i] = (1 - share) * constants.signals[i] * d->counts[i];
        d->parts[PART_SIGNALS] += d->signals[i];
    }
}

static double sum_of(const struct dialogue *d) {
    double sum = d->bias;
    for (size_t i = 0; i < PARTS; i++)
        sum += d->parts[i];
    return sum < -2 ? -2 : sum > 2 ? 2 : sum;
}

static kefu_status estimate(const kefu_conversation *c, bool with_reasons, struct dialogue *d,
                            kefu_error *error) {
    struct dialogue_reasons reasons = {.allocator = d->allocator};
    struct scanner *scanner;
    double sum = 0;
    kefu_status status = kefu__scanner_borrow(c->scheme->lexicon->dialogue_image, &scanner, error);
    if (status != KEFU_OK)
        return status;
    weigh(scanner->model, d);
    status = kefu__dialogue_estimate(scanner, d->turns, d->turn_count, &sum, d->parts,
                                     with_reasons ? &reasons : NULL, error);
    if (status == KEFU_OK && with_reasons && !gather_evidence(c, &reasons, d))
        status = kefu__no_memory(error);
    mix(c, scanner->model, d);
    d->satisfaction = sum_of(d);
    kefu__release(&d->allocator, reasons.items, reasons.capacity * sizeof *reasons.items);
    kefu__scanner_give_back(scanner);
    return status;
}

kefu_status kefu__dialogue_evaluate(const kefu_conversation *c, bool reasons,
                                    struct dialogue *dialogue, kefu_error *error) {
    kefu_status status;
    memset(dialogue, 0, sizeof *dialogue);
    dialogue->allocator = c->allocator;
    if (is_out_of_reach(c, dialogue))
        return KEFU_OK;
    if (!make_room(c, dialogue)) {
        kefu__dialogue_free(dialogue);
        return kefu__no_memory(error);
    }
    join_turns(c, dialogue);
    status = estimate(c, reasons, dialogue, error);
    if (status != KEFU_OK)
        kefu__dialogue_free(dialogue);
    return status;
}

void kefu__dialogue_free(struct dialogue *d) {
    if (!d->allocator.release)
        return;
    kefu__release(&d->allocator, d->turns, d->room * sizeof *d->turns);
    kefu__release(&d->allocator, d->places, d->room * sizeof *d->places);
    kefu__release(&d->allocator, d->texts, d->text_size);
    kefu__release(&d->allocator, d->evidence, d->evidence_room * sizeof *d->evidence);
    d->turns = NULL;
    d->places = NULL;
    d->texts = NULL;
    d->evidence = NULL;
}
