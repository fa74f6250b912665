import Adoption
import Catalogue
import Glibc
import PostgreSQL
import Vocabulary

extension Setup {
  /// Tries what the daemon's role may do in the database, as the service will connect to it.
  /// - Parameter password: of the role, if it is in no file yet.
  /// - Throws: `read_only` if the role may not do all that the daemon needs, after each missing privilege is told.
  func provePrivileges(
    _ uri: ConnectionURI, _ access: ServerAccess, password: String?, as person: Person
  ) throws(Failure) {
    var connection = uri
    if let file = access.passwordFile, Glibc.access(file, R_OK) == 0 {
      connection = uri.with(passwordFile: file)
    } else if let password {
      connection = uri.with(password: password)
    }
    // Only a socket's server asks which user connects, and only root can read the password file.
    let user = uri.isLocal && access.passwordFile == nil ? person : nil
    let found: ServerExamination
    do throws(Failure) { found = try system.examine(connection.text, user) } catch {
      // What is wrong with the database itself does not go away once the role is made.
      guard error.kind == .internal else { throw error }
      return system.say("warning the daemon cannot connect yet: \(error.message)")
    }
    tell(found)
    let missing = found.privileges.missing
    for privilege in missing {
      system.say("missing the role '\(found.privileges.role)' may not \(privilege.action):")
      system.say("        \(privilege.grant);")
    }
    if let owner = found.privileges.owners.first, !missing.isEmpty {
      system.say("note    membership of the owner gives all of the tables, and indexes on them:")
      system.say("        GRANT \(Self.quoted(owner)) TO \(Self.quoted(found.privileges.role));")
    }
    try found.privileges.check()
    system.say("proved  the role '\(found.privileges.role)' may do all that the daemon needs")
    if let warning = found.privileges.indexWarning { system.say("warning \(warning)") }
  }

  private func tell(_ found: ServerExamination) {
    let generation =
      found.generation.map { "tables of vantage6 \($0)" } ?? "no tables, so that the daemon will make them"
    system.say("found   PostgreSQL \(found.version) with \(generation)")
    for fault in found.faults { system.say("warning \(fault)") }
  }
}
