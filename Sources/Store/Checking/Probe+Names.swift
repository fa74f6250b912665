import Catalogue
import Engine

// Names by which records are told apart.
extension Probe {
  /// Records with the same value as an earlier one in a field, or a key of several fields, that should be unique.
  package static let doubleNames = Probe { (transaction, _, defects) throws(Failure) in
    for entity in transaction.model.entities {
      var groups = entity.fields.filter { $0.field.has(.unique) }.map { [$0.name] }
      if entity.naturalKey.count > 1 { groups.append(entity.naturalKey.map(\.name)) }
      for group in groups {
        try twins(group, countsNulls: false, of: entity, transaction.database, &defects)
      }
    }
  }

  /// Records that the entity's advice wants to be alone with their values.
  package static func alone(_ entity: String) -> Probe {
    Probe { (transaction, _, defects) throws(Failure) in
      guard let entity = transaction.model[entity] else { return }
      for advice in entity.advice {
        guard case .alone(let members, let countsNulls) = advice.rule else { continue }
        try twins(members, countsNulls: countsNulls, of: entity, transaction.database, &defects)
      }
    }
  }

  /// Finds each record that has the same values as the first one that has them.
  private static func twins(
    _ members: [String], countsNulls: Bool, of entity: BoundEntity, _ database: Database, _ defects: inout Defects
  ) throws(Failure) {
    let columns = members.compactMap { entity.column(of: $0) }.map(quoted)
    guard columns.count == members.count else { return }
    let list = columns.joined(separator: ", ")
    let filled =
      countsNulls ? "" : " WHERE " + columns.map { "\($0) IS NOT NULL" }.joined(separator: " AND ")
    let same = columns.map { countsNulls ? database.dialect.same("t.\($0)", "g.\($0)") : "t.\($0) = g.\($0)" }
    let statement = try database.statement(
      "SELECT t.id, g.first_id FROM (SELECT \(list), min(id) AS first_id FROM \(quoted(entity.table))\(filled) "
        + "GROUP BY \(list) HAVING count(*) > 1) g JOIN \(quoted(entity.table)) t "
        + "ON \(same.joined(separator: " AND ")) WHERE t.id <> g.first_id ORDER BY t.id")
    while try statement.next() {
      let first = statement.integer(1)
      try defects.add(
        entity, statement.integer(0), field: members.count == 1 ? members[0] : nil,
        place: entity.place(ofNameAmong: members), partner: (entity, first),
        note: "the same \(members.joined(separator: " and ")) as \(entity.entity.words) \(first)")
    }
  }

  /// Records whose names differ only in blanks around them or in the Unicode form of their letters.
  package static let similarNames = Probe { (transaction, _, defects) throws(Failure) in
    for entity in transaction.model.entities {
      for field in entity.fields where field.isDistinct {
        guard case .own(let column) = field.source else { continue }
        try similar(column, field.name, of: entity, transaction.database, &defects)
      }
    }
  }

  private static func similar(
    _ column: String, _ field: String, of entity: BoundEntity, _ database: Database, _ defects: inout Defects
  ) throws(Failure) {
    // Few names have several spellings, so all of them fit in memory.
    var groups: [[UInt8]: [(id: Int64, text: [UInt8])]] = [:]
    let all = try database.statement(
      "SELECT id, \(quoted(column)) FROM \(quoted(entity.table)) WHERE \(quoted(column)) IS NOT NULL ORDER BY id")
    while try all.next() {
      guard let text = all.text(1), !LookAlike.isPlain(text) else { continue }
      groups[Array(LookAlike.canonical(text).utf8), default: []].append((all.integer(0), Array(text.utf8)))
    }
    var found: [(id: Int64, other: Int64)] = []
    for (spelling, members) in groups {
      var members = members
      let text = String(decoding: spelling, as: UTF8.self)
      if LookAlike.isPlain(text) {
        let plain = try database.rows(
          "SELECT id FROM \(quoted(entity.table)) WHERE \(quoted(column)) = \(database.parameter(1)) ORDER BY id LIMIT 1",
          [.text(text)])
        if let id = plain.first?.first?.integer { members.append((id, spelling)) }
      }
      guard let first = members.min(by: { $0.id < $1.id }) else { continue }
      // Equal names are found by another check.
      for member in members where member.text != first.text { found.append((member.id, first.id)) }
    }
    for (id, other) in found.sorted(by: { $0.id < $1.id }) {
      try defects.add(
        entity, id, field: field, place: .init(entity.table, column), partner: (entity, other),
        note: "looks like that of \(entity.entity.words) \(other)")
    }
  }
}

extension BoundEntity {
  /// Where the name is, if one of these fields is a name, or the only field.
  fileprivate func place(ofNameAmong members: [String]) -> Defect.Place? {
    let name = members.first { field($0)?.field.has(.name) == true }
    return (name ?? (members.count == 1 ? members[0] : nil)).flatMap { place(of: $0) }
  }
}

extension BoundField {
  fileprivate var isDistinct: Bool {
    rules.contains { if case .distinct = $0.rule.test { true } else { false } }
  }
}
