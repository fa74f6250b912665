package import Catalogue
import JSON
import Vocabulary

extension ReadTransaction {
  /// The name of the audit log's history. Numbers of changes are valid only within one history.
  package var history: String { database.history }

  /// - Throws: `conflict` if a history is given and it is not the current one.
  package func check(history: String?) throws(Failure) {
    guard let history, history != database.history else { return }
    throw Failure(
      .conflict, "the database was replaced or restored since: its changes have other numbers now", field: "history",
      hint: "look at the audit log anew", more: [.init("history", .string(database.history))])
  }
}
