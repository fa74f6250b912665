import Glibc

/// Questions to the person at the terminal: asked on standard error, answered on standard input.
package enum Prompt {
  package enum Failure: Error, Sendable, Hashable {
    /// SIGINT or SIGTERM.
    case interrupted
    /// The terminal hung up, or Ctrl-D was typed.
    case ended
  }

  /// Somebody can be asked.
  package static var isPossible: Bool { Terminal.isTerminal(0) && Terminal.isTerminal(2) }

  /// Asks, and reads a line.
  package static func line(_ question: String) throws(Failure) -> String {
    write(question)
    return try answer(Interrupts())
  }

  /// Asks, and reads a line that is not shown.
  package static func secret(_ question: String) throws(Failure) -> String {
    // Signals are held back, also Ctrl-Z, so that the terminal is never left silent.
    let interrupts = Interrupts(holding: [SIGTSTP])
    var before = termios()
    tcgetattr(0, &before)
    var silent = before
    silent.c_lflag &= ~tcflag_t(ECHO)
    silent.c_lflag |= tcflag_t(ECHONL | ICANON)
    tcsetattr(0, TCSAFLUSH, &silent)
    defer { tcsetattr(0, TCSAFLUSH, &before) }
    // Only now: what is typed after the question was seen is not shown.
    write(question)
    return try answer(interrupts)
  }

  private static func answer(_ interrupts: consuming Interrupts) throws(Failure) -> String {
    var bytes: [UInt8] = []
    while true {
      guard interrupts.wait(for: 0, POLLIN, nil) == .ready else {
        write("\n")
        throw .interrupted
      }
      var byte: UInt8 = 0
      let count = read(0, &byte, 1)
      if count < 0, errno == EINTR { continue }
      if count <= 0 {
        write("\n")
        throw .ended
      }
      if byte == UInt8(ascii: "\n") { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(byte)
    }
  }

  private static func write(_ text: String) {
    let bytes = Array(text.utf8)
    _ = Glibc.write(2, bytes, bytes.count)
  }
}
