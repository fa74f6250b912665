package import Catalogue
import Engine
import Linux

/// How the space of a database is used.
package struct SpaceUse: Sendable {
  package let bytes: Int64
  package let freeBytes: Int64
  /// The pages that hold nothing.
  package let freePages: Int64
  /// Whether free pages can be given back to the file system a few at a time. Otherwise the whole database has to be
  /// written anew.
  package let returnsPages: Bool

  init(_ space: FileSpace) {
    (bytes, freeBytes) = (space.pages * space.pageBytes, space.freePages * space.pageBytes)
    (freePages, returnsPages) = (space.freePages, space.returnsPages)
  }
}

// The space that the database takes.
extension Database {
  package func space() throws(Failure) -> SpaceUse {
    do { return SpaceUse(try session.space()) } catch { throw Failure(error) }
  }

  /// Writes the whole database anew without its free pages, so that later ones can be given back a few at a time. Nobody
  /// else can write meanwhile. To be called outside of a transaction.
  package func rebuild() throws(Failure) {
    do { try session.rebuild() } catch { throw Failure(error) }
  }

  /// Writes what the write-ahead log holds into the database, and empties the log. Does what it can while others read. To
  /// be called outside of a transaction.
  package func truncateLog() throws(Failure) {
    do { try session.truncateLog() } catch { throw Failure(error) }
  }
}

extension WriteTransaction {
  /// How many pages are given back between two looks at the clock.
  private static let returnedAtOnce = 64

  /// Gives free pages back to the file system until none is left, or the time is over.
  /// - Returns: how many are left.
  package func returnPages(nanoseconds: Int64) throws(Failure) -> Int64 {
    let deadline = monotonicNanoseconds() + nanoseconds
    var left = try database.space().freePages
    while left > 0 {
      try database.checkTime()
      do { try database.session.returnPages(Self.returnedAtOnce) } catch { throw Failure(error) }
      let now = try database.space().freePages
      // The rest cannot be moved.
      guard now < left else { return 0 }
      left = now
      if monotonicNanoseconds() > deadline { break }
    }
    return left
  }
}
