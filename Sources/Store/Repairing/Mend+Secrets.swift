package import Catalogue
import Engine

// Secrets that are stored as they are where the server expects a hash. The audit log does not get them.
extension Mend {
  /// Hashes what some version of the server stored as it is. It stays valid.
  package static let hashedKey = hashed("hashes what an older version stored as it is, which stays valid") {
    field, catalogue, secret in
    field.isOncePlain(catalogue) && field.form?.0.matches(secret) != false
  }

  /// Hashes whatever is stored, which becomes the secret.
  package static let hashedText = hashed("hashes the stored text, with which one can log in then") { _, _, _ in true }

  private static func hashed(
    _ does: String, _ isMeant: @escaping @Sendable (BoundField, Catalogue, String) -> Bool
  ) -> Mend {
    Mend(does) { (transaction, defect) throws(Failure) in
      guard let (entity, id, field, place) = defect.stored(transaction.model), field.isHashed else {
        return .left(nil)
      }
      guard let secret = try transaction.value(at: place, id)?.text, !StoredSecret(secret).isHash else { return .gone }
      guard !secret.isEmpty, isMeant(field, transaction.model.catalogue, secret) else { return .left(nil) }
      guard try transaction.hash(secret, at: place, id, of: entity) else {
        return .left("it was stored during the repair, or cannot be hashed")
      }
      return .mended("hashed")
    }
  }
}

extension WriteTransaction {
  /// - Returns: whether the hash was prepared before the transaction. A dry run needs none.
  fileprivate mutating func hash(
    _ secret: String, at place: Defect.Place, _ id: Int64, of entity: BoundEntity
  ) throws(Failure) -> Bool {
    guard !context.isDryRun else { return true }
    guard context.secrets.has(hashOf: secret) else { return false }
    try database.run(
      "UPDATE \(quoted(place.table)) SET \(quoted(place.column)) = \(database.parameter(1)) "
        + "WHERE id = \(database.parameter(2))", [.text(try context.secrets.hash(of: secret)), .integer(id)])
    record(of: entity.name, id)
    return true
  }
}

extension ReadTransaction {
  /// The secrets that a repair hashes: those that are stored as they are, where the server expects a hash.
  package func unhashedSecrets() throws(Failure) -> [String] {
    var plain: [String] = []
    for entity in model.entities {
      for field in entity.fields where field.isHashed {
        plain += try secrets(field.name, of: entity).map(\.secret).filter { !$0.isEmpty && !StoredSecret($0).isHash }
      }
    }
    return plain
  }
}
