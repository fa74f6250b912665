/* record: a library that is preloaded into the daemon. It appends each statement that SQLite begins there to the file
   that RECORD names: the text, and the text with its values, each ended by a zero byte. SQLite's trace tells both
   (sqlite.org/c3ref/trace_v2.html). */
#include <dlfcn.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int record(unsigned event, void *context, void *statement, void *text) {
  (void)event, (void)context, (void)text;
  char *whole = sqlite3_expanded_sql(statement);
  int file = open(getenv("RECORD"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0 || !whole || dprintf(file, "%s%c%s%c", sqlite3_sql(statement), 0, whole, 0) < 0) {
    perror("record");
    exit(1);
  }
  close(file);
  sqlite3_free(whole);
  return 0;
}

/* Takes the place of SQLite's, which it calls. */
int sqlite3_open_v2(const char *path, sqlite3 **database, int flags, const char *file_system) {
  int (*real)(const char *, sqlite3 **, int, const char *) = dlsym(RTLD_NEXT, "sqlite3_open_v2");
  int code = real(path, database, flags, file_system);
  if (code == SQLITE_OK) sqlite3_trace_v2(*database, SQLITE_TRACE_STMT, record, NULL);
  return code;
}
