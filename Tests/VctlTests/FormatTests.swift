import JSON
import TestData
import Testing

/// Organizations as no sane person would call them: what every format must survive.
private let nasty: JSON = [
  "items": [
    [
      "id": 1, "name": "IKNL", "domain": "iknl.nl", "address1": "Zernikestraat 29", "address2": "", "zipcode": "007",
      "country": "NL", "public_key": nil,
    ],
    [
      "id": 22, "name": "日本語の名前 🏢", "domain": "e\u{301}\u{301}.example", "address1": "two\nlines",
      "address2": "tab\there",
      "zipcode": "1e3", "country": "no", "public_key": "YWJj",
    ],
    [
      "id": 333, "name": "comma, \"quote\"", "domain": "\u{1B}[31mred\u{1B}[0m", "address1": "  spaces  ",
      "address2": "\u{9B}31m\u{202E}evil\u{7F}", "zipcode": "2026-01-01", "country": "~", "public_key": nil,
    ],
    [
      "id": 4444, "name": "key: value # no comment", "domain": "-dash", "address1": "ends with newline\n",
      "address2": "\n\nbegins with them", "zipcode": "\r\n", "country": "null", "public_key": nil,
      "damaged": ["public_key"],
    ],
  ], "next": nil,
]

@Suite("output formats")
struct FormatTests {
  private static let formats = [
    "table", "json", "jsonl", "yaml", "csv", "name", "template={id}: {{{name}}}\\t<{domain}> {country}",
  ]

  private func name(_ format: String) -> String { String(format.prefix { $0 != "=" }) }

  @Test("a list looks as agreed in every format", arguments: formats)
  func list(format: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder, actions: ["organization.list": .result(nasty)])
    let outcome = try Vctl.run(["organization", "list", "-o", format, "--socket", server.path])
    #expect(outcome.status == 0)
    #expect(outcome.errors == "")
    try expectGolden(outcome.output, "list-\(name(format)).txt")
  }

  @Test("on a terminal nothing that the database holds acts on it", arguments: formats)
  func terminal(format: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder, actions: ["organization.list": .result(nasty)])
    let session = try Vctl.onTerminal(
      ["organization", "list", "-o", format, "--no-pager", "--color", "never", "--socket", server.path])
    #expect(session.status == 0)
    let controls = session.shown.unicodeScalars.filter { scalar in
      scalar.properties.generalCategory == .control && scalar != "\n" && scalar != "\t"
    }
    // The carriage return is the terminal's own, and was taken away.
    #expect(controls.isEmpty)
    #expect(!session.shown.unicodeScalars.contains("\u{202E}"))
    try expectGolden(session.shown, "terminal-\(name(format)).txt")
  }

  @Test("one record looks as agreed in every format", arguments: formats)
  func record(format: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let format = format.hasPrefix("template") ? "template={username} of {organization.name}: {email}" : format
    let outcome = try Vctl.run(["user", "get", "john", "-o", format, "--socket", server.path])
    #expect(outcome.status == 0)
    try expectGolden(outcome.output, "record-\(name(format)).txt")
  }

  @Test("a narrow terminal loses columns, then letters, never its shape", arguments: [20, 40, 60, 80, 200] as [UInt16])
  func narrow(columns: UInt16) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let session = try Vctl.onTerminal(
      ["task", "list", "--no-pager", "--color", "never", "--socket", server.path], columns: columns)
    #expect(session.status == 0)
    try expectGolden(session.shown, "narrow-\(columns).txt")
  }

  @Test("a table has no column that says nothing, unless somebody asked for it; csv has them all")
  func emptyColumns() throws {
    let folder = try TemporaryFolder()
    let items: JSON = [["id": 1, "name": "a", "country": nil], ["id": 2, "name": "b", "country": ""]]
    let server = try Daemon.start(
      in: folder, actions: ["organization.list": .result(["items": items, "next": nil])])
    let words = ["organization", "list", "--socket", server.path]
    #expect(try Vctl.run(words).output == "id  name\n 1  a\n 2  b\n")
    #expect(try Vctl.run(words + ["--fields", "id,country"]).output == "id  country\n 1  -\n 2  -\n")
    #expect(try Vctl.run(words + ["-o", "csv"]).output.hasPrefix("id,name,domain,"))
  }

  @Test("columns that somebody asked for stay, however narrow the terminal")
  func asked() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let session = try Vctl.onTerminal(
      [
        "user", "list", "--fields", "username,email,organization.name,roles.name", "--no-pager", "--color", "never",
        "--socket", server.path,
      ], columns: 50)
    try expectGolden(session.shown, "narrow-asked.txt")
  }

  @Test("a list without records prints nothing but what its format needs", arguments: formats)
  func empty(format: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder, actions: ["study.list": .result(["items": [], "next": nil])])
    let outcome = try Vctl.run(["study", "list", "-o", format, "--socket", server.path])
    #expect(outcome.status == 0)
    #expect(outcome.errors == "")
    switch name(format) {
    case "json", "yaml": #expect(outcome.output == "[]\n")
    case "csv": #expect(outcome.output == "id,name,collaboration,organizations\n")
    default: #expect(outcome.output == "")
    }
  }

  @Test("a person at a terminal is told that there is nothing")
  func nothing() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder, actions: ["study.list": .result(["items": [], "next": nil])])
    let session = try Vctl.onTerminal(["study", "list", "--socket", server.path])
    #expect(session.shown == "no studies\n")
  }

  @Test("--no-header leaves the names out", arguments: ["table", "csv"])
  func header(format: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let words = ["organization", "list", "--fields", "name", "--limit", "1", "--no-header", "-o", format]
    #expect(try Vctl.run(words + ["--socket", server.path]).output == "root\n")
    let record = ["user", "get", "john", "--fields", "email", "--no-header", "-o", format]
    #expect(try Vctl.run(record + ["--socket", server.path]).output == "john@iknl.nl\n")
  }

  @Test("--quiet prints names, ids where there are none")
  func quiet() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    #expect(try Vctl.run(["user", "list", "-q", "--socket", server.path]).output == "root\njohn\njane\nnoorg\n")
    #expect(try Vctl.run(["task", "list", "-q", "--limit", "2", "--socket", server.path]).output == "1\n2\n")
    let rule = try Vctl.run(["rule", "get", "1", "-q", "--socket", server.path]).output
    #expect(rule.split(separator: ":").count == 3)
  }
}
