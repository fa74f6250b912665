/// The columns that the catalogue names in any generation, by table. A column that a file has besides them belongs to
/// somebody else: to a fork of the server, or to another program.
struct KnownColumns: Sendable {
  private var columns: [String: Set<String>] = [:]

  init(_ entities: [Entity], _ generations: [Generation]) {
    for entity in entities { add(entity, among: entities) }
    for generation in generations { for sign in generation.signs { add(sign) } }
  }

  func has(_ table: String, _ column: String) -> Bool { columns[table]?.contains(column) ?? false }

  private mutating func add(_ entity: Entity, among entities: [Entity]) {
    for table in entity.tables { add(["id", entity.number], to: table) }
    if let parent = entity.parent { add(["id", "type"], to: parent.table) }
    for field in entity.fields {
      add(field.fallbackPresence)
      for source in field.sources {
        switch source {
        case .columns(let names): for table in entity.tables { add(names, to: table) }
        case .parent(let name): if let parent = entity.parent { add([name], to: parent.table) }
        case .firstOf(let relation, let names):
          let target = entity.relations.first { $0.name == relation }?.target
          for table in entities.first(where: { $0.name == target })?.tables ?? [] { add(names, to: table) }
        case .derived(_, let presence): add(presence)
        case .change: break
        }
      }
    }
    for relation in entity.relations {
      switch relation.link {
      case .column(let names): for table in entity.tables { add(names, to: table) }
      case .through(let table, let ours, let theirs): add([ours, theirs], to: table)
      case .back: break
      }
    }
  }

  private mutating func add(_ presence: Field.Presence) {
    if case .column(let table, let name) = presence { add([name], to: table) }
  }

  private mutating func add(_ names: [String], to table: String) { columns[table, default: []].formUnion(names) }
}
