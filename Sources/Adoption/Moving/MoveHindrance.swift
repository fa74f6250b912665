package import JSON
import Vocabulary

/// Rows of a database that another engine would refuse.
package struct MoveHindrance: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    /// A column cannot hold the values.
    case value
    /// The values refer to rows that are not there.
    case reference
    /// The values must be unique.
    case duplicate
    /// There must be a value.
    case missing
  }

  package let kind: Kind
  let table: String
  let columns: [String]
  let count: Int64
  /// Of a value, why it does not fit; of a reference, the table that it refers to.
  private let detail: String

  init(_ kind: Kind, _ table: String, _ columns: [String], _ count: Int64, _ detail: String = "") {
    (self.kind, self.table, self.columns, self.count, self.detail) = (kind, table, columns, count, detail)
  }

  /// `2 values of 'book.shelf_id' refer to rows that 'shelf' does not have`
  package var sentence: String {
    let names = columns.map { "'\(table).\($0)'" }.joined(separator: " and ")
    let values = Wording.counted(count, "value") + " of \(names)"
    let isOne = count == 1
    return switch kind {
    case .value: "\(values) \(isOne ? "is" : "are") \(detail)"
    case .reference: "\(values) \(isOne ? "refers to a row" : "refer to rows") that '\(detail)' does not have"
    case .duplicate: "\(values) \(isOne ? "is" : "are") in several rows, and must be in one only"
    case .missing: "\(Wording.counted(count, "row")) of '\(table)' \(isOne ? "has" : "have") no value in \(names)"
    }
  }

  package var json: JSON {
    [
      "kind": .string(kind.rawValue), "table": .string(table), "columns": .array(columns.map { .string($0) }),
      "count": .integer(count), "sentence": .string(sentence),
    ]
  }
}
