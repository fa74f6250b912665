#pragma once
#include <sqlite3.h>

/// SQLITE_TRANSIENT is a cast that Swift cannot import.
static inline int sqlite3_bind_text_copy(sqlite3_stmt *statement, int index, const char *text, sqlite3_uint64 bytes) {
  return sqlite3_bind_text64(statement, index, text, bytes, SQLITE_TRANSIENT, SQLITE_UTF8);
}
static inline int sqlite3_bind_blob_copy(sqlite3_stmt *statement, int index, const void *blob, sqlite3_uint64 bytes) {
  return sqlite3_bind_blob64(statement, index, blob, bytes, SQLITE_TRANSIENT);
}
/// sqlite3_config is variadic, too.
static inline int sqlite3_config_memory_statistics(int isOn) {
  return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, isOn);
}
/// sqlite3_db_config is variadic, which Swift cannot call.
static inline int sqlite3_db_config_set(sqlite3 *database, int option, int value) {
  return sqlite3_db_config(database, option, value, (int *)0);
}
static inline int sqlite3_db_config_get(sqlite3 *database, int option) {
  int value = -1;
  sqlite3_db_config(database, option, -1, &value);
  return value;
}
