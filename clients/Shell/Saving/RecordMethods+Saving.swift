import ClientKit
import ShellLanguage

extension RecordMethod {
  /// What every record has to change the database.
  static let saving: [RecordMethod] = [
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
    RecordMethod(
      "delete", ["dependents=", "accept="],
      "Deletes it. Records that refer to it are detached, and named; with dependents='refuse' it is kept where there are "
        + "any, and with 'delete', as a Session always does, those that are parts of it are deleted, too."
    ) { (record, call) throws(ShellError) -> Value in
      try record.checkPresent()
      guard !record.isNew else {
        throw ShellError("InvalidRequestError", "it was never saved, so there is nothing to delete")
      }
      let dependents = try Self.dependents(call[0], of: record)
      let accept = try Arguments.words(call[1])
      if let transaction = record.database.openTransaction {
        transaction.add(record, dependents: dependents, accept: accept)
        return .none
      }
      var plan = SavePlan(record.database)
      plan.delete(record, dependents: dependents, accept: accept)
      try plan.run()
      return .none
    },
  ]

  /// What happens to the records that refer to a deleted one: as in the old shell, unless the call says otherwise.
  private static func dependents(_ value: Value?, of record: Record) throws(ShellError) -> String {
    guard let value, !value.isNone else { return record.database.oldClass(of: record.shape).dependents }
    let method = record.database.schema.service.methods.first { $0.name == record.shape.name + ".delete" }
    let words = method?.parameter(named: "dependents")?.values ?? []
    if case .text(let word) = value, words.isEmpty || words.contains(word) { return word }
    guard case .text(let word) = value else {
      throw ShellError(
        "TypeError", "'dependents' is a text, not \(value.phrase)", hint: "it is one of \(quoted(words))")
    }
    throw ShellError(
      "ValueError", "'dependents' cannot be '\(word)': it is one of \(quoted(words))",
      hint: NearMiss.hint(word, among: words))
  }

  private static func quoted(_ words: [String]) -> String { words.map { "'\($0)'" }.joined(separator: ", ") }
}
