package import Catalogue
import Engine
import Vocabulary

extension MigrationStep {
  /// Hashes the secrets that an earlier generation stored as they were. The audit log does not get them.
  /// - Parameter hash: makes a hash, which takes about a quarter of a second; nil for a secret that cannot be hashed.
  package static func hashedSecrets(_ hash: @escaping @Sendable (String) -> String?) -> MigrationStep {
    MigrationStep("secrets") { (transaction, _, report) throws(Failure) in
      for entity in transaction.model.entities {
        for field in entity.fields where field.isHashed && field.isOncePlain(transaction.model.catalogue) {
          guard case .own(let column) = field.source else { continue }
          let (count, failed) = try transaction.hashSecrets(in: column, of: entity, hash)
          report.add(
            count, "the plain '\(field.name)' of \(Wording.counted(count, entity.entity.words)) hashed: it stays valid")
          report.leave(
            failed,
            "the '\(field.name)' of \(Wording.counted(failed, entity.entity.words)), which cannot be hashed")
        }
      }
    }
  }
}

extension ReadTransaction {
  /// The secrets that are stored as they are, and that a migration to that generation hashes.
  package func plainSecrets(hashedIn generation: Int) throws(Failure) -> [String] {
    var plain: [String] = []
    for entity in model.entities {
      for field in entity.fields where field.field.protection?.hashes(in: generation) == true {
        guard field.isOncePlain(model.catalogue) else { continue }
        plain += try secrets(field.name, of: entity).map(\.secret).filter { !StoredSecret($0).isHash }
      }
    }
    return plain
  }
}

extension BoundField {
  /// Whether some generation stores the secret as it is.
  func isOncePlain(_ catalogue: Catalogue) -> Bool {
    catalogue.generationNumbers.contains { field.protection?.hashes(in: $0) == false }
  }
}

extension WriteTransaction {
  /// - Returns: how many secrets were hashed, and how many cannot be.
  fileprivate mutating func hashSecrets(
    in column: String, of entity: BoundEntity, _ hash: (String) -> String?
  ) throws(Failure) -> (hashed: Int64, failed: Int64) {
    let name = quoted(column)
    var (hashed, failed): (Int64, Int64) = (0, 0)
    let rows = try database.rows(
      "SELECT id, \(name) FROM \(quoted(entity.table)) WHERE \(name) IS NOT NULL ORDER BY id")
    for row in rows {
      try database.checkTime()
      guard let id = row[0].integer, let plain = row[1].text else {
        failed += 1
        continue
      }
      guard !StoredSecret(plain).isHash else { continue }
      guard let stored = try storedHash(of: plain, hash) else {
        failed += 1
        continue
      }
      try database.run(
        "UPDATE \(quoted(entity.table)) SET \(name) = \(database.parameter(1)) WHERE id = \(database.parameter(2))",
        [.text(stored), .integer(id)])
      hashed += 1
    }
    return (hashed, failed)
  }

  /// The hash of a secret: the one that was prepared before the transaction, or a new one if the secret was stored
  /// meanwhile. A dry run makes none.
  private mutating func storedHash(of plain: String, _ hash: (String) -> String?) throws(Failure) -> String? {
    if context.secrets.has(hashOf: plain) { return try context.secrets.hash(of: plain) }
    return context.isDryRun ? plain : hash(plain)
  }
}
