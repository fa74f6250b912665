import Adoption
import Catalogue
import Glibc
import Synchronization
import TestData
import Testing
import Vocabulary

@Suite struct OpeningLockTests {
  @Test("a second daemon on a database is told who serves it, by any of its names")
  func second() throws {
    let folder = try TemporaryFolder()
    let path = try folder.copy(of: .sample4, as: "v6.sqlite")
    let link = folder.path(of: "link.sqlite")
    symlink(path, link)
    let lock = try DatabaseLock(database: path, socket: "/run/vantage6-admin/admin.sock")
    for name in [path, link] {
      do {
        _ = try DatabaseLock(database: name, socket: nil)
        Issue.record("two daemons on one database")
      } catch {
        #expect(error.kind == .busy)
        #expect(
          error.message == "the database '\(name)' is already served by another vantage6-admin "
            + "(process \(getpid()) on '/run/vantage6-admin/admin.sock')")
      }
    }
    _ = consume lock
  }

  @Test("a lock ends with its value, and leaves nothing behind")
  func release() throws {
    let folder = try TemporaryFolder()
    let path = folder.path(of: "new.sqlite")
    do {
      let lock = try DatabaseLock(database: path, socket: nil)
      #expect(folder.names == ["new.sqlite.vantage6-admin-lock"])
      _ = consume lock
    }
    #expect(folder.names == [])
    _ = try DatabaseLock(database: path, socket: nil)
  }

  @Test("the lock of a crashed daemon is taken over")
  func crashed() throws {
    let folder = try TemporaryFolder()
    let path = folder.path(of: "new.sqlite")
    try TemporaryFolder.write(Array("99999999\n/run/old.sock and more\n".utf8), to: path + ".vantage6-admin-lock")
    let lock = try DatabaseLock(database: path, socket: "/run/new.sock")
    let text = try TemporaryFolder.bytes(of: path + ".vantage6-admin-lock")
    #expect(String(decoding: text, as: UTF8.self) == "\(getpid())\n/run/new.sock\n")
    _ = consume lock
  }

  @Test("of many that try at once, one serves")
  func race() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path(of: "new.sqlite")
    let inside = Counter()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<4 {
        group.addTask {
          for _ in 0..<200 {
            guard let lock = try? DatabaseLock(database: path, socket: nil) else { continue }
            inside.enter()
            inside.leave()
            _ = consume lock
          }
        }
      }
    }
    #expect(inside.most == 1)
    #expect(folder.names == [])
  }
}

/// How many were inside at once, at most.
private final class Counter: Sendable {
  private let counts = Mutex((now: 0, most: 0))
  func enter() {
    counts.withLock {
      $0.now += 1
      $0.most = max($0.most, $0.now)
    }
  }
  func leave() { counts.withLock { $0.now -= 1 } }
  var most: Int { counts.withLock { $0.most } }
}
