/* SPDX-License-Identifier: MIT
 * WHAT is bound, for every language: classes over the public API. How each C idiom looks in a
 * language (text in, JSON in and out, errors) is said by that language's typemaps.i. Methods take
 * the parameter names that typemaps know:
 *   (const char *text, size_t size)       text in
 *   (const char *json, size_t json_size)  a record or definition in: text, or a table
 *   struct text_out *text_out             text or bytes out
 *   struct text_out *json_out             JSON out, as the language's own values where it can
 *   kefu_error *error                     becomes an exception, raised before any result */
%{
#include "embedded.h"
#include "kefu/kefu.h"
#include "text_out.h"

/* SWIG names helpers <class>_<method>; aliases keep them apart from the C API's names. */
typedef kefu_scheme Scheme;
typedef kefu_scratch Scratch;
typedef kefu_conversation Conversation;
typedef kefu_monitor Monitor;
typedef kefu_evaluation Evaluation;
typedef kefu_aggregate Aggregate;
typedef kefu_history History;
typedef kefu_report Report;
typedef kefu_field_map FieldMap;
typedef kefu_roster Roster;
typedef kefu_filter Filter;
typedef kefu_join Join;
typedef kefu_reader Reader;
typedef kefu_findings Findings;

/* The options of a history; fold_after_ms below 0: the default. */
static kefu_history_options history_options(int64_t fold_after_ms, uint64_t ids_max,
                                            const char *rubric) {
    kefu_history_options options = KEFU_HISTORY_OPTIONS_INIT;
    if (fold_after_ms >= 0)
        options.fold_after_ms = fold_after_ms;
    options.ids_max = ids_max;
    options.rubric.data = rubric;
    options.rubric.size = strlen(rubric);
    return options;
}
%}
%include <stdint.i>

%nodefaultctor;
%nodefaultdtor;
typedef struct {} Scheme;
typedef struct {} Scratch;
typedef struct {} Conversation;
typedef struct {} Monitor;
typedef struct {} Evaluation;
typedef struct {} Aggregate;
typedef struct {} History;
typedef struct {} Report;
typedef struct {} FieldMap;
typedef struct {} Roster;
typedef struct {} Filter;
typedef struct {} Join;
typedef struct {} Reader;
typedef struct {} Findings;

const char *kefu_version(void);

/* {"role": [{"value", "name", "title": {…}}, …], …}: the closed lists, of which each language makes
 * its constants. */
%inline %{
static void vocabulary(kefu_error *error, struct text_out *json_out) {
    kefu_vocabulary_write(NULL, text_out_write, json_out, error);
}
%}
%constant int REDACT_LABELS = KEFU_REDACT_LABELS;
/* The text without personal data; kinds: bits, 0 for all; mask: one symbol, or "". */
%inline %{
static void redact(kefu_error *error, const char *text, size_t size, uint32_t flags, uint32_t kinds,
                   const char *mask, struct text_out *text_out) {
    kefu_redact_options options = KEFU_REDACT_OPTIONS_INIT;
    options.flags = flags;
    options.kinds = kinds;
    options.mask.data = mask;
    options.mask.size = mask ? strlen(mask) : 0;
    KEFU_UNLOCKED(size, kefu_redact(text, size, &options, text_out_write, text_out, error));
}
%}
const char *kefu_redact_kind_name(uint32_t kind);
/* Coefficients of agreement between raters. */
%inline %{
static void agreement(kefu_error *error, const char *json, size_t json_size, Findings *findings,
                      struct text_out *json_out) {
    KEFU_UNLOCKED(json_size, kefu_agreement_measure(json, json_size, NULL, findings, text_out_write,
                                                    json_out, error));
}
%}
/* Samples of conversations. */
%inline %{
static void sample(kefu_error *error, const char *json, size_t json_size, Findings *findings,
                   struct text_out *json_out) {
    KEFU_UNLOCKED(json_size, kefu_sample_draw(json, json_size, NULL, findings, text_out_write,
                                              json_out, error));
}
%}
/* The first row of a table of evaluations. */
%inline %{
static void evaluation_csv_head(kefu_error *error, const char *language,
                                struct text_out *text_out) {
    kefu_evaluation_write_csv_head(language, NULL, text_out_write, text_out, error);
}
%}
/* What changed between versions of documents. */
%apply (const kefu_document *documents, size_t count) {
    (const kefu_document *from, size_t from_count), (const kefu_document *to, size_t to_count)
}
%inline %{
static void diff(kefu_error *error, const kefu_document *from, size_t from_count,
                 const kefu_document *to, size_t to_count, const char *language,
                 Findings *findings, struct text_out *json_out) {
    kefu_diff_options options = KEFU_DIFF_OPTIONS_INIT;
    options.language = (kefu_str){language, strlen(language)};
    KEFU_UNLOCKED(1, kefu_documents_diff(from, from_count, to, to_count, &options, findings,
                                         text_out_write, json_out, error));
}
%}
/* Alerts and forecasts of a time series. */
%inline %{
static void series(kefu_error *error, const char *json, size_t json_size, Findings *findings,
                   struct text_out *json_out) {
    KEFU_UNLOCKED(json_size, kefu_series_judge(json, json_size, NULL, findings, text_out_write,
                                               json_out, NULL, error));
}
%}
%constant int SCHEME_BARE = KEFU_SCHEME_BARE;
%constant int ANALYZE_SKIP_PINYIN = KEFU_ANALYZE_SKIP_PINYIN;
%constant int ANALYZE_ANY_ROLE = KEFU_ANALYZE_ANY_ROLE;
%constant int CONVERSATION_NO_TEXT = KEFU_CONVERSATION_NO_TEXT;
%constant int CONVERSATION_SKIP_PINYIN = KEFU_CONVERSATION_SKIP_PINYIN;

