package import Catalogue
import Engine
import SQLite
package import Store

extension DatabaseFile {
  /// Sessions on the file itself where reading keeps nobody waiting, else on a private copy of it.
  package func longReads(
    _ catalogue: Catalogue, holdsLock: Bool, _ onStep: @escaping (CopyStep) -> Bool
  ) throws(Failure) -> @Sendable () throws(Failure) -> Database {
    guard readsBlockWriters else {
      return { () throws(Failure) in try FileSession(self, .reader, catalogue).database }
    }
    let copy = try PrivateCopy(of: self, holdsLock: holdsLock, onStep)
    return { () throws(Failure) in try copy.database(catalogue) }
  }

  package func snapshot(holdsLock: Bool, _ onStep: @escaping (CopyStep) -> Bool) throws(Failure) -> Snapshot {
    guard !readsBlockWriters else { return try PrivateCopy(of: self, holdsLock: holdsLock, onStep).snapshot() }
    do throws(EngineError) {
      return try Snapshot(session(try SQLiteSession(try connect(.reader), keeping: hold)))
    } catch { throw Failure(error) }
  }
}
