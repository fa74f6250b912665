package import Catalogue
import Engine
import Glibc
import SQLite
import Vocabulary

extension DatabaseFile {
  /// Examines an existing file without changing it, with the permissions of the effective user.
  /// - Returns: the absolute path, with every link followed; the generation; and the journal mode.
  /// - Throws: as `open`, if the file cannot be opened or is no database of the product.
  package static func examine(
    _ path: String, _ product: Product
  ) throws(Failure) -> (path: String, generation: Int, journal: JournalMode) {
    let file = try FilePath(path)
    guard file.exists else { throw Failure(.invalid, "there is no database '\(path)'") }
    let refusal = Refusal(file, product)
    let (layout, journal): (Layout, JournalMode)
    do throws(EngineError) {
      let connection = try Connection(path: file.resolved, access: .readWrite, busyMilliseconds: 2_000)
      connection.setCheckpointsOnClose(FileIdentity(of: file.resolved + "-wal") == nil)
      layout = Layout(columns: try connection.tables())
      journal = try connection.value("PRAGMA journal_mode") == .text("wal") ? .wal : .rollback
    } catch { throw refusal.failure(error) }
    try refusal.check(layout)
    return (file.resolved, product.catalogue.generation(of: layout), journal)
  }
}
