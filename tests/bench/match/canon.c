/* SPDX-License-Identifier: MIT
 * Filter: replaces each character that folding would change by one of the same length that it does
 * not: the folding itself, or a mark of Chinese punctuation. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/fold.h"
#include "text/utf8.h"

static uint32_t stand_in(uint32_t point, const struct fold_unit *unit, uint32_t size) {
    static const uint32_t marks[] = {0x3001, 0x3002, 0x3008, 0x3009,
                                     0x300A, 0x300B, 0x300C, 0x300D};
    char encoded[4];
    if (unit->count == 1 && utf8_encode(unit->symbols[0], encoded) == size)
        return unit->symbols[0];
    return size == 3 ? marks[point % 8] : 'x';
}

int main(void) {
    static char line[1 << 20];
    struct fold_unit unit;
    char encoded[4];
    while (fgets(line, sizeof line, stdin)) {
        size_t size = strcspn(line, "\n");
        for (uint32_t at = 0; at < size; at = unit.end) {
            uint32_t point;
            kefu__fold_read(line, size, at, 0, &unit, NULL, NULL);
            utf8_decode((const unsigned char *)line + at, size - at, &point);
            if (unit.broken || unit.count == 0)
                continue;
            fwrite(encoded, 1, utf8_encode(stand_in(point, &unit, unit.end - at), encoded), stdout);
        }
        putchar('\n');
    }
    return 0;
}
