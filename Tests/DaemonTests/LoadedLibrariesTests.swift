import Glibc
import JSON
import Linux
import TestData
import Testing

@testable import Daemon

@Suite("The libraries that the program loads")
struct LoadedLibrariesTests {
  /// The names of the libraries that a process has mapped, without versions.
  private func libraries(of process: pid_t) throws -> Set<String> {
    let maps = String(decoding: try TemporaryFolder.bytes(of: "/proc/\(process)/maps"), as: UTF8.self)
    let paths = maps.split(separator: "\n").compactMap { $0.split(separator: " ", maxSplits: 5).dropFirst(5).first }
    return Set(
      paths.compactMap { path in
        let name = path.split(separator: "/").last ?? ""
        return name.firstRange(of: ".so").map { String(name[..<$0.lowerBound]) }
      })
  }

  /// What comes along with libpq.
  private static let companions = ["libpq", "libssl", "libcrypto", "libgssapi_krb5", "libldap"]

  private static func request(_ method: String, _ params: String = "{}") -> String {
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\(method)\",\"params\":\(params)}\n"
  }

  @Test("on a file it starts without libpq and what that needs")
  func file() throws {
    let folder = try TemporaryFolder()
    let path = try folder.copy(of: .sample4)
    var program = try RunningProgram(["--socket", folder.path(of: "s"), "--database", path])
    try program.wait(for: "ready")
    var client = try Client(folder.path(of: "s"))
    try client.send(Self.request("organization.list"))
    #expect(try client.answer()["result"] != nil)
    let libraries = try libraries(of: program.process)
    #expect(libraries.contains("libsqlite3") && libraries.isDisjoint(with: Self.companions), "\(libraries.sorted())")
  }

  @Test("on a server it loads libpq, and serves the database")
  func server() throws {
    let folder = try TemporaryFolder()
    let database = try PostgreSQLServer.shared.database(from: "sample-4.15.2")
    var program = try RunningProgram(["--socket", folder.path(of: "s"), "--database", database.uri])
    try program.wait(for: "ready")
    #expect(try libraries(of: program.process).contains("libpq"))
    var client = try Client(folder.path(of: "s"))
    try client.send(Self.request("database.status"))
    let status = try client.answer()["result"]
    let told = status?["database"]
    #expect(told?["uri"]?.string?.contains("/\(database.name)?") == true && told?["path"] == nil)
    #expect(told?["server_version"]?.string == (try database.query("SHOW server_version")))
    #expect(told?["bytes"]?.integer ?? 0 > 1_000_000 && told?["connections"]?.integer ?? 0 > 0)
    #expect(told?["synchronous_commit"] == "on" && told?["layout"] == 4)
    // The server of the tests syncs nothing.
    let warnings = status?["warnings"]?.array?.compactMap(\.string) ?? []
    #expect(warnings.contains { $0.hasPrefix("the server runs with fsync = off") }, "\(warnings)")
    try client.send(Self.request("database.compact", "{\"rebuild\":true,\"server_stopped\":true}"))
    #expect(try client.answer()["error"]?["message"]?.string?.contains("autovacuum") == true)
    try client.send(Self.request("database.migrate", "{\"to\":4,\"dry_run\":true}"))
    #expect(try client.answer()["result"]?["steps"] == [])
  }
}
