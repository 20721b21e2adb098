/* SPDX-License-Identifier: MIT
 * An analysis as one line of JSON. */
#include "analysis/analysis.h"

#include <math.h>

#include "words/filter.h"
#include "words/words.h"

enum { DIGITS = 4 }; /* decimals of numbers in the output; positive_probability has 6 */

static void put_factors(struct json_writer *writer, const struct hit_record *hit) {
    kefu__json_put_name(writer, "factors");
    kefu__json_open_array(writer);
    for (size_t i = 0; i < hit->factor_count; i++) {
        const struct factor_record *factor = &hit->factors[i];
        kefu__json_open_object(writer);
        kefu__json_put_name(writer, "kind");
        kefu__json_put_string(writer, kefu_factor_name(factor->kind));
        kefu__json_put_name(writer, "factor");
        kefu__json_put_rounded(writer, factor->factor, DIGITS);
        if (factor->end > factor->start) {
            kefu__json_put_name(writer, "start");
            kefu__json_put_integer(writer, factor->start);
            kefu__json_put_name(writer, "end");
            kefu__json_put_integer(writer, factor->end);
        }
        kefu__json_close_object(writer);
    }
    kefu__json_close_array(writer);
}

static void put_hit(struct json_writer *writer, const kefu_analysis *analysis,
                    const struct hit_record *hit) {
    const char *entry = kefu_scheme_entry_text(analysis->scheme, hit->entry);
    const char *text = analysis->text + hit->start;
    kefu__json_open_object(writer);
    kefu__json_put_name(writer, "start");
    kefu__json_put_integer(writer, hit->start);
    kefu__json_put_name(writer, "end");
    kefu__json_put_integer(writer, hit->end);
    kefu__json_put_name(writer, "text");
    kefu__json_put_text(writer, text, hit->end - hit->start);
    kefu__json_put_name(writer, "entry");
    if (entry)
        kefu__json_put_string(writer, entry);
    else
        kefu__json_put_null(writer);
    kefu__json_put_name(writer, "base");
    kefu__json_put_rounded(writer, hit->base, DIGITS);
    kefu__json_put_name(writer, "value");
    kefu__json_put_rounded(writer, hit->value, DIGITS);
    if (hit->flags & KEFU_HIT_LEARNED) {
        kefu__json_put_name(writer, "learned");
        kefu__json_put_bool(writer, true);
    }
    if (hit->factor_count > 0)
        put_factors(writer, hit);
    kefu__json_close_object(writer);
}

/* ---- pieces ---- */

enum { READABLE_CHARACTERS_MIN = 2 };

static size_t count_han(const char *text, size_t size) {
    size_t count = 0;
    for (size_t i = 0; i < size; i++)
        count += kefu__words_is_lead((unsigned char)text[i]);
    return count;
}

/* Is this hit a learned keyword that means nothing to a reader? Digits, punctuation, parts of Latin
 * words, single characters, and matches that split a word of the text are part of the score, but
 * explain nothing. */
static bool is_piece(const kefu_analysis *analysis, const struct hit_record *hit) {
    struct words_crossing crossing[WORDS_CROSSING_MAX];
    if (!(hit->flags & KEFU_HIT_LEARNED) || hit->flags & KEFU_HIT_PAIR)
        return false;
    return count_han(analysis->text + hit->start, hit->end - hit->start) <
               READABLE_CHARACTERS_MIN ||
           kefu__words_find_crossing(analysis->text, analysis->scratch->input.size, hit->start,
                                     hit->end, crossing) > 0;
}

/* Writes one hit for all learned keywords that mean nothing to a reader; base and value are their
 * sums. */
static void put_others(struct json_writer *writer, double base, double value) {
    kefu__json_open_object(writer);
    kefu__json_put_name(writer, "start");
    kefu__json_put_integer(writer, 0);
    kefu__json_put_name(writer, "end");
    kefu__json_put_integer(writer, 0);
    kefu__json_add_string(writer, "text", "");
    kefu__json_add_string(writer, "entry", "others");
    kefu__json_put_name(writer, "base");
    kefu__json_put_rounded(writer, base, DIGITS);
    kefu__json_put_name(writer, "value");
    kefu__json_put_rounded(writer, value, DIGITS);
    kefu__json_put_name(writer, "learned");
    kefu__json_put_bool(writer, true);
    kefu__json_close_object(writer);
}

/* Writes the hits, strongest first. Learned keywords that mean nothing to a reader are written as
 * one hit, which is sorted in by the strength of their sum. */
static void put_hits(struct json_writer *writer, kefu_analysis *analysis) {
    size_t count;
    /* the one hit for learned keywords that mean nothing to a reader must still be written */
    bool waits = false;
    const struct hit_record *hits = kefu__analysis_hits(analysis, &count);
    double base = 0, value = 0;
    for (size_t i = 0; i < count; i++)
        if (is_piece(analysis, &hits[i])) {
            waits = true;
            base += hits[i].base;
            value += hits[i].value;
        }
    kefu__json_put_name(writer, "hits");
    kefu__json_open_array(writer);
    for (size_t i = 0; i < count; i++) {
        if (is_piece(analysis, &hits[i]))
            continue;
        if (waits && fabs(hits[i].value) < fabs(value)) {
            put_others(writer, base, value);
            waits = false;
        }
        put_hit(writer, analysis, &hits[i]);
    }
    if (waits)
        put_others(writer, base, value);
    kefu__json_close_array(writer);
}

