/* SPDX-License-Identifier: MIT
 * Compiling lexicon documents: entries united and removed, words of grammar, pairs, findings. */
#include "test.h"

#include <stdio.h>

#include "kefu/kefu.h"
#include "lexicon/lexicon.h"
#include "scheme/scheme.h"

#define DOCUMENT(id, members)                                                                      \
    "{\"kefu\":1,\"kind\":\"lexicon\",\"id\":\"" id "\",\"version\":\"1\"," members "}"

static kefu_status compile(const char *const *texts, size_t count, kefu_scheme **scheme,
                           kefu_findings *findings) {
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    kefu_document documents[4];
    size_t i;
    for (i = 0; i < count; i++) {
        documents[i].name.data = "d.json";
        documents[i].name.size = 6;
        documents[i].text.data = texts[i];
        documents[i].text.size = strlen(texts[i]);
    }
    options.flags = KEFU_SCHEME_BARE;
    return kefu_scheme_compile(documents, count, &options, scheme, findings, NULL);
}

static kefu_scheme *compiled(const char *first, const char *second) {
    const char *const texts[] = {first, second};
    kefu_scheme *scheme = NULL;
    assert_int_equal(compile(texts, second ? 2 : 1, &scheme, NULL), KEFU_OK);
    return scheme;
}

/* The entry of a folded text, NULL when there is none in force. */
static const struct lexicon_entry *entry_of(const kefu_scheme *scheme, const char *text) {
    const struct lexicon *lexicon = scheme->lexicon;
    size_t i;
    for (i = 0; i < lexicon->entry_count; i++)
        if (strcmp(lexicon->entries[i].text, text) == 0)
            return lexicon->entries[i].flags & ENTRY_REMOVED ? NULL : &lexicon->entries[i];
    return NULL;
}

/* The strength of an id in an entry; negative when it has none. */
static double strength_of(const kefu_scheme *scheme, const char *text, const char *id) {
    const struct lexicon *lexicon = scheme->lexicon;
    const struct lexicon_entry *entry = entry_of(scheme, text);
    uint32_t i;
    assert_non_null(entry);
    for (i = entry->attributes; i != UINT32_MAX; i = lexicon->attributes[i].next)
        if (strcmp(lexicon->ids[lexicon->attributes[i].id].id, id) == 0)
            return (double)lexicon->attributes[i].strength;
    return -1;
}

static void test_entries_unite(void **state) {
    kefu_scheme *scheme = compiled(
        DOCUMENT("a", "\"entries\":[{\"texts\":[\"好評\",\"ＧＯＯＤ\"],\"polarity\":0.5,"
                      "\"emotion\":{\"joy\":0.3}}]"),
        DOCUMENT("b", "\"entries\":[{\"text\":\"好评\",\"polarity\":0.9,\"emotion\":{\"joy\":0.2,"
                      "\"calm\":0.4},\"aspect\":\"rating\"}]"));
    (void)state;
    assert_true((double)entry_of(scheme, "好评")->polarity > 0.85);
    assert_true((double)entry_of(scheme, "good")->polarity < 0.55);
    assert_true(strength_of(scheme, "好评", "joy") > 0.25); /* the stronger */
    assert_true(strength_of(scheme, "好评", "calm") > 0.3);
    assert_true(strength_of(scheme, "好评", "rating") == 1);
    assert_true(strength_of(scheme, "good", "calm") < 0);
    kefu_scheme_release(scheme);
}

