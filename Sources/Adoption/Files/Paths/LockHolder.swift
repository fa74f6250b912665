import Glibc
import Linux

/// A process that holds a write lock on a database.
struct LockHolder: Equatable {
  let pid: Int32

  /// Finds another process that holds a write lock on the database.
  /// - Returns: nil if the kernel shows none: /proc/locks has only the locks of processes that this one can see.
  init?(of path: String) {
    guard let locks = try? SmallFile.text("/proc/locks", atMost: 1 << 20) else { return nil }
    // With a write-ahead log, the locks are on the shared memory beside the database.
    for file in [path, "\(path)-shm"] {
      guard let identity = FileIdentity(of: file), let pid = Self.writer(of: identity, in: locks),
        pid != getpid()
      else { continue }
      self.pid = pid
      return
    }
    return nil
  }

  /// `process 12 (python3)`
  var words: String {
    let name = (try? SmallFile.text("/proc/\(pid)/comm", atMost: 64))?.split(separator: "\n").first
    return "process \(pid)" + (name.map { " (\($0))" } ?? "")
  }

  /// The process that holds a write lock on the file, from the table of proc_locks(5):
  /// `1: POSIX  ADVISORY  WRITE 6777 fe:00:16220198 1073741825 1073741825`.
  static func writer(of file: FileIdentity, in locks: String) -> Int32? {
    let place = hexadecimal(major(file.device)) + ":" + hexadecimal(minor(file.device)) + ":\(file.inode)"
    for line in locks.split(separator: "\n") {
      let words = line.split(separator: " ")
      // The line of a waiting process has an arrow after the number, which moves the other words, so it does not match.
      guard words.count >= 8, words[3] == "WRITE", words[5] == place, let pid = Int32(words[4]), pid > 0 else {
        continue
      }
      return pid
    }
    return nil
  }

  private static func hexadecimal(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return digits.count < 2 ? "0" + digits : digits
  }

  // As glibc's gnu_dev_major and gnu_dev_minor.
  private static func major(_ device: UInt64) -> UInt64 { (device >> 8) & 0xfff | (device >> 32) & ~0xfff }
  private static func minor(_ device: UInt64) -> UInt64 { device & 0xff | (device >> 12) & ~0xff }
}
