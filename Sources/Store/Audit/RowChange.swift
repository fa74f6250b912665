package import Engine
package import JSON

/// The change of one row. It suffices to undo the change, even if another program changed the row since: it includes
/// columns that the catalogue does not know, and storage classes.
package struct RowChange: Sendable, Equatable {
  package struct Column: Sendable, Equatable {
    package let name: String
    package let value: SQLValue
    package init(_ name: String, _ value: SQLValue) { (self.name, self.value) = (name, value) }
  }

  package let table: String
  /// The row's id; nil for a pair, which its values identify. In files of 0.1.0, pairs have a number without meaning.
  package let row: Int64?
  /// The whole row for a delete, the changed columns for an update, nil for an insert.
  package let before: [Column]?
  /// The whole row for an insert, the changed columns for an update, nil for a delete.
  package let after: [Column]?
  /// The columns whose values were removed for good. The log does not have the values, only their sizes.
  package let removed: [RemovedColumn]

  package struct RemovedColumn: Sendable, Equatable {
    package let name: String
    package let bytes: Int64
    package init(_ name: String, bytes: Int64) { (self.name, self.bytes) = (name, bytes) }
  }

  package init(
    table: String, row: Int64?, before: [Column]?, after: [Column]?, removed: [RemovedColumn] = []
  ) {
    (self.table, self.row, self.before, self.after, self.removed) = (table, row, before, after, removed)
  }
}

// The form in the audit log: `{"table", "row"?, "before"?, "after"?, "removed"?}`; `removed` has sizes. Values are JSON; `{"real"}`, `{"blob"}` and
// `{"text"}` hold those that JSON cannot represent exactly.
extension RowChange {
  /// The text of the changes to a record.
  package static func text(_ changes: [RowChange]) -> String {
    // Reserve the room: a growing buffer would copy a large value again and again.
    var writer = JSONWriter(capacity: changes.reduce(64) { $0 + $1.roomCount })
    writer.beginArray()
    for change in changes { change.write(into: &writer) }
    writer.endArray()
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// About the number of bytes of its text.
  private var roomCount: Int {
    var count = 64 + table.utf8.count
    for columns in [before, after] {
      for column in columns ?? [] {
        count += column.name.utf8.count + 24
        if case .text(let text) = column.value { count += text.utf8.count }
      }
    }
    return count
  }

  private func write(into writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("table")
    writer.string(table)
    if let row {
      writer.key("row")
      writer.integer(row)
    }
    if let before {
      writer.key("before")
      Self.write(before, into: &writer)
    }
    if let after {
      writer.key("after")
      Self.write(after, into: &writer)
    }
    if !removed.isEmpty {
      writer.key("removed")
      writer.value(.object(JSON.Object(removed.map { .init($0.name, .integer($0.bytes)) })))
    }
    writer.endObject()
  }

  private static func write(_ columns: [Column], into writer: inout JSONWriter) {
    writer.beginObject()
    for column in columns {
      writer.key(column.name)
      switch column.value {
      case .null: writer.null()
      case .integer(let number): writer.integer(number)
      case .text(let text): writer.string(text)
      case .real, .malformedText, .blob: writer.value(JSON(exactly: column.value))
      }
    }
    writer.endObject()
  }

  package init?(_ json: JSON) {
    guard let table = json["table"]?.string else { return nil }
    self.init(
      table: table, row: json["row"]?.integer, before: json["before"].flatMap(Self.columns),
      after: json["after"].flatMap(Self.columns),
      removed: (json["removed"]?.object?.members ?? []).map { RemovedColumn($0.key, bytes: $0.value.integer ?? 0) })
  }

  /// The changes in `text`; none if it cannot be read.
  static func list(_ text: String?) -> [RowChange] {
    (text.flatMap { try? JSON(parsing: $0) }?.array ?? []).compactMap { RowChange($0) }
  }

  private static func columns(_ json: JSON) -> [Column]? {
    guard let object = json.object else { return nil }
    var columns: [Column] = []
    for member in object.members {
      guard let value = SQLValue(exactly: member.value) else { return nil }
      columns.append(Column(member.key, value))
    }
    return columns
  }
}

extension JSON {
  /// A value with its storage class.
  package init(exactly value: SQLValue) {
    self =
      switch value {
      case .null: .null
      case .integer(let number): .integer(number)
      case .real(let number): ["real": .string(String(number.bitPattern, radix: 16))]
      case .text(let text): .string(text)
      case .malformedText(let bytes): ["text": .string(Base64.encode(bytes))]
      case .blob(let bytes): ["blob": .string(Base64.encode(bytes))]
      }
  }
}

extension SQLValue {
  package init?(exactly json: JSON) {
    switch json {
    case .null: self = .null
    case .integer(let number): self = .integer(number)
    case .string(let text): self = .text(text)
    default:
      if let bits = json["real"]?.string.flatMap({ UInt64($0, radix: 16) }) {
        self = .real(Double(bitPattern: bits))
      } else if let bytes = json["text"]?.string.flatMap({ Base64.decode($0) }) {
        self = .malformedText(bytes)
      } else if let bytes = json["blob"]?.string.flatMap({ Base64.decode($0) }) {
        self = .blob(bytes)
      } else {
        return nil
      }
    }
  }
}
