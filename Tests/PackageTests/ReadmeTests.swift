import Glibc
import TestData
import Testing

/// The README's first session prints what it shows. `UPDATE_GOLDEN=1` puts what is printed in the place of what differs.
@Suite("The README")
struct ReadmeTests {
  @Test("what 'Five minutes' shows is what its commands print, in order, on a fresh database")
  func fiveMinutes() throws {
    let path = "\(Programs.top)/README.md"
    let guide = Guide(String(decoding: try TemporaryFolder.bytes(of: path), as: UTF8.self), section: "Five minutes")
    #expect(guide.steps.count > 15)
    let daemon = try FreshDaemon()
    var differences: [(step: Guide.Step, printed: [String])] = []
    for step in guide.steps {
      let printed = try daemon.run(step)
      if !Guide.matches(step.shown[...], printed[...]) { differences.append((step, printed)) }
    }
    if getenv("UPDATE_GOLDEN").map({ String(cString: $0) }) == "1" {
      var lines = guide.lines
      for (step, printed) in differences.reversed() {
        lines.replaceSubrange(step.place..<step.place + step.shown.count, with: printed)
      }
      return try TemporaryFolder.write(Array(lines.joined(separator: "\n").utf8), to: path)
    }
    for (step, printed) in differences { #expect(step.shown == printed, "$ \(step.command)") }
    let session = try daemon.session(guide.session)
    #expect(session == guide.session)
  }

  @Test("what differs is told, and what is left out is not")
  func matching() {
    func matches(_ shown: [String], _ lines: [String]) -> Bool { Guide.matches(shown[...], lines[...]) }
    #expect(matches(["a", "…", "d"], ["a", "b", "c", "d"]) && matches(["…"], []) && matches([], []))
    #expect(matches(["at 2026-11-24 06:18:57Z"], ["at 2027-01-01 00:00:00Z"]))
    #expect(!matches(["a"], ["a", "b"]) && !matches(["a", "…"], ["b"]) && !matches(["a", "…", "d"], ["a", "c"]))
    let guide = Guide("## A\n```\n$ x\n1\n```\n## B\n```\n$ y\n2\n…\n$ z\n```\n```\nIn [1]: q\n```\n", section: "B")
    #expect(guide.steps.map(\.command) == ["y", "z"] && guide.steps.map(\.shown) == [["2", "…"], []])
    #expect(guide.session == ["In [1]: q"])
  }

  @Test("the statements that 'make run' offers to try work as they are printed")
  func statements() throws {
    let session = String(decoding: try TemporaryFolder.bytes(of: "\(Programs.top)/clients/session"), as: UTF8.self)
    let begin = try #require(session.firstRange(of: "; try:\n\n")?.upperBound)
    let end = try #require(session.firstRange(of: "\n\nIn another terminal")?.lowerBound)
    let lines = session[begin..<end].split(separator: "\n").map { "In [1]: " + $0 }
    #expect(lines.count > 3)
    let daemon = try FreshDaemon()
    let told = try daemon.session(lines)
    #expect(
      told.count { $0.hasPrefix("In [") } == lines.count
        && told.last?.hasPrefix("Out[5]: [<User id=1, username='anna'") == true,
      "\(told)")
  }

  @Test("a value that is too long is refused in the daemon's own words")
  func tooLong() throws {
    let daemon = try FreshDaemon("--message-bytes 4096")
    let step = "head -c 3000000 /dev/zero | tr '\\0' x > big; vctl organization create name=a address1=@big; echo $?"
    #expect(
      try daemon.run(Guide.Step(command: step, shown: [], place: 0)) == [
        "error: the message is longer than 4096 bytes, which is the limit", "1",
      ])
  }
}
