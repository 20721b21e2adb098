/* SPDX-License-Identifier: MIT
 * Inside an analysis: from the matches of one scan to mentions, clauses, factors, hits and ids.
 *
 * One text goes through these steps, each a file: disguise (words with gaps), matches (sorted out),
 * mentions (what stands where), nesting (which of them count), clauses (and what holds for a whole
 * clause), grammar (the factors on each polar mention), learned (the weights found), sentiment (the
 * sum), found and emotions (ids); hits when they are asked for. */
#ifndef KEFU_LIB_ANALYSIS_ANALYSIS_H
#define KEFU_LIB_ANALYSIS_ANALYSIS_H

#include "analysis/state.h"

/* ---- the steps: each writes its own part; false: out of memory ---- */

/* Searches a message for words of faults and threats in disguised form (垃1圾), and adds them to
 * the matches. */
bool kefu__disguise_find(struct input *input, struct disguise *disguise,
                         const kefu_allocator *allocator);
bool kefu__matches_sort(const struct input *input, struct sorted_matches *sorted);
/* A part of kefu__mentions_collect(): finds the patterns whose entries count for this speaker. */
bool kefu__patterns_find(const struct input *input, const struct sorted_matches *sorted,
                         struct pattern_matches *patterns);
bool kefu__mentions_collect(const struct input *input, struct sorted_matches *sorted,
                            struct mention_lists *mentioned);
/* A cheap test of word boundaries: of the matches that are words by themselves, not parts of pairs,
 * clears MEANING_WORD_BOUNDARIES where no dictionary word can cross an end of the match, so that
 * the costly test is skipped. */
void kefu__matches_filter_word_boundaries(const struct input *input, struct sorted_matches *sorted);
/* Does a match begin or end inside a longer word of the text (寄了 in 邮寄了)? Only for matches
 * that have MEANING_WORD_BOUNDARIES. If Chinese word segmentation rejects the match, and the
 * keyword is an entry for this speaker and genre, appends a dropped_record to `dropped` (unless
 * NULL), so that the result can say why it was ignored; the caller has reserved the room. */
bool kefu__match_splits_word(const struct input *input, const struct sensed *sensed,
                             struct list *dropped);
/* The last step on mentions: finds which are hidden (inside a longer mention) or outweighed
 * (overlapping a longer one with a polarity), and fills the lists of the others. has_pairs: some
 * gapped pairs are stored after mentions that begin later. */
bool kefu__mentions_nest(const struct lexicon *lexicon, struct mention_lists *mentioned,
                         bool has_pairs);
/* Splits the text into clauses, and stores in each mention the index of its clause. */
bool kefu__clauses_find(const struct input *input, struct sorted_matches *sorted,
                        struct mention_lists *mentioned, struct segmentation *segments);
/* Sums the weights of the learned model's keywords and pairs in the text. In a short text, keywords
 * inside a neutral phrase are removed first: 好 in 约好. */
bool kefu__learned_collect(const struct input *input, struct sorted_matches *sorted,
                           const struct mention_lists *mentioned,
                           const struct segmentation *segments, struct learned_evidence *learned,
                           kefu_str pack);
bool kefu__matches_block(const struct input *input, struct sorted_matches *sorted,
                         const struct mention_lists *mentioned);
/* Finds the gapped pairs of the learned model in the text, and appends them to sorted->features. */
bool kefu__matches_pair(const struct input *input, struct sorted_matches *sorted);
/* Applies grammar (negation, degree, contrast, …) to all mentions with a polarity. Also stores in
 * each mention the index of its struct polar, and in each clause the range of its struct polar. */
bool kefu__grammar_apply(const struct input *input, const struct sorted_matches *sorted,
                         struct mention_lists *mentioned, struct segmentation *segments,
                         struct polar_evidence *evidence);
/* Adds a finished struct polar to the sums over the text, evidence->sum. contrasted: a contrast
 * word gives a factor to its clause. */
void kefu__sentiment_add(const struct input *input, const struct sorted_matches *sorted,
                         const struct mention_lists *mentioned, struct polar_evidence *evidence,
                         const struct polar *polar, bool contrasted);
void kefu__sentiment_sum(const struct input *input, const struct sorted_matches *sorted,
                         const struct mention_lists *mentioned, const struct segmentation *segments,
                         const struct learned_evidence *learned,
                         const struct polar_evidence *evidence, struct evidence_weights *weights,
                         struct kefu_analysis *analysis);
bool kefu__found_collect(const struct input *input, const struct mention_lists *mentioned,
                         const struct segmentation *segments, const struct polar_evidence *evidence,
                         const struct accusing *accusing, struct id_scores *ids,
                         struct kefu_analysis *analysis);
/* The last step of kefu__found_collect(): lists the ids whose scores are above their thresholds and
 * that nothing in the text excuses, by kind and descending score. */
void kefu__found_list(const struct input *input, const struct segmentation *segments,
                      const struct accusing *accusing, struct id_scores *ids,
                      struct kefu_analysis *analysis);
