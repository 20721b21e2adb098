/* SPDX-License-Identifier: MIT
 * The normal distribution. */
#include "stats/special.h"

#include <math.h>

#define SQRT_HALF 0.70710678118654752440

double kefu__normal_cdf(double z) {
    return 0.5 * erfc(-z * SQRT_HALF);
}

/* The rational function Σ above[i] x^i / Σ below[i] x^i (eight coefficients each), by Horner's
 * rule. */
static double ratio_of_polynomials(const double above[8], const double below[8], double x) {
    double top = above[7], bottom = below[7];
    for (int i = 6; i >= 0; i--) {
        top = top * x + above[i];
        bottom = bottom * x + below[i];
    }
    return top / bottom;
}

/* The quantile of the standard normal distribution, by the variant of algorithm AS 241 with about
 * 16 digits, PPND16 (Wichura 1988, Appl. Stat. 37, 477-484). */
double kefu__normal_quantile(double p) {
    static const double center_above[] = {3.3871328727963666080,    1.3314166789178437745e+2,
                                          1.9715909503065514427e+3, 1.3731693765509461125e+4,
                                          4.5921953931549871457e+4, 6.7265770927008700853e+4,
                                          3.3430575583588128105e+4, 2.5090809287301226727e+3};
    static const double center_below[] = {1.0,
                                          4.2313330701600911252e+1,
                                          6.8718700749205790830e+2,
                                          5.3941960214247511077e+3,
                                          2.1213794301586595867e+4,
                                          3.9307895800092710610e+4,
                                          2.8729085735721942674e+4,
                                          5.2264952788528545610e+3};
    static const double middle_above[] = {1.42343711074968357734,    4.63033784615654529590,
                                          5.76949722146069140550,    3.64784832476320460504,
                                          1.27045825245236838258,    2.41780725177450611770e-1,
                                          2.27238449892691845833e-2, 7.74545014278341407640e-4};
    static const double middle_below[] = {1.0,
                                          2.05319162663775882187,
                                          1.67638483018380384940,
                                          6.89767334985100004550e-1,
                                          1.48103976427480074590e-1,
                                          1.51986665636164571966e-2,
                                          5.47593808499534494600e-4,
                                          1.05075007164441684324e-9};
    static const double tail_above[] = {6.65790464350110377720,    5.46378491116411436990,
                                        1.78482653991729133580,    2.96560571828504891230e-1,
                                        2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                        2.71155556874348757815e-5, 2.01033439929228813265e-7};
    static const double tail_below[] = {1.0,
                                        5.99832206555887937690e-1,
                                        1.36929880922735805310e-1,
                                        1.48753612908506148525e-2,
                                        7.86869131145613259100e-4,
                                        1.84631831751005468180e-5,
                                        1.42151175831644588870e-7,
                                        2.04426310338993978564e-15};
    const double from_center = p - 0.5;
    if (fabs(from_center) <= 0.425)
        return from_center * ratio_of_polynomials(center_above, center_below,
                                                  0.180625 - from_center * from_center);
    double r = sqrt(-log(from_center < 0 ? p : 1 - p));
    r = r <= 5 ? ratio_of_polynomials(middle_above, middle_below, r - 1.6)
               : ratio_of_polynomials(tail_above, tail_below, r - 5);
    return from_center < 0 ? -r : r;
}

double kefu__normal_two_sided(double z) {
    return erfc(fabs(z) * SQRT_HALF);
}

double kefu__normal_errors(double level) {
    return kefu__normal_quantile(0.5 + level / 2);
}
