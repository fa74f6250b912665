package import Catalogue
import Engine
import Glibc
import SQLite
import Store
import Vocabulary

extension DatabaseFile {
  private static let keptLockedMilliseconds: Int64 = 2_000

  package func keep(_ product: Product, suffix: String, _ onStep: @escaping () -> Void) throws(Failure) -> KeptCopy {
    let path = try FilePath(path)
    let copy = SafetyCopy(
      path: path, refusal: Refusal(path, product), suffix: suffix,
      lockedMilliseconds: Self.keptLockedMilliseconds, onStep: onStep)
    let source: Connection
    do { source = try connect(.reader) } catch { throw Failure(error) }
    return KeptCopy(path: try copy.make(source) { (_) throws(Failure) in })
  }

  /// Waits until the change of this process that is being made is committed.
  package func waitForWriter() throws(Failure) {
    do throws(EngineError) {
      let connection = try connect(.writer)
      try connection.begin(.immediate)
      connection.rollback()
    } catch { throw Failure(error) }
  }
}
