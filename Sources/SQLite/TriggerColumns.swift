import Engine

/// The columns whose changes fire a trigger; empty if it does not name any.
func columnsAwaited(_ trigger: String) -> [String] {
  let sql = SQLTokens(trigger)
  guard let update = sql.tokens.indices.first(where: { sql.word($0) == "UPDATE" }), sql.word(update + 1) == "OF" else {
    return []
  }
  return sql.tokens.indices[(update + 2)...].prefix { sql.word($0) != "ON" }.filter { !sql.isMark(",", $0) }
    .map { sql.name($0) }
}