static void test_a_role_takes_a_word_from_nobody(void **state) {
    kefu_scheme *scheme = compiled(
        DOCUMENT("a", "\"entries\":[{\"text\":\"没完\",\"polarity\":-0.5},{\"text\":\"磨叽\","
                      "\"polarity\":-0.5,\"role\":\"customer\"}]"),
        DOCUMENT("b", "\"entries\":[{\"texts\":[\"没完\",\"磨叽\",\"烦\"],\"polarity\":-0.4,"
                      "\"role\":\"agent\"}]"));
    (void)state;
    assert_int_equal(entry_of(scheme, "没完")->polarity_roles, 0);
    assert_int_equal(entry_of(scheme, "磨叽")->polarity_roles, LEXICON_CUSTOMER | LEXICON_AGENT);
    assert_int_equal(entry_of(scheme, "烦")->polarity_roles, LEXICON_AGENT);
    kefu_scheme_release(scheme);
}

/* For whom an id of an entry counts. */
static uint32_t roles_of(const kefu_scheme *scheme, const char *text, const char *id) {
    const struct lexicon *lexicon = scheme->lexicon;
    const struct lexicon_entry *entry = entry_of(scheme, text);
    for (uint32_t i = entry->attributes; i != UINT32_MAX; i = lexicon->attributes[i].next)
        if (strcmp(lexicon->ids[lexicon->attributes[i].id].id, id) == 0)
            return lexicon->attributes[i].roles;
    return UINT32_MAX;
}

static void test_a_role_for_each_member(void **state) {
    kefu_scheme *scheme = compiled(
        DOCUMENT("a", "\"entries\":[{\"text\":\"蠢货\",\"polarity\":-0.9,\"fault\":\"rude\","
                      "\"emotion\":{\"anger\":0.6},\"intent\":\"threat\",\"role\":{\"fault\":"
                      "\"agent\",\"intent\":\"customer\"}},{\"text\":\"您好\",\"act\":\"greeting\","
                      "\"polarity\":0.1,\"role\":\"agent\"}]"),
        NULL);
    (void)state;
    assert_int_equal(entry_of(scheme, "蠢货")->polarity_roles, 0);
    assert_int_equal(roles_of(scheme, "蠢货", "rude"), LEXICON_AGENT);
    assert_int_equal(roles_of(scheme, "蠢货", "threat"), LEXICON_CUSTOMER);
    assert_int_equal(roles_of(scheme, "蠢货", "anger"), 0);
    assert_int_equal(roles_of(scheme, "您好", "greeting"), LEXICON_AGENT);
    assert_int_equal(entry_of(scheme, "您好")->polarity_roles, LEXICON_AGENT);
    kefu_scheme_release(scheme);
}

static void test_several_ids_of_a_kind(void **state) {
    kefu_scheme *scheme = compiled(
        DOCUMENT("a", "\"entries\":[{\"text\":\"补寄\",\"act\":[\"solution\",\"compensation\"],"
                      "\"aspect\":\"logistics\",\"ambiguous\":true}]"),
        NULL);
    (void)state;
    assert_true(strength_of(scheme, "补寄", "solution") < 0.5);
    assert_true(strength_of(scheme, "补寄", "compensation") < 0.5);
    assert_true(strength_of(scheme, "补寄", "logistics") == 1);
    kefu_scheme_release(scheme);
}

/* A doubtful fault of one entry does not make the other meanings of the same text doubtful. */
static void test_ambiguous_qualifies_its_own_entry(void **state) {
    static const char sure[] = "{\"text\":\"等着\",\"polarity\":-0.5}";
    static const char doubtful[] = "{\"text\":\"等着\",\"fault\":\"cold\",\"ambiguous\":true}";
    char document[512];
    (void)state;
    for (int i = 0; i < 2; i++) {
        snprintf(document, sizeof document, DOCUMENT("a", "\"entries\":[%s,%s]"),
                 i ? sure : doubtful, i ? doubtful : sure);
        kefu_scheme *scheme = compiled(document, NULL);
        assert_int_equal(entry_of(scheme, "等着")->flags & ENTRY_AMBIGUOUS, 0);
        assert_true(strength_of(scheme, "等着", "cold") < 0.5);
        kefu_scheme_release(scheme);
    }
}

