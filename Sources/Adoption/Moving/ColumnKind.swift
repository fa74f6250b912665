import Engine
import Vocabulary

/// What the values of a column are, whatever the engine. Each value has one form that both engines take and give back.
enum ColumnKind: Sendable, Equatable {
  case integer(ClosedRange<Int64>)
  case boolean
  /// - Parameter charactersMax: nil without a limit.
  case text(charactersMax: Int?)
  /// A type that has only these words.
  case words([String])
  case moment
  case bytes

  /// Nil for a type that no table of the product has.
  /// - Parameters:
  ///   - declaration: how a new database declares the column.
  ///   - types: the types of words that it declares.
  ///   - integers: the numbers that a column of whole numbers holds there.
  init?(_ declaration: String, types: [TypeOfWords], integers: ClosedRange<Int64>) {
    let words = TableShape.words(of: declaration).dropFirst()
    switch words.first {
    case "integer", "serial": self = .integer(integers)
    case "boolean": self = .boolean
    case "varchar", "text": self = .text(charactersMax: words.dropFirst(2).first.flatMap { Int($0) })
    case "datetime", "timestamp": self = .moment
    case "blob", "bytea": self = .bytes
    case let name:
      guard let type = types.first(where: { $0.name == name }) else { return nil }
      self = .words(type.words)
    }
  }

  enum Fit {
    case value(SQLValue)
    /// With the reason, as the end of `the value is`.
    case misfit(String)
  }

  /// - Parameter takesZeroBytes: whether texts may have zero bytes.
  /// - Returns: the value in the form that every engine reads alike; or why the column cannot hold it.
  func fit(_ value: SQLValue, takesZeroBytes: Bool) -> Fit {
    switch (value, self) {
    case (.null, _): .value(value)
    case (.integer(let number), .integer(let range)):
      range.contains(number)
        ? .value(value) : .misfit("outside of the numbers from \(range.lowerBound) to \(range.upperBound)")
    case (_, .integer): .misfit("no whole number")
    case (.integer(0...1), .boolean): .value(value)
    case (_, .boolean): .misfit("neither true nor false")
    case (.text(let text), .text(let charactersMax)):
      Self.reason(text, charactersMax, takesZeroBytes).map { .misfit($0) } ?? .value(value)
    case (.malformedText, .text): .misfit("a text that is no UTF-8")
    case (_, .text): .misfit("no text")
    case (.text(let text), .words(let words)):
      words.contains(text) ? .value(value) : .misfit("none of the words \(words.joined(separator: ", "))")
    case (_, .words(let words)): .misfit("none of the words \(words.joined(separator: ", "))")
    case (.text(let text), .moment): Moment(text).map { .value(.text($0.stored)) } ?? .misfit("no moment")
    case (_, .moment): .misfit("no moment")
    case (.blob, .bytes): .value(value)
    // The text of a key, which is read like its bytes.
    case (.text(let text), .bytes): .value(.blob(Array(text.utf8)))
    case (.malformedText(let bytes), .bytes): .value(.blob(bytes))
    case (_, .bytes): .misfit("no bytes")
    }
  }

  /// Why a column of texts cannot hold that one; nil if it can.
  private static func reason(_ text: String, _ charactersMax: Int?, _ takesZeroBytes: Bool) -> String? {
    if let charactersMax, text.utf8.count > charactersMax, text.unicodeScalars.count > charactersMax {
      return "longer than \(charactersMax) characters"
    }
    return takesZeroBytes || !text.utf8.contains(0) ? nil : "a text with a zero byte"
  }

  /// Whether its values may be large.
  var isLarge: Bool {
    switch self {
    case .text, .bytes: true
    case .integer, .boolean, .words, .moment: false
    }
  }
}
