import Glibc
import TestData
import Testing

@Suite struct InstallTests {
  private static func run(_ verb: String, _ folder: borrowing TemporaryFolder, prefix: String = "/usr") throws
    -> Programs.Outcome
  {
    try Programs.run("make -s \(verb) PREFIX=\(prefix) DESTDIR='\(folder.path(of: "root"))' BIN='\(Programs.folder)'")
  }

  private static func files(_ folder: borrowing TemporaryFolder) throws -> [String] {
    try Programs.run("cd '\(folder.path)' && mkdir -p root && cd root && find . -type f | sort").lines
  }

  @Test("what is installed is all there, where the system looks for it, and the uninstall leaves none of it")
  func round() throws {
    let folder = try TemporaryFolder()
    let installed = try Self.run("install", folder)
    #expect(installed.status == 0 && installed.output == "", "\(installed.output)")
    let files = try Self.files(folder)
    for file in [
      "bin/vctl", "bin/vshell", "sbin/vantage6-admin", "lib/sysusers.d/vantage6-admin.conf",
      "lib/systemd/system/vantage6-admin.service", "lib/systemd/system/vantage6-admin@.service",
      "lib/systemd/system/vantage6-admin.socket", "lib/systemd/system/vantage6-admin@.socket",
      "lib/systemd/system/vantage6-admin-ro.socket", "lib/systemd/system/vantage6-admin-ro@.socket",
      "lib/systemd/system/vantage6-admin-backup.service", "lib/systemd/system/vantage6-admin-backup@.service",
      "lib/systemd/system/vantage6-admin-backup.timer", "lib/systemd/system/vantage6-admin-backup@.timer",
      "share/doc/vantage6-admin/examples/backup.conf",
      "lib/systemd/catalog/vantage6-admin.catalog", "share/man/man1/vctl.1", "share/man/man1/vshell.1",
      "share/man/man7/vantage6-admin.7", "share/man/man8/vantage6-admin.8",
      "share/bash-completion/completions/vctl", "share/zsh/site-functions/_vctl",
      "share/fish/vendor_completions.d/vctl.fish", "share/doc/vantage6-admin/README.md",
    ] {
      #expect(files.contains("./usr/\(file)"), "\(file)")
    }
    #expect(files.contains("./etc/vantage6-admin/environment"))
    let root = folder.path(of: "root")
    #expect(try Programs.run("'\(root)/usr/bin/vctl' --version").status == 0)
    func start(_ unit: String) throws -> String {
      try Programs.run("grep ^ExecStart= '\(root)/usr/lib/systemd/system/\(unit)'").output
    }
    #expect(try start("vantage6-admin@.service").hasPrefix("ExecStart=/usr/sbin/vantage6-admin --"))
    #expect(try start("vantage6-admin-backup@.service").hasPrefix("ExecStart=/usr/bin/vctl backup --"))
    #expect(try Programs.run("bash -n '\(root)/usr/share/bash-completion/completions/vctl'").output == "")
    // Twice is as good as once.
    #expect(try Self.run("install", folder).status == 0)
    #expect(try Self.files(folder) == files)
    #expect(try Self.run("uninstall", folder).output == "")
    #expect(try Self.files(folder) == [])
    #expect(try Programs.run("find '\(root)' -name '*vantage6*'").output == "")
  }

  @Test("settings that somebody changed, and files that are not ours, survive an install and an uninstall")
  func survivors() throws {
    let folder = try TemporaryFolder()
    #expect(try Self.run("install", folder, prefix: "/opt/v6").status == 0)
    let settings = folder.path(of: "root/etc/vantage6-admin/environment")
    try TemporaryFolder.write(Array("LOG_LEVEL=debug\n".utf8), to: settings)
    try TemporaryFolder.write([], to: folder.path(of: "root/etc/vantage6-admin/second.environment"))
    try TemporaryFolder.write([], to: folder.path(of: "root/opt/v6/bin/other"))
    #expect(try Self.run("install", folder, prefix: "/opt/v6").status == 0)
    #expect(try String(decoding: TemporaryFolder.bytes(of: settings), as: UTF8.self) == "LOG_LEVEL=debug\n")
    let outcome = try Self.run("uninstall", folder, prefix: "/opt/v6")
    #expect(outcome.output == "kept \(settings), which was changed\n")
    #expect(
      try Self.files(folder) == [
        "./etc/vantage6-admin/environment", "./etc/vantage6-admin/second.environment", "./opt/v6/bin/other",
      ])
  }
}
