import ClientKit
import Glibc

/// What a shell prints, and whether that worked.
final class Printer {
  /// Why standard output took no more; nil while it takes all. That nobody reads any more is no failure.
  private(set) var failure: Int32?

  func write(_ text: String) {
    let number = Standard.write(text, 1)
    if number != 0, number != EPIPE { failure = failure ?? number }
  }

  /// What a person should know beside it: on standard error, or else where they may see it.
  func note(_ text: String) {
    if Standard.write(text + "\n", 2) != 0 { write(text + "\n") }
  }

  /// The exit status, after a complaint where something was lost.
  func status(_ status: ExitStatus) -> Int32 {
    guard let failure else { return status.rawValue }
    Standard.complain("error: cannot write to standard output: \(systemReason(failure))")
    return (status == .ok ? .refused : status).rawValue
  }
}

/// Standard input and error.
enum Standard {
  struct Unreadable: Error { let message: String }

  static func complain(_ text: String) { _ = write(text + "\n", 2) }

  /// To a person at a terminal: where that fails, nobody is there.
  static func write(_ text: String) { _ = write(text, 1) }

  /// - Returns: 0, or the number of the error.
  fileprivate static func write(_ text: String, _ descriptor: Int32) -> Int32 {
    let bytes = Array(text.utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress.map { $0 + written }, $0.count - written)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return count < 0 ? errno : EIO }
      written += count
    }
    return 0
  }

  /// All of a file, or of standard input where `path` is nil.
  static func read(_ path: String?) throws(Unreadable) -> String {
    let descriptor = path.map { open($0, O_RDONLY | O_CLOEXEC) } ?? 0
    guard descriptor >= 0 else {
      throw Unreadable(message: "cannot read '\(path ?? "")': \(systemReason(errno))")
    }
    defer { if path != nil { close(descriptor) } }
    var bytes: [UInt8] = []
    var room = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Glibc.read(descriptor, &room, room.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw Unreadable(message: "cannot read \(path.map { "'\($0)'" } ?? "standard input"): \(systemReason(errno))")
      }
      guard count > 0 else { break }
      bytes += room[..<count]
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Unreadable(message: "'\(path ?? "standard input")' is no UTF-8 text")
    }
    return text
  }
}
