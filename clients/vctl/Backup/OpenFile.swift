import Glibc
import Linux

/// Processes that have a file open, from the table of proc_pid_fd(5). Only root sees those of everybody.
enum OpenFile {
  struct Process: Equatable {
    let pid: Int32
    let name: String

    /// `process 12 (python3)`
    var words: String { "process \(pid) (\(name))" }
  }

  /// - Parameter path: of the file, under any of its names.
  /// - Returns: nil if that cannot be told.
  static func processes(with path: String) -> [Process]? {
    var file = stat()
    let pids = SmallFile.names(inFolder: "/proc").compactMap { Int32($0) }
    guard geteuid() == 0, stat(path, &file) == 0, !pids.isEmpty else { return nil }
    return pids.filter { $0 != getpid() && has(file, $0) }.map { pid in
      let name = (try? SmallFile.text("/proc/\(pid)/comm", atMost: 64))?.split(separator: "\n").first
      return Process(pid: pid, name: name.map(String.init) ?? "?")
    }
  }

  private static func has(_ file: stat, _ pid: Int32) -> Bool {
    // A process may have ended meanwhile.
    SmallFile.names(inFolder: "/proc/\(pid)/fd").contains { number in
      var open = stat()
      return stat("/proc/\(pid)/fd/\(number)", &open) == 0 && open.st_dev == file.st_dev && open.st_ino == file.st_ino
    }
  }
}
