import JSON
import TestData
import Testing

@Suite("one rule for fields")
struct FieldsTests {
  private static let entities = ["user", "organization", "task", "result", "rule", "collaboration"]

  /// The names of what a command shows of its first record.
  private func shown(_ words: [String], _ format: String, _ server: Server) throws -> Set<String> {
    let outcome = try Vctl.run(words + ["-o", format, "--socket", server.path])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let lines = outcome.output.split(separator: "\n")
    switch format {
    case "csv": return Set(try #require(lines.first).split(separator: ",").map(String.init))
    case "yaml":
      // Only what stands at the first column of the record.
      let isList = outcome.output.hasPrefix("- ")
      let names = lines.filter { $0.hasPrefix(isList ? "  " : "") }.map { $0.dropFirst(isList ? 2 : 0) }
      let first = lines.first.map { [$0.dropFirst(isList ? 2 : 0)] } ?? []
      return Set((first + names).filter { $0.first != " " && $0.first != "-" }.map { String($0.prefix { $0 != ":" }) })
    case "wide" where words[1] == "list":
      return Set(try #require(lines.first).split(separator: " ").map(String.init))
    case "wide": return Set(lines.filter { $0.first != " " }.map { String($0.prefix { $0 != " " }) })
    default:
      let json = try JSON(parsing: format == "jsonl" ? String(lines[0]) : outcome.output)
      let record = json.array?.first ?? json
      return Set((record.object?.members ?? []).map(\.key))
    }
  }

  @Test("list and get show the same fields in every format", arguments: entities)
  func same(entity: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let expected = try shown([entity, "get", "1"], "json", server)
    #expect(expected.count > 3 && !expected.contains("etag"))
    for format in ["json", "jsonl", "yaml", "csv", "wide"] {
      for words in [[entity, "list", "--limit", "1"], [entity, "get", "1"]] {
        let names = try shown(words, format, server)
        #expect(names == expected, "\(words) \(format): \(names.symmetricDifference(expected))")
      }
    }
  }

  @Test("a list answers roles and rules to programs, as a table shows them")
  func relations() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let words = ["user", "list", "--where", "username=john", "-o", "json", "--socket", server.path]
    let user = try JSON(parsing: try Vctl.run(words).output).array?.first
    #expect(user?["roles"] == [["id": 4, "name": "Viewer"]])
  }

  @Test("--fields takes everything, the default and more, the default and less, and blanks after commas")
  func choices() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    func names(_ choice: String, _ verb: [String] = ["get", "john"]) throws -> [String] {
      let words = ["user"] + verb + ["--fields", choice, "-o", "json", "--socket", server.path]
      let outcome = try Vctl.run(words)
      #expect(outcome.status == 0, "\(outcome.errors)")
      return (try JSON(parsing: outcome.output).object?.members ?? []).map(\.key)
    }
    let usual = try names("+id")
    let all = try names("*")
    #expect(all.contains("created_tasks") && all.contains("etag") && !all.contains("password"))
    #expect(Set(all).isSuperset(of: usual))
    #expect(try names("+created_tasks") == usual + ["created_tasks"])
    #expect(try names("-email") == usual.filter { $0 != "email" })
    #expect(try names("id, username") == ["id", "username"])
    #expect(try names("+etag", ["update", "john", "lastname=New"]) == usual + ["etag"])
    let table = try Vctl.run(["user", "list", "--fields", "+created_tasks.count", "--socket", server.path]).output
    #expect(table.hasPrefix("id  username  ") && table.contains("created_tasks.count\n"), "\(table)")
  }

  @Test(
    "fields that are unknown or missing are refused",
    arguments: [
      (["user", "list", "--fields", "id,nothing"], "nothing"),
      (["user", "get", "john", "--fields", "+nothing"], "nothing"),
      (["user", "list", "--fields", ""], "--fields needs names"),
      (["user", "list", "--fields", "id,,username"], "needs names"),
      (["user", "get", "john", "--fields", "-emial"], "did you mean 'email'?"),
      (["user", "update", "john", "lastname=A", "--fields", "nothing"], "nothing"),
      (["user", "create", "username=ann", "--fields", "username,nothing"], "nothing"),
      (["user", "list", "--order", ""], "--order needs names"),
      (["user", "list", "--order", "id,"], "--order needs names"),
      (["user", "list", "--order", "id,-"], "--order needs names"),
    ])
  func refused(words: [String], reason: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let outcome = try Vctl.run(words + ["--socket", server.path])
    #expect(outcome.status != 0 && outcome.output == "")
    #expect(outcome.errors.contains(reason), "\(outcome.errors)")
    #expect(try Vctl.run(["audit", "-q", "--socket", server.path]).output == "", "nothing was changed")
  }

  @Test("--order takes blanks after commas")
  func order() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let words = ["user", "list", "-q", "--order", "organization, -id", "--socket", server.path]
    #expect(try Vctl.run(words).output == "noorg\nroot\njohn\njane\n")
  }

  @Test("a table that is too narrow says which columns it left out, and -o wide leaves out none")
  func narrow() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let words = ["task", "list", "--no-pager", "--color", "never", "--socket", server.path]
    let shown = try Vctl.onTerminal(words, columns: 80).shown
    // The sentence may take more than one line.
    let begin = try #require(shown.firstRange(of: "left out for lack of room: ")?.lowerBound)
    let last = shown[begin...].replacing("\n", with: " ")
    #expect(last.hasSuffix(" ('-o wide' shows all) "), "\(shown)")
    #expect(last.contains("created_at") && !last.contains("name"))
    let wide = try Vctl.onTerminal(words + ["-o", "wide"], columns: 80).shown
    #expect(wide.contains("created_at") && !wide.contains("…") && !wide.contains("left out"), "\(wide)")
    // Nobody reads it where standard error is no terminal.
    #expect(try Vctl.run(words).errors == "")
  }

  @Test("at 80 columns a list keeps the relations of a record, and leaves out what describes it")
  func relationsStay() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let words = ["user", "list", "--no-pager", "--color", "never", "--socket", server.path]
    let header = try #require(try Vctl.onTerminal(words, columns: 80).shown.split(separator: "\n").first)
    #expect(header.hasPrefix("id  username  organization") && header.contains("  roles"), "\(header)")
  }

  @Test("the name of a record is the last column to be left out, and the last to be cut")
  func names() throws {
    let folder = try TemporaryFolder()
    let name = "The Northern Clinic of Somewhere"
    let items: JSON = [["id": 1, "name": .string(name), "country": "Netherlands", "domain": "north.example"]]
    let server = try Daemon.start(
      in: folder, actions: ["organization.list": .result(["items": items, "next": nil])])
    let words = ["organization", "list", "--no-pager", "--color", "never", "--socket", server.path]
    for columns in [40, 36] as [UInt16] {
      #expect(try Vctl.onTerminal(words, columns: columns).shown.contains(name))
    }
    #expect(try Vctl.onTerminal(words, columns: 20).shown.contains("The Northern"))
  }

  @Test("one record tells which large fields it does not show")
  func large() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let words = ["result", "get", "1", "--socket", server.path]
    #expect(try Vctl.onTerminal(words).shown.contains("left out for their size: input, result, log"))
    #expect(try Vctl.run(words + ["--fields", "*"]).output.contains("\nlog "))
  }

  @Test("lists and records print one form of time", arguments: [["user", "list"], ["user", "get", "john"]])
  func moments(words: [String]) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let outcome = try Vctl.run(words + ["--socket", server.path])
    #expect(outcome.output.contains("2024-05-06 07:08:09Z") && !outcome.output.contains("T07:08"), "\(outcome.output)")
  }
}
