/* SPDX-License-Identifier: MIT
 * A call of every public function, by a table that unit/api/arguments.c holds complete against the
 * export list. Several tests run all rows. */
#ifndef KEFU_TEST_API_CALLS_H
#define KEFU_TEST_API_CALLS_H

#include "objects.h"

/* ---- every function ---- */

static const kefu_str texts[] = {{LONG_TEXT, sizeof LONG_TEXT - 1}};
static const uint32_t truths[] = {0, 1}, guesses[] = {0, 1};
static const double numbers[] = {0.25, 0.75};
#define METRIC kefu_scheme_metric_at(scheme, 0)
#define RULE   kefu_scheme_rule_at(scheme, 0)
#define RUBRIC kefu_scheme_rubric_at(scheme, 0)

/* Pointer `i` of a call, or NULL when it is that one's turn. */
#define P(i, pointer) (null == (i) ? NULL : (pointer))
#define T(i, literal) P(i, "" literal), sizeof(literal) - 1
/* A result that is no status. */
#define V(call)       ((void)(call), KEFU_OK)

/* name, and one letter a pointer: r(equired), else KEFU_E_ARGUMENT; o(ptional), else KEFU_OK or a
 * refusal that is told; and the call. */
#define CALLS(X)                                                                                   \
    X(kefu_version, "", V(kefu_version()))                                                         \
    X(kefu_version_number, "", V(kefu_version_number()))                                           \
    X(kefu_status_name, "", V(kefu_status_name(0)))                                                \
    X(kefu_time_read, "rr", kefu_time_read(T(0, "0"), P(1, &out.at), &error))                      \
    X(kefu_state_name, "", V(kefu_state_name(0)))                                                  \
    X(kefu_reason_name, "", V(kefu_reason_name(0)))                                                \
    X(kefu_unit_name, "", V(kefu_unit_name(0)))                                                    \
    X(kefu_role_name, "", V(kefu_role_name(0)))                                                    \
    X(kefu_genre_name, "", V(kefu_genre_name(0)))                                                  \
    X(kefu_redact, "roroo",                                                                        \
      kefu_redact(T(0, "13812345678"), P(1, &init.of_redaction), P(2, drop), P(3, &out),           \
                  P(4, &error)))                                                                   \
    X(kefu_redact_find, "roroo",                                                                   \
      kefu_redact_find(T(0, "13812345678"), P(1, &init.of_redaction), P(2, take_span), P(3, &out), \
                       P(4, &error)))                                                              \
    X(kefu_redact_options_init, "o", V((kefu_redact_options_init)(P(0, &init.of_redaction))))      \
    X(kefu_redact_kind_name, "", V(kefu_redact_kind_name(0)))                                      \
    X(kefu_agreement_measure, "rooroo",                                                            \
      kefu_agreement_measure(T(0, "{\"scale\":\"ratio\",\"ratings\":[[1,2],[2,2],[3,4]]}"),        \
                             P(1, allocator), P(2, findings), P(3, drop), P(4, &out),              \
                             P(5, &error)))                                                        \
    X(kefu_sample_draw, "rooroo",                                                                  \
      kefu_sample_draw(T(0, "{\"count\":1,\"conversations\":[{\"id\":\"a\"},{\"id\":\"b\"}]}"),    \
                       P(1, allocator), P(2, findings), P(3, drop), P(4, &out), P(5, &error)))     \
    X(kefu_diff_options_init, "o", V((kefu_diff_options_init)(P(0, &init.of_diff))))               \
    X(kefu_documents_diff, "rrooroo",                                                              \
      kefu_documents_diff(P(0, &words_document), 1, P(1, &other_document), 1, P(2, &init.of_diff), \
                          P(3, findings), P(4, drop), P(5, &out), P(6, &error)))                   \
    X(kefu_series_judge, "roorooo",                                                                \
      kefu_series_judge(T(0, "{\"method\":\"ears\",\"points\":[1,2,3,4,5,6,7,80]}"),               \
                        P(1, allocator), P(2, findings), P(3, drop), P(4, &out),                   \
                        P(5, &out.series_found), P(6, &error)))                                    \
    X(kefu_analysis_dropped_count, "o", V(kefu_analysis_dropped_count(P(0, analysis))))            \
    X(kefu_analysis_dropped_at, "roo",                                                             \
      kefu_analysis_dropped_at(P(0, analysis), 0, P(1, &out.dropped), P(2, &error)))               \
    X(kefu_trainer_begin_corpus, "rro",                                                            \
      kefu_trainer_begin_corpus(P(0, trainer), P(1, huge_text), strlen(huge_text), P(2, &error)))  \
    X(kefu_label_name, "", V(kefu_label_name(0)))                                                  \
    X(kefu_factor_name, "", V(kefu_factor_name(0)))                                                \
    X(kefu_event_type_name, "", V(kefu_event_type_name(0)))                                        \
    X(kefu_vocabulary_write, "oroo",                                                               \
      kefu_vocabulary_write(P(0, allocator), P(1, drop), P(2, &out), P(3, &error)))                \
    X(kefu_vocabulary_name, "o", V(kefu_vocabulary_name(P(0, "role"), 0)))                         \
    X(kefu_vocabulary_title, "oo", V(kefu_vocabulary_title(P(0, "role"), 0, P(1, "en"))))          \
    X(kefu_vocabulary_find, "rrro",                                                                \
      kefu_vocabulary_find(P(0, "role"), T(1, "agent"), P(2, &out.word), P(3, &error)))            \
    X(kefu_value_write, "rroo",                                                                    \
      kefu_value_write(P(0, &out.value), P(1, drop), P(2, &out), P(3, &error)))                    \
    X(kefu_findings_new, "oro",                                                                    \
      kefu_findings_new(P(0, allocator), P(1, &made.findings), P(2, &error)))                      \
    X(kefu_findings_free, "o", V((kefu_findings_free)(P(0, NULL))))                                \
    X(kefu_findings_count, "o", V(kefu_findings_count(P(0, findings))))                            \
    X(kefu_findings_severity_count, "o",                                                           \
      V(kefu_findings_severity_count(P(0, findings), KEFU_SEVERITY_ERROR)))                        \
    X(kefu_findings_dropped_count, "o", V(kefu_findings_dropped_count(P(0, findings))))            \
    X(kefu_findings_at, "rro",                                                                     \
      kefu_findings_at(P(0, findings), 0, P(1, &out.finding), P(2, &error)))                       \
    X(kefu_finding_write, "roroo",                                                                 \
      kefu_finding_write(P(0, &out.finding), P(1, allocator), P(2, drop), P(3, &out),              \
                         P(4, &error)))                                                            \
    X(kefu_findings_clear, "o", V((kefu_findings_clear)(P(0, NULL))))                              \
    X(kefu_scheme_options_init, "o", V((kefu_scheme_options_init)(P(0, &init.of_scheme))))         \
    X(kefu_scheme_compile, "roroo",                                                                \
      kefu_scheme_compile(P(0, &words_document), 1, P(1, &init.of_bare), P(2, &made.scheme),       \
                          P(3, findings), P(4, &error)))                                           \
    X(kefu_scheme_changes, "rorro",                                                                \
      kefu_scheme_changes(P(0, &words_document), 1, P(1, &init.of_bare), P(2, &out.at), 1,         \
                          P(3, &out.number), P(4, &error)))                                        \
    X(kefu_scheme_builtin, "oro",                                                                  \
      kefu_scheme_builtin(P(0, &init.of_bare), P(1, &made.scheme), P(2, &error)))                  \
    X(kefu_builtin_count, "", V(kefu_builtin_count()))                                             \
    X(kefu_builtin_at, "ro", kefu_builtin_at(0, P(0, &out.document), P(1, &error)))                \
    X(kefu_scheme_retain, "o", V(kefu_scheme_release(kefu_scheme_retain(P(0, scheme)))))           \
    X(kefu_scheme_release, "o", V(kefu_scheme_release(P(0, kefu_scheme_retain(scheme)))))          \
    X(kefu_scheme_id, "o", V(kefu_scheme_id(P(0, scheme))))                                        \
    X(kefu_scheme_digest, "o", V(kefu_scheme_digest(P(0, scheme))))                                \
    X(kefu_scheme_write, "rroo",                                                                   \
      kefu_scheme_write(P(0, scheme), P(1, drop), P(2, &out), P(3, &error)))                       \
    X(kefu_scheme_test, "rooo",                                                                    \
      kefu_scheme_test(P(0, small), P(1, findings), P(2, &out.number), P(3, &error)))              \
    X(kefu_scheme_test_count, "o", V(kefu_scheme_test_count(P(0, scheme))))                        \
    X(kefu_scheme_metric_count, "o", V(kefu_scheme_metric_count(P(0, scheme))))                    \
    X(kefu_scheme_metric_at, "o", V(kefu_scheme_metric_at(P(0, scheme), 0)))                       \
    X(kefu_scheme_find_metric, "rrro",                                                             \
      kefu_scheme_find_metric(P(0, scheme), T(1, "frt"), P(2, &out.metric), P(3, &error)))         \
    X(kefu_scheme_metric_info, "rro",                                                              \
      kefu_scheme_metric_info(P(0, scheme), METRIC, P(1, &out.metric_info), P(2, &error)))         \
    X(kefu_scheme_metric_title, "oo",                                                              \
      V(kefu_scheme_metric_title(P(0, scheme), METRIC, P(1, "en"))))                               \
    X(kefu_scheme_rule_count, "o", V(kefu_scheme_rule_count(P(0, scheme))))                        \
    X(kefu_scheme_rule_at, "o", V(kefu_scheme_rule_at(P(0, scheme), 0)))                           \
    X(kefu_scheme_find_rule, "rrro",                                                               \
      kefu_scheme_find_rule(P(0, scheme), P(1, rule_id()), strlen(rule_id()), P(2, &out.rule),     \
                            P(3, &error)))                                                         \
    X(kefu_scheme_rule_id, "o", V(kefu_scheme_rule_id(P(0, scheme), RULE)))                        \
    X(kefu_scheme_rule_info, "rro",                                                                \
      kefu_scheme_rule_info(P(0, scheme), RULE, P(1, &out.rule_info), P(2, &error)))               \
    X(kefu_scheme_rule_title, "oo", V(kefu_scheme_rule_title(P(0, scheme), RULE, P(1, "en"))))     \
    X(kefu_scheme_rubric_count, "o", V(kefu_scheme_rubric_count(P(0, scheme))))                    \
    X(kefu_scheme_rubric_at, "o", V(kefu_scheme_rubric_at(P(0, scheme), 0)))                       \
    X(kefu_scheme_find_rubric, "rrro",                                                             \
      kefu_scheme_find_rubric(P(0, scheme), T(1, "kefu.rubric.service"), P(2, &out.rubric),        \
                              P(3, &error)))                                                       \
    X(kefu_scheme_rubric_info, "rro",                                                              \
      kefu_scheme_rubric_info(P(0, scheme), RUBRIC, P(1, &out.rubric_info), P(2, &error)))         \
    X(kefu_scheme_rubric_title, "oo",                                                              \
      V(kefu_scheme_rubric_title(P(0, scheme), RUBRIC, P(1, "en"))))                               \
    X(kefu_scheme_section_at, "rro",                                                               \
      kefu_scheme_section_at(P(0, scheme), RUBRIC, 0, P(1, &out.section), P(2, &error)))           \
    X(kefu_scheme_section_title, "oo",                                                             \
      V(kefu_scheme_section_title(P(0, scheme), RUBRIC, 0, P(1, "en"))))                           \
    X(kefu_scheme_question_at, "rro",                                                              \
      kefu_scheme_question_at(P(0, scheme), RUBRIC, 0, P(1, &out.question), P(2, &error)))         \
    X(kefu_scheme_question_title, "oo",                                                            \
      V(kefu_scheme_question_title(P(0, scheme), RUBRIC, 0, P(1, "en"))))                          \
    X(kefu_scheme_band_at, "rro",                                                                  \
      kefu_scheme_band_at(P(0, scheme), RUBRIC, 0, P(1, &out.band), P(2, &error)))                 \
    X(kefu_scheme_band_title, "oo",                                                                \
      V(kefu_scheme_band_title(P(0, scheme), RUBRIC, 0, P(1, "en"))))                              \
    X(kefu_scheme_entry_text, "o", V(kefu_scheme_entry_text(P(0, scheme), 0)))                     \
    X(kefu_scheme_title, "ooo", V(kefu_scheme_title(P(0, scheme), P(1, "frt"), P(2, "en"))))       \
    X(kefu_scratch_new, "oro",                                                                     \
      kefu_scratch_new(P(0, allocator), P(1, &made.scratch), P(2, &error)))                        \
    X(kefu_scratch_free, "o", V((kefu_scratch_free)(P(0, NULL))))                                  \
    X(kefu_analyze_options_init, "o", V((kefu_analyze_options_init)(P(0, &init.of_analysis))))     \
    X(kefu_analyze, "rrroro",                                                                      \
      kefu_analyze(P(0, scheme), P(1, scratch), T(2, LONG_TEXT), P(3, &init.of_analysis),          \
                   P(4, &analysis), P(5, &error)))                                                 \
    X(kefu_analyze_many, "rrroroo",                                                                \
      kefu_analyze_many(P(0, scheme), P(1, scratch), P(2, texts), 1, P(3, &init.of_analysis),      \
                        P(4, take), P(5, &out), P(6, &error)))                                     \
    X(kefu_analysis_sentiment, "o", V(kefu_analysis_sentiment(P(0, analysis))))                    \
    X(kefu_analysis_hit_count, "o", V(kefu_analysis_hit_count(P(0, analysis))))                    \
    X(kefu_analysis_hit_at, "rro",                                                                 \
      kefu_analysis_hit_at(P(0, analysis), 0, P(1, &out.hit), P(2, &error)))                       \
    X(kefu_analysis_factor_at, "roo",                                                              \
      kefu_analysis_factor_at(P(0, analysis), 0, 0, P(1, &out.factor), P(2, &error)))              \
    X(kefu_analysis_found_count, "o",                                                              \
      V(kefu_analysis_found_count(P(0, analysis), KEFU_FOUND_ASPECT)))                             \
    X(kefu_analysis_found_at, "rro",                                                               \
      kefu_analysis_found_at(P(0, analysis), KEFU_FOUND_ASPECT, 0, P(1, &out.found),               \
                             P(2, &error)))                                                        \
    X(kefu_analysis_quality_count, "o", V(kefu_analysis_quality_count(P(0, analysis))))            \
    X(kefu_analysis_quality_at, "rro",                                                             \
      kefu_analysis_quality_at(P(0, analysis), 0, P(1, &out.quality), P(2, &error)))               \
    X(kefu_analysis_write, "rroo",                                                                 \
      kefu_analysis_write(P(0, analysis), P(1, drop), P(2, &out), P(3, &error)))                   \
    X(kefu_event_init, "o", V((kefu_event_init)(P(0, &init.event))))                               \
    X(kefu_conversation_options_init, "o",                                                         \
      V((kefu_conversation_options_init)(P(0, &init.of_conversation))))                            \
    X(kefu_conversation_new, "roro",                                                               \
      kefu_conversation_new(P(0, scheme), P(1, &init.of_conversation), P(2, &made.conversation),   \
                            P(3, &error)))                                                         \
    X(kefu_conversation_free, "o", V((kefu_conversation_free)(P(0, NULL))))                        \
    X(kefu_conversation_scheme, "o", V(kefu_conversation_scheme(P(0, conversation))))              \
    X(kefu_conversation_set, "rrro",                                                               \
      kefu_conversation_set(P(0, conversation), T(1, "x"), T(2, "y"), P(3, &error)))               \
    X(kefu_conversation_add_label, "rro",                                                          \
      kefu_conversation_add_label(P(0, conversation), T(1, "x"), P(2, &error)))                    \
    X(kefu_conversation_find_attribute, "rrro",                                                    \
      kefu_conversation_find_attribute(P(0, conversation), T(1, "id"), P(2, &out.text),            \
                                       P(3, &error)))                                              \
    X(kefu_conversation_push, "rrroo",                                                             \
      kefu_conversation_push(P(0, conversation), P(1, scratch), P(2, &init.event), P(3, findings), \
                             P(4, &error)))                                                        \
    X(kefu_conversation_push_json, "rrroo",                                                        \
      kefu_conversation_push_json(P(0, conversation), P(1, scratch), T(2, MESSAGE),                \
                                  P(3, findings), P(4, &error)))                                   \
    X(kefu_conversation_read_json, "rrroo",                                                        \
      kefu_conversation_read_json(P(0, fresh), P(1, scratch), T(2, RECORD), P(3, findings),        \
                                  P(4, &error)))                                                   \
    X(kefu_record_start, "rrro",                                                                   \
      kefu_record_start(P(0, scheme), T(1, RECORD), P(2, &out.at), P(3, &error)))                  \
    X(kefu_conversation_write, "rroo",                                                             \
      kefu_conversation_write(P(0, conversation), P(1, drop), P(2, &out), P(3, &error)))           \
    X(kefu_conversation_metric, "rro",                                                             \
      kefu_conversation_metric(P(0, conversation), satisfaction(), KEFU_STATISTIC_DEFAULT,         \
                               KEFU_TIME_END, P(1, &out.value), P(2, &error)))                     \
    X(kefu_conversation_write_metrics, "rroo",                                                     \
      kefu_conversation_write_metrics(P(0, conversation), KEFU_TIME_END, P(1, drop), P(2, &out),   \
                                      P(3, &error)))                                               \
    X(kefu_conversation_explain, "rroo",                                                           \
      kefu_conversation_explain(P(0, conversation), METRIC, KEFU_TIME_END, P(1, drop), P(2, &out), \
                                P(3, &error)))                                                     \
    X(kefu_conversation_write_dialogue, "rroo",                                                    \
      kefu_conversation_write_dialogue(P(0, conversation), P(1, drop), P(2, &out), P(3, &error)))  \
    X(kefu_conversation_write_messages, "rroo",                                                    \
      kefu_conversation_write_messages(P(0, conversation), P(1, drop), P(2, &out), P(3, &error)))  \
    X(kefu_conversation_write_agents, "rroo",                                                      \
      kefu_conversation_write_agents(P(0, conversation), P(1, drop), P(2, &out), P(3, &error)))    \
    X(kefu_conversation_write_turns, "rroo",                                                       \
      kefu_conversation_write_turns(P(0, conversation), P(1, drop), P(2, &out), P(3, &error)))     \
    X(kefu_conversation_message_count, "o",                                                        \
      V(kefu_conversation_message_count(P(0, conversation))))                                      \
    X(kefu_conversation_message_at, "rro",                                                         \
      kefu_conversation_message_at(P(0, conversation), 0, P(1, &out.message), P(2, &error)))       \
    X(kefu_monitor_options_init, "o", V((kefu_monitor_options_init)(P(0, &init.of_monitor))))      \
    X(kefu_monitor_new, "roro",                                                                    \
      kefu_monitor_new(P(0, conversation), RUBRIC, P(1, &init.of_monitor), P(2, &made.monitor),    \
                       P(3, &error)))                                                              \
    X(kefu_monitor_free, "o", V((kefu_monitor_free)(P(0, NULL))))                                  \
    X(kefu_monitor_conversation, "o", V(kefu_monitor_conversation(P(0, monitor))))                 \
    X(kefu_monitor_update, "ro", kefu_monitor_update(P(0, unused), KEFU_TIME_END, P(1, &error)))   \
    X(kefu_monitor_alert_count, "o", V(kefu_monitor_alert_count(P(0, monitor))))                   \
    X(kefu_monitor_alert_at, "roo",                                                                \
      kefu_monitor_alert_at(P(0, monitor), 0, P(1, &out.alert), P(2, &error)))                     \
    X(kefu_monitor_next, "rro", kefu_monitor_next(P(0, monitor), P(1, &out.at), P(2, &error)))     \
    X(kefu_monitor_write_alerts, "rroo",                                                           \
      kefu_monitor_write_alerts(P(0, monitor), P(1, drop), P(2, &out), P(3, &error)))              \
    X(kefu_monitor_write, "rroo",                                                                  \
      kefu_monitor_write(P(0, monitor), P(1, drop), P(2, &out), P(3, &error)))                     \
    X(kefu_monitor_read_json, "rroo",                                                              \
      kefu_monitor_read_json(P(0, unused), P(1, monitor_json.data), monitor_json.size,             \
                             P(2, findings), P(3, &error)))                                        \
    X(kefu_evaluate_options_init, "o", V((kefu_evaluate_options_init)(P(0, &init.of_evaluation)))) \
    X(kefu_evaluate_part, "roro",                                                                  \
      kefu_evaluate_part(P(0, conversation), RUBRIC, P(1, &init.of_evaluation),                    \
                         P(2, &made.evaluation), P(3, &error)))                                    \
    X(kefu_evaluate, "rro",                                                                        \
      kefu_evaluate(P(0, conversation), RUBRIC, KEFU_TIME_END, P(1, &made.evaluation),             \
                    P(2, &error)))                                                                 \
    X(kefu_evaluation_free, "o", V((kefu_evaluation_free)(P(0, NULL))))                            \
    X(kefu_evaluation_score, "o", V(kefu_evaluation_score(P(0, evaluation))))                      \
    X(kefu_evaluation_find_part, "rrro",                                                           \
      kefu_evaluation_find_part(P(0, evaluation), T(1, "answered"), P(2, &out.value),              \
                                P(3, &error)))                                                     \
    X(kefu_evaluation_band, "o", V(kefu_evaluation_band(P(0, evaluation))))                        \
    X(kefu_evaluation_answer, "rroo",                                                              \
      kefu_evaluation_answer(P(0, evaluation), T(1, ANSWER), P(2, findings), P(3, &error)))        \
    X(kefu_evaluation_write, "rroo",                                                               \
      kefu_evaluation_write(P(0, evaluation), P(1, drop), P(2, &out), P(3, &error)))               \
    X(kefu_evaluation_write_csv_head, "ooroo",                                                     \
      kefu_evaluation_write_csv_head(P(0, "en"), P(1, allocator), P(2, drop), P(3, &out),          \
                                     P(4, &error)))                                                \
    X(kefu_evaluation_write_csv, "roroo",                                                          \
      kefu_evaluation_write_csv(P(0, evaluation), P(1, "en"), P(2, drop), P(3, &out),              \
                                P(4, &error)))                                                     \
    X(kefu_evaluation_read_json, "rrroo",                                                          \
      kefu_evaluation_read_json(P(0, scheme), P(1, evaluation_json.data), evaluation_json.size,    \
                                P(2, &made.evaluation), P(3, findings), P(4, &error)))             \
    X(kefu_aggregate_options_init, "o",                                                            \
      V((kefu_aggregate_options_init)(P(0, &init.of_aggregate))))                                  \
    X(kefu_aggregate_new, "rroro",                                                                 \
      kefu_aggregate_new(P(0, scheme), T(1, "{}"), P(2, &init.of_aggregate),                       \
                         P(3, &made.aggregate), P(4, &error)))                                     \
    X(kefu_aggregate_free, "o", V((kefu_aggregate_free)(P(0, NULL))))                              \
    X(kefu_closed_init, "o", V((kefu_closed_init)(P(0, &init.closed))))                            \
    X(kefu_aggregate_add, "rrroo",                                                                 \
      kefu_aggregate_add(P(0, aggregate), P(1, scratch), P(2, closed()), P(3, findings),           \
                         P(4, &error)))                                                            \
    X(kefu_column_init, "o", V((kefu_column_init)(P(0, &init.column))))                            \
    X(kefu_aggregate_add_columns, "roo",                                                           \
      kefu_aggregate_add_columns(P(0, aggregate), P(1, column()), null == 1 ? 0 : 1, 2,            \
                                 P(2, &error)))                                                    \
    X(kefu_aggregate_add_conversation, "rro",                                                      \
      kefu_aggregate_add_conversation(P(0, aggregate), P(1, conversation), P(2, &error)))          \
    X(kefu_aggregate_add_evaluation, "rrro",                                                       \
      kefu_aggregate_add_evaluation(P(0, aggregate), P(1, conversation), P(2, evaluation),         \
                                    P(3, &error)))                                                 \
    X(kefu_aggregate_add_feedback_json, "rrroo",                                                   \
      kefu_aggregate_add_feedback_json(P(0, aggregate), P(1, scratch), T(2, FEEDBACK),             \
                                       P(3, findings), P(4, &error)))                              \
    X(kefu_aggregate_merge, "rro",                                                                 \
      kefu_aggregate_merge(P(0, aggregate), P(1, other_aggregate), P(2, &error)))                  \
    X(kefu_aggregate_merge_bytes, "rro",                                                           \
      kefu_aggregate_merge_bytes(P(0, aggregate), P(1, state_bytes.data), state_bytes.size,        \
                                 P(2, &error)))                                                    \
    X(kefu_aggregate_is_merged, "oo",                                                              \
      V(kefu_aggregate_is_merged(P(0, aggregate), P(1, other_aggregate))))                         \
    X(kefu_aggregate_set_source, "rro",                                                            \
      kefu_aggregate_set_source(P(0, aggregate), T(1, "shard"), 1, 1, P(2, &error)))               \
    X(kefu_aggregate_series_count, "o", V(kefu_aggregate_series_count(P(0, aggregate))))           \
    X(kefu_aggregate_series_at, "rro",                                                             \
      kefu_aggregate_series_at(P(0, aggregate), 0, P(1, &out.series), P(2, &error)))               \
    X(kefu_aggregate_series_value, "rro",                                                          \
      kefu_aggregate_series_value(P(0, other_aggregate), 0, 0, KEFU_STATISTIC_DEFAULT,             \
                                  P(1, &out.value), P(2, &error)))                                 \
    X(kefu_aggregate_save, "rroo",                                                                 \
      kefu_aggregate_save(P(0, aggregate), P(1, drop), P(2, &out), P(3, &error)))                  \
    X(kefu_aggregate_load, "ororo",                                                                \
      kefu_aggregate_load(P(0, scheme), P(1, state_bytes.data), state_bytes.size,                  \
                          P(2, &init.of_aggregate), P(3, &made.aggregate), P(4, &error)))          \
    X(kefu_aggregate_write, "rroo",                                                                \
      kefu_aggregate_write(P(0, aggregate), P(1, drop), P(2, &out), P(3, &error)))                 \
    X(kefu_aggregate_compare, "rrroo",                                                             \
      kefu_aggregate_compare(P(0, aggregate), P(1, other_aggregate), P(2, drop), P(3, &out),       \
                             P(4, &error)))                                                        \
    X(kefu_aggregate_forget, "rroo",                                                               \
      kefu_aggregate_forget(P(0, by_contact), T(1, "u1"), P(2, &out.forgotten), P(3, &error)))     \
    X(kefu_history_options_init, "o", V((kefu_history_options_init)(P(0, &init.of_history))))      \
    X(kefu_history_new, "rroro",                                                                   \
      kefu_history_new(P(0, scheme), T(1, "{}"), P(2, &init.of_history), P(3, &made.history),      \
                       P(4, &error)))                                                              \
    X(kefu_history_free, "o", V((kefu_history_free)(P(0, NULL))))                                  \
    X(kefu_history_add_json, "rrrooo",                                                             \
      kefu_history_add_json(P(0, history), P(1, scratch), KEFU_RECORD_FEEDBACK, T(2, FEEDBACK),    \
                            P(3, findings), P(4, &out.history_outcome), P(5, &error)))             \
    X(kefu_history_fold, "rroo",                                                                   \
      kefu_history_fold(P(0, other_history), P(1, scratch), KEFU_TIME_END, P(2, findings),         \
                        P(3, &error)))                                                             \
    X(kefu_history_merge, "rro",                                                                   \
      kefu_history_merge(P(0, history), P(1, other_history), P(2, &error)))                        \
    X(kefu_history_forget, "rroo",                                                                 \
      kefu_history_forget(P(0, kept_history), T(1, "u1"), P(2, &out.forgotten), P(3, &error)))     \
    X(kefu_history_aggregate, "rro",                                                               \
      kefu_history_aggregate(P(0, other_history), KEFU_TIME_NONE, KEFU_TIME_END,                   \
                             P(1, &made.aggregate), P(2, &error)))                                 \
    X(kefu_history_describe, "rro",                                                                \
      kefu_history_describe(P(0, other_history), P(1, &out.history), P(2, &error)))                \
    X(kefu_history_save, "rroo",                                                                   \
      kefu_history_save(P(0, other_history), P(1, drop), P(2, &out), P(3, &error)))                \
    X(kefu_history_load, "ororo",                                                                  \
      kefu_history_load(P(0, scheme), P(1, history_bytes.data), history_bytes.size,                \
                        P(2, &init.of_history), P(3, &made.history), P(4, &error)))                \
    X(kefu_aggregate_group_count, "o", V(kefu_aggregate_group_count(P(0, aggregate))))             \
    X(kefu_aggregate_group_key, "rro",                                                             \
      kefu_aggregate_group_key(P(0, other_aggregate), 0, 0, P(1, &out.text), P(2, &error)))        \
    X(kefu_aggregate_value, "rro",                                                                 \
      kefu_aggregate_value(P(0, other_aggregate), 0, METRIC, KEFU_STATISTIC_DEFAULT,               \
                           P(1, &out.value), P(2, &error)))                                        \
    X(kefu_aggregate_customers, "rro",                                                             \
      kefu_aggregate_customers(P(0, other_aggregate), 0, P(1, &out.value), P(2, &error)))          \
    X(kefu_aggregate_conversation_count, "o",                                                      \
      V(kefu_aggregate_conversation_count(P(0, aggregate))))                                       \
    X(kefu_aggregate_feedback_count, "o", V(kefu_aggregate_feedback_count(P(0, aggregate))))       \
    X(kefu_field_map_new, "roroo",                                                                 \
      kefu_field_map_new(T(0, MAP), P(1, allocator), P(2, &made.map), P(3, findings),              \
                         P(4, &error)))                                                            \
    X(kefu_field_map_free, "o", V((kefu_field_map_free)(P(0, NULL))))                              \
    X(kefu_field_map_format, "o", V(kefu_field_map_format(P(0, map))))                             \
    X(kefu_field_map_groups, "o", V(kefu_field_map_groups(P(0, map))))                             \
    X(kefu_field_map_suggest, "roroo",                                                             \
      kefu_field_map_suggest(T(0, "会话ID,角色,内容\ns1,客服,好\n"), P(1, allocator), P(2, drop),  \
                             P(3, &out), P(4, &error)))                                            \
    X(kefu_reader_use_map, "roo", kefu_reader_use_map(P(0, reader), P(1, NULL), P(2, &error)))     \
    X(kefu_reader_use_roster, "roo",                                                               \
      kefu_reader_use_roster(P(0, reader), P(1, NULL), P(2, &error)))                              \
    X(kefu_roster_new, "roroo",                                                                    \
      kefu_roster_new(T(0, ROSTER), P(1, allocator), P(2, &made.roster), P(3, findings),           \
                      P(4, &error)))                                                               \
    X(kefu_roster_free, "o", V((kefu_roster_free)(P(0, NULL))))                                    \
    X(kefu_roster_write, "rrrooo",                                                                 \
      kefu_roster_write(P(0, roster), T(1, FEEDBACK), KEFU_ROSTER_IDS, P(2, drop), P(3, &out),     \
                        P(4, findings), P(5, &error)))                                             \
    X(kefu_reader_use_storage, "roo",                                                              \
      kefu_reader_use_storage(P(0, reader), P(1, NULL), P(2, &error)))                             \
    X(kefu_field_map_record, "o", V(kefu_field_map_record(P(0, map))))                             \
    X(kefu_reader_new, "oro", kefu_reader_new(P(0, allocator), P(1, &made.reader), P(2, &error)))  \
    X(kefu_reader_free, "o", V((kefu_reader_free)(P(0, NULL))))                                    \
    X(kefu_reader_push, "rro", kefu_reader_push(P(0, reader), T(1, LONG_TEXT), P(2, &error)))      \
    X(kefu_reader_next, "rroo",                                                                    \
      kefu_reader_next(P(0, reader), P(1, &out.record), P(2, findings), P(3, &error)))             \
    X(kefu_reader_next_file, "ro", kefu_reader_next_file(P(0, reader), P(1, &error)))              \
    X(kefu_reader_end, "ro", kefu_reader_end(P(0, reader), P(1, &error)))                          \
    X(kefu_encoding_guess, "rro",                                                                  \
      kefu_encoding_guess(T(0, "id,文本"), P(1, &out.encoding), P(2, &error)))                     \
    X(kefu_field_map_apply, "rrroo",                                                               \
      kefu_field_map_apply(P(0, map), T(1, "1\t好"), 1, P(2, drop), P(3, &out), P(4, &error)))     \
    X(kefu_field_map_apply_reported, "rrrooo",                                                     \
      kefu_field_map_apply_reported(P(0, map), T(1, "1\t好"), 1, P(2, drop), P(3, &out),           \
                                    P(4, findings), P(5, &error)))                                 \
    X(kefu_filter_options_init, "o", V((kefu_filter_options_init)(P(0, &init.of_filter))))         \
    X(kefu_filter_new, "oroo",                                                                     \
      kefu_filter_new(P(0, &init.of_filter), P(1, &made.filter), P(2, findings), P(3, &error)))    \
    X(kefu_filter_free, "o", V((kefu_filter_free)(P(0, NULL))))                                    \
    X(kefu_filter_conversation, "rrro",                                                            \
      kefu_filter_conversation(P(0, filter), P(1, conversation), P(2, &out.outcome),               \
                               P(3, &error)))                                                      \
    X(kefu_filter_feedback_json, "rrro",                                                           \
      kefu_filter_feedback_json(P(0, filter), T(1, FEEDBACK), P(2, &out.outcome), P(3, &error)))   \
    X(kefu_join_options_init, "o", V((kefu_join_options_init)(P(0, &init.of_join))))               \
    X(kefu_join_new, "oro", kefu_join_new(P(0, &init.of_join), P(1, &made.join), P(2, &error)))    \
    X(kefu_join_free, "o", V((kefu_join_free)(P(0, NULL))))                                        \
    X(kefu_join_add, "rro", kefu_join_add(P(0, join), P(1, conversation), 0, P(2, &error)))        \
    X(kefu_join_write, "rrroroo",                                                                  \
      kefu_join_write(P(0, join), T(1, JOINED), 0, P(2, drop), P(3, &out), P(4, &out.joined),      \
                      P(5, findings), P(6, &error)))                                               \
    X(kefu_report_options_init, "o", V((kefu_report_options_init)(P(0, &init.of_report))))         \
    X(kefu_report_new, "roro",                                                                     \
      kefu_report_new(P(0, aggregate), P(1, &init.of_report), P(2, &made.report), P(3, &error)))   \
    X(kefu_report_free, "o", V((kefu_report_free)(P(0, NULL))))                                    \
    X(kefu_report_write, "rroo",                                                                   \
      kefu_report_write(P(0, report), KEFU_FORMAT_JSON, P(1, drop), P(2, &out), P(3, &error)))     \
    X(kefu_train_options_init, "o", V((kefu_train_options_init)(P(0, &init.of_trainer))))          \
    X(kefu_trainer_new, "oro",                                                                     \
      kefu_trainer_new(P(0, &init.of_trainer), P(1, &made.trainer), P(2, &error)))                 \
    X(kefu_trainer_free, "o", V((kefu_trainer_free)(P(0, NULL))))                                  \
    X(kefu_trainer_add, "rrrro",                                                                   \
      kefu_trainer_add(P(0, trainer), T(1, "1"), T(2, "c"), T(3, LONG_TEXT), P(4, &error)))        \
    X(kefu_trainer_add_test, "rrrro",                                                              \
      kefu_trainer_add_test(P(0, trainer), T(1, "1"), T(2, "c"), T(3, "很好"), P(4, &error)))      \
    X(kefu_trainer_add_dialogue, "rroo",                                                           \
      kefu_trainer_add_dialogue(P(0, dialogue_trainer), T(1, DIALOGUE), P(2, findings),            \
                                P(3, &error)))                                                     \
    X(kefu_trainer_count, "o", V(kefu_trainer_count(P(0, trainer))))                               \
    X(kefu_trainer_run, "rooo",                                                                    \
      kefu_trainer_run(P(0, trainer), P(1, go_on), P(2, &out), P(3, &error)))                      \
    X(kefu_trainer_write, "rroo",                                                                  \
      kefu_trainer_write(P(0, trained), P(1, drop), P(2, &out), P(3, &error)))                     \
    X(kefu_trainer_leave_one_out, "rooro",                                                         \
      kefu_trainer_leave_one_out(P(0, trainer), P(1, go_on), P(2, &out), P(3, &out.scores),        \
                                 P(4, &error)))                                                    \
    X(kefu_model_load, "roro",                                                                     \
      kefu_model_load(P(0, lexicon_json.data), lexicon_json.size, P(1, allocator),                 \
                      P(2, &made.model), P(3, &error)))                                            \
    X(kefu_model_free, "o", V((kefu_model_free)(P(0, NULL))))                                      \
    X(kefu_model_task, "o", V(kefu_model_task(P(0, model))))                                       \
    X(kefu_model_class_count, "o", V(kefu_model_class_count(P(0, model))))                         \
    X(kefu_model_class_at, "o", V(kefu_model_class_at(P(0, model), 0)))                            \
    X(kefu_model_predict, "rrrro",                                                                 \
      kefu_model_predict(P(0, model), P(1, huge_text), strlen(huge_text), T(2, "c"),               \
                         P(3, &out.prediction), P(4, &error)))                                     \
    X(kefu_model_contribution_count, "o", V(kefu_model_contribution_count(P(0, model))))           \
    X(kefu_model_contribution_at, "rro",                                                           \
      kefu_model_contribution_at(P(0, model), 0, P(1, &out.contribution), P(2, &error)))           \
    X(kefu_model_predict_dialogue, "rrroo",                                                        \
      kefu_model_predict_dialogue(P(0, dialogue_model), T(1, DIALOGUE), P(2, &out.a),              \
                                  P(3, findings), P(4, &error)))                                   \
    X(kefu_classification_score, "rrorooo",                                                        \
      kefu_classification_score(P(0, truths), P(1, guesses), P(2, numbers), 2, 2,                  \
                                P(3, &out.scores), P(4, out.confusion), P(5, allocator),           \
                                P(6, &error)))                                                     \
    X(kefu_regression_score, "rrrroo",                                                             \
      kefu_regression_score(P(0, numbers), P(1, numbers), 2, P(2, &out.a), P(3, &out.b),           \
                            P(4, allocator), P(5, &error)))                                        \
    X(kefu_fit_prior, "rrro",                                                                      \
      kefu_fit_prior(P(0, numbers), 2, 0.5, P(1, &out.a), P(2, &out.b), P(3, &error)))             \
    X(kefu_fit_threshold, "rrrroo",                                                                \
      kefu_fit_threshold(P(0, truths), P(1, numbers), 2, P(2, &out.a), P(3, &out.b),               \
                         P(4, allocator), P(5, &error)))

