package import Catalogue
import JSON
package import SQLite
import Vocabulary

extension Failure {
  /// What a caller is told of an error of SQLite; the statement goes to the log only.
  package init(_ error: SQLiteError) {
    let detail = error.description
    if let refusal = Refused(error) {
      self.init(.constraint, refusal.message, hint: refusal.hint, more: refusal.members, detail: detail)
      return
    }
    switch error.cause {
    case .busy:
      self.init(
        .busy, "the database is busy: another program holds its lock", hint: "try again in a few seconds",
        detail: detail)
    case .interrupted:
      self.init(
        .limit, "the request took longer than it may", hint: "ask for less at a time, or narrow 'where'",
        detail: detail)
    case .readOnly:
      self.init(
        .readOnly, "the database file cannot be written",
        hint: "look at the permissions of the file and of its folder, and whether the disk is mounted read-only",
        detail: detail)
    case .diskFull:
      self.init(.limit, "the disk is full: nothing was changed", hint: "make room and try again", detail: detail)
    case .tooBig: self.init(.limit, "the value is too large for the database", detail: detail)
    case .noMemory:
      self.init(.limit, "the daemon has no memory left", hint: "ask for less at a time", detail: detail)
    case .changedSchema:
      self.init(
        .busy, "the tables of the database were changed meanwhile", hint: "try again", detail: detail)
    case .damaged, .notADatabase:
      self.init(
        .internal, "the database file is damaged", hint: "restore a backup, or check the file with sqlite3",
        detail: detail)
    case .inputOutput:
      self.init(
        .internal, "reading or writing the database file failed",
        hint: "look for errors of the disk in the system's log",
        detail: detail)
    case .cannotOpen:
      self.init(
        .internal, "the database file or its journal cannot be opened",
        hint: "look at the permissions of the file and of its folder, and at the limit of open files", detail: detail)
    case .constraint:
      self.init(.constraint, "the database refused the change: a constraint would be broken", detail: detail)
    case .other:
      self.init(
        .internal, "the database could not do this", hint: "the log of vantage6-admin has the reason", detail: detail)
    }
  }
}

/// What the database itself refuses, by a rule that the catalogue does not know: another program's constraint, trigger or
/// view. SQLite tells of it in its message only; the forms are those of its source (insert.c, update.c, build.c,
/// expr.c, resolve.c, vdbe.c), which have been the same since 3.8. Names are told, and a trigger's own words, never SQL.
private struct Refused {
  let message: String
  var hint: String?
  var members: [JSON.Member] = []

  init?(_ error: SQLiteError) {
    let refused: Refused?
    switch error.cause {
    case .constraint: refused = Refused(constraint: error)
    case .other: refused = Refused(missing: error.message)
    default: refused = nil
    }
    guard let refused else { return nil }
    self = refused
  }

  private init(_ message: String, hint: String? = nil, _ members: [JSON.Member] = []) {
    (self.message, self.hint, self.members) = (message, hint, members)
  }

  // MARK: Constraints

  private init?(constraint error: SQLiteError) {
    let words = error.message
    func rest(_ prefix: String) -> String? { words.hasPrefix(prefix) ? String(words.dropFirst(prefix.count)) : nil }
    if error.constraint == .trigger {
      self.init("a trigger of the database refused the change: \(words.prefix(1_000))")
    } else if let place = rest("NOT NULL constraint failed: ").flatMap({ Place($0) }) {
      self.init(
        "\(place.words) must have a value, and this program does not know that column or gives it none",
        hint: "give the column a default value in the database", place.members)
    } else if let list = rest("UNIQUE constraint failed: ") {
      self.init(unique: list)
    } else if let name = rest("CHECK constraint failed: ") {
      self.init(
        Self.isName(name)
          ? "the database refused the change: its check '\(name)' failed"
          : "the database refused the change: one of its checks failed; the log of vantage6-admin has its text")
    } else if words.hasPrefix("FOREIGN KEY constraint failed") {
      self.init("the database refused the change: a foreign key would point nowhere")
    } else if let place = Place(ofWrongType: words) {
      self.init(
        "\(place.words) takes values of one type only (its table is STRICT), and this is another", place.members)
    } else {
      return nil
    }
  }

