/* SPDX-License-Identifier: MIT
 * What has an id: emotions, aspects with their own polarity, acts, intents, faults, demands. */
#include "analysis/analysis.h"
#include "text/quote.h"

#include <math.h>
#include <string.h>

/* Reserves room for the score of each id of the lexicon, and for as many results. */
static bool reserve(const struct input *input, struct id_scores *ids) {
    const size_t count = input->lexicon->id_count;
    return kefu__list_reserve(&ids->scores, count) && kefu__list_reserve(&ids->ranked, count) &&
           kefu__list_reserve(&ids->founds, count) &&
           (ids->score_numbers.count >= count || kefu__list_extend(&ids->score_numbers, count));
}

/* The score of an id, created if the id has none in this text. The indices in score_numbers are not
 * cleared between texts: one is valid if the score at that index has this id (a sparse set). */
static struct id_score *score_of(struct id_scores *ids, uint32_t id) {
    static const struct id_score none = {.missing = 1, .strongest = -1, .doubtful = UINT32_MAX};
    struct id_score *scores = ids->scores.items, *score;
    uint32_t *number = (uint32_t *)ids->score_numbers.items + id;
    if (*number < ids->scores.count && scores[*number].id == id)
        return &scores[*number];
    *number = (uint32_t)ids->scores.count++;
    score = &scores[*number];
    *score = none;
    score->id = id;
    return score;
}

/* ---- what longer words take over ---- */

/* A mention of an aspect lies inside a longer word: does that word replace the aspect? A neutral
 * phrase or a word with an id of its own does; grammar words (发票怎么开) and words without ids do
 * not. */
static bool is_replaced(const struct mention_lists *mentioned, uint32_t at) {
    const struct mention *mentions = mentioned->mentions.items, *mention = &mentions[at];
    const uint32_t size = mention->end - mention->start;
    const struct mention *other =
        &mentions[at > constants.cover_reach ? at - constants.cover_reach : 0];
    const struct mention *end = mentions + (mentioned->mentions.count < at + constants.cover_reach
                                                ? mentioned->mentions.count
                                                : at + constants.cover_reach);
    for (; other < end && other->start <= mention->start; other++)
        if ((other->end >= mention->end) & (other->end - other->start != size) & !other->gapped &
            ((other->sense == SENSE_BLOCKER) | ((other->traits & TRAIT_IDS) != 0)))
            return true;
    return false;
}

/* Does a negator of the same clause precede the mention closely, so that the mention states
 * nothing? 我们从不要求好评, 没办法给您换货; not 不给好评就…, where the short 不 states a
 * condition. */
static bool is_denied(const struct input *input, const struct mention_lists *mentioned,
                      const struct segmentation *segments, uint32_t at) {
    const struct mention *mentions = mentioned->mentions.items, *mention = &mentions[at];
    const struct clause *clause = (const struct clause *)segments->clauses.items + mention->clause;
    uint32_t i = at;
    for (; i > clause->first && at - i < constants.cover_reach; i--) {
        const struct mention *other = &mentions[i - 1];
        if (other->sense == SENSE_NEGATOR && other->end <= mention->start &&
            other->end - other->start >= constants.denial_bytes_min &&
            kefu__characters_between(input, other->end, mention->start, constants.denial_reach) <=
                constants.denial_reach)
            return true;
    }
    return false;
}

/* ---- one mention ---- */

/* The struct polar of a mention; NULL if its polarity does not count. */
static const struct polar *polar_of(const struct polar_evidence *evidence,
                                    const struct mention *mention) {
    const struct polar *polars = evidence->polars.items;
    return mention->polar_index != UINT32_MAX ? &polars[mention->polar_index] : NULL;
}

/* A measure of distance between a mention and a word with a polarity: twice the distance in bytes,
 * plus a penalty if the word precedes the mention, so that of two equally far ones that behind it
 * is nearer. */
static uint32_t distance(const struct mention *mention, const struct mention *polar) {
    return polar->start >= mention->end
               ? (polar->start - mention->end) * 2
               : (mention->start - polar->start) * 2 + constants.after_penalty;
}

/* The index in evidence->polars at which the search for the word with a polarity nearest to a
 * mention begins: the first of the clause or, in a clause with very many, one close before the
 * mention. */
static uint32_t first_near(const struct mention_lists *mentioned,
                           const struct polar_evidence *evidence, const struct clause *clause,
                           const struct mention *mention) {
    const struct polar *polars = evidence->polars.items;
    const struct mention *mentions = mentioned->mentions.items;
    uint32_t low = clause->first_polar, high = clause->last_polar;
    while (high - low > constants.reach_max) {
        const uint32_t middle = low + (high - low) / 2;
        if (mentions[polars[middle].mention].start < mention->start)
            low = middle - constants.reach_max / 8;
        else
            high = middle;
    }
    return low;
}

