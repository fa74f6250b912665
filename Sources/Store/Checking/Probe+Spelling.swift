import Catalogue
import Engine

// Words that this version of the server stores in another form than older ones.
extension Probe {
  /// Records with a word in the form of an older version, which the server of this version does not know.
  package static let olderSpellings = Probe { (transaction, _, defects) throws(Failure) in
    for entity in transaction.model.entities {
      let fields = entity.fields.filter { $0.kind != $0.field.kind }
      let columns = fields.compactMap { field in if case .own(let column) = field.source { column } else { nil } }
      guard !columns.isEmpty, columns.count == fields.count else { continue }
      let list = columns.map(quoted).joined(separator: ", ")
      let statement = try transaction.database.statement(
        "SELECT id, \(list) FROM \(quoted(entity.table)) ORDER BY id")
      while try statement.next() {
        let older = fields.enumerated().filter { place, field in
          field.isOlderSpelling(statement, Int32(place + 1))
        }
        guard !older.isEmpty else { continue }
        let words = fields.indices.map { statement.value(Int32($0 + 1)).shown }
        try defects.add(entity, statement.integer(0), note: "is stored as \(words.joined(separator: ", "))")
      }
    }
  }
}

extension BoundField {
  /// Whether a value is the word of an enumeration as older versions store it.
  func isOlderSpelling(_ statement: borrowing Statement, _ column: Int32) -> Bool {
    kind != field.kind && !Decoding.isReadable(statement, column, as: kind, isLarge: false)
      && Decoding.isReadable(statement, column, as: field.kind, isLarge: false)
  }
}
