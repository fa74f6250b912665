import Glibc

/// Reads small files, and the names in folders.
package enum SmallFile {
  /// The first bytes of the file, up to `limit`. Opening a pipe without a writer does not wait, and reads no bytes.
  package static func bytes(_ path: String, atMost limit: Int) throws(SystemError) -> [UInt8] {
    let number = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    if number < 0 { throw SystemError("open") }
    let file = Descriptor(owning: number)
    return try Transfer.readAll(from: file.number, atMost: limit)
  }

  package static func text(_ path: String, atMost limit: Int) throws(SystemError) -> String {
    String(decoding: try bytes(path, atMost: limit), as: UTF8.self)
  }

  /// The names in a folder, with `.` and `..`; empty if the folder cannot be read.
  package static func names(inFolder folder: String) -> [String] {
    guard let entries = opendir(folder) else { return [] }
    defer { closedir(entries) }
    var names: [String] = []
    while let entry = readdir(entries) {
      names.append(withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
    }
    return names
  }
}
