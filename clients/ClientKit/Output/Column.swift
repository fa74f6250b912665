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

  package init(_ path: String, number: Bool = false, moment: Bool = false, base64: Bool = false, importance: Int? = nil)
  {
    (self.path, isNumber, isMoment, isBase64, self.importance) = (path, number, moment, base64, importance)
  }

  /// Columns that somebody asked for, in that order.
  package static func asked(_ paths: [String], _ kinds: PathKinds?) -> [Column] {
    paths.map { path in
      let kind = kinds?.kind(of: path)
      return Column(
        path, number: kind == .field(.integer), moment: kind == .field(.moment), base64: kind == .field(.base64))
    }
  }

  /// What one record shows to a person: all that it has but its etag, which is for programs.
  package static func upright(_ record: JSON, _ entity: EntityDescription) -> [Column] {
    (record.object?.members ?? []).map(\.key).filter { $0 != "etag" }.map { name in
      Column(name, base64: entity.field(name)?.kind == .base64)
    }
  }

  /// What a table of an entity shows when nobody asks for anything: the id, the natural key, what it refers to, and its
  /// short fields.
  package static func automatic(_ entity: EntityDescription) -> [Column] {
    let key = entity.key.isEmpty ? entity.fields.filter { $0.name == "name" }.map(\.name) : entity.key
    var columns = [Column("id", number: true, importance: 100)]
    columns += key.map { Column($0, importance: 90) }
    for relation in entity.relations where relation.isOwned {
      columns.append(Column(relation.name, importance: relation.isRequired ? 80 : relation.isMany ? 50 : 70))
    }
    for field in entity.fields where !field.isLarge && !field.isSecret && !key.contains(field.name) {
      guard field.kind != .base64, field.kind != .json else { continue }
      columns.append(
        Column(
          field.name, number: field.kind == .integer, moment: field.kind == .moment, importance: importance(field)))
    }
    return columns
  }

  /// Every field that a list answers by itself, whatever the records hold, for formats that programs read.
  package static func stable(_ entity: EntityDescription) -> [Column] {
    var columns = [Column("id", number: true)]
    columns += entity.fields.filter { !$0.isLarge && !$0.isSecret }.map { Column($0.name) }
    columns += entity.relations.filter { $0.isOwned && !$0.isMany }.map { Column($0.name) }
    return columns
  }

  private static func importance(_ field: FieldDescription) -> Int {
    if field.isRequired { return 75 }
    // What the daemon computes sums the record up; what the server reports says how it is.
    if field.isReadOnly, field.kind != .moment { return 72 }
    if field.isVolatile { return field.kind == .text ? 65 : 20 }
    return field.kind == .moment ? 30 : 60
  }
}
