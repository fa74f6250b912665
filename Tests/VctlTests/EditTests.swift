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
    let outcome = try Vctl.run(["user", "edit", "john"], input: nil, environment: environment(server, editor, tmp))
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
    let outcome = try Vctl.run(words, input: nil, environment: environment(server, "sed -i.bak '\(script)'", tmp))
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
      ["user", "edit", "john", "-n"], input: nil,
      environment: environment(server, "sed -i 's/^lastname: .*/lastname: New/'", tmp))
    #expect(outcome.output == "would change user 'john' (2)\n- lastname: Doe\n+ lastname: New\n")
    #expect(outcome.errors == "dry run: nothing was changed\n")
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

  @Test("a mistake that is left as it is ends it, and what was written is kept for another try")
  func left() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let tmp = temporary(folder)
    let editor = "sed -i 's/^lastname: .*/lastname/'"
    let session = try Vctl.onTerminal(["user", "edit", "john"], environment: environment(server, editor, tmp))
    #expect(session.status == 2)
    #expect(session.shown.contains("could not find expected ':'"))
    let file = try #require(session.shown.firstMatch(of: /vctl user edit john <(\/[^ ']+)/)).output.1
    let kept = try #require(read(String(file)))
    #expect(kept.contains("lastname\n"))
    let mended = kept.replacing("lastname\n", with: "lastname: New\n")
    let outcome = try Vctl.run(["user", "edit", "john", "-o", "name", "--socket", server.path], input: mended)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try field("lastname", server) == "New")
  }

  /// A daemon that first answers `get` with john as he was when his e-mail address was another one.
  private func stale(in folder: borrowing TemporaryFolder) throws -> Server {
    let other = try Daemon.start(in: folder, as: "t")
    let words = ["user", "update", "john", "email=old@iknl.nl", "-o", "json", "--fields", "*", "--socket", other.path]
    let before = try JSON(parsing: try Vctl.run(words).output)
    return try Daemon.start(in: folder, first: ["user.get": .result(before)])
  }

  private func field(_ name: String, _ server: Server) throws -> JSON? {
    try JSON(parsing: try Vctl.run(["user", "get", "john", "-o", "json", "--socket", server.path]).output)[name]
  }

  @Test("what others changed meanwhile in other fields stays, beside what was typed")
  func merged() throws {
    let folder = try TemporaryFolder()
    let tmp = temporary(folder)
    let daemon = try stale(in: folder)
    let editor = "sed -i 's/^lastname: .*/lastname: New/'"
    let outcome = try Vctl.run(["user", "edit", "john"], input: nil, environment: environment(daemon, editor, tmp))
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors == "email changed meanwhile; that change is kept\n")
    #expect(try field("lastname", daemon) == "New")
    #expect(try field("email", daemon) == "john@iknl.nl")
    #expect(isEmpty(tmp))
  }

  @Test("what others changed meanwhile in the same field is not overwritten, and what was typed is kept")
  func conflict() throws {
    let folder = try TemporaryFolder()
    let tmp = temporary(folder)
    let daemon = try stale(in: folder)
    let editor = "sed -i 's/^email: .*/email: mine@iknl.nl/'"
    let outcome = try Vctl.run(["user", "edit", "john"], input: nil, environment: environment(daemon, editor, tmp))
    #expect(outcome.status == 4, "\(outcome.errors)")
    #expect(outcome.errors.contains("changed since it was read: email"), "\(outcome.errors)")
    let file = try #require(outcome.errors.firstMatch(of: /vctl user edit john <(\/[^ ']+)/)).output.1
    #expect(read(String(file))?.contains("\nemail: mine@iknl.nl\n") == true)
    #expect(try field("email", daemon) == "john@iknl.nl")
  }

  @Test("at a terminal the editor opens again after that, with both values, and the person decides")
  func decided() throws {
    let folder = try TemporaryFolder()
    let tmp = temporary(folder)
    let daemon = try stale(in: folder)
    let editor =
      "f() { grep '^# error' \"$1\" && grep '^email' \"$1\" || sed -i 's/^email: .*/email: mine@iknl.nl/' \"$1\"; }; f"
    let session = try Vctl.onTerminal(
      ["user", "edit", "john", "--color", "never"], environment: environment(daemon, editor, tmp))
    #expect(session.status == 0, "\(session.shown)")
    #expect(session.shown.contains("changed since it was read: email; your text is below"))
    #expect(session.shown.contains("# error: email is now: john@iknl.nl\n"))
    #expect(session.shown.contains("\nemail: mine@iknl.nl\n"))
    #expect(try field("email", daemon) == "mine@iknl.nl")
    #expect(isEmpty(tmp))
  }

  @Test(
    "a document on stdin changes what it has otherwise, in the form of 'get' or shorter",
    arguments: [
      ("email: x@y.nl\n", ["email": "x@y.nl"]), ("{\"email\": null}", ["email": nil]),
      ("firstname: John\nlastname: \"007\"\n", ["lastname": "007"]), ("id: 2\nusername: john\n", nil),
      ("roles:\n  - id: 4\n    name: Viewer\n", nil), ("roles:\n  - Viewer\n  - id: 3\n", ["roles": ["Viewer", 3]]),
      ("organization:\n  id: 1\n", ["organization": 1]), ("organization:\n  name: IKNL\n", nil), ("# nothing\n", nil),
    ] as [(String, JSON?)])
  func document(text: String, values: JSON?) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let outcome = try Vctl.run(
      ["user", "edit", "john", "-o", "json"], input: text, environment: environment(server, "false", "/nowhere"))
    #expect(outcome.status == 0, "\(outcome.errors)")
    let updates = server.lines.filter { $0.contains("user.update") }
    #expect(try updates.first.flatMap { try JSON(parsing: $0)["params"]?["values"] } == values)
    if values == nil { #expect(outcome.errors == "" && outcome.output == "") }
  }

  @Test("what 'get' prints changes nothing when it comes back", arguments: ["yaml", "json"])
  func back(format: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    for (entity, key) in [("user", "john"), ("organization", "IKNL"), ("task", "1"), ("role", "Viewer")] {
      let get = try Vctl.run([entity, "get", key, "-o", format, "--fields", "*", "--socket", server.path])
      #expect(get.status == 0, "\(get.errors)")
      let outcome = try Vctl.run([entity, "edit", key, "--socket", server.path], input: get.output)
      #expect(outcome.status == 0 && outcome.errors == "nothing changed\n", "\(entity): \(outcome.errors)")
    }
  }

  @Test("a document with an etag is refused when the record changed since")
  func etag() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let get = ["user", "get", "john", "-o", "yaml", "--fields", "*", "--socket", server.path]
    let text = try Vctl.run(get).output.replacing(/lastname: .*/, with: "lastname: New")
    #expect(try Vctl.run(["user", "update", "john", "email=x@y.nl", "-q", "--socket", server.path]).status == 0)
    let outcome = try Vctl.run(["user", "edit", "john", "--socket", server.path], input: text)
    #expect(outcome.status == 4)
    #expect(outcome.errors.contains("changed since it was read: email"), "\(outcome.errors)")
    #expect(try field("lastname", server) == "Doe")
  }

  @Test("who may only read is told so before the editor opens", arguments: [true, false])
  func reader(isAsked: Bool) throws {
    let folder = try TemporaryFolder()
    let tmp = temporary(folder)
    let hello: [String: Server.Action] = ["rpc.hello": .result(["read_only": true])]
    let server = try Daemon.start(in: folder, actions: isAsked ? [:] : hello)
    let outcome = try Vctl.run(
      ["user", "edit", "john"] + (isAsked ? ["--read-only"] : []), input: nil,
      environment: environment(server, "echo opened >&2; false", tmp))
    #expect(outcome.status == 5, "\(outcome.errors)")
    #expect(!outcome.errors.contains("opened"), "\(outcome.errors)")
    #expect(isEmpty(tmp))
  }

  /// The text of a file, if there is one.
  private func read(_ path: String) -> String? {
    (try? TemporaryFolder.bytes(of: path)).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test(
    "what is wrong is said",
    arguments: [
      (["user", "edit"], "true", 2, "edit' needs ID|USERNAME"),
      (["user", "edit", "a", "b"], "true", 2, "and nothing else"),
      (["user", "edit", "nobody"], "true", 3, "nobody"),
      (["user", "edit", "john"], "false", 1, "the editor 'false' failed"),
      (["user", "edit", "john"], "/no/such/editor", 1, "failed: nothing was changed"),
      (["rule", "edit", "1"], "true", 2, "unknown verb 'edit'"),
      (["user", "edit", "john", "--limit", "1"], "true", 2, "takes no --limit"),
      (["user", "edit", "john"], "rm", 1, "cannot read what was edited"),
      (["user", "edit", "john"], "printf '\\377' >", 2, "not UTF-8"),
      (["user", "edit", "john"], "sed -i 's/^username: .*/id: 7/'", 2, "'id' of a user cannot be changed"),
      (["user", "edit", "john"], "echo 'roles: Viewer' >", 2, "'roles' is a list"),
      (["user", "edit", "john"], "echo 'email: {a: b}' >", 2, "'email' holds one value"),
      (["user", "edit", "john"], "echo 'roles: [{name: Viewer, x: y}]' >", 2, "fields of which one is 'id'"),
      (["user", "edit", "john"], "echo 'nmae: x' >", 1, "unknown field 'nmae'"),
    ] as [([String], String, Int32, String)])
  func refused(words: [String], editor: String, status: Int32, reason: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let tmp = temporary(folder)
    let outcome = try Vctl.run(words, input: nil, environment: environment(server, editor, tmp))
    #expect(outcome.status == status, "\(outcome.errors)")
    #expect(outcome.errors.contains(reason), "\(outcome.errors)")
    // What was written is kept, and nothing else.
    #expect(isEmpty(tmp) == !outcome.errors.contains("your text is kept"), "\(outcome.errors)")
  }

  @Test("told to end, it ends the editor, and leaves no file behind", arguments: [SIGTERM, SIGHUP])
  func told(_ signal: Int32) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let tmp = temporary(folder)
    let parent =
      "trap '' HUP; kill -\(signal) $PPID; exec \(signal == SIGTERM ? "tail -f --pid=$PPID /dev/null" : "true") #"
    let outcome = try Vctl.run(["user", "edit", "john"], input: nil, environment: environment(server, parent, tmp))
    #expect(outcome.status == 128 + signal)
    #expect(isEmpty(tmp))
  }
}
