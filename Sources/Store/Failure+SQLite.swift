package import Catalogue
package import SQLite

extension Failure {
  /// What a caller is told of an error of SQLite; the statement goes to the log only.
  package init(_ error: SQLiteError) {
    let detail = error.description
    switch error.cause {
    case .busy:
      self.init(
        .busy, "the database is busy: another program holds its lock", hint: "try again in a few seconds",
        detail: detail)
    case .interrupted:
      self.init(
        .limit, "the request took longer than it may", hint: "ask for less at a time, or narrow 'where'",
        detail: detail)
    case .readOnly: self.init(.readOnly, "the database file cannot be written", detail: detail)
    case .diskFull:
      self.init(.limit, "the disk is full: nothing was changed", hint: "make room and try again", detail: detail)
    case .tooBig: self.init(.limit, "the value is too large for the database", detail: detail)
    case .constraint:
      self.init(.constraint, "the database refused the change: a constraint would be broken", detail: detail)
    case .damaged, .notADatabase:
      self.init(
        .internal, "the database file is damaged", hint: "restore a backup, or check the file with sqlite3",
        detail: detail)
    case .inputOutput: self.init(.internal, "reading or writing the database file failed", detail: detail)
    case .cannotOpen, .other: self.init(.internal, "the database could not do this", detail: detail)
    }
  }
}
