import Glibc
import TestData
import TestTerminal
import Testing

/// Sessions of people who have never seen the project, played by a shell on a terminal of 80 columns. A transcript says
/// what is typed, and is what is shown; `UPDATE_GOLDEN=1` writes what was shown in its place.
@Suite("Transcripts")
struct TranscriptTests {
  /// A session, and what was done before it began.
  struct Story: Sendable, CustomTestStringConvertible {
    let name: String
    var before: [String] = []
    /// The version of the server that the database belongs to.
    var layout = 4
    var testDescription: String { name }
  }

  private static let network = [
    "vctl organization create name=north-clinic country=Norway", "vctl organization create name=south-clinic",
    "vctl user create username=anna organization=north-clinic roles=Researcher password=@secret",
    "vctl user create username=bob organization=south-clinic roles=Viewer password=@secret",
    "vctl collaboration create name=heart-study organizations=north-clinic,south-clinic",
    "vctl node create name=north-node organization=north-clinic collaboration=heart-study",
  ]

  private static let stories = [
    Story(name: "first-hour"),
    Story(
      name: "locked-out-user",
      before: network + ["vctl user update anna failed_login_attempts=5 last_login_attempt=2026-11-28"]),
    Story(name: "mistake-undone", before: network), Story(name: "script", before: network),
    Story(name: "shell", before: network),
    Story(
      name: "version-5",
      before: network.filter { !$0.contains("bob") }.map { $0.replacing(" password=@secret", with: "") }, layout: 5),
  ]

  @Test("a session shows what its transcript says", arguments: stories)
  func session(story: Story) throws {
    let path =
      "/" + #filePath.split(separator: "/").dropLast().joined(separator: "/") + "/Transcripts/\(story.name).txt"
    let wanted = String(decoding: try TemporaryFolder.bytes(of: path), as: UTF8.self)
    let shown = try Self.play(Transcript(wanted), story)
    if getenv("UPDATE_GOLDEN").map({ String(cString: $0) }) == "1" {
      return try TemporaryFolder.write(Array(shown.utf8), to: path)
    }
    #expect(shown == wanted)
    #expect(shown.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  private static func play(_ transcript: Transcript, _ story: Story) throws -> String {
    let folder = try TemporaryFolder()
    try TemporaryFolder.write(Array(Transcript.secret.utf8), to: folder.path(of: "secret"))
    // Version 5 is on PostgreSQL, and shows the same there.
    let isOnServer = story.layout == 5 && TestEngine.current == .postgresql
    let server = isOnServer ? try PostgreSQLServer.shared.database() : nil
    defer { withExtendedLifetime(server) {} }
    let daemon = try Program(
      "vantage6-admin",
      [
        "--socket", folder.path(of: "s"), "--database", server?.uri ?? folder.path(of: "vantage6.sqlite"), "--layout",
        String(story.layout),
      ])
    defer { daemon.stop() }
    try daemon.read { $0.outputText.contains("ready") || $0.errorText.contains("ready") }
    let programs = Program.path(of: "vctl").split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }
    let environment = [
      "PATH": "\(programs):/usr/bin:/bin", "VCTL_SOCKET": folder.path(of: "s"), "HOME": folder.path,
      "LC_ALL": "C.UTF-8",
      "PS1": "$ ", "PAGER": "cat",
    ]
    let preparation = Program.path(of: "/bin/sh")
    let command = (["cd '\(folder.path)'"] + story.before.map { "\($0) >/dev/null" }).joined(separator: " && ")
    let prepared = try Program(preparation, ["-c", command], environment: environment)
    try prepared.read()
    guard prepared.wait() == 0 else { throw TestFailure("cannot prepare: \(prepared.errorText)") }
    var desk = try Desk(
      running: "/bin/sh", ["-c", "cd '\(folder.path)' && exec bash --noprofile --norc -i"], environment: environment)
    for line in transcript.lines { try desk.answer(line.prompt, line.typed) }
    try desk.answer("$ ", "exit")
    _ = try desk.ends()
    let text = desk.screen.text
    let end = text.ranges(of: "\n$ exit").last?.lowerBound ?? text.endIndex
    return Transcript.lasting(String(text[..<end]) + "\n")
  }

  @Test("what is typed is what stands behind a prompt")
  func prompts() {
    let text = "$ vctl a\nid  1\ndelete? [y/N] y\npassword:\nIn [2]: x = [\n   ...:\nOut[2]: 3\nerror: $ no\n$"
    let lines = Transcript(text).lines
    #expect(lines.map(\.prompt) == ["$ ", "delete? [y/N] ", "password: ", "In [2]: ", "   ...: ", "$ "])
    #expect(lines.map(\.typed) == ["vctl a", "y", Transcript.secret, "x = [", "", ""])
  }
}