static void test_removal(void **state) {
    static const char first[] = DOCUMENT(
        "a", "\"entries\":[{\"text\":\"便宜\",\"polarity\":0.5},{\"text\":\"贵\","
             "\"polarity\":-0.5}],\"negators\":[{\"text\":\"不\"}]");
    kefu_scheme *scheme = compiled(first, DOCUMENT("b", "\"remove\":[\"便宜\",\"不\"]"));
    (void)state;
    assert_null(entry_of(scheme, "便宜"));
    assert_non_null(entry_of(scheme, "贵"));
    assert_true(scheme->lexicon->words[0].removed);
    kefu_scheme_release(scheme);
    scheme = compiled(first, DOCUMENT("b", "\"remove\":[\"便宜\"],\"entries\":[{\"text\":\"便宜\","
                                           "\"polarity\":-0.2}]"));
    assert_true((double)entry_of(scheme, "便宜")->polarity < 0); /* defined again */
    kefu_scheme_release(scheme);
}

static void test_grammar(void **state) {
    kefu_scheme *scheme = compiled(
        DOCUMENT("a", "\"degree_cap\":3,\"negators\":[{\"text\":\"不\",\"scope\":7},{\"text\":"
                      "\"别\",\"kind\":\"prohibition\",\"position\":\"both\"}],\"degrees\":[{"
                      "\"text\":\"极了\",\"factor\":1.8,\"position\":\"after\"}],\"contrasts\":[{"
                      "\"text\":\"可\",\"before\":0.5,\"after\":1.5,\"position\":\"start\"}]"),
        DOCUMENT("b", "\"negators\":[{\"text\":\"不\",\"scope\":2}]"));
    const struct lexicon *lexicon = scheme->lexicon;
    (void)state;
    assert_true(lexicon->grammar.degree_cap == 3);
    assert_int_equal(lexicon->word_count, 4);
    assert_int_equal(lexicon->words[0].scope, 2); /* replaced */
    assert_int_equal(lexicon->words[1].kind, NEGATOR_PROHIBITION);
    assert_true(lexicon->words[1].is_after);
    assert_true(lexicon->words[2].is_after);
    assert_true(lexicon->words[3].at_start);
    kefu_scheme_release(scheme);
}

static void test_pairs(void **state) {
    kefu_scheme *scheme = compiled(
        DOCUMENT("a", "\"entries\":[{\"pair\":[\"等\",\"天\"],\"gap\":2,\"polarity\":-0.5},"
                      "{\"pair\":[\"等\",\"周\"],\"polarity\":-0.5},"
                      "{\"pair\":[\"等\",\"天\"],\"aspect\":\"speed\"}]"),
        NULL);
    (void)state;
    assert_int_equal(scheme->lexicon->pair_count, 2); /* the third unites with the first */
    assert_int_equal(scheme->lexicon->group_count, 1);
    assert_int_equal(scheme->lexicon->pairs[1].gap, 4);
    assert_true(strength_of(scheme, "等 … 天", "speed") == 1);
    kefu_scheme_release(scheme);
}

static void test_a_later_gap_holds(void **state) {
    kefu_scheme *scheme = compiled(
        DOCUMENT("a", "\"entries\":[{\"pair\":[\"等了\",\"天\"],\"gap\":3,\"polarity\":-0.6}]"),
        DOCUMENT("b", "\"entries\":[{\"pair\":[\"等了\",\"天\"],\"gap\":8,\"polarity\":-0.8}]"));
    (void)state;
    assert_int_equal(scheme->lexicon->pair_count, 1);
    assert_int_equal(scheme->lexicon->pairs[0].gap, 8);
    assert_true((double)entry_of(scheme, "等了 … 天")->polarity < -0.7);
    kefu_scheme_release(scheme);
}

