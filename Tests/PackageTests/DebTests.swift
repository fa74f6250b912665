import Glibc
import TestData
import Testing

/// The Debian package, of the programs that the tests run with; `make test-deb` does the same with those that ship.
@Suite(
  "The Debian package",
  .enabled(if: geteuid() == 0, "needs root"),
  .enabled(if: Programs.areThere("dpkg-buildpackage", "dh", "systemd-nspawn"), "needs debhelper and systemd-nspawn"),
  .enabled(if: Programs.canBoot, "needs leave to make namespaces and mounts"))
struct DebTests {
  @Test("installs, upgrades, is removed and purged under a real systemd, and leaves the databases")
  func life() throws {
    let folder = try TemporaryFolder()
    let package = folder.path(of: "deb")
    let built = try Programs.run("systemd/deb/build '\(Programs.folder)' '\(package)' --trial")
    try #require(built.status == 0, "\(built.output)")
    let outcome = try Programs.run("Tests/Deb/run '\(package)'")
    #expect(outcome.status == 0, "\(outcome.output)")
    #expect(outcome.lines.count > 30)
    #expect(outcome.lines.allSatisfy { $0.hasPrefix("ok ") })
  }
}
