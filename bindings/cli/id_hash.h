/* SPDX-License-Identifier: MIT
 * Ids as two hashes, which are remembered instead of the texts. */
#ifndef KEFU_CLI_ID_HASH_H
#define KEFU_CLI_ID_HASH_H

#include "kefu/base.h"

/* FNV-1a from two beginnings; both 0 for the empty id. */
static inline void cli_id_hash(kefu_str id, uint64_t to[2]) {
    to[0] = UINT64_C(0xCBF29CE484222325);
    to[1] = UINT64_C(0x9E3779B97F4A7C15);
    for (size_t i = 0; i < id.size; i++) {
        const unsigned char byte = (unsigned char)id.data[i];
        to[0] = (to[0] ^ byte) * UINT64_C(0x100000001B3);
        to[1] = (to[1] ^ (byte + i)) * UINT64_C(0xFF51AFD7ED558CCD);
    }
    if (id.size == 0)
        to[0] = to[1] = 0;
}

#endif
