import Catalogue
import Engine
import JSON

/// The names of records, for people, who know none by its id. Each record is looked up once. A deleted record has the
/// name that the audit log recorded with its deletion.
final class RecordNames {
  private let database: Database
  /// The values of a record's labels; nil if neither the table nor the audit log has the record.
  private var known: [RecordID: [JSON]?] = [:]

  init(_ database: Database) { self.database = database }

  /// `jane`, or `one:two:three` for a key of three fields; nil for a record without a name.
  func name(of entity: BoundEntity, _ id: Int64) throws(Failure) -> String? {
    try Self.text(labels(of: entity, id) ?? [])
  }

  /// `user 'jane' (7)`
  func title(of entity: String, _ id: Int64, _ model: Model) throws(Failure) -> String {
    guard let known = model[entity], let name = try name(of: known, id) else { return "\(entity) \(id)" }
    return "\(entity) '\(name)' (\(id))"
  }

  /// The name in the changes of the record's row, else the record's current name.
  func name(of entity: BoundEntity, _ id: Int64, changedBy rows: [RowChange]) throws(Failure) -> String? {
    for row in rows.reversed() where row.row == id && entity.entity.tables.contains(row.table) {
      for side in [row.after, row.before] {
        if let values = Self.labels(of: entity, in: side) { return Self.text(values) }
      }
    }
    return try name(of: entity, id)
  }

  /// Learns the names of records whose deletion is not in the audit log yet.
  func learn(_ records: [RecordChange], _ model: Model) {
    for record in records {
      guard let entity = model[record.entity] else { continue }
      for row in record.rows where row.after == nil && row.row == record.id && row.isOwn(of: entity) {
        guard let values = Self.labels(of: entity, in: row.before) else { continue }
        known[RecordID(entity: record.entity, id: record.id)] = .some(values)
      }
    }
  }

  /// A reference to the record as answers have it: its id and natural key, or `missing`.
  func reference(to entity: BoundEntity, _ id: Int64) throws(Failure) -> JSON {
    var members = [JSON.Member("id", .integer(id))]
    guard let values = try labels(of: entity, id) else {
      return .object(JSON.Object(members + [.init("missing", true)]))
    }
    for (field, value) in zip(entity.naturalKey, values) { members.append(.init(field.name, value)) }
    return .object(JSON.Object(members))
  }

  /// The name in a row that was deleted; nil if the row is another record's, or has no name.
  static func name(of entity: BoundEntity, deletedBy row: RowChange) -> String? {
    guard row.after == nil, row.isOwn(of: entity) else { return nil }
    return labels(of: entity, in: row.before).flatMap(text)
  }

  private static func text(_ values: [JSON]) -> String? {
    let parts = values.compactMap(\.string)
    return parts.isEmpty || parts.count < values.count ? nil : parts.joined(separator: ":")
  }

  private func labels(of entity: BoundEntity, _ id: Int64) throws(Failure) -> [JSON]? {
    let address = RecordID(entity: entity.name, id: id)
    if let values = known[address] { return values }
    let now = try current(entity, id)
    let values = if let now { now } else { try past(entity, address) }
    known[address] = .some(values)
    return values
  }

  private func current(_ entity: BoundEntity, _ id: Int64) throws(Failure) -> [JSON]? {
    let fields = entity.labels
    let sql = database.texts.labels(of: entity.name) {
      let columns = fields.compactMap(\.ownColumn).map(quoted)
      return "SELECT \((["1"] + columns).joined(separator: ", ")) FROM \(quoted(entity.table)) "
        + "WHERE id = \(database.parameter(1))"
    }
    guard let row = try database.rows(sql, [.integer(id)]).first else { return nil }
    return zip(fields, row.dropFirst()).map { Decoding.json($1, as: $0.kind) ?? .null }
  }

  /// The labels in the record's last change, if that was its deletion.
  private func past(_ entity: BoundEntity, _ address: RecordID) throws(Failure) -> [JSON]? {
    let text = try database.value(
      "SELECT changes FROM \(OwnTables.audit) WHERE entity = \(database.parameter(1)) "
        + "AND id = \(database.parameter(2)) ORDER BY seq DESC LIMIT 1",
      [.text(address.entity), .integer(address.id)])?.text
    for row in RowChange.list(text) where row.after == nil && entity.entity.tables.contains(row.table) {
      if let values = Self.labels(of: entity, in: row.before) { return values }
    }
    return nil
  }

  private static func labels(of entity: BoundEntity, in columns: [RowChange.Column]?) -> [JSON]? {
    guard let columns else { return nil }
    var values: [JSON] = []
    for field in entity.labels {
      guard let column = columns.first(where: { $0.name == field.ownColumn }) else { return nil }
      values.append(Decoding.json(column.value, as: field.kind) ?? .null)
    }
    return values
  }
}

extension BoundEntity {
  /// The fields by which people know a record: the natural key, else the name.
  fileprivate var labels: [BoundField] {
    let fields = naturalKey.isEmpty ? [field("name")].compactMap { $0 } : naturalKey
    return fields.filter { $0.ownColumn != nil }
  }
}

extension BoundField {
  fileprivate var ownColumn: String? { if case .own(let column) = source { column } else { nil } }
}
