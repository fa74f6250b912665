import Catalogue
import Engine
import JSON

/// A record as values, for code of the daemon. For callers, `get` and `list` write records as JSON.
package struct Record: Sendable {
  enum Value: Sendable {
    case stored(SQLValue, Kind)
    indirect case one(Record?)
    case many([Record])
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
    if case .many(let records)? = value(name) { records } else { [] }
  }
}