/* What is wrong with content: handed to every call that reads some. */
%extend Findings {
    Findings(kefu_error *error) {
        kefu_findings *findings = NULL;
        kefu_findings_new(NULL, &findings, error);
        return findings;
    }
    ~Findings() {
        kefu_findings_free($self);
    }
    size_t count() {
        return kefu_findings_count($self);
    }
    /* Those from number `first` on (from 0), in the order in which they were found. */
    void list(kefu_error *error, size_t first, struct text_out *json_out) {
        text_out_findings(json_out, $self, first, error);
    }
}

/* [ms, …]: when other versions of the documents come into force. */
%inline %{
static void scheme_changes(kefu_error *error, const kefu_document *documents, size_t count,
                           uint32_t flags, struct text_out *json_out) {
    text_out_changes(json_out, documents, count, flags, error);
}
%}

%extend Scheme {
    /* The documents above the built-in ones; none gives the built-in scheme. `at`: which versions
     * are in force; INT64_MIN: the newest. */
    Scheme(kefu_error *error, const kefu_document *documents, size_t count, uint32_t flags,
           int64_t at, Findings *findings) {
        kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
        kefu_scheme *scheme = NULL;
        options.flags = flags;
        options.at = at;
        KEFU_UNLOCKED(1, kefu_scheme_compile(documents, count, &options, &scheme, findings, error));
        return scheme;
    }
    ~Scheme() {
        kefu_scheme_release($self);
    }
    /* Runs the tests in the documents; what fails becomes a finding. */
    void test(kefu_error *error, Findings *findings) {
        KEFU_UNLOCKED(1, kefu_scheme_test($self, findings, NULL, error));
    }
    /* When a record began (ms); INT64_MIN: it does not say, or cannot be read. */
    int64_t start(const char *json, size_t json_size) {
        int64_t start = KEFU_TIME_NONE;
        kefu_record_start($self, json, json_size, &start, NULL);
        return start;
    }
    const char *id() {
        return kefu_scheme_id($self);
    }
    const char *digest() {
        return kefu_scheme_digest($self);
    }
    /* Titles of ids in results ("zh-Hans", "en"). */
    const char *title(const char *id, const char *language) {
        return kefu_scheme_title($self, id, language);
    }
    /* {"metrics": [{"id", "title": {…}, "unit", …}], "rules": [{"id", "title"}], "rubrics": […]} */
    void describe(kefu_error *error, struct text_out *json_out) {
        kefu_scheme_write($self, text_out_write, json_out, error);
    }
    void analyze(kefu_error *error, Scratch *scratch, const char *text, size_t size, uint32_t role,
                 uint32_t genre, uint32_t flags, const char *pack, struct text_out *json_out) {
        kefu_analyze_options options = KEFU_ANALYZE_OPTIONS_INIT;
        kefu_analysis *analysis = NULL;
        options.role = role;
        options.genre = genre;
        options.flags = flags;
        options.pack.data = pack;
        options.pack.size = pack ? strlen(pack) : 0;
        KEFU_UNLOCKED(size, kefu_analyze($self, scratch, text, size, &options, &analysis, error));
        if (analysis)
            kefu_analysis_write(analysis, text_out_write, json_out, error);
    }
    /* Columns in, columns out: label, polarity, positive_probability, confidence of each text. */
    void sentiments(kefu_error *error, Scratch *scratch, uint32_t role, uint32_t genre,
                    uint32_t flags, const char *pack, const kefu_str *texts, size_t count,
                    kefu_sentiment *sentiments) {
        kefu_analyze_options options = KEFU_ANALYZE_OPTIONS_INIT;
        options.role = role;
        options.genre = genre;
        options.flags = flags;
        options.pack.data = pack;
        options.pack.size = pack ? strlen(pack) : 0;
        KEFU_UNLOCKED(count * 64, text_out_sentiments($self, scratch, &options, texts, count,
                                                      sentiments, error));
    }
}

