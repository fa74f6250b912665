import TestData
import Testing

/// The installed service under a real systemd. One boot serves all checks; each is a file in Container.
@Suite(
  "Under systemd",
  .enabled(if: Container.systemd.canBoot, "needs root, systemd-nspawn, and leave to make namespaces and mounts"))
struct SystemdTests {
  @Test("the service does what is promised", arguments: Container.systemd.checks)
  func check(check: Container.Check) async throws {
    let outcome = try #require(await Container.systemd.outcomes()[check.name])
    let end = outcome.log.split(separator: "\n").suffix(40).joined(separator: "\n")
    #expect(outcome.status == 0, "\(check.promise)\n\(end)")
  }

}

@Suite("The units")
struct UnitTests {
  private func unit(_ name: String) throws -> String {
    let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    return String(decoding: try TemporaryFolder.bytes(of: "\(root)/systemd/\(name)"), as: UTF8.self)
  }

  @Test(
    "those of an instance are those without one, but for its name",
    arguments: [
      ("vantage6-admin", ".service"), ("vantage6-admin", ".socket"), ("vantage6-admin-ro", ".socket"),
      ("vantage6-admin-backup", ".service"), ("vantage6-admin-backup", ".timer"),
    ])
  func instances(_ name: String, _ kind: String) throws {
    let instance = try unit(name + "@" + kind)
    let without = instance.replacing("@%i", with: "").replacing(" for %i", with: "").replacing(
      "/%i.environment", with: "/environment")
    #expect(instance.contains("%i"))
    #expect(try unit(name + kind) == without)
  }

  @Test("there are checks of them, and each says what it promises")
  func promises() {
    #expect(Container.systemd.checks.count > 15 && Container.pods.checks.count > 4)
    for check in Container.systemd.checks + Container.pods.checks { #expect(check.promise.count > 20, "\(check.name)") }
  }
}
