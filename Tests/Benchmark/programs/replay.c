/* replay: runs the statements that the daemon runs for a request, again and again, by the C API alone, and prints the
   latencies as one JSON line.

   --file FILE        a database of the daemon       --requests N       so many are measured
   --random LOW:HIGH  a number for each request; the series of load's {RANDOM:LOW:HIGH}
   --statement SQL    several run one after another  --value V          of the last statement's next parameter

   A value is a whole number, or a text, which begins with a quote; # in it is the request's number. The first statement
   stays open until the others have ended, since the daemon holds its snapshot by it. All columns of all rows are read.
   As many requests come before those that are measured: this process begins with an empty cache, unlike the daemon. */
#include <getopt.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "latency.h"
#include "template.h"

enum { MOST = 16 };

typedef struct {
  const char *sql, *values[MOST];
  int value_count;
  sqlite3_stmt *prepared;
} Query;

static struct {
  const char *file;
  long requests;
  int64_t low, high;
  Query queries[MOST];
  int query_count;
} options = {.requests = 1000};

static sqlite3 *database;

static void fail(void) {
  fprintf(stderr, "%s\n", sqlite3_errmsg(database));
  exit(1);
}

static void bind(sqlite3_stmt *statement, int place, const char *value, int64_t number) {
  const char *mark = strchr(value, '#');
  char text[200];
  if (mark) snprintf(text, sizeof text, "%.*s%ld%s", (int)(mark - value), value, number, mark + 1);
  else snprintf(text, sizeof text, "%s", value);
  char *end = text;
  int code = *text == '\'' ? sqlite3_bind_text(statement, place, text + 1, -1, SQLITE_TRANSIENT)
                           : sqlite3_bind_int64(statement, place, strtoll(text, &end, 10));
  if (code) fail();
  if (*text == '\'' || (end > text && !*end)) return;
  fprintf(stderr, "'%s' is neither a whole number nor a text\n", text);
  exit(2);
}

/* Each column is asked for once, as in the daemon. */
static void read_columns(sqlite3_stmt *statement) {
  int count = sqlite3_column_count(statement);
  for (int column = 0; column < count; column++) {
    sqlite3_value *value = sqlite3_column_value(statement, column);
    int kind = sqlite3_value_type(value);
    if (kind == SQLITE_TEXT || kind == SQLITE_BLOB) sqlite3_value_blob(value), sqlite3_value_bytes(value);
    else sqlite3_value_int64(value);
  }
}

/* Returns the number of rows. */
static long run(const Query *query) {
  long rows = 0;
  int code;
  while ((code = sqlite3_step(query->prepared)) == SQLITE_ROW) {
    read_columns(query->prepared);
    rows++;
  }
  if (code != SQLITE_DONE) fail();
  sqlite3_reset(query->prepared);
  return rows;
}

static long request(void) {
  int64_t number = options.high ? template_random(options.low, options.high) : 0;
  const Query *first = options.queries;
  if (sqlite3_step(first->prepared) != SQLITE_ROW) fail();
  read_columns(first->prepared);
  long rows = 0;
  for (const Query *query = first + 1; query < first + options.query_count; query++) {
    for (int i = 0; i < query->value_count; i++) bind(query->prepared, i + 1, query->values[i], number);
    rows += run(query);
  }
  sqlite3_reset(first->prepared);
  return rows;
}

static void set(const char *sql) {
  if (sqlite3_exec(database, sql, NULL, NULL, NULL)) fail();
}

/* As the daemon opens it, and for a reader. */
static void open_file(void) {
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  if (sqlite3_open_v2(options.file, &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL)) fail();
  set("PRAGMA cache_size = -4096; PRAGMA temp_store = MEMORY; PRAGMA query_only = 1");
  for (Query *query = options.queries; query < options.queries + options.query_count; query++)
    if (sqlite3_prepare_v3(database, query->sql, -1, SQLITE_PREPARE_PERSISTENT, &query->prepared, NULL)) fail();
}

/* Leaves the file without its side files. */
static void close_file(void) {
  for (int i = 0; i < options.query_count; i++) sqlite3_finalize(options.queries[i].prepared);
  if (sqlite3_close(database)) fail();
}

static void read_options(int count, char **words) {
  static const struct option names[] = {{"file", 1, 0, 'f'},   {"requests", 1, 0, 'n'},  {"random", 1, 0, 'r'},
                                        {"value", 1, 0, 'v'},  {"statement", 1, 0, 's'}, {0, 0, 0, 0}};
  Query *next = options.queries;
  int option, is_wrong = 0;
  while ((option = getopt_long(count, words, "", names, NULL)) != -1) switch (option) {
      case 'f': options.file = optarg; break;
      case 'n': options.requests = atol(optarg); break;
      case 'r': is_wrong |= sscanf(optarg, "%ld:%ld", &options.low, &options.high) != 2; break;
      case 's':
        if (next == options.queries + MOST) is_wrong = 1;
        else next++->sql = optarg;
        break;
      case 'v':
        if (next == options.queries || next[-1].value_count == MOST) is_wrong = 1;
        else next[-1].values[next[-1].value_count++] = optarg;
        break;
      default: is_wrong = 1;
    }
  options.query_count = (int)(next - options.queries);
  if (is_wrong || !options.file || options.query_count < 2 || options.queries[0].value_count) {
    fprintf(stderr, "usage: replay --file FILE --statement SQL --statement SQL [options]; see its first comment\n");
    exit(2);
  }
}

int main(int count, char **words) {
  read_options(count, words);
  open_file();
  Latencies latencies = {0};
  long rows = 0;
  for (long i = -options.requests; i < options.requests; i++) {
    uint64_t start = now();
    long found = request();
    if (i < 0) continue;
    latencies_add(&latencies, now() - start);
    rows += found;
  }
  printf("{\"requests\":%ld,\"rows\":%.2f,", options.requests, (double)rows / (double)options.requests);
  latencies_print(&latencies, "");
  printf("}\n");
  close_file();
}
