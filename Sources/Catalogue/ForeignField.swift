import Vocabulary

// Fields for the columns that the catalogue does not know. They are made when an entity is bound to a layout, so that
// whatever works with fields works with them.
extension Field {
  /// - Parameter isAlias: whether the column's own name is a name of the field, too.
  private static func foreign(_ column: String, _ source: Source, isAlias: Bool) -> Field {
    Field(
      ForeignName.of(column), .any, "A column of this database that vantage6 does not have.",
      aliases: isAlias ? [column] : [], sources: [source], .foreign)
  }

  /// Names with a meaning of their own in conditions and paths.
  private static let reserved: Set<String> = ["and", "or", "not", "count", "etag"]

  /// The fields for the columns of an entity's table and of its parent's that the catalogue does not know. A column of
  /// its own table hides one of the parent's.
  static func foreign(
    of entity: Entity, table: String, parent: Entity.Parent?, _ catalogue: Catalogue, _ layout: Layout
  ) -> [Field] {
    // The audit log is the daemon's own.
    guard !entity.isLog else { return [] }
    func columns(_ table: String) -> [String] {
      (layout.columns[table] ?? []).filter { !catalogue.knownColumns.has(table, $0) && ForeignName.isPlain($0) }
    }
    let own = columns(table)
    let parents = (parent.map { columns($0.table) } ?? []).filter { !own.contains($0) }
    guard !own.isEmpty || !parents.isEmpty else { return [] }
    let taken = reserved.union(
      entity.fields.flatMap { [$0.name] + $0.aliases } + entity.relations.flatMap { [$0.name] + $0.aliases })
    return own.map { foreign($0, .columns([$0]), isAlias: !taken.contains($0)) }
      + parents.map { foreign($0, .parent($0), isAlias: !taken.contains($0)) }
  }
}
