import Glibc
import TestData

/// A real program on a terminal, and a person at it.
package struct Desk: ~Copyable {
  private let terminal: PseudoTerminal
  /// 0 once it has ended: its number may be another process's then.
  private var process: pid_t
  package private(set) var screen: Screen
  /// The cursor's line when the last line was ended; nil while one is being typed.
  private var ended: Int? = -1

  package init(
    _ socket: String, columns: UInt16 = 80, _ options: String..., environment: [String: String] = [:]
  ) throws {
    try self.init(running: "vshell", ["--socket", socket] + options, columns: columns, environment: environment)
  }

  /// - Parameter program: of the build, or a path.
  package init(
    running program: String, _ arguments: [String], columns: UInt16 = 80, environment: [String: String] = [:]
  ) throws {
    let terminal = try PseudoTerminal(columns: columns, lines: 200)
    process = try Program.spawn(
      program, arguments, environment.merging(["TERM": "xterm"]) { given, _ in given }, newSession: true
    ) { [path = terminal.path] actions in
      for place in 0..<3 { posix_spawn_file_actions_addopen(&actions, Int32(place), path, O_RDWR, 0) }
    }
    screen = Screen(columns: Int(columns))
    self.terminal = terminal
  }

  deinit {
    guard process > 0 else { return }
    kill(process, SIGKILL)
    _ = Program.wait(process)
  }

  /// Types line by line, each once its prompt is on the screen: what is typed earlier is shown twice, by the terminal and
  /// by the shell.
  package mutating func type(_ text: String) throws {
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if number > 0 {
        try beginLine()
        ended = screen.lineNumber
        write("\n")
      }
      if !line.isEmpty {
        try beginLine()
        write(String(line))
      }
    }
  }

  /// Types a line, once the cursor stands behind that prompt. Blanks that a program indents the line with give way to
  /// those of the text: some of them may not be on the screen yet.
  package mutating func answer(_ prompt: String, _ text: String) throws {
    let ended = ended ?? -1
    try wait("'\(prompt)'") { screen in
      screen.lineNumber > ended && screen.typed.wholeMatch(of: Self.prompts) != nil
    }
    guard screen.typed.hasPrefix(prompt) else {
      throw TestFailure("expected '\(prompt)', not '\(screen.typed)':\n\(screen.text)")
    }
    self.ended = screen.lineNumber
    write((text.hasPrefix(" ") ? Self.eraseLine : "") + text + "\n")
  }

  /// Ctrl-U.
  private static let eraseLine = "\u{15}"

  /// Where programs wait for a line: the system's shell, ours, and questions.
  private static var prompts: Regex<AnyRegexOutput> {
    Regex(#/[$>] |In \[\d+\]: | +\.\.\.: +|.*\[y/N\] |[a-z ]*password( again)?: /#)
  }

  /// Presses Ctrl-C, whatever goes on.
  package mutating func interrupt() {
    ended = screen.lineNumber
    write("\u{3}")
  }

  /// Waits until the shell takes a line, unless one is being typed.
  private mutating func beginLine() throws {
    guard let ended else { return }
    try wait("a prompt") { $0.lineNumber > ended && $0.isAtPrompt }
    self.ended = nil
  }

  private func write(_ text: String) {
    let bytes = Array(text.utf8)
    _ = Glibc.write(terminal.master, bytes, bytes.count)
  }

  package func signal(_ number: Int32) { kill(process, number) }

  /// As a terminal sends what is pasted.
  package mutating func paste(_ text: String) throws {
    try wait("that pastes are marked") { $0.marksPastes }
    try beginLine()
    write("\u{1B}[200~" + text.replacing("\n", with: "\r") + "\u{1B}[201~")
  }

  package mutating func resize(columns: UInt16) {
    screen.resize(columns: Int(columns))
    terminal.resize(columns: columns, lines: 200)
  }

  /// Types a statement, and waits for the next prompt.
  package mutating func run(_ statement: String, _ number: Int) throws {
    try see("In [\(number)]:")
    try type(statement + "\n")
    try see("In [\(number + 1)]:")
  }

  /// Waits until the text is on the screen.
  package mutating func see(_ text: String) throws { try wait("'\(text)'") { $0.text.contains(text) } }

  /// Waits until the line of the cursor ends so.
  package mutating func seeTyped(_ text: String) throws {
    try wait("'\(text)' at the cursor") { $0.typed.hasSuffix(text) }
  }

  package mutating func wait(_ what: String, _ isSeen: (Screen) -> Bool) throws {
    while !isSeen(screen) {
      guard try read() else { throw TestFailure("it ended before \(what) was seen:\n\(screen.text)") }
    }
  }

  /// Waits until the program has ended; its exit status, or 128 and the signal's number.
  package mutating func ends() throws -> Int32 {
    while try read() {}
    defer { process = 0 }
    return Program.wait(process)
  }

  private mutating func read() throws -> Bool {
    var end = pollfd(fd: terminal.master, events: Int16(POLLIN), revents: 0)
    guard poll(&end, 1, Patience.milliseconds) > 0 else {
      throw TestFailure("nothing happens; on the screen:\n\(screen.text)")
    }
    var room = [UInt8](repeating: 0, count: 65_536)
    // Linux answers EIO once the last of the other side is closed.
    let count = Glibc.read(terminal.master, &room, room.count)
    guard count > 0 else { return false }
    screen.take(decode(room[..<count]))
    return true
  }

  /// The bytes of a character that is not whole yet.
  private var rest: [UInt8] = []

  private mutating func decode(_ bytes: ArraySlice<UInt8>) -> String {
    rest += bytes
    var end = rest.count
    while end > 0, end > rest.count - 4, String(validating: rest[..<end], as: UTF8.self) == nil { end -= 1 }
    defer { rest.removeFirst(end) }
    return String(decoding: rest[..<end], as: UTF8.self)
  }
}
