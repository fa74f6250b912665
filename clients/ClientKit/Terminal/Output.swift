import Glibc
import Linux

/// Standard output: all of it through a pager, once it is longer than the terminal.
package struct Output: ~Copyable {
  package enum Failure: Error, Sendable, Hashable {
    /// Whoever read has gone away: `| head`.
    case closed
    case system(errno: Int32)

    package var message: String {
      switch self {
      case .closed: "nothing reads the output any more"
      case .system(let number): "cannot write to standard output: " + systemReason(number)
      }
    }
  }

  private let descriptor: Int32
  private var pager: Pager?
  /// What the pager was given, until it is sure that it reads; nil from then on.
  private var unread: String?
  /// What was written so far, while it is not longer than the terminal; nil when nothing is held back.
  private var held: String?
  private let size: (columns: Int, lines: Int)
  /// Takes what a person should know beside the output.
  private let complain: (String) -> Void

  /// - Parameter pages: use a pager, on a terminal.
  package init(_ descriptor: Int32, pages: Bool, complain: @escaping (String) -> Void = { _ in }) {
    (self.descriptor, self.complain) = (descriptor, complain)
    let holds = pages && Terminal.isTerminal(descriptor)
    held = holds ? "" : nil
    size = holds ? Terminal.size(descriptor) : (0, 0)
  }

  package mutating func write(_ text: String) throws(Failure) {
    guard let before = held else { return try page(text) }
    let all = before + text
    held = all
    guard Self.height(all, size.columns) >= size.lines else { return }
    held = nil
    pager = Pager()
    guard pager != nil else { return try Self.write(all, descriptor) }
    unread = ""
    try page(all)
  }

  /// Writes what was held back, and waits for the pager.
  package mutating func finish() throws(Failure) {
    guard let text = held else { return try endPager() }
    held = nil
    try Self.write(text, descriptor)
  }

  // MARK: The pager

  /// A pipe takes so many bytes that nobody reads (pipe(7)); what is beyond them shows that somebody does.
  private static let pipeBytes = 64 << 10

  private mutating func page(_ text: String) throws(Failure) {
    guard let input = pager?.input else { return try Self.write(text, descriptor) }
    if let before = unread { unread = before.utf8.count > Self.pipeBytes ? nil : before + text }
    do throws(Failure) {
      try Self.write(text, input)
    } catch {
      try endPager()
      // The person has seen enough, or the text went another way.
      if unread == nil { throw error }
    }
  }

  /// Waits for the pager. What one that could not be started was given is written as if there were none.
  private mutating func endPager() throws(Failure) {
    guard let pager = pager.take() else { return }
    let program = pager.program
    guard !pager.finish(), let text = unread else { return unread = nil }
    complain("the pager '\(program)' failed: this is what it should have shown")
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
    do { try Transfer.writeAll(text, to: descriptor) } catch {
      throw error.code == EPIPE ? .closed : .system(errno: error.code)
    }
  }
}
