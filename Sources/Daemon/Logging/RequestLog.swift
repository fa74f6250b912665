import Admin
import Catalogue

extension Shared {
  /// One line about a request that failed or changed something; nothing, at no cost, about any other.
  /// - Parameters:
  ///   - method: empty for what was no request.
  ///   - start: when it began, in nanoseconds of the monotonic clock; nil where that was not measured.
  func logRequest(
    _ method: String, _ caller: Caller, _ failure: Failure?, change: Change = .none, since start: Int64? = nil
  ) {
    guard failure != nil || change != .none else { return }
    let event: Log.Event =
      switch failure?.kind {
      case .internal: .failed
      case .some: .refused
      case nil: change == .made ? .changed : .tried
      }
    log(event, "\(event)", fields(method, caller, failure, start))
  }

  /// What became of the database.
  enum Change { case none, tried, made }

  private func fields(
    _ method: String, _ caller: Caller, _ failure: Failure?, _ start: Int64?
  ) -> [(name: String, value: String)] {
    var fields: [(name: String, value: String)] = []
    // The name of no method is the caller's own text, which may be anything.
    if !method.isEmpty, failure?.kind != .unknownMethod { fields.append(("method", method)) }
    if let entity = failure?.entity ?? service.entity(ofMethod: method) { fields.append(("entity", entity)) }
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
}
