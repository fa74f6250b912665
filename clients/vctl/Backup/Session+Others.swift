import ClientKit
import JSON

extension Session {
  /// Whether no other process has the database open. As root, vctl sees who has it; the daemon, in its sandbox, does not.
  /// - Parameter hint: what to do about another process.
  /// - Returns: false where nobody can tell.
  /// - Throws: if another process has it open.
  mutating func isDatabaseUnused(orSaid hint: String) throws -> Bool {
    let status = try call("database.status", [:], isChange: false)
    let daemon = status.at("daemon.pid")?.integer
    guard let path = status.at("database.path")?.string, let processes = OpenFile.processes(with: path) else {
      return false
    }
    let others = processes.filter { Int64($0.pid) != daemon && $0.name != "vantage6-admin" }
    guard others.isEmpty else {
      throw Ending(
        .refused, "the database is open in \(others.map(\.words).joined(separator: ", ")): nothing was changed",
        hint: hint)
    }
    return true
  }
}
