import Catalogue
import Engine
import Vocabulary

// Records that move from the table of an older generation to that of a newer one.
extension MigrationStep {
  /// Gives new ids to the records of an older table whose ids the newer table has for other records. What refers to
  /// them follows. Both tables were in use: the newer one keeps its ids, which the server has given since.
  package static let renumberedRecords = MigrationStep("ids") { (transaction, _, report) throws(Failure) in
    for move in RecordMove.all(transaction.model) {
      let offset = try transaction.renumber(move)
      report.add(
        offset.count,
        "\(Wording.counted(offset.count, move.entity.entity.words)) with a new id, the old one plus \(offset.added), "
          + "since '\(move.newer)' has other records with the old ids")
    }
  }

  /// Copies the records of older tables, with their ids.
  package static let carriedRecords = MigrationStep("records") { (transaction, _, report) throws(Failure) in
    for move in RecordMove.all(transaction.model) {
      let count = try transaction.copy(move)
      let words = move.entity.entity.words
      report.add(count, "\(Wording.counted(count, words)) of the table '\(move.older)' carried over to '\(move.newer)'")
      for relation in move.entity.relations {
        guard case .column(let column) = relation.link, let target = transaction.model[relation.target],
          move.columns.contains(column)
        else { continue }
        let dangling = try transaction.database.count(
          "SELECT count(*) FROM \(quoted(move.older)) o WHERE NOT EXISTS "
            + "(SELECT 1 FROM \(quoted(target.table)) p WHERE p.id = o.\(quoted(column)))")
        report.leave(
          dangling,
          "\(Wording.counted(dangling, words)) without \(Wording.indefinite(target.entity.words)), as before")
      }
    }
  }
}

/// The tables of an entity between which its records move.
private struct RecordMove {
  let entity: BoundEntity
  let older: String
  let newer: String
  /// The columns that both have, `id` among them.
  let columns: [String]

  static func all(_ model: Model) -> [RecordMove] {
    model.entities.flatMap { entity in
      entity.entity.tables.filter { $0 != entity.table && model.layout.has($0) }.map { older in
        RecordMove(
          entity: entity, older: older, newer: entity.table,
          columns: (model.layout.columns[older] ?? []).filter { model.layout.has(entity.table, $0) })
      }
    }
  }

  /// A condition that the row `n` of the newer table has other values than the row `o` of the older one.
  func differ(_ dialect: any Dialect) -> String {
    columns.filter { $0 != "id" }.map { dialect.different("n.\(quoted($0))", "o.\(quoted($0))") }
      .joined(separator: " OR ")
  }

  /// A SELECT of the ids of the older table that the newer one has for other records.
  func takenIDs(_ dialect: any Dialect) -> String {
    "SELECT o.id FROM \(quoted(older)) o JOIN \(quoted(newer)) n ON n.id = o.id WHERE \(differ(dialect))"
  }
}

extension WriteTransaction {
  /// - Returns: how many records have a new id, and what was added to each id.
  fileprivate mutating func renumber(_ move: RecordMove) throws(Failure) -> (count: Int64, added: Int64) {
    let taken = move.takenIDs(database.dialect)
    guard try database.value(taken + " LIMIT 1") != nil else { return (0, 0) }
    let added = max(try lastID(in: move.newer), try highestRow(of: move.older))
    func update(_ table: String, _ column: String) -> String {
      let column = quoted(column)
      return "UPDATE \(quoted(table)) SET \(column) = \(column) + \(added) WHERE \(column) IN (\(taken))"
    }
    var followers: [String] = []
    for reference in model.references(to: move.entity, in: move.older) {
      guard case .column(let table, let column) = reference.place else { continue }
      followers.append(update(table, column))
    }
    let records = update(move.older, "id")
    if database.session.enforcesReferences {
      // References are checked at the end of a statement, so that one has to change both sides.
      let parts = followers.enumerated().map { "follower\($0.offset) AS (\($0.element))" }
      let all = (parts.isEmpty ? "" : "WITH \(parts.joined(separator: ", ")) ") + records
      return (Int64(try database.run(all)), added)
    }
    for follower in followers { try database.run(follower) }
    return (Int64(try database.run(records)), added)
  }

  /// - Returns: how many records the newer table did not have.
  fileprivate mutating func copy(_ move: RecordMove) throws(Failure) -> Int64 {
    try database.checkTime()
    let last = try lastNoted(in: move.older)
    let highest = max(last, try highestRow(of: move.older))
    // The ids of deleted records of the older table are not given again.
    if highest > 0 { try noteIDs(in: move.newer, upTo: highest) }
    let more = try defaults(of: move.entity.name, beside: "id").filter { column in
      !move.columns.contains(column.name) && model.layout.has(move.newer, column.name)
    }
    let names = (move.columns + more.map(\.name)).map(quoted).joined(separator: ", ")
    let values = move.columns.map { "o.\(quoted($0))" } + more.indices.map { database.parameter($0 + 1) }
    let count = try database.copy(
      to: move.newer,
      "INSERT INTO \(quoted(move.newer)) (\(names)) SELECT \(values.joined(separator: ", ")) FROM \(quoted(move.older)) o "
        + "WHERE NOT EXISTS (SELECT 1 FROM \(quoted(move.newer)) n WHERE n.id = o.id) ORDER BY o.id",
      more.map(\.value))
    return Int64(count)
  }
}
