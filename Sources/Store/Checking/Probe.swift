package import Catalogue

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
    try read { (transaction) throws(Failure) in
      var defects = Defects(limit: options.limit, RecordNames(transaction.database))
      try check.probe.find(transaction, options, &defects)
      return defects
    }
  }
}
