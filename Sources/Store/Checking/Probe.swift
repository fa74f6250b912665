package import Catalogue
import Engine

/// How a check finds its rows. The probes of this module follow from the catalogue and name no entity.
package struct Probe: Sendable {
  package typealias Find =
    @Sendable (borrowing ReadTransaction, CheckOptions, inout Defects) throws(Failure) -> Void

  let find: Find

  package init(_ find: @escaping Find) { self.find = find }
}

extension Database {
  /// Runs a check in a snapshot of its own, so that none is open for long.
  package func defects(of check: Check, _ options: CheckOptions) throws(Failure) -> Defects {
    // The closure that `read` takes crashes the optimiser of Swift 6.3.1 here.
    try beginReading()
    defer { session.endReading() }
    var defects = Defects(limit: options.limit, RecordNames(self))
    try check.probe.find(ReadTransaction(self), options, &defects)
    return defects
  }
}