static void put_found(struct json_writer *writer, const kefu_analysis *analysis,
                      kefu_found_kind kind, const char *name) {
    kefu__json_put_name(writer, name);
    kefu__json_open_array(writer);
    for (size_t i = 0; i < analysis->found_count[kind]; i++) {
        const struct found_record *found = &analysis->found[kind][i];
        kefu__json_open_object(writer);
        kefu__json_put_name(writer, "id");
        kefu__json_put_string(writer, found->id);
        kefu__json_put_name(writer, "score");
        kefu__json_put_rounded(writer, found->score, DIGITS);
        if (kind == KEFU_FOUND_ASPECT) {
            kefu__json_put_name(writer, "polarity");
            kefu__json_put_rounded(writer, found->polarity, DIGITS);
            kefu__json_put_name(writer, "stance");
            kefu__json_put_string(writer, kefu__word_name(&kefu__stances, found->stance));
        } else if (kind == KEFU_FOUND_FAULT || kind == KEFU_FOUND_HINT) {
            kefu__json_put_name(writer, "certainty");
            if (found->certainty < 0)
                kefu__json_put_null(writer);
            else
                kefu__json_put_rounded(writer, found->certainty, DIGITS);
        }
        kefu__json_put_name(writer, "start");
        kefu__json_put_integer(writer, found->start);
        kefu__json_put_name(writer, "end");
        kefu__json_put_integer(writer, found->end);
        kefu__json_close_object(writer);
    }
    kefu__json_close_array(writer);
}

static void put_quality(struct json_writer *writer, const kefu_analysis *analysis) {
    kefu__json_put_name(writer, "quality");
    kefu__json_open_array(writer);
    for (size_t i = 0; i < analysis->quality_count; i++) {
        kefu__json_open_object(writer);
        kefu__json_put_name(writer, "code");
        kefu__json_put_string(writer, analysis->quality[i].code);
        kefu__json_put_name(writer, "count");
        kefu__json_put_integer(writer, (int64_t)analysis->quality[i].count);
        kefu__json_put_name(writer, "offset");
        kefu__json_put_integer(writer, (int64_t)analysis->quality[i].offset);
        kefu__json_close_object(writer);
    }
    kefu__json_close_array(writer);
}

/* Writes the matches of entries that were ignored, each with the dictionary word that crosses one
 * end of the match: 寄了 because of 邮寄. */
static void put_dropped(struct json_writer *writer, const kefu_analysis *analysis) {
    if (analysis->dropped_count == 0)
        return;
    kefu__json_put_name(writer, "dropped");
    kefu__json_open_array(writer);
    for (size_t i = 0; i < analysis->dropped_count; i++) {
        const struct dropped_record *dropped = &analysis->dropped[i];
        kefu__json_open_object(writer);
        kefu__json_put_name(writer, "start");
        kefu__json_put_integer(writer, dropped->start);
        kefu__json_put_name(writer, "end");
        kefu__json_put_integer(writer, dropped->end);
        kefu__json_put_name(writer, "entry");
        kefu__json_put_string(writer, analysis->scheme->lexicon->entries[dropped->entry].text);
        kefu__json_put_name(writer, "because");
        kefu__json_put_text(writer, analysis->text + dropped->word_start,
                            dropped->word_end - dropped->word_start);
        kefu__json_close_object(writer);
    }
    kefu__json_close_array(writer);
}

static void put_analysis(struct json_writer *writer, kefu_analysis *analysis) {
    const kefu_sentiment *sentiment = &analysis->sentiment;
    kefu__json_open_object(writer);
    kefu__json_put_name(writer, "label");
    kefu__json_put_string(writer, kefu_label_name(sentiment->label));
    kefu__json_put_name(writer, "polarity");
    kefu__json_put_rounded(writer, sentiment->polarity, DIGITS);
    kefu__json_put_name(writer, "positive_probability");
    kefu__json_put_rounded(writer, sentiment->positive_probability, 6);
    kefu__json_put_name(writer, "confidence");
    kefu__json_put_rounded(writer, sentiment->confidence, DIGITS);
    kefu__json_put_name(writer, "score");
    kefu__json_put_rounded(writer, sentiment->score, DIGITS);
    kefu__json_put_name(writer, "bias");
    kefu__json_put_rounded(writer, analysis->bias, DIGITS);
    put_hits(writer, analysis);
    put_found(writer, analysis, KEFU_FOUND_EMOTION, "emotions");
    put_found(writer, analysis, KEFU_FOUND_ASPECT, "aspects");
    put_found(writer, analysis, KEFU_FOUND_ACT, "acts");
    put_found(writer, analysis, KEFU_FOUND_INTENT, "intents");
    put_found(writer, analysis, KEFU_FOUND_FAULT, "faults");
    put_found(writer, analysis, KEFU_FOUND_HINT, "hints");
    put_found(writer, analysis, KEFU_FOUND_DEMAND, "demands");
    put_dropped(writer, analysis);
    put_quality(writer, analysis);
    kefu__json_close_object(writer);
}

kefu_status kefu_analysis_write(kefu_analysis *analysis, kefu_write write, void *ctx,
                                kefu_error *error) {
    struct json_writer writer;
    struct buffer *buffer;
    if (!analysis || !write)
        return kefu__fail(error, KEFU_E_ARGUMENT, "analysis or write is NULL");
    buffer = &analysis->scratch->buffer;
    buffer->size = 0;
    buffer->failed = false;
    kefu__json_begin(&writer, buffer);
    put_analysis(&writer, analysis);
    if (buffer->failed)
        return kefu__no_memory(error);
    const kefu_status status = write(ctx, buffer->data, buffer->size);
    return status == KEFU_OK ? KEFU_OK : kefu__stopped(error, status);
}
