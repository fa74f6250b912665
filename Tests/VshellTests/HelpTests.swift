import TestData
import TestTerminal
import Testing

@Suite("Help has words")
struct HelpTests {
  @Test("of a record: what it is, its fields and relations with kind and meaning, its methods with a summary")
  func record() throws {
    let database = try Database(.sample(.sample4))
    let output = try database.shell("u = db.User.get(2)\nhelp(u)").output
    #expect(try database.shell("u = db.User.get(2)\nu?\n").output == output)
    #expect(try database.shell("u = db.User.get(2)\n?u\n").output == output)
    #expect(output.hasPrefix("<User id=2, username='john', "), "\(output)")
    for part in [
      "\n\nA User: ", "\n\nFields:\n  id ", "\n  username  ", "(text, required, unique",
      "(text, secret: it reads as ****",
      "\n\nRelations:\n", "(Organization, ", "organization_id is its id)", "(list of Role)", "\n\nMethods:\n",
      "\n  check_password(pw)", "Whether that is the user's password.", "\n  save(accept=…)",
      "help(db.User) explains how to find and make users.",
    ] { #expect(Self.unwrapped(output).contains(Self.unwrapped(part)), "\(part) in\n\(output)") }
    #expect(output.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test("of a class, by every way to ask")
  func type() throws {
    let database = try Database(.sample(.sample4))
    let output = try database.shell("help(db.Organization)").output
    for question in ["db.Organization?", "?db.Organization", "db.Organization??", "? db.Organization"] {
      #expect(try database.shell(question).output == output, "\(question)")
    }
    for part in [
      "db.Organization: ", "db.Organization(…) makes one, with fields and relations as keyword arguments;",
      "\n\nMethods of db.Organization:\n  exists(field, value) ", "  get_by_name(name) ", "\n\nMethods of a record:\n",
    ] { #expect(output.contains(part), "\(part) in\n\(output)") }
    #expect(!output.contains("find_by_name") && !output.contains("->"))
    let rule = try database.shell("help(db.Rule)").output
    #expect(rule.contains("The server makes the rules: they cannot be made here."), "\(rule)")
    let absent = try Database(.sample(.sample2)).shell("db.Study?").output
    #expect(absent.hasPrefix("db.Study: this database has none of these."), "\(absent)")
  }

  @Test("of the database: its classes and functions; '?' and help() tell how to begin")
  func database() throws {
    let database = try Database(.sample(.sample4))
    let output = try database.shell("help(db)").output
    #expect(output.hasPrefix("db: the database that vantage6-admin serves.\n\nClasses:\n  db."), "\(output)")
    for part in ["\n  db.Task ", "\n  with db.transaction(): ", "\n  db.undo(", "\n  db.history("] {
      #expect(output.contains(part), "\(part) in\n\(output)")
    }
    #expect(try database.shell("db?").output == output)
    let general = try database.shell("?").output
    #expect(general.hasPrefix("This shell shows and changes the database of a vantage6 server.\n\nTo begin:\n"))
    #expect(general.contains("\n  help(db) ") && general.contains("\n  help(x), x? or ?x  tells about a value\n"))
    #expect(try database.shell("help()").output == general)
    #expect(try database.shell("Scope?").output.contains("\n  Scope.GLOBAL "))
  }

  @Test("it fits the terminal, and breaks between words", arguments: [40, 80, 200] as [UInt16])
  func width(_ columns: UInt16) throws {
    let database = try Database(.sample(.sample4))
    let expected = Self.words(try database.shell("help(db.Node)").output)
    var desk = try Desk(database.socket, columns: columns)
    try desk.run("help(db.Node)", 1)
    let shown = try #require(
      desk.screen.text.split(separator: "In [1]: help(db.Node)\n").last?.split(separator: "In [2]:").first)
    #expect(Self.words(String(shown)) == expected)
  }

  @Test("errors and their hints break between words, too")
  func errors() throws {
    let database = try Database(.sample(.sample4))
    var desk = try Desk(database.socket, columns: 40)
    try desk.run("db.Organization.get().name", 1)
    let complaint = Self.words("hint: it is a list: pick one with [0], or use a comprehension")
    #expect(Self.words(desk.screen.text).joined(separator: " ").contains(complaint.joined(separator: " ")))
    #expect(desk.screen.text.contains("hint: it is a list: pick one with [0],\n      or use a comprehension"))
  }

  /// With a blank for each line break and all that is beside it.
  private static func unwrapped(_ text: String) -> String { text.replacing(#/\s+/#, with: " ") }

  private static func words(_ text: String) -> [Substring] { text.split(whereSeparator: \.isWhitespace) }
}
