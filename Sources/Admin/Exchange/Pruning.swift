import Catalogue
import JSON
import Store
import Vocabulary

/// Which records that a file does not declare are deleted.
enum Pruning: Sendable {
  case nothing
  /// Those that earlier calls made.
  case made([MadeRecord])
  /// The records of these entities; with a condition, of the only one.
  case selected([BoundEntity], JSON?)

  /// Looks up, without the lock, what earlier calls under the name made.
  /// - Throws: `invalid_params` for a selection that does not fit.
  init(_ arguments: Arguments, name: String?, _ database: Database) throws(Failure) {
    let condition = arguments["where"]
    let entities = try ExportSelection.entities(arguments, database.model, are: "deleted")
    guard condition == nil || entities.count == 1 else {
      throw Failure(.parameters, "'where' needs exactly one entity in 'entities'", field: "where")
    }
    guard arguments.flag("prune") else {
      guard entities.isEmpty else {
        throw Failure(.parameters, "'entities' says what 'prune' deletes: give both", field: "entities")
      }
      self = .nothing
      return
    }
    guard entities.isEmpty else {
      self = .selected(entities, condition)
      return
    }
    guard let name else {
      throw Failure(.parameters, "'prune' needs the 'name' of earlier calls, or 'entities'", field: "prune")
    }
    self = .made(
      try database.read { (transaction) throws(Failure) in
        try transaction.made(by: ApplyRun.method, for: name)
      })
  }

  /// The records to delete, each before those that it refers to.
  /// - Parameter declared: the records of the file, by entity and id.
  func surplus(
    _ entities: [ExchangeEntity], declared: [String: [Int64: Int32]], _ reading: borrowing ReadTransaction
  ) throws(Failure) -> [(entity: BoundEntity, id: Int64)] {
    var ids: [String: Set<Int64>] = [:]
    switch self {
    case .nothing: return []
    case .made(let made):
      let companions = Self.companions(reading.model)
      for one in made where declared[one.entity]?[one.id] == nil && !companions.contains(one.entity) {
        if try reading.isAsMade(one) { ids[one.entity, default: []].insert(one.id) }
      }
    case .selected(let selected, let condition):
      for entity in selected {
        let paths = entity.guards.map(\.field).filter { entity.field($0) != nil }
        for record in try reading.records(entity, where: condition, [entity.number] + paths)
        where declared[entity.name]?[record.id] == nil && !entity.isServersOwn({ record.text($0) }) {
          ids[entity.name, default: []].insert(record.id)
        }
      }
    }
    return entities.reversed().flatMap { one in
      (ids[one.entity.name] ?? []).sorted(by: >).map { (one.entity, $0) }
    }
  }

  /// The entities whose records are also made for a field of another one: a file declares those by the field.
  private static func companions(_ model: Model) -> Set<String> {
    Set(
      model.entities.flatMap { entity in
        entity.fields.compactMap { field in
          if case .first(let relation, _) = field.source { entity.relation(relation)?.target } else { nil }
        }
      })
  }
}
