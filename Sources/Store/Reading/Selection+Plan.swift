import Catalogue
import Engine
import JSON
import Vocabulary

// Turns requested fields into columns of a SELECT.
extension Columns {
  /// The most rows of a to-many relation that `list` returns for each record; `get` returns all.
  static let manyRowsMax = 100

  /// What `get` shows by default: all fields but secrets, to-one relations, the to-many relations that belong to the
  /// record, the columns that vantage6 does not have, and the etag. A log has no etag.
  static func tree(forGetting entity: BoundEntity) -> FieldTree {
    let fields = entity.fields.filter { !$0.field.isSecret && !$0.field.has(.foreign) }
    return FieldTree(
      whole: [entity.number] + fields.map(\.name) + entity.relations.filter(\.relation.isOwned).map(\.name)
        + entity.foreignFields.map(\.name) + (entity.entity.isLog ? [] : ["etag"]))
  }

  /// What `list` shows by default: no secrets, no large fields, no columns that vantage6 does not have, no to-many
  /// relations.
  static func tree(forListing entity: BoundEntity) -> FieldTree {
    let fields = entity.fields.filter { !$0.field.isSecret && !$0.field.has(.large) && !$0.field.has(.foreign) }
    return FieldTree(
      whole: [entity.number] + fields.map(\.name) + entity.relations.filter { !$0.isMany }.map(\.name))
  }

  /// - Parameter isComplete: whether to-many relations are returned whole.
  mutating func selection(
    _ tree: FieldTree, of scope: Scope, isComplete: Bool
  ) throws(Failure) -> Selection {
    var selection = Selection(entity: scope.entity)
    for child in tree.children {
      let part = try part(child.name, child.tree, of: scope, &selection, isComplete)
      if case .field(let own) = part, own.kind == .publicKey { selection.publicKeys.append((own.name, own.column)) }
      selection.parts.append(part)
    }
    return selection
  }

  private mutating func part(
    _ name: String, _ tree: FieldTree, of scope: Scope, _ selection: inout Selection, _ isComplete: Bool
  ) throws(Failure) -> Selection.Part {
    if name == "etag", scope.path.isEmpty, scope.entity["etag"] == nil, tree.children.isEmpty {
      return .etag(try etag(of: scope))
    }
    switch try scope.entity.member(name) {
    case .id:
      try refuseChildren(tree, name, scope)
      return .id(key: JSONWriter.encodedKey(scope.entity.number), column: column(scope.number))
    case .field(let field):
      try refuseChildren(tree, name, scope)
      guard showsSecrets || !field.field.isSecret else {
        throw Failure(
          .invalid, "field '\(field.name)' is a secret: it is never shown", entity: scope.entity.name,
          field: field.name)
      }
      if case .change(let part) = field.source {
        selection.change = Selection.Change(
          number: column(scope.number), entity: column(scope.column("entity")), id: column(scope.column("id")),
          rows: column(scope.column(OwnTables.changes)))
        return .change(key: JSONWriter.encodedKey(field.name), part)
      }
      if case .parent = field.source, let parent = scope.entity.parent {
        selection.parentID = column("\(try query.parent(parent, of: scope)).id")
      }
      return .field(Selection.Own(field, column: column(try query.term(field, of: scope))))
    case .relation(let relation): return try part(relation, tree, of: scope, isComplete)
    }
  }

  private func refuseChildren(_ tree: FieldTree, _ name: String, _ scope: Scope) throws(Failure) {
    guard let child = tree.children.first else { return }
    throw Failure(
      .invalid, "'\(name)' of \(scope.entity.entity.words) is not a relation: it has no '\(child.name)'",
      entity: scope.entity.name, field: name)
  }

  private mutating func part(
    _ relation: BoundRelation, _ tree: FieldTree, of scope: Scope, _ isComplete: Bool
  ) throws(Failure) -> Selection.Part {
    let key = JSONWriter.encodedKey(relation.name)
    guard relation.isMany else {
      guard case .column(let name) = relation.link else { return .id(key: key, column: column("NULL")) }
      let target = try query.follow(relation, column: name, from: scope)
      return .one(
        key: key,
        Selection.One(
          name: relation.name, reference: column(scope.column(name)), id: column("\(target.alias).id"),
          selection: try selection(try shown(tree, target.entity), of: target, isComplete: isComplete)))
    }
    if tree.children.contains(where: { $0.name == "count" }) {
      guard tree.children.count == 1, !tree.isWhole else {
        throw Failure(
          .invalid, "'\(relation.name).count' cannot be asked for together with other fields of '\(relation.name)'",
          entity: scope.entity.name, field: relation.name)
      }
      return .count(key: key, column: column(try query.count(relation, of: scope)))
    }
    let owner = column("\(scope.alias).id")
    return .many(key: key, try many(relation, tree, owner: owner, isComplete))
  }

  /// The fields to show of a related record. A relation that is requested as a whole shows its id and natural key.
  private func shown(_ tree: FieldTree, _ target: BoundEntity) throws(Failure) -> FieldTree {
    guard tree.isWhole else { return tree }
    var whole = FieldTree(whole: ["id"] + target.naturalKey.map(\.name))
    whole.merge(tree)
    return whole
  }

  private func many(
    _ relation: BoundRelation, _ tree: FieldTree, owner: Int32, _ isComplete: Bool
  ) throws(Failure) -> Selection.Many {
    let target = try query.model.entity(relation.target)
    var columns = Columns(query.model, query.dialect)
    let scope = Scope(target, path: "\(relation.name)[].")
    let limit = isComplete ? nil : Self.manyRowsMax + 1
    let (alone, page) = (
      try RelationQuery(relation, target, limit: limit, isPage: false, query.dialect),
      try RelationQuery(relation, target, limit: limit, isPage: true, query.dialect)
    )
    let reference = alone.reference.map { columns.column($0) }
    let id = columns.column("t0.id")
    let selection = try columns.selection(try shown(tree, target), of: scope, isComplete: isComplete)
    let joins = columns.query.joins
    return Selection.Many(
      name: relation.name, owner: owner,
      sql: "SELECT \(columns.list) FROM \(alone.from)\(joins) \(alone.order)\(alone.bound)",
      page: Selection.RelationPage(
        sql: "SELECT \(columns.list), \(page.owner) FROM \(page.from)\(joins) \(page.order)",
        owner: Int32(columns.terms.count)),
      reference: reference, id: id, selection: selection,
      limit: isComplete ? nil : Selection.Limit(rows: Self.manyRowsMax, count: alone.count))
  }
}
