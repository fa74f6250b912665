import JSON
import SQLite
import TestData
import Testing

@Suite("columns that vantage6 does not have")
struct ForeignColumnsTests {
  private static func server(in folder: borrowing TemporaryFolder) throws -> Server {
    let server = try Daemon.start(in: folder)
    try Connection(path: folder.path(of: "s.sqlite"), access: .readWrite).script(
      """
      ALTER TABLE organization ADD COLUMN cost_center TEXT NOT NULL DEFAULT 'x';
      ALTER TABLE organization ADD COLUMN budget NUMERIC;
      UPDATE organization SET budget = 1.5 WHERE id = 2;
      UPDATE organization SET name = '2024' WHERE id = 3;
      """)
    return server
  }

  private static func json(_ words: [String], _ server: Server, input: String = "") throws -> JSON {
    let outcome = try Vctl.run(words + ["-o", "json", "--socket", server.path], input: input)
    #expect(outcome.status == 0, "\(outcome.errors)")
    return try JSON(parsing: outcome.output)
  }

  @Test("are set, selected, sorted and shown as the others, but in lists on request")
  func commands() throws {
    let folder = try TemporaryFolder()
    let server = try Self.server(in: folder)
    let made = try Self.json(["organization", "create", "name=A", "x:cost_center=5", "x:budget:=7"], server)
    #expect(made["x:cost_center"] == "5" && made["x:budget"] == 7)
    #expect(made.object?.members.map(\.key).suffix(2) == ["x:cost_center", "x:budget"])
    #expect(try Self.json(["organization", "update", "A", "budget=8"], server)["x:budget"] == 8)
    let list = try Self.json(["organization", "list", "--where", "x:budget>=8 and x:cost_center~5"], server)
    #expect(list[0]?["name"] == "A" && list[0]?["x:budget"] == nil && list.array?.count == 1)
    let more = ["organization", "list", "--where", "id=2", "--order", "-x:budget", "--fields"]
    #expect(try Self.json(more + ["+x:cost_center"], server)[0]?["x:cost_center"] == "x")
    #expect(try Self.json(more + ["*"], server)[0]?["x:budget"] == .number(1.5))
    #expect(try Self.json(more + ["id,x:budget"], server) == [["id": 2, "x:budget": .number(1.5)]])
    let users = ["user", "list", "--where", "organization.x:budget=1.5", "--fields", "organization.x:cost_center"]
    #expect(try Self.json(users, server)[0] == ["organization": ["x:cost_center": "x"]])
    #expect(try Self.json(["describe", "organization", "A"], server)["x:budget"] == 8)
  }

  @Test("every format and the transaction take the name")
  func formats() throws {
    let folder = try TemporaryFolder()
    let server = try Self.server(in: folder)
    func text(_ words: [String], input: String = "") throws -> String {
      let outcome = try Vctl.run(words + ["--socket", server.path], input: input)
      #expect(outcome.status == 0, "\(outcome.errors)")
      return outcome.output
    }
    let get = ["organization", "get", "2", "--fields", "x:cost_center,x:budget", "-o"]
    let list = ["organization", "list", "--where", "id=2", "--fields", "id,budget", "-o", "csv"]
    #expect(try text(list) == "id,x:budget\n2,1.5\n")
    #expect(try text(get + ["csv"]) == "x:cost_center,x:budget\nx,1.5\n")
    #expect(try text(get + ["yaml"]) == "x:cost_center: x\nx:budget: 1.5\n")
    #expect(try text(["organization", "get", "2", "-o", "template={id} {x:budget}"]) == "2 1.5\n")
    #expect(try text(["organization", "get", "2"]).split(separator: "\n").last?.hasPrefix("x:budget") == true)
    #expect(try text(["organization", "create", "--help"]).contains("x:budget"))
    let lines = """
      o = organization create name=A x:budget=3
      p = organization create name=B x:budget=$o.x:budget
      """
    _ = try text(["transaction", "-"], input: lines)
    #expect(try Self.json(["organization", "get", "B"], server)["x:budget"] == 3)
    // What get prints changes nothing, and a number in it stays one.
    let document = try text(["organization", "get", "B", "-o", "yaml"])
    let edit = ["organization", "edit", "B"]
    #expect(try text(edit, input: document) == "")
    _ = try text(
      edit, input: document.replacing("x:budget: 3", with: "x:budget: 4.5").replacing(": x\n", with: ": \"07\"\n"))
    let edited = try Self.json(["organization", "get", "B"], server)
    #expect(edited["x:budget"] == .number(4.5) && edited["x:cost_center"] == "07")
    let log = try Self.json(["audit", "--limit", "1", "--fields", "before,after"], server)[0]
    #expect(log?["after"]?["x:cost_center"] == "07" && log?["after"]?["x:budget"] == .number(4.5))
  }

  @Test("completion offers them where it offers fields")
  func completion() throws {
    let folder = try TemporaryFolder()
    let server = try Self.server(in: folder)
    func words(_ line: [String]) throws -> [Substring] {
      try Vctl.run(["complete", "--socket", server.path, "--"] + line).output.split(separator: "\n").map {
        $0.prefix { $0 != "\t" }
      }
    }
    #expect(try words(["organization", "create", "x:b"]) == ["x:budget="])
    #expect(try words(["organization", "list", "--fields", "id,x:b"]) == ["id,x:budget"])
    #expect(try words(["user", "list", "--where", "organization.x:c"]) == ["organization.x:cost_center="])
  }

  @Test("a record that is named like a number is hinted at")
  func numbers() throws {
    let folder = try TemporaryFolder()
    let server = try Self.server(in: folder)
    let commands = [
      ["organization", "get", "2024"], ["describe", "organization", "2024"], ["organization", "edit", "2024"],
      ["organization", "delete", "2024", "--yes"], ["organization", "update", "2024", "domain=x"],
      ["user", "update", "john", "organization=2024"], ["history", "organization", "2024"],
    ]
    for words in commands {
      let outcome = try Vctl.run(words + ["--socket", server.path], input: nil)
      #expect(outcome.errors.contains("hint: an organization is named '2024': its id is 3"), "\(words): \(outcome)")
    }
  }
}
