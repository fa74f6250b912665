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
  private let target: Int32
  private let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: stepBytes, alignment: 4_096)
  private let copied = UnsafeMutableRawBufferPointer.allocate(byteCount: stepBytes, alignment: 4_096)
  /// How long a comparison may keep other writers waiting.
  private let lockedNanoseconds: Int64
  /// Called between steps. An error that it throws ends the copying.
  private let onStep: () throws(EngineError) -> Void

  private static let stepBytes = 1 << 20
  /// How often the comparison is tried. Each attempt has less to copy than the one before.
  private static let attempts = 3
  private static let pauseMicroseconds: UInt32 = 120_000
  /// SQLite's result codes (sqlite.org/rescode.html).
  private static let (busy, inputOutput, full): (Int32, Int32, Int32) = (5, 10, 13)

  /// - Parameter target: the path of an empty file.
  init(
    to target: String, lockedMilliseconds: Int64, onStep: @escaping () throws(EngineError) -> Void
  ) throws(EngineError) {
    (lockedNanoseconds, self.onStep) = (lockedMilliseconds * 1_000_000, onStep)
    self.target = open(target, O_RDWR | O_CLOEXEC)
    guard self.target >= 0 else { throw Self.error(errno) }
  }

  deinit {
    if target >= 0 { close(target) }
    bytes.deallocate()
    copied.deallocate()
  }

  /// - Throws: busy, if the comparison did not finish between the changes of other processes.
  func run(_ source: borrowing Connection) throws(EngineError) {
    try copy(source)
    for _ in 0..<Self.attempts {
      let isEqual = try source.transaction(.deferred, converting: { $0 }) { () throws(EngineError) in
        // Takes the lock, and rolls back the transaction of a crashed process.
        _ = try source.value("SELECT 1 FROM sqlite_schema")
        // If another process has just switched to a write-ahead log, the file is not the whole database.
        guard try source.value("PRAGMA journal_mode") != .text("wal") else { return false }
        return try compare(source)
      }
      if isEqual { return }
      // A server that waits for the lock tries ten times a second.
      usleep(Self.pauseMicroseconds)
    }
    throw EngineError(
      code: Self.busy,
      message:
        "other processes write to it, and would have to wait too long: stop them until the daemon has opened it once")
  }

  private func copy(_ source: borrowing Connection) throws(EngineError) {
    var offset = 0
    while true {
      try onStep()
      let count = try source.readFile(into: bytes, at: Int64(offset))
      if count == 0 { return }
      try write(count, at: offset)
      offset += count
    }
  }

  /// Makes the copy equal to the file.
  /// - Returns: false if other writers have waited for too long; the copy may still differ then.
  private func compare(_ source: borrowing Connection) throws(EngineError) -> Bool {
    let end = monotonicNanoseconds() + lockedNanoseconds
    var offset = 0
    while true {
      try onStep()
      let count = try source.readFile(into: bytes, at: Int64(offset))
      if count == 0 { break }
      if !isEqual(count, at: offset) { try write(count, at: offset) }
      offset += count
      if monotonicNanoseconds() > end, try source.isWrittenByOthers() { return false }
    }
    guard ftruncate(target, offset) == 0 else { throw Self.error(errno) }
    return true
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
    EngineError(code: code == ENOSPC ? full : inputOutput, message: FilePath.reason(code))
  }
}
