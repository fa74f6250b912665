import Admin
import Glibc
import Synchronization
import TestData

@testable import Daemon

/// A daemon in this process, on a socket in a folder of its own.
struct RunningDaemon: ~Copyable {
  let folder: TemporaryFolder
  let daemon: Daemon
  let log: LogLines
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
    adjust(&bounds)
    let log = LogLines()
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

final class LogLines: Sendable {
  private let lines = Mutex<[String]>([])

  func add(_ line: String) { lines.withLock { $0.append(line) } }
  var all: [String] { lines.withLock { $0 } }

  /// All, once there are so many, or after half a minute: an answer does not wait for the log.
  func all(atLeast count: Int) -> [String] {
    let end = ContinuousClock.now + .seconds(30)
    while all.count < count, ContinuousClock.now < end { sched_yield() }
    return all
  }
}
