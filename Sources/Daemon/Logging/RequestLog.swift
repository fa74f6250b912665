import Admin
import Catalogue
import Vocabulary

extension Shared {
  /// One line about a request that failed, changed something, was a dry run or took long; nothing, at no cost, about any
  /// other.
  /// - Parameters:
  ///   - method: empty for what was no request.
  ///   - facts: of a call that may change something; nil where it failed, and for a read.
  ///   - start: when it began, in nanoseconds of the monotonic clock; nil where that was not measured.
  func logRequest(
    _ method: String, _ caller: Caller, _ failure: Failure?, _ facts: CallFacts? = nil, since start: Int64? = nil
  ) {
    let isSlow = start.map { monotonicNanoseconds() - $0 > LongCall.toldNanoseconds } ?? false
    let event: Log.Event
    switch (failure?.kind, facts) {
    case (.internal?, _): event = .failed
    case (.some, _): event = .refused
    case (nil, let facts?) where !facts.isDryRun && facts.extent != nil: event = .changed
    case (nil, let facts) where isSlow:
      let dryRun = facts?.isDryRun == true ? [(name: "dry_run", value: "yes")] : []
      return log(.slow, "took long", fields(method, caller, nil, facts, start) + dryRun)
    case (nil, let facts?) where facts.isDryRun: event = .tried
    case (nil, _): return
    }
    log(event, "\(event)", fields(method, caller, failure, facts, start))
  }

  /// One line about a request that goes on for long.
  func logSlow(_ message: String, _ method: String, _ caller: Caller, since start: Int64) {
    log(.slow, message, fields(method, caller, nil, nil, start))
  }

  private func fields(
    _ method: String, _ caller: Caller, _ failure: Failure?, _ facts: CallFacts?, _ start: Int64?
  ) -> [(name: String, value: String)] {
    var fields: [(name: String, value: String)] = []
    // The name of no method is the caller's own text, which may be anything.
    if !method.isEmpty, failure?.kind != .unknownMethod { fields.append(("method", method)) }
    let extent = facts?.extent
    if let entity = failure?.entity ?? extent?.entity ?? service.entity(ofMethod: method) {
      fields.append(("entity", entity))
    }
    if let extent { fields += self.fields(extent, isKept: facts?.isDryRun == false) }
    if let failure {
      if let id = failure.id { fields.append(("id", String(id))) }
      fields.append(("kind", failure.kind.rawValue))
      if let detail = failure.detail { fields.append(("detail", detail)) }
    }
    fields.append(("peer_uid", String(caller.uid)))
    if let user = caller.user { fields.append(("peer_user", user)) }
    fields.append(("peer_pid", String(caller.pid)))
    if let start { fields.append(("duration_usec", String((monotonicNanoseconds() - start) / 1_000))) }
    return fields
  }

  /// What was changed. A number in the audit log that was not kept is given to another change.
  private func fields(_ extent: ChangeExtent, isKept: Bool) -> [(name: String, value: String)] {
    var fields = [(name: "id", value: String(extent.id))]
    if isKept { fields.append(("seq", String(extent.seq))) }
    if extent.records > 1 { fields.append(("records", String(extent.records))) }
    return fields
  }
}
