import TestData
import Testing

/// Tests wait for events, and decide by events: by what was answered, in which order, in how many steps.
@Suite("What tests wait for")
struct WaitingTests {
  @Test("no test sleeps, spins, reads a clock, or waits for less than a second")
  func files() {
    // This module has to say the words.
    for module in Manifest.modules where module.isTest && module.name != "TidyTests" {
      for file in SourceFile.all(in: module.folder) {
        for finding in Self.findings(in: file) { Issue.record("\(finding)") }
      }
    }
  }

  @Test(
    "nor does a script that tests run",
    arguments: ["Cost", "Deb", "SystemdTests/Container", "PackageTests", "PostgreSQL"])
  func scripts(folder: String) {
    let files = SourceFile.scripts(in: "Tests/\(folder)")
    #expect(folder == "PackageTests" || !files.isEmpty)
    for file in files { for finding in Self.scriptFindings(in: file) { Issue.record("\(finding)") } }
  }

  @Test(
    "each of these would be found",
    arguments: [
      "usleep(5)", "poll(nil, 0, 1)", "poll(&end, 1, 200)", "try await Task.sleep(for: .seconds(2))", "sched_yield()",
      "while !isDone { await Task.yield() }", "let start = ContinuousClock.now", "monotonicNanoseconds() - start < 9",
      "clock_gettime(CLOCK_MONOTONIC, &time)", "#expect(time < .milliseconds(200))", "Thread.sleep(forTimeInterval: 1)",
      "let script = \"sleep 0.2; kill $!\"",
    ])
  func planted(line: String) {
    let file = SourceFile(path: "planted", text: "// usleep(1)\n\(line)\n")
    #expect(Self.findings(in: file).count == 1, "\(Self.findings(in: file))")
  }

  @Test("and each of these in a script", arguments: ["sleep 0.05", "sleep .5", "time.sleep(0.01)", "timeout 0.5 vctl"])
  func plantedInScript(line: String) {
    #expect(Self.scriptFindings(in: SourceFile(path: "planted", text: "# sleep 0.1\n  \(line)\n")).count == 1)
  }

  @Test(
    "waiting for an event is no finding",
    arguments: [
      "poll(&end, 1, 30_000)", "poll(&entry, 1, patience)", "waitpid(process, &status, 0)", "poll(&entry, 1, 0) == 0",
      "Moment(microseconds: 5)", "let sleeper = \"usleep(1)\"", "let script = \"sleep 60\"",
    ])
  func events(line: String) {
    #expect(Self.findings(in: SourceFile(path: "x", text: "\(line)\n")) == [])
  }

  /// Sleeps, spins, and clocks, which are read for nothing but durations.
  private static let words = [
    "usleep(", "nanosleep(", "sleep(", "sched_yield(", "Task.yield(", "Task.sleep(", "Thread.sleep(",
    "ContinuousClock", "SuspendingClock", "clock_gettime(", "gettimeofday(",
    ".milliseconds(", ".microseconds(", ".nanoseconds(",
  ]

  private static func findings(in file: SourceFile) -> [String] {
    zip(file.lines, file.codeLines).enumerated().compactMap { place, line in
      let isFound =
        words.contains { line.1.contains($0) } || compares(line.1) || waitsBriefly(line.1)
        || (line.1 != "" && sleepsBriefly(line.0))
      return isFound ? "\(file.path):\(place + 1): \(line.0)" : nil
    }
  }

  private static func scriptFindings(in file: SourceFile) -> [String] {
    file.lines.enumerated().compactMap { place, line in
      guard line.first(where: { $0 != " " }) != "#", sleepsBriefly(line) else { return nil }
      return "\(file.path):\(place + 1): \(line)"
    }
  }

  /// The daemon's clock, in a duration or against an end; a moment for it to log is none.
  private static func compares(_ line: String) -> Bool {
    line.contains(#/monotonicNanoseconds\(\) *(- *[a-zA-Z]|[<>])/#)
  }

  /// poll(2) for less than a second; 0 only looks.
  private static func waitsBriefly(_ line: String) -> Bool {
    line.matches(of: #/poll\(.*, ([0-9_]+)\)/#).contains { match in
      Int(match.1.replacing("_", with: "")).map { (1..<1_000).contains($0) } ?? false
    }
  }

  /// In the languages of scripts.
  private static func sleepsBriefly(_ line: Substring) -> Bool {
    line.contains(#/(^|[^a-z])(sleep|timeout)[ (]+0?\.[0-9]/#) || line.contains(#/usleep +[0-9]/#)
  }
}
