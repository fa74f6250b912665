import Adoption
import Catalogue
import Glibc
import Store
import Synchronization

/// What a migration has before its transaction: the hashes of keys, and a copy of the database as it was.
struct PreparedMigration: Sendable {
  let secrets: Secrets
  /// Nil if there is nothing to migrate, or nobody wants one.
  let copy: KeptCopy?
}

/// A copy of the database beside it, which is deleted unless the change that it was made for succeeds.
final class KeptCopy: Sendable {
  let path: String
  private let isWanted = Atomic(false)

  /// - Throws: if no copy can be made.
  init(of file: DatabaseFile, _ product: Product, suffix: String, _ work: LongWork) throws(Failure) {
    path = try file.keep(product, suffix: suffix) { work.tell(.keeping) }
  }

  deinit { if !isWanted.load(ordering: .acquiring) { unlink(path) } }

  /// Leaves the copy there for good.
  func keep() -> String {
    isWanted.store(true, ordering: .releasing)
    return path
  }
}
