import Catalogue
import JSON
import TestData
import Testing
import Vocabulary

@Suite("relations with more partners than a list answers")
struct WideRelationTests {
  private static let count = 120

  /// A daemon with a collaboration of that many organizations.
  private static func start(_ folder: borrowing TemporaryFolder) throws -> Server {
    let server = try Daemon.start(in: folder)
    let names = (1...count).map { "member-\($0)" }
    let lines =
      names.map { "organization create name=\($0)\n" }.joined()
      + "collaboration create name=wide organizations=\(names.joined(separator: ","))\n"
      + "collaboration create name=narrow organizations=\(names.prefix(100).joined(separator: ","))\n"
    #expect(try Vctl.run(["transaction", "-q", "--socket", server.path], input: lines).status == 0)
    return server
  }

  private static let formats: [(format: String, fields: String)] = ["json", "jsonl", "yaml", "csv"].flatMap { format in
    ["name,organizations", "id,organizations.name", "organizations.name", "name,organizations.collaborations.name"].map
    {
      (format, $0)
    }
  }

  @Test("are complete in every format that programs read, and nothing comes unasked", arguments: formats)
  func complete(format: String, fields: String) throws {
    let folder = try TemporaryFolder()
    let server = try Self.start(folder)
    let words = ["--where", "name=wide", "--fields", fields, "-o", format, "--socket", server.path]
    let listed = try Vctl.run(["collaboration", "list"] + words)
    #expect(listed.status == 0)
    let isNested = fields.contains("collaborations")
    let found = isNested ? listed.output.ranges(of: "wide").count - 1 : listed.output.ranges(of: "member-").count
    #expect(found == Self.count, "\(listed.output.suffix(300))")
    #expect(!listed.output.contains("more") && !listed.output.contains("…"))
    if format == "jsonl" {
      let record = try JSON(parsing: listed.output.split(separator: "\n")[0].description)
      let names = fields.split(separator: ",").map { String($0.prefix { $0 != "." }) }
      #expect(record.object?.members.map(\.key) == names)
    }
  }

  @Test("are complete in templates, and exactly a hundred are no more than that")
  func template() throws {
    let folder = try TemporaryFolder()
    let server = try Self.start(folder)
    let words = ["collaboration", "list", "-o", "template={name} {organizations.name}", "--socket", server.path]
    let lines = try Vctl.run(words).output.split(separator: "\n")
    for (name, count) in [("wide", Self.count), ("narrow", 100)] {
      let line = lines.first { $0.hasPrefix("\(name) ") } ?? ""
      #expect(line.split(separator: ",").count == count, "\(line)")
    }
  }

  @Test("end with their number in a table, and one record shows all of them")
  func table() throws {
    let folder = try TemporaryFolder()
    let server = try Self.start(folder)
    let words = ["--fields", "name,organizations", "--color", "never", "--socket", server.path]
    let plain = try Vctl.run(["collaboration", "list", "--where", "name=wide"] + words).output
    #expect(plain.contains("120: member-1, ") && plain.contains("member-100, …\n"), "\(plain)")
    let narrow = try Vctl.run(["collaboration", "list", "--where", "name=narrow"] + words).output
    #expect(narrow.contains("member-100\n"), "\(narrow)")
    let shown = try Vctl.onTerminal(
      ["collaboration", "list", "--where", "name=wide", "--no-pager"] + words, columns: 60
    ).shown
    #expect(shown.contains("120: member-1, member-2, member-3, member-4, …\n"), "\(shown)")
    let automatic = try Vctl.run(["collaboration", "list", "--socket", server.path]).output
    #expect(
      automatic.contains("120: member-1, member-2, …") && automatic.contains("100: member-1, member-2, …"),
      "\(automatic)")
    let record = try Vctl.run(["collaboration", "get", "wide"] + words).output
    #expect(record.contains("member-120\n") && !record.contains("…"), "\(record.suffix(200))")
    let counted = try Vctl.run([
      "collaboration", "get", "wide", "--fields", "organizations.count", "--socket", server.path,
    ])
    #expect(counted.output.contains("120"))
  }

  @Test("beyond what one answer may hold fail for programs, and a table still shows their number")
  func tooMany() throws {
    let folder = try TemporaryFolder()
    let cut: JSON = [["id": 1, "name": "a"], ["more": true, "count": 900_000]]
    let server = try Daemon.start(
      in: folder,
      actions: [
        "collaboration.list": .result(["items": [["id": 1, "name": "c", "organizations": cut]], "next": nil]),
        "collaboration.get": .failure(.limit, "'organizations' is larger than an answer may be"),
      ])
    let words = ["collaboration", "list", "--fields", "name,organizations", "--socket", server.path]
    for format in ["json", "csv", "template={organizations}"] {
      let outcome = try Vctl.run(words + ["-o", format])
      #expect(outcome.status == 1 && outcome.errors.contains("larger than an answer may be"), "\(outcome)")
    }
    #expect(try Vctl.run(words).output.contains("900000: a, …"))
  }
}
