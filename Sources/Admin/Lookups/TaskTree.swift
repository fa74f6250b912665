import Catalogue
import JSON
import Store
import Vocabulary

/// A task with the tasks that it started, directly or through others.
struct TaskTree {
  private let root: Int64
  private let task: BoundEntity
  /// The ids of all tasks in the tree.
  private var ids: Set<Int64>
  /// The ids of each task's children, in ascending order.
  private var children: [Int64: [Int64]] = [:]

  /// The largest number of tasks in one tree.
  private static let tasksMax = 10_000
  /// The largest number of tasks in one query.
  static let askedMax = 500

  /// Reads the tree level by level. A task that is its own ancestor is in the tree once.
  /// - Throws: `limit` for a tree that is too large.
  init(_ root: Int64, _ task: BoundEntity, _ transaction: borrowing ReadTransaction) throws(Failure) {
    (self.root, self.task, ids) = (root, task, [root])
    var level = [root]
    while !level.isEmpty {
      var next: [Int64] = []
      for parents in level.pieces(of: Self.askedMax) {
        let found = try transaction.records(
          task, where: ["parent": ["in": .array(parents.map { .integer($0) })]], ["parent"],
          limit: Self.tasksMax + 1)
        for child in found where ids.insert(child.id).inserted {
          next.append(child.id)
          if let parent = child.one("parent") { children[parent.id, default: []].append(child.id) }
        }
        guard ids.count <= Self.tasksMax else {
          throw Failure(.limit, "the tree has more than \(Self.tasksMax) tasks", entity: "task", id: root)
        }
      }
      level = next
    }
  }

  /// The tasks with their parents and depths: each is followed by those that it started.
  var tasks: [(id: Int64, parent: Int64?, depth: Int)] {
    var tasks: [(id: Int64, parent: Int64?, depth: Int)] = []
    var rest: [(id: Int64, parent: Int64?, depth: Int)] = [(root, nil, 0)]
    while let next = rest.popLast() {
      tasks.append(next)
      rest += (children[next.id] ?? []).reversed().map { ($0, next.id, next.depth + 1) }
    }
    return tasks
  }

  /// Writes `{id, name, status, complete, results: [{id, organization, status, complete}], children: […]}`.
  func write(_ transaction: borrowing ReadTransaction, into writer: inout JSONWriter) throws(Failure) {
    let status = transaction.model["result"]?.field("status") == nil ? [] : ["results.status"]
    let fields =
      ["id", "name", "status", "complete", "results.id", "results.organization", "results.complete"] + status
    try write(root, .array(fields.map { .string($0) }), transaction, into: &writer)
  }

  private func write(
    _ id: Int64, _ fields: JSON, _ transaction: borrowing ReadTransaction, into writer: inout JSONWriter
  ) throws(Failure) {
    try transaction.get(task, .id(id), fields: fields, isLeftOpen: true, into: &writer)
    writer.key("children")
    writer.beginArray()
    for child in children[id] ?? [] { try write(child, fields, transaction, into: &writer) }
    writer.endArray()
    writer.endObject()
  }

  /// The ids of the unfinished results, in the order of the tasks' ids.
  func unfinishedResults(_ result: BoundEntity, _ transaction: borrowing ReadTransaction) throws(Failure) -> [Int64] {
    var unfinished: [Int64] = []
    for tasks in ids.sorted().pieces(of: Self.askedMax) {
      let found = try transaction.records(
        result, where: ["task": ["in": .array(tasks.map { .integer($0) })], "finished_at": nil], ["task"])
      let byTask = Dictionary(grouping: found) { $0.one("task")?.id ?? 0 }
      unfinished += tasks.flatMap { byTask[$0] ?? [] }.map(\.id)
    }
    return unfinished
  }
}

extension Array {
  /// The elements in order, in pieces of at most `count`.
  func pieces(of count: Int) -> [ArraySlice<Element>] {
    stride(from: 0, to: self.count, by: count).map { self[$0..<Swift.min($0 + count, self.count)] }
  }
}
