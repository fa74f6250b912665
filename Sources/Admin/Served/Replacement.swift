import Adoption
import Catalogue
import JSON
import Store
import Vocabulary

/// The sentences for a file that was replaced while it was served.
enum Replacement {
  static let gone = Failure(
    .internal, "the database file was moved away or removed",
    hint: "put it back in its place, or restore a backup there: the daemon then opens it by itself",
    more: [.init("database", "gone")])

  /// The write-ahead log holds the newest pages of the earlier file.
  static let mixed = Failure(
    .internal,
    "the database file was overwritten while it was in use: its write-ahead log belongs to the old contents, "
      + "so reads now answer a mixture of both",
    hint:
      "stop vantage6-admin and the server, remove the two files beside it that end in '-wal' and '-shm', restore the "
      + "backup once more, and start both again; next time, stop them first",
    remedy: .restart, more: [.init("database", "overwritten")])

  static let leftLog = Failure(
    .internal, "the database file was replaced, but the write-ahead log of the old file is still beside it",
    hint:
      "remove the two files beside it that end in '-wal' and '-shm', or move them to where the old file is: the "
      + "daemon then opens the new file by itself",
    more: [.init("database", "replaced")])

  /// Why the new file cannot be served, for callers: without the file's name, which they need not know.
  static func told(_ failure: Failure, path: String) -> Failure {
    guard failure.kind != .busy, failure.more.isEmpty else { return failure }
    return Failure(
      .internal, "the database file was replaced: " + failure.message.replacing("'\(path)'", with: "the new file"),
      hint: "put the right file in its place: the daemon then opens it by itself",
      more: [.init("database", "replaced")],
      detail: failure.detail)
  }

  static let beingRestored = Failure(
    .busy, "another backup is being restored", hint: "try again when that is done", remedy: .retry)

  /// For the log.
  static func restored(_ file: DatabaseFile) -> String {
    "a backup was restored into the database '\(file.path)': it is open, with a history of its own"
  }

  /// For the log.
  static func words(_ file: DatabaseFile, isSame: Bool, isOverwritten: Bool) -> String {
    let what =
      isOverwritten
      ? "the database '\(file.path)' was overwritten by another one"
      : isSame ? "the database '\(file.path)' is back" : "the database '\(file.path)' is another file than before"
    return what + ": it is open, with a history of its own"
      + (file.backup.map { "; adopted, with a copy as it was in '\($0)'" } ?? "")
      + file.warnings.map { "; " + $0 }.joined()
  }
}
