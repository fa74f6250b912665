package import Catalogue
package import JSON

/// What can be done with a database where it is stored. If an engine cannot do something, its method throws the reason.
package protocol StoredDatabase: Sendable {
  /// Where it is, as `database.status` shows it.
  var address: JSON.Member { get }
  /// The sizes that `database.status` shows besides those that the engine knows.
  var sizes: [JSON.Member] { get }
  /// The space that it takes.
  func storedSize() throws(Failure) -> StoredSize

  /// - Throws: if the database cannot be written anew as a whole.
  func checkTakesRebuild() throws(Failure)

  /// - Throws: if the database's tables cannot be brought to those of another generation.
  func checkTakesMigrations(_ product: Product) throws(Failure)
  /// The statements that declare the types and tables of a new database on this engine.
  func declarations(of fresh: Product.FreshFile) -> (types: [String], tables: [String])

  /// Checks that no other process has the database open.
  /// - Parameters:
  ///   - isClaimed: whether the caller says so, which counts where nobody can tell.
  ///   - action: what needs it, as a person reads it: `restore the backup`.
  /// - Throws: `busy` if another process has it open, `invalid` if that cannot be told and is not claimed.
  func checkIsUnused(isClaimed: Bool, before action: String) throws(Failure)
  /// Opens a backup and looks at what it holds.
  /// - Parameters:
  ///   - descriptor: of a file that stays open. It may be read only.
  ///   - name: what messages call it.
  /// - Throws: `invalid` if it is no whole database of the product.
  func examine(
    backup descriptor: Int32, named name: String, _ product: Product
  ) throws(Failure) -> any ExaminedBackup
  /// - Throws: if a backup cannot take the place of the contents.
  func checkTakesBackups() throws(Failure)
  /// Writes a whole copy of the database, as it is at one moment, to a file while others use the database, and syncs it.
  /// - Parameters:
  ///   - target: the descriptor of an empty file that can be written and read.
  ///   - holdsLock: whether other processes may be kept waiting once, for as long as it takes.
  ///   - onStep: called now and then; false ends the copying.
  /// - Returns: for how long other processes could not commit, in nanoseconds at a time.
  /// - Throws: `invalid` for a target that cannot be used; `busy` if other processes write all the time; `limit` for a full
  ///   disk; `cancelled`. Then the target is empty.
  func backUp(
    to target: Int32, holdsLock: Bool, _ onStep: @escaping (CopyStep) -> Bool
  ) throws(Failure) -> Int64
  /// Makes a copy of the database beside it, before it is changed as a whole.
  /// - Parameters:
  ///   - suffix: what the copy's name ends in, before a number if there is one already.
  ///   - onStep: called between steps.
  /// - Throws: if none can be made.
  func keep(
    _ product: Product, suffix: String, _ onStep: @escaping () -> Void
  ) throws(Failure) -> KeptCopy
}

/// The space that a database takes, in bytes.
package struct StoredSize: Sendable {
  /// Without its log.
  package let bytes: Int64
  /// 0 without a log.
  package let logBytes: Int64
  /// What is left on its disk; nil if that cannot be told.
  package let roomBytes: Int64?

  package init(bytes: Int64, logBytes: Int64, roomBytes: Int64?) {
    (self.bytes, self.logBytes, self.roomBytes) = (bytes, logBytes, roomBytes)
  }
}
