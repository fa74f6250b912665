import Admin
import Catalogue
package import Linux
import Synchronization
import Vocabulary

/// The daemon: it serves a service on sockets, from start to stop.
package final class Daemon: Sendable {
  private let shared: Shared
  private let manager: ServiceManager
  private let readSettings: ReadSettings?

  /// - Parameters:
  ///   - isManaged: whether the service manager that started this process is notified.
  ///   - readSettings: called for SIGHUP; nil without a settings file.
  /// - Throws: `StartFailure` if the system refuses an eventfd.
  package init(
    _ service: any Answering, _ bounds: Bounds, _ log: Log, isManaged: Bool = false, readSettings: ReadSettings? = nil
  ) throws(StartFailure) {
    do { shared = try Shared(service, bounds, log) } catch {
      throw StartFailure("\(error.call) failed: \(error.reason)")
    }
    manager = isManaged ? .ofThisProcess() : .none
    self.readSettings = readSettings
  }

  /// Serves on the calling thread until `stop`, a signal, or idleness. It finishes the accepted requests before it
  /// returns.
  /// - Parameter whenReady: called once all sockets accept connections.
  /// - Throws: `StartFailure`, before any client is served.
  package func run(
    _ listeners: consuming Listeners, signals: consuming Signals? = nil, whenReady: () -> Void = {}
  ) throws(StartFailure) {
    var threads = Threads(shared)
    do throws(Failure) {
      let reader = try shared.service.makeReader(waits: false)
      try threads.startWriter()
      try threads.startLanes()
      do throws(SystemError) {
        var loop = try Loop(shared, reader, manager, readSettings, signals)
        try loop.run(listeners.queue, whenReady)
        threads.end(isPatient: loop.slots.count == 0)
      } catch { throw Failure(.internal, "\(error.call) failed: \(error.reason)") }
    } catch {
      threads.end(isPatient: true)
      throw StartFailure(error.message)
    }
  }

  /// Ends `run` from another thread: it accepts and reads nothing more, and finishes the accepted requests.
  package func stop() {
    shared.isStopping.store(true, ordering: .releasing)
    shared.loopMailbox.wakeup.signal()
  }
}
