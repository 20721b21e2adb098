/* SPDX-License-Identifier: MIT
 * Running the tests of metric sets. */
#ifndef KEFU_LIB_CONVERSATION_TEST_H
#define KEFU_LIB_CONVERSATION_TEST_H

#include "conversation/conversation.h"

/* Runs the tests of metrics: reads each test's conversation and measures it. Each failure is a
 * finding and is counted in *failed. KEFU_OK also when tests failed, KEFU_E_MEMORY, KEFU_E_BUSY. */
kefu_status kefu__metrics_run_tests(const kefu_scheme *scheme, kefu_scratch *scratch,
                                    kefu_findings *findings, size_t *failed, kefu_error *error);

#endif
