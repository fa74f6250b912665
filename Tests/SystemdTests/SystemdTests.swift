import Testing

/// The installed service under a real systemd. One boot serves all checks; each is a file in Container.
@Suite(
  "Under systemd",
  .enabled(if: Container.canBoot, "needs root, systemd-nspawn, and leave to make namespaces and mounts"))
struct SystemdTests {
  @Test("the service does what is promised", arguments: Container.checks)
  func check(check: Container.Check) async throws {
    let outcome = try #require(await Container.outcomes.value[check.name])
    let end = outcome.log.split(separator: "\n").suffix(40).joined(separator: "\n")
    #expect(outcome.status == 0, "\(check.promise)\n\(end)")
  }

  @Test("there are checks, and each says what it promises")
  func promises() {
    #expect(Container.checks.count > 15)
    for check in Container.checks { #expect(check.promise.count > 20, "\(check.name)") }
  }
}