/* Is a word with a polarity too weak to evaluate what stands beside it in a message? The 谢谢 in
 * 转3号客服 谢谢 does not praise 客服. */
static bool is_slight(const struct polar *polar) {
    return fabs(polar->value) <= constants.courtesy_max;
}

/* The word with a polarity that is nearest to a mention, of those in the given clause; NULL if
 * there is none. */
static const struct polar *nearest(const struct input *input, const struct mention_lists *mentioned,
                                   const struct polar_evidence *evidence,
                                   const struct clause *clause, const struct mention *mention) {
    const struct polar *polars = evidence->polars.items, *best = NULL;
    const struct mention *mentions = mentioned->mentions.items;
    uint32_t i, least = UINT32_MAX;
    for (i = first_near(mentioned, evidence, clause, mention); i < clause->last_polar; i++) {
        const struct mention *polar = &mentions[polars[i].mention];
        const uint32_t here = distance(mention, polar);
        if (input->is_message && is_slight(&polars[i]))
            continue;
        if (here < least) {
            least = here;
            best = &polars[i];
        } else if (polar->start >= mention->end) {
            break; /* all later words with a polarity are more distant */
        }
    }
    return best;
}

static bool names_an_aspect(const struct input *input, const struct mention *mention) {
    const struct lexicon *lexicon = input->lexicon;
    if (mention->hidden || !(mention->traits & TRAIT_IDS))
        return false;
    for (uint32_t i = mention->attributes; i != UINT32_MAX; i = lexicon->attributes[i].next)
        if (lexicon->ids[lexicon->attributes[i].id].kind == KEFU_FOUND_ASPECT)
            return true;
    return false;
}

static bool clause_names_an_aspect(const struct input *input, const struct mention_lists *mentioned,
                                   const struct clause *clause) {
    const struct mention *mentions = mentioned->mentions.items;
    for (uint32_t i = clause->first; i < clause->last && i < clause->first + constants.reach_max;
         i++)
        if (names_an_aspect(input, &mentions[i]))
            return true;
    return false;
}

/* The word with a polarity that evaluates an aspect: the mention of the aspect itself if it has a
 * polarity, else the nearest one of its clause, else of the next clause of the sentence. NULL: the
 * aspect is only named. */
static const struct polar *judgement(const struct input *input,
                                     const struct mention_lists *mentioned,
                                     const struct segmentation *segments,
                                     const struct polar_evidence *evidence,
                                     const struct mention *mention) {
    const struct clause *clauses = segments->clauses.items, *clause = &clauses[mention->clause];
    const struct polar *own = polar_of(evidence, mention);
    if (!own)
        own = nearest(input, mentioned, evidence, clause, mention);
    if (!own && (size_t)mention->clause + 1 < segments->clauses.count &&
        clause[1].sentence == clause->sentence &&
        !clause_names_an_aspect(input, mentioned, clause + 1))
        own = nearest(input, mentioned, evidence, clause + 1, mention);
    return own;
}

static void add_polarity(struct id_score *score, const struct polar *polar) {
    if (!polar)
        return;
    score->polarity += polar->value > 1 ? 1 : polar->value < -1 ? -1 : polar->value;
    score->judgements++;
}

/* The size of the text in bytes without its punctuation. */
static uint32_t spoken_bytes(const struct segmentation *segments) {
    const struct clause *clauses = segments->clauses.items;
    uint32_t bytes = 0;
    for (size_t i = 0; i < segments->clauses.count; i++)
        bytes += clauses[i].end - clauses[i].start;
    return bytes;
}

/* Does the text consist of little else than a mention that is doubtful evidence of an id? Then it
 * counts fully: 不知道 alone is a cold answer, but not beside a reason. A set phrase (请您耐心等待)
 * stays doubtful unless it is repeated, or the text consists of several such phrases. */
static bool is_whole_answer(const struct input *input, const struct segmentation *segments,
                            const struct mention *mention,
                            const struct lexicon_attribute *attribute) {
    const double share = input->lexicon->ids[attribute->id].kind == KEFU_FOUND_FAULT
                             ? constants.whole_share
                             : constants.dominant_share;
    return (attribute->id != input->lexicon->repetition ||
            (mention->gapped && mention->gap_end > mention->gap_start)) &&
           (double)(mention->end - mention->start) >= share * (double)spoken_bytes(segments);
}

/* Is a mention a set phrase that accuses only where the whole turn consists of such phrases, and
 * does it? 您的心情我们非常理解，请您耐心等待: whatever the customer asked, this is no answer. */
