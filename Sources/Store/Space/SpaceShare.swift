package import Catalogue
import Engine

/// The space that an entity's records take, or what belongs to none.
package struct SpaceShare: Sendable {
  package enum Owner: Sendable, Hashable {
    case entity(String)
    /// A table that several entities share, or that the catalogue does not know.
    case table(String)
  }

  package let owner: Owner
  package internal(set) var rows: Int64 = 0
  /// Of tables and indexes.
  package internal(set) var bytes: Int64 = 0
  package internal(set) var indexBytes: Int64 = 0
  /// The sizes of the values of each stored field, without those of columns that are no field.
  package internal(set) var fields: [(name: String, bytes: Int64)] = []
}

extension Database {
  /// The space that tables take, by what they belong to. Reads the whole database, in a snapshot for each table.
  /// - Parameter onStep: called before each table, with the number of those that were read and of all.
  /// - Returns: the shares, and the use of the file; free pages and the engine's own are in no share.
  package func shares(
    _ onStep: (_ done: Int, _ total: Int) throws(Failure) -> Void
  ) throws(Failure) -> (shares: [SpaceShare], space: SpaceUse) {
    var shares: [SpaceShare.Owner: SpaceShare] = [:]
    let (sizes, space) = try fileSpace()
    // Others are the engine's own.
    for size in sizes ?? [] where model.layout.has(size.table) {
      let owner = owner(of: size.table)
      shares[owner, default: SpaceShare(owner: owner)].bytes += size.bytes
      if size.isIndex { shares[owner, default: SpaceShare(owner: owner)].indexBytes += size.bytes }
    }
    let tables = model.layout.columns.keys.sorted()
    for (place, table) in tables.enumerated() {
      try onStep(place, tables.count)
      let owner = owner(of: table)
      let measured = try lengths(of: table)
      let isOwn = if case .entity(let name) = owner { model[name]?.table == table } else { true }
      if isOwn { shares[owner, default: SpaceShare(owner: owner)].rows += measured.rows }
      // Without the sizes of pages, those of the values have to do.
      if sizes == nil {
        shares[owner, default: SpaceShare(owner: owner)].bytes += measured.columns.reduce(0) { $0 + $1.bytes }
      }
      guard case .entity(let name) = owner, let entity = model[name], entity.table == table else { continue }
      for (column, bytes) in measured.columns {
        let field = entity.fields.first { if case .own(column) = $0.source { true } else { false } }
        if let field { shares[owner]?.fields.append((field.name, bytes)) }
      }
    }
    return (shares.values.sorted { $0.bytes > $1.bytes }, space)
  }

  private func owner(of table: String) -> SpaceShare.Owner {
    if let entity = model.entities.first(where: { $0.entity.tables.contains(table) }) { return .entity(entity.name) }
    for entity in model.entities {
      let hasPairs = entity.relations.contains { relation in
        if case .through(table, _, _) = relation.link { relation.relation.isOwned } else { false }
      }
      if hasPairs { return .entity(entity.name) }
    }
    return .table(table)
  }
}

// Each in a snapshot of its own. The closure that `read` takes crashes the optimiser of Swift 6.3.1 here.
extension Database {
  /// The sizes of tables and indexes, if the engine tells them, and the use of the file.
  private func fileSpace() throws(Failure) -> (sizes: [ObjectSize]?, space: SpaceUse) {
    try beginReading()
    defer { session.endReading() }
    do throws(EngineError) {
      return (try session.objectSizes(), SpaceUse(try session.space()))
    } catch { throw Failure(error) }
  }

  /// How many rows a table has, and the sizes of the values in each of its columns.
  private func lengths(of table: String) throws(Failure) -> (rows: Int64, columns: [(name: String, bytes: Int64)]) {
    try beginReading()
    defer { session.endReading() }
    let columns = model.layout.columns[table] ?? []
    let sums = columns.map { "coalesce(sum(\(dialect.spaceTaken(quoted($0)))), 0)" }
    let row =
      try rows("SELECT \((["count(*)"] + sums).joined(separator: ", ")) FROM \(quoted(table))").first ?? []
    let bytes = row.dropFirst().map { $0.integer ?? 0 }
    return (row.first?.integer ?? 0, zip(columns, bytes).map { ($0, $1) })
  }
}
