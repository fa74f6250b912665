import Glibc
import Linux
import TestData

@testable import Daemon

/// A real program of the build, which is killed if it still runs when the value ends.
struct RunningProgram: ~Copyable {
  let process: pid_t
  private let errors: Descriptor
  private var text = ""
  private var hasEnded = false

  /// Another user than root mounts as root of a namespace of his own, where the system lets him make one.
  private static let namespace = geteuid() == 0 ? "-m" : "-rm"

  /// Whether this user may mount.
  static let canMount: Bool = {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    guard
      let process = try? spawn(
        ["/usr/bin/unshare", namespace, "/bin/sh", "-c", "PATH=/bin:/usr/bin mount -t tmpfs tmpfs /mnt"], [:], &actions)
    else { return false }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    return status == 0
  }()

  struct Unable: Error { let message: String }

  /// Where the build puts it: beside the tests.
  static let folder: String = {
    var room = [CChar](repeating: 0, count: 4_096)
    let count = readlink("/proc/self/exe", &room, room.count)
    let path = String(decoding: room.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return path.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }
  }()

  /// - Parameters:
  ///   - sockets: passed as the service manager does, from descriptor 3 on.
  ///   - closed: descriptors of 0, 1 and 2 that are closed when it starts.
  ///   - smallDisk: a folder that becomes a disk of four megabytes, for the program only.
  ///   - file: is copied to that disk first, as `db`.
  ///   - setting: a command of the shell before the program, such as `ulimit`.
  init(
    _ arguments: [String], environment: [String: String] = [:], sockets: [Int32] = [], closed: [Int32] = [],
    smallDisk: String? = nil, file: String? = nil, setting: String = ":", name: String = "vantage6-admin"
  ) throws {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw SystemError("pipe") }
    let reading = Descriptor(owning: ends[0])
    let writing = Descriptor(owning: ends[1])
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, writing.number, 2)
    // Out of the way first: one of them may be where another one has to go.
    let base: Int32 = 200
    for (place, socket) in sockets.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, socket, base + Int32(place))
    }
    for place in sockets.indices {
      posix_spawn_file_actions_adddup2(&actions, base + Int32(place), 3 + Int32(place))
      posix_spawn_file_actions_addclose(&actions, base + Int32(place))
    }
    // Only the child knows its number.
    let script =
      "\(setting); test -z \"$LISTEN_FDS\" || export LISTEN_PID=$$; exec \"$0\" \"$@\""
      + closed.map { " \($0)>&-" }.joined()
    var words = ["/bin/sh", "-c", script, "\(Self.folder)/\(name)"] + arguments
    if let smallDisk {
      let seed = file.map { " && cp '\($0)' \"$0/db\"" } ?? ""
      let mount = "mount -t tmpfs -o size=4m tmpfs \"$0\"\(seed) && exec \"$@\""
      words = ["/usr/bin/unshare", Self.namespace, "/bin/sh", "-c", mount, smallDisk] + words
    }
    let process = try Self.spawn(words, environment, &actions)
    self.process = process
    errors = reading
  }

  private static func spawn(
    _ words: [String], _ environment: [String: String], _ actions: inout posix_spawn_file_actions_t
  ) throws -> pid_t {
    let variables = environment.map { "\($0.key)=\($0.value)" }
    var wordPointers: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    var variablePointers: [UnsafeMutablePointer<CChar>?] = variables.map { strdup($0) } + [nil]
    defer { for pointer in wordPointers + variablePointers { free(pointer) } }
    var process: pid_t = 0
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // The tests may ignore or hold back signals.
    var (none, all) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    let code = posix_spawn(&process, words[0], &actions, &attributes, &wordPointers, &variablePointers)
    guard code == 0 else { throw SystemError("posix_spawn", code: code) }
    return process
  }

  deinit {
    if !hasEnded {
      kill(process, SIGKILL)
      waitpid(process, nil, 0)
    }
  }

  /// Waits until it wrote this to its standard error.
  mutating func wait(for words: String) throws {
    while !text.contains(words) {
      guard try readSome() else { throw Unable(message: "it ended, and said: \(text)") }
    }
  }

  /// Waits for its end.
  /// - Returns: its exit status, 128 and more for a signal, and what it wrote to its standard error.
  mutating func end() throws -> (status: Int32, errors: String) {
    while try readSome() {}
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    hasEnded = true
    return (status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F), text)
  }

  func signal(_ number: Int32) { kill(process, number) }

  private mutating func readSome() throws -> Bool {
    var entry = pollfd(fd: errors.number, events: Int16(POLLIN), revents: 0)
    guard poll(&entry, 1, Patience.milliseconds) > 0 else { throw Unable(message: "it says nothing, after: \(text)") }
    var room = [UInt8](repeating: 0, count: 4_096)
    let count = read(errors.number, &room, room.count)
    text += String(decoding: room.prefix(max(0, count)), as: UTF8.self)
    return count > 0
  }
}
