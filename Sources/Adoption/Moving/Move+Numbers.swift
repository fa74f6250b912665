import Catalogue
import Engine
import Store

// Numbers that were given once are not given again by the copy, also if their rows were deleted.
extension Move {
  /// Lets the sequences of the copy, or our own where it has none, give only numbers that the original has not given.
  func raiseNumbers() throws(Failure) {
    let numbers = try givenNumbers()
    try write { () throws(EngineError) in
      let session = target.session
      for (table, number) in numbers.sorted(by: { $0.key < $1.key }) {
        guard session.hasSequences else {
          try OwnTables.set(table, to: number, session)
          continue
        }
        try session.raiseNumbers(in: table, beyond: number)
        guard let last = try session.lastNumber(in: table), last < number else { continue }
        throw EngineError(.other, "the sequence of the table '\(table)' stands at \(last) in place of \(number)")
      }
    }
  }

  /// The highest number that each table with numbers of its own has given, as far as the original knows.
  private func givenNumbers() throws(Failure) -> [String: Int64] {
    let tables = Set(plan.shapes.filter { $0.has("id") }.map(\.name))
    var highest: [String: Int64] = [:]
    func note(_ table: String?, _ number: Int64?) {
      guard let table, let number, tables.contains(table), number <= OwnTables.lastNumber else { return }
      highest[table] = max(highest[table] ?? 0, number)
    }
    var sources = OwnTables.sources(layout, product.catalogue).filter { $0.column == "id" }
    for table in tables.sorted() where layout.has(table) && !sources.contains(where: { $0.table == table }) {
      sources.append((table, table, "id"))
    }
    do throws(EngineError) {
      for source in sources {
        note(
          source.name,
          try self.source.value(OwnTables.highestNumber(in: source.column, of: source.table, self.source.dialect))?
            .integer)
      }
      for row in try source.rows("SELECT name, last FROM \(OwnTables.sequence)") { note(row[0].text, row[1].integer) }
      for row in try source.rows("SELECT entity, max(id) FROM \(OwnTables.audit) GROUP BY entity") {
        guard let entity = row[0].text.flatMap({ product.catalogue[$0] }) else { continue }
        for table in entity.parent.map({ [$0.table] }) ?? entity.tables { note(table, row[1].integer) }
      }
      for table in tables where source.hasSequences && layout.has(table) {
        note(table, try source.lastNumber(in: table))
      }
      // The numbers of tables that were declared with AUTOINCREMENT (sqlite.org/autoinc.html).
      if layout.has("sqlite_sequence") {
        for row in try source.rows("SELECT name, seq FROM sqlite_sequence") { note(row[0].text, row[1].integer) }
      }
    } catch { throw Self.failure(error) }
    return highest
  }
}
