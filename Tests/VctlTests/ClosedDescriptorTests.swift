import Glibc
import TestData
import Testing

@Suite("standard descriptors that are closed, full or gone")
struct ClosedDescriptorTests {
  /// Runs vctl from a shell that redirects it so.
  private static func run(
    _ redirection: String, _ server: Server, input: String = "", _ words: String...
  ) throws -> Vctl.Outcome {
    try Vctl.run(
      ["-c", "exec \"$0\" \"$@\" \(redirection)", Vctl.program] + words, input: input,
      environment: ["VCTL_SOCKET": server.path], program: "/bin/sh")
  }

  private static let rude =
    #"{"jsonrpc":"2.0","id":9,"method":"organization.delete","params":{"name":"victim"}}"#

  /// What has a part in a request of vctl's, and nothing else, may have come to the daemon.
  private static func isPolite(_ line: String) -> Bool {
    line.hasPrefix(#"{"jsonrpc":"2.0","id":"#) && line.hasSuffix("}") && line != rude
  }

  @Test(
    "what is printed never goes to the daemon, whatever is closed", arguments: ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
  func stored(redirection: String) throws {
    let folder = try TemporaryFolder()
    let watch = #"{"jsonrpc":"2.0","id":ID,"result":{"seq":0}}"# + "\n"
    let server = try Daemon.start(in: folder, actions: ["watch.start": .sendAndClose(Array(watch.utf8))])
    for name in ["victim", Self.rude] {
      let made = try Self.run("", server, "organization", "create", "name=\(name)", "-q")
      #expect(made.status == 0)
    }
    for format in ["table", "json", "jsonl", "yaml", "csv", "name", "template={name}"] {
      let listed = try Self.run(redirection, server, "organization", "list", "-o", format)
      #expect(listed.status == (redirection.contains(" >") || redirection.hasPrefix(">") ? 1 : 0), "\(format)")
      #expect(listed.output.contains("victim") == (listed.status == 0), "\(format)")
    }
    _ = try Self.run(redirection, server, input: Self.rude + "\n", "watch")
    _ = try Self.run(redirection, server, input: Self.rude + "\n", "user", "create", "username=u", "password=@-")
    _ = try Self.run(redirection, server, input: Self.rude + "\n", "transaction")
    _ = try Self.run(redirection, server, "complete", "--", "organization", "get", "")
    #expect(try Self.run("", server, "organization", "get", "victim", "-q").output == "victim\n")
    for line in server.lines { #expect(Self.isPolite(line), "\(line)") }
  }

  @Test("with standard input closed, what reads it fails at once")
  func input() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    for words in [
      ["user", "set_password", "root", "password=@-"], ["organization", "create", "name=@-"], ["transaction"],
      ["rpc", "organization.get", "@-"],
    ] {
      let outcome = try Vctl.run(
        ["-c", "exec \"$0\" \"$@\" <&-", Vctl.program] + words, environment: ["VCTL_SOCKET": server.path],
        program: "/bin/sh")
      #expect(outcome.status == 2, "\(words): \(outcome)")
      #expect(outcome.errors.hasPrefix("error: cannot read 'stdin': bad file descriptor\n"), "\(outcome.errors)")
    }
    #expect(try Self.run("<&-", server, "organization", "list", "-q").output.contains("IKNL"))
  }

  @Test(
    "what cannot be printed is an error, in every format, and of every command",
    arguments: [(">&-", "bad file descriptor"), (">/dev/full", "no space left on device")])
  func output(redirection: String, reason: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    #expect(try Self.run("", server, "organization", "update", "1", "country=B").status == 0)
    var commands = ["table", "json", "jsonl", "yaml", "csv", "name", "template={name}"].map {
      ["organization", "list", "-o", $0]
    }
    commands += [
      ["organization", "get", "1"], ["--help"], ["--version"], ["user", "--help"], ["user", "create", "--help"],
      ["status"], ["audit"], ["history", "organization", "1"], ["rpc", "rpc.ping"], ["completion", "bash"],
      ["complete", "--", "organization", "get", ""], ["organization", "list", "--count"], ["help"],
      ["organization", "update", "1", "country=A"],
    ]
    for words in commands {
      let outcome = try Vctl.run(
        ["-c", "exec \"$0\" \"$@\" \(redirection)", Vctl.program] + words, environment: ["VCTL_SOCKET": server.path],
        program: "/bin/sh")
      #expect(outcome.status == 1, "\(words): \(outcome)")
      let isJSON = words.contains("json") || words.contains("jsonl")
      #expect(
        outcome.errors.contains("cannot write to standard output: \(reason)") && outcome.errors.contains("{") == isJSON,
        "\(words): \(outcome.errors)")
    }
  }

  @Test("a change that cannot be printed ends the watching", arguments: [">&-", ">/dev/full"])
  func watch(redirection: String) throws {
    let folder = try TemporaryFolder()
    let answer = #"{"jsonrpc":"2.0","id":ID,"result":{"seq":0}}"# + "\n"
    let change =
      #"{"jsonrpc":"2.0","method":"watch.change","params":{"seq":1,"entity":"user","id":1,"before":null,"after":{}}}"#
    let server = try Daemon.start(in: folder, actions: ["watch.start": .raw(answer + change + "\n")])
    for format in ["table", "jsonl", "csv", "name"] {
      let outcome = try Self.run(redirection, server, "watch", "-o", format)
      #expect(outcome.status == 1 && outcome.errors.contains("cannot write to standard output"), "\(outcome)")
    }
  }

  @Test("what prints nothing succeeds with everything closed")
  func silent() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    #expect(try Self.run("", server, "organization", "create", "name=gone", "-q").status == 0)
    let closed = "<&- >&- 2>&-"
    #expect(try Self.run(closed, server, "organization", "delete", "gone", "-q", "--yes").status == 0)
    #expect(try Self.run("", server, "organization", "get", "gone").status == 3)
    #expect(try Self.run(closed, server, "organization", "list", "--where", "name=gone").status == 0)
  }

  @Test("with standard error closed, errors are told by the exit status, and output is whole")
  func errors() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    #expect(try Self.run("2>&-", server, "organization", "get", "nobody").status == 3)
    #expect(try Self.run("2>&-", server, "organization", "list", "-q").output.contains("IKNL\n"))
  }

  @Test("a reader that has gone away is no error")
  func closedPipe() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let outcome = try Vctl.run(
      ["organization", "list", "-o", "json", "--socket", server.path], isRead: false)
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
  }

  @Test("an editor gets what is closed as it is")
  func editor() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let script = folder.path(of: "editor")
    try TemporaryFolder.write(
      Array("#!/bin/sh\ncat <&0 && exit 1\nexec sed -i s/^name:.*/name:\\ edited/ \"$1\"\n".utf8), to: script)
    chmod(script, 0o755)
    let outcome = try Vctl.run(
      ["-c", "exec \"$0\" \"$@\" <&-", Vctl.program, "organization", "edit", "1", "-q"],
      environment: ["VCTL_SOCKET": server.path, "EDITOR": script, "PATH": "/usr/bin:/bin"], program: "/bin/sh")
    #expect(outcome.status == 0 && outcome.output == "edited\n", "\(outcome)")
  }
}
