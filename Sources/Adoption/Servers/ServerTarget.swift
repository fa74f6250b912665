import Catalogue
import Engine
import PostgreSQL
import Store
import Vocabulary

/// An empty database on a server, for a copy of another one.
final class ServerTarget: MoveTarget {
  private let uri: ConnectionURI
  private let connection: PostgreSQLSession
  private let socket: String?
  /// Keeps daemons from opening the database before the copy is whole.
  private var lock: ServerLock?

  var session: any Session { connection }
  let engine = "PostgreSQL"
  var name: String? { uri.name }

  /// - Parameters:
  ///   - text: the URI.
  ///   - socket: of this daemon, which another one names that finds the database locked.
  /// - Throws: `parameters` for a text that cannot be used; `invalid` if the server cannot be reached.
  init(_ text: String, socket: String?) throws(Failure) {
    guard let uri = ConnectionURI(text) else {
      let problem = ConnectionURI.problem(in: text).map { "it \($0)" } ?? "expected postgresql://ROLE@HOST/NAME"
      throw Failure(.parameters, "this is no URI of a database on a PostgreSQL server: \(problem)", field: "to")
    }
    guard !uri.hasPassword else {
      throw Failure(
        .parameters, "a URI with a password can be read by others", field: "to", hint: PasswordFile.advice)
    }
    (self.uri, self.socket) = (uri, socket)
    do {
      connection = try PostgreSQLSession(uri, name: ServerLock.programPrefix, schema: ServerDatabase.schema)
    } catch { throw Self.unreachable(uri, error) }
  }

  private static func unreachable(_ uri: ConnectionURI, _ error: EngineError) -> Failure {
    Failure(
      .invalid, "the database '\(uri.name)' cannot be opened: \(error.message)",
      hint:
        "the daemon connects, not you: with its own account and password file, and from its service, which has no "
        + "network; README.md says under 'Moving to PostgreSQL' what to add to the unit",
      detail: error.description)
  }

  func declarations(of fresh: Product.FreshFile) -> (types: [String], tables: [String]) {
    (fresh.serverTypes, fresh.serverTables)
  }

  func check(_ product: Product) throws(Failure) {
    try checkIsEmpty()
    let layout: Layout
    let privileges: ServerPrivileges
    do throws(EngineError) {
      layout = Layout(columns: try connection.tables())
      privileges = try ServerPrivileges(connection, layout, product, of: uri.name)
    } catch { throw refusal(error) }
    try HiddenTables.check(layout, product, of: uri.name, connection)
    try privileges.check()
    lock = try ServerLock(uri, socket: socket)
    // Another daemon may have made tables before the lock was taken.
    try checkIsEmpty()
  }

  private func checkIsEmpty() throws(Failure) {
    let names: [String]
    do { names = try connection.rows(Self.contents).compactMap { $0[0].text } } catch { throw refusal(error) }
    guard let first = names.first else { return }
    let more = names.count > 1 ? " and \(names.count - 1) more" : ""
    throw Failure(
      .invalid, "the database '\(uri.name)' is not empty: it has '\(first)'\(more)",
      hint: "make a new one for the copy: CREATE DATABASE name OWNER role")
  }

  /// The names of tables, views, sequences and types in the schemas of the search path, tables first.
  private static let contents = """
    SELECT name FROM (
    SELECT c.relname::text AS name, CASE WHEN c.relkind IN ('r', 'p') THEN 1 ELSE 2 END AS place FROM pg_class c
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND c.relnamespace::regnamespace::text = ANY (
    SELECT quote_ident(s) FROM unnest(current_schemas(false)) s)
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
    AND d.deptype = 'e')
    UNION ALL SELECT t.typname::text, 3 FROM pg_type t WHERE t.typtype = 'e' AND t.typnamespace::regnamespace::text = ANY (
    SELECT quote_ident(s) FROM unnest(current_schemas(false)) s)
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid
    AND d.deptype = 'e')) f ORDER BY place, name
    """

  private func refusal(_ error: EngineError) -> Failure { ServerRefusal(name: uri.name).failure(error) }

  func makeOwnTables() throws(EngineError) {
    try OwnTables.completeOnServer(connection, Layout(columns: try connection.tables()))
  }

  func commit() throws(EngineError) {
    try connection.commit()
    lock?.release()
  }

  func abandon() {
    connection.rollback()
    lock?.release()
  }
}
