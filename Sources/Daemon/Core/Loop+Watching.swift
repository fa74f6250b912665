import Admin
import Catalogue
import Linux

extension Loop {
  /// Ends the subscriptions if the database file became another one: its audit log is another history, in which the same
  /// numbers mean other changes.
  mutating func checkFileSerial() {
    let serial = shared.service.databaseSerial
    guard serial != databaseSerial else { return }
    databaseSerial = serial
    watchers.page = nil
    for index in watchers.slots {
      // A connection that is elsewhere is told when it returns, since its subscription has the earlier serial.
      guard seats[index]?.hasConnection == true else { continue }
      serve(index, isReadable: false)
    }
    if manager.isPresent, stopDeadline == nil { manager.notifyStatus(status) }
  }

  /// Gives each subscriber a turn if there may be changes to send.
  mutating func serveWatchers() {
    if watchers.isEmpty { return }
    let now = monotonicNanoseconds()
    let isTime = watchers.nextLook.map { $0 <= now } ?? false
    let counts = (own: shared.changes.own, foreign: shared.changes.foreign)
    guard isTime || counts != watchers.seen else { return }
    watchers.seen = counts
    for index in watchers.slots where seats[index]?.hasConnection == true { serve(index, isReadable: false) }
    guard isTime, !watchers.isEmpty else { return }
    // Only the writer's own session can tell its commits from those of other processes.
    shared.writerMailbox.requestCheck()
    watchers.look(again: now + shared.bounds.watchNanoseconds)
  }

  /// Sends a subscriber its changes at the end of its turn, when nothing else is unsent.
  /// - Returns: whether there are more changes, to be sent in its next turn.
  mutating func tellChanges(_ connection: inout ClientConnection) -> Bool {
    guard var subscription = connection.caller.subscription else {
      if !watchers.isEmpty { stopWatching(connection.slot) }
      return false
    }
    let serial = shared.service.databaseSerial
    guard subscription.databaseSerial == nil || subscription.databaseSerial == serial else {
      let reason =
        shared.service.databaseProblem ?? "the database file was replaced: its changes belong to another history"
      drop(&connection, subscription, reason: reason)
      return false
    }
    subscription.databaseSerial = serial
    // Before anything is read: a commit after this wakes the loop.
    watchers.add(connection.slot, now: monotonicNanoseconds(), every: shared.bounds.watchNanoseconds)
    shared.changes.isWatched = true
    let counts = (own: shared.changes.own, foreign: shared.changes.foreign)
    subscription.stalledAt = nil
    var bytes: [UInt8] = []
    var isWhole = true
    // If the page cannot be read now, the position stays, and the next look tries again.
    if subscription.commitsTold != counts.own, let page = page(after: subscription.position, counts.own) {
      if page.isTorn {
        drop(&connection, subscription)
        return false
      }
      for change in page.changes where subscription.wants(change.entity) { bytes += change.frame }
      subscription.position = page.end
      subscription.commitsTold = page.isLast ? counts.own : nil
      isWhole = page.isLast
    }
    if let told = subscription.foreignTold, told != counts.foreign { bytes += WatchNotice.foreign }
    subscription.foreignTold = counts.foreign
    connection.caller.subscription = subscription
    connection.send(bytes)
    return !isWhole
  }

  /// A page of the changes after a number; nil if they cannot be read now. The last page read is used again: it is
  /// valid for ever if it is full, and until the next commit otherwise.
  private mutating func page(after position: Int64, _ commits: UInt64) -> ChangePage? {
    if let page = watchers.page, page.start == position, !page.isLast || watchers.pageCommits == commits { return page }
    do throws(Failure) {
      guard let page = try quick.reader.changes(after: position) else { return nil }
      (watchers.page, watchers.pageCommits) = (page, commits)
      return page
    } catch {
      shared.log(.delayed, "cannot read what changed: \(error.message)")
      return nil
    }
  }

  /// Ends the subscription of a client that takes no bytes while many changes are made.
  mutating func dropIfSlow(_ connection: inout ClientConnection) {
    guard var subscription = connection.caller.subscription, let last = try? quick.reader.lastChange() else { return }
    let stalledAt = subscription.stalledAt ?? last
    subscription.stalledAt = stalledAt
    guard last - stalledAt > shared.bounds.watchChangesMax else {
      connection.caller.subscription = subscription
      return
    }
    drop(&connection, subscription)
    shared.log(.fellBehind, "a client that watches was too slow: it gets no more changes")
  }

  /// Ends a subscription and tells the client. The connection itself stays.
  private mutating func drop(
    _ connection: inout ClientConnection, _ subscription: Subscription, reason: String? = nil
  ) {
    connection.send(WatchNotice.dropped(subscription.position, reason: reason))
    connection.caller.subscription = nil
    stopWatching(connection.slot)
  }

  mutating func stopWatching(_ slot: Int) {
    watchers.remove(slot)
    if watchers.isEmpty { shared.changes.isWatched = false }
  }
}