static void test_pairs_of_several_texts(void **state) {
    kefu_scheme *scheme = compiled(
        DOCUMENT("a", "\"entries\":[{\"pair\":[[\"打了\",\"拨了\"],[\"没人\",\"占线\"]],"
                      "\"aspect\":\"speed\"},{\"pair\":[\"等\",[\"天\"]],\"polarity\":-0.5}]"),
        NULL);
    (void)state;
    assert_int_equal(scheme->lexicon->pair_count, 5);
    assert_int_equal(scheme->lexicon->group_count, 3);
    assert_true(strength_of(scheme, "拨了 … 占线", "speed") == 1);
    kefu_scheme_release(scheme);
}

/* The entry of the strongest hit. */
static const char *strongest(kefu_scheme *scheme, const char *text) {
    kefu_scratch *scratch = NULL;
    kefu_analysis *analysis = NULL;
    kefu_hit hit = {.size = sizeof hit};
    assert_int_equal(kefu_scratch_new(NULL, &scratch, NULL), KEFU_OK);
    assert_int_equal(kefu_analyze(scheme, scratch, text, strlen(text), NULL, &analysis, NULL),
                     KEFU_OK);
    assert_int_equal(kefu_analysis_hit_count(analysis), 1);
    assert_int_equal(kefu_analysis_hit_at(analysis, 0, &hit, NULL), KEFU_OK);
    const char *entry = kefu_scheme_entry_text(scheme, hit.entry);
    kefu_scratch_free(scratch);
    return entry;
}

/* Of two pairs over the same span the one with the longer first part counts, in either order. */
static void test_the_longer_pair_counts(void **state) {
    static const char shorter[] = "{\"pair\":[\"早点\",\"就好了\"],\"gap\":8,\"polarity\":-0.4}";
    static const char longer[] = "{\"pair\":[\"早点认识\",\"就好了\"],\"gap\":8,\"polarity\":0.6}";
    char document[512];
    (void)state;
    for (int i = 0; i < 2; i++) {
        snprintf(document, sizeof document, DOCUMENT("a", "\"entries\":[%s,%s]"),
                 i ? longer : shorter, i ? shorter : longer);
        kefu_scheme *scheme = compiled(document, NULL);
        assert_string_equal(strongest(scheme, "早点认识你们就好了"), "早点认识 … 就好了");
        assert_string_equal(strongest(scheme, "早点来你们就好了"), "早点 … 就好了");
        kefu_scheme_release(scheme);
    }
}

static void expect(const char *text, kefu_severity severity, const char *code,
                   const char *pointer) {
    kefu_findings *findings = new_findings();
    kefu_scheme *scheme = NULL;
    kefu_finding finding = {.size = sizeof finding};
    size_t i;
    const kefu_status status = compile(&text, 1, &scheme, findings);
    assert_int_equal(status == KEFU_OK, severity != KEFU_SEVERITY_ERROR);
    for (i = 0; kefu_findings_at(findings, i, &finding, NULL) == KEFU_OK; i++)
        if (finding.severity == (uint32_t)severity && strcmp(finding.code, code) == 0 &&
            strcmp(finding.pointer, pointer) == 0)
            break;
    if (i == kefu_findings_count(findings))
        fail_msg("no %s at %s among %zu findings of %s", code, pointer, i, text);
    kefu_scheme_release(scheme);
    kefu_findings_free(findings);
}

