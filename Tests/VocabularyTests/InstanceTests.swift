import Testing
import Vocabulary

@Suite struct InstanceTests {
  @Test("an instance's name is that of its units and of the folder of its sockets")
  func names() throws {
    #expect(Instance.main.socket == "/run/vantage6-admin/admin.sock")
    #expect(Instance.main.readOnlySocket == "/run/vantage6-admin/read.sock")
    let second = try #require(Instance("second_2.test-x"))
    #expect(second.unit == "vantage6-admin@second_2.test-x")
    #expect(second.readOnlyUnit == "vantage6-admin-ro@second_2.test-x")
    #expect(second.readOnlySocket == "/run/vantage6-admin@second_2.test-x/read.sock")
  }

  @Test(
    "what could leave the folder or mean something to the service manager is no name",
    arguments: [
      "", ".", "..", "a/b", "-a", "a b", "a@b", "é", "%n", "a\n", "a\\x2d",
    ])
  func strays(name: String) { #expect(Instance(name) == nil) }

  @Test("the instance is told from its sockets' paths, and from no others")
  func paths() {
    for instance in [Instance.main, Instance("b")] {
      #expect(instance.flatMap { Instance(socket: $0.socket) } == instance)
      #expect(instance.flatMap { Instance(socket: $0.readOnlySocket) } == instance)
    }
    for path in [
      "", "/run/vantage6-admin/other.sock", "/tmp/vantage6-admin/admin.sock", "/run/vantage6-admin@/admin.sock",
      "/run/x@b/admin.sock", "/run/vantage6-admin/admin.sock/",
    ] {
      #expect(Instance(socket: path) == nil, "\(path)")
    }
  }
}
