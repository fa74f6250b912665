import ShellLanguage

/// The saves and deletions that an open transaction was asked for, in their order.
final class CollectedChanges {
  struct Change {
    let record: Record
    /// What happens to the records that refer to it, in the daemon's word, where it is deleted; nil where it is saved.
    let dependents: String?
    /// The words of consequences that it may have.
    let accept: [String]
    /// Where it was asked for: what goes wrong with it at the end of the transaction is shown there.
    let position: SourcePosition?
  }

  private(set) var changes: [Change] = []

  func add(_ record: Record, dependents: String? = nil, accept: [String]) {
    changes.append(
      Change(
        record: record, dependents: dependents, accept: accept,
        position: record.database.interpreter?.callPosition))
  }
}
