package import Catalogue
import Engine
import PostgreSQL

/// What is known of a database on a server without changing it.
package struct ServerExamination: Sendable {
  /// The generation of its tables; nil for an empty one.
  package let generation: Int?
  /// The server's version, as it tells it.
  package let version: String
  package let privileges: ServerPrivileges
  /// What the server's settings may damage, a sentence each.
  package let faults: [String]

  package init(generation: Int?, version: String, privileges: ServerPrivileges, faults: [String]) {
    (self.generation, self.version, self.privileges, self.faults) = (generation, version, privileges, faults)
  }
}

extension ServerDatabase {
  /// Examines a database without changing it, also while a daemon serves it.
  /// - Throws: as `open`, except that privileges may be missing.
  package static func examine(_ text: String, _ product: Product) throws(Failure) -> ServerExamination {
    let uri = try self.uri(text)
    let refusal = ServerRefusal(name: uri.name)
    let session: PostgreSQLSession
    let (layout, privileges): (Layout, ServerPrivileges)
    let (version, faults): (String, [String])
    do throws(EngineError) {
      session = try PostgreSQLSession(uri, name: ServerLock.programPrefix, schema: schema)
      layout = Layout(columns: try session.tables())
      privileges = try ServerPrivileges(session, layout, product, of: uri.name)
      version = try session.value("SELECT current_setting('server_version')")?.text ?? ""
      faults = try session.faults()
    } catch { throw refusal.failure(error) }
    try HiddenTables.check(layout, product, of: uri.name, session)
    let isEmpty = layout.columns.isEmpty
    if !isEmpty { try product.check(layout, of: uri.name) }
    return ServerExamination(
      generation: isEmpty ? nil : product.catalogue.generation(of: layout), version: version, privileges: privileges,
      faults: faults)
  }
}
