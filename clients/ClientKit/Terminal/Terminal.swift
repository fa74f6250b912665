import Glibc

/// What a descriptor is connected to, as far as it is a terminal.
package enum Terminal {
  package static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// Columns and lines; COLUMNS and LINES, then 80 and 24, where the terminal does not know.
  package static func size(_ descriptor: Int32) -> (columns: Int, lines: Int) {
    var size = winsize()
    _ = ioctl(descriptor, UInt(TIOCGWINSZ), &size)
    return (
      size.ws_col > 0 ? Int(size.ws_col) : number("COLUMNS") ?? 80,
      size.ws_row > 0 ? Int(size.ws_row) : number("LINES") ?? 24
    )
  }

  /// Whether colour is wanted where nobody said: on a terminal that can, unless NO_COLOR (no-color.org) is set.
  package static func isColored(_ descriptor: Int32) -> Bool {
    guard isTerminal(descriptor), environment("NO_COLOR")?.isEmpty ?? true else { return false }
    return environment("TERM") ?? "dumb" != "dumb"
  }

  package static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  private static func number(_ name: String) -> Int? {
    environment(name).flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
  }
}
