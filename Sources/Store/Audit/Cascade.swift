import Catalogue
import Engine
import JSON
import Vocabulary

/// One undo, together with the later transactions that block it, if the caller wants those undone, too. Each
/// transaction is undone once, the newest first. A cascade never undoes what it has written itself.
struct Cascade {
  private let root: Int64
  private let request: UndoRequest
  private let mayRefuse: Bool
  /// The transactions to undo, in ascending order: the last one is next.
  private var waiting: [Int64]
  private var visited: Set<Int64> = []
  /// Secrets that the undo left as they are. They differ from what a change wrote, and block nothing.
  private var left: Set<Inversion.Secret> = []
  private var withheld: [Inversion.Withheld] = []
  private var removed: Set<Inversion.Row> = []
  private(set) var undone: [Int64] = []

  /// The most transactions that one cascade undoes.
  private static let countMax = 1_000

  /// - Parameter mayRefuse: whether advice may refuse what is undone.
  init(root: Int64, _ request: UndoRequest, mayRefuse: Bool) {
    (self.root, self.request, self.mayRefuse, waiting) = (root, request, mayRefuse, [root])
  }

  mutating func run(_ transaction: inout WriteTransaction) throws(Failure) {
    while let newest = waiting.last {
      let calls = try transaction.reading.calls(ofTransaction: newest)
      if let by = try undo(of: calls, transaction) {
        if newest == root { throw undoneAlready(by) }
      } else {
        let obstacles = try attempt(newest, calls, &transaction)
        if let first = obstacles.first {
          let later = try later(obstacles, than: calls, transaction)
          guard request.isCascading, !later.isEmpty else { throw refusal(newest, first, later) }
          guard visited.count + waiting.count + later.count <= Self.countMax else {
            throw Failure(.limit, "more than \(Self.countMax) later changes would have to be undone")
          }
          // All of them are later than the transactions that wait already.
          waiting += later
          continue
        }
      }
      visited.insert(newest)
      waiting.removeLast()
    }
  }

  /// The number of an undo of any of the transaction's calls. An undo always undoes all of them.
  private func undo(
    of calls: [RecordedCall], _ transaction: borrowing WriteTransaction
  ) throws(Failure) -> Int64? {
    for call in calls {
      if let by = try transaction.undo(of: call.number) { return by }
    }
    return nil
  }

  /// Undoes the transaction. If there are obstacles, its changes are rolled back.
  /// - Returns: all obstacles in a cascade, else the first one.
  private mutating func attempt(
    _ number: Int64, _ calls: [RecordedCall], _ transaction: inout WriteTransaction
  ) throws(Failure) -> [Obstacle] {
    let before = transaction.progress
    var inversion = Inversion(
      transaction.database, restoresSecrets: request.restoresSecrets, left: left, findsAll: request.isCascading,
      mayRefuse: mayRefuse)
    var isRecorded = false
    try transaction.database.savepoint { () throws(Failure) in
      isRecorded = try inversion.run(calls, &transaction)
      return inversion.obstacles.isEmpty
    }
    guard inversion.obstacles.isEmpty else {
      transaction.progress = before
      return inversion.obstacles
    }
    if isRecorded { undone.append(number) }
    left = inversion.left
    withheld += inversion.withheld.map { $0.of(transaction: number, isRecorded: isRecorded) }
    removed.formUnion(inversion.removedRows)
    return []
  }

  /// The later transactions that caused the obstacles and are in force, oldest first.
  private func later(
    _ obstacles: [Obstacle], than calls: [RecordedCall], _ transaction: borrowing WriteTransaction
  ) throws(Failure) -> [Int64] {
    let end = calls.last?.last ?? 0
    var causes: [RecordID: [Obstacle]] = [:]
    for obstacle in obstacles { for record in obstacle.records { causes[record, default: []].append(obstacle) } }
    var found: Set<Int64> = []
    for (record, obstacles) in causes {
      try transaction.reading.eachAuditRecord(of: record, after: end) { (change) throws(Failure) in
        try transaction.database.checkTime()
        guard change.transaction != transaction.context.transaction, !visited.contains(change.transaction),
          !found.contains(change.transaction),
          // An undo whose target is later, too, is no cause: both together changed nothing.
          change.undoes.map({ $0 <= end }) ?? true,
          change.changes.contains(where: { row in obstacles.contains { $0.isCaused(by: row) } }),
          try transaction.undo(of: change.call) == nil
        else { return true }
        found.insert(change.transaction)
        return found.count <= Self.countMax
      }
    }
    return found.sorted()
  }
}

// The failures and warnings of an undo.
extension Cascade {
  private func undoneAlready(_ by: Int64) -> Failure {
    let restoring = request.restoresSecrets ? "undo change \(by) first, then this one with 'restore_secrets'" : nil
    return Failure(
      .conflict, "change \(root) was undone already, by change \(by)",
      hint: restoring ?? "undo change \(by) to redo it", remedy: restoring.map { _ in .restoreSecrets },
      more: [.init("later", []), .init("undo", .integer(by))])
  }

  private static let namedMax = 10

  private func refusal(_ number: Int64, _ obstacle: Obstacle, _ later: [Int64]) -> Failure {
    var numbers = later.prefix(Self.namedMax).map { String($0) }.joined(separator: ", ")
    if later.count > Self.namedMax { numbers += " and \(later.count - Self.namedMax) more" }
    let by = obstacle.records.isEmpty ? "" : later.isEmpty ? ", by another program" : ", by change \(numbers)"
    let record = obstacle.records.first
    return Failure(
      .conflict, "change \(number) cannot be undone: \(obstacle.reason)\(by)", entity: record?.entity, id: record?.id,
      hint: later.isEmpty ? nil : "use 'cascade' to undo those too, the newest first",
      remedy: later.isEmpty ? nil : .cascade,
      more: [.init("later", .array(later.map { .integer($0) }))])
  }

  /// The secrets that were not restored, each once, with the way to restore them.
  /// - Parameter undo: the number of the undo's first record; nil if it wrote none.
  func withheld(undo: Int64?) -> [WithheldSecret] {
    var told: Set<Inversion.Secret> = []
    return withheld.filter { !removed.contains($0.secret.row) && told.insert($0.secret).inserted }.map { secret in
      if request.isDry {
        return WithheldSecret(secret.name, "the newer \(secret.name) would stay", change: root, undo: nil, request)
      }
      guard secret.isRecorded, let undo else {
        let sentence = "nothing of change \(secret.transaction) was undone: the newer \(secret.name) stays"
        return WithheldSecret(secret.name, sentence, change: secret.transaction, undo: nil, request)
      }
      return WithheldSecret(secret.name, "the newer \(secret.name) stays", change: root, undo: undo, request)
    }
  }
}
