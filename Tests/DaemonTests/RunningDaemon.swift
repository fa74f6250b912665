import Admin
import Linux
import TestData

@testable import Daemon

/// A daemon in this process, on a socket in a folder of its own.
struct RunningDaemon: ~Copyable {
  let folder: TemporaryFolder
  let daemon: Daemon
  let log: Lines
  private var thread: Thread?

  private enum Start: Sendable {
    case ready
    case failed(StartFailure)
  }

  init(
    _ service: any Answering, isReadOnly: Bool = false, adjust: (inout Bounds) -> Void = { _ in }
  ) throws {
    let folder = try TemporaryFolder()
    var bounds = Bounds(lanes: 2)
    // What is in a group must not depend on how busy the machine is.
    bounds.groupNanoseconds = 60_000_000_000
    adjust(&bounds)
    let log = Lines()
    let daemon = try Daemon(service, bounds, Log(level: .debug) { log.add($0.text) })
    let start = try Mailbox<Start>()
    let path = folder.path(of: "s")
    thread = try Thread("daemon") {
      do throws(StartFailure) {
        var listeners = Listeners()
        listeners.append(try Listener(path: path, isReadOnly: isReadOnly))
        try daemon.run(listeners, whenReady: { start.post(.ready) })
      } catch { start.post(.failed(error)) }
    }
    if case .failed(let failure) = start.waitAndTake() { throw failure }
    (self.daemon, self.log) = (daemon, log)
    self.folder = folder
  }

  deinit {
    daemon.stop()
    if let thread { thread.join() }
  }

  var path: String { folder.path(of: "s") }

  func client() throws -> Client { try Client(path) }

  /// Waits until `run` has returned.
  mutating func join() { if let thread = thread.take() { thread.join() } }
}

/// Lines in the order in which threads added them.
final class Lines: Sendable {
  private let lines = Watched<[String]>([])

  func add(_ line: String) { lines.change { $0.append(line) } }
  var all: [String] { lines.value }

  /// All, once there are so many: an answer does not wait for the log.
  func all(atLeast count: Int) -> [String] {
    _ = lines.waits { $0.count >= count }
    return all
  }

  /// Waits until there is such a line.
  func have(_ line: String) -> Bool { lines.waits { $0.contains(line) } }

  /// Waits until it is true, and looks again at each new line.
  func waits(until isTrue: () throws -> Bool) rethrows -> Bool { try lines.waits { _ in try isTrue() } }
}
