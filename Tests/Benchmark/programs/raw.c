/* raw FILE insert N GROUP plain|audited: N organizations, GROUP of them per transaction, by the C API alone, with
   synchronous=FULL. FILE is a database of the daemon, so that tables and indexes are the same. `audited` writes beside
   each row what the daemon writes: an audit record.
   raw FILE read N ROWS: N organizations out of ROWS, by id and by name.
   raw version: SQLite's.
   Prints one JSON line. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "latency.h"

static sqlite3 *database;

static void fail(void) {
  fprintf(stderr, "%s\n", sqlite3_errmsg(database));
  exit(1);
}

static sqlite3_stmt *prepare(const char *sql) {
  sqlite3_stmt *statement;
  if (sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL)) fail();
  return statement;
}

static void step(sqlite3_stmt *statement) {
  int code = sqlite3_step(statement);
  if (code != SQLITE_DONE && code != SQLITE_ROW) fail();
  sqlite3_reset(statement);
}

static long number(const char *sql) {
  sqlite3_stmt *statement = prepare(sql);
  sqlite3_step(statement);
  long value = (long)sqlite3_column_int64(statement, 0);
  sqlite3_finalize(statement);
  return value;
}

static void bind(sqlite3_stmt *statement, int place, const char *text, int length) {
  sqlite3_bind_text(statement, place, text, length, SQLITE_STATIC);
}

typedef struct {
  sqlite3_stmt *row, *record;
} Insert;

/* The same columns, of the same sizes, as the benchmark's organization.create. */
static void insert(const Insert *statements, long id, long seq, int is_audited) {
  char name[40], domain[40], street[40], changes[400];
  bind(statements->row, 2, name, snprintf(name, sizeof name, "org-%ld", id));
  bind(statements->row, 3, domain, snprintf(domain, sizeof domain, "example-%ld.org", id));
  bind(statements->row, 4, street, snprintf(street, sizeof street, "Main street %ld", id));
  sqlite3_bind_int64(statements->row, 1, id);
  step(statements->row);
  if (!is_audited) return;
  int length = snprintf(changes, sizeof changes,
                        "[{\"table\":\"organization\",\"row\":%ld,\"after\":{\"id\":%ld,\"name\":\"%s\","
                        "\"domain\":\"%s\",\"address1\":\"%s\",\"zipcode\":\"3511 AB\",\"country\":\"Netherlands\"}}]",
                        id, id, name, domain, street);
  sqlite3_bind_int64(statements->record, 1, seq);
  sqlite3_bind_int64(statements->record, 2, id);
  bind(statements->record, 3, changes, length);
  step(statements->record);
}

static void run_inserts(long count, long group, int is_audited) {
  Insert statements = {
      .row = prepare("INSERT INTO organization (id, name, domain, address1, zipcode, country) "
                     "VALUES (?, ?, ?, ?, '3511 AB', 'Netherlands')"),
      .record = prepare("INSERT INTO vantage6_admin_audit (seq, at, uid, user, pid, program, on_behalf_of, method, "
                        "entity, id, call, \"transaction\", undoes, changes) "
                        "VALUES (?1, '2026-01-01 00:00:00.000000', 0, 'root', 1000, NULL, NULL, "
                        "'organization.create', 'organization', ?2, ?1, ?1, NULL, ?3)"),
  };
  sqlite3_stmt *begin = prepare("BEGIN IMMEDIATE"), *commit = prepare("COMMIT");
  long id = number("SELECT coalesce(max(id), 0) FROM organization");
  long seq = number("SELECT coalesce(max(seq), 0) FROM vantage6_admin_audit");
  Latencies latencies = {0};
  uint64_t start = now();
  for (long done = 0; done < count; done += group) {
    uint64_t time = now();
    step(begin);
    for (long i = 0; i < group; i++) insert(&statements, ++id, ++seq, is_audited);
    step(commit);
    latencies_add(&latencies, now() - time);
  }
  printf("{\"rate\":%.1f,", (double)count / ((double)(now() - start) / 1e9));
  latencies_print(&latencies, "");
  printf("}\n");
}

static double read_rate(sqlite3_stmt *statement, long count, long rows, int by_name) {
  unsigned random = 12345;
  uint64_t start = now();
  for (long i = 0; i < count; i++) {
    char name[40];
    random = random * 1103515245u + 12345u;
    long id = 1 + (long)((random >> 4) % (unsigned)rows);
    if (by_name) bind(statement, 1, name, snprintf(name, sizeof name, "org-%ld", id));
    else sqlite3_bind_int64(statement, 1, id);
    if (sqlite3_step(statement) != SQLITE_ROW) fail();
    for (int column = 0; column < 8; column++) sqlite3_column_text(statement, column);
    sqlite3_reset(statement);
  }
  return (double)count / ((double)(now() - start) / 1e9);
}

static void run_reads(long count, long rows) {
  sqlite3_stmt *by_id = prepare("SELECT * FROM organization WHERE id = ?");
  sqlite3_stmt *by_name = prepare("SELECT * FROM organization WHERE name = ?");
  double id_rate = read_rate(by_id, count, rows, 0), name_rate = read_rate(by_name, count, rows, 1);
  printf("{\"id_rate\":%.1f,\"name_rate\":%.1f}\n", id_rate, name_rate);
}

/* Leaves the file without its side files. */
static void close_file(void) {
  sqlite3_stmt *statement;
  while ((statement = sqlite3_next_stmt(database, NULL))) sqlite3_finalize(statement);
  if (sqlite3_close(database)) fail();
}

int main(int count, char **words) {
  int is_insert = count == 6 && !strcmp(words[2], "insert"), is_read = count == 5 && !strcmp(words[2], "read");
  if (count == 2 && !strcmp(words[1], "version")) {
    printf("{\"version\":\"%s\"}\n", sqlite3_libversion());
    return 0;
  }
  if (!is_insert && !is_read) {
    fprintf(stderr, "usage: raw FILE insert N GROUP plain|audited | raw FILE read N ROWS | raw version\n");
    return 2;
  }
  if (sqlite3_open_v2(words[1], &database, SQLITE_OPEN_READWRITE, NULL)) fail();
  if (sqlite3_exec(database, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL", NULL, NULL, NULL)) fail();
  if (is_insert) run_inserts(atol(words[3]), atol(words[4]), !strcmp(words[5], "audited"));
  else run_reads(atol(words[3]), atol(words[4]));
  close_file();
}