/* The metric whose value takes memory. */
static kefu_metric satisfaction(void) {
    kefu_metric metric = 0;
    assert_int_equal(
        kefu_scheme_find_metric(scheme, KEFU_TEXT("satisfaction_estimate"), &metric, NULL),
        KEFU_OK);
    return metric;
}

static const char *rule_id(void) {
    return kefu_scheme_rule_id(scheme, RULE);
}

static const kefu_closed *closed(void) {
    static const kefu_str record = {FEEDBACK, sizeof FEEDBACK - 1};
    static const kefu_evaluation *of[1];
    of[0] = evaluation;
    init.closed = (kefu_closed){sizeof init.closed, conversation, of, 1, &record, 1};
    return &init.closed;
}

static const kefu_column *column(void) {
    static const int64_t waits[] = {1000, 2000};
    init.column = (kefu_column)KEFU_COLUMN_INIT;
    init.column.name = "frt";
    init.column.name_size = 3;
    init.column.type = KEFU_COLUMN_INT64;
    init.column.values = waits;
    return &init.column;
}

#define CALL_FUNCTION(name, pointers, call)                                                        \
    static kefu_status call_##name(int null) {                                                     \
        (void)null;                                                                                \
        return call;                                                                               \
    }
CALLS(CALL_FUNCTION)

#define CALL_ROW(name, pointers, call) {#name, pointers, call_##name},
static const struct call_row {
    const char *name, *pointers;
    kefu_status (*call)(int null);
} call_rows[] = {CALLS(CALL_ROW)};
enum { CALL_COUNT = sizeof call_rows / sizeof *call_rows };

static inline kefu_status call(const struct call_row *row, int null) {
    set_sizes();
    set_options();
    memset(&error, 0, sizeof error);
    const kefu_status status = row->call(null);
    free_made();
    return status;
}

#endif
