import Admin
import Catalogue
import Linux
import Vocabulary

extension Shared {
  /// One line about a request that failed, changed something, was a dry run or took long; nothing, at no cost, about any
  /// other.
  /// - Parameters:
  ///   - call: nil for what was no request.
  ///   - extent: what was changed; nil where nothing was.
  ///   - start: when it began, in nanoseconds of the monotonic clock; nil where that was not measured.
  func logRequest(
    _ call: Call?, _ caller: Caller, _ failure: Failure?, _ extent: ChangeExtent? = nil, since start: Int64? = nil
  ) {
    let isDryRun = call?.isDryRun == true
    let isSlow = start.map { monotonicNanoseconds() - $0 > LongCall.toldNanoseconds } ?? false
    let event: Log.Event
    switch failure?.kind {
    case .internal?: event = .failed
    case .some: event = .refused
    case nil where !isDryRun && extent != nil: event = .changed
    case nil where isSlow:
      let dryRun = isDryRun ? [(name: "dry_run", value: "yes")] : []
      return log(.slow, "took long", fields(call, caller, nil, extent, start) + dryRun)
    case nil where isDryRun: event = .tried
    case nil: return
    }
    log(event, "\(event)", fields(call, caller, failure, extent, start))
  }

  /// One line about a call that goes on for long.
  func logSlow(_ message: String, _ call: Call, _ caller: Caller, since start: Int64) {
    log(.slow, message, fields(call, caller, nil, nil, start))
  }

  private func fields(
    _ call: Call?, _ caller: Caller, _ failure: Failure?, _ extent: ChangeExtent?, _ start: Int64?
  ) -> [(name: String, value: String)] {
    var fields: [(name: String, value: String)] = []
    // The name of no method is the caller's own text, which may be anything.
    if let call, failure?.kind != .unknownMethod { fields.append(("method", call.method)) }
    if let entity = failure?.entity ?? extent?.entity ?? call?.entity { fields.append(("entity", entity)) }
    if let extent { fields += self.fields(extent, isKept: call?.isDryRun == false) }
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
