/* SPDX-License-Identifier: MIT
 * The kinds of definition documents, a row each, in the order in which a scheme compiles them: a
 * kind may refer to what kinds before it define. All that needs the list is made from it: enum
 * document_kind and the vocabulary here, the table of lib/scheme/kinds.h, one JSON Schema each. */
#ifndef KEFU_LIB_DOCUMENT_KINDS_H
#define KEFU_LIB_DOCUMENT_KINDS_H

/* KIND(value, CONSTANT, name, title in Chinese, title in English). `name` is the value of the
 * member "kind", and the name of the folder in lib/scheme that implements the kind and defines the
 * row kefu__NAME_kind. */
#define DOCUMENT_KINDS(KIND)                                                                       \
    KIND(0, SCHEME, scheme, "方案", "scheme")                                                      \
    KIND(1, CALENDAR, calendar, "日历", "calendar")                                                \
    KIND(2, METRIC_SET, metric_set, "指标集", "metric set")                                        \
    KIND(3, LEXICON, lexicon, "词典", "lexicon")                                                   \
    KIND(4, RULE_SET, rule_set, "规则集", "rule set")                                              \
    KIND(5, RUBRIC, rubric, "评分表", "rubric")                                                    \
    KIND(6, MAP, map, "字段映射", "field map")                                                     \
    KIND(7, REPORT_SPEC, report_spec, "报告规格", "report specification")                          \
    KIND(8, ROSTER, roster, "花名册", "roster")

#endif