%extend Scratch {
    Scratch(kefu_error *error) {
        kefu_scratch *scratch = NULL;
        kefu_scratch_new(NULL, &scratch, error);
        return scratch;
    }
    ~Scratch() {
        kefu_scratch_free($self);
    }
}

%extend Conversation {
    Conversation(kefu_error *error, Scheme *scheme, uint32_t flags) {
        kefu_conversation_options options = KEFU_CONVERSATION_OPTIONS_INIT;
        kefu_conversation *conversation = NULL;
        options.flags = flags;
        kefu_conversation_new(scheme, &options, &conversation, error);
        return conversation;
    }
    ~Conversation() {
        kefu_conversation_free($self);
    }
    void set(kefu_error *error, const char *name, const char *text, size_t size) {
        kefu_conversation_set($self, name, strlen(name), text, size, error);
    }
    /* An attribute's text; empty where there is none. */
    void attribute(kefu_error *error, const char *name, struct text_out *text_out) {
        kefu_str value;
        if (name && kefu_conversation_find_attribute($self, name, strlen(name), &value, NULL) ==
                        KEFU_OK &&
            text_out_write(text_out, value.data, value.size) != KEFU_OK)
            error->status = KEFU_E_MEMORY;
    }
    void label(kefu_error *error, const char *text, size_t size) {
        kefu_conversation_add_label($self, text, size, error);
    }
    void read(kefu_error *error, Scratch *scratch, const char *json, size_t json_size,
              Findings *findings) {
        KEFU_UNLOCKED(json_size, kefu_conversation_read_json($self, scratch, json, json_size,
                                                             findings, error));
    }
    void push(kefu_error *error, Scratch *scratch, const char *json, size_t json_size,
              Findings *findings) {
        kefu_conversation_push_json($self, scratch, json, json_size, findings, error);
    }
    void agents(kefu_error *error, struct text_out *json_out) {
        kefu_conversation_write_agents($self, text_out_write, json_out, error);
    }
    void metrics(kefu_error *error, int64_t now, struct text_out *json_out) {
        kefu_conversation_write_metrics($self, now, text_out_write, json_out, error);
    }
    /* All waits, a row for each piece. */
    void turns(kefu_error *error, struct text_out *json_out) {
        kefu_conversation_write_turns($self, text_out_write, json_out, error);
    }
    /* The customer's course: satisfaction, start, end, worst, evidence (docs/dialogue.md). */
    void dialogue(kefu_error *error, struct text_out *json_out) {
        kefu_conversation_write_dialogue($self, text_out_write, json_out, error);
    }
    void explain(kefu_error *error, const char *metric, int64_t now, struct text_out *json_out) {
        kefu_metric handle;
        if (!kefu_scheme_find_metric(kefu_conversation_scheme($self), metric, strlen(metric), &handle,
                                error))
            kefu_conversation_explain($self, handle, now, text_out_write, json_out, error);
    }
    /* The messages as they are kept, with their sentiment. */
    void messages(kefu_error *error, struct text_out *json_out) {
        kefu_conversation_write_messages($self, text_out_write, json_out, error);
    }
    /* The record that read() takes, and goes on with. */
    void write(kefu_error *error, struct text_out *text_out) {
        kefu_conversation_write($self, text_out_write, text_out, error);
    }
}

