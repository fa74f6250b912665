import Adoption
import Catalogue
import Vocabulary

extension DatabaseFile {
  /// - Parameter action: what needs it, as a person reads it: `restore the backup`.
  /// - Throws: `busy` if another process has the database open, `invalid` if that cannot be told and the caller does not
  ///   say that the server is stopped.
  func checkIsUnused(_ arguments: Arguments, before action: String) throws(Failure) {
    switch isOpenElsewhere {
    case true?:
      throw Failure(
        .busy, "another process has the database open: nothing was changed",
        hint: "stop the server, then \(action); 'fuser FILE' names who has it open", remedy: .retry)
    case false?: return
    case nil:
      guard !arguments.flag("server_stopped") else { return }
      throw Failure(
        .invalid, "nobody can tell whether the server has the database open: nothing was changed",
        hint: "stop the server, and say so with 'server_stopped'", remedy: .serverStopped)
    }
  }
}
