import Glibc
import TestData

/// The real program on a terminal, and a person at it.
extension Vctl {
  /// What the person does once the text is seen.
  struct Step: Sendable {
    let seen: String
    let typed: String
  }

  struct Session: Sendable {
    var status: Int32
    /// All that the terminal showed, with lines ended by a line feed alone.
    var shown: String
  }

  /// - Parameters:
  ///   - environment: all of it; TERM is set where it is not given.
  ///   - isReached: waits until the program gets SIGINT; false if it waited in vain.
  static func onTerminal(
    _ arguments: [String], columns: UInt16 = 80, lines: UInt16 = 24, environment: [String: String] = [:],
    _ steps: [Step] = [], interruptAfter isReached: () -> Bool = { false }
  ) throws -> Session {
    let terminal = try PseudoTerminal(columns: columns, lines: lines)
    let master = terminal.master
    let path = terminal.path
    let slave = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard slave >= 0 else { throw TestFailure("no terminal") }
    let environment = environment.merging(["TERM": "xterm"]) { given, _ in given }
    let process = try spawn(arguments, environment, newSession: true) { actions in
      for place in 0..<3 { posix_spawn_file_actions_addopen(&actions, Int32(place), path, O_RDWR, 0) }
    }
    close(slave)
    var shown = ""
    var steps = steps[...]
    var looked = shown.startIndex
    if isReached() { kill(process, SIGINT) }
    while true {
      var end = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
      guard poll(&end, 1, Patience.milliseconds) > 0 else {
        kill(process, SIGKILL)
        break
      }
      // Linux answers EIO once the last of the other side is closed.
      let bytes = readSome(master)
      if bytes.isEmpty { break }
      shown += String(decoding: bytes, as: UTF8.self)
      while let step = steps.first, let found = shown[looked...].firstRange(of: step.seen) {
        let distance = shown.distance(from: shown.startIndex, to: found.upperBound)
        steps.removeFirst()
        let typed = Array(step.typed.utf8)
        _ = write(master, typed, typed.count)
        looked = shown.index(shown.startIndex, offsetBy: distance)
      }
    }
    let status = wait(process)
    guard steps.isEmpty else { throw TestFailure("never seen: '\(steps.first?.seen ?? "")' in: \(shown)") }
    return Session(status: status, shown: shown.replacing("\r\n", with: "\n"))
  }
}