%extend Monitor {
    Monitor(kefu_error *error, Conversation *conversation, const char *rubric) {
        kefu_monitor *monitor = NULL;
        kefu_rubric handle;
        if (!kefu_scheme_find_rubric(kefu_conversation_scheme(conversation), rubric, strlen(rubric),
                                &handle, error))
            kefu_monitor_new(conversation, handle, NULL, &monitor, error);
        return monitor;
    }
    ~Monitor() {
        kefu_monitor_free($self);
    }
    /* [{"rule", "title": {…}, "severity", "at", "message", "message_id", "evidence", …}] */
    void update(kefu_error *error, int64_t now, struct text_out *json_out) {
        if (!kefu_monitor_update($self, now, error))
            kefu_monitor_write_alerts($self, text_out_write, json_out, error);
    }
    /* The conversation's record with the monitor's state. */
    void write(kefu_error *error, struct text_out *text_out) {
        kefu_monitor_write($self, text_out_write, text_out, error);
    }
    /* Goes on as that record says; 0 where it says nothing of a monitor. */
    uint32_t read(kefu_error *error, const char *json, size_t json_size) {
        const kefu_status status = kefu_monitor_read_json($self, json, json_size, NULL, error);
        if (status == KEFU_E_NOT_FOUND)
            error->status = KEFU_OK;
        return status == KEFU_OK;
    }
    int64_t next(kefu_error *error) {
        int64_t at = KEFU_TIME_END;
        kefu_monitor_next($self, &at, error);
        return at;
    }
}

%extend Evaluation {
    Evaluation(kefu_error *error, Conversation *conversation, const char *rubric, int64_t now,
               const char *agent) {
        kefu_evaluate_options options = KEFU_EVALUATE_OPTIONS_INIT;
        kefu_evaluation *evaluation = NULL;
        kefu_rubric handle;
        options.now = now;
        options.agent_id = (kefu_str){agent, strlen(agent)};
        if (!kefu_scheme_find_rubric(kefu_conversation_scheme(conversation), rubric, strlen(rubric),
                                &handle, error))
            kefu_evaluate_part(conversation, handle, &options, &evaluation, error);
        return evaluation;
    }
    ~Evaluation() {
        kefu_evaluation_free($self);
    }
    void answer(kefu_error *error, const char *json, size_t json_size, Findings *findings) {
        kefu_evaluation_answer($self, json, json_size, findings, error);
    }
    void write(kefu_error *error, struct text_out *json_out) {
        kefu_evaluation_write($self, text_out_write, json_out, error);
    }
    void write_csv(kefu_error *error, const char *language, struct text_out *text_out) {
        kefu_evaluation_write_csv($self, language, text_out_write, text_out, error);
    }
}
%newobject evaluation_read;
%inline %{
static Evaluation *evaluation_read(kefu_error *error, Scheme *scheme, const char *json,
                                   size_t json_size, Findings *findings) {
    kefu_evaluation *evaluation = NULL;
    kefu_evaluation_read_json(scheme, json, json_size, &evaluation, findings, error);
    return evaluation;
}
%}