static void test_findings(void **state) {
    (void)state;
    expect(DOCUMENT("a", "\"entries\":[{\"polarity\":1}]"), KEFU_SEVERITY_ERROR, "no_text",
           "/entries/0");
    expect(DOCUMENT("a", "\"entries\":[{\"text\":\"好\",\"texts\":[\"妙\"]}]"), KEFU_SEVERITY_ERROR,
           "no_text", "/entries/0");
    expect(DOCUMENT("a", "\"entries\":[{\"texts\":[\"好\",\"\"]}]"), KEFU_SEVERITY_ERROR,
           "bad_keyword", "/entries/0/texts/1");
    expect(DOCUMENT("a", "\"entries\":[{\"pair\":[\"好\"]}]"), KEFU_SEVERITY_ERROR, "bad_pair",
           "/entries/0");
    expect(DOCUMENT("a", "\"entries\":[{\"text\":\"好\",\"polarity\":2}]"), KEFU_SEVERITY_ERROR,
           "out_of_range", "/entries/0/polarity");
    expect(DOCUMENT("a", "\"entries\":[{\"text\":\"好\",\"mood\":2}]"), KEFU_SEVERITY_ERROR,
           "unknown_member", "/entries/0/mood");
    expect(DOCUMENT("a", "\"entries\":[{\"text\":\"好\",\"aspect\":\"No!\"}]"), KEFU_SEVERITY_ERROR,
           "bad_id", "/entries/0/aspect");
    expect(DOCUMENT("a", "\"entries\":[{\"text\":\"好\",\"emotion\":{\"joy\":2}}]"),
           KEFU_SEVERITY_ERROR, "out_of_range", "/entries/0/emotion/joy");
    expect(DOCUMENT("a", "\"entries\":[{\"text\":\"好\",\"act\":[\"thanks\",7]}]"),
           KEFU_SEVERITY_ERROR, "wrong_type", "/entries/0/act/1");
    expect(DOCUMENT("a", "\"entries\":[{\"text\":\"好\",\"role\":\"bot\"}]"), KEFU_SEVERITY_ERROR,
           "unknown_choice", "/entries/0/role");
    expect(DOCUMENT("a", "\"entries\":[{\"text\":\"好\",\"act\":\"thanks\",\"role\":{\"act\":"
                         "\"bot\"}}]"),
           KEFU_SEVERITY_ERROR, "unknown_choice", "/entries/0/role/act");
    expect(DOCUMENT("a", "\"entries\":[{\"text\":\"好\",\"role\":{\"act\":\"agent\"}}]"),
           KEFU_SEVERITY_ERROR, "unresolved_ref", "/entries/0/role/act");
    expect(DOCUMENT("a", "\"entries\":[{\"text\":\"好\",\"role\":{\"tone\":\"agent\"}}]"),
           KEFU_SEVERITY_ERROR, "unknown_member", "/entries/0/role/tone");
    expect(DOCUMENT("a", "\"negators\":[\"不\"]"), KEFU_SEVERITY_ERROR, "wrong_type",
           "/negators/0");
    expect(DOCUMENT("a", "\"blockers\":[{\"text\":\"不\"}]"), KEFU_SEVERITY_ERROR, "wrong_type",
           "/blockers/0");
    expect(DOCUMENT("a", "\"irrealis\":[{\"text\":\"吗\",\"kind\":\"maybe\",\"factor\":0}]"),
           KEFU_SEVERITY_ERROR, "unknown_choice", "/irrealis/0/kind");
    expect(DOCUMENT("a", "\"tests\":[7]"), KEFU_SEVERITY_ERROR, "wrong_type", "/tests/0");
    expect(DOCUMENT("a", "\"remove\":[\"无\"]"), KEFU_SEVERITY_WARNING, "nothing_to_remove",
           "/remove/0");
    expect(DOCUMENT("a", "\"entries\":[{\"text\":\"好\",\"act\":\"gretting\"}]"),
           KEFU_SEVERITY_WARNING, "unknown_id", "/entries/0/act");
    expect(DOCUMENT("a", "\"entries\":[{\"text\":\"好\",\"polarity\":1},{\"text\":\"好\","
                         "\"polarity\":-1}]"),
           KEFU_SEVERITY_WARNING, "lexicon_conflict", "/entries/1");
}

