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
  ]
}
