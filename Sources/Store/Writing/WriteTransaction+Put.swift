package import Catalogue
package import JSON
import Vocabulary

extension WriteTransaction {
  /// Makes the record with that natural key, or changes it if there is one.
  /// - Parameters:
  ///   - key: the fields of the natural key.
  ///   - values: those of other fields and relations.
  /// - Throws: `invalid`, `already_exists`, `ambiguous`.
  package mutating func put(
    _ entity: BoundEntity, _ key: JSON.Object, _ values: JSON
  ) throws(Failure) -> (id: Int64, isNew: Bool) {
    let missing = entity.naturalKey.filter { key[$0.name] == nil }.map { "'\($0.name)'" }
    guard missing.isEmpty else {
      throw Failure(
        .invalid, "\(entity.entity.words): give \(missing.joined(separator: ", "))", entity: entity.name,
        field: entity.naturalKey.first?.name)
    }
    let natural = try RecordKey(key, of: entity)
    let object = values.object ?? JSON.Object()
    for member in object.members {
      guard case .field(let field) = try entity.member(member.key), key[field.name] != nil else { continue }
      throw Failure(
        .invalid,
        "'\(field.name)' is the name by which the record is found: it is given beside 'values', not among them",
        entity: entity.name, field: field.name, hint: "'update' gives a record another name")
    }
    if try reading.ids(of: natural, entity).isEmpty {
      return (try create(entity, .object(JSON.Object(key.members + object.members))), true)
    }
    return (try update(entity, natural, .object(object)), false)
  }
}
