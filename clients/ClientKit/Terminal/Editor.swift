import Glibc
import Linux

/// A private file in a private folder, and the program that a person edits it with. The folder is removed afterwards,
/// with whatever the program left beside the file, unless the file is kept.
package struct Editor: ~Copyable {
  package enum Failure: Error, Sendable, Hashable {
    case system(doing: String, errno: Int32)
    /// The program could not be run, or said that it failed.
    case program(String)

    package var message: String {
      switch self {
      case .system(let doing, let number):
        "cannot \(doing): \(systemReason(number))"
      case .program(let name): "the editor '\(name)' failed: nothing was changed"
      }
    }
  }

  private let folder: String
  private let path: String
  private var isKept = false
  /// Until the file is gone nothing ends us.
  private let interrupts: Interrupts

  /// - Parameter name: the file's, by which editors tell what is in it.
  package init(_ name: String) throws(Failure) {
    interrupts = Interrupts(holding: [SIGHUP])
    let parent = Terminal.environment("XDG_RUNTIME_DIR") ?? Terminal.environment("TMPDIR") ?? "/tmp"
    var template = Array("\(parent)/vctl-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw .system(doing: "make a temporary folder", errno: errno) }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    path = "\(folder)/\(name)"
  }

  deinit {
    guard !isKept else { return }
    for name in SmallFile.names(inFolder: folder) where name != "." && name != ".." { unlink("\(folder)/\(name)") }
    rmdir(folder)
  }

  /// Leaves the file as it is.
  /// - Returns: where it stands.
  package mutating func keep() -> String {
    isKept = true
    return path
  }

  /// Lets the person edit the text.
  package func edit(_ text: String) throws(Failure) -> [UInt8] {
    try write(Array(text.utf8))
    let names = ["VISUAL", "EDITOR"].compactMap { Terminal.environment($0) }
    let program = names.first { !$0.isEmpty } ?? "vi"
    // The variable may hold a program with arguments; the file is never read as part of the command.
    guard let child = Child(["/bin/sh", "-c", "\(program) \"$1\"", "vctl", path]), child.wait() else {
      throw .program(program)
    }
    return try read()
  }

  private func write(_ bytes: [UInt8]) throws(Failure) {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw .system(doing: "write a temporary file", errno: errno) }
    defer { close(file) }
    do { try Transfer.writeAll(bytes, to: file) } catch {
      throw .system(doing: "write a temporary file", errno: error.code)
    }
  }

  /// By its name: editors may put another file in its place.
  private func read() throws(Failure) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw .system(doing: "read what was edited", errno: errno) }
    defer { close(file) }
    do { return try Transfer.readAll(from: file) } catch {
      throw .system(doing: "read what was edited", errno: error.code)
    }
  }
}
