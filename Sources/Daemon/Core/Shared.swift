import Admin
import JSON
import JSONRPC
import Linux
import Synchronization

/// What the threads of one daemon have in common.
final class Shared: Sendable {
  let service: any Answering
  let bounds: Bounds
  let messageLimits: Message.Limits
  /// What a read may cost on the loop before it moves to a lane.
  let readBudget: ReadBudget
  let log: Log
  let userNames = UserNames()
  /// Connections that wait for the loop, the writer and a lane.
  let loopMailbox: Mailbox<ClientConnection>
  let writerMailbox: Mailbox<ClientConnection>
  let laneMailbox: Mailbox<ClientConnection>
  let writerProgress = Progress()
  let changes = ChangeCounts()
  /// Set by `stop`.
  let isStopping = Atomic<Bool>(false)
  /// Set when the time for stopping is over: long work ends at its next question.
  let isAbandoned = Atomic<Bool>(false)

  init(_ service: any Answering, _ bounds: Bounds, _ log: Log) throws(SystemError) {
    (self.service, self.bounds, self.log) = (service, bounds, log)
    messageLimits = Message.Limits(depthMax: service.limits.depth, batchMax: service.limits.batchCalls)
    readBudget = ReadBudget(steps: service.limits.quickSteps, bytes: service.limits.quickBytes)
    loopMailbox = try Mailbox()
    writerMailbox = try Mailbox()
    laneMailbox = try Mailbox()
  }

  /// Looks a request up, for all who deal with it from here on.
  func item(_ content: Result<Request, InvalidRequest>, isReadOnly: Bool) -> Work.Item {
    switch content {
    case .failure(let invalid): Work.Item(invalid)
    case .success(let request): Work.Item(service.call(request), isReadOnly: isReadOnly)
    }
  }

  /// Posts a connection to the thread that can go on with its work; to the loop once no work is left.
  func handOver(_ connection: consuming ClientConnection) {
    var connection = connection
    connection.queuedAt = monotonicNanoseconds()
    switch connection.destination {
    case .lane: laneMailbox.post(connection)
    case .writer: writerMailbox.post(connection)
    case .finished: loopMailbox.post(connection)
    }
  }
}

/// How the daemon shares its time out, besides the service's limits.
package struct Bounds: Sendable {
  /// Threads for what may take long.
  package var lanes: Int
  /// A batch of reads moves on to a lane after so long on the loop.
  package var batchNanoseconds: Int64 = 1_000_000
  /// Unsent answers on the loop before they are handed to the socket.
  package var answerBytes = 256 << 10
  /// How long the writer may hold the database's lock before it commits what it has.
  package var groupNanoseconds: Int64 = 500_000_000
  /// The writer looks for cancellations of connections that were queued for so long.
  package var cancelNanoseconds: Int64 = 1_000_000
  /// How long a stop waits for what was accepted, in seconds.
  package var stopSeconds = 20
  /// Ends the daemon when it had no connection for so many seconds; 0 never does.
  package var idleExitSeconds = 0
  /// How often changes of other processes are looked for, while somebody watches.
  package var watchNanoseconds: Int64 = 1_000_000_000
  /// Changes that may be made while a client that watches takes nothing of what it is sent.
  package var watchChangesMax: Int64 = 10_000

  package init(lanes: Int) { self.lanes = lanes }
}
