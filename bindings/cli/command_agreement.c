/* SPDX-License-Identifier: MIT
 * kefu agreement: ratings of several raters in, coefficients of agreement out. */
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "table.h"

static int run(int argc, char **argv);

const struct command cli_agreement = {
    "agreement", "how far raters agree: kappas, AC1, alpha, ICC",
    "Usage: kefu agreement [options] [FILE]\n"
    "\n"
    "Reads ratings: cells separated by commas or tabs under a header, a row a unit with a column\n"
    "for each rater, or a row a rating with the columns unit, rater and rating; lines of JSON\n"
    "{\"unit\", \"rater\", \"rating\"}; or a JSON array of either. Without a file, or for -, "
    "standard\n"
    "input is read. Prints one line of JSON: each coefficient with its interval, and Cohen's "
    "kappa\n"
    "of each pair of raters.\n"
    "\n"
    "  --scale S       nominal (default), ordinal, interval, ratio: what the ratings are\n"
    "  --weights W     nominal, linear or quadratic: by which near categories agree in part\n"
    "                  (default: nominal for nominal, linear for ordinal, else quadratic)\n"
    "  --categories L  all categories in order, separated by commas (default: those that occur)\n"
    "  --level L       of the intervals (default: 0.95)\n"
    "  --unit NAME     the column that names the units (default: unit or id, if there is one)\n"
    "  --encoding E    the file is not UTF-8 but E (gb18030, …)",
    run};

enum { SCALE, WEIGHTS, LEVEL, CATEGORIES, UNIT, ENCODING, OPTIONS };
static const struct option_spec specs[] = {{"scale", true}, {"weights", true},
                                           {"level", true}, {"categories", true},
                                           {"unit", true},  {"encoding", true}};

/* ---- the request ---- */

static void add_value(struct text_out *request, kefu_str text) {
    if (cli_is_number(text))
        text_out_write(request, text.data, text.size);
    else
        cli_json_add_string(request, text);
}

static void begin_request(const struct arguments *arguments, struct text_out *request) {
    cli_json_add(request, "{");
    for (size_t i = SCALE; i <= LEVEL; i++) {
        const char *value = cli_option(arguments, i);
        if (!value)
            continue;
        cli_json_add_string(request, (kefu_str){specs[i].name, strlen(specs[i].name)});
        cli_json_add(request, ":");
        add_value(request, (kefu_str){value, strlen(value)});
        cli_json_add(request, ",");
    }
    if (cli_option(arguments, CATEGORIES))
        cli_json_add_list(request, "categories", cli_option(arguments, CATEGORIES), true);
}

/* ---- cells ---- */

/* Where the parts of a rating stand; in a row a unit, `rater` and `rating` are SIZE_MAX. */
struct columns {
    size_t unit, rater, rating;
};

static bool find_columns(const struct table *table, const struct arguments *arguments,
                         struct columns *columns) {
    const char *const unit = cli_option(arguments, UNIT);
    columns->unit = cli_table_column(table, unit ? unit : "unit");
    if (columns->unit == SIZE_MAX && unit)
        return cli_fail("%s: there is no column %s", table->input.name, unit), false;
    if (columns->unit == SIZE_MAX)
        columns->unit = cli_table_column(table, "id");
    columns->rater = cli_table_column(table, "rater");
    columns->rating = cli_table_column(table, "rating");
    if (columns->unit == SIZE_MAX || columns->rater == SIZE_MAX || columns->rating == SIZE_MAX)
        columns->rater = columns->rating = SIZE_MAX;
    return true;
}

/* Adds the names of raters, which are the names of columns. */
static void add_raters(const struct table *table, size_t unit, struct text_out *request) {
    const char *separator = "\"raters\":[";
    for (size_t i = 0; i < cli_table_width(table); i++) {
        if (i == unit)
            continue;
        cli_json_add(request, separator);
        cli_json_add_string(request, table->names[i]);
        separator = ",";
    }
    cli_json_add(request, *separator == ',' ? "]," : "\"raters\":[],");
}

