import CSQLite
import Engine

// SQLite names another program's rule only in its message. These are the forms in its source (insert.c, update.c,
// build.c, expr.c, resolve.c, vdbe.c), which have been the same since 3.8.
extension DatabaseRefusal {
  /// SQLITE_CONSTRAINT_TRIGGER: a macro that Swift cannot import.
  private static let trigger = SQLITE_CONSTRAINT | 7 << 8

  init?(constraint code: Int32, _ words: String) {
    func rest(_ prefix: String) -> String? { words.hasPrefix(prefix) ? String(words.dropFirst(prefix.count)) : nil }
    if code == Self.trigger {
      self = .trigger(words)
    } else if let column = rest("NOT NULL constraint failed: ").flatMap({ Column($0) }) {
      self = .null(column)
    } else if let list = rest("UNIQUE constraint failed: ") {
      self.init(unique: list)
    } else if let name = rest("CHECK constraint failed: ") {
      self = .check(Self.isName(name) ? name : nil)
    } else if words.hasPrefix("FOREIGN KEY constraint failed") {
      self = .foreignKey(table: nil)
    } else if let column = Column(ofWrongType: words) {
      self = .type(column)
    } else {
      return nil
    }
  }

  private init(unique list: String) {
    if list.hasPrefix("index '"), list.hasSuffix("'") {
      self = .duplicateInIndex(String(list.dropFirst(7).dropLast()))
    } else {
      self = .duplicate(list.split(separator: ",").compactMap { Column(String($0.drop { $0 == " " })) })
    }
  }

  /// For a constraint without a name, SQLite shows its expression.
  private static func isName(_ words: String) -> Bool {
    !words.isEmpty && words.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
  }

  // MARK: Missing objects

  /// SQLite's messages about missing objects, each before the object's name.
  private static let missing = [
    ("no such table: ", "table"), ("no such view: ", "view"), ("no such column: ", "column"),
    ("no such function: ", "function"), ("unknown function: ", "function"), ("no such module: ", "module"),
    ("no such collation sequence: ", "collation"), ("no such index: ", "index"),
  ]
  private static let unsafe = [
    ("unsafe use of ", "function"), ("unsafe use of virtual table ", "virtual table"),
    ("wrong number of arguments to function ", "function"),
  ]

  init?(missing words: String) {
    var words = words[...]
    var owner: String?
    // `error in trigger NAME: …`, also for a view, a table or an index.
    if words.hasPrefix("error in "), let colon = words.firstRange(of: ": ") {
      owner = Self.owner(words[words.index(words.startIndex, offsetBy: 9)..<colon.lowerBound])
      words = words[colon.upperBound...]
    }
    func known(_ kinds: [(prefix: String, kind: String)]) -> (kind: String, name: String)? {
      let longest = kinds.filter { words.hasPrefix($0.prefix) }.max { $0.prefix.count < $1.prefix.count }
      return longest.map { ($0.kind, Self.name(words.dropFirst($0.prefix.count))) }
    }
    if let (kind, name) = known(Self.missing) {
      self = .missing(kind: kind, name: name, owner: owner)
    } else if let (kind, name) = known(Self.unsafe) {
      self = .unsafe(kind: kind, name: name, owner: owner)
    } else if words.hasPrefix("table "), let end = words.firstRange(of: " has no column named ") {
      let table = Self.name(words[words.index(words.startIndex, offsetBy: 6)..<end.lowerBound])
      self = .missingColumn(Column(table: table, column: Self.name(words[end.upperBound...])), owner: owner)
    } else {
      return nil
    }
  }

  /// `trigger NAME` as `trigger 'NAME'`.
  private static func owner(_ words: Substring) -> String? {
    let parts = words.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, ["trigger", "view", "index", "table"].contains(parts[0]) else { return nil }
    let name = parts[1].firstRange(of: " after ").map { parts[1][..<$0.lowerBound] } ?? parts[1]
    return "\(parts[0]) '\(Self.name(name))'"
  }

  /// The name without `main.` before it, quotes and parentheses.
  private static func name(_ words: Substring) -> String {
    let bare = words.hasPrefix("main.") ? words.dropFirst(5) : words
    let name = bare.hasSuffix("()") ? bare.dropLast(2) : bare
    return String(name.filter { $0 != "\"" && $0 != "'" && $0 != "\n" }.prefix(200))
  }
}

extension DatabaseRefusal.Column {
  /// `table.column`
  fileprivate init?(_ words: String) {
    guard let dot = words.firstIndex(of: ".") else { return nil }
    self.init(table: String(words[..<dot]), column: String(words[words.index(after: dot)...]))
  }

  /// `cannot store TEXT value in INTEGER column table.column`
  fileprivate init?(ofWrongType words: String) {
    guard words.hasPrefix("cannot store "), let end = words.firstRange(of: " column ") else { return nil }
    self.init(String(words[end.upperBound...]))
  }
}
