import JSON
import TestData
import Testing

@Suite("undo")
struct UndoTests {
  /// A daemon in whose database an organization was made (1), and changed (2), and a user was deleted (3).
  private func changed(in folder: borrowing TemporaryFolder) throws -> Server {
    let server = try Daemon.start(in: folder)
    for words in [
      ["organization", "create", "name=Acme", "country=NL"], ["organization", "update", "Acme", "country=BE"],
      ["user", "delete", "noorg", "--yes"],
    ] {
      let outcome = try Vctl.run(words, environment: ["VCTL_SOCKET": server.path])
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    return server
  }

  private func run(_ words: [String], _ server: Server) throws -> Vctl.Outcome {
    try Vctl.run(["undo"] + words, environment: ["VCTL_SOCKET": server.path])
  }

  @Test("a change that is named is undone, and what that did is shown")
  func named() throws {
    let folder = try TemporaryFolder()
    let server = try changed(in: folder)
    let dry = try run(["3", "-n"], server)
    #expect(dry.status == 0)
    #expect(dry.output.hasPrefix("would undo change 3\n\nwould create user 'noorg' (4)\n+ username: noorg\n"))
    #expect(dry.errors == "dry run: nothing was changed\n")
    let outcome = try run(["3"], server)
    #expect(outcome.status == 0)
    #expect(outcome.output.hasPrefix("undid change 3\n\ncreated user 'noorg' (4)\n+ username: noorg\n"))
    let list = try Vctl.run(["user", "list", "-q", "--socket", server.path]).output
    #expect(list.split(separator: "\n").contains("noorg"))
    let again = try run(["3"], server)
    #expect(again.status == 4)
    #expect(again.errors.contains("undone already"))
  }

  @Test("the newest change is undone only when somebody agrees")
  func newest() throws {
    let folder = try TemporaryFolder()
    let server = try changed(in: folder)
    let refused = try run([], server)
    #expect(refused.status == 2)
    #expect(refused.errors.contains("use --yes, since this is not a terminal"))
    #expect(!server.lines.contains { $0.contains("audit.undo") })
    #expect(try run(["--dry-run", "-q"], server).output == "3\n")
    #expect(try run(["--yes", "-q"], server).output == "3\n")
    #expect(try run(["--yes", "-o", "csv"], server).output == "entity,id,change\norganization,5,country: BE → NL\n")
    #expect(try run(["--yes", "-o", "json"], server).output.contains("\"undone\": [\n    1\n  ]"))
    let nothing = try run(["--yes"], server)
    #expect(nothing.status == 3)
    #expect(nothing.errors.contains("no change of yours"))
  }

  @Test("at a terminal it shows what would happen, asks, and does just that", arguments: ["y\n", "n\n"])
  func asked(answer: String) throws {
    let folder = try TemporaryFolder()
    let server = try changed(in: folder)
    let session = try Vctl.onTerminal(
      ["undo", "--color", "never", "--socket", server.path], [.init(seen: "undo? [y/N] ", typed: answer)])
    #expect(session.status == (answer == "y\n" ? 0 : 1))
    #expect(session.shown.hasPrefix("would undo change 3\n\nwould create user 'noorg' (4)\n+ username: noorg\n"))
    #expect(session.shown.contains(answer == "y\n" ? "undid change 3" : "nothing was undone"))
    if answer == "y\n" {
      #expect(try JSON(parsing: try #require(server.lines.last))["params"] == ["seq": 3])
    }
  }

  @Test("later changes that stand in the way are shown, and --cascade undoes them too")
  func conflict() throws {
    let folder = try TemporaryFolder()
    let server = try changed(in: folder)
    let outcome = try run(["1"], server)
    #expect(outcome.status == 4)
    #expect(outcome.output == "")
    try expectGolden(outcome.errors, "undo-conflict.txt")
    let json = try run(["1", "-o", "json"], server)
    #expect(try JSON(parsing: json.errors)["error"]?["data"]?["later"] == [2])
    #expect(try run(["1", "--cascade"], server).status == 2)
    let cascade = try run(["1", "--cascade", "--yes"], server)
    #expect(cascade.status == 0)
    try expectGolden(cascade.output, "undo-cascade.txt")
  }

  @Test("an old password comes back only when it is asked for, and the way that is told works")
  func secrets() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let words = ["user", "update", "jane", "password=@-", "--socket", server.path]
    #expect(try Vctl.run(words, input: "n3w").status == 0)
    let without = try run(["1"], server)
    #expect(without.status == 0 && without.output == "")
    #expect(
      without.errors.hasPrefix("warning: nothing of change 1 was undone: the newer password of user 'jane' (3) stays"))
    #expect(without.errors.hasSuffix("\nhint: undo change 1 with --restore-secrets to bring the old one back\n"))
    let with = try run(["1", "-n", "--restore-secrets"], server)
    #expect(!with.errors.contains("warning: "))
    #expect(with.output.contains("+ password: ****"))

    #expect(try Vctl.run(words + ["email=j@x.nl"], input: "n3wer").status == 0)
    let most = try run(["2"], server)
    #expect(
      most.errors
        == "warning: the newer password of user 'jane' (3) stays\nhint: undo change 3 first, then undo change 2 with "
        + "--restore-secrets to bring the old one back\n")
    let refused = try run(["2", "--restore-secrets"], server)
    #expect(refused.status == 4)
    #expect(refused.errors.hasSuffix("hint: undo change 3 first, then this one with --restore-secrets\n"))
    #expect(try run(["3"], server).status == 0)
    let restored = try run(["2", "--restore-secrets"], server)
    #expect(restored.status == 0 && restored.output.contains("+ password: ****"))
  }

  @Test("an undo and a transaction may take long, where that is said")
  func long() throws {
    let folder = try TemporaryFolder()
    let server = try changed(in: folder)
    #expect(try run(["3", "--long"], server).status == 0)
    #expect(try JSON(parsing: try #require(server.lines.last))["params"] == ["seq": 3, "long": true])
    let outcome = try Vctl.run(
      ["transaction", "--long", "--socket", server.path], input: "organization create name=X\n")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try JSON(parsing: try #require(server.lines.last))["params"]?["long"] == true)
    let line = try Vctl.run(
      ["transaction", "--socket", server.path], input: "organization delete X --long --yes\n")
    #expect(line.errors.contains("--long is for the whole transaction, not for a line of it"), "\(line.errors)")
  }

  @Test(
    "what is wrong is said",
    arguments: [
      (["x"], 2, "the number of a change, not 'x'"), (["1", "2"], 2, "takes one SEQ"), (["99"], 3, "no change 99"),
      (["-1"], 2, "the number of a change"), (["1", "--limit", "3"], 2, "unknown option"),
    ] as [([String], Int32, String)])
  func refused(words: [String], status: Int32, reason: String) throws {
    let folder = try TemporaryFolder()
    let outcome = try run(words, try Daemon.start(in: folder))
    #expect(outcome.status == status, "\(outcome.errors)")
    #expect(outcome.errors.contains(reason), "\(outcome.errors)")
  }
}
