package import JSON

/// A column of a table: a path, and how it is shown.
package struct Column: Sendable, Hashable {
  package let path: String
  package let isNumber: Bool
  package let isMoment: Bool
  /// Bytes: their beginning says as much to a person as all of them.
  package let isBase64: Bool
  /// How much it would be missed, where there is no room for all; nil for a column that somebody asked for.
  package let importance: Int?

  /// It tells which record a row is about, and is not cut as long as other columns can be left out.
  let isName: Bool

  package init(
    _ path: String, number: Bool = false, moment: Bool = false, base64: Bool = false, isName: Bool = false,
    importance: Int? = nil
  ) {
    (self.path, isNumber, isMoment, isBase64, self.importance) = (path, number, moment, base64, importance)
    self.isName = isName
  }

  /// Columns that somebody asked for, in that order.
  package static func asked(_ paths: [String], _ kinds: PathKinds?) -> [Column] {
    paths.map { path in
      let kind = kinds?.kind(of: path)
      return Column(
        path, number: kind == .field(.integer), moment: kind == .field(.moment), base64: kind == .field(.base64))
    }
  }

  /// What one record shows to a person: all that it has.
  package static func upright(_ record: JSON, _ entity: EntityDescription) -> [Column] {
    (record.object?.members ?? []).map(\.key).map { name in
      let kind = entity.field(name)?.kind
      return Column(name, moment: kind == .moment, base64: kind == .base64)
    }
  }

  /// What a table of an entity shows: what a choice names, or else what is shown by default.
  package static func shown(
    _ choice: FieldChoice?, of entity: EntityDescription, _ kinds: PathKinds?
  ) throws(UsageError) -> [Column] {
    let paths = try entity.paths(choice)
    guard let choice else { return automatic(entity).filter { paths.contains($0.path) } }
    guard choice.isRelative else { return asked(paths, kinds) }
    let columns = automatic(entity).filter { paths.contains($0.path) && !choice.asks(for: $0.path) }
    return columns + asked(paths.filter { path in !columns.contains { $0.path == path } }, kinds)
  }

  /// All columns of an entity in the order of a table: the id, the natural key, what it refers to, its fields, and what
  /// refers to it.
  private static func automatic(_ entity: EntityDescription) -> [Column] {
    let key = entity.key.isEmpty ? entity.fields.filter { $0.name == "name" }.map(\.name) : entity.key
    var columns = [Column("id", number: true, importance: nameImportance - 1)]
    columns += key.map { Column($0, isName: true, importance: nameImportance) }
    columns += entity.relations.filter(\.isOwned).map { relation in
      Column(relation.name, importance: relation.isRequired ? 80 : relation.isMany ? 66 : 70)
    }
    for field in entity.fields where !field.isSecret && !key.contains(field.name) {
      columns.append(
        Column(
          field.name, number: field.kind == .integer, moment: field.kind == .moment, base64: field.kind == .base64,
          importance: importance(field)))
    }
    columns += entity.relations.filter { !$0.isOwned }.map { Column($0.name, importance: 8) }
    return columns + [Column("etag", importance: 1)]
  }

  /// The name of a record is the last to be left out.
  private static let nameImportance = 100

  private static func importance(_ field: FieldDescription) -> Int {
    if field.isLarge || field.isForeign || field.kind == .base64 || field.kind == .json { return 5 }
    if field.isRequired { return 75 }
    // What the daemon computes sums the record up; what the server reports says how it is.
    if field.isReadOnly, field.kind != .moment { return 72 }
    if field.isVolatile { return field.kind == .text ? 65 : 20 }
    return field.kind == .moment ? 30 : 60
  }
}
