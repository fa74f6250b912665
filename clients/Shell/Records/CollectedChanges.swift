import ShellLanguage

/// The saves and deletions that an open transaction was asked for, in their order.
final class CollectedChanges {
  struct Change {
    let record: Record
    let isDeletion: Bool
    /// The words of consequences that it may have.
    let accept: [String]
    /// Where it was asked for: what goes wrong with it at the end of the transaction is shown there.
    let position: SourcePosition?
  }

  private(set) var changes: [Change] = []

  func add(_ record: Record, isDeletion: Bool = false, accept: [String]) {
    changes.append(
      Change(
        record: record, isDeletion: isDeletion, accept: accept,
        position: record.database.interpreter?.callPosition))
  }
}
