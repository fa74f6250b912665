import Glibc

/// Standard input, output and error.
enum Standard {
  struct Unreadable: Error { let message: String }

  /// - Returns: whether someone took it all.
  @discardableResult
  static func write(_ text: String) -> Bool { write(text, 1) }

  static func complain(_ text: String) { _ = write(text + "\n", 2) }

  private static func write(_ text: String, _ descriptor: Int32) -> Bool {
    let bytes = Array(text.utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress.map { $0 + written }, $0.count - written)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      written += count
    }
    return true
  }

  /// All of a file, or of standard input where `path` is nil.
  static func read(_ path: String?) throws(Unreadable) -> String {
    let descriptor = path.map { open($0, O_RDONLY | O_CLOEXEC) } ?? 0
    guard descriptor >= 0 else {
      let reason = strerror(errno).map { String(cString: $0) } ?? ""
      throw Unreadable(message: "cannot read '\(path ?? "")': \(reason)")
    }
    defer { if path != nil { close(descriptor) } }
    var bytes: [UInt8] = []
    var room = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Glibc.read(descriptor, &room, room.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Unreadable(message: "cannot read '\(path ?? "standard input")'") }
      guard count > 0 else { break }
      bytes += room[..<count]
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Unreadable(message: "'\(path ?? "standard input")' is no UTF-8 text")
    }
    return text
  }
}
