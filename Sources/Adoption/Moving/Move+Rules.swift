import Catalogue
import Engine

// What the constraints of the new tables would refuse. They are asked for before anything is written, so that all of it
// is told at once, with numbers.
extension Move {
  func ruleHindrances() throws(Failure) -> [MoveHindrance] {
    var found: [MoveHindrance] = []
    for shape in plan.shapes where layout.has(shape.name) {
      for column in shape.columns where column.isFilled {
        try note(.missing, shape.name, [column.name], rowsWithout(column.name, shape.name), &found)
      }
      for constraint in shape.constraints.map({ DeclaredConstraint($0) }) {
        switch constraint {
        case .unique(let columns):
          // Other columns are null in each row.
          guard columns.allSatisfy({ layout.has(shape.name, $0) }) else { continue }
          try note(.duplicate, shape.name, columns, doubled(columns, shape.name), &found)
        case .reference(let column, let other):
          guard target.session.enforcesReferences, layout.has(shape.name, column) else { continue }
          try note(.reference, shape.name, [column], dangling(column, shape.name, other), &found, detail: other)
        case .other: continue
        }
      }
    }
    return found
  }

  private func note(
    _ kind: MoveHindrance.Kind, _ table: String, _ columns: [String], _ query: String,
    _ found: inout [MoveHindrance], detail: String = ""
  ) throws(Failure) {
    guard let count = try value(query)?.integer, count > 0 else { return }
    found.append(MoveHindrance(kind, table, columns, count, detail))
  }

  private func rowsWithout(_ column: String, _ table: String) -> String {
    let condition = layout.has(table, column) ? " WHERE \(quoted(column)) IS NULL" : ""
    return "SELECT count(*) FROM \(quoted(table))\(condition)"
  }

  private func doubled(_ columns: [String], _ table: String) -> String {
    let names = columns.map(quoted)
    let condition = names.map { "\($0) IS NOT NULL" }.joined(separator: " AND ")
    return "SELECT count(*) FROM (SELECT 1 FROM \(quoted(table)) WHERE \(condition) "
      + "GROUP BY \(names.joined(separator: ", ")) HAVING count(*) > 1) d"
  }

  private func dangling(_ column: String, _ table: String, _ target: String) -> String {
    let value = "r.\(quoted(column))"
    let isThere = "EXISTS (SELECT 1 FROM \(quoted(target)) t WHERE t.id = \(value))"
    return "SELECT count(*) FROM \(quoted(table)) r WHERE \(value) IS NOT NULL"
      + (layout.has(target) ? " AND NOT \(isThere)" : "")
  }
}
