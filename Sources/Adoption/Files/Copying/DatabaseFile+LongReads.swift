package import Catalogue
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
}
