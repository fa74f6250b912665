import Engine
import SQLite

/// References that lead nowhere, by plain SQL.
struct Danglers {
  /// `table.column=id` for each, sorted.
  static func all(in file: PlainFile) -> [String] {
    var found: [String] = []
    func look(_ table: String, _ column: String, _ target: String) {
      guard file.has(table, column), file.has(target) else { return }
      for row in file.rows(table) {
        if let id = row[column]?.integer, file.row(target, id) == nil { found.append("\(table).\(column)=\(id)") }
      }
    }
    let columns: [(String, [String])] = [
      ("user", ["organization_id>organization"]), ("role", ["organization_id>organization"]),
      ("node", ["organization_id>organization", "collaboration_id>collaboration"]), ("nodeconfig", ["node_id>node"]),
      ("study", ["collaboration_id>collaboration"]), ("algorithmstore", ["collaboration_id>collaboration"]),
      (
        "task",
        [
          "collaboration_id>collaboration", "initiator_id>organization", "init_org_id>organization",
          "init_user_id>user", "parent_id>task", "study_id>study", "algorithm_store_id>algorithmstore",
        ]
      ),
      ("taskdatabase", ["task_id>task"]), ("run", ["task_id>task", "organization_id>organization"]),
      ("result", ["task_id>task", "organization_id>organization"]),
      ("algorithmport", ["run_id>run", "result_id>result"]),
      ("Member", ["organization_id>organization", "collaboration_id>collaboration"]),
      ("StudyMember", ["organization_id>organization", "study_id>study"]),
      ("Permission", ["role_id>role", "user_id>user"]), ("UserPermission", ["rule_id>rule", "user_id>user"]),
      ("role_rule_association", ["role_id>role", "rule_id>rule"]),
    ]
    for (table, places) in columns {
      for place in places {
        let parts = place.split(separator: ">").map(String.init)
        look(table, parts[0], parts[1])
      }
    }
    // Children without their parent row, and parents whose child is gone.
    for table in ["user", "node"] {
      for row in file.rows(table) where file.row("authenticatable", row["id"]?.integer ?? 0) == nil {
        found.append("\(table) without parent \(row["id"]?.integer ?? 0)")
      }
    }
    for row in file.rows("authenticatable") {
      guard let id = row["id"]?.integer, let type = row["type"]?.text else { continue }
      if file.row(type, id) == nil { found.append("parent of no \(type) \(id)") }
    }
    return found.sorted()
  }
}
