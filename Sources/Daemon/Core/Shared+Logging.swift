import Admin
import Catalogue
import Linux
import Vocabulary

extension Shared {
  /// Logs a request that failed, changed something, was a dry run, tried out a secret or took long. No other request is
  /// logged.
  /// - Parameters:
  ///   - call: nil for an invalid request.
  ///   - extent: what the request changed; nil if it changed nothing.
  ///   - start: when the request began, in nanoseconds of the monotonic clock; nil if that was not measured.
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
    case nil where call?.testsSecret == true: event = .tested
    case nil where isSlow:
      let dryRun = isDryRun ? [(name: "dry_run", value: "yes")] : []
      return log(.slow, "took long", fields(call, caller, nil, extent, start) + dryRun)
    case nil where isDryRun: event = .tried
    case nil: return
    }
    log(event, "\(event)", fields(call, caller, failure, extent, start))
  }

  /// Logs a call that is still running.
  func logSlow(_ message: String, _ call: Call, _ caller: Caller, since start: Int64) {
    log(.slow, message, fields(call, caller, nil, nil, start))
  }

  private func fields(
    _ call: Call?, _ caller: Caller, _ failure: Failure?, _ extent: ChangeExtent?, _ start: Int64?
  ) -> [(name: String, value: String)] {
    var fields: [(name: String, value: String)] = []
    // The name of an unknown method is not logged: it is the caller's text, and may be anything.
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

  /// The fields for a change. The audit number of a dry run is left out, since another change gets that number.
  private func fields(_ extent: ChangeExtent, isKept: Bool) -> [(name: String, value: String)] {
    var fields = [(name: "id", value: String(extent.id))]
    if isKept { fields.append(("seq", String(extent.seq))) }
    if extent.records > 1 { fields.append(("records", String(extent.records))) }
    return fields
  }
}
