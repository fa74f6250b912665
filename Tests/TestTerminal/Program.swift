package import Glibc
import TestData

package struct TestFailure: Error, CustomStringConvertible {
  package let description: String
  package init(_ description: String) { self.description = description }
}

/// A real program of the build, with its input in a file and its two outputs read here.
package final class Program {
  private var process: pid_t = 0
  private let output: Int32
  private let errors: Int32
  package private(set) var outputText = ""
  package private(set) var errorText = ""

  package init(_ name: String, _ arguments: [String], input: String = "/dev/null", environment: [String: String] = [:])
    throws
  {
    var (out, err): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
    // Unlike pipe(2), it can be kept from other tests' children from the start.
    let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, type, 0, &out) == 0, socketpair(AF_UNIX, type, 0, &err) == 0 else {
      throw TestFailure("no sockets")
    }
    (output, errors) = (out[0], err[0])
    defer {
      close(out[1])
      close(err[1])
    }
    process = try Self.spawn(name, arguments, environment) { actions in
      posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
      posix_spawn_file_actions_adddup2(&actions, out[1], 1)
      posix_spawn_file_actions_adddup2(&actions, err[1], 2)
    }
  }

  /// - Parameter connect: says what the three standard descriptors are.
  package static func spawn(
    _ name: String, _ arguments: [String], _ environment: [String: String], newSession: Bool = false,
    _ connect: (inout posix_spawn_file_actions_t) -> Void
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    connect(&actions)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // The tests may ignore or hold back signals.
    var (none, all) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    let session: Int16 = newSession ? 0x80 : 0  // POSIX_SPAWN_SETSID
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK) | session)
    let path = Self.path(of: name)
    var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in words + variables { free(pointer) } }
    var process: pid_t = 0
    let status = posix_spawn(&process, path, &actions, &attributes, &words, &variables)
    guard status == 0 else { throw TestFailure("cannot run '\(path)': \(status)") }
    return process
  }

  deinit {
    close(output)
    close(errors)
  }

  /// A program of the build; another one is named by its path.
  package static func path(of name: String) -> String { name.hasPrefix("/") ? name : folder + "/" + name }

  /// Where the build puts programs: beside the tests.
  private static let folder: String = {
    var room = [CChar](repeating: 0, count: 4_096)
    let count = readlink("/proc/self/exe", &room, room.count)
    let path = String(decoding: room.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return path.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }
  }()

  /// Reads what it says until `isEnough`, or until it has ended.
  package func read(until isEnough: (Program) -> Bool = { _ in false }) throws {
    var ends = [output, errors].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    var room = [UInt8](repeating: 0, count: 65_536)
    while !isEnough(self), ends.contains(where: { $0.fd >= 0 }) {
      guard poll(&ends, 2, Patience.milliseconds) > 0 else {
        stop()
        throw TestFailure("it hangs; so far: \(outputText) \(errorText)")
      }
      for place in 0..<2 where ends[place].fd >= 0 && ends[place].revents != 0 {
        let count = Glibc.read(ends[place].fd, &room, room.count)
        if count <= 0 { ends[place].fd = -1 }
        let text = String(decoding: room.prefix(max(0, count)), as: UTF8.self)
        if place == 0 { outputText += text } else { errorText += text }
      }
    }
  }

  /// Ends it, once.
  package func stop() {
    guard process > 0 else { return }
    kill(process, SIGTERM)
    _ = wait()
    process = 0
  }

  /// The exit status; 128 and the signal's number where one killed it.
  package func wait() -> Int32 {
    var status: Int32 = 0
    var usage = rusage()
    while wait4(process, &status, 0, &usage) < 0, errno == EINTR {}
    residentKilobytesMax = usage.ru_maxrss
    return Self.status(status)
  }

  /// The most memory that it had, once it has ended.
  package private(set) var residentKilobytesMax = 0

  package static func wait(_ process: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    return self.status(status)
  }

  private static func status(_ status: Int32) -> Int32 {
    status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
  }
}
