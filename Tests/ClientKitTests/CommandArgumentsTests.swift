import ClientKit
import JSON
import Testing

@Suite("options")
struct CommandArgumentsTests {
  private let known = [
    OptionDescription("output", short: "o", takes: "FORMAT", ""), OptionDescription("quiet", short: "q", ""),
    OptionDescription("dry-run", short: "n", ""), OptionDescription("where", takes: "CONDITION", repeatable: true, ""),
  ]

  private func parse(_ line: String) throws(UsageError) -> CommandArguments {
    try CommandArguments(line.split(separator: " ").map(String.init), known, unknown: .refuse)
  }

  @Test(
    "options stand anywhere, in every spelling",
    arguments: [
      "a b -o json -q", "-q a -ojson b", "a --output json b --quiet", "a --output=json --quiet b", "a -qo json b",
      "a -qojson b", "a b --output json --quiet --quiet",
    ])
  func anywhere(line: String) throws {
    let arguments = try parse(line)
    #expect(arguments.positionals == ["a", "b"])
    #expect(arguments.value("output") == "json")
    #expect(arguments.has("quiet"))
    #expect(!arguments.has("dry-run"))
  }

  @Test("a value is taken as it is, also when it looks like an option")
  func values() throws {
    #expect(try parse("--output -q").value("output") == "-q")
    #expect(try parse("--where a=1 --where b=2").values("where") == ["a=1", "b=2"])
    #expect(try parse("--where a=b=c").values("where") == ["a=b=c"])
    #expect(try parse("--where=").values("where") == [""])
  }

  @Test("after '--' nothing is an option, and neither are a dash and negative numbers")
  func end() throws {
    #expect(try parse("a -- -q --output x").positionals == ["a", "-q", "--output", "x"])
    #expect(try parse("a - -7").positionals == ["a", "-", "-7"])
  }

  @Test("'_' stands for '-'") func underscore() throws { #expect(try parse("--dry_run").has("dry-run")) }

  @Test(
    "what is wrong is said, with the near miss",
    arguments: [
      ("--outptu json", "did you mean '--output'?"), ("--nothing-like-it", "unknown option '--nothing-like-it'"),
      ("-x", "unknown option '-x'"), ("-output json", "did you mean '--output'?"), ("--output", "needs a value"),
      ("-o", "needs a value"),
      ("-o json -o csv", "given twice"),
    ])
  func refuses(line: String, reason: String) {
    let error = #expect(throws: UsageError.self) { try parse(line) }
    #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
  }

  @Test("a first look passes over what it does not know")
  func pass() throws {
    let arguments = try CommandArguments(["--after=x", "a", "-z", "b", "--new"], known, unknown: .pass)
    #expect(arguments.positionals == ["a", "b"])
  }
}
