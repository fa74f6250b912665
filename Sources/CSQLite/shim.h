#pragma once
#include <sqlite3.h>

/// sqlite3_config is variadic, which Swift cannot call.
static inline int sqlite3_config_memory_statistics(int isOn) {
  return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, isOn);
}
/// sqlite3_db_config is variadic, too.
static inline int sqlite3_db_config_set(sqlite3 *database, int option, int value) {
  return sqlite3_db_config(database, option, value, (int *)0);
}
static inline int sqlite3_db_config_get(sqlite3 *database, int option) {
  int value = -1;
  sqlite3_db_config(database, option, -1, &value);
  return value;
}
