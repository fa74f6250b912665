package import Catalogue
import Engine
import Vocabulary

/// One way to mend a row that a check found. It looks at the row again, since the check was made before the
/// transaction, and leaves what it does not fit.
package struct Mend: Sendable {
  package enum Outcome: Sendable, Equatable {
    /// What was done, to follow the row's name.
    case mended(String)
    /// Why the row stays as it is; nil if it needs a decision.
    case left(String?)
    /// The row is no longer wrong: another program, or the repair of an earlier row, has mended it.
    case gone
  }

  package typealias Body = @Sendable (inout WriteTransaction, Defect) throws(Failure) -> Outcome

  /// What it does, to follow the name of the check or of the choice: `removes the reference`.
  package let does: String
  let body: Body

  package init(_ does: String, _ body: @escaping Body) { (self.does, self.body) = (does, body) }
}

extension WriteTransaction {
  /// Mends one row that a check found.
  /// - Parameter choice: what was decided for rows that the safe repair leaves; nil for nothing.
  package mutating func mend(
    _ defect: Defect, by repair: Repair, choosing choice: Repair.Choice?
  ) throws(Failure) -> Mend.Outcome {
    var outcome = Mend.Outcome.left(nil)
    for mend in [repair.safe, choice?.mend] {
      guard let mend, case .left = outcome else { continue }
      do throws(Failure) {
        outcome = try attempt { (attempt) throws(Failure) in try mend.body(&attempt, defect) }
      } catch {
        // One row that the database, or a rule of it, does not let go need not keep the others.
        guard error.kind == .constraint || error.kind == .invalid, database.ending == nil else { throw error }
        outcome = .left(error.message)
      }
    }
    return outcome
  }

  /// To be called before the first row. A repair makes what the server expects, also of records that are guarded.
  package mutating func beginRepair() { context.accepted.formUnion(model.catalogue.acceptableWords) }

  /// To be called after the last row.
  package mutating func finishRepair() throws(Failure) { try adviseOnFreedNumbers() }
}

// What mends read and write.
extension WriteTransaction {
  /// The value at the place in the row with that id; nil if there is no such row.
  func value(at place: Defect.Place, _ id: Int64) throws(Failure) -> SQLValue? {
    try database.rows(
      "SELECT \(quoted(place.column)) FROM \(quoted(place.table)) WHERE id = \(database.parameter(1))", [.integer(id)]
    ).first?.first
  }

  mutating func set(
    _ value: SQLValue, at place: Defect.Place, _ id: Int64, of entity: BoundEntity
  ) throws(Failure) {
    try update(place.table, row: id, [.init(place.column, value)], of: entity.name, id)
  }

  func hasRow(_ table: String, _ id: Int64) throws(Failure) -> Bool {
    try database.value("SELECT 1 FROM \(quoted(table)) WHERE id = \(database.parameter(1))", [.integer(id)]) != nil
  }
}

extension Defect {
  /// The record that is wrong; nil if it is none.
  func record(_ model: Model) -> (entity: BoundEntity, id: Int64)? {
    guard let id, let entity = entity.flatMap({ model[$0] }) else { return nil }
    return (entity, id)
  }

  /// The record with its field, and where its value is.
  func stored(_ model: Model) -> (entity: BoundEntity, id: Int64, field: BoundField, place: Place)? {
    guard let (entity, id) = record(model), let place, let field = field.flatMap({ entity.field($0) }) else {
      return nil
    }
    return (entity, id, field, place)
  }
}
