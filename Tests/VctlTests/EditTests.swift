import Glibc
import JSON
import TestData
import Testing

@Suite("edit")
struct EditTests {
  /// - Parameter editor: a command that gets the file's path as its last word.
  private func environment(_ server: Server, _ editor: String, _ folder: String) -> [String: String] {
    ["VCTL_SOCKET": server.path, "EDITOR": editor, "PATH": "/usr/bin:/bin", "TMPDIR": folder]
  }

  private func temporary(_ folder: borrowing TemporaryFolder) -> String {
    let path = folder.path(of: "tmp")
    mkdir(path, 0o700)
    return path
  }

  /// Nothing is left: only an empty folder can be removed.
  private func isEmpty(_ path: String) -> Bool { rmdir(path) == 0 }

  @Test("the file says what the fields are, holds no secret, and is nobody else's")
  func file() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let tmp = temporary(folder)
    let editor = "stat -c %a $(dirname \"$1\") >&2; stat -c %a \"$1\" >&2; cat"
    let outcome = try Vctl.run(["user", "edit", "john"], environment: environment(server, editor, tmp))
    #expect(outcome.status == 0)
    #expect(outcome.errors == "700\n600\nnothing changed\n")
    try expectGolden(outcome.output, "edit-user.txt")
    #expect(!server.lines.contains { $0.contains("user.update") })
    #expect(isEmpty(tmp))
  }

  @Test(
    "only what was changed is sent, with the etag",
    arguments: [
      ("s/^firstname: .*/firstname: 007/", ["firstname": "007"]), ("s/^email: .*/email: null/", ["email": nil]),
      ("s/^lastname: .*/lastname: \"a: b\"/", ["lastname": "a: b"]),
      ("/^lastname/d; s/^email: .*/email: x@y.nl/", ["email": "x@y.nl"]),
      ("s/- Viewer/- Researcher\\n  - 4/", ["roles": ["Researcher", 4]]), ("/- Viewer/d", ["roles": []]),
      ("s/^organization: .*/organization: 3/", ["organization": 3]),
      ("s/^lastname: .*/lastname: |\\n  one\\n  two/", ["lastname": "one\ntwo\n"]),
    ] as [(String, JSON)])
  func sent(script: String, expected: JSON) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let tmp = temporary(folder)
    let words = ["user", "edit", "john", "-o", "json"]
    let outcome = try Vctl.run(words, environment: environment(server, "sed -i.bak '\(script)'", tmp))
    #expect(outcome.status == 0, "\(outcome.errors)")
    let params = try JSON(parsing: try #require(server.lines.last))["params"]
    #expect(params?["values"] == expected)
    #expect(params?["id"] == 2)
    #expect(params?["if_match"]?.string?.isEmpty == false)
    #expect(isEmpty(tmp))
  }

  @Test("a dry run shows what would change")
  func dry() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let tmp = temporary(folder)
    let outcome = try Vctl.run(
      ["user", "edit", "john", "-n"], environment: environment(server, "sed -i 's/^lastname: .*/lastname: New/'", tmp))
    #expect(outcome.output == "would change user 'john' (2)\n- lastname: Doe\n+ lastname: New\n")
    #expect(outcome.errors == "nothing was kept: this was a dry run\n")
  }

  @Test("at a terminal a mistake opens the editor again, with what was wrong on top")
  func again() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let tmp = temporary(folder)
    // The first time it makes a mistake, the second time it repairs it.
    let editor =
      "f() { grep '^# error' \"$1\" && sed -i 's/organization: nowhere/organization: IKNL/; s/^lastname: .*/lastname: New/' "
      + "\"$1\" || sed -i 's/^organization: .*/organization: nowhere/' \"$1\"; }; f"
    let session = try Vctl.onTerminal(
      ["user", "edit", "john", "--color", "never"], environment: environment(server, editor, tmp))
    #expect(session.status == 0, "\(session.shown)")
    #expect(session.shown.contains("# error: "))
    #expect(session.shown.contains("nowhere"))
    #expect(session.shown.contains("lastname                          New\n"), "\(session.shown)")
    #expect(isEmpty(tmp))
  }

  @Test("a mistake that is left as it is ends it")
  func left() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let tmp = temporary(folder)
    let editor = "sed -i 's/^lastname: .*/lastname/'"
    let session = try Vctl.onTerminal(["user", "edit", "john"], environment: environment(server, editor, tmp))
    #expect(session.status == 2)
    #expect(session.shown.contains("expected 'field: value'"))
    #expect(isEmpty(tmp))
  }

  @Test("what others changed meanwhile is not overwritten, and what was typed is shown")
  func conflict() throws {
    let folder = try TemporaryFolder()
    let tmp = temporary(folder)
    let other = try Daemon.start(in: folder, as: "t")
    let words = ["user", "update", "john", "email=old@iknl.nl", "-o", "json", "--fields", "+etag"]
    let stale = try JSON(parsing: try Vctl.run(words + ["--socket", other.path]).output)
    let daemon = try Daemon.start(in: folder, actions: ["user.get": .result(stale)])
    let outcome = try Vctl.run(
      ["user", "edit", "john"], environment: environment(daemon, "sed -i 's/^lastname: .*/lastname: New/'", tmp))
    #expect(outcome.status == 4, "\(outcome.errors)")
    #expect(outcome.errors.hasPrefix("not saved:\nwould change user 2\n+ lastname: New\n"))
    #expect(outcome.errors.contains("changed since it was read: email"), "\(outcome.errors)")
    #expect(outcome.errors.contains("hint: edit it again"))
    #expect(isEmpty(tmp))
  }

  @Test(
    "what is wrong is said",
    arguments: [
      (["user", "edit"], "true", 2, "edit needs ID|USERNAME"),
      (["user", "edit", "a", "b"], "true", 2, "and nothing else"),
      (["user", "edit", "nobody"], "true", 3, "nobody"),
      (["user", "edit", "john"], "false", 1, "the editor 'false' failed"),
      (["user", "edit", "john"], "/no/such/editor", 1, "failed: nothing was changed"),
      (["rule", "edit", "1"], "true", 2, "unknown verb 'edit'"),
      (["user", "edit", "john", "--limit", "1"], "true", 2, "takes no --limit"),
      (["user", "edit", "john"], "rm", 1, "cannot read what was edited"),
      (["user", "edit", "john"], "printf '\\377' >", 2, "not UTF-8"),
      (["user", "edit", "john"], "echo 'nmae: x' >", 1, "unknown field 'nmae'"),
    ] as [([String], String, Int32, String)])
  func refused(words: [String], editor: String, status: Int32, reason: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let tmp = temporary(folder)
    let outcome = try Vctl.run(words, environment: environment(server, editor, tmp))
    #expect(outcome.status == status, "\(outcome.errors)")
    #expect(outcome.errors.contains(reason), "\(outcome.errors)")
    #expect(isEmpty(tmp))
  }

  @Test("told to end, it ends the editor, and leaves no file behind", arguments: [SIGTERM, SIGHUP])
  func told(_ signal: Int32) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let tmp = temporary(folder)
    let parent =
      "trap '' HUP; kill -\(signal) $PPID; exec \(signal == SIGTERM ? "tail -f --pid=$PPID /dev/null" : "true") #"
    let outcome = try Vctl.run(["user", "edit", "john"], environment: environment(server, parent, tmp))
    #expect(outcome.status == 128 + signal)
    #expect(isEmpty(tmp))
  }
}
