import Admin
import Adoption
import Catalogue
import Glibc
import JSON
import JSONRPC
import Store
import Synchronization
import TestData
import Testing
import Vocabulary

@testable import Setup

/// Two users of every Debian, in the roles of the daemon and the server.
private let (daemon, server) = ("daemon", "nobody")

/// The permissions of other users can only be tried by root.
private let canTry: Bool = {
  let can = geteuid() == 0 && Person(daemon) != nil && Person(server) != nil
  if !can { print("skipped: setup is tried by root only, with the users '\(daemon)' and '\(server)'") }
  return can
}()

/// A host with a database of the server's, and what was said and run there.
private struct Host: ~Copyable {
  let folder: TemporaryFolder
  let path: String
  private let said = Said()

  final class Said: Sendable {
    let lines = Mutex<[String]>([])
    let commands = Mutex<[[String]]>([])
  }

  var units: String { folder.path(of: "units") }
  var lines: [String] { said.lines.withLock { $0 } }
  var commands: [[String]] { said.commands.withLock { $0 } }

  /// - Parameters:
  ///   - mode: of the database, which is the server's.
  ///   - folderMode: of its folder.
  init(_ mode: mode_t, folderMode: mode_t, group: gid_t? = nil) throws {
    let folder = try TemporaryFolder()
    chmod(folder.path, 0o755)
    mkdir(folder.path(of: "units"), 0o755)
    mkdir(folder.path(of: "v6"), 0o755)
    let path = try folder.copy(of: .sample4, as: "v6/default.sqlite")
    let person = try #require(Person(server))
    for file in [folder.path(of: "v6"), path] { chown(file, person.uid, group ?? person.gid) }
    chmod(path, mode)
    chmod(folder.path(of: "v6"), folderMode)
    self.folder = folder
    self.path = path
  }

  /// - Parameter agrees: what is answered to questions; nil where there is no terminal.
  func run(_ words: [String], agrees: Bool? = nil) throws(Failure) {
    var system = System()
    let said = said
    system.units = units
    system.daemonUser = daemon
    system.say = { line in said.lines.withLock { $0.append(line) } }
    system.ask = { question in
      said.lines.withLock { $0.append(question) }
      return agrees
    }
    system.systemctl = { words in
      said.commands.withLock { $0.append(words) }
      return true
    }
    system.isBooted = { true }
    let command = HostCommand.all.first { $0.name == words.first }
    try command?.run(Array(words.dropFirst()), system)
  }

  func refusal(_ words: [String], agrees: Bool? = nil) -> Failure? {
    do {
      try run(words, agrees: agrees)
      return nil
    } catch { return error }
  }

  var dropIn: String? {
    (try? TemporaryFolder.bytes(of: DropIn.path(.main, in: units))).map { String(decoding: $0, as: UTF8.self) }
  }
}

@Suite struct SetupTests {
  @Test("a file of the server's alone makes the daemon run as the server's user", .enabled(if: canTry))
  func alone() throws {
    let host = try Host(0o600, folderMode: 0o700)
    try host.run(["setup", "--database", host.path])
    let dropIn = host.dropIn
    #expect(dropIn == DropIn(database: host.path, user: server).text)
    #expect(host.commands == [["daemon-reload"]])
    #expect(host.lines.contains { $0.contains("cannot read and write '\(host.path)': so the daemon runs as") })
    #expect(host.lines.contains("next    systemctl enable --now vantage6-admin.socket vantage6-admin-ro.socket"))
    #expect(TemporaryFolder.names(in: host.folder.path(of: "v6")) == ["default.sqlite"])
  }

