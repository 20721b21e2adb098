/* SPDX-License-Identifier: MIT
 * Tests of the size of numbers in JSON text. */
#include "test.h"

#include "json/number.h"

/* The greatest double has 309 digits; what stands behind a number is not part of it. */
static void the_greatest_numbers_do_not_overflow(void **state) {
    char digits[400];
    (void)state;
    memset(digits, '0', sizeof digits);
    digits[0] = '1';
    for (size_t size = 1; size <= 309; size++)
        assert_false(kefu__json_number_overflows(digits, size));
    assert_true(kefu__json_number_overflows(digits, 310));
    static const struct {
        const char *text;
        bool overflows;
    } cases[] = {{"1.7976931348623157e308", false},
                 {"1.7976931348623158e308", true},
                 {"-1.7976931348623157e308", false},
                 {"-1.8e308", true},
                 {"0.00017976931348623157e312", false},
                 {"0.00017976931348623158e312", true},
                 {"17976931348623157e292", false},
                 {"17976931348623158e292", true},
                 {"1e309", true},
                 {"9e308", true},
                 {"9e307", false},
                 {"0e999999999", false},
                 {"0.0e400", false},
                 {"1e-999999999", false},
                 {"1E+308", false},
                 {"1E+309", true},
                 {"100000e303", false},
                 {"100000e304", true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (kefu__json_number_overflows(cases[i].text, strlen(cases[i].text)) != cases[i].overflows)
            fail_msg("%s", cases[i].text);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_greatest_numbers_do_not_overflow)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
