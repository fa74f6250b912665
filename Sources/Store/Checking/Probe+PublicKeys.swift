import Catalogue
import Engine

// Stored public keys.
extension Probe {
  /// Public keys that nobody can encrypt with.
  package static let brokenPublicKeys = publicKeys { $0 == .unreadable }

  /// Public keys that are right, and stored in another form than the server writes.
  package static let misstoredPublicKeys = publicKeys { $0 != .unreadable }

  private static func publicKeys(_ isMeant: @escaping @Sendable (PublicKey.StoredFlaw) -> Bool) -> Probe {
    Probe { (transaction, _, defects) throws(Failure) in
      for entity in transaction.model.entities {
        for field in entity.fields where field.kind == .publicKey {
          for (id, flaw) in try transaction.flawedKeys(field, of: entity) where isMeant(flaw) {
            try defects.add(
              entity, id, field: field.name, place: entity.place(of: field.name), note: flaw.sentence)
          }
        }
      }
    }
  }
}