static void add_row(const struct table *table, const struct columns *columns,
                    struct text_out *request) {
    const char *separator = "[";
    if (columns->rater != SIZE_MAX) {
        cli_json_add(request, "{\"unit\":");
        cli_table_put(table, columns->unit, request);
        cli_json_add(request, ",\"rater\":");
        cli_table_put(table, columns->rater, request);
        cli_json_add(request, ",\"rating\":");
        cli_table_put(table, columns->rating, request);
        cli_json_add(request, "}");
        return;
    }
    for (size_t i = 0; i < cli_table_width(table); i++) {
        if (i == columns->unit)
            continue;
        cli_json_add(request, separator);
        cli_table_put(table, i, request);
        separator = ",";
    }
    cli_json_add(request, *separator == ',' ? "]" : "[]");
}

/* Adds all rows, each in the line of the request that it has in the file. */
static bool add_rows(struct table *table, const struct columns *columns, struct text_out *request) {
    size_t line = 1;
    cli_json_add(request, table->form == TABLE_ARRAY ? "\"ratings\":" : "\"ratings\":[");
    for (size_t count = 0; cli_table_next(table); count++) {
        if (count > 0 && table->form != TABLE_ARRAY)
            cli_json_add(request, ",");
        cli_json_add_lines(request, &table->input, &line);
        if (table->form == TABLE_CELLS)
            add_row(table, columns, request);
        else
            text_out_write(request, table->input.line, table->input.size);
    }
    cli_json_add(request, table->form == TABLE_ARRAY ? "}" : "]}");
    return !table->input.failed;
}

static bool make_request(struct table *table, const struct arguments *arguments,
                         struct text_out *request) {
    struct columns columns = {0, 0, 0};
    begin_request(arguments, request);
    if (table->form == TABLE_CELLS && !find_columns(table, arguments, &columns))
        return false;
    if (table->form == TABLE_CELLS && columns.rater == SIZE_MAX)
        add_raters(table, columns.unit, request);
    return add_rows(table, &columns, request);
}

/* ---- the answer ---- */

/* A mistake in an option is one of the command line. */
static int refuse(struct finding_printer *printer, const struct table *table,
                  const kefu_error *error) {
    const struct finding_place place = {table->input.name, 0, true};
    for (size_t i = SCALE; i <= CATEGORIES; i++)
        if (error->pointer[0] &&
            strncmp(error->pointer + 1, specs[i].name, strlen(specs[i].name)) == 0) {
            kefu_findings_clear(printer->collector);
            return cli_usage(&cli_agreement, "--%s: %s", specs[i].name, error->message);
        }
    if (cli_findings_flush(printer, &place) == 0)
        cli_findings_error(printer, &place, error);
    return EXIT_FOUND;
}

static int measure(struct finding_printer *printer, const struct table *table,
                   const struct text_out *request) {
    struct text_out answer = {NULL, 0, 0};
    kefu_error error;
    int code = EXIT_DONE;
    if (kefu_agreement_measure(request->data, request->size, NULL, printer->collector,
                               text_out_write, &answer, &error)) {
        code = refuse(printer, table, &error);
    } else {
        cli_write(stdout, answer.data, answer.size);
        putchar('\n');
    }
    text_out_free(&answer);
    return code;
}

static int run(int argc, char **argv) {
    struct text_out request = {NULL, 0, 0};
    struct finding_printer printer;
    struct arguments arguments;
    static struct table table;
    int code;
    if (!cli_parse(&arguments, &cli_agreement, specs, OPTIONS, argc, argv, &code))
        return code;
    if (arguments.file_count > 1)
        return cli_usage(&cli_agreement, "ratings are one file");
    if (!cli_table_open(&table, &arguments, cli_option(&arguments, ENCODING), true))
        return EXIT_FOUND;
    cli_findings_begin(&printer, &arguments, false);
    code = make_request(&table, &arguments, &request) ? measure(&printer, &table, &request)
                                                      : EXIT_FOUND;
    text_out_free(&request);
    cli_table_close(&table);
    return cli_findings_end(&printer, cli_flush() ? code : EXIT_FOUND);
}
