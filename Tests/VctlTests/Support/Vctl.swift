import Glibc
import TestData
import TestTerminal

/// The real program, run to its end.
enum Vctl {
  struct Outcome: Sendable {
    /// The exit status; 128 and the signal's number where one killed it.
    var status: Int32
    var output: String
    var errors: String
  }

  /// Where the build puts it: beside the tests.
  static let program: String = {
    var room = [CChar](repeating: 0, count: 4_096)
    let count = readlink("/proc/self/exe", &room, room.count)
    let path = String(decoding: room.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return path.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/vctl"
  }()

  /// Runs it without a terminal.
  /// - Parameters:
  ///   - input: what its standard input gives; nil for `/dev/null`.
  ///   - environment: all of it.
  ///   - isRead: someone reads its output; else the reading end is closed from the start.
  ///   - program: another one, such as a shell.
  static func run(
    _ arguments: [String], input: String? = "", environment: [String: String] = [:], isRead: Bool = true,
    program: String = Self.program
  ) throws -> Outcome {
    var stdin = try Pipe()
    let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
    defer { close(nothing) }
    var stdout = try Pipe()
    var stderr = try Pipe()
    if !isRead { stdout.closeReading() }
    let process = try spawn(
      arguments, environment, input == nil ? nothing : stdin.reading, stdout.writing, stderr.writing, program: program)
    stdin.closeReading()
    stdout.closeWriting()
    stderr.closeWriting()
    // A program that reads nothing may have ended.
    signal(SIGPIPE, SIG_IGN)
    stdin.write(input ?? "")
    stdin.closeWriting()
    var (output, errors): ([UInt8], [UInt8]) = ([], [])
    var open = 2
    var ends = [
      pollfd(fd: stdout.reading, events: Int16(POLLIN), revents: 0),
      pollfd(fd: stderr.reading, events: Int16(POLLIN), revents: 0),
    ]
    if !isRead { open = 1 }
    while open > 0 {
      guard poll(&ends, 2, Patience.milliseconds) > 0 else {
        kill(process, SIGKILL)
        break
      }
      for place in 0..<2 where ends[place].fd >= 0 && ends[place].revents != 0 {
        let bytes = readSome(ends[place].fd)
        if bytes.isEmpty {
          ends[place].fd = -1
          open -= 1
        }
        if place == 0 { output += bytes } else { errors += bytes }
      }
    }
    return Outcome(
      status: wait(process), output: String(decoding: output, as: UTF8.self),
      errors: String(decoding: errors, as: UTF8.self))
  }

  static func spawn(
    _ arguments: [String], _ environment: [String: String], _ input: Int32, _ output: Int32, _ errors: Int32,
    program: String = Self.program
  ) throws -> pid_t {
    try spawn(arguments, environment, newSession: false, program: program) { actions in
      for (place, descriptor) in [input, output, errors].enumerated() {
        posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(place))
      }
    }
  }

  /// - Parameter connect: says what the three standard descriptors are.
  static func spawn(
    _ arguments: [String], _ environment: [String: String], newSession: Bool, program: String = Self.program,
    _ connect: (inout posix_spawn_file_actions_t) -> Void
  ) throws -> pid_t {
    try Program.spawn(program, arguments, environment, newSession: newSession, connect)
  }

  static func wait(_ process: pid_t) -> Int32 { Program.wait(process) }

  static func readSome(_ descriptor: Int32) -> [UInt8] {
    var room = [UInt8](repeating: 0, count: 65_536)
    let count = read(descriptor, &room, room.count)
    return Array(room.prefix(max(0, count)))
  }
}

/// Two ends that close with the value.
struct Pipe: ~Copyable {
  private(set) var reading: Int32
  private(set) var writing: Int32

  init() throws {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw TestFailure("no pipe") }
    (reading, writing) = (ends[0], ends[1])
    // Children must not inherit the ends of others.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
  }

  deinit {
    if reading >= 0 { close(reading) }
    if writing >= 0 { close(writing) }
  }

  mutating func closeReading() {
    close(reading)
    reading = -1
  }

  mutating func closeWriting() {
    close(writing)
    writing = -1
  }

  func write(_ text: String) {
    let bytes = Array(text.utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(writing, $0.baseAddress.map { $0 + written }, $0.count - written)
      }
      guard count > 0 else { return }
      written += count
    }
  }
}