static bool is_hollow(const struct input *input, const struct mention_lists *mentioned,
                      const struct lexicon_attribute *attribute) {
    return attribute->id == input->lexicon->repetition &&
           (double)attribute->strength < constants.hint_min &&
           kefu__has_only_set_phrases(input, mentioned);
}

/* The strength, 0 … 1, with which a mention states the id of one of its attributes. `judged`: the
 * word that evaluates the mentioned aspect, or NULL. */
static double strength_of(const struct input *input, const struct mention_lists *mentioned,
                          const struct segmentation *segments,
                          const struct polar_evidence *evidence, const struct mention *mention,
                          const struct lexicon_attribute *attribute, const struct polar *judged) {
    const struct polar *own = polar_of(evidence, mention);
    const uint32_t kind = input->lexicon->ids[attribute->id].kind;
    double strength = (double)attribute->strength;
    if (kind >= KEFU_FOUND_ACT && strength < constants.whole_only)
        return 0;
    if (strength < 1 && kind >= KEFU_FOUND_ACT &&
        (is_whole_answer(input, segments, mention, attribute) ||
         is_hollow(input, mentioned, attribute)))
        strength = 1;
    if (kind == KEFU_FOUND_ASPECT)
        return strength * (judged ? constants.aspect_judged : constants.aspect_named);
    if (!own || kind == KEFU_FOUND_ACT || kind == KEFU_FOUND_FAULT)
        return strength;
    if (own->negators % 2 == 1)
        return constants.negated_id;
    if (kind == KEFU_FOUND_EMOTION)
        strength *= sqrt(own->degree) * own->irrealis;
    return strength < 1 ? strength : 1;
}

/* Adds the strength of a word that is doubtful evidence of a fault. Several doubtful words do not
 * add up to a certain fault: only the strongest counts. But if the same words are said twice in one
 * turn (以页面为准，以页面为准), the fault is certain, unless they are as short as 不退. */
static void add_doubt(struct id_score *score, const struct mention *mention, double strength) {
    const bool repeats = score->doubtful == mention->value && !mention->gapped &&
                         mention->start >= score->covered_end &&
                         mention->end - mention->start >= constants.repeated_bytes_min;
    const double missing = repeats ? 0 : 1 - strength;
    score->count++;
    score->missing = score->missing < missing ? score->missing : missing;
    score->doubtful = mention->value;
    score->covered_end = mention->end > score->covered_end ? mention->end : score->covered_end;
}

/* Adds the strength of a mention to the score of an id; of mentions that overlap only the strongest
 * counts. */
static void add_strength(struct id_score *score, const struct mention *mention, double strength) {
    const bool overlaps = score->count > 0 && mention->start < score->covered_end;
    score->count++;
    if (overlaps && strength <= score->last)
        return;
    if (overlaps && score->last < 1)
        score->missing /= 1 - score->last;
    score->missing *= 1 - strength;
    score->last = strength;
    score->covered_end = mention->end > score->covered_end ? mention->end : score->covered_end;
}

/* May this speaker state an id of this kind? Intents and demands are stated by customers only: an
 * agent who says 给您催促退款 demands nothing. */
static bool may_say(const struct input *input, uint32_t kind) {
    return (kind != KEFU_FOUND_INTENT && kind != KEFU_FOUND_DEMAND) ||
           input->speaker & LEXICON_CUSTOMER;
}

static void add_mention(const struct input *input, const struct mention_lists *mentioned,
                        const struct segmentation *segments, const struct polar_evidence *evidence,
                        struct id_scores *ids, uint32_t at) {
    const struct mention *mention = (const struct mention *)mentioned->mentions.items + at;
    const struct lexicon *lexicon = input->lexicon;
    for (uint32_t i = mention->attributes; i != UINT32_MAX; i = lexicon->attributes[i].next) {
        const struct lexicon_attribute *attribute = &lexicon->attributes[i];
        const uint32_t kind = lexicon->ids[attribute->id].kind;
        const struct polar *judged = NULL;
        struct id_score *score;
        double strength;
        if ((attribute->roles && !(attribute->roles & input->speaker)) || !may_say(input, kind))
            continue;
        if ((mention->hidden && kind != KEFU_FOUND_ASPECT && kind != LEXICON_EXCUSE) ||
            ((kind == KEFU_FOUND_FAULT || kind == KEFU_FOUND_ACT) &&
             (kefu__text_is_quoted(&ids->quoted, input->text, input->size, mention->start) ||
              is_denied(input, mentioned, segments, at))) ||
            (kind == LEXICON_EXCUSE && mention->gapped &&
             is_denied(input, mentioned, segments, at)))
            continue;
        if (kind == KEFU_FOUND_EMOTION &&
            !kefu__emotion_is_felt(input, mentioned, segments, mention, attribute))
            continue;
        if (kind == KEFU_FOUND_ASPECT)
            judged = judgement(input, mentioned, segments, evidence, mention);
        if (kind == KEFU_FOUND_ASPECT && !judged && mention->flags & ENTRY_GRADED)
            continue;
        strength = strength_of(input, mentioned, segments, evidence, mention, attribute, judged);
        if (strength <= 0)
            continue;
        score = score_of(ids, attribute->id);
        if (kind == KEFU_FOUND_FAULT && strength < 1)
            add_doubt(score, mention, strength);
        else
            add_strength(score, mention, strength);
        add_polarity(score, judged);
        if (strength > score->strongest) {
            score->strongest = strength;
            score->start = mention->start;
            score->end = mention->end;
        }
    }
}

