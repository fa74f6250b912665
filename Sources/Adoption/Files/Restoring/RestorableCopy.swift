package import Catalogue
import Engine
import Glibc
import Linux
import SQLite
package import Store
import Vocabulary

/// A private copy of a backup, made ready to take the place of a database: it has our tables, and a history of its own. It
/// has no name, so that nothing is left of it after a crash.
package final class RestorableCopy {
  private let file: Descriptor
  private let backup: BackupFile
  private let original: DatabaseFile

  /// How much is put into the database between two looks at whether to go on.
  private static let stepPages: Int32 = 1_024

  package var facts: BackupFacts { backup.facts }

  /// Copies a backup, checks every page of the copy, and makes it ready.
  /// - Parameters:
  ///   - source: the descriptor of the backup.
  ///   - name: what messages call it.
  ///   - original: the database whose place it takes.
  ///   - history: the name of that database's history.
  ///   - context: who restores it, for the audit log.
  ///   - onStep: called now and then; false ends the work.
  /// - Throws: `invalid` if it is no whole database of the product, `limit` for a full disk, `cancelled`.
  package init(
    of source: Int32, named name: String, for original: DatabaseFile, after history: String,
    _ context: WriteContext, _ product: Product, _ onStep: @escaping (CopyStep?) -> Bool
  ) throws(Failure) {
    self.original = original
    do throws(SystemError) {
      file = try NamelessFile.make(in: FilePath.split(original.path).folder)
      var status = stat()
      guard fstat(source, &status) == 0 else { throw SystemError("fstat") }
      let total = Int64(status.st_size)
      try Transfer.copy(source, to: file.number) { onStep(CopyStep(.copying, $0, of: total)) }
    } catch {
      if error.code == ECANCELED { throw .cancelled }
      guard error.code == ENOSPC || error.code == EDQUOT else {
        throw Failure(.internal, "the backup cannot be copied beside the database: \(FilePath.reason(error.code))")
      }
      throw Failure(.limit, "no space is left for a copy of the backup beside the database: nothing was changed")
    }
    backup = try BackupFile(file.number, named: name, product, .readWrite)
    try backup.verify { onStep(nil) }
    do throws(EngineError) {
      try Self.prepare(backup.session, backup.facts, for: original, after: history, context, product)
    } catch { throw Failure(error) }
  }

  private static func prepare(
    _ copy: SQLiteSession, _ facts: BackupFacts, for original: DatabaseFile, after history: String,
    _ context: WriteContext, _ product: Product
  ) throws(EngineError) {
    try OwnTables.complete(copy, facts.layout)
    try History(of: original.identity.historyPlace, naming: History.randomName).begin(
      after: [facts.history, history].compactMap(\.self), copy)
    let record = DatabaseMark.restored(
      context, seq: facts.lastChange + 1, generation: product.catalogue.generation(of: facts.layout), from: history,
      to: facts.history, copy.dialect)
    try copy.run(record.sql, record.values)
    try OwnTables.raiseSequences(copy, Layout(columns: try copy.tables()), product.catalogue)
  }

  /// Puts the contents into the database, in one transaction: whoever opens it at whatever moment, also after a crash, finds
  /// the old contents or the new ones.
  /// - Parameter goesOn: called between steps; false ends the work, and the database is as before.
  package func install(_ goesOn: (CopyStep) -> Bool) throws(Failure) {
    do throws(EngineError) {
      let target = try original.connect(.writer)
      let pageBytes = try backup.session.value("PRAGMA page_size")?.integer ?? 0
      let restoring = try Backup(of: backup.session.connection, into: target)
      repeat {
        let (total, left) = (Int64(restoring.pages), Int64(restoring.remaining))
        guard goesOn(CopyStep(.copying, (total - left) * pageBytes, of: total * pageBytes)) else {
          throw .copyCancelled
        }
      } while try !restoring.step(pages: Self.stepPages)
    } catch {
      switch error.cause {
      case .interrupted: throw .cancelled
      case .readOnly:
        throw Failure(
          .invalid, "the backup has pages of another size than the database, whose write-ahead log cannot take them",
          hint: "stop the daemon and the server, and put the backup in the database's place", detail: error.description)
      default: throw Failure(error)
      }
    }
  }
}
