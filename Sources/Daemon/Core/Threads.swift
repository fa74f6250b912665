import Catalogue
import Linux
import Vocabulary

/// The writer, the lanes and the lanes for long work: all threads but the loop.
struct Threads: ~Copyable {
  private let shared: Shared
  private var running = Queue<Thread>()

  init(_ shared: Shared) { self.shared = shared }

  /// Starts the writer and waits until it has its session on the database.
  mutating func startWriter() throws(Failure) {
    let shared = shared
    let start: Mailbox<WriterStart>
    do { start = try Mailbox() } catch { throw Failure(.internal, "cannot start a thread: \(error.reason)") }
    try add("writer") {
      do throws(Failure) {
        let writer = try shared.service.makeWriter(onStep: { shared.writerProgress.step() })
        start.post(.ready)
        var group = GroupWriter(shared, writer)
        group.run()
      } catch { start.post(.failed(error)) }
    }
    if case .failed(let failure) = start.waitAndTake() { throw failure }
  }

  mutating func startLanes() throws(Failure) {
    for number in 1...max(1, shared.bounds.lanes) { try startLane("lane \(number)", .lane) }
    for number in 1...max(1, shared.bounds.longLanes) { try startLane("long lane \(number)", .longLane) }
  }

  private mutating func startLane(_ name: String, _ place: Work.Destination) throws(Failure) {
    let shared = shared
    try add(name) {
      // A lower priority: a long computation must not delay the loop by a whole time slice.
      Thread.stepBack()
      var lane = Lane(shared, place)
      lane.run()
    }
  }

  private mutating func add(_ name: String, _ body: @escaping @Sendable () -> Void) throws(Failure) {
    do { running.append(try Thread(name, body)) } catch {
      throw Failure(.internal, "cannot start a thread: \(error.reason)")
    }
  }

  /// Ends the threads. Their mailboxes are empty.
  /// - Parameter isPatient: whether to wait for them; otherwise a stuck thread ends with the process.
  mutating func end(isPatient: Bool) {
    shared.writerMailbox.close()
    shared.laneMailbox.close()
    shared.longLaneMailbox.close()
    while let thread = running.popFirst() {
      if isPatient { thread.join() }
    }
  }
}

/// How the writer's thread started.
private enum WriterStart: Sendable {
  case ready
  case failed(Failure)
}
