package import Catalogue
package import Engine
import JSON
import Vocabulary

extension Failure {
  /// The failure that a caller gets for an error of the engine. The SQL statement goes to the log only.
  /// - Parameter model: knows which columns that vantage6 does not have a call can set; nil where none can be set.
  package init(_ error: EngineError, _ model: Model? = nil) {
    let detail = error.description
    if let refusal = error.refusal, let told = Refused(refusal, model) {
      self.init(
        .constraint, told.message, field: told.field, hint: told.hint, more: told.members, detail: detail)
      return
    }
    switch error.cause {
    case .busy:
      self.init(
        .busy, "the database is busy: another program holds its lock", hint: "try again in a few seconds",
        remedy: .retry, detail: detail)
    case .interrupted:
      self.init(
        .limit, "the request took too long", hint: "ask for less at a time, or narrow 'where'",
        remedy: .where, detail: detail)
    case .readOnly:
      self.init(
        .readOnly, "the database cannot be written",
        hint:
          "of a file, look at its permissions and those of its folder, and whether the disk is mounted read-only; of "
          + "a server, whether it is a standby or read-only",
        detail: detail)
    case .diskFull:
      self.init(.limit, "the disk is full: nothing was changed", hint: "make room and try again", detail: detail)
    case .tooBig: self.init(.limit, "the value is too large for the database", detail: detail)
    case .noMemory:
      self.init(.limit, "the daemon has no memory left", hint: "ask for less at a time", detail: detail)
    case .changedSchema:
      self.init(
        .busy, "the tables of the database were changed meanwhile", hint: "try again", remedy: .retry, detail: detail)
    case .damaged, .notADatabase:
      self.init(
        .internal, "the database is damaged", hint: "restore a backup, or check a file with sqlite3", detail: detail)
    case .inputOutput:
      self.init(
        .internal, "reading or writing the database failed", hint: "look for errors of the disk in the system's log",
        detail: detail)
    case .cannotOpen:
      self.init(
        .internal, "the database cannot be opened",
        hint:
          "of a file, look at its permissions, those of its folder and its journal, and at the limit of open files; of "
          + "a server, whether it runs, knows the role and has connections left (max_connections)", detail: detail)
    case .constraint:
      self.init(.constraint, "the database refused the change: a constraint would be broken", detail: detail)
    case .replaced: self.init(Failure.replaced, detail: detail)
    case .disconnected, .unknownOutcome: self.init(lost: error.cause == .unknownOutcome, detail)
    case .outOfNumbers:
      self.init(.limit, "no number is left: the database already has the largest one", detail: detail)
    case .forbidden:
      self.init(
        .internal, "the daemon's role in the database may not do this: \(error.message)",
        hint: "make the role a member of the role that owns the tables: GRANT owner TO role", detail: detail)
    case .other:
      self.init(
        .internal, "the database could not do this", hint: "the log of vantage6-admin has the reason", detail: detail)
    }
  }
}

extension Failure {
  /// The failure of a query. What cannot be stored cannot be compared either: a column may take values of one type only.
  init(reading error: EngineError) {
    guard case .value(let words)? = error.refusal, !error.isOfWaiting else {
      self.init(error)
      return
    }
    self.init(
      .invalid, "the database cannot compare that: \(words)", hint: "give a value of the column's type",
      detail: error.description)
  }

  /// The connection to the server was lost.
  /// - Parameter isUnknown: whether in a commit that nobody knows of.
  private init(lost isUnknown: Bool, _ detail: String) {
    guard isUnknown else {
      self.init(
        .busy, "the connection to the database server was lost: nothing was changed",
        hint: "try again: the daemon connects again by itself", remedy: .retry, detail: detail)
      return
    }
    self.init(
      .internal,
      "outcome unknown: the connection to the database server was lost in the commit, so the change may have been made "
        + "or not",
      hint: "read the record, or the audit log, before trying again",
      more: [JSON.Member("outcome", "unknown")], detail: detail)
  }

  /// The session's database is no longer the one at its path.
  static let replaced = Failure(
    .busy, "the database file was overwritten by another one", hint: "try again: the daemon is opening it again",
    remedy: .retry)

  private init(_ failure: Failure, detail: String) {
    self = failure
    self.detail = detail
  }
}

