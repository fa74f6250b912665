package import Catalogue
import Engine
import Glibc
import Linux
import SQLite
import Store
import Vocabulary

/// A backup that was sent by its descriptor.
struct BackupFile: ExaminedBackup {
  let session: SQLiteSession
  let refusal: Refusal
  package let facts: BackupFacts

  /// Opens a file and looks at what it holds, without changing it.
  /// - Parameters:
  ///   - descriptor: of a file that stays open. It may be read only.
  ///   - name: what messages call it.
  /// - Throws: `invalid` if it is no whole database of the product.
  init(_ descriptor: Int32, named name: String, _ product: Product) throws(Failure) {
    try self.init(descriptor, named: name, product, .readOnly)
  }

  init(
    _ descriptor: Int32, named name: String, _ product: Product, _ access: Connection.Access
  ) throws(Failure) {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw Failure(.invalid, "'\(name)' is not a file", hint: "send a descriptor of a database file")
    }
    guard status.st_size > 1 else { throw FilePath.noDatabase(name) }
    let refusal = Refusal(backup: descriptor, named: name, product)
    let session: SQLiteSession
    do throws(EngineError) {
      session = try SQLiteSession(try Connection(descriptor: descriptor, access: access))
    } catch { throw refusal.failure(error) }
    facts = try Self.facts(session, refusal, Int64(status.st_size), product)
    self.session = session
    self.refusal = refusal
  }

  private static func facts(
    _ session: SQLiteSession, _ refusal: Refusal, _ bytes: Int64, _ product: Product
  ) throws(Failure) -> BackupFacts {
    let layout: Layout
    do { layout = Layout(columns: try session.tables()) } catch { throw refusal.failure(error) }
    try refusal.check(layout)
    try refusal.checkFormat(session, layout)
    try refusal.checkSize(session.connection, bytes)
    do { return try facts(session, layout, bytes, product.catalogue) } catch { throw refusal.failure(error) }
  }

  private static func facts(
    _ session: SQLiteSession, _ layout: Layout, _ bytes: Int64, _ catalogue: Catalogue
  ) throws(EngineError) -> BackupFacts {
    let hasState = layout.has(OwnTables.state)
    let last =
      layout.has(OwnTables.audit)
      ? try session.rows("SELECT seq, at FROM \(OwnTables.audit) ORDER BY seq DESC LIMIT 1").first : nil
    var rows: [String: Int64] = [:]
    for table in Set(catalogue.entities.filter { !$0.isLog }.flatMap(\.tables)) where layout.has(table) {
      rows[table] = try session.value("SELECT count(*) FROM \(quoted(table))")?.integer ?? 0
    }
    return BackupFacts(
      bytes: bytes, layout: layout, history: hasState ? try History.name(session) : nil,
      earlier: hasState ? try History.earlier(session) : [], lastChange: last?[0].integer ?? 0,
      lastChangeAt: last?[1].text.flatMap { Moment($0) }, rows: rows)
  }

  /// Checks every page and every index.
  package func verify(_ goesOn: @escaping () -> Bool) throws(Failure) {
    session.connection.setProgressCheck(every: 10_000, goesOn)
    defer { session.connection.setProgressCheck(every: 0, nil) }
    do throws(Failure) { try refusal.checkStructure(session.connection, "integrity_check") } catch {
      throw goesOn() ? error : .cancelled
    }
  }
}

extension DatabaseFile {
  package func examine(
    backup descriptor: Int32, named name: String, _ product: Product
  ) throws(Failure) -> any ExaminedBackup {
    try BackupFile(descriptor, named: name, product)
  }
}
