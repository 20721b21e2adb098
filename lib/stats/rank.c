/* SPDX-License-Identifier: MIT
 * Sorted orders and ranks. */
#include "stats/rank.h"

static int compare_ranked(const void *a, const void *b) {
    const struct ranked *x = a, *y = b;
    if (x->value != y->value)
        return x->value < y->value ? -1 : 1;
    return x->place < y->place ? -1 : 1;
}

static int compare_doubles(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void kefu__sort_doubles(double *values, size_t n) {
    kefu__sort(values, n, sizeof *values, compare_doubles);
}

struct ranked *kefu__ranked_new(const kefu_allocator *allocator, const double *values, size_t n) {
    struct ranked *sorted = kefu__alloc(allocator, n * sizeof *sorted);
    for (size_t i = 0; sorted && i < n; i++)
        sorted[i] = (struct ranked){values[i], i};
    if (sorted)
        kefu__sort(sorted, n, sizeof *sorted, compare_ranked);
    return sorted;
}

enum stats_status kefu__ranks(const kefu_allocator *allocator, const double *values, size_t n,
                              double *ranks, double *ties) {
    struct ranked *sorted = kefu__ranked_new(allocator, values, n);
    if (!sorted)
        return STATS_NO_MEMORY;
    *ties = 0;
    for (size_t first = 0, end; first < n; first = end) {
        for (end = first + 1; end < n && sorted[end].value == sorted[first].value;)
            end++;
        const double count = (double)(end - first);
        *ties += count * (count * count - 1);
        for (size_t i = first; i < end; i++)
            ranks[sorted[i].place] = ((double)first + (double)end + 1) / 2;
    }
    kefu__release(allocator, sorted, n * sizeof *sorted);
    return STATS_OK;
}
