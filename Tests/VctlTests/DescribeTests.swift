import JSON
import TestData
import Testing

@Suite("describe")
struct DescribeTests {
  @Test(
    "shows one record with all its relations by name, in either order of words",
    arguments: [["describe", "organization", "IKNL"], ["organization", "describe", "IKNL"]])
  func table(words: [String]) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let outcome = try Vctl.run(words + ["--socket", server.path])
    #expect(outcome.status == 0, "\(outcome.errors)")
    try expectGolden(outcome.output, "describe-organization.txt")
  }

  @Test("names what has no name of its own by its id and its title")
  func titles() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let outcome = try Vctl.run(["describe", "task", "1", "--socket", server.path])
    try expectGolden(outcome.output, "describe-task.txt")
  }

  @Test("shows twenty names and how many there are, and to programs a list that ends with their number")
  func many() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let lines = (1...120).map { "user create username=member-\($0) organization=IKNL\n" }.joined()
    #expect(try Vctl.run(["transaction", "-q", "--socket", server.path], input: lines).status == 0)
    let words = ["describe", "organization", "IKNL", "--socket", server.path]
    let line = try Vctl.run(words).output.split(separator: "\n").first { $0.hasPrefix("users ") } ?? ""
    #expect(line.contains(" 121: john, member-1, ") && line.hasSuffix("member-19, …"), "\(line)")
    let users = try JSON(parsing: try Vctl.run(words + ["-o", "json"]).output)["users"]?.array
    #expect(users?.count == 21 && users?.last == ["more": true, "count": 121])
  }

  @Test(
    "what is wrong is said",
    arguments: [
      (["describe", "organization", "nobody"], 3, "no organization 'nobody'"), (["describe"], 2, "ENTITY and KEY"),
      (["describe", "organization", "1", "--fields", "id"], 2, "takes no --fields"),
    ] as [([String], Int32, String)])
  func refused(words: [String], status: Int32, reason: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let outcome = try Vctl.run(words + ["--socket", server.path])
    #expect(outcome.status == status && outcome.errors.contains(reason), "\(outcome)")
  }
}
