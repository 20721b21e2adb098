/* SPDX-License-Identifier: MIT
 * Analysing a message's text, and condensing the analysis to what the record keeps. */
#include "conversation/message.h"

#include <string.h>

#include "analysis/analysis.h"
#include "base/utf8.h"
#include "conversation/due.h"
#include "kefu/redact.h"
#include "lexicon/digest.h"
#include "scheme/rule_set/rules.h"
#include "text/mail.h"

enum { PATTERN_MATCHES_MAX = 16 /* limit on the matches of one pattern in one message */ };

void kefu__message_analysis_init(struct message_analysis *analysis) {
    memset(analysis, 0, sizeof *analysis);
    analysis->label = KEFU_LABEL_NEUTRAL;
}

uint64_t kefu__message_analysis_version(void) {
    return kefu__reading_version();
}

/* ---- hits ---- */

static uint32_t add_kind(const kefu_analysis *analysis, uint32_t kind, struct message_hit *hits,
                         uint32_t count) {
    size_t found_count, i;
    const struct found_record *found = kefu__analysis_found(analysis, (kefu_found_kind)kind,
                                                            &found_count);
    for (i = 0; i < found_count && count < MESSAGE_HITS_MAX; i++) {
        struct message_hit *hit = &hits[count++];
        memset(hit, 0, sizeof *hit);
        hit->kind = (uint8_t)kind;
        hit->id = found[i].id;
        hit->start = found[i].start;
        hit->end = found[i].end;
        hit->score = (float)found[i].score;
        hit->polarity = (float)found[i].polarity;
        hit->count = (uint16_t)(found[i].count < UINT16_MAX ? found[i].count : UINT16_MAX);
    }
    return count;
}

static uint32_t add_found(const kefu_analysis *analysis, struct message_hit *hits) {
    uint32_t kind, count = 0;
    for (kind = HIT_EMOTION; kind <= HIT_DEMAND; kind++)
        count = add_kind(analysis, kind, hits, count);
    return count;
}

static uint32_t add_phrase(uint32_t phrase, uint32_t start, uint32_t end, struct message_hit *hits,
                           uint32_t count) {
    struct message_hit *hit = &hits[count];
    memset(hit, 0, sizeof *hit);
    hit->kind = HIT_PHRASE;
    hit->phrase = phrase;
    hit->start = start;
    hit->end = end;
    hit->score = 1;
    hit->count = 1;
    return count + 1;
}

static uint32_t add_phrases(const kefu_analysis *analysis, struct message_hit *hits,
                            uint32_t count) {
    size_t phrase_count, i;
    const struct phrase_hit *phrases = kefu__analysis_phrases(analysis, &phrase_count);
    for (i = 0; i < phrase_count && count < MESSAGE_HITS_MAX; i++)
        count = add_phrase(phrases[i].phrase, phrases[i].start, phrases[i].end, hits, count);
    return count;
}

/* Does a phrase of the group occur? */
static bool occurs(const kefu_analysis *analysis, const struct phrase_group *group) {
    size_t count, i, k;
    const struct phrase_hit *phrases = kefu__analysis_phrases(analysis, &count);
    for (i = 0; i < count; i++)
        for (k = 0; k < group->count; k++)
            if (phrases[i].phrase == group->phrases[k])
                return true;
    return false;
}

static uint32_t add_matches(const struct rule_pattern *pattern, const struct regex_text *text,
                            struct message_hit *hits, uint32_t count) {
    size_t from = 0;
    uint32_t start, end, found = 0;
    while (count < MESSAGE_HITS_MAX && found++ < PATTERN_MATCHES_MAX &&
           kefu__regex_find(&pattern->regex, text, &from, &start, &end))
        count = add_phrase(pattern->phrase, start, end, hits, count);
    return count;
}

/* Adds the matches of patterns of rules. The text is folded for them once, and only if a pattern
 * may match: one whose needed phrases do not occur cannot. Returns UINT32_MAX if out of memory. */
static uint32_t add_patterns(const kefu_conversation *c, kefu_scratch *scratch,
                             const kefu_analysis *analysis, kefu_str text, struct message_hit *hits,
                             uint32_t count) {
    const struct rules *rules = c->scheme->rules;
    struct regex_text *folded = kefu__scratch_regex_text(scratch);
    bool ready = false;
    size_t i;
    for (i = 0; rules && i < rules->pattern_count && count < MESSAGE_HITS_MAX; i++) {
        const struct rule_pattern *pattern = &rules->patterns[i];
        if (pattern->needs.count > 0 && !occurs(analysis, &pattern->needs))
            continue;
        if (!ready &&
            !kefu__regex_text_read(folded, text.data, kefu__mail_own_size(text.data, text.size)))
            return UINT32_MAX;
        ready = true;
        count = add_matches(pattern, folded, hits, count);
    }
    return count;
}

struct entity_taking {
    const struct rules *rules;
    struct message_hit *hits;
    uint32_t count;
};

static kefu_status take_entity(void *ctx, const kefu_redact_span *span) {
    struct entity_taking *taking = ctx;
    if (taking->count < MESSAGE_HITS_MAX)
        taking->count = add_phrase(taking->rules->entity_phrases[span->kind], (uint32_t)span->start,
                                   (uint32_t)span->end, taking->hits, taking->count);
    return KEFU_OK;
}

