import Admin
import JSON
import JSONRPC
import Linux
import Synchronization

/// The state that the threads of one daemon share.
final class Shared: Sendable {
  let service: any Answering
  let bounds: Bounds
  let messageLimits: Message.Limits
  /// What a read may cost on the loop before it moves to a lane.
  let readBudget: ReadBudget
  let log: Log
  let memory: MemoryAccount
  let userNames = UserNames()
  /// Connections that wait for the loop, the writer, a lane, and a lane for long work.
  let loopMailbox: Mailbox<ClientConnection>
  let writerMailbox: Mailbox<ClientConnection>
  let laneMailbox: Mailbox<ClientConnection>
  let longLaneMailbox: Mailbox<ClientConnection>
  let writerProgress = Progress()
  let changes = ChangeCounts()
  /// Set by `stop`.
  let isStopping = Atomic<Bool>(false)
  /// Set when the time for stopping is over: long work ends at its next check.
  let isAbandoned = Atomic<Bool>(false)

  init(_ service: any Answering, _ bounds: Bounds, _ log: Log) throws(SystemError) {
    (self.service, self.bounds, self.log) = (service, bounds, log)
    memory = MemoryAccount(service.metrics, service.limits)
    messageLimits = Message.Limits(depthMax: service.limits.depth, batchMax: service.limits.batchCalls)
    readBudget = ReadBudget(steps: service.limits.quickSteps, bytes: service.limits.quickBytes)
    loopMailbox = try Mailbox()
    writerMailbox = try Mailbox()
    laneMailbox = try Mailbox()
    longLaneMailbox = try Mailbox()
  }

  /// Posts a connection to the thread that can go on with its work; to the loop once no work is left.
  func handOver(_ connection: consuming ClientConnection) {
    var connection = connection
    connection.queuedAt = monotonicNanoseconds()
    connection.settle()
    switch connection.destination {
    case .lane: laneMailbox.post(connection)
    case .longLane: longLaneMailbox.post(connection)
    case .writer: writerMailbox.post(connection)
    case .finished: loopMailbox.post(connection)
    }
  }
}

/// How the daemon divides its time between clients, besides the service's limits.
package struct Bounds: Sendable {
  /// The number of lanes.
  package var lanes: Int
  /// The number of lanes for long work, such as a backup: as many calls of that kind run at a time.
  package var longLanes = 2
  /// A batch of reads moves to a lane after so long on the loop.
  package var batchNanoseconds: Int64 = 1_000_000
  /// Bytes of answers that the loop collects before it sends them.
  package var answerBytes = 256 << 10
  /// How long the writer may hold the database's lock before it commits what it has.
  package var groupNanoseconds: Int64 = 500_000_000
  /// How long a connection must have been queued before the writer peeks for a cancel.
  package var cancelNanoseconds: Int64 = 1_000_000
  /// How long a stop waits for accepted requests, in seconds.
  package var stopSeconds = 20
  /// The daemon ends after so many seconds without a connection; 0 for never.
  package var idleExitSeconds = 0
  /// How often the loop looks for changes of other processes, while there are subscribers.
  package var watchNanoseconds: Int64 = 1_000_000_000
  /// A subscriber that takes no bytes while more changes than this are made loses its subscription.
  package var watchChangesMax: Int64 = 10_000
  /// How long a connection may keep memory for half a message, or for answers that nobody takes, while others wait for it.
  package var memoryNanoseconds: Int64 = 2_000_000_000
  /// How many connections may wait for memory for large messages.
  package var memoryWaitersMax = 32

  package init(lanes: Int) { self.lanes = lanes }
}
