import Admin
import Catalogue
import Glibc
import TestData
import Testing
import Vocabulary

/// The man pages say what the programs do.
@Suite struct ManualTests {
  private static func page(_ name: String) throws -> String { try Page(name).text }

  private static let pages = ["vantage6-admin.8", "vantage6-admin.7", "vctl.1", "vshell.1"]

  /// The words in a text that begin with two dashes, without them.
  private static func options(_ text: String, mark: String) -> Set<String> {
    Set(
      text.split(separator: mark, omittingEmptySubsequences: false).dropFirst().compactMap { rest in
        let name = rest.prefix { $0.isLowercase || $0 == "-" }
        return name.isEmpty || name.first == "-" ? nil : String(name)
      })
  }

  private static func help(_ program: String, _ commands: [String]) throws -> Set<String> {
    var options: Set<String> = []
    for command in commands {
      let outcome = try Programs.run("VCTL_SOCKET=/nonexistent '\(Programs.folder)/\(program)' \(command) --help")
      #expect(outcome.status == 0, "\(program) \(command): \(outcome.output)")
      // What stands at the beginning of a line; text about other programs' options does not.
      for line in outcome.lines where line.hasPrefix(" ") {
        guard let first = line.split(separator: " ").first, first.hasPrefix("-"),
          let start = line.firstRange(of: "--")
        else { continue }
        options.insert(String(line[start.upperBound...].prefix { $0.isLowercase || $0 == "-" }))
      }
    }
    return options
  }

  /// vctl's own, as its help lists them.
  private static func commands() throws -> [String] {
    let help = try Programs.run("VCTL_SOCKET=/nonexistent '\(Programs.folder)/vctl' --help")
    let usage = help.lines.drop { $0 != "Usage:" }.dropFirst(2).prefix { $0.hasPrefix("  vctl ") }
    return usage.compactMap { $0.split(separator: " ").dropFirst().first.map(String.init) }
  }

  @Test("vctl's page has every exit status, as its help tells them")
  func exitStatuses() throws {
    let help = try Programs.run("VCTL_SOCKET=/nonexistent '\(Programs.folder)/vctl' --help")
    let told = help.lines.drop { $0 != "Exit status:" }.dropFirst().prefix { $0.hasPrefix(" ") }
      .map { $0.split(separator: " ").joined(separator: " ") }
    #expect(told.count > 8)
    let section = try Self.page("vctl.1").split(separator: "\n").drop { $0 != ".Sh EXIT STATUS" }.dropFirst()
      .prefix { !$0.hasPrefix(".Sh") }.joined(separator: " ")
    for status in told { #expect(section.contains(status), "\(status)") }
  }

  @Test(
    "every option of a program is in its page, and none that it has not",
    arguments: [
      ("vantage6-admin", "vantage6-admin.8", ["", "setup", "release"]),
      ("vctl", "vctl.1", ["", "COMMANDS"]), ("vshell", "vshell.1", [""]),
    ])
  func options(program: String, page: String, commands: [String]) throws {
    var have = try Self.help(program, commands.flatMap { try $0 == "COMMANDS" ? Self.commands() : [$0] })
    // Those of entities' verbs come from the daemon, but for one that vctl adds to delete, and that of wait.
    if program == "vctl" { have.formUnion(EntityManual().options + ["if-exists", "for"]) }
    #expect(have.count > 5)
    #expect(
      try Self.options(Self.page(page), mark: "Fl \\-").union(Self.options(Self.page(page), mark: ", \\-")) == have)
  }

  @Test("every command of vctl, and nothing else, is in its page")
  func commands() throws {
    let names = try Self.commands()
    let page = try Self.page("vctl.1").split(separator: "\n").drop { $0 != ".Sh COMMANDS" }
      .dropFirst().prefix { !$0.hasPrefix(".Sh") }
    let told = page.filter { $0.hasPrefix(".It Cm ") }.compactMap { $0.split(separator: " ").dropFirst(2).first }
    #expect(names.count > 5 && told.map(String.init) == names)
  }

  @Test("the protocol's page has every method that is no entity's, and every kind of error with its code")
  func protocolPage() throws {
    let page = try Self.page("vantage6-admin.7")
    let methods = OperationTable(Model(.vantage6, Layout(columns: [:])), Metrics()).all.map(\.method).filter {
      $0.entity == nil
    }
    .map(\.name)
    let told = page.split(separator: "\n").filter { $0.hasPrefix(".It Cm ") }
      .compactMap { $0.split(separator: " ").dropFirst(2).first.map(String.init) }.filter { $0.contains(".") }
    #expect(told.sorted() == methods.sorted())
    for kind in Failure.Kind.allCases where kind.code > 0 {
      #expect(page.contains(".It \(kind.code) \(kind.rawValue)\n"), "\(kind.rawValue)")
    }
  }

  @Test("vctl's page has a section for each entity with its special verbs, as the catalogue says")
  func entities() throws {
    let page = try Page("vctl.1")
    let place = try #require(page.generated)
    let expected = EntityManual().text
    if getenv("UPDATE_GOLDEN").map({ String(cString: $0) }) == "1" {
      let text = page.text[..<place.lowerBound] + expected + page.text[place.upperBound...]
      return try TemporaryFolder.write(Array(text.utf8), to: page.path)
    }
    #expect(page.text[place] == expected)
  }

