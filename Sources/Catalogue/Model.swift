import JSON
import Vocabulary

/// The catalogue bound to a layout: exactly the entities, fields and relations that a file has, and where it keeps them.
package struct Model: Sendable {
  package let catalogue: Catalogue
  package let layout: Layout
  package let entities: [BoundEntity]
  /// The generation whose server the file is for.
  package let generation: Int
  private let index: [String: Int]

  package init(_ catalogue: Catalogue, _ layout: Layout) {
    (self.catalogue, self.layout) = (catalogue, layout)
    generation = catalogue.generation(of: layout)
    let tables = Dictionary(
      uniqueKeysWithValues: catalogue.entities.compactMap { entity in
        entity.tables.first { layout.has($0) }.map { (entity.name, $0) }
      })
    var entities: [BoundEntity] = []
    var index: [String: Int] = [:]
    for entity in catalogue.entities {
      guard let table = tables[entity.name] else { continue }
      for name in [entity.name] + entity.aliases { index[name] = entities.count }
      let place = entities.count
      entities.append(
        BoundEntity(entity, table: table, place: place, tables: tables, catalogue, layout, generation))
    }
    (self.entities, self.index) = (entities, index)
  }

  /// The entity with that name or alias; nil if the file has no such table.
  package subscript(_ name: String) -> BoundEntity? { index[name].map { entities[$0] } }

  /// The entity with that name or alias.
  /// - Throws: `invalid`, with the name that was probably meant, or with the hint that this file has no such entity.
  package func entity(_ name: String) throws(Failure) -> BoundEntity {
    if let entity = self[name] { return entity }
    if let absent = catalogue[name] {
      throw Failure(
        .invalid, "entity '\(absent.name)' is not in this database", entity: absent.name,
        hint: "this database has no \(absent.plural)", isAbsent: true)
    }
    throw Failure(
      .invalid, "unknown entity '\(name)'", suggestion: NearMiss.of(name, among: catalogue.entities.map(\.name)))
  }
}

/// An entity as one file has it.
package final class BoundEntity: Sendable {
  package let entity: Entity
  package let table: String
  /// Its place among the entities of the model.
  package let place: Int
  package let fields: [BoundField]
  /// Those of `fields` whose columns the catalogue does not know; empty for nearly every file.
  package let foreignFields: [BoundField]
  /// The fields that this generation no longer has, though the file still has their columns. Nothing offers them.
  package let retiredFields: [BoundField]
  package let relations: [BoundRelation]
  /// The fields of the natural key; empty where there is none.
  package let naturalKey: [BoundField]
  /// The parent, if the file has its table.
  package let parent: Entity.Parent?
  /// The advice and guards that hold in this file's generation.
  package let advice: [Advice]
  /// The advice that can be about a new record, to which no other record refers yet.
  package let adviceOnNew: [Advice]
  package let guards: [Guard]
  /// The generation whose server the file is for.
  package let generation: Int
  /// Names that the catalogue knows and this file lacks.
  private let absent: Set<String>
  private let members: [String: Member]

  package enum Member: Sendable {
    case id
    case field(BoundField)
    case relation(BoundRelation)

    package var name: String {
      switch self {
      case .id: "id"
      case .field(let field): field.name
      case .relation(let relation): relation.name
      }
    }
  }

  package var name: String { entity.name }
  /// The column and the field with the number of a record.
  package var number: String { entity.number }

  init(
    _ entity: Entity, table: String, place: Int, tables: [String: String], _ catalogue: Catalogue, _ layout: Layout,
    _ generation: Int
  ) {
    (self.entity, self.table, self.place) = (entity, table, place)
    parent = entity.parent.flatMap { layout.has($0.table) ? $0 : nil }
    let relations = entity.relations.compactMap {
      BoundRelation($0, of: table, targetTable: tables[$0.target], catalogue, layout, generation)
    }
    self.relations = relations
    self.generation = generation
    let advice = entity.advice.filter { $0.force.holds(in: generation) }
    self.advice = advice
    let backs = relations.compactMap { if case .back = $0.link { $0.name } else { nil } }
    adviceOnNew = advice.filter { one in
      guard case .within(let path, let others) = one.rule else { return true }
      return !backs.contains { $0 == path.first || $0 == others.first }
    }
    guards = entity.guards.filter { $0.force.holds(in: generation) }
    func bound(_ fields: [Field]) -> [BoundField] {
      fields.compactMap { BoundField($0, of: entity, table: table, relations, layout, generation) }
    }
    func isGone(_ field: Field) -> Bool { field.retirement?.has(leftBy: generation) ?? false }
    retiredFields = bound(entity.fields.filter(isGone))
    foreignFields = bound(Field.foreign(of: entity, table: table, parent: parent, catalogue, layout))
    fields = bound(entity.fields.filter { !isGone($0) }) + foreignFields
    var members: [String: Member] = [entity.number: .id]
    for field in fields { for name in [field.name] + field.field.aliases { members[name] = .field(field) } }
    for relation in relations {
      for name in [relation.name] + relation.relation.aliases { members[name] = .relation(relation) }
    }
    self.members = members
    naturalKey = entity.naturalKey.compactMap { name in
      if case .field(let field)? = members[name] { field } else { nil }
    }
    let known =
      entity.fields.flatMap { [$0.name] + $0.aliases } + entity.relations.flatMap { [$0.name] + $0.aliases }
    absent = Set(known).subtracting(members.keys)
  }

  package subscript(_ name: String) -> Member? { members[name] }

  /// Whether a record that the advice is about is refused in this file's generation.
  package func refuses(_ advice: Advice) -> Bool { advice.isRefused(in: generation) }

  /// The field or relation with that name or alias.
  /// - Throws: `invalid`, with the name that was probably meant, or with the hint that this file has no such field.
  package func member(_ name: String) throws(Failure) -> Member {
    if let member = members[name] { return member }
    if absent.contains(name) {
      let retirement = retirement(of: name)
      throw Failure(
        .invalid, "field '\(name)' of \(entity.words) is not in this database", entity: self.name, field: name,
        hint: retirement?.hint ?? "this database has no '\(name)': another version of the server has it",
        isAbsent: true,
        more: (entity.relations.contains { $0.answers(to: name) && $0.isMany } ? [.init("many", true)] : [])
          + (retirement == nil ? [] : [.init("retired", true)]))
    }
    throw Failure(
      .invalid, "unknown field '\(name)' of \(entity.words)", entity: self.name, field: name,
      suggestion: NearMiss.of(name, among: memberNames))
  }

  private func retirement(of name: String) -> Retirement? {
    let retirement = entity.fields.first { $0.answers(to: name) }?.retirement
    return retirement?.has(leftBy: generation) == true ? retirement : nil
  }

  package var memberNames: [String] { [number] + fields.map(\.name) + relations.map(\.name) }
  package func field(_ name: String) -> BoundField? {
    if case .field(let field) = members[name] { field } else { nil }
  }
  package func relation(_ name: String) -> BoundRelation? {
    if case .relation(let relation) = members[name] { relation } else { nil }
  }

  /// The columns of the entity's or its parent's table that `foreignFields` are for.
  package func foreignColumns(in table: String) -> [String] {
    guard !foreignFields.isEmpty else { return [] }
    return foreignFields.compactMap { field in
      switch field.source {
      case .own(let column): table == self.table ? column : nil
      case .parent(let column): table == parent?.table ? column : nil
      case .first, .derived, .change: nil
      }
    }
  }
}

