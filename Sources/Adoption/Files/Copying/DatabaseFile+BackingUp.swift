package import Catalogue
import Engine
import Glibc
import Linux
import SQLite
import Store
import Vocabulary

extension DatabaseFile {
  /// For how long a backup holds the lock at a time.
  private static let sliceNanoseconds: Int64 = 100_000_000

  /// Without a write-ahead log, the lock is held only while the copy is compared with the file.
  package func backUp(
    to target: Int32, holdsLock: Bool, _ onStep: @escaping (CopyStep) -> Bool
  ) throws(Failure) -> Int64 {
    try TargetFile.check(target, for: "backup", hint: "'vctl backup -' writes to standard output, whatever that is")
    do throws(EngineError) {
      let held = try copy(to: target, holdsLock) { (step) throws(EngineError) in
        if !onStep(step) { throw .copyCancelled }
      }
      guard fsync(target) == 0 else { throw EngineError(.inputOutput, FilePath.reason(errno)) }
      return held
    } catch {
      ftruncate(target, 0)
      throw Self.failure(error)
    }
  }

  private func copy(
    to target: Int32, _ holdsLock: Bool, _ onStep: @escaping (CopyStep) throws(EngineError) -> Void
  ) throws(EngineError) -> Int64 {
    let source = try connect(.reader)
    guard journal == .rollback else {
      try SnapshotCopy.make(of: source, to: target, onStep: onStep)
      return 0
    }
    let patience: FileCopy.Patience = holdsLock ? .unbounded : .slices(nanoseconds: Self.sliceNanoseconds)
    return try FileCopy(to: target, patience, onStep: onStep).run(source)
  }

  private static func failure(_ error: EngineError) -> Failure {
    switch error.cause {
    case .busy:
      Failure(
        .busy, "the backup was begun again three times, since other processes changed the database meanwhile",
        hint: "'hold' keeps them waiting once, for as long as it takes; with a write-ahead log nobody waits",
        remedy: .hold, detail: error.description)
    case .diskFull:
      Failure(
        .limit, "no space is left for the backup: none was made", hint: "make room, or use another folder",
        detail: error.description)
    case .interrupted: .cancelled
    default: Failure(error)
    }
  }
}
