/* SPDX-License-Identifier: MIT
 * Time series: points at equal steps, alerts by one of several methods, and forecasts. */
#ifndef KEFU_LIB_SERIES_H
#define KEFU_LIB_SERIES_H

#include "kefu/series.h"
#include "stats/stats.h"
#include "json/fields.h"

enum {
    SERIES_POINTS_MAX = 1000000, /* limit on the points of a series, with the gaps between them */
    SERIES_HORIZON_MAX = 1000    /* limit on the steps of a forecast */
};

/* ---- what is asked ---- */

struct series_point {
    int64_t at; /* milliseconds since the epoch; the index if points have no time */
    /* the time as it was given, in the request's JSON; NULL: the point has none */
    const json_value *given;
    size_t index; /* place in the request, from 0 */
    double value; /* NaN: missing */
};

enum series_side { SERIES_BOTH, SERIES_UP, SERIES_DOWN };
enum series_gaps { SERIES_LEAVE_GAPS, SERIES_FILL_GAPS };
enum series_forecast {
    FORECAST_COMB,
    FORECAST_SES,
    FORECAST_HOLT,
    FORECAST_DAMPED,
    FORECAST_HOLT_WINTERS
};

/* The parameters of all methods; each method reads its own. In a request 0 (for numbers: NaN)
 * stands for the default of the method and the step. */
struct series_parameters {
    double alpha;         /* error probability */
    uint32_t baseline;    /* number of points before, or of the first points, to compare with */
    uint32_t season;      /* number of points in a season */
    double target, sigma; /* of control charts: mean and standard deviation to expect */
    double lambda, width; /* ewma: weight of the newest value; limits in standard errors */
    double allowance, decision_interval; /* cusum: k and h in standard deviations */
    uint32_t side;                       /* enum series_side, of control charts */
    uint32_t most;                       /* esd: maximum number of outliers */
    double threshold, refractory;
    uint32_t warmup; /* anomaly: number of points before the first score */
    uint32_t years, window, cases_span;
    double cases_min;
    bool reweight, trend;
};

struct series_request {
    uint32_t method; /* enum series_method */
    struct series_point *points;
    size_t count;
    uint32_t gaps;              /* enum series_gaps */
    uint32_t last;              /* number of latest points that may alert; 0: all */
    bool detail;                /* true: every judged point is written, not alerts only */
    uint32_t horizon, forecast; /* steps to forecast (0: none), and enum series_forecast */
    double level;               /* of the forecast's intervals */
    struct series_parameters parameters;
};
/* Reads a request; errors are reported to the reader. Returns false if out of memory. */
bool kefu__series_read(struct json_reader *reader, struct arena *arena,
                       struct series_request *request);

/* ---- the series at equal steps ---- */

enum series_step {
    STEP_OTHER,
    STEP_HOUR,
    STEP_DAY,
    STEP_WEEK,
    STEP_MONTH,
    STEP_QUARTER,
    STEP_NONE
};
extern const char *const kefu__step_names[];

struct judgement {
    bool is_judged, is_alert;
    double expected, low, high; /* NaN: the method gives none */
    double statistic, limit;    /* what is compared with what, as the method names it; or NaN */
    double p, dispersion;       /* NaN: the method has none */
    size_t from, count;         /* points that it was compared with: the first one, how many */
};

struct series {
    double *values;                     /* NaN: missing */
    const struct series_point **points; /* NULL: a gap, for which the request has no point */
    struct judgement *judgements;
    size_t count, gaps; /* number of steps from the first point to the last, and of gaps in them */
    enum series_step step;
    int64_t step_ms, start; /* median step, and time of the first point */
};
/* Orders the points and finds the step, which also completes the request's parameters. Errors are
 * reported to the reader. Returns false if out of memory. */
bool kefu__series_arrange(struct json_reader *reader, struct arena *arena,
                          struct series_request *request, struct series *series);

/* ---- methods ---- */

struct series_judge {
    /* the parameters for what the request leaves open, if they do not depend on the step */
    struct series_parameters defaults;
    bool counts_only; /* true: values must not be negative */
    /* fills the judgements; STATS_NO_MEMORY, or STATS_OK */
    enum stats_status (*judge)(const kefu_allocator *allocator,
                               const struct series_request *request, struct series *series);
    /* Why a point alerts, in Chinese and in English. A letter after $ stands for a number: v value,
     * e expected, l low, h high, s statistic, t limit, p p value. */
    const char *zh, *en;
};
extern const struct series_judge kefu__series_judges[SERIES_METHODS];

/* Compares counts with the counts before. */
enum stats_status kefu__judge_spike(const kefu_allocator *allocator,
                                    const struct series_request *request, struct series *series);
enum stats_status kefu__judge_farrington(const kefu_allocator *allocator,
                                         const struct series_request *request,
                                         struct series *series);
enum stats_status kefu__judge_ears(const kefu_allocator *allocator,
                                   const struct series_request *request, struct series *series);
/* Control charts, outliers, and scores of a stream. */
enum stats_status kefu__judge_ewma(const kefu_allocator *allocator,
                                   const struct series_request *request, struct series *series);
enum stats_status kefu__judge_cusum(const kefu_allocator *allocator,
                                    const struct series_request *request, struct series *series);
enum stats_status kefu__judge_esd(const kefu_allocator *allocator,
                                  const struct series_request *request, struct series *series);
enum stats_status kefu__judge_anomaly(const kefu_allocator *allocator,
                                      const struct series_request *request, struct series *series);

/* ---- the answer ---- */

/* Writes what was found as JSON, and counts it. STATS_NO_MEMORY, or STATS_OK. */
enum stats_status kefu__series_write(const kefu_allocator *allocator,
                                     const struct series_request *request,
                                     const struct series *series, struct buffer *to,
                                     kefu_series_found *found);

#endif
