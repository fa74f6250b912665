import ClientKit
import Glibc
import Linux
import ShellLanguage

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
    let columns = Terminal.isTerminal(2) ? Terminal.size(2).columns : .max
    let text = Wrapping.wrapped(text, columns: columns, hanging: 4)
    if Standard.write(text + "\n", 2) != 0 { write(text + "\n") }
  }

  /// The exit status, after a complaint where something was lost.
  func status(_ status: ExitStatus) -> Int32 { self.status(status.rawValue) }

  func status(_ status: Int32) -> Int32 {
    guard let failure else { return status }
    Standard.complain("error: cannot write to standard output: \(systemReason(failure))")
    return status == ExitStatus.ok.rawValue ? ExitStatus.refused.rawValue : status
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
    do {
      try Transfer.writeAll(text, to: descriptor)
      return 0
    } catch { return error.code }
  }

  /// All of a file, or of standard input where `path` is nil.
  static func read(_ path: String?) throws(Unreadable) -> String {
    let descriptor = path.map { open($0, O_RDONLY | O_CLOEXEC) } ?? 0
    guard descriptor >= 0 else {
      throw Unreadable(message: "cannot read '\(path ?? "")': \(systemReason(errno))")
    }
    defer { if path != nil { close(descriptor) } }
    let bytes: [UInt8]
    do {
      bytes = try Transfer.readAll(from: descriptor)
    } catch {
      throw Unreadable(
        message: "cannot read \(path.map { "'\($0)'" } ?? "standard input"): \(systemReason(error.code))")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Unreadable(message: "'\(path ?? "standard input")' is not UTF-8 text")
    }
    return text
  }
}
