package import Catalogue
import Vocabulary

/// Where a copy of a database goes.
package enum CopyDestination: Sendable {
  /// - Parameters:
  ///   - uri: of an empty database.
  ///   - socket: of this daemon.
  case server(uri: String, socket: String?)
  /// - Parameter descriptor: of an empty file that stays open; nil for a rehearsal.
  case file(descriptor: Int32?)
}

extension AdoptedDatabase {
  /// Copies the whole database to an empty one of another engine, or from server to server, while others use it.
  /// - Parameters:
  ///   - isDry: whether nothing is written.
  ///   - holdsLock: whether other processes may be kept waiting once, for as long as a private copy takes.
  ///   - onCopy: called now and then while that is made; false ends the work.
  ///   - onStep: called now and then afterwards; false ends the work.
  /// - Returns: what was copied; nothing was, if there are hindrances.
  /// - Throws: `invalid` for a destination that cannot be used; then, and after every other error, it is as before.
  package func copy(
    to destination: CopyDestination, _ product: Product, isDry: Bool, holdsLock: Bool,
    onCopy: @escaping (CopyStep) -> Bool, onStep: @escaping (MoveStep) -> Bool
  ) throws(Failure) -> MoveReport {
    let target: any MoveTarget
    switch destination {
    case .file where self is DatabaseFile:
      throw Failure(
        .invalid, "the database is a file, and a copy of it in another file is a backup", hint: "vctl backup FILE")
    case .file(let descriptor): target = try FileTarget(descriptor)
    case .server(let uri, let socket): target = try ServerTarget(uri, socket: socket)
    }
    let snapshot = try snapshot(holdsLock: holdsLock, onCopy)
    return try Move(snapshot, to: target, product, onStep).run(isDry: isDry)
  }
}
