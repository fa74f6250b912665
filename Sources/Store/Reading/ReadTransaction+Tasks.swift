package import Catalogue
package import JSON
import SQLite
import Vocabulary

// Tasks and what they started.
extension ReadTransaction {
  /// Tasks in one tree, at most.
  private static let treeMax = 10_000

  /// The task and all below it, parents before their children; a task that is its own ancestor is taken once.
  private func tasks(under root: Int64) throws(Failure) -> [(id: Int64, parent: Int64?)] {
    let rows = try database.rows(
      """
      WITH RECURSIVE below (id) AS (
        SELECT ?1 UNION SELECT t.id FROM task t JOIN below ON t.parent_id = below.id
      )
      SELECT t.id, t.parent_id FROM below JOIN task t ON t.id = below.id ORDER BY t.id LIMIT ?2
      """, [.integer(root), .integer(Int64(Self.treeMax) + 1)])
    guard rows.count <= Self.treeMax else {
      throw Failure(.limit, "the tree has more than \(Self.treeMax) tasks", entity: "task", id: root)
    }
    return rows.compactMap { row in row[0].integer.map { ($0, row[1].integer) } }
  }

  /// `{id, name, status, complete, results: [{id, organization, status, complete}], children: […]}`.
  package func taskTree(_ root: Int64, _ task: BoundEntity) throws(Failure) -> JSON {
    var children: [Int64: [Int64]] = [:]
    for (id, parent) in try tasks(under: root) where id != root {
      if let parent { children[parent, default: []].append(id) }
    }
    var seen: Set<Int64> = []
    return try branch(root, task, children, &seen)
  }

  private func branch(
    _ id: Int64, _ task: BoundEntity, _ children: [Int64: [Int64]], _ seen: inout Set<Int64>
  ) throws(Failure) -> JSON {
    seen.insert(id)
    let status = model["result"]?.field("status") == nil ? [] : ["results.status"]
    let fields =
      ["id", "name", "status", "complete", "results.id", "results.organization", "results.complete"] + status
    var writer = JSONWriter()
    try get(task, .id(id), fields: .array(fields.map { .string($0) }), into: &writer)
    guard var object = (try? JSON(parsing: writer.bytes))?.object else {
      throw Failure(.internal, "the task could not be read", entity: task.name, id: id)
    }
    var below: [JSON] = []
    for child in children[id] ?? [] where !seen.contains(child) {
      below.append(try branch(child, task, children, &seen))
    }
    object["children"] = .array(below)
    return .object(object)
  }

  /// The ids of the results of a task and all below it that are not finished.
  package func unfinishedResults(under root: Int64) throws(Failure) -> [Int64] {
    let result = try model.entity("result")
    var ids: [Int64] = []
    for (task, _) in try tasks(under: root) {
      let rows = try database.rows(
        "SELECT id FROM \(quoted(result.table)) WHERE task_id = ?1 AND finished_at IS NULL ORDER BY id",
        [.integer(task)])
      ids += rows.compactMap { $0.first?.integer }
    }
    return ids
  }

  /// The number that a field gets whose default is the next one.
  package func peekNext(_ field: String, of entity: BoundEntity) throws(Failure) -> Int64 {
    guard let field = entity.field(field) else { return 1 }
    let columns = Sequence.columns(of: field, entity, model.layout)
    return try Sequence.peek(field.name, beyond: columns, database)
  }
}
