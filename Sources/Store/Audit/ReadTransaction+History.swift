package import Catalogue
import JSON
import Vocabulary

extension ReadTransaction {
  /// Which history the audit log tells: the numbers of changes are those of one history.
  package var history: String { database.history }

  /// - Throws: `conflict` where a number is of another history.
  package func check(history: String?) throws(Failure) {
    guard let history, history != database.history else { return }
    throw Failure(
      .conflict, "the database was replaced or restored since: its changes have other numbers now", field: "history",
      hint: "look at the audit log anew", more: [.init("history", .string(database.history))])
  }
}
