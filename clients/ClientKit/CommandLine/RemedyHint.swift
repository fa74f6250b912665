import JSON
package import JSONRPC
package import Vocabulary

/// What would let a refused call pass, in the words of a client: the daemon names parameters of its methods, and people
/// type options or arguments.
package enum RemedyHint {
  /// - Parameter spelled: how the client writes the parameter; nil where it has none. Then the daemon's hint stays.
  package static func of(_ error: RPCError, _ spelled: (Remedy) -> String?) -> String? {
    guard let remedy = error.remedy, let parameter = spelled(remedy) else { return error.hint }
    switch remedy {
    case .strict: return "leave out \(parameter) to do it anyway"
    case .long: return "use \(parameter) to allow more time, or do less at once"
    case .cascade: return "use \(parameter) to undo those too, the newest first"
    case .restoreSecrets:
      guard let change = error.data?["undo"]?.integer else { return error.hint }
      return "undo change \(change) first, then this one with \(parameter)"
    case .accept:
      return "use " + error.requires.map { "\(parameter) \($0)" }.joined(separator: " and ") + " to do it anyway"
    case .dependents: return dependents(error, parameter)
    case .where: return "ask for less at a time, or narrow \(parameter)"
    case .fields: return "ask for fewer \(parameter), or list the others by themselves"
    case .hold: return "use \(parameter) to keep them waiting until it is done, or try again when they have less to do"
    case .serverStopped: return "stop it, and say so with \(parameter)"
    case .otherDatabase: return "use \(parameter) to restore it all the same"
    case .update: return "use \(parameter) to change existing records"
    case .retry, .restart: return error.hint
    }
  }

  /// What both ways to delete the record would do to those that depend on it.
  private static func dependents(_ error: RPCError, _ parameter: String) -> String {
    var (parts, others): ([String], [String]) = ([], [])
    for group in error.data?["dependents"]?.array ?? [] {
      let words = (group["entity"]?.string ?? "record").replacing("_", with: " ")
      let part = group["parts"]?.integer ?? 0
      let other = (group["count"]?.integer ?? 0) - part
      if part > 0 { parts.append(Wording.counted(part, words)) }
      if other > 0 { others.append(Wording.counted(other, words)) }
    }
    if error.data?["detachable"] == false {
      let start = "some of them cannot be unlinked: use \(parameter) delete to delete "
      return start
        + (others.isEmpty
          ? "them too" : "\(parts.joined(separator: ", ")) too, and unlink \(others.joined(separator: ", "))")
    }
    let detach = "use \(parameter) detach to unlink them"
    if parts.isEmpty { return detach + ": none of them is deleted" }
    if others.isEmpty { return detach + ", or 'delete' to delete them too" }
    return detach
      + ", or 'delete' to delete \(parts.joined(separator: ", ")) too, and unlink \(others.joined(separator: ", "))"
  }
}

extension RPCError {
  /// The hint, by the options that the command has.
  package func hint(_ options: [OptionDescription]) -> String? {
    RemedyHint.of(self) { remedy in
      let name = remedy.rawValue.replacing("_", with: "-")
      return options.contains { $0.name == name } ? "--\(name)" : nil
    }
  }
}
