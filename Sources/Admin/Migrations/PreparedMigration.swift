import Adoption
import Store

/// What a migration has before its transaction: the hashes of keys, and a copy of the database as it was.
struct PreparedMigration: Sendable {
  let secrets: Secrets
  /// Nil if there is nothing to migrate, or nobody wants a copy.
  let copy: KeptCopy?
}
