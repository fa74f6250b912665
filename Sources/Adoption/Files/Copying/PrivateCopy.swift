package import Catalogue
import Engine
import Glibc
import Linux
import SQLite
package import Store
import Vocabulary

/// A copy of a file without a write-ahead log, for this process alone. A long read of the file itself would keep every
/// other process from committing. The copy has no name, so that nothing is left of it after a crash.
package final class PrivateCopy: Sendable {
  private let file: Descriptor
  /// The file that was copied.
  private let original: DatabaseFile

  /// For how long the lock is held at a time, while the copy is compared with the file.
  private static let sliceNanoseconds: Int64 = 100_000_000

  /// - Parameters:
  ///   - holdsLock: whether the lock is held once, for as long as it takes.
  ///   - onStep: called now and then; false ends the copying.
  /// - Throws: `busy` if other processes write all the time; `limit` for a full disk, `cancelled` when it is ended.
  package init(
    of original: DatabaseFile, holdsLock: Bool, _ onStep: @escaping (CopyStep) -> Bool
  ) throws(Failure) {
    self.original = original
    do throws(SystemError) { file = try NamelessFile.make(in: FilePath.split(original.path).folder) } catch {
      throw Failure(.internal, "no private copy of the database can be made: \(FilePath.reason(error.code))")
    }
    do throws(EngineError) {
      let copy = FileCopy(
        to: file.number, holdsLock ? .unbounded : .slices(nanoseconds: Self.sliceNanoseconds)
      ) { (step) throws(EngineError) in if !onStep(step) { throw .copyCancelled } }
      try copy.run(try original.connect(.reader))
    } catch {
      if error.cause == .interrupted { throw .cancelled }
      guard error.cause == .busy else { throw Failure(error) }
      throw Failure(
        .busy, "no private copy of the database could be made: \(error.message)",
        hint: "'hold' keeps them waiting until it is made; or try again when they have less to do", remedy: .hold,
        detail: error.description)
    }
  }

  /// A session on the copy, for one thread, and only while this value exists.
  package func database(_ catalogue: Catalogue) throws(Failure) -> Database {
    do throws(EngineError) {
      let session = try session()
      do throws(Failure) { return try Database(session, catalogue, isNew: false) } catch {
        throw EngineError(.other, error.message)
      }
    } catch { throw Failure(error) }
  }

  func snapshot() throws(Failure) -> Snapshot {
    do throws(EngineError) { return try Snapshot(session(), keeping: self) } catch { throw Failure(error) }
  }

  private func session() throws(EngineError) -> any Session {
    // On a read-only connection, SQLite's integrity check leaves out the CHECK constraints (seen with 3.40.1).
    let connection = try Connection(descriptor: file.number, access: .readWrite)
    try connection.configure(.reader, journal: original.journal)
    // What is sorted may be larger than memory should be.
    try connection.run("PRAGMA temp_store = FILE")
    return original.session(try SQLiteSession(connection))
  }
}
