import Glibc
import Synchronization

/// A private PostgreSQL server (Tests/PostgreSQL/cluster), which starts with its first database. It ends with this
/// process, however that ends.
package final class PostgreSQLServer: Sendable {
  /// The one that the tests of a process share. It syncs nothing to the disk.
  package static let shared = PostgreSQLServer()

  private struct State {
    var folder: String?
    var databaseCount = 0
    var templates: Set<String> = []
  }

  private let options: [String]
  private let state = Mutex(State())

  /// - Parameter options: of `cluster start`, such as `-c` and `max_connections=10`.
  package init(_ options: [String] = ["--fast"]) { self.options = options }

  deinit {
    state.withLock { state in if let folder = state.folder { _ = try? Self.cluster("destroy", folder) } }
  }

  /// A new empty database.
  package func database() throws(TestDataError) -> PostgreSQLDatabase { try make(from: nil) }

  /// A new database with what a real server made.
  /// - Parameter sample: the name of a dump in Tests/Data, such as `sample-4.15.2`.
  package func database(from sample: String) throws(TestDataError) -> PostgreSQLDatabase { try make(from: sample) }

  /// A new database with what another one of this server has now, while others use it.
  /// - Parameter uri: of the other one.
  package func database(copyOf uri: String) throws(TestDataError) -> PostgreSQLDatabase {
    let name = String(uri.prefix { $0 != "?" }.split(separator: "/").last ?? "")
    let copy = try make(from: nil)
    _ = try Self.cluster("copy", try folder(), name, copy.name)
    return copy
  }

  /// The folder of the socket. Starts the server.
  package func folder() throws(TestDataError) -> String {
    try state.withLock { (state) throws(TestDataError) in try Self.start(&state, options) }
  }

  /// Stops the server as if the machine had lost power, or ends its connections first. `start` starts it again.
  package func stop(asCrash: Bool) throws(TestDataError) {
    _ = try Self.cluster("stop", try folder(), asCrash ? "immediate" : "fast")
  }

  package func start() throws(TestDataError) { try Self.start(in: try folder(), options) }

  /// Starts the server again as a standby, which only reads (postgresql.org/docs/current/hot-standby.html).
  package func becomeStandby() throws(TestDataError) {
    try stop(asCrash: false)
    let signal = "\(try folder())/data/standby.signal"
    do { try TemporaryFolder.write([], to: signal) } catch { throw TestDataError("cannot write '\(signal)'") }
    try start()
  }

  /// Starts a PgBouncer before the server (Tests/PostgreSQL/pooler), which ends with it.
  /// - Parameter mode: `session`, `transaction` or `statement`.
  package func startPooler(_ mode: String) throws(TestDataError) {
    _ = try Self.run("pooler", ["start", try folder(), mode])
  }

  fileprivate func poolerURI(_ mode: String, _ name: String) throws(TestDataError) -> String {
    try Self.run("pooler", ["uri", try folder(), mode, name])
  }

  fileprivate func drop(_ name: String) { _ = try? Self.cluster("drop", try folder(), name) }

  fileprivate func query(_ sql: String, in name: String) throws(TestDataError) -> String {
    try Self.cluster("psql", try folder(), name, "-At", "-c", sql)
  }

  private func make(from sample: String?) throws(TestDataError) -> PostgreSQLDatabase {
    let (folder, name) = try state.withLock { (state) throws(TestDataError) in
      let folder = try Self.start(&state, options)
      if let sample, !state.templates.contains(sample) {
        _ = try Self.cluster("template", folder, sample, Sample.dumpPath(sample))
        state.templates.insert(sample)
      }
      state.databaseCount += 1
      return (folder, "vantage6_\(state.databaseCount)")
    }
    let uri = try Self.cluster(["create", folder, name] + (sample.map { [$0] } ?? []))
    return PostgreSQLDatabase(name: name, uri: uri, server: self)
  }

  private static func start(_ state: inout State, _ options: [String]) throws(TestDataError) -> String {
    if let folder = state.folder { return folder }
    // Not in TMPDIR, whose name may be too long for a socket, and which the server's user may be unable to reach.
    var template = Array("/tmp/vantage6-admin-postgresql-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw TestDataError("cannot make a folder in '/tmp'") }
    let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    try start(in: folder, options + ["--parent", "\(getpid())"])
    state.folder = folder
    return folder
  }

  private static func start(in folder: String, _ options: [String]) throws(TestDataError) {
    _ = try cluster(["start", folder] + options)
  }

  private static func cluster(_ words: String...) throws(TestDataError) -> String { try cluster(words) }

  static var script: String { script("cluster") }

  private static func script(_ name: String) -> String {
    let here = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
    return "/\(here)/PostgreSQL/\(name)"
  }

  private static func cluster(_ words: [String]) throws(TestDataError) -> String { try run("cluster", words) }

  /// Runs one of the scripts.
  /// - Returns: its output, without the newline at the end.
  private static func run(_ name: String, _ words: [String]) throws(TestDataError) -> String {
    let (status, output) = try FinishedProgram.run([script(name)] + words)
    guard status == 0 else { throw TestDataError("'\(name) \(words.joined(separator: " "))' failed: \(output)") }
    return output.hasSuffix("\n") ? String(output.dropLast()) : output
  }
}

/// A database of a test's own, which is dropped when nothing refers to it any more.
package final class PostgreSQLDatabase: Sendable {
  package let name: String
  /// As libpq takes it.
  package let uri: String
  package let server: PostgreSQLServer

  fileprivate init(name: String, uri: String, server: PostgreSQLServer) {
    (self.name, self.uri, self.server) = (name, uri, server)
  }

  deinit { server.drop(name) }

  /// The URI by a PgBouncer of that mode, which was started.
  package func uri(pooledBy mode: String) throws(TestDataError) -> String { try server.poolerURI(mode, name) }

  /// Runs statements with psql.
  /// - Returns: the rows as lines, with `|` between columns, without the newline at the end.
  @discardableResult
  package func query(_ sql: String) throws(TestDataError) -> String { try server.query(sql, in: name) }
}