/* Adds the personal data that rules search for. Returns UINT32_MAX if out of memory. */
static uint32_t add_entities(const kefu_conversation *c, kefu_str text, struct message_hit *hits,
                             uint32_t count) {
    kefu_redact_options options = KEFU_REDACT_OPTIONS_INIT;
    struct entity_taking taking = {c->scheme->rules, hits, count};
    if (!taking.rules || taking.rules->entities == 0)
        return count;
    options.kinds = taking.rules->entities;
    options.allocator = &c->allocator;
    return kefu_redact_find(text.data, text.size, &options, take_entity, &taking, NULL) == KEFU_OK
               ? taking.count
               : UINT32_MAX;
}

/* Insertion sort by (kind, start), since there are few hits and they are nearly sorted. */
static void sort_hits(struct message_hit *hits, uint32_t count) {
    uint32_t i, j;
    for (i = 1; i < count; i++) {
        const struct message_hit hit = hits[i];
        for (j = i; j > 0 && (hits[j - 1].kind > hit.kind ||
                              (hits[j - 1].kind == hit.kind && hits[j - 1].start > hit.start));
             j--)
            hits[j] = hits[j - 1];
        hits[j] = hit;
    }
}

/* ---- the analysis ---- */

bool kefu__message_analysis_keep(kefu_conversation *c, const struct message_analysis *from,
                                 struct message_analysis *to) {
    struct message_hit *hits = NULL;
    uint32_t *signature = NULL;
    kefu_str text = {NULL, 0};
    if (from->hit_count) {
        hits = kefu__arena_alloc(&c->arena, from->hit_count * sizeof *hits);
        if (!hits)
            return false;
        memcpy(hits, from->hits, from->hit_count * sizeof *hits);
    }
    if (from->signature_size) {
        signature = kefu__arena_alloc(&c->arena, from->signature_size * sizeof *signature);
        if (!signature)
            return false;
        memcpy(signature, from->signature, from->signature_size * sizeof *signature);
    }
    if (from->text.size && !(c->flags & KEFU_CONVERSATION_NO_TEXT)) {
        text = kefu__conversation_keep(c, from->text);
        if (!text.data)
            return false;
    }
    *to = *from;
    to->hits = hits;
    to->signature = signature;
    to->text = text;
    return true;
}

kefu_status kefu__message_analyze(kefu_conversation *c, kefu_scratch *scratch, kefu_str text,
                                  uint32_t role, struct message_analysis *to, kefu_error *error) {
    kefu_analyze_options options = KEFU_ANALYZE_OPTIONS_INIT;
    struct message_hit hits[MESSAGE_HITS_MAX];
    uint32_t signature[SIGNATURE_MAX];
    const kefu_sentiment *sentiment;
    kefu_analysis *analysis;
    struct message_analysis found;
    kefu_status status;
    kefu__message_analysis_init(&found);
    if (text.size == 0) {
        *to = found;
        return KEFU_OK;
    }
    options.role = role;
    options.genre = KEFU_GENRE_MESSAGE;
    if (c->flags & KEFU_CONVERSATION_SKIP_PINYIN)
        options.flags |= KEFU_ANALYZE_SKIP_PINYIN;
    status = kefu_analyze(c->scheme, scratch, text.data, text.size, &options, &analysis, error);
    if (status != KEFU_OK)
        return status;
    sentiment = kefu_analysis_sentiment(analysis);
    found.label = sentiment->label;
    found.evidence = sentiment->hits;
    found.polarity = sentiment->polarity;
    found.positive_probability = sentiment->positive_probability;
    found.text = text;
    found.hits = hits;
    found.hit_count = add_phrases(analysis, hits, add_found(analysis, hits));
    found.hit_count = add_kind(analysis, HIT_HINT, hits, found.hit_count);
    found.hit_count = add_patterns(c, scratch, analysis, text, hits, found.hit_count);
    if (found.hit_count != UINT32_MAX)
        found.hit_count = add_entities(c, text, hits, found.hit_count);
    if (found.hit_count == UINT32_MAX)
        return kefu__no_memory(error);
    sort_hits(hits, found.hit_count);
    found.signature = signature;
    found.signature_size = kefu__signature(signature, text.data, text.size);
    found.characters = utf8_count(text.data, text.size);
    found.substance = kefu__analysis_substance(analysis);
    if (role == KEFU_ROLE_AGENT)
        found.due = kefu__due_read(text, hits, found.hit_count);
    return kefu__message_analysis_keep(c, &found, to) ? KEFU_OK : kefu__no_memory(error);
}

void kefu__message_assign(struct message_record *record, const struct message_analysis *analysis) {
    record->text = analysis->text;
    record->hits = analysis->hits;
    record->hit_count = (uint8_t)analysis->hit_count;
    record->signature = analysis->signature;
    record->signature_size = (uint8_t)analysis->signature_size;
    record->characters = analysis->characters;
    record->substance = (uint8_t)analysis->substance;
    record->due = analysis->due;
    record->label = (uint8_t)analysis->label;
    record->evidence = analysis->evidence;
    record->polarity = analysis->polarity;
    record->positive_probability = analysis->positive_probability;
    record->flags = (uint16_t)((record->flags & ~MESSAGE_SKIPPED) |
                               (analysis->skipped ? MESSAGE_SKIPPED : 0));
}