package final class BoundField: Sendable {
  package enum Source: Sendable {
    case own(String)
    case parent(String)
    case first(relation: String, column: String)
    case derived(Expression)
    case change(Field.ChangePart)
  }

  package let field: Field
  package let source: Source
  /// Whether a secret is hashed before it is stored in this file; otherwise it is stored as it is.
  package let isHashed: Bool
  /// The rules that hold in this file's generation, and whether a value that breaks one is refused.
  package let rules: [(rule: FieldRule, isRefusal: Bool)]
  /// The field's default, if this layout has it.
  package let fallback: Field.Default?
  package var name: String { field.name }
  /// As this file's generation stores it.
  package let kind: Kind
  /// Whether every record has a value in this file's generation.
  package let isRequired: Bool
  /// False for derived fields, fields of a log, and fields that are declared read-only.
  package let isWritable: Bool

  init?(
    _ field: Field, of entity: Entity, table: String, _ relations: [BoundRelation], _ layout: Layout,
    _ generation: Int
  ) {
    self.field = field
    (kind, isRequired) = (field.kind.stored(in: generation), field.isRequired(in: generation))
    isHashed = field.protection?.hashes(in: generation) ?? false
    rules = field.rules.filter { $0.force.holds(in: generation) }.map { ($0, $0.isRefused(in: generation)) }
    fallback = layout.has(field.fallbackPresence) ? field.fallback : nil
    let isStored = !entity.isLog && !field.has(.readOnly)
    for candidate in field.sources {
      switch candidate {
      case .columns(let columns):
        guard let column = layout.first(columns, of: table) else { continue }
        (source, isWritable) = (.own(column), isStored)
      case .parent(let column):
        guard let parent = entity.parent, layout.has(parent.table, column) else { continue }
        (source, isWritable) = (.parent(column), isStored)
      case .firstOf(let relation, let columns):
        guard case .back(let there, _, _)? = relations.first(where: { $0.name == relation })?.link,
          let column = layout.first(columns, of: there)
        else { continue }
        (source, isWritable) = (.first(relation: relation, column: column), isStored)
      case .derived(let expression, let presence):
        guard layout.has(presence) else { continue }
        (source, isWritable) = (.derived(expression), false)
      case .change(let part): (source, isWritable) = (.change(part), false)
      }
      return
    }
    return nil
  }
}

package final class BoundRelation: Sendable {
  package enum Link: Sendable {
    case column(String)
    /// The rows of `table` whose `column` is our id. `relation` is the relation's name in the other entity.
    case back(table: String, column: String, relation: String)
    case through(table: String, ours: String, theirs: String)
  }

  package let relation: Relation
  package let link: Link
  /// Whether every record has a partner in this file's generation.
  package let isRequired: Bool
  package var name: String { relation.name }
  package var target: String { relation.target }
  package var isMany: Bool { relation.isMany }

  init?(
    _ relation: Relation, of table: String, targetTable: String?, _ catalogue: Catalogue, _ layout: Layout,
    _ generation: Int
  ) {
    guard let targetTable else { return nil }
    (self.relation, isRequired) = (relation, relation.isRequired(in: generation))
    switch relation.link {
    case .column(let columns):
      guard let column = layout.first(columns, of: table) else { return nil }
      link = .column(column)
    case .through(let pairs, let ours, let theirs):
      guard layout.has(pairs, ours), layout.has(pairs, theirs) else { return nil }
      link = .through(table: pairs, ours: ours, theirs: theirs)
    case .back(let name):
      guard let there = catalogue[relation.target]?.relations.first(where: { $0.name == name }),
        case .column(let columns) = there.link, let column = layout.first(columns, of: targetTable)
      else { return nil }
      link = .back(table: targetTable, column: column, relation: name)
    }
  }
}
