import Engine
import Glibc
import Linux
import SQLite
import Store

/// Copies a database file that has a rollback journal, byte by byte, while other processes write to it.
///
/// A reader's lock keeps every other process from committing, so the file is first copied without one. Then the file is
/// compared with the copy under the lock, and what was changed meanwhile is copied again. The comparison takes a
/// fraction of the time, since both files are in memory by then.
struct FileCopy: ~Copyable {
  /// For how long the comparison may keep other processes from committing.
  enum Patience: Sendable {
    /// The lock is held for so long at a time. If another process changed the file in between, the comparison starts
    /// again.
    case slices(nanoseconds: Int64)
    /// The lock is held once. If another process has waited for so long, the comparison starts again.
    case once(nanoseconds: Int64)
    /// The lock is held once, for as long as it takes.
    case unbounded
  }

  /// A file that can be read and written.
  private let target: Int32
  private let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: stepBytes, alignment: 4_096)
  private let copied = UnsafeMutableRawBufferPointer.allocate(byteCount: stepBytes, alignment: 4_096)
  private let patience: Patience
  /// Called between steps. An error that it throws ends the copying.
  private let onStep: (CopyStep) throws(EngineError) -> Void

  private static let stepBytes = 1 << 20
  /// How often the comparison is tried. Each attempt has less to copy than the one before.
  private static let attempts = 3
  private static let pauseMicroseconds: UInt32 = 120_000
  /// SQLite's result codes (sqlite.org/rescode.html).
  private static let (busy, inputOutput, full): (Int32, Int32, Int32) = (5, 10, 13)

  /// - Parameter target: the descriptor of an empty file. It is not closed.
  init(
    to target: Int32, _ patience: Patience, onStep: @escaping (CopyStep) throws(EngineError) -> Void
  ) {
    (self.target, self.patience, self.onStep) = (target, patience, onStep)
  }

  deinit {
    bytes.deallocate()
    copied.deallocate()
  }

  /// - Returns: for how long the lock was held at a time, in nanoseconds.
  /// - Throws: busy, if the comparison did not finish between the changes of other processes.
  @discardableResult
  func run(_ source: borrowing Connection) throws(EngineError) -> Int64 {
    let total = try copy(source)
    for _ in 0..<Self.attempts {
      let (isEqual, held) = try compare(source, total)
      if isEqual { return held }
      // A server that waits for the lock tries ten times a second.
      usleep(Self.pauseMicroseconds)
    }
    throw EngineError(code: Self.busy, message: "other processes changed it again and again while it was copied")
  }

  private func copy(_ source: borrowing Connection) throws(EngineError) -> Int64 {
    let total = try source.fileSize()
    var offset = 0
    while true {
      try onStep(CopyStep(.copying, Int64(offset), of: total))
      let count = try source.readFile(into: bytes, at: Int64(offset))
      if count == 0 { return total }
      try write(count, at: offset)
      offset += count
    }
  }

  /// Makes the copy equal to the file.
  /// - Returns: whether it is; and for how long the lock was held at a time.
  private func compare(
    _ source: borrowing Connection, _ total: Int64
  ) throws(EngineError) -> (isEqual: Bool, held: Int64) {
    var slice = Slice()
    while true {
      let began = monotonicNanoseconds()
      let end: SliceEnd = try source.transaction(.deferred, converting: { $0 }) { () throws(EngineError) in
        try compare(source, &slice, total)
      }
      slice.held = max(slice.held, monotonicNanoseconds() - began)
      switch end {
      case .more: continue
      case .torn: return (false, slice.held)
      case .whole: return (true, slice.held)
      }
    }
  }

  private struct Slice {
    var offset = 0
    /// What `data_version` was in the slices before (sqlite.org/pragma.html#pragma_data_version).
    var version: SQLValue?
    var held: Int64 = 0
  }

  private enum SliceEnd {
    case more, whole
    /// Others changed the file between two slices, or waited for too long.
    case torn
  }

  private func compare(
    _ source: borrowing Connection, _ slice: inout Slice, _ total: Int64
  ) throws(EngineError) -> SliceEnd {
    // Takes the lock, and rolls back the transaction of a crashed process.
    _ = try source.value("SELECT 1 FROM sqlite_schema")
    // If another process has just switched to a write-ahead log, the file is not the whole database.
    guard try source.value("PRAGMA journal_mode") != .text("wal") else { return .torn }
    let version = try source.value("PRAGMA data_version")
    guard slice.version == nil || slice.version == version else { return .torn }
    slice.version = version
    let began = monotonicNanoseconds()
    while true {
      try onStep(CopyStep(.comparing, Int64(slice.offset), of: total))
      let count = try source.readFile(into: bytes, at: Int64(slice.offset))
      if count == 0 { break }
      if !isEqual(count, at: slice.offset) { try write(count, at: slice.offset) }
      slice.offset += count
      switch patience {
      case .unbounded: continue
      case .slices(let nanoseconds): if monotonicNanoseconds() - began > nanoseconds { return .more }
      case .once(let nanoseconds):
        if monotonicNanoseconds() - began > nanoseconds, try source.isWrittenByOthers() { return .torn }
      }
    }
    guard ftruncate(target, slice.offset) == 0 else { throw Self.error(errno) }
    return .whole
  }

  private func isEqual(_ count: Int, at offset: Int) -> Bool {
    guard let new = bytes.baseAddress, let old = copied.baseAddress else { return false }
    return pread(target, old, count, offset) == count && memcmp(new, old, count) == 0
  }

  private func write(_ count: Int, at offset: Int) throws(EngineError) {
    var done = 0
    while done < count {
      let written = pwrite(target, bytes.baseAddress.map { $0 + done }, count - done, offset + done)
      guard written > 0 else { throw Self.error(written < 0 ? errno : ENOSPC) }
      done += written
    }
  }

  private static func error(_ code: Int32) -> EngineError {
    EngineError(code: [ENOSPC, EDQUOT, EFBIG].contains(code) ? full : inputOutput, message: FilePath.reason(code))
  }
}
