import TestData
import Testing

/// The daemon without systemd, as the first process of a container. Each check is a file in Pod.
@Suite(
  "In a pod",
  .enabled(
    if: Container.pods.canBoot, "needs root, leave to make namespaces and mounts, and postgresql, libpq5, jq, iproute2")
)
struct PodTests {
  @Test("the container does what is promised", arguments: Container.pods.checks)
  func check(check: Container.Check) async throws {
    let outcome = try #require(await Container.pods.outcomes()[check.name])
    let end = outcome.log.split(separator: "\n").suffix(40).joined(separator: "\n")
    #expect(outcome.status == 0, "\(check.promise)\n\(end)")
  }
}