/// A refusal by the database itself, due to a rule that the catalogue does not know: another program's constraint,
/// trigger or view. Messages contain names and a trigger's own words, but no SQL.
private struct Refused {
  let message: String
  var hint: String?
  var members: [JSON.Member] = []
  private(set) var field: String?

  private init(_ message: String, hint: String? = nil, _ members: [JSON.Member] = []) {
    (self.message, self.hint, self.members) = (message, hint, members)
  }

  /// Nil if one of our own tables is missing or misused, which is no other program's rule.
  init?(_ refusal: DatabaseRefusal, _ model: Model?) {
    switch refusal {
    case .null(let column) where model?.canSet(column) == true:
      let field = ForeignName.of(column.column)
      self.init(
        "\(column.words) must have a value", hint: "set it: \(field)=VALUE", column.members)
      self.field = field
    case .trigger(let words): self.init("a trigger of the database refused the change: \(words.prefix(1_000))")
    case .null(let column):
      self.init(
        "\(column.words) must have a value, and this program does not know that column or sets no value",
        hint: "give the column a default value in the database", column.members)
    case .duplicate(let columns): self.init(duplicate: columns)
    case .duplicateInIndex(let index):
      self.init("another record has the same value, which the index '\(index)' forbids")
    case .check(let name?): self.init("the database refused the change: its check '\(name)' failed")
    case .check(nil):
      self.init("the database refused the change: one of its checks failed; the log of vantage6-admin has its text")
    case .foreignKey(nil):
      self.init("the database refused the change: a foreign key would refer to a missing row")
    case .foreignKey(let table?):
      self.init(
        "the database refused the change: a row of the table '\(table)' would refer to a missing row",
        [.init("table", .string(table))])
    case .type(let column):
      self.init(
        "\(column.words) takes values of one type only (its table is STRICT), and this is another", column.members)
    case .value(let reason): self.init("the database cannot hold the value: \(reason)")
    case .missing, .unsafe, .missingColumn: self.init(missing: refusal)
    case .needed(let names): self.init(neededBy: names)
    }
  }

  private init(duplicate columns: [DatabaseRefusal.Column]) {
    let names = columns.map { "'\($0.column)'" }.joined(separator: " and ")
    guard let first = columns.first else {
      self.init("another record has the same value, which the database forbids")
      return
    }
    self.init(
      "another row of the table '\(first.table)' has the same \(names), which the database forbids", first.members)
  }

  private init(neededBy names: [String]) {
    let words = "a view or trigger of another program needs what the migration removes"
    self.init(
      names.first.map { "\(words): look at '\($0)'" } ?? words,
      hint: "drop it, migrate, and make it again for the new tables",
      names.isEmpty ? [] : [.init("tables", .array(names.map { .string($0) }))])
  }

  // MARK: Missing objects

  private static let remedy = "ask its author to repair or remove it; nothing was changed"

  private init?(missing refusal: DatabaseRefusal) {
    switch refusal {
    case .missing(let kind, let name, let owner):
      guard !name.hasPrefix(OwnTables.prefix) else { return nil }
      self.init(
        "\(Self.words(owner)) needs the \(kind) '\(name)', which is not there", hint: Self.remedy,
        [.init(kind, .string(name))])
    case .unsafe(let kind, let name, let owner):
      guard !name.hasPrefix(OwnTables.prefix) else { return nil }
      self.init(
        "\(Self.words(owner)) uses the \(kind) '\(name)' in a way that is not allowed here", hint: Self.remedy,
        [.init(kind, .string(name))])
    case .missingColumn(let place, let owner):
      self.init(
        "\(owner.map { "the \($0)" } ?? "a trigger of the database") needs the column '\(place.column)' of the table "
          + "'\(place.table)', which is not there", hint: Self.remedy, place.members)
    default: return nil
    }
  }

  private static func words(_ owner: String?) -> String {
    owner.map { "the \($0)" } ?? "a trigger, view or index of the database"
  }
}

extension Model {
  /// Whether a field of some entity is that column, which vantage6 does not have.
  fileprivate func canSet(_ column: DatabaseRefusal.Column) -> Bool {
    entities.contains { $0.foreignColumns(in: column.table).contains(column.column) }
  }
}

extension DatabaseRefusal.Column {
  fileprivate var words: String { "the column '\(column)' of the table '\(table)'" }
  fileprivate var members: [JSON.Member] { [.init("table", .string(table)), .init("column", .string(column))] }
}