/* A text of 64 characters is a keyword, one of 65 is none. */
static void test_lengths(void **state) {
    char text[512];
    size_t length, i;
    (void)state;
    for (length = 64; length <= 65; length++) {
        const char *const one = text;
        kefu_scheme *scheme = NULL;
        strcpy(text, "{\"kefu\":1,\"kind\":\"lexicon\",\"id\":\"a\",\"version\":\"1\","
                     "\"blockers\":[\"");
        for (i = 0; i < length; i++)
            strcat(text, "好");
        strcat(text, "\"]}");
        assert_int_equal(compile(&one, 1, &scheme, NULL),
                         length == 64 ? KEFU_OK : KEFU_E_DEFINITION);
        kefu_scheme_release(scheme);
    }
}

/* What one text may be is limited, so that uniting its entries costs O(n). */
static void test_attributes_of_a_text_are_limited(void **state) {
    char text[8192] =
        "{\"kefu\":1,\"kind\":\"lexicon\",\"id\":\"a\",\"version\":\"1\",\"entries\":[";
    const char *const one = text;
    kefu_finding finding = {.size = sizeof finding};
    (void)state;
    for (size_t i = 0; i < 65; i++) {
        kefu_findings *findings = new_findings();
        kefu_scheme *scheme = NULL;
        char *const end = text + strlen(text);
        sprintf(end, "%s{\"text\":\"好\",\"aspect\":\"a%zu\"}", i ? "," : "", i);
        char *const close = end + strlen(end);
        strcpy(close, "]}");
        if (i == 63 || i == 64)
            assert_int_equal(compile(&one, 1, &scheme, findings), i < 64 ? KEFU_OK : KEFU_E_LIMIT);
        if (i == 64) {
            size_t j = 0; /* beside warnings of unknown aspects */
            do
                assert_int_equal(kefu_findings_at(findings, j++, &finding, NULL), KEFU_OK);
            while (strcmp(finding.code, "limit_exceeded") != 0);
            assert_string_equal(finding.pointer, "/entries/64");
        }
        *close = '\0';
        kefu_scheme_release(scheme);
        kefu_findings_free(findings);
    }
}

/* A product is limited before it is made: 65 × 65 choices are more than 4,096 pairs. */
static void test_choices_are_limited(void **state) {
    char text[4096] = "{\"kefu\":1,\"kind\":\"lexicon\",\"id\":\"a\",\"version\":\"1\","
                      "\"entries\":[{\"text\":\"好\",\"polarity\":1},{\"polarity\":1,\"pair\":[";
    const char *const one = text;
    kefu_finding finding = {.size = sizeof finding};
    kefu_findings *findings = new_findings();
    kefu_scheme *scheme = NULL;
    (void)state;
    for (size_t part = 0; part < 2; part++) {
        for (size_t i = 0; i < 65; i++)
            sprintf(text + strlen(text), "%s\"%c%zu\"", i ? "," : "[", part ? 'b' : 'a', i);
        strcat(text, part ? "]" : "],");
    }
    strcat(text, "]}]}");
    assert_int_equal(compile(&one, 1, &scheme, findings), KEFU_E_LIMIT);
    assert_int_equal(kefu_findings_at(findings, 0, &finding, NULL), KEFU_OK);
    assert_string_equal(finding.code, "limit_exceeded");
    assert_string_equal(finding.source, "d.json");
    assert_string_equal(finding.pointer, "/entries/1/pair");
    assert_int_equal(finding.line, 1);
    kefu_findings_free(findings);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_entries_unite),
        cmocka_unit_test(test_a_role_takes_a_word_from_nobody),
        cmocka_unit_test(test_a_role_for_each_member),
        cmocka_unit_test(test_several_ids_of_a_kind),
        cmocka_unit_test(test_ambiguous_qualifies_its_own_entry),
        cmocka_unit_test(test_removal),
        cmocka_unit_test(test_grammar),
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_a_later_gap_holds),
        cmocka_unit_test(test_pairs_of_several_texts),
        cmocka_unit_test(test_the_longer_pair_counts),
        cmocka_unit_test(test_findings),
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_attributes_of_a_text_are_limited),
        cmocka_unit_test(test_choices_are_limited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
