/* SPDX-License-Identifier: MIT
 * Samples of conversations: a request, and what was drawn. */
#ifndef KEFU_LIB_SAMPLE_SAMPLE_H
#define KEFU_LIB_SAMPLE_SAMPLE_H

#include "base/sha256.h"
#include "json/fields.h"

enum { SAMPLE_CASES_MAX = 1000000, SAMPLE_REVIEWERS_MAX = 200 };
#define SAMPLE_NOBODY UINT32_MAX /* a case has no reviewer */

/* A conversation of the population. */
struct sample_case {
    const char *id, *agent_id, *stratum; /* "" where they are not given */
    unsigned char key[SHA256_SIZE];
    uint32_t stratum_index;
    uint32_t reviewer; /* index; SAMPLE_NOBODY */
    bool risk;         /* drawn in any case */
    bool random;       /* drawn by its key */
};

struct sample_stratum {
    const char *name;
    size_t population;
    size_t allocated;    /* how many are to be drawn */
    size_t random, risk; /* how many were drawn by key, and by risk (some by both) */
    double remainder;    /* of the proportional allocation, 0…1 */
};

struct sample_request {
    int64_t seed;
    uint32_t count, per_stratum, per_reviewer; /* UINT32_MAX: not given */
    double margin, level, share;               /* margin NaN: not given */
    const char **reviewers;
    size_t reviewer_count;
    struct sample_case *cases;
    size_t case_count;
};

struct sample {
    struct sample_case *cases; /* in the order of their keys */
    size_t case_count;
    struct sample_stratum *strata; /* by name */
    size_t stratum_count;
    size_t random, risk, unassigned; /* cases drawn by key and by risk; without a reviewer */
};

/* Reads a request; errors are reported to the reader. Returns false if out of memory. */
bool kefu__sample_read(struct json_reader *reader, struct arena *arena,
                       struct sample_request *request);
/* The size of a sample of a finite population by which a share is known within ± margin:
 * n = n0 / (1 + (n0 − 1) / N) with n0 = z² p (1 − p) / margin² (Cochran 1977, 4.3 and 4.4). */
size_t kefu__sample_size(size_t population, double share, double margin, double level);
/* Draws. Returns false if out of memory. */
bool kefu__sample_draw(struct arena *arena, const struct sample_request *request,
                       struct sample *sample);
void kefu__sample_write(const struct sample_request *request, const struct sample *sample,
                        struct buffer *to);

#endif
