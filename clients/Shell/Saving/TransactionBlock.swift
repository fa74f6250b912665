import ShellLanguage
import Vocabulary

/// `with db.transaction():` — saves and deletions are collected, and sent as one call when the block ends well.
final class TransactionBlock: HostObject {
  private let database: Database
  private let isLong: Bool
  private var requests: [(record: Record, isDeletion: Bool, accept: [String], position: SourcePosition?)] = []

  /// - Parameter isLong: the daemon may take more than two seconds, for which the real server has to wait.
  init(_ database: Database, isLong: Bool) { (self.database, self.isLong) = (database, isLong) }

  var typeName: String { "Transaction" }

  func representation() throws(ShellError) -> String {
    "<Transaction, \(Wording.counted(Int64(requests.count), "change")) so far>"
  }

  /// What goes wrong with it at the end of the block is shown where it was asked for.
  func add(_ record: Record, isDeletion: Bool = false, accept: [String]) {
    requests.append((record, isDeletion, accept, database.interpreter?.callPosition))
  }

  func enter() throws(ShellError) -> Value? {
    guard database.block == nil else {
      throw ShellError("ValueError", "a transaction cannot be part of another", hint: "end the one that is open")
    }
    requests = []
    database.block = self
    return .object(self)
  }

  func exit(_ error: ShellError?) throws(ShellError) {
    database.block = nil
    defer { requests = [] }
    guard error == nil else {
      if !requests.isEmpty { database.link.note("nothing of the transaction was saved") }
      return
    }
    var plan = SavePlan(database)
    plan.isLong = isLong
    for request in requests {
      plan.position = request.position
      do throws(ShellError) {
        if request.isDeletion {
          plan.delete(request.record, accept: request.accept)
        } else {
          try plan.save(request.record, accept: request.accept)
        }
      } catch { throw error.located(at: request.position) }
    }
    try plan.run()
  }
}
