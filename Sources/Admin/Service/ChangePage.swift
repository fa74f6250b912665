package import Catalogue
import Store

/// Consecutive changes, as notifications ready to be sent to subscribers.
package struct ChangePage: Sendable {
  package struct Change: Sendable {
    package let entity: String
    /// The whole notification, with its newline.
    package let frame: [UInt8]

    package init(entity: String, frame: [UInt8]) { (self.entity, self.frame) = (entity, frame) }
  }

  /// The changes after this number …
  package let start: Int64
  /// … up to this one.
  package private(set) var end: Int64
  package private(set) var changes: [Change] = []
  /// Whether these are the last changes.
  package var isLast = false
  /// Whether some changes after `start` are no longer in the audit log.
  package var isTorn = false

  package init(start: Int64) { (self.start, end) = (start, start) }

  package mutating func add(_ seq: Int64, _ change: Change) {
    changes.append(change)
    end = seq
  }
}

extension Reader {
  /// The limits of one page. They are low, since the loop makes a page between two turns.
  private static let pageRowsMax = 256
  private static let pageBytesMax = 256 << 10

  /// A page of the changes after a number; nil if a database has to be opened first, and the reader does not wait.
  package mutating func changes(after seq: Int64) throws(Failure) -> ChangePage? {
    try unmetered { (transaction) throws(Failure) in
      var page = ChangePage(start: seq)
      page.isTorn = try transaction.auditRange().oldest > seq + 1
      var bytes = 0
      page.isLast = try transaction.auditTail(after: seq) { seq, entity, record in
        let change = ChangePage.Change(entity: entity, frame: WatchNotice.change(record))
        page.add(seq, change)
        bytes += change.frame.count
        return page.changes.count < Self.pageRowsMax && bytes < Self.pageBytesMax
      }
      return page
    }
  }

  /// The number of the last change; nil as for `changes`.
  package mutating func lastChange() throws(Failure) -> Int64? {
    try unmetered { (transaction) throws(Failure) in try transaction.auditRange().last }
  }
}
