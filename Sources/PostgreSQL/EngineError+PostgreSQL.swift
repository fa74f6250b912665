import Engine

// Errors from the server's codes (postgresql.org/docs/current/errcodes-appendix.html).
extension EngineError {
  /// Nil for a result that is no error.
  init?(_ result: ServerResult, sql: String) {
    if result.isDone || result.isSynchronisation { return nil }
    guard !result.isSkipped else {
      self.init(.other, "the statement was skipped, since one before it failed", description: sql)
      return
    }
    let code = result.field("C") ?? ""
    let message = result.field("M") ?? result.message
    let cause = Self.cause(code)
    self.init(
      cause, message, refusal: DatabaseRefusal(code, message, result),
      description: "postgresql error \(code): \(message)" + (result.field("D").map { " (\($0))" } ?? "") + " in \(sql)")
  }

  private static func cause(_ code: String) -> Cause {
    switch code {
    case "55P03", "40P01", "40001", "55006": .busy
    case "57014": .interrupted
    case "25006": .readOnly
    case "2200H": .outOfNumbers
    case "42501": .forbidden
    case "53100": .diskFull
    case "2BP01": .constraint
    case "53200": .noMemory
    case "53300": .cannotOpen
    case "42703", "42P01", "0A000", "42704", "3F000": .changedSchema
    case "57P01", "57P02", "57P03": .disconnected
    default: cause(class: code.prefix(2))
    }
  }

  private static func cause(class code: Substring) -> Cause {
    switch code {
    case "08": .disconnected
    // The data of a value, and a trigger's own errors.
    case "22", "23", "P0": .constraint
    case "54": .tooBig
    case "58": .inputOutput
    case "XX": .damaged
    default: .other
    }
  }
}

extension DatabaseRefusal {
  fileprivate init?(_ code: String, _ message: String, _ result: ServerResult) {
    let table = result.field("t") ?? ""
    let column = result.field("c").map { Column(table: table, column: $0) }
    let constraint = result.field("n")
    switch code {
    case "23502": self = column.map { .null($0) } ?? .value(message)
    case "23503": self = .foreignKey(table: table.isEmpty ? nil : table)
    case "23505":
      let columns = Self.columns(in: result.field("D"))
      self =
        columns.isEmpty
        ? .duplicateInIndex(constraint ?? "") : .duplicate(columns.map { Column(table: table, column: $0) })
    case "23514": self = .check(constraint)
    case "2BP01": self = .needed(by: [])
    case "P0001": self = .trigger(message)
    case "42P01", "42703", "42883":
      // Our own statements name what is there; a function of a trigger may not.
      guard let function = Self.function(in: result.field("W")), let name = Self.quoted(in: message) else { return nil }
      let kind = code == "42P01" ? "table" : code == "42703" ? "column" : "function"
      self = .missing(kind: kind, name: name, owner: "function '\(function)'")
    default:
      guard code.hasPrefix("22") || code.hasPrefix("23") else { return nil }
      self = column.map { .type($0) } ?? .value(message)
    }
  }

  /// The function in a context such as `PL/pgSQL function tell_user() line 1 at SQL statement`.
  private static func function(in context: String?) -> String? {
    guard let start = context?.firstRange(of: "PL/pgSQL function ")?.upperBound, let context else { return nil }
    return String(context[start...].prefix { $0 != "(" && $0 != " " })
  }

  /// What stands between the first quotes of a message.
  private static func quoted(in message: String) -> String? {
    let parts = message.split(separator: "\"", maxSplits: 2, omittingEmptySubsequences: false)
    return parts.count == 3 ? String(parts[1]) : nil
  }

  /// The columns in a detail such as `Key (a, b)=(1, 2) already exists.`, in any language.
  private static func columns(in detail: String?) -> [String] {
    guard let detail, let start = detail.firstIndex(of: "("),
      let end = detail.firstRange(of: ")=(")?.lowerBound, start < end
    else { return [] }
    return detail[detail.index(after: start)..<end].split(separator: ", ").map {
      $0.hasPrefix("\"") && $0.hasSuffix("\"") ? String($0.dropFirst().dropLast()) : String($0)
    }
  }
}
