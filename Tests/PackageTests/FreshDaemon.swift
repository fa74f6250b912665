import Glibc
import TestData

/// The real daemon on a database of its own, and commands of the shell beside it, for as long as the value lives.
struct FreshDaemon: ~Copyable {
  private let folder: TemporaryFolder
  private let pipe: UnsafeMutablePointer<FILE>
  private let process: pid_t

  /// - Parameter options: more of the daemon's.
  init(_ options: String = "") throws {
    let folder = try TemporaryFolder()
    let command =
      "cd '\(folder.path)' && echo $$ && exec '\(Programs.folder)/vantage6-admin' --socket s --database d \(options) 2>&1 </dev/null"
    guard let pipe = popen(command, "re") else { throw Programs.Unable() }
    let process = Self.line(of: pipe).flatMap { pid_t($0) } ?? 0
    while let line = Self.line(of: pipe), !line.hasSuffix(": ready") {}
    guard process > 0, folder.names.contains("s") else {
      pclose(pipe)
      throw Programs.Unable()
    }
    (self.process, self.pipe) = (process, pipe)
    self.folder = folder
  }

  deinit {
    if process > 0 { kill(process, SIGTERM) }
    pclose(pipe)
  }

  private static func line(of pipe: UnsafeMutablePointer<FILE>) -> String? {
    var room = [UInt8](repeating: 0, count: 4_096)
    let isThere = room.withUnsafeMutableBytes { bytes in
      bytes.bindMemory(to: CChar.self).baseAddress.map { fgets($0, Int32(bytes.count), pipe) != nil } ?? false
    }
    return isThere ? String(decoding: room.prefix { $0 != 0 && $0 != UInt8(ascii: "\n") }, as: UTF8.self) : nil
  }

  private var environment: String {
    "cd '\(folder.path)'; export PATH='\(Programs.folder)':/usr/bin:/bin VCTL_SOCKET='\(folder.path)/s' LC_ALL=C.UTF-8; "
  }

  /// Runs a step of a guide; the lines that it prints, on whichever output.
  ///
  /// There is no terminal: what would be asked for there is read from standard input. A file that is shown is made.
  func run(_ step: Guide.Step) throws -> [String] {
    if step.command.hasPrefix("cat ") {
      let text = step.shown.map { $0 + "\n" }.joined()
      try TemporaryFolder.write(Array(text.utf8), to: folder.path(of: String(step.command.dropFirst(4))))
    }
    let command = step.command.replacing("=?", with: "=@-")
    // A file, and not a pipe: most commands read nothing, and may end before a pipe was written to.
    try TemporaryFolder.write(Array("Secret-1!\n".utf8), to: folder.path(of: "input"))
    let output = try Programs.run("\(environment) { \(command)\n} < input").output
    return output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }

  /// Runs the statements of a session in the interactive shell's language; the session as it is printed.
  func session(_ lines: [String]) throws -> [String] {
    let statements = lines.filter { $0.hasPrefix("In [") }.compactMap { line in
      line.firstRange(of: "]: ").map { line[$0.upperBound...] + "\n" }
    }
    let text = statements.joined()
    try TemporaryFolder.write(Array(text.utf8), to: folder.path(of: "statements"))
    return try Programs.run("\(environment) vshell --echo statements").lines
  }
}
