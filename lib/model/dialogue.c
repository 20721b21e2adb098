/* SPDX-License-Identifier: MIT
 * Dialogues: their channels and measures, and a model's estimate from them. */
#include <math.h>
#include <string.h>

#include "base/utf8.h"
#include "model/dialogue.h"

const char *const kefu__channel_names[CHANNELS + 1] = {"customer", "first",      "last", "end",
                                                       "agent",    "agent_last", NULL};

static size_t first_of(const struct learned_turn *turns, size_t count, bool customer) {
    size_t i = 0;
    while (i < count && turns[i].customer != customer)
        i++;
    return i;
}

static size_t last_of(const struct learned_turn *turns, size_t count, bool customer) {
    for (size_t i = count; i-- > 0;)
        if (turns[i].customer == customer)
            return i;
    return count;
}

bool kefu__channel_has(enum learned_channel channel, const struct learned_turn *turns, size_t count,
                       size_t turn) {
    switch (channel) {
    case CHANNEL_CUSTOMER:
        return turns[turn].customer;
    case CHANNEL_FIRST:
        return turn == first_of(turns, count, true);
    case CHANNEL_LAST:
        return turn == last_of(turns, count, true) && turn != first_of(turns, count, true);
    case CHANNEL_END:
        return turn == count - 1 && turns[turn].customer;
    case CHANNEL_AGENT:
        return !turns[turn].customer;
    case CHANNEL_AGENT_LAST:
        return turn == last_of(turns, count, false);
    default:
        return false;
    }
}

const char *const kefu__measure_names[MEASURES + 1] = {"turns_log",
                                                       "customer_turns",
                                                       "agent_turns",
                                                       "ends_with_customer",
                                                       "customer_bytes_log",
                                                       "agent_bytes_log",
                                                       "last_customer_bytes_log",
                                                       NULL};

void kefu__measure_dialogue(const struct learned_turn *turns, size_t count,
                            double values[MEASURES]) {
    size_t customers = 0, customer_bytes = 0, agent_bytes = 0;
    for (size_t i = 0; i < count; i++) {
        customers += turns[i].customer;
        *(turns[i].customer ? &customer_bytes : &agent_bytes) += turns[i].text.size;
    }
    const size_t last = last_of(turns, count, true);
    values[0] = log1p((double)count);
    values[1] = (double)customers;
    values[2] = (double)(count - customers);
    values[3] = count && turns[count - 1].customer;
    values[4] = log1p((double)customer_bytes);
    values[5] = log1p((double)agent_bytes);
    values[6] = last < count ? log1p((double)turns[last].text.size) : 0;
}

double kefu__turn_characters(const struct learned_turn *turns, size_t count) {
    size_t customers = 0, characters = 0;
    for (size_t i = 0; i < count; i++)
        if (turns[i].customer) {
            customers++;
            characters += utf8_count(turns[i].text.data, turns[i].text.size);
        }
    return customers ? (double)characters / (double)customers : 0;
}

double kefu__dialogue_familiarity(const struct learned_model *model,
                                  const struct learned_turn *turns, size_t count) {
    const double low = model->turns.low, high = model->turns.high;
    const double characters = kefu__turn_characters(turns, count);
    if (characters >= high)
        return 1;
    return characters <= low ? 0 : log(characters / low) / log(high / low);
}

static double measure_value(const struct learned_model *model, const double values[MEASURES]) {
    double sum = 0;
    for (uint32_t i = 0; i < model->measure_count; i++)
        for (size_t k = 0; k < MEASURES; k++)
            if (kefu__str_is(model->measures[i].name, kefu__measure_names[k]))
                sum += model->measures[i].weight * values[k];
    return sum;
}

/* Appends to `reasons` the features that the scanner found in the given turn, which are those from
 * index `from` on. Their values are set later, by value_reasons(). */
static bool add_reasons(struct dialogue_reasons *reasons, const struct scanner *scanner,
                        size_t from, size_t channel, size_t turn) {
    if (!reasons)
        return true;
    if (!kefu__grow(&reasons->allocator, &reasons->items, &reasons->capacity,
                    reasons->count + scanner->count + 1, sizeof *reasons->items))
        return false;
    for (size_t i = from; i < scanner->count; i++)
        reasons->items[reasons->count++] = (struct dialogue_reason){
            .channel = (uint32_t)channel,
            .feature = scanner->features[i],
            .turn = (uint32_t)turn,
            .start = scanner->places[i].start,
            .end = scanner->places[i].end};
    return true;
}

static kefu_status scan_channel(struct scanner *scanner, size_t channel,
                                const struct learned_turn *turns, size_t count,
                                struct dialogue_reasons *reasons, kefu_error *error) {
    kefu_status status = kefu__scanner_begin(scanner, error);
    for (size_t i = 0; i < count && status == KEFU_OK; i++) {
        const size_t from = scanner->count;
        if (!kefu__channel_has((enum learned_channel)channel, turns, count, i))
            continue;
        status = kefu__scanner_add(scanner, turns[i].text.data, turns[i].text.size, error);
        if (status == KEFU_OK && !add_reasons(reasons, scanner, from, channel, i))
            status = kefu__no_memory(error);
    }
    return status;
}

/* Sets the contribution of each reason from index `from` on; removes those whose feature has no
 * weight in this channel's output. */
static void value_reasons(const struct scanner *scanner, uint32_t output, size_t from,
                          struct dialogue_reasons *reasons) {
    const struct learned_model *model = scanner->model;
    const double root = scanner->sum.count ? sqrt((double)scanner->sum.count) : 1;
    size_t kept = from;
    for (size_t i = from; i < reasons->count; i++) {
        struct dialogue_reason reason = reasons->items[i];
        for (uint32_t k = model->rows[reason.feature]; k < model->rows[reason.feature + 1]; k++)
            if (model->weights[k].output == output) {
                reason.value = model->outputs[output].scale * model->weights[k].weight / root;
                reasons->items[kept++] = reason;
            }
    }
    reasons->count = kept;
}

kefu_status kefu__dialogue_estimate(struct scanner *scanner, const struct learned_turn *turns,
                                    size_t count, double *estimate, double *values,
                                    struct dialogue_reasons *reasons, kefu_error *error) {
    const struct learned_model *model = scanner->model;
    double brought[CHANNELS + 1] = {0}, measures[MEASURES];
    double sum = model->outputs[0].bias;
    for (size_t c = 0; c < CHANNELS; c++) {
        const char *name = kefu__channel_names[c];
        const uint32_t output = kefu__learned_find(model, LEARNED_CHANNEL, name, strlen(name));
        const size_t from = reasons ? reasons->count : 0;
        if (output == LEARNED_NONE)
            continue;
        const kefu_status status = scan_channel(scanner, c, turns, count, reasons, error);
        if (status != KEFU_OK)
            return status;
        if (reasons)
            value_reasons(scanner, output, from, reasons);
        brought[c] = kefu__learned_output(&scanner->sum, output);
        sum += brought[c];
    }
    kefu__measure_dialogue(turns, count, measures);
    brought[CHANNELS] = measure_value(model, measures);
    *estimate = sum + brought[CHANNELS];
    if (values)
        memcpy(values, brought, sizeof brought);
    return KEFU_OK;
}
