import Glibc
import Synchronization
import TestData
import Testing

/// Containers in which checks run.
final class Container: Sendable {
  /// One that the system's own systemd runs in, with the service installed; see Container/boot.
  static let systemd = Container("Container", parts: ["alone", "default", "instances"])
  /// One for each check, with the daemon as its first process; see Pod/boot.
  static let pods = Container("Pod", parts: ["checks"])

  /// A check that runs in it: a shell script whose first line says what is promised.
  struct Check: Sendable, CustomTestStringConvertible {
    let name: String
    let promise: String
    var testDescription: String { "\(name): \(promise)" }
  }

  struct Outcome: Sendable {
    /// The exit status; nil if it did not come to an end.
    let status: Int32?
    let log: String
  }

  private static let here = "/" + #filePath.split(separator: "/").dropLast().joined(separator: "/")

  let checks: [Check]
  private let folder: String
  private let boot = Mutex<Task<[String: Outcome], any Error>?>(nil)

  /// - Parameters:
  ///   - name: of the folder with the script `boot`.
  ///   - parts: its folders with checks.
  private init(_ name: String, parts: [String]) {
    let folder = "\(Self.here)/\(name)"
    self.folder = folder
    checks = parts.flatMap { part in
      TemporaryFolder.names(in: "\(folder)/\(part)").sorted().map { name in
        let text = (try? TemporaryFolder.bytes(of: "\(folder)/\(part)/\(name)")) ?? []
        let first = String(decoding: text, as: UTF8.self).prefix { $0 != "\n" }
        return Check(name: name, promise: String(first.dropFirst(2)))
      }
    }
  }

  /// Whether this user may, and this machine can.
  var canBoot: Bool { geteuid() == 0 && (try? Self.status(of: ["\(folder)/boot"], quietly: true)) == 0 }

  /// What became of the checks. Boots once for all of them.
  func outcomes() async throws -> [String: Outcome] {
    let task = boot.withLock { boot in
      let task =
        boot
        ?? Task { [folder, checks] in
          // A thread of its own: those of Swift's tasks are few, and others need them meanwhile.
          try await withCheckedThrowingContinuation { continuation in
            onThread { continuation.resume(with: Result { try Self.run(folder, checks) }) }
          }
        }
      boot = task
      return task
    }
    return try await task.value
  }

  private static func run(_ folder: String, _ checks: [Check]) throws -> [String: Outcome] {
    let results = try TemporaryFolder()
    _ = try status(of: ["\(folder)/boot", programs, results.path], quietly: false)
    func text(_ name: String) -> String? {
      (try? TemporaryFolder.bytes(of: results.path(of: name))).map { String(decoding: $0, as: UTF8.self) }
    }
    var outcomes: [String: Outcome] = [:]
    for check in checks {
      let status = text("\(check.name).status").flatMap { Int32($0.filter(\.isNumber)) }
      outcomes[check.name] = Outcome(status: status, log: text("\(check.name).log") ?? text("console") ?? "nothing ran")
    }
    return outcomes
  }

  /// Beside the tests.
  private static let programs: String = {
    var room = [CChar](repeating: 0, count: 4_096)
    let count = readlink("/proc/self/exe", &room, room.count)
    let path = String(decoding: room.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return path.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }
  }()

  private struct Unable: Error { let message: String }

  private static func status(of words: [String], quietly: Bool) throws -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if quietly {
      for number: Int32 in 0...2 { posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_RDWR, 0) }
    }
    var pointers: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    var process: pid_t = 0
    let code = posix_spawn(&process, words[0], &actions, nil, &pointers, environ)
    guard code == 0 else { throw Unable(message: "cannot run '\(words[0])'") }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
  }
}

/// Runs the body on a new thread.
private func onThread(_ body: @escaping @Sendable () -> Void) {
  final class Box: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  var thread = pthread_t()
  let box = Unmanaged.passRetained(Box(body))
  let code = pthread_create(
    &thread, nil,
    { argument in
      if let argument { Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body() }
      return nil
    }, box.toOpaque())
  guard code == 0 else {
    box.release()
    return body()
  }
  pthread_detach(thread)
}
