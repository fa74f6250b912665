import Catalogue
import Engine
import Glibc
import Linux
import SQLite
import Store
import Vocabulary

/// A new file for a copy of a database.
final class FileTarget: MoveTarget {
  let session: any Session
  let engine = "SQLite"
  let name: String? = nil
  /// Of a rehearsal.
  private let file: SentFile?
  private let number: Int32

  /// - Parameter descriptor: of an empty file that stays open, for writing and reading; nil for a rehearsal, which
  ///   writes nothing.
  init(_ descriptor: Int32?) throws(Failure) {
    do throws(SystemError) {
      file = descriptor == nil ? SentFile(try NamelessFile.inMemory("rehearsal")) : nil
    } catch { throw Failure(.internal, "no file in memory can be made: \(FilePath.reason(error.code))") }
    number = descriptor ?? file?.number ?? -1
    if descriptor != nil { try TargetFile.check(number, for: "copy") }
    do throws(EngineError) {
      session = try SQLiteSession(try Connection(descriptor: number, access: .readWrite))
    } catch { throw Failure(error) }
  }

  func declarations(of fresh: Product.FreshFile) -> (types: [String], tables: [String]) { ([], fresh.tables) }

  func check(_ product: Product) throws(Failure) {}

  func makeOwnTables() throws(EngineError) {
    try OwnTables.complete(session, Layout(columns: try session.tables()))
  }

  func commit() throws(EngineError) {
    try session.commit()
    guard fsync(number) == 0 else {
      throw EngineError(errno == ENOSPC ? .diskFull : .inputOutput, FilePath.reason(errno))
    }
  }

  /// Without a journal, rolling back does not empty the file.
  func abandon() {
    session.rollback()
    ftruncate(number, 0)
  }
}
