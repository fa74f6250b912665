import Adoption
import Catalogue
import Store

extension Service {
  /// What opens sessions for long reads, which keep nobody waiting.
  func sessions(
    holdsLock: Bool, _ work: LongWork
  ) throws(Failure) -> @Sendable () throws(Failure) -> Database {
    try served.database.longReads(options.product.catalogue, holdsLock: holdsLock) { step in
      work.tell(LongWork.Progress(step))
      return !work.isCancelled()
    }
  }
}
