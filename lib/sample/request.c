/* SPDX-License-Identifier: MIT
 * Reads a request for a sample. */
#include <math.h>

#include "sample/sample.h"

#define AT(member) FIELD_AT(struct sample_case, member)

static const struct field case_fields[] = {
    {"id", FIELD_TEXT, FIELD_REQUIRED, AT(id), .low = 1, .high = 1024,
     .description = "Of the conversation."},
    {"stratum", FIELD_TEXT, AT(stratum), .low = 0, .high = 1024,
     .description = "What it is drawn by: its agent, team, channel."},
    {"agent_id", FIELD_TEXT, AT(agent_id), .low = 0, .high = 1024,
     .description = "Who does not review it."},
    {"risk", FIELD_BOOL, AT(risk), .description = "It is drawn in any case."}};
static const struct sample_case initial_case = {
    .id = "", .agent_id = "", .stratum = "", .reviewer = SAMPLE_NOBODY};
static const struct field_table case_table = {"a conversation", FIELDS_OF(case_fields),
                                              .size = sizeof initial_case,
                                              .initial = &initial_case};

#undef AT
#define AT(member) FIELD_AT(struct sample_request, member)

/* Is no text of a list in it twice? Reports it otherwise, at its place in the member. */
static void check_distinct(struct field_reader *reader, const char *member, size_t count,
                           const char *(*text)(const struct sample_request *request, size_t i),
                           const struct sample_request *request) {
    struct index_map map;
    kefu__map_init(&map, &reader->arena->allocator);
    kefu__json_enter_name(reader->json, member);
    for (size_t i = 0; i < count && !reader->no_memory; i++) {
        const char *one = text(request, i);
        const uint32_t index = kefu__map_add(&map, one, strlen(one), (uint32_t)i);
        reader->no_memory = index == UINT32_MAX;
        if (index == i || index == UINT32_MAX)
            continue;
        kefu__json_enter_index(reader->json, i);
        kefu__json_refuse(reader->json, NULL, KEFU_E_DUPLICATE, "duplicate_id", "%s stands twice",
                          one);
        kefu__json_leave(reader->json);
    }
    kefu__json_leave(reader->json);
    kefu__map_free(&map);
}

static const char *id_of(const struct sample_request *request, size_t i) {
    return request->cases[i].id;
}

static const char *reviewer_of(const struct sample_request *request, size_t i) {
    return request->reviewers[i];
}

/* Does the request say how many, if only by what was refused? */
static bool names_a_way(const json_value *object) {
    static const char *const ways[] = {"count", "per_stratum", "per_reviewer", "margin"};
    for (const json_value *member = kefu__json_first(object); member;
         member = kefu__json_next(member))
        for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
            if (strcmp(kefu__json_name(member), ways[i]) == 0)
                return true;
    return false;
}

static void check_request(struct field_reader *reader, const json_value *object, void *item) {
    const struct sample_request *request = item;
    const int ways = (request->count != UINT32_MAX) + (request->per_stratum != UINT32_MAX) +
                     (request->per_reviewer != UINT32_MAX) + !isnan(request->margin);
    if (ways != 1 && (ways > 0 || !names_a_way(object)))
        kefu__field_refuse(reader, NULL, ways ? "unknown_choice" : "missing_member",
                           "one of count, per_stratum, per_reviewer and margin says how many");
    if (request->per_reviewer != UINT32_MAX && request->reviewer_count == 0)
        kefu__field_refuse(reader, "per_reviewer", "missing_member", "it needs reviewers");
    check_distinct(reader, "conversations", request->case_count, id_of, request);
    check_distinct(reader, "reviewers", request->reviewer_count, reviewer_of, request);
}

static const struct field fields[] = {
    {"seed", FIELD_INTEGER, AT(seed), .low = 0, .high = 9007199254740991,
     .description = "Another seed draws another sample."},
    {"count", FIELD_COUNT, AT(count), .low = 0, .high = SAMPLE_CASES_MAX,
     .description = "How many, allotted to the strata in proportion to their sizes."},
    {"per_stratum", FIELD_COUNT, AT(per_stratum), .low = 0, .high = SAMPLE_CASES_MAX,
     .description = "How many of each stratum."},
    {"per_reviewer", FIELD_COUNT, AT(per_reviewer), .low = 0, .high = SAMPLE_CASES_MAX,
     .description = "How many for each reviewer, those of risk included."},
    {"margin", FIELD_NUMBER, AT(margin), .low = 0.001, .high = 0.5,
     .description = "As many as it takes to know a share within so much."},
    {"level", FIELD_NUMBER, AT(level), .low = 0.5, .high = 0.9999,
     .description = "The probability of that."},
    {"share", FIELD_NUMBER, AT(share), .low = 0.001, .high = 0.999,
     .description = "The share that is expected; 0.5 needs most."},
    {"reviewers", FIELD_TEXTS, FIELD_AT_BOTH(struct sample_request, reviewers, reviewer_count),
     .low = 1, .high = SAMPLE_REVIEWERS_MAX,
     .description = "Who reviews; nobody gets a conversation of his own."},
    {"conversations", FIELD_LIST, FIELD_REQUIRED,
     FIELD_AT_BOTH(struct sample_request, cases, case_count), .low = 0, .high = SAMPLE_CASES_MAX,
     .table = &case_table, .description = "All of which are drawn."},
    {.type = FIELD_CHECK, .read = check_request}};
static const struct sample_request initial = {.seed = 1,
                                              .count = UINT32_MAX,
                                              .per_stratum = UINT32_MAX,
                                              .per_reviewer = UINT32_MAX,
                                              .margin = NAN,
                                              .level = 0.95,
                                              .share = 0.5};
static const struct field_table table = {"a request for a sample", FIELDS_OF(fields),
                                         .size = sizeof initial, .initial = &initial};

bool kefu__sample_read(struct json_reader *reader, struct arena *arena,
                       struct sample_request *request) {
    struct field_reader fields_reader = {.json = reader, .arena = arena};
    *request = initial;
    kefu__fields_read(&fields_reader, &table, reader->root, request);
    return !fields_reader.no_memory;
}
