import Catalogue
import Engine
package import JSON

/// A record as values, for code of the daemon. For callers, `get` and `list` write records as JSON.
package struct Record: Sendable {
  enum Value: Sendable {
    case stored(SQLValue, Kind)
    indirect case one(Record?)
    /// A reference to a record that does not exist.
    case missing
    /// The records, and how many pairs lead to no record.
    case many([Record], missing: Int)
  }

  package let id: Int64
  /// The requested values by name. There are few, so that searching a list is faster than making a dictionary.
  private let values: [(name: String, value: Value)]

  init(id: Int64, _ values: [(name: String, value: Value)]) { (self.id, self.values) = (id, values) }

  private func value(_ name: String) -> Value? { values.first { $0.name == name }?.value }

  private func stored(_ name: String) -> (SQLValue, Kind)? {
    if case .stored(let value, let kind)? = value(name) { (value, kind) } else { nil }
  }

  /// A field of text, or the word of an enumeration. A stored text that is none of the words is returned as it is.
  package func text(_ name: String) -> String? {
    guard let (value, kind) = stored(name) else { return nil }
    if case .enumeration = kind { return Decoding.json(value, as: kind)?.string ?? value.text }
    return Decoding.json(value, as: kind)?.string
  }

  package func integer(_ name: String) -> Int64? { stored(name).flatMap { Decoding.json($0.0, as: $0.1)?.integer } }

  package func flag(_ name: String) -> Bool? { stored(name).flatMap { Decoding.json($0.0, as: $0.1)?.bool } }

  /// The record that a to-one relation leads to; nil if there is no reference, or no such record.
  package func one(_ name: String) -> Record? {
    if case .one(let record)? = value(name) { record } else { nil }
  }

  /// The records that a to-many relation leads to, in the order of their ids. Missing records are left out.
  package func many(_ name: String) -> [Record] {
    if case .many(let records, _)? = value(name) { records } else { [] }
  }

  /// How many references of the relation lead to no record.
  package func missing(_ name: String) -> Int {
    switch value(name) {
    case .missing: 1
    case .many(_, let missing): missing
    case .stored, .one, nil: 0
    }
  }

  /// A field as callers see it; nil if it is not among the requested ones, or cannot be read.
  package func json(_ name: String) -> JSON? { stored(name).flatMap { Decoding.json($0.0, as: $0.1) } }
}
