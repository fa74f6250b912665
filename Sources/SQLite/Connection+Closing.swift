import CSQLite

extension Connection {
  /// Whether closing the last connection to a database with a write-ahead log moves the log into the database and
  /// deletes it, as it does by default. Without, an existing log stays as it was found.
  package func setCheckpointsOnClose(_ isOn: Bool) {
    sqlite3_db_config_set(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, isOn ? 0 : 1)
  }

  /// Whether the database can only be read, by the file's permissions or by its own header.
  package var isReadOnly: Bool { sqlite3_db_readonly(handle, "main") == 1 }
}