%extend Aggregate {
    Aggregate(kefu_error *error, Scheme *scheme, const char *json, size_t json_size) {
        kefu_aggregate *aggregate = NULL;
        kefu_aggregate_new(scheme, json, json_size, NULL, &aggregate, error);
        return aggregate;
    }
    ~Aggregate() {
        kefu_aggregate_free($self);
    }
    /* Both, or neither. */
    void add(kefu_error *error, Conversation *conversation, Evaluation *evaluation) {
        kefu_closed closed = KEFU_CLOSED_INIT;
        const kefu_evaluation *const evaluations[] = {evaluation};
        closed.conversation = conversation;
        closed.evaluations = evaluations;
        closed.evaluation_count = 1;
        kefu_aggregate_add($self, NULL, &closed, NULL, error);
    }
    /* The record's text is what Join.write() gave. */
    void add_feedback(kefu_error *error, Scratch *scratch, const char *json, size_t json_size,
                      Findings *findings) {
        kefu_aggregate_add_feedback_json($self, scratch, json, json_size, findings, error);
    }
    void merge(kefu_error *error, Aggregate *other) {
        kefu_aggregate_merge($self, other, error);
    }
    void merge_bytes(kefu_error *error, const char *text, size_t size) {
        kefu_aggregate_merge_bytes($self, text, size, error);
    }
    void save(kefu_error *error, struct text_out *bytes_out) {
        kefu_aggregate_save($self, text_out_write, bytes_out, error);
    }
    /* [{"key": […], "customers": value, "metrics": {id: value}}]; the first is the total. */
    void values(kefu_error *error, struct text_out *json_out) {
        kefu_aggregate_write($self, text_out_write, json_out, error);
    }
    /* One value: {"value", "n", "status", …}. */
    void value(kefu_error *error, Scheme *scheme, size_t group, const char *metric,
               uint32_t statistic, struct text_out *json_out) {
        kefu_metric handle;
        kefu_value value;
        if (!kefu_scheme_find_metric(scheme, metric, strlen(metric), &handle, error) &&
            !kefu_aggregate_value($self, group, handle, (kefu_statistic)statistic, &value, error))
            kefu_value_write(&value, text_out_write, json_out, error);
    }
    size_t groups() {
        return kefu_aggregate_group_count($self);
    }
    void set_source(kefu_error *error, const char *text, size_t size, uint64_t epoch,
                    uint64_t sequence) {
        kefu_aggregate_set_source($self, text, size, epoch, sequence, error);
    }
    uint32_t is_merged(Aggregate *other) {
        return (uint32_t)kefu_aggregate_is_merged($self, other);
    }
    /* The series one by one: without a scheme, metrics are found by them. */
    size_t series_count() {
        return kefu_aggregate_series_count($self);
    }
    const char *series_id(kefu_error *error, size_t i) {
        kefu_series_info info = {.size = sizeof info};
        kefu_aggregate_series_at($self, i, &info, error);
        return info.id;
    }
    void series_digest(kefu_error *error, size_t i, struct text_out *text_out) {
        kefu_series_info info = {.size = sizeof info};
        if (!kefu_aggregate_series_at($self, i, &info, error))
            text_out_write(text_out, info.digest, strlen(info.digest));
    }
    uint32_t series_flags(kefu_error *error, size_t i) {
        kefu_series_info info = {.size = sizeof info};
        kefu_aggregate_series_at($self, i, &info, error);
        return info.flags;
    }
    uint64_t series_n(kefu_error *error, size_t i) {
        kefu_series_info info = {.size = sizeof info};
        kefu_aggregate_series_at($self, i, &info, error);
        return info.n;
    }
    void series_value(kefu_error *error, size_t group, size_t i, uint32_t statistic,
                      struct text_out *json_out) {
        kefu_value value;
        if (!kefu_aggregate_series_value($self, group, i, (kefu_statistic)statistic, &value, error))
            kefu_value_write(&value, text_out_write, json_out, error);
    }
    /* How many different customers a group had, as a value. */
    void customers(kefu_error *error, size_t group, struct text_out *json_out) {
        kefu_value value;
        if (!kefu_aggregate_customers($self, group, &value, error))
            kefu_value_write(&value, text_out_write, json_out, error);
    }
    uint64_t forget(kefu_error *error, const char *text, size_t size) {
        uint64_t forgotten = 0;
        kefu_aggregate_forget($self, text, size, &forgotten, error);
        return forgotten;
    }
    /* How `after` differs from this one: [{"key", "metric", "before", "after", …}]. */
    void compare(kefu_error *error, Aggregate *after, struct text_out *json_out) {
        kefu_aggregate_compare($self, after, text_out_write, json_out, error);
    }
    uint64_t conversations() {
        return kefu_aggregate_conversation_count($self);
    }
    uint64_t feedback() {
        return kefu_aggregate_feedback_count($self);
    }
}
%newobject aggregate_load;
%newobject aggregate_open;
%inline %{
static Aggregate *aggregate_load(kefu_error *error, Scheme *scheme, const char *text, size_t size) {
    kefu_aggregate *aggregate = NULL;
    kefu_aggregate_load(scheme, text, size, NULL, &aggregate, error);
    return aggregate;
}
/* Without a scheme. */
static Aggregate *aggregate_open(kefu_error *error, const char *text, size_t size) {
    kefu_aggregate *aggregate = NULL;
    kefu_aggregate_load(NULL, text, size, NULL, &aggregate, error);
    return aggregate;
}
%}

