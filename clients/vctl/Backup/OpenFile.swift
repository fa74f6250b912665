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
    guard geteuid() == 0, stat(path, &file) == 0, let pids = names("/proc")?.compactMap({ Int32($0) }) else {
      return nil
    }
    return pids.filter { $0 != getpid() && has(file, $0) }.map { pid in
      let name = (try? SmallFile.text("/proc/\(pid)/comm", atMost: 64))?.split(separator: "\n").first
      return Process(pid: pid, name: name.map(String.init) ?? "?")
    }
  }

  private static func has(_ file: stat, _ pid: Int32) -> Bool {
    // A process may have ended meanwhile.
    (names("/proc/\(pid)/fd") ?? []).contains { number in
      var open = stat()
      return stat("/proc/\(pid)/fd/\(number)", &open) == 0 && open.st_dev == file.st_dev && open.st_ino == file.st_ino
    }
  }

  private static func names(_ path: String) -> [String]? {
    guard let folder = opendir(path) else { return nil }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      names.append(
        withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
    }
    return names
  }
}
