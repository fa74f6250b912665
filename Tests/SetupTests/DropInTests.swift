import Catalogue
import Glibc
import TestData
import Testing
import Vocabulary

@testable import Setup

@Suite struct DropInTests {
  @Test("the drop-in opens the database's folder, and says whom the daemon runs as")
  func text() {
    #expect(
      DropIn(database: "/srv/v6/a.sqlite", user: "v6").text == """
        # Written by 'vantage6-admin setup' for the database /srv/v6/a.sqlite
        # 'vantage6-admin release' removes it.
        [Service]
        Environment="VANTAGE6_ADMIN_DATABASE=/srv/v6/a.sqlite"
        ReadWritePaths="/srv/v6"
        User=v6
        Group=

        """)
    #expect(DropIn(database: "/srv/a", groups: ["v6"]).text.hasSuffix("\nSupplementaryGroups=v6\n"))
  }

  @Test("what means something to the service manager is escaped, and hidden folders are mounted")
  func places() {
    let odd = DropIn(database: "/srv/100% \"a\\b\"/x.sqlite").text
    #expect(odd.contains(#"ReadWritePaths="/srv/100%% \"a\\b\"""#))
    for folder in ["/home/ann/v6", "/root"] {
      let text = DropIn(database: folder + "/x.sqlite").text
      #expect(text.contains("ProtectHome=tmpfs\nBindPaths=\"\(folder)\"\n"))
      #expect(!text.contains("ReadWritePaths"))
    }
    #expect(DropIn(database: "/tmp/a:b/x.sqlite").text.contains("BindPaths=\"/tmp/a\\\\:b\""))
    #expect(DropIn(database: "/rooted/x.sqlite").text.contains("ReadWritePaths=\"/rooted\""))
  }

  @Test("written, it is found by its database, and by nothing else; removed, nothing is left")
  func files() throws {
    let folder = try TemporaryFolder()
    let second = try #require(Instance("second"))
    for instance in [Instance.main, second] {
      try DropIn(database: "/srv/v6/a.sqlite").write(to: DropIn.path(instance, in: folder.path))
    }
    let other = "\(folder.path)/vantage6-admin@third.service.d"
    mkdir(other, 0o755)
    try TemporaryFolder.write(Array("[Service]\n# /srv/v6/a.sqlite\n".utf8), to: other + "/database.conf")
    let found = DropIn.all(naming: "/srv/v6/a.sqlite", in: folder.path)
    #expect(found.map(\.instance) == [.main, second])
    #expect(DropIn.all(naming: "/srv/v6/b.sqlite", in: folder.path).isEmpty)
    #expect(DropIn.database(in: other + "/database.conf") == nil)
    for (_, path) in found { try DropIn.remove(path) }
    #expect(folder.names == ["vantage6-admin@third.service.d"])
  }
}
