import ClientKit
import ShellLanguage

/// A method of records.
struct RecordMethod: Sendable {
  let name: String
  let parameters: Parameters
  let summary: String
  let body: @Sendable (Record, Call) throws(ShellError) -> Value

  init(
    _ name: String, _ parameters: Parameters, _ summary: String,
    _ body: @escaping @Sendable (Record, Call) throws(ShellError) -> Value
  ) {
    (self.name, self.parameters, self.summary, self.body) = (name, parameters, summary, body)
  }

  private static func all(of shape: Shape, _ database: Database) -> [RecordMethod] {
    common + database.saving + database.oldClass(of: shape).recordMethods
  }

  static func named(_ name: String, _ record: Record) -> RecordMethod? {
    all(of: record.shape, record.database).first { $0.name == name }
  }

  static func names(of shape: Shape, _ database: Database) -> [String] { all(of: shape, database).map(\.name) }

  /// What help tells of the methods of a record.
  static func entries(of shape: Shape, _ database: Database) -> [HelpText.Entry] {
    all(of: shape, database).map { ($0.name + $0.parameters.text, $0.summary) }.sorted { $0.name < $1.name }
  }

  func value(of record: Record) -> Value {
    let body = body
    return .function(
      FunctionValue(name, parameters, summary, receiver: .object(record)) { (call) throws(ShellError) -> Value in
        guard let record = Record.from(call.receiver) else { return .none }
        return try body(record, call)
      })
  }

  /// What every record has beside saving.
  private static let common: [RecordMethod] = [
    RecordMethod("refresh", [], "Reads it again, and drops changes that are not saved.") {
      (record, _) throws(ShellError) -> Value in
      try record.checkPresent()
      try record.refresh()
      return .none
    },
    RecordMethod("help", [], "Prints the names of what it has; help(…) of it explains them.") {
      (record, call) throws(ShellError) -> Value in
      call.runtime.write(EntityHelp.names(record.shape, record.database) + "\n")
      return .none
    },
  ]
}
