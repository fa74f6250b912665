import Glibc
import Synchronization

/// A file with a copy of a database, which is deleted unless the change that it was made for succeeds.
package final class KeptCopy: Sendable {
  private let path: String
  private let isWanted = Atomic(false)

  init(path: String) { self.path = path }

  deinit { if !isWanted.load(ordering: .acquiring) { unlink(path) } }

  /// Leaves the copy there for good.
  /// - Returns: its path.
  @discardableResult
  package func keep() -> String {
    isWanted.store(true, ordering: .releasing)
    return path
  }
}
