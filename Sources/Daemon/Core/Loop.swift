import Admin
import CLinux
import Catalogue
import Glibc
import JSON
import JSONRPC
import Linux
import Synchronization

/// The thread that waits for sockets. It owns the idle connections, frames their bytes, and answers quick reads itself.
/// A call that may take long moves to another thread together with its connection.
struct Loop: ~Copyable {
  let shared: Shared
  let poll: Poll
  let quick: QuickAnswers
  let manager: ServiceManager
  /// Reads the settings again; nil without a settings file.
  let readSettings: ReadSettings?
  /// Whether the last reload found settings that it could not use.
  var areSettingsRefused = false
  var bounds: Bounds
  var statusLine = StatusLine()
  var signals: Signals?
  var watchdog: Watchdog?
  var listeners = SlotTable<PolledListener>()
  var slots = SlotTable<ConnectionSlot>()
  /// At the same indices as the slots.
  var seats = SlotTable<ConnectionSeat>()
  var generation: UInt32 = 0
  /// Slots whose connections can go on without waiting: epoll does not report complete frames in the buffer.
  var runnable: [Int] = []
  var requests: RequestReader
  /// Answers of the connection in its turn that are not sent yet.
  var answers = JSONWriter(capacity: 64 << 10)
  /// Closed for a moment to refuse a connection when no other descriptor is left.
  var spare = SpareDescriptor.make()
  /// When accepting goes on after the process ran out of descriptors; nil while it accepts.
  var resumeAcceptingAt: Int64?
  /// When the last connection ended, or the daemon started.
  var idleSince = monotonicNanoseconds()
  /// When a stop ends the connections that are not finished; nil while the daemon runs.
  var stopDeadline: Int64?
  /// The connections that subscribed to changes.
  var watchers = Watchers()
  /// The serial of the database file when the subscriptions were last checked.
  var databaseSerial: Int
  /// The connections that wait for memory.
  var line = MemoryLine()

  init(
    _ shared: Shared, _ reader: any ReadAnswering, _ manager: ServiceManager,
    _ readSettings: ReadSettings?, _ signals: consuming Signals?
  ) throws(SystemError) {
    let poll = try Poll()
    var watchdog: Watchdog?
    if let period = manager.watchdogNanoseconds { watchdog = try Watchdog(everyNanoseconds: period / 2) }
    (self.shared, self.manager, self.readSettings, bounds) = (shared, manager, readSettings, shared.bounds)
    quick = QuickAnswers(shared: shared, reader: reader)
    requests = RequestReader(shared)
    databaseSerial = shared.service.databaseSerial
    self.poll = poll
    self.signals = signals
    self.watchdog = watchdog
  }

  /// Serves until a stop, or until the daemon was idle for long enough.
  mutating func run(_ listeners: consuming Queue<Listener>, _ whenReady: () -> Void) throws(SystemError) {
    try start(listeners)
    whenReady()
    let events = UnsafeMutableBufferPointer<linux_event>.allocate(capacity: 256)
    defer { events.deallocate() }
    while true {
      let count = poll.wait(into: events, milliseconds: timeout())
      // Reset before the mailbox is emptied: a post after this signals again.
      if events[..<count].contains(where: { $0.token == EventToken.mailbox.value }) { shared.loopMailbox.wakeup.wait() }
      quick.reader.recheckFile()
      // Before the events: an event of a connection that returns then finds the connection in its slot.
      takeReturned()
      for event in events[..<count] { try handle(EventToken(event.token), Poll.Interest(rawValue: event.events)) }
      serveRunnable()
      checkFileSerial()
      serveWatchers()
      serveMemoryLine()
      tellStatus()
      if shared.isStopping.load(ordering: .acquiring), stopDeadline == nil { beginStopping() }
      if isOver() { return }
    }
  }

  private mutating func start(_ listeners: consuming Queue<Listener>) throws(SystemError) {
    var queue = listeners
    while let listener = queue.popFirst() { self.listeners.insert(PolledListener(listener)) }
    try poll.add(shared.loopMailbox.wakeup.descriptor.number, .input, token: EventToken.mailbox.value)
    if let number = signals?.descriptor.number { try poll.add(number, .input, token: EventToken.signals.value) }
    if let number = watchdog?.timer.number { try poll.add(number, .input, token: EventToken.watchdog.value) }
    resumeAccepting()
    manager.notifyReady(status)
    shared.log(.ready, "ready")
  }

  private mutating func handle(_ token: EventToken, _ happened: Poll.Interest) throws(SystemError) {
    switch token {
    case .mailbox: break
    case .signals: handleSignals()
    case .watchdog: notifyWatchdog()
    case .listener(let index): accept(index)
    case .slot(let index, let generation):
      guard let slot = slots[index]?.generation, slot == generation else { return }
      serve(index, isReadable: happened.has(.input, or: .hangUp))
    }
  }

  private mutating func takeReturned() {
    while let connection = shared.loopMailbox.take() {
      let index = connection.slot
      seats[index]?.connection = consume connection
      serve(index, isReadable: false)
    }
  }

  private mutating func serveRunnable() {
    if runnable.isEmpty { return }
    var turns: [Int] = []
    swap(&turns, &runnable)
    for index in turns where slots[index]?.isRunnable == true {
      slots[index]?.isRunnable = false
      serve(index, isReadable: false)
    }
  }

  private mutating func handleSignals() {
    while let signal = signals?.next() {
      if signal == SIGHUP {
        reload()
      } else {
        shared.log(.stopping, "stopping")
        shared.isStopping.store(true, ordering: .releasing)
      }
    }
  }

  private mutating func notifyWatchdog() {
    let isAlive = watchdog?.look(shared.writerProgress, hasQueue: !shared.writerMailbox.isEmpty) ?? true
    if isAlive { manager.notifyAlive() } else { shared.log(.stuck, "the writer makes no progress") }
  }
}

// MARK: Time

extension Loop {
  /// How long epoll may wait for events, in milliseconds; -1 without a limit, since an idle daemon must not wake up.
  private func timeout() -> Int32 {
    if !runnable.isEmpty || line.isUnfinished { return 0 }
    // Not an array: this runs for every request and must not allocate.
    let next = min(
      stopDeadline ?? .max, resumeAcceptingAt ?? .max, idleDeadline ?? .max, watchers.nextLook ?? .max,
      statusLine.dueAt ?? .max, line.nextLook)
    if next == .max { return -1 }
    return Int32(clamping: max(0, (next - monotonicNanoseconds() + 999_999) / 1_000_000))
  }

  private var idleDeadline: Int64? {
    guard bounds.idleExitSeconds > 0, slots.count == 0, stopDeadline == nil else { return nil }
    return idleSince + Int64(bounds.idleExitSeconds) * 1_000_000_000
  }

  private mutating func isOver() -> Bool {
    if resumeAcceptingAt.map({ $0 <= monotonicNanoseconds() }) == true { resumeAccepting() }
    if let stopDeadline { return slots.count == 0 || hasWaitedEnough(stopDeadline) }
    guard let idleDeadline, idleDeadline <= monotonicNanoseconds() else { return false }
    return closeForIdleness()
  }

  /// Stops an idle daemon. A client that connected meanwhile is served first; a client that connects later waits at the
  /// service manager's socket, which starts the daemon again.
  private mutating func closeForIdleness() -> Bool {
    for index in 0..<listeners.endIndex { accept(index) }
    guard slots.count == 0 else { return false }
    shared.log(.stopping, "idle, stopping")
    beginStopping()
    return true
  }
}