  @Test("a file that is shared with a group lets the daemon run as itself, in that group", .enabled(if: canTry))
  func shared() throws {
    let host = try Host(0o660, folderMode: 0o2770, group: 12)
    // Root's own: the server's user must be a member to be proved.
    let refused = host.refusal(["setup", "--database", host.path, "--server-user", "bin"])
    #expect(refused?.message.contains("'bin' cannot") == true)
    #expect(refused?.hint?.contains("chgrp GROUP") == true)
    try host.run(["setup", "--database", host.path, "--instance", "b", "--server-user", "root"])
    let path = DropIn.path(try #require(Instance("b")), in: host.units)
    let text = String(decoding: try TemporaryFolder.bytes(of: path), as: UTF8.self)
    #expect(text == DropIn(database: host.path, groups: [Person.groupName(12)]).text)
  }

  @Test("both users are tried on what the other one makes", .enabled(if: canTry))
  func sideFiles() throws {
    let host = try Host(0o660, folderMode: 0o770, group: 12)
    // Without the group's bit on the folder, a new file belongs to the maker's own group.
    var one = try #require(Person(daemon))
    var other = try #require(Person(server))
    one.groups.append(12)
    other.groups.append(12)
    let proof = try AccessProof(host.path)
    #expect(throws: Failure.self) { try proof.check([one, other]) }
    chmod(host.folder.path(of: "v6"), 0o2770)
    try proof.check([one, other])
    // The sticky bit lets nobody remove what is somebody else's.
    chmod(host.folder.path(of: "v6"), 0o3770)
    #expect(throws: Failure.self) { try proof.check([one, one, other].reversed()) }
    #expect(TemporaryFolder.names(in: host.folder.path(of: "v6")) == ["default.sqlite"])
  }

  @Test(
    "a write-ahead log is made only when asked, after a copy, and with everybody's permissions", .enabled(if: canTry))
  func journal() throws {
    let host = try Host(0o600, folderMode: 0o700)
    try host.run(["setup", "--database", host.path, "--journal", "wal", "--now"])
    let header = try TemporaryFolder.bytes(of: host.path)[18]
    #expect(header == 2)
    #expect(
      TemporaryFolder.names(in: host.folder.path(of: "v6")).sorted() == [
        "default.sqlite", "default.sqlite.before-vantage6-admin",
      ])
    var status = stat()
    #expect(stat(host.path + ".before-vantage6-admin", &status) == 0)
    #expect(status.st_uid == Person(server)?.uid && status.st_mode & 0o777 == 0o600)
    #expect(
      host.commands == [
        ["daemon-reload"], ["enable", "--now", "vantage6-admin.socket", "vantage6-admin-ro.socket"],
        ["try-restart", "vantage6-admin.service"],
      ])
    try host.run(["release", host.path])
    let after = try TemporaryFolder.bytes(of: host.path)[18]
    #expect(after == 1)
    let dropIn = host.dropIn
    #expect(dropIn == nil)
    #expect(TemporaryFolder.names(in: host.units).isEmpty)
    #expect(host.lines.contains { $0.hasPrefix("kept    '\(host.path).before-vantage6-admin'") })
  }

  @Test("a dry run says all and changes nothing", .enabled(if: canTry))
  func dry() throws {
    let host = try Host(0o600, folderMode: 0o700)
    let before = try TemporaryFolder.bytes(of: host.path)
    try host.run(["setup", "--database", host.path, "--journal", "wal", "--now", "--dry-run"])
    let after = try TemporaryFolder.bytes(of: host.path)
    #expect(before == after)
    #expect(TemporaryFolder.names(in: host.units).isEmpty && host.commands.isEmpty)
    #expect(host.lines.contains("        Environment=\"VANTAGE6_ADMIN_DATABASE=\(host.path)\""))
    #expect(host.lines.contains { $0.hasPrefix("would   switch") })
    try host.run(["setup", "--database", host.path])
    let dropIn = host.dropIn
    try host.run(["release", host.path, "--dry-run"])
    let kept = host.dropIn
    #expect(dropIn == kept && dropIn != nil)
  }

  @Test("the server's configuration leads to the file, or says why not", .enabled(if: canTry))
  func configuration() throws {
    let host = try Host(0o600, folderMode: 0o700)
    let file = host.folder.path(of: "server.yaml")
    try TemporaryFolder.write(Array("uri: sqlite:///\(host.path)\n".utf8), to: file)
    try host.run(["setup", "--server-config", file])
    let dropIn = host.dropIn
    #expect(dropIn?.contains(host.path) == true)
    try TemporaryFolder.write(Array("uri: sqlite:///default.sqlite\n".utf8), to: file)
    let missing = host.refusal(["setup", "--server-config", file])
    #expect(missing?.message.contains("'/usr/local/share/vantage6/server/server/default.sqlite'") == true)
    #expect(missing?.hint?.contains("--database FILE") == true)
    for path in ["v6:hunter2@db/v6", "v6%3Ahunter2%40db/v6", "v6?password=hunter2"] {
      try TemporaryFolder.write(Array("uri: 'sqlite:////\(path)'\n".utf8), to: file)
      let refused = host.refusal(["setup", "--server-config", file])
      #expect(refused?.message.contains("does not exist") == true && refused?.message.contains("hunter2") == false)
    }
  }

  @Test(
    "a URI in a place where it does not belong is not told again", .enabled(if: canTry),
    arguments: ["--database", "--server-config", "--instance", "--server-user", "--user", "--journal", ""])
  func misplaced(option: String) throws {
    let host = try Host(0o600, folderMode: 0o700)
    let uri = "postgresql://v6:hunter2@db/v6"
    var words = option.isEmpty ? ["setup", uri] : ["setup", option, uri]
    if !["--database", "--server-config", ""].contains(option) { words += ["--database", host.path] }
    for words in [words, ["release", uri]] {
      let refused = host.refusal(words)
      #expect(refused != nil && "\(refused?.message ?? "")\(refused?.hint ?? "")".contains("hunter2") == false)
    }
  }

  @Test("a drop-in of somebody else's is not touched; one of ours is replaced, which is said", .enabled(if: canTry))
  func replacing() throws {
    let host = try Host(0o600, folderMode: 0o700)
    let dropIn = DropIn.path(.main, in: host.units)
    try DropIn(database: "/srv/old.sqlite").write(to: dropIn)
    try host.run(["setup", "--database", host.path])
    #expect(host.lines.contains { $0.contains("served '/srv/old.sqlite' until now") })
    try TemporaryFolder.write(Array("[Service]\nNice=1\n".utf8), to: dropIn)
    #expect(host.refusal(["setup", "--database", host.path])?.message.contains("not written by setup") == true)
    let text = host.dropIn
    #expect(text == "[Service]\nNice=1\n")
  }

  @Test("a served database is not released, and its drop-in stays", .enabled(if: canTry))
  func served() throws {
    let host = try Host(0o600, folderMode: 0o700)
    try host.run(["setup", "--database", host.path])
    let lock = try DatabaseLock(database: host.path, socket: "/run/x.sock")
    let refused = host.refusal(["release", host.path])
    _ = consume lock
    #expect(refused?.message.contains("already served") == true)
    #expect(
      refused?.hint
        == "systemctl stop vantage6-admin.socket vantage6-admin-ro.socket vantage6-admin.service")
    let dropIn = host.dropIn
    #expect(dropIn != nil)
  }

  /// A database of which the daemon's audit log has two changes.
  private func changed() throws -> Host {
    let host = try Host(0o600, folderMode: 0o700)
    let service = try Service(ServiceOptions(database: DatabaseOptions(path: host.path)))
    var writer = try service.writer()
    for name in ["One", "Two"] {
      let values: JSON = ["name": .string(name)]
      let request = Request(
        id: RawID(1), method: "organization.create", params: .named(JSON.Object([.init("values", values)])))
      var output = JSONWriter()
      try writer.begin()
      _ = writer.answer(
        service.call(request), .none, Caller(author: .init(uid: 0, pid: 1, user: "root")), into: &output)
      try writer.commit()
    }
    return host
  }

  @Test("the audit log is not dropped unless somebody agrees, or says so")
  func asked() throws {
    let host = try changed()
    let before = try TemporaryFolder.bytes(of: host.path)
    let refused = host.refusal(["release", host.path])
    #expect(refused?.message.contains("has 2 changes") == true && refused?.hint?.contains("--audit-log FILE") == true)
    #expect(host.refusal(["release", host.path], agrees: false)?.message == "nothing was changed")
    #expect(host.lines.last?.hasSuffix("\ndrop the audit log?") == true)
    try host.run(["release", host.path, "--dry-run"])
    let after = try TemporaryFolder.bytes(of: host.path)
    #expect(before == after)
    try host.run(["release", host.path], agrees: true)
    #expect(host.lines.contains { $0.hasPrefix("dropped vantage6_admin_audit, ") && $0.hasSuffix(" indexes") })
    let asked = host.lines.count
    // There is nothing to ask about any more.
    try host.run(["release", host.path])
    #expect(host.lines.count == asked + 1)
  }

  @Test("the audit log is written to a file of the administrator's alone, which is never overwritten")
  func exported() throws {
    let host = try changed()
    let log = host.folder.path(of: "log.jsonl")
    try host.run(["release", host.path, "--audit-log", log, "--dry-run"])
    #expect(host.lines.contains("would   write 2 changes to '\(log)'") && access(log, F_OK) != 0)
    for path in ["/nowhere/log", host.path] {
      let refused = host.refusal(["release", host.path, "--audit-log", path])
      #expect(refused?.message.hasPrefix("cannot write '\(path)': ") == true)
    }
    try host.run(["release", host.path, "--audit-log", log])
    let lines = String(decoding: try TemporaryFolder.bytes(of: log), as: UTF8.self).split(separator: "\n")
    let changes = try lines.map { try JSON(parsing: String($0)) }
    #expect(changes.map { $0["seq"] } == [1, 2] && changes.map { $0["name"] } == ["One", "Two"])
    #expect(try TemporaryFolder.mode(of: log) == 0o600)
  }

  @Test("a service that would run as root is warned of", .enabled(if: canTry))
  func root() throws {
    let host = try Host(0o600, folderMode: 0o700)
    for file in [host.path, host.folder.path(of: "v6")] { chown(file, 0, 0) }
    try host.run(["setup", "--database", host.path])
    #expect(host.lines.contains { $0.hasPrefix("warning the service will run as root") })
    #expect(host.dropIn?.contains("User=root") == true)
    try host.run(["setup", "--database", host.path, "--user", "root", "--server-user", "root", "--instance", "b"])
    #expect(host.lines.filter { $0.hasPrefix("warning the service will run as root") }.count == 2)
  }

  @Test(
    "command lines that mean nothing are refused with status 2's kind",
    arguments: [
      ["setup"], ["setup", "--database", "a", "--server-config", "b"], ["setup", "a"], ["setup", "--databse", "a"],
      ["setup", "--database"], ["setup", "--database", "a", "--instance", "../b"],
      ["setup", "--database", "a", "--now=1"],
      ["setup", "--database", "a", "--journal", "off"], ["setup", "--database", "a", "--environment", "prod"],
      ["release"], ["release", "a", "b"], ["release", "a", "--audit-log"], ["release", "a", "--yes=1"],
      ["release", "--dry-run"], ["release", "a", "--password-file", "p"], ["release", "a", "--password-file"],
    ])
  func usage(words: [String]) throws {
    let host = try Host(0o600, folderMode: 0o700)
    #expect(host.refusal(words)?.kind == .parameters)
    #expect(host.lines.isEmpty)
  }
}
