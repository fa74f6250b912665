import Admin
import JSON
import TestData
import Testing

@Suite("vctl export and import")
struct ExchangeTests {
  private static func run(_ words: [String], _ server: Server, input: String = "") throws -> Vctl.Outcome {
    try Vctl.run(words + ["--socket", server.path], input: input)
  }

  @Test("a file of either form makes the same records elsewhere", arguments: ["network.yaml", "network.jsonl"])
  func moved(name: String) throws {
    let folder = try TemporaryFolder()
    let file = folder.path(of: name)
    let server = try Daemon.start(in: folder, .imported4)
    let exported = try Self.run(["export", file], server)
    #expect(exported.status == 0 && exported.output == "")
    #expect(exported.errors.hasPrefix("exported 4 organizations, "))
    let mode = try TemporaryFolder.mode(of: file) & 0o777
    #expect(mode == 0o600)
    let elsewhere = try TemporaryFolder()
    let target = try Daemon.start(in: elsewhere, new: .vantage6)
    let imported = try Self.run(["import", file, "--accept", "default_role", "-q"], target)
    #expect(imported.status == 0 && imported.output.hasPrefix("organization\n"), "\(imported.errors)")
    #expect(
      try Self.run(["export", "-o", "jsonl"], target).output == Self.run(["export", "-o", "jsonl"], server).output)
    let again = try Self.run(["import", file, "--update", "--accept", "default_role"], target)
    #expect(again.status == 0 && again.errors.hasSuffix("no changes\n"), "\(again.errors)")
    #expect(try Self.run(["export", file], server).status == 4)
    #expect(try Self.run(["export", file, "--replace"], server).status == 0)
  }

  @Test("errors name the file, the line and the key, all of them")
  func errors() throws {
    let folder = try TemporaryFolder()
    let file = folder.path(of: "wrong.yaml")
    let text = """
      organizations:
        - name: North
          users:
            - {username: ann, emial: ann@example.org}
        - name: South
          zipcode: 0123
          adress1: Street 1
      collaborations:
        - name: Both
          encrypted: maybe
          participants:
            - name: North
              api_key: none
            - name: Nowhere
      """
    try TemporaryFolder.write(Array(text.utf8), to: file)
    let server = try Daemon.start(in: folder)
    let outcome = try Self.run(["import", file], server)
    #expect(outcome.status == 1 && outcome.output == "")
    try expectGolden(outcome.errors.replacing(folder.path + "/", with: ""), "import-errors.txt")
    let json = try Self.run(["import", file, "-o", "json"], server)
    #expect(try JSON(parsing: json.errors)["error"]?["data"]?["errors"]?.array?.count == 5)
    #expect(try JSON(parsing: json.errors)["error"]?["data"]?["errors"]?[0]?["line"] == 4)
    let broken = try Self.run(["import", "-"], server, input: "organization:\n  - name: 'x\n")
    #expect(broken.status == 1 && broken.errors.hasPrefix("error: standard input:"), "\(broken.errors)")
    #expect(try Self.run(["import", folder.path(of: "none")], server).status == 3)
  }

  @Test("new keys are printed once, or go to a file that nobody else reads")
  func secrets() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    func lines(_ name: String) -> String {
      """
      {"organizations": {"name": "\(name)"}}
      {"collaborations": {"name": "of \(name)", "participants": ["\(name)"]}}

      """
    }
    let shown = try Self.run(["import", "-"], server, input: lines("North"))
    #expect(shown.status == 0 && shown.output.contains("\nnew secrets, which nothing else shows:\n"), "\(shown.errors)")
    let file = folder.path(of: "keys.csv")
    let written = try Self.run(["import", "-", "--secrets", file], server, input: lines("South"))
    #expect(written.status == 0 && !written.output.contains("secrets"))
    let keys = String(decoding: try TemporaryFolder.bytes(of: file), as: UTF8.self)
    let mode = try TemporaryFolder.mode(of: file) & 0o777
    #expect(keys.hasPrefix("entity,id,name,field,value\nnode,") && mode == 0o600)
    let refused = try Self.run(["import", "-", "--secrets", file], server, input: lines("West"))
    #expect(refused.status == 4)
    #expect(try Self.run(["org", "show", "West"], server).status == 3)
  }

  @Test("a selection brings what it needs, and what cannot be carried is told")
  func selection() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder, .damaged)
    let some = try Self.run(["export", "--entity", "user", "--where", "username=john", "-o", "yaml"], server)
    #expect(some.status == 0 && some.output.contains("\nuser:\n- username: john\n"), "\(some.errors)")
    let all = try Self.run(["export", folder.path(of: "all.jsonl")], server)
    #expect(all.status == 8)
    try expectGolden(all.errors, "export-damaged.txt")
    #expect(try Self.run(["export", "--where", "id=1"], server).errors == "error: --where needs one --entity\n")
    #expect(try Self.run(["export", "-o", "csv"], server).status == 2)
  }

  @Test("--since exports what was made or changed since then, and says of what nothing is known")
  func since() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    #expect(try Self.run(["org", "create", "name=Fresh", "-q"], server).status == 0)
    let some = try Self.run(["export", "--since", "2026-11-23", "-o", "yaml", "--entity", "organization"], server)
    #expect(some.status == 0 && some.output.hasSuffix("\norganization:\n- name: Fresh\n"))
    #expect(
      some.errors == """
        warning: left out, since nothing tells when the server made or changed them: 4 organizations (the audit log begins \
        at 2026-11-23T09:30:00.000000Z)
        exported 1 organization

        """)
    let wrong = try Self.run(["export", "--since", "soon"], server)
    #expect(wrong.status == 2 && wrong.errors.hasPrefix("error: --since: expected 2026-11-01, "))
  }
}