%newobject History::aggregate;
%extend History {
    History(kefu_error *error, Scheme *scheme, const char *json, size_t json_size,
            int64_t fold_after_ms, uint64_t ids_max, const char *rubric) {
        const kefu_history_options options = history_options(fold_after_ms, ids_max, rubric);
        kefu_history *history = NULL;
        kefu_history_new(scheme, json, json_size, &options, &history, error);
        return history;
    }
    ~History() {
        kefu_history_free($self);
    }
    /* The name of what became of the record. */
    const char *add(kefu_error *error, Scratch *scratch, uint32_t kind, const char *json,
                    size_t json_size, Findings *findings) {
        kefu_history_outcome outcome = KEFU_HISTORY_COUNTED;
        kefu_history_add_json($self, scratch, (kefu_record_kind)kind, json, json_size, findings,
                              &outcome, error);
        return kefu_vocabulary_name("history_outcome", outcome);
    }
    void fold(kefu_error *error, Scratch *scratch, int64_t now, Findings *findings) {
        kefu_history_fold($self, scratch, now, findings, error);
    }
    void merge(kefu_error *error, History *other) {
        kefu_history_merge($self, other, error);
    }
    uint64_t forget(kefu_error *error, const char *text, size_t size) {
        uint64_t forgotten = 0;
        kefu_history_forget($self, text, size, &forgotten, error);
        return forgotten;
    }
    Aggregate *aggregate(kefu_error *error, int64_t from, int64_t to) {
        kefu_aggregate *aggregate = NULL;
        kefu_history_aggregate($self, from, to, &aggregate, error);
        return aggregate;
    }
    /* {"conversations", "feedback", "waiting", "days", "ids", "latest_at"} */
    void describe(kefu_error *error, struct text_out *json_out) {
        kefu_history_info info = {.size = sizeof info};
        char text[240];
        if (kefu_history_describe($self, &info, error))
            return;
        int size = snprintf(text, sizeof text,
                            "{\"conversations\":%llu,\"feedback\":%llu,\"waiting\":%llu,\"days\":%llu,"
                            "\"ids\":%llu",
                            (unsigned long long)info.conversations,
                            (unsigned long long)info.feedback, (unsigned long long)info.waiting,
                            (unsigned long long)info.days, (unsigned long long)info.ids);
        if (info.latest_at != KEFU_TIME_NONE)
            size += snprintf(text + size, sizeof text - (size_t)size, ",\"latest_at\":%lld",
                             (long long)info.latest_at);
        text[size++] = '}';
        text_out_write(json_out, text, (size_t)size);
    }
    void save(kefu_error *error, struct text_out *bytes_out) {
        kefu_history_save($self, text_out_write, bytes_out, error);
    }
}
%newobject history_load;
%newobject history_open;
%inline %{
static History *history_load(kefu_error *error, Scheme *scheme, const char *text, size_t size,
                             int64_t fold_after_ms, uint64_t ids_max, const char *rubric) {
    const kefu_history_options options = history_options(fold_after_ms, ids_max, rubric);
    kefu_history *history = NULL;
    kefu_history_load(scheme, text, size, &options, &history, error);
    return history;
}
/* Without a scheme. */
static History *history_open(kefu_error *error, const char *text, size_t size) {
    kefu_history *history = NULL;
    kefu_history_load(NULL, text, size, NULL, &history, error);
    return history;
}
%}

