import Adoption
import Catalogue
import Glibc
import TestData
import Testing

@Suite struct OpeningPermissionTests {
  @Test("a file that cannot be read or written is refused, and so is a folder that cannot hold the journal")
  func permissions() throws {
    let folder = try TemporaryFolder()
    let path = try folder.copy(of: .sample4)
    chown(path, nobody, nobody)
    chown(folder.path, nobody, nobody)
    for (mode, folderMode, expected) in [
      (0o000, 0o700, "the database '\(path)' cannot be read: permission denied"),
      (0o400, 0o700, "the database '\(path)' cannot be written: permission denied"),
      (
        0o600, 0o500,
        "the folder '\(folder.path)' of the database '\(path)' cannot be written, and SQLite keeps its journal there: "
          + "permission denied"
      ),
    ] as [(mode_t, mode_t, String)] {
      chmod(path, mode)
      chmod(folder.path, folderMode)
      #expect(asNobody { self.refusal(path) } == expected)
    }
    chmod(folder.path, 0o700)
    #expect(asNobody { refusal(path) } == nil)
    #expect(folder.names == ["sample-4.15.2.sqlite", "sample-4.15.2.sqlite.before-vantage6-admin"])
  }

  private func refusal(_ path: String) -> String? {
    do {
      _ = try openDatabase(path)
      return nil
    } catch { return error.message }
  }

  private let nobody: uid_t = geteuid() == 0 ? 65_534 : geteuid()

  /// Nothing is forbidden to root. Only this thread's access to files changes (setfsuid(2)).
  private func asNobody<Result>(_ body: () -> Result) -> Result {
    guard geteuid() == 0 else { return body() }
    setfsuid(nobody)
    defer { setfsuid(0) }
    return body()
  }
}

/// sys/fsuid.h is not in the Glibc module.
@_silgen_name("setfsuid")
@discardableResult
private func setfsuid(_ user: uid_t) -> CInt
