package import Catalogue
import Engine
import JSON

/// What a check found: how many rows, and the first of them.
package struct Defects {
  package private(set) var count: Int64 = 0
  package private(set) var rows: [Defect] = []
  private let limit: Int
  private let names: RecordNames

  init(limit: Int, _ names: RecordNames) { (self.limit, self.names) = (limit, names) }

  /// Adds a record.
  /// - Parameters:
  ///   - table: the table of an older generation in which the record is; nil for the one that is in use.
  ///   - place: the value that is wrong, for what mends it.
  ///   - partner: the record that it has to do with.
  package mutating func add(
    _ entity: BoundEntity, _ id: Int64?, table: String? = nil, field: String? = nil, place: Defect.Place? = nil,
    partner: (entity: BoundEntity, id: Int64)? = nil, note: @autoclosure () -> String, times: Int64 = 1
  ) throws(Failure) {
    count += times
    guard rows.count < limit else { return }
    var defect = Defect(entity: entity.name, id: id, table: table, field: field, note: note())
    (defect.place, defect.times) = (place, times)
    if table == nil, let id { defect.name = try names.name(of: entity, id) }
    if let partner {
      defect.partner = Defect.Partner(
        entity: partner.entity.name, id: partner.id, name: try names.name(of: partner.entity, partner.id))
    }
    rows.append(defect)
  }

  /// Adds what is no record.
  package mutating func add(
    entity: String? = nil, id: Int64? = nil, name: String? = nil, table: String? = nil, note: @autoclosure () -> String
  ) {
    count += 1
    guard rows.count < limit else { return }
    rows.append(Defect(entity: entity, id: id, name: name, table: table, note: note()))
  }
}

/// One row that a check found.
package struct Defect: Sendable {
  package struct Partner: Sendable {
    package let entity: String
    package let id: Int64
    package let name: String?
  }

  /// Where a value is, for what mends it.
  package struct Place: Sendable {
    let table: String
    let column: String
    /// The table that a reference is to.
    let target: String?

    init(_ table: String, _ column: String, to target: String? = nil) {
      (self.table, self.column, self.target) = (table, column, target)
    }
  }

  package let entity: String?
  package let id: Int64?
  package fileprivate(set) var name: String?
  package let table: String?
  /// The field or relation that is wrong.
  package let field: String?
  package fileprivate(set) var partner: Partner?
  fileprivate(set) var place: Place?
  /// How many rows of the table it stands for.
  package fileprivate(set) var times: Int64 = 1
  /// What is wrong with it, in a few words. Never a secret.
  package let note: String

  init(
    entity: String?, id: Int64?, name: String? = nil, table: String? = nil, field: String? = nil, note: String
  ) {
    (self.entity, self.id, self.name, self.table, self.field) = (entity, id, name, table, field)
    (partner, self.note) = (nil, note)
  }
}

extension SQLValue {
  /// The value as a note shows it: short, and on one line.
  var shown: String {
    switch self {
    case .null: "nothing"
    case .integer(let number): String(number)
    case .real(let number): String(number)
    case .text(let text): Encoding.shown(.string(text))
    case .malformedText: "text that is not UTF-8"
    case .blob: "bytes"
    }
  }
}