%extend Report {
    Report(kefu_error *error, Aggregate *current, Aggregate *previous, const char *title,
           const char *language, uint64_t left_out_conversations, uint64_t left_out_feedback,
           uint64_t unjoined_feedback) {
        kefu_report_options options = KEFU_REPORT_OPTIONS_INIT;
        kefu_report *report = NULL;
        options.previous = previous;
        options.title.data = title;
        options.title.size = strlen(title);
        options.language.data = language;
        options.language.size = strlen(language);
        options.left_out_conversations = left_out_conversations;
        options.left_out_feedback = left_out_feedback;
        options.unjoined_feedback = unjoined_feedback;
        kefu_report_new(current, &options, &report, error);
        return report;
    }
    ~Report() {
        kefu_report_free($self);
    }
    void write(kefu_error *error, uint32_t format, struct text_out *text_out) {
        kefu_report_write($self, (kefu_format)format, text_out_write, text_out, error);
    }
}

%extend FieldMap {
    FieldMap(kefu_error *error, const char *json, size_t json_size, Findings *findings) {
        kefu_field_map *map = NULL;
        kefu_field_map_new(json, json_size, NULL, &map, findings, error);
        return map;
    }
    ~FieldMap() {
        kefu_field_map_free($self);
    }
    const char *record() {
        return kefu_field_map_record($self);
    }
    void apply(kefu_error *error, const char *text, size_t size, uint64_t number,
               Findings *findings, struct text_out *json_out) {
        kefu_field_map_apply_reported($self, text, size, number, text_out_write, json_out, findings,
                                      error);
    }
}

%extend Roster {
    Roster(kefu_error *error, const char *json, size_t json_size, Findings *findings) {
        kefu_roster *roster = NULL;
        kefu_roster_new(json, json_size, NULL, &roster, findings, error);
        return roster;
    }
    ~Roster() {
        kefu_roster_free($self);
    }
    void apply(kefu_error *error, const char *json, size_t json_size, uint32_t shown,
               Findings *findings, struct text_out *json_out) {
        kefu_roster_write($self, json, json_size, shown, text_out_write, json_out, findings, error);
    }
}

%inline %{
static void field_map_suggest(kefu_error *error, const char *text, size_t size,
                              struct text_out *json_out) {
    kefu_field_map_suggest(text, size, NULL, text_out_write, json_out, error);
}
%}

/* What feedback inherits: kefu_join_…(). Names of attributes are separated by line feeds. */
%extend Join {
    Join(kefu_error *error, const char *text, size_t size) {
        kefu_join_options options = KEFU_JOIN_OPTIONS_INIT;
        kefu_str names[KEFU_JOIN_ATTRIBUTES_MAX];
        kefu_join *join = NULL;
        options.attributes = names;
        options.attribute_count = text_out_lines(text, size, names, KEFU_JOIN_ATTRIBUTES_MAX);
        kefu_join_new(&options, &join, error);
        return join;
    }
    ~Join() {
        kefu_join_free($self);
    }
    void add(kefu_error *error, Conversation *conversation, uint32_t counts) {
        kefu_join_add($self, conversation, counts ? 0 : KEFU_JOIN_NOT_COUNTED, error);
    }
    /* A digit, the kefu_join_outcome, and the record. */
    void write(kefu_error *error, const char *json, size_t json_size, uint32_t complete,
               Findings *findings, struct text_out *text_out) {
        kefu_join_outcome outcome = KEFU_JOIN_NONE;
        if (text_out_write(text_out, "0", 1) == KEFU_OK &&
            kefu_join_write($self, json, json_size, complete ? 0 : KEFU_JOIN_OPEN, text_out_write,
                            text_out, &outcome, findings, error) == KEFU_OK)
            text_out->data[0] = (char)('0' + outcome);
    }
}

