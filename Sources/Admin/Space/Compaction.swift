import Adoption
import Catalogue
import JSON
import Store
import Vocabulary

/// Gives the free pages of a database file back: in steps where the file can, else by a rebuild.
struct Compaction: SteppedWork {
  static let method = "database.compact"

  private let stored: any AdoptedDatabase
  private let space: SpaceUse
  private let logBytes: Int64
  private let isRebuild: Bool
  private let isDry: Bool
  /// How many free pages are left.
  private var left: Int64
  /// The size of the file and its log at the end.
  private var bytesAfter: Int64?

  /// How many bytes a second a rebuild writes at least, as measured on a slow disk.
  private static let rebuiltPerSecond: Int64 = 50_000_000

  /// - Throws: `invalid` for a file that has to be rebuilt, and `busy` or `limit` where it cannot be now.
  init(_ database: Database, _ stored: any AdoptedDatabase, _ arguments: Arguments) throws(Failure) {
    self.stored = stored
    space = try database.space()
    let size = try stored.storedSize()
    logBytes = size.logBytes
    (isRebuild, isDry) = (arguments.flag("rebuild"), arguments.flag("dry_run"))
    left = isRebuild || isDry ? 0 : space.freePages
    if isRebuild { try stored.checkTakesRebuild() }
    guard !isDry else { return }
    guard isRebuild else {
      guard space.returnsPages || space.freePages == 0 else { throw Self.needsRebuild(space) }
      return
    }
    try stored.checkIsUnused(isClaimed: arguments.flag("server_stopped"), before: "rebuild")
    guard let room = size.roomBytes, room < Self.room(for: space) else { return }
    throw Failure(
      .limit,
      "a rebuild needs \(Self.room(for: space)) bytes on the disk of the database, and \(room) are left: nothing was "
        + "changed", hint: "make room first")
  }

  private static func needsRebuild(_ space: SpaceUse) -> Failure {
    Failure(
      .invalid,
      "the file cannot give back its \(space.freeBytes) free bytes in steps: new records use them first",
      hint: "'rebuild' writes it anew once, after which it can; 'dry_run' tells what that takes")
  }

  /// SQLite writes the new contents to a temporary file, and then to the journal or the log and into the database
  /// (sqlite.org/lang_vacuum.html).
  private static func room(for space: SpaceUse) -> Int64 { 2 * space.bytes }

  var isDone: Bool { left == 0 }

  mutating func step(_ transaction: inout WriteTransaction) throws(Failure) {
    left = try transaction.returnPages(nanoseconds: StepLength.nanoseconds)
  }

  mutating func finish(_ session: any AdoptedSession) throws(Failure) {
    guard !isDry else { return }
    if isRebuild { try session.database.rebuild() }
    // Until a log is written back, the file has its old size.
    try session.database.truncateLog()
    let size = try stored.storedSize()
    bytesAfter = size.bytes + size.logBytes
  }

  var progress: LongWork.Progress {
    LongWork.Progress("giving free pages back", space.freePages - left, of: space.freePages, .pages)
  }

  var answer: JSON.Object {
    let isPossible = isRebuild || space.returnsPages
    let planned = isPossible ? space.freeBytes + logBytes : logBytes
    var answer = JSON.Object([
      .init("incremental", .bool(space.returnsPages || isRebuild && !isDry)), .init("bytes", .integer(space.bytes)),
      .init("free_bytes", .integer(space.freeBytes)), .init("wal_bytes", .integer(logBytes)),
      .init("returned", .integer(bytesAfter.map { max(0, space.bytes + logBytes - $0) } ?? planned)),
    ])
    guard isDry else { return answer }
    if isRebuild || !space.returnsPages {
      let used = space.bytes - space.freeBytes
      answer["room_bytes"] = .integer(Self.room(for: space))
      answer["lock_ms"] = .integer(used / (Self.rebuiltPerSecond / 1_000))
    }
    answer["dry_run"] = true
    return answer
  }
}
