import Admin
import Catalogue
import Glibc
import TestData
import Testing
import Vocabulary

/// The man pages say what the programs do.
@Suite struct ManualTests {
  private static func page(_ name: String) throws -> String {
    String(decoding: try TemporaryFolder.bytes(of: "\(Programs.top)/docs/man/\(name)"), as: UTF8.self)
  }

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

  @Test(
    "every option of a program is in its page, and none that it has not",
    arguments: [
      ("vantage6-admin", "vantage6-admin.8", ["", "setup", "release"]),
      ("vctl", "vctl.1", ["", "COMMANDS"]), ("vshell", "vshell.1", [""]),
    ])
  func options(program: String, page: String, commands: [String]) throws {
    let have = try Self.help(program, commands.flatMap { try $0 == "COMMANDS" ? Self.commands() : [$0] })
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

  @Test("the pages are sound", arguments: ["vantage6-admin.8", "vantage6-admin.7", "vctl.1", "vshell.1"])
  func sound(page: String) throws {
    for (program, command) in [
      ("mandoc", "mandoc -Tlint -W warning"),
      ("man", "LC_ALL=C.UTF-8 MANROFFSEQ= MANWIDTH=80 man --warnings -l -Tutf8 -Z"),
      ("man", "LC_ALL=C.UTF-8 MANROFFSEQ= MANWIDTH=60 man --warnings -l -Tutf8 -Z"),
    ] {
      guard try Programs.run("command -v \(program)").status == 0 else {
        print("skipped: '\(program)' is not installed")
        continue
      }
      let outcome = try Programs.run("\(command) docs/man/\(page) \(program == "man" ? ">/dev/null" : "")")
      #expect(outcome.status == 0 && outcome.output == "", "\(outcome.output)")
    }
  }

  @Test("what a reader would copy from the protocol's page is JSON", arguments: [60, 80])
  func examples(width: Int) throws {
    guard try Programs.run("command -v man").status == 0 else { return print("skipped: 'man' is not installed") }
    let page = try Programs.run(
      "LC_ALL=C.UTF-8 MANROFFSEQ= MANWIDTH=\(width) man -l docs/man/vantage6-admin.7")
    // However the lines are broken.
    let text = page.output.split { $0.isWhitespace }.joined(separator: " ")
    for example in [#"{"add": [...], "remove": [...]}"#, #"{"$ref": "0.id"}"#, "10 cancelled", "username for a user"] {
      #expect(text.contains(example), "\(example)")
    }
  }
}
