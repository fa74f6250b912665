import Catalogue
import JSON
import Vocabulary

/// A secret as the file holds it: a hash, or the secret itself in generations whose files hold it in plain text.
package struct StoredSecret: Sendable {
  package let stored: String
  package init(_ stored: String) { self.stored = stored }

  package var isHash: Bool { Bcrypt.isHash(stored) }

  /// Takes about a quarter of a second for a hash, whether or not it matches.
  package func matches(_ secret: String) -> Bool {
    if isHash { return Bcrypt.verify(secret, hash: stored) }
    var difference = stored.utf8.count ^ secret.utf8.count
    for (one, other) in zip(stored.utf8, secret.utf8) { difference |= Int(one ^ other) }
    return difference == 0
  }
}

extension StoredSecret {
  /// The member in which an export carries a secret as it was stored: `{"stored": TEXT}`.
  package static let exportedName = "stored"

  /// A secret as an export carries it.
  /// - Returns: nil for another value.
  /// - Throws: `invalid` if the field cannot hold it in this database.
  init?(exported value: JSON, _ field: BoundField, _ entity: BoundEntity) throws(Failure) {
    guard let object = value.object, object.members.count == 1, let text = object[Self.exportedName]?.string else {
      return nil
    }
    self.init(text)
    guard field.field.protection?.isHash == true, isHash != field.isHashed else { return }
    throw Failure(
      .invalid,
      field.isHashed
        ? "field '\(field.name)': it is stored as it is, where this version stores a hash"
        : "field '\(field.name)': it is a hash, where this version stores the secret itself",
      entity: entity.name, field: field.name)
  }
}