/* ---- saying the same again ---- */

/* Are two clauses byte for byte the same, with at least three Han characters? */
static bool is_same(const struct input *input, const struct clause *a, const struct clause *b) {
    const uint32_t size = a->end - a->start;
    return size == b->end - b->start && size >= constants.repeated_bytes_min &&
           memcmp(input->text + a->start, input->text + b->start, size) == 0;
}

/* How many of the clauses at index `at` and later have the same text as clause `at`; 0 if an
 * earlier clause has it, too, and so was counted already. */
static uint32_t times_said(const struct input *input, const struct clause *clauses, uint32_t count,
                           uint32_t at) {
    uint32_t i, times = 1;
    for (i = 0; i < at; i++)
        if (is_same(input, &clauses[i], &clauses[at]))
            return 0;
    for (i = at + 1; i < count; i++)
        times += is_same(input, &clauses[at], &clauses[i]);
    return times;
}

/* Finds clauses that are repeated in one turn of an agent, who then reads from a script
 * (请看详情页。请看详情页。), and adds the fault of repetition. */
static void add_repetition(const struct input *input, const struct segmentation *segments,
                           struct id_scores *ids) {
    const struct clause *clauses = segments->clauses.items, *first = NULL;
    const uint32_t id = input->lexicon->repetition;
    const uint32_t count = segments->clauses.count < constants.repeated_clauses
                               ? (uint32_t)segments->clauses.count
                               : constants.repeated_clauses;
    uint32_t i, said, most = 0, repeated = 0;
    struct id_score *score;
    if (id == UINT32_MAX || !(input->speaker & LEXICON_AGENT) || count < 2)
        return;
    for (i = 0; i < count; i++) {
        const uint32_t times = times_said(input, clauses, count, i);
        said = times > 1 ? times * (clauses[i].end - clauses[i].start) : 0;
        repeated += said;
        if (said > most) {
            most = said;
            first = &clauses[i];
        }
    }
    if (!first || (double)repeated < constants.repeated_share * (double)input->size ||
        most < 3 * constants.repeated_bytes_min)
        return;
    score = score_of(ids, id);
    score->missing = 0;
    score->count++;
    score->strongest = 1;
    score->start = first->start;
    score->end = first->end;
}

/* ---- learned accusations ---- */

/* Adds a fault that the learned model found. Several for the same id do not make it more certain:
 * only the strongest counts. */
static void add_accusation(struct id_scores *ids, const struct accusation *accusation) {
    const double missing = 1 - accusation->strength;
    struct id_score *score;
    if (accusation->id == LEARNED_NONE)
        return;
    score = score_of(ids, accusation->id);
    score->count++;
    score->missing = score->missing < missing ? score->missing : missing;
    if (accusation->strength > score->strongest) {
        score->strongest = accusation->strength;
        score->start = accusation->start;
        score->end = accusation->end;
    }
}

bool kefu__found_collect(const struct input *input, const struct mention_lists *mentioned,
                         const struct segmentation *segments, const struct polar_evidence *evidence,
                         const struct accusing *accusing, struct id_scores *ids,
                         struct kefu_analysis *analysis) {
    const struct mention *mentions = mentioned->mentions.items;
    const uint32_t *named = mentioned->id_mentions.items;
    ids->scores.count = ids->ranked.count = 0;
    memset(&ids->quoted, 0, sizeof ids->quoted);
    memset(analysis->found, 0, sizeof analysis->found);
    memset(analysis->found_count, 0, sizeof analysis->found_count);
    if (!reserve(input, ids))
        return false;
    for (size_t i = 0; i < mentioned->id_mentions.count; i++)
        if (!(mentions[named[i]].hidden && is_replaced(mentioned, named[i])))
            add_mention(input, mentioned, segments, evidence, ids, named[i]);
    add_repetition(input, segments, ids);
    for (size_t i = 0; i < accusing->accusations.count; i++)
        add_accusation(ids, (const struct accusation *)accusing->accusations.items + i);
    kefu__found_list(input, segments, accusing, ids, analysis);
    return true;
}