/* Prepares the scanner for the keywords of the lexicon's model of accusations. The scratch must
 * hold a reference to the scheme of the lexicon. */
kefu_status kefu__accusing_begin(struct accusing *accusing, const struct lexicon *lexicon,
                                 const kefu_allocator *allocator, kefu_error *error);
/* Lists the faults that the learned model finds in each sentence of an agent's message. Returns
 * false if out of memory. */
bool kefu__accusing_find(const struct input *input, const struct mention_lists *mentioned,
                         const struct segmentation *segments, struct accusing *accusing);
/* Is the model nearly certain that the sentence around bytes [start, end) is innocent? */
bool kefu__accusing_clears(const struct accusing *accusing, uint32_t start, uint32_t end);
/* Hits are computed when they are first requested. Memory for them is reserved earlier, so that the
 * request cannot fail. */
bool kefu__hits_reserve(const struct sorted_matches *sorted, const struct polar_evidence *evidence,
                        struct hit_ranking *ranking, struct kefu_analysis *analysis);
void kefu__hits_make(const struct input *input, const struct sorted_matches *sorted,
                     const struct mention_lists *mentioned, const struct learned_evidence *learned,
                     const struct polar_evidence *evidence, const struct evidence_weights *weights,
                     struct hit_ranking *ranking, struct kefu_analysis *analysis);
/* The hits, strongest first; computed by the first call. */
const struct hit_record *kefu__analysis_hits(kefu_analysis *analysis, size_t *count);
/* The results of one kind (emotion, aspect, …), strongest first; none if `analysis` is NULL. */
const struct found_record *kefu__analysis_found(const kefu_analysis *analysis, kefu_found_kind kind,
                                                size_t *count);

/* minimum number of content characters of a text that says more than courtesies */
enum { ANALYSIS_SUBSTANCE_MIN = 2 };
/* How many characters of the text are content, not courtesies, emoji or punctuation; counted up to
 * ANALYSIS_SUBSTANCE_MIN. A number, a question or a denial counts as ANALYSIS_SUBSTANCE_MIN. May be
 * called as long as the analysis is valid. */
uint32_t kefu__analysis_substance(const kefu_analysis *analysis);
/* The same as kefu__analysis_substance(), for steps of an analysis that is not complete yet. */
uint32_t kefu__substance(const struct input *input, const struct mention_lists *mentioned);
/* Does the text consist of set phrases (words of the fault of repetition) and courtesies alone? Not
 * if it has a number, a question or a denial beside them. */
bool kefu__has_only_set_phrases(const struct input *input, const struct mention_lists *mentioned);

/* ---- tools ---- */

/* The number of characters in bytes [from, to) of the text; counting stops at `limit` + 1. */
uint32_t kefu__characters_between(const struct input *input, uint32_t from, uint32_t to,
                                  uint32_t limit);
/* Is a request reported as done by somebody else, rather than made? 前台帮我升级了房型 */
bool kefu__request_is_reported(const struct input *input, const struct segmentation *segments,
                               const struct mention *mention);
/* Is a mention in the scope of an irrealis marker (a word that marks its clause as a question, wish
 * or supposition)? The scope of a marker at the end of its clause (…吗, …就好了) is what precedes
 * it, that of any other marker what follows it. A marker that applies from another clause has the
 * whole clause in its scope. */
bool kefu__irrealis_reaches(const struct input *input, const struct segmentation *segments,
                            const struct mention *mention, const struct mention *marker);
/* Does the emotion `attribute` of a mention count? Only the strongest emotion of the mention's
 * entry counts; an emotion that is only supposed, wished for or asked about does not count, unless
 * it is thanks. */
bool kefu__emotion_is_felt(const struct input *input, const struct mention_lists *mentioned,
                           const struct segmentation *segments, const struct mention *mention,
                           const struct lexicon_attribute *attribute);
/* Is the emotion's only mention part of a phrase that expresses a stronger emotion, so that it must
 * not be listed? */
bool kefu__emotion_is_outdone(const struct input *input, const struct id_scores *ids,
                              const struct id_score *score);
/* Does the mention have a polarity that counts for this speaker, and that no longer mention
 * outweighs? */
static inline bool is_polar(const struct mention *mention) {
    return mention->polar && !mention->outweighed;
}

/* Room for a folded text, in which the caller searches for patterns of rules. */
struct regex_text *kefu__scratch_regex_text(kefu_scratch *scratch);

/* The occurrences of phrases that rules of the scheme search for, sorted by (start, end). Valid
 * until the next use of the scratch. */
const struct phrase_hit *kefu__analysis_phrases(const kefu_analysis *analysis, size_t *count);

/* Runs the tests of lexicon documents; adds the number of those that fail to *failed. */
kefu_status kefu__lexicon_run_tests(const kefu_scheme *scheme, kefu_scratch *scratch,
                                    kefu_findings *findings, size_t *failed, kefu_error *error);

#endif
