/* SPDX-License-Identifier: MIT
 * Reports the progress of a training to the caller. */
#include "train/train.h"

kefu_status kefu__training_progress(const struct training *training, const char *doing, double part,
                                    kefu_error *error) {
    if (!training->progress)
        return KEFU_OK;
    const double done = training->progress_from +
                        part * (training->progress_to - training->progress_from);
    const kefu_status status = training->progress(training->progress_context, doing, done);
    return status == KEFU_OK ? KEFU_OK : kefu__stopped(error, status);
}
