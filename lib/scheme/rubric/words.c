/* SPDX-License-Identifier: MIT
 * The closed lists of rubrics: read from definitions, written in evaluations. */
#include "scheme/rubric/rubrics.h"

static const struct vocabulary_word question_types[] = {
    {QUESTION_BOOLEAN, "boolean", "是非题", "yes or no"},
    {QUESTION_SINGLE_SELECT, "single_select", "单选题", "one of several options"},
    {QUESTION_MULTI_SELECT, "multi_select", "多选题", "any of several options"},
    {QUESTION_NUMERIC, "numeric", "数值题", "number"},
    {QUESTION_RATING, "rating", "评级题", "rating on a scale"},
};
const struct vocabulary kefu__question_types = VOCABULARY_OF("question_type", question_types);

static const struct vocabulary_word veto_scopes[] = {
    {VETO_FORM, "form", "整张评分表", "whole form"},
    {VETO_SECTION, "section", "所在部分", "section"},
    {VETO_QUESTION, "question", "本题", "question"},
};
const struct vocabulary kefu__veto_scopes = VOCABULARY_OF("veto_scope", veto_scopes);

static const struct vocabulary_word veto_actions[] = {
    {VETO_NONE, "none", "无", "none"},
    {VETO_ZERO, "zero", "记零分", "score of zero"},
    {VETO_CAP, "cap", "封顶", "capped score"},
    {VETO_FLAG, "flag", "标记", "flag"},
};
const struct vocabulary kefu__veto_actions = VOCABULARY_OF("veto_action", veto_actions);
const struct vocabulary kefu__own_veto_actions = {"own_veto_action", veto_actions + 1, 3};
