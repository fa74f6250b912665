package import Engine

// What the server tells of the database and of itself.
extension PostgreSQLSession {
  package func facts() throws(EngineError) -> [(name: String, value: SQLValue)] {
    let row =
      try rows(
        """
        SELECT current_setting('server_version'), pg_database_size(current_database()),
        (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()), current_setting('synchronous_commit')
        """
      ).first ?? []
    return zip(["server_version", "bytes", "connections", "synchronous_commit"], row).map { ($0, $1) }
  }

  /// Settings under which the server loses committed changes, or the real server stores moments in local time.
  package func faults() throws(EngineError) -> [String] {
    let settings = try rows(
      """
      SELECT name, CASE name WHEN 'TimeZone' THEN reset_val ELSE setting END FROM pg_settings
      WHERE name IN ('fsync', 'full_page_writes', 'TimeZone') ORDER BY name
      """)
    let found: [String] = settings.compactMap { row in
      guard let name = row[0].text, let value = row[1].text else { return nil }
      switch name {
      case "TimeZone":
        guard !Self.zonesOfUTC.contains(value) else { return nil }
        return
          "sessions of the database have the time zone '\(value)': if the vantage6 server's have it, too, it stores "
          + "moments in local time; set it with ALTER DATABASE … SET timezone TO 'UTC'"
      default:
        guard value == "off" else { return nil }
        return "the server runs with \(name) = off: a power cut may lose committed changes, or damage the database"
      }
    }
    return found + (try laggingSequences())
  }

  /// Sequences that will give a number that a row has already, as after an import by hand: every program's next row is
  /// refused.
  private func laggingSequences() throws(EngineError) -> [String] {
    var lagging: [String] = []
    for row in try rows(Tables.sequences) {
      guard let table = row[0].text, let column = row[1].text, let sequence = row[2].text else { continue }
      let highest = "SELECT max(\(quoted(column))) FROM \(quoted(table))"
      let last = "SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM \(sequence)"
      guard let numbers = try rows("SELECT (\(highest)), (\(last))").first, let most = numbers[0].integer,
        let given = numbers[1].integer, given < most
      else { continue }
      lagging.append(
        "the sequence '\(sequence)' stands at \(given), and '\(table)' has a row \(most): the next rows are refused; it "
          + "is raised when this daemon starts, or with SELECT setval('\(sequence)', \(most))")
    }
    return lagging
  }

  private static let zonesOfUTC: Set<String> = [
    "UTC", "Etc/UTC", "GMT", "Etc/GMT", "UCT", "Zulu", "Etc/UCT", "Etc/Zulu",
  ]

  private static let pageBytes: Int64 = 8_192

  /// The server returns free pages by itself (autovacuum).
  package func space() throws(EngineError) -> FileSpace {
    let bytes = try value("SELECT pg_database_size(current_database())")?.integer ?? 0
    return FileSpace(pageBytes: Self.pageBytes, pages: bytes / Self.pageBytes, freePages: 0, returnsPages: true)
  }

  package func objectSizes() throws(EngineError) -> [ObjectSize]? {
    try rows(Tables.sizes).compactMap { row in
      guard let name = row[0].text, let table = row[1].text, let bytes = row[3].integer else { return nil }
      return ObjectSize(name: name, table: table, isIndex: row[2] == .integer(1), bytes: bytes)
    }
  }

  package func returnPages(_ count: Int) throws(EngineError) {}
  package func truncateLog() throws(EngineError) {}
  package func rebuild() throws(EngineError) {
    throw EngineError(.other, "the server makes room by itself: VACUUM FULL writes a table anew")
  }

  /// The server checks pages as it reads them, where it was made with checksums.
  package func checkIntegrity(_ found: (String) -> Void) throws(EngineError) {}
}
