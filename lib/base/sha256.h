/* SPDX-License-Identifier: MIT
 * SHA-256 (FIPS 180-4), for the content security policy of pages. */
#ifndef KEFU_LIB_BASE_SHA256_H
#define KEFU_LIB_BASE_SHA256_H

#include <stddef.h>

enum { SHA256_SIZE = 32, SHA256_BASE64_SIZE = 45 };

/* Computes the SHA-256 digest of the bytes. */
void kefu__sha256(const char *data, size_t size, unsigned char digest[SHA256_SIZE]);
/* Computes the SHA-256 digest in Base64 with padding (RFC 4648), NUL-terminated. */
void kefu__sha256_base64(const char *data, size_t size, char text[SHA256_BASE64_SIZE]);

#endif
