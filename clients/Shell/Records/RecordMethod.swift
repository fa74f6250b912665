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

  private static func all(of shape: Shape) -> [RecordMethod] { saving + OldClass.of(shape.name).recordMethods }

  static func named(_ name: String, _ shape: Shape) -> RecordMethod? { all(of: shape).first { $0.name == name } }

  static func names(of shape: Shape) -> [String] { all(of: shape).map(\.name) }

  func value(of record: Record) -> Value {
    let body = body
    return .function(
      FunctionValue(name, parameters, summary, receiver: .object(record)) { (call) throws(ShellError) -> Value in
        guard let record = Record.from(call.receiver) else { return .none }
        return try body(record, call)
      })
  }

  private static let saving: [RecordMethod] = [
    RecordMethod("save", ["accept="], "Saves what changed, with the new records that it refers to; nothing else.") {
      (record, call) throws(ShellError) -> Value in
      try record.checkPresent()
      if let transaction = record.database.openTransaction {
        transaction.add(record, accept: try Arguments.words(call[0]))
        return .none
      }
      var plan = SavePlan(record.database)
      try plan.save(record, accept: try Arguments.words(call[0]))
      try plan.run()
      return .none
    },
    RecordMethod("delete", ["accept="], "Deletes it; what refers to it is detached, and told.") {
      (record, call) throws(ShellError) -> Value in
      try record.checkPresent()
      guard !record.isNew else {
        throw ShellError("InvalidRequestError", "it was never saved, so there is nothing to delete")
      }
      if let transaction = record.database.openTransaction {
        transaction.add(record, isDeletion: true, accept: try Arguments.words(call[0]))
        return .none
      }
      var plan = SavePlan(record.database)
      plan.delete(record, accept: try Arguments.words(call[0]))
      try plan.run()
      return .none
    },
    RecordMethod("refresh", [], "Reads it again, and drops changes that are not saved.") {
      (record, _) throws(ShellError) -> Value in
      try record.checkPresent()
      try record.refresh()
      return .none
    },
    RecordMethod("help", [], "Prints what it has.") { (record, call) throws(ShellError) -> Value in
      call.runtime.write(EntityHelp.text(record.shape) + "\n")
      return .none
    },
  ]
}
