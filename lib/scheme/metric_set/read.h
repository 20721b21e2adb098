/* SPDX-License-Identifier: MIT
 * The parts of reading a metric set: metrics, SLA policies, tests. */
#ifndef KEFU_LIB_SCHEME_METRIC_SET_READ_H
#define KEFU_LIB_SCHEME_METRIC_SET_READ_H

#include "scheme/metric_set/metrics.h"
#include "json/fields.h"

enum { METRICS_MAX = 500, POLICIES_MAX = 100, TARGETS_MAX = 16, WAIVERS_MAX = 1024 };

/* The value of an enum in struct metric while the document has not set it. */
#define METRIC_NOT_GIVEN UINT32_MAX

/* For each enum metric_type the field table of the members that only metrics of this type have; the
 * tables write to struct metric. */
extern const struct field_table *const kefu__metric_types[];

/* The field tables of a metric, an SLA policy and a test; their callbacks get the scheme_builder as
 * ctx. */
extern const struct field_table kefu__metric_table, kefu__policy_table, kefu__metric_test_table;

/* Adds a metric, or replaces one of the same id of an earlier document. Returns false if a limit is
 * exceeded, or if out of memory (reported to the builder). */
bool kefu__metric_add(struct scheme_builder *builder, const struct metric *metric);
/* Inserts a document's policies before those of earlier documents. Returns false if a limit is
 * exceeded, or if out of memory. */
bool kefu__policies_add(struct scheme_builder *builder, struct sla_policy *policies, size_t count);

#endif