  @Test("a special verb is used as vctl's help says")
  func specialVerbs() throws {
    let special = EntityManual().special
    #expect(special.count > 10)
    let usual = try FreshDaemon()
    let newest = try FreshDaemon("--layout 5")
    for method in special {
      let command = "vctl \(method.entity ?? "") \(method.verb)"
      // What is new in version 5, or only in older ones, is in one of them.
      let step = Guide.Step(command: "\(command) --help", shown: [], place: 0)
      let help = try usual.run(step) + newest.run(step)
      let words = EntityManual.words(method).dropFirst().map { " " + $0 }.joined()
      #expect(help.contains { $0.hasSuffix("\(command)\(words) [options]") }, "\(command): \(help)")
    }
  }

  @Test("the protocol's page has the limits that hold without options")
  func limits() throws {
    let text = try Self.page("vantage6-admin.7").replacing("\n", with: " ")
    let limits = Limits()
    for sentence in [
      "\(PageRows.byDefault) by default, and \(PageRows.max) at most", "Message \(limits.messageBytes) bytes",
      "nested \(limits.depth) deep", "Memory \(limits.memoryBytes) bytes",
      "and \(limits.largeMemoryBytes) bytes for all longer ones", "Batch \(limits.batchCalls) calls",
      "Connections \(limits.connections).",
      "Page \(PageRows.max) records, or \(limits.pageBytes) bytes",
    ] {
      #expect(text.replacing(".It ", with: "").contains(sentence), "\(sentence)")
    }
  }

  @Test("the protocol's page has every operator of conditions, every word of a remedy, and both names of the lock file")
  func words() throws {
    let page = try Self.page("vantage6-admin.7")
    for word in Kind.text.operators + Remedy.allCases.map(\.rawValue) {
      #expect(page.split { " \n,".contains($0) }.contains(word[...]), "\(word)")
    }
    #expect(try Self.page("vantage6-admin.8").contains(".It Pa FILE.vantage6-admin-lock"))
  }

  @Test("the pages are sound", arguments: pages)
  func sound(page: String) throws {
    let groff = "man --warnings -l -Tutf8 -Z"
    for (program, command) in [
      ("mandoc", "mandoc -Tlint -W warning"),
      ("man", "LC_ALL=C.UTF-8 MANROFFSEQ= MANWIDTH=80 \(groff)"),
      ("man", "LC_ALL=C.UTF-8 MANROFFSEQ= MANWIDTH=60 \(groff)"),
      ("groff", "groff -ww -mdoc -Tutf8 -rLL=80n -Z"), ("groff", "groff -ww -mdoc -Tutf8 -rLL=60n -Z"),
    ] {
      guard Programs.areThere(program) else {
        print("skipped: '\(program)' is not installed")
        continue
      }
      let outcome = try Programs.run("\(command) docs/man/\(page) \(program == "mandoc" ? "" : ">/dev/null")")
      #expect(outcome.status == 0 && outcome.output == "", "\(command): \(outcome.output)")
    }
  }

  /// How the pages are rendered, at a width.
  private static let renderers: [(program: String, command: @Sendable (Int) -> String)] = [
    ("man", { "LC_ALL=C.UTF-8 MANROFFSEQ= MANWIDTH=\($0) man -l" }), ("mandoc", { "mandoc -Tascii -O width=\($0)" }),
  ]

  private static func rendered(_ page: String, _ width: Int, _ check: (_ text: String) -> Void) throws {
    for (program, command) in renderers {
      guard Programs.areThere(program) else {
        print("skipped: '\(program)' is not installed")
        continue
      }
      // Without what a terminal strikes over.
      check(try Programs.run("\(command(width)) docs/man/\(page) | sed 's/.\\x08//g'").output)
    }
  }

  @Test("a page fits its width, and its footer names the project", arguments: pages, [60, 80])
  func width(page: String, width: Int) throws {
    try Self.rendered(page, width) { text in
      for line in text.split(separator: "\n") { #expect(line.count <= width, "\(line)") }
      let footer = text.split(separator: "\n").last ?? ""
      #expect(footer.contains("vantage6-admin") && !footer.contains("BSD"), "\(footer)")
    }
  }

  @Test("what stands literally in a page is rendered as it is, line by line", arguments: pages, [60, 80])
  func literals(page: String, width: Int) throws {
    let literals = try Page(page).literals.filter { !$0.isEmpty }
    try Self.rendered(page, width) { text in
      let lines = Set(text.split(separator: "\n").map { $0.drop { $0 == " " } })
      for literal in literals { #expect(lines.contains(literal.drop { $0 == " " }), "\(literal)") }
    }
  }

  @Test("no quotes are eaten: a line of macros has them escaped", arguments: pages)
  func quotes(page: String) throws {
    for line in try Page(page).lines where line.hasPrefix(".") && !line.hasPrefix(".Lk ") && !line.hasPrefix(".\\\"") {
      #expect(!line.contains("\"") || line.contains("\\&\""), "\(line)")
    }
  }

  @Test("what a reader would copy from the protocol's page is JSON", arguments: [60, 80])
  func examples(width: Int) throws {
    try Self.rendered("vantage6-admin.7", width) { page in
      // However the lines are broken.
      let text = page.split { $0.isWhitespace }.joined(separator: " ")
      for example in [
        #"{"add": [...], "remove": [...]}"#, #"{"$ref": "0.id"}"#, #"{"more": true, "count": 120}"#, "10 cancelled",
        "username for a user",
      ] {
        #expect(text.contains(example), "\(example)")
      }
    }
  }
}
