import Adoption
import Catalogue
import Store

extension Service {
  /// What opens sessions for long reads: on the database itself where reading keeps nobody waiting, else on a private
  /// copy of it.
  func sessions(
    holdsLock: Bool, _ work: LongWork
  ) throws(Failure) -> @Sendable () throws(Failure) -> Database {
    let (file, catalogue) = (served.file, options.product.catalogue)
    guard file.journal == .rollback else {
      return { () throws(Failure) in try FileSession(file, .reader, catalogue).database }
    }
    let copy = try PrivateCopy(of: file, holdsLock: holdsLock) { step in
      work.tell(LongWork.Progress(step))
      return !work.isCancelled()
    }
    return { () throws(Failure) in try copy.database(catalogue) }
  }
}
