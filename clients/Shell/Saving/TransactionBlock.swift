import ShellLanguage
import Vocabulary

/// `with db.transaction():` — saves and deletions are collected, and sent as one call when the block ends well.
final class TransactionBlock: HostObject {
  private let database: Database
  private let isLong: Bool
  private var collected = CollectedChanges()

  /// - Parameter isLong: the daemon may take more than two seconds, for which the real server has to wait.
  init(_ database: Database, isLong: Bool) { (self.database, self.isLong) = (database, isLong) }

  var typeName: String { "Transaction" }

  func representation() throws(ShellError) -> String {
    "<Transaction, \(Wording.counted(Int64(collected.changes.count), "change")) so far>"
  }

  func enter() throws(ShellError) -> Value? {
    guard database.openTransaction == nil else {
      throw ShellError("ValueError", "a transaction cannot be part of another", hint: "end the one that is open")
    }
    collected = CollectedChanges()
    database.openTransaction = collected
    return .object(self)
  }

  func exit(_ error: ShellError?) throws(ShellError) {
    database.openTransaction = nil
    defer { collected = CollectedChanges() }
    guard error == nil else {
      if !collected.changes.isEmpty { database.link.note("nothing of the transaction was saved") }
      return
    }
    var plan = SavePlan(database)
    plan.isLong = isLong
    for change in collected.changes {
      plan.position = change.position
      do throws(ShellError) {
        if let dependents = change.dependents {
          plan.delete(change.record, dependents: dependents, accept: change.accept)
        } else {
          try plan.save(change.record, accept: change.accept)
        }
      } catch { throw error.located(at: change.position) }
    }
    try plan.run()
  }
}
