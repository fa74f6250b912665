import CSQLite

extension Connection {
  /// Sets whether closing the last connection to a database with a write-ahead log moves the log into the database and
  /// deletes it, which is SQLite's default. Otherwise an existing log stays as it is.
  package func setCheckpointsOnClose(_ isOn: Bool) {
    sqlite3_db_config_set(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, isOn ? 0 : 1)
  }

  /// Whether the database can only be read, due to the file's permissions or its header.
  package var isReadOnly: Bool { sqlite3_db_readonly(handle, "main") == 1 }
}