  private init(unique list: String) {
    if list.hasPrefix("index '"), list.hasSuffix("'") {
      self.init("another record has the same value, which the index '\(list.dropFirst(7).dropLast())' forbids")
      return
    }
    let places = list.split(separator: ",").compactMap { Place(String($0.drop { $0 == " " })) }
    let columns = places.map { "'\($0.column)'" }.joined(separator: " and ")
    guard let first = places.first else {
      self.init("another record has the same value, which the database forbids")
      return
    }
    self.init(
      "another row of the table '\(first.table)' has the same \(columns), which the database forbids",
      first.members)
  }

  // MARK: What is not there

  /// The ways in which SQLite says that something is missing, each before its name.
  private static let kinds = [
    ("no such table: ", "table"), ("no such view: ", "view"), ("no such column: ", "column"),
    ("no such function: ", "function"), ("unknown function: ", "function"), ("no such module: ", "module"),
    ("no such collation sequence: ", "collation"), ("no such index: ", "index"), ("unsafe use of ", "function"),
    ("unsafe use of virtual table ", "virtual table"), ("wrong number of arguments to function ", "function"),
  ]

  private init?(missing words: String) {
    var words = words[...]
    var owner: String?
    // `error in trigger NAME: …`, also for a view, a table or an index.
    if words.hasPrefix("error in "), let colon = words.firstRange(of: ": ") {
      owner = Self.owner(words[words.index(words.startIndex, offsetBy: 9)..<colon.lowerBound])
      words = words[colon.upperBound...]
    }
    let known = Self.kinds.filter { words.hasPrefix($0.0) }.max { $0.0.count < $1.0.count }
    if let (prefix, kind) = known {
      let name = Self.name(words.dropFirst(prefix.count))
      // Ours are no other program's fault.
      guard !name.hasPrefix(OwnTables.prefix) else { return nil }
      let by = owner ?? "a trigger, view or index of the database"
      let isUnsafe = prefix.hasPrefix("unsafe") || prefix.hasPrefix("wrong")
      self.init(
        isUnsafe
          ? "\(by) uses the \(kind) '\(name)' in a way that is not allowed here"
          : "\(by) needs the \(kind) '\(name)', which is not there",
        hint: "ask whoever made it to mend it or take it away; nothing was changed", [.init(kind, .string(name))])
    } else if words.hasPrefix("table "), let end = words.firstRange(of: " has no column named ") {
      let table = Self.name(words[words.index(words.startIndex, offsetBy: 6)..<end.lowerBound])
      let column = Self.name(words[end.upperBound...])
      self.init(
        "\(owner ?? "a trigger of the database") needs the column '\(column)' of the table '\(table)', which is not there",
        hint: "ask whoever made it to mend it or take it away; nothing was changed",
        [.init("table", .string(table)), .init("column", .string(column))])
    } else {
      return nil
    }
  }

  /// `trigger NAME` as `the trigger 'NAME'`.
  private static func owner(_ words: Substring) -> String? {
    let parts = words.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, ["trigger", "view", "index", "table"].contains(parts[0]) else { return nil }
    let name = parts[1].firstRange(of: " after ").map { parts[1][..<$0.lowerBound] } ?? parts[1]
    return "the \(parts[0]) '\(Self.name(name))'"
  }

  /// Without the database's own name before it, quotes and parentheses.
  private static func name(_ words: Substring) -> String {
    let bare = words.hasPrefix("main.") ? words.dropFirst(5) : words
    let name = bare.hasSuffix("()") ? bare.dropLast(2) : bare
    return String(name.filter { $0 != "\"" && $0 != "'" && $0 != "\n" }.prefix(200))
  }

  /// A constraint without a name is told by its expression.
  private static func isName(_ words: String) -> Bool {
    !words.isEmpty && words.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
  }

  /// A column of a table.
  private struct Place {
    let table: String
    let column: String

    /// `table.column`
    init?(_ words: String) {
      guard let dot = words.firstIndex(of: ".") else { return nil }
      (table, column) = (String(words[..<dot]), String(words[words.index(after: dot)...]))
    }

    /// `cannot store TEXT value in INTEGER column table.column`
    init?(ofWrongType words: String) {
      guard words.hasPrefix("cannot store "), let end = words.firstRange(of: " column ") else { return nil }
      self.init(String(words[end.upperBound...]))
    }

    var words: String { "the column '\(column)' of the table '\(table)'" }
    var members: [JSON.Member] { [.init("table", .string(table)), .init("column", .string(column))] }
  }
}