/* Which records count: kefu_filter_…(). Results are values of kefu_filter_outcome. */
%extend Filter {
    Filter(kefu_error *error, int64_t from, int64_t to, const char *where, const char *exclude,
           int offset_minutes, Findings *findings) {
        kefu_filter_options options = KEFU_FILTER_OPTIONS_INIT;
        kefu_filter *filter = NULL;
        options.from = from;
        options.to = to;
        options.where = (kefu_str){where, strlen(where)};
        options.exclude = (kefu_str){exclude, strlen(exclude)};
        options.offset_minutes = offset_minutes;
        kefu_filter_new(&options, &filter, findings, error);
        return filter;
    }
    ~Filter() {
        kefu_filter_free($self);
    }
    uint32_t conversation(kefu_error *error, Conversation *conversation) {
        kefu_filter_outcome outcome = KEFU_FILTER_COUNTS;
        kefu_filter_conversation($self, conversation, &outcome, error);
        return outcome;
    }
    uint32_t feedback(kefu_error *error, const char *json, size_t json_size) {
        kefu_filter_outcome outcome = KEFU_FILTER_COUNTS;
        kefu_filter_feedback_json($self, json, json_size, &outcome, error);
        return outcome;
    }
}
/* An end of a period: RFC 3339, or a date or date and time in a zone ("+08:00"); behind a date that
 * ends it the whole day counts. */
%inline %{
static int64_t period_end(kefu_error *error, const char *text, size_t size, const char *zone,
                          uint32_t is_end) {
    char full[80];
    int64_t at = 0;
    if (size == 10)
        snprintf(full, sizeof full, "%.10sT00:00:00%.8s", text, zone);
    else if (size == 16)
        snprintf(full, sizeof full, "%.10sT%.5s:00%.8s", text, text + 11, zone);
    else if (size == 19)
        snprintf(full, sizeof full, "%.10sT%.8s%.8s", text, text + 11, zone);
    else
        snprintf(full, sizeof full, "%.*s", (int)(size < 60 ? size : 60), text);
    if (kefu_time_read(full, strlen(full), &at, error) == KEFU_OK && is_end && size == 10)
        at += 86400000;
    return at;
}
%}

%constant int RECORD_REPEATED = KEFU_RECORD_REPEATED;
%constant int RECORD_EMPTY = KEFU_RECORD_EMPTY;
/* Bytes of files into records: kefu_reader_…(). */
%extend Reader {
    Reader(kefu_error *error) {
        kefu_reader *reader = NULL;
        kefu_reader_new(NULL, &reader, error);
        return reader;
    }
    ~Reader() {
        kefu_reader_free($self);
    }
    void use_map(kefu_error *error, FieldMap *map) {
        kefu_reader_use_map($self, map, error);
    }
    void use_roster(kefu_error *error, Roster *roster) {
        kefu_reader_use_roster($self, roster, error);
    }
    void push(kefu_error *error, const char *text, size_t size) {
        kefu_reader_push($self, text, size, error);
    }
    void end_file(kefu_error *error) {
        kefu_reader_end($self, error);
    }
    void next_file(kefu_error *error) {
        kefu_reader_next_file($self, error);
    }
    /* "STATUS KIND LINE FLAGS\n" and the record, or why it is refused; "": there is none until more
     * is pushed. */
    void next(kefu_error *error, Findings *findings, struct text_out *text_out) {
        kefu_record record = {sizeof record};
        const kefu_status status = kefu_reader_next($self, &record, findings, error);
        char head[96];
        if (status == KEFU_E_MEMORY || status == KEFU_E_ARGUMENT ||
            (status == KEFU_OK && !record.json.data))
            return;
        snprintf(head, sizeof head, "%d %u %llu %u\n", (int)status, record.kind,
                 (unsigned long long)record.line, record.flags);
        text_out_write(text_out, head, strlen(head));
        if (status == KEFU_OK)
            text_out_write(text_out, record.json.data, record.json.size);
        else
            text_out_write(text_out, error->message, strlen(error->message));
        error->status = KEFU_OK;
    }
}

/* "ENCODING\tWHAT IT IS, IF NO TEXT\tBYTES OF THE MARK\tIS ASCII", of a file's first bytes. */
%inline %{
static void encoding_guess(kefu_error *error, const char *text, size_t size,
                           struct text_out *text_out) {
    kefu_encoding guess = {sizeof guess};
    char told[256];
    if (kefu_encoding_guess(text, size, &guess, error) != KEFU_OK)
        return;
    snprintf(told, sizeof told, "%s\t%s\t%u\t%u", guess.name ? guess.name : "",
             guess.binary ? guess.binary : "", guess.bom_size, guess.is_ascii);
    text_out_write(text_out, told, strlen(told));
}
%}
