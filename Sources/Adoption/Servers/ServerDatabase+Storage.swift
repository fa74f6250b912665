package import Catalogue
import Engine
package import JSON
import PostgreSQL
import Store
import Vocabulary

// What is done with files elsewhere. The tools for copies of a server's databases are the server's own.
extension ServerDatabase {
  package var address: JSON.Member { .init("uri", .string(uri.name)) }
  /// The engine knows its size.
  package var sizes: [JSON.Member] { [] }

  package func storedSize() throws(Failure) -> StoredSize {
    do {
      let space = try connect(.reader).space()
      return StoredSize(bytes: space.pages * space.pageBytes, logBytes: 0, roomBytes: nil)
    } catch { throw Failure(error) }
  }

  package func checkTakesRebuild() throws(Failure) {
    throw Failure(
      .invalid, "a PostgreSQL server uses free space again by itself (autovacuum), and nothing has to be rebuilt",
      hint: "VACUUM FULL in psql gives it back to the file system, and locks each table meanwhile")
  }

  package func checkTakesMigrations(_ product: Product) throws(Failure) {
    let privileges: ServerPrivileges
    do { privileges = try ServerPrivileges(try connect(.reader), layout, product, of: name) } catch {
      throw Failure(error)
    }
    guard let owner = privileges.owners.first else { return }
    throw Failure(
      .invalid,
      "the role '\(privileges.role)' cannot change the tables of the database, which belong to the role '\(owner)'",
      hint: "as that role or a superuser: GRANT \(quoted(owner)) TO \(quoted(privileges.role))")
  }

  package func declarations(of fresh: Product.FreshFile) -> (types: [String], tables: [String]) {
    (fresh.serverTypes, fresh.serverTables)
  }

  package func checkIsUnused(isClaimed: Bool, before action: String) throws(Failure) {}

  package func examine(
    backup descriptor: Int32, named name: String, _ product: Product
  ) throws(Failure) -> any ExaminedBackup { throw Self.noBackup }

  package func checkTakesBackups() throws(Failure) { throw Self.noBackup }

  package static let noBackup = Failure(
    .invalid, "a database on a PostgreSQL server takes no backup of a file",
    hint: "restore it with pg_restore or psql; 'vctl import' takes what 'vctl export' wrote")

  package func backUp(
    to target: Int32, holdsLock: Bool, _ onStep: @escaping (CopyStep) -> Bool
  ) throws(Failure) -> Int64 {
    throw Failure(
      .invalid, "a database on a PostgreSQL server is backed up with the server's own tools",
      hint: "pg_dump --format=custom --file=FILE NAME writes all of it; 'vctl export' writes the records")
  }

  package func keep(
    _ product: Product, suffix: String, _ onStep: @escaping () -> Void
  ) throws(Failure) -> KeptCopy {
    throw Failure(
      .invalid, "a database on a PostgreSQL server is not copied by this program before it is changed as a whole",
      hint: "make a copy with pg_dump --format=custom --file=FILE NAME, then say that no other one is wanted: "
        + "vctl --no-copy, or 'copy': false")
  }
}
