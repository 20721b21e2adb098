/* SPDX-License-Identifier: MIT
 * Prints the closed lists of the library as JSON: what vocabulary.py compares the rest with. */
#include <stdio.h>

#include "kefu/kefu.h"

static kefu_status print(void *file, const char *data, size_t size) {
    return fwrite(data, 1, size, file) == size ? KEFU_OK : KEFU_E_WRITE;
}

int main(void) {
    kefu_error error;
    if (kefu_vocabulary_write(NULL, print, stdout, &error)) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    return 0;
}
