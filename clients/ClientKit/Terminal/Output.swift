import Glibc

/// Standard output: all of it through a pager, once it is longer than the terminal.
package struct Output: ~Copyable {
  package enum Failure: Error, Sendable, Hashable {
    /// Whoever read has gone away: `| head`.
    case closed
    case system(errno: Int32)

    package var message: String {
      switch self {
      case .closed: "nobody reads the output any more"
      case .system(let number): "cannot write the output: " + (strerror(number).map { String(cString: $0) } ?? "")
      }
    }
  }

  /// Standard output, or the pager's input.
  private var descriptor: Int32
  private var pager: Pager?
  /// What was written so far, while it is not longer than the terminal; nil when nothing is held back.
  private var held: String?
  private let size: (columns: Int, lines: Int)

  /// - Parameter pages: use a pager, on a terminal.
  package init(_ descriptor: Int32, pages: Bool) {
    self.descriptor = descriptor
    let holds = pages && Terminal.isTerminal(descriptor)
    held = holds ? "" : nil
    size = holds ? Terminal.size(descriptor) : (0, 0)
  }

  package mutating func write(_ text: String) throws(Failure) {
    guard let before = held else { return try Self.write(text, descriptor) }
    let all = before + text
    held = all
    guard Self.height(all, size.columns) >= size.lines else { return }
    held = nil
    pager = Pager()
    if let input = pager?.input { descriptor = input }
    try Self.write(all, descriptor)
  }

  /// Writes what was held back, and waits for the pager.
  package mutating func finish() throws(Failure) {
    defer { if let pager = pager.take() { pager.finish() } }
    guard let text = held else { return }
    held = nil
    try Self.write(text, descriptor)
  }

  /// How many lines of a terminal the lines take that are ended.
  static func height(_ text: String, _ columns: Int) -> Int {
    text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().reduce(0) {
      $0 + max(1, (DisplayWidth.of(withoutLooks($1)) + columns - 1) / max(columns, 1))
    }
  }

  /// The line without the escape sequences of `Style.paint`.
  private static func withoutLooks(_ line: Substring) -> String {
    guard line.utf8.contains(0x1B) else { return String(line) }
    return line.split(separator: "\u{1B}[", omittingEmptySubsequences: false).enumerated().reduce(into: "") {
      text, part in
      let isLook = part.offset > 0
      text += isLook ? part.element.drop { $0 != "m" }.dropFirst() : part.element
    }
  }

  private static func write(_ text: String, _ descriptor: Int32) throws(Failure) {
    var text = text
    let failure: Int32? = text.withUTF8 { bytes in
      var written = 0
      while written < bytes.count {
        let count = Glibc.write(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
        if count >= 0 {
          written += count
        } else if errno != EINTR {
          return errno
        }
      }
      return nil
    }
    if let failure { throw failure == EPIPE ? .closed : .system(errno: failure) }
  }
}
