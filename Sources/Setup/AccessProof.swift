import Catalogue
import Glibc
import Vocabulary

/// Tests by trying it that two users can work on one database: on the file, in its folder, and on the files that SQLite
/// makes beside it (sqlite.org/tempfiles.html), including those that the other user makes.
struct AccessProof {
  /// The absolute path, with all links resolved.
  let path: String
  private let mode: mode_t
  private let owner: (uid: uid_t, gid: gid_t)

  init(_ path: String) throws(Failure) {
    self.path = path
    var status = stat()
    guard stat(path, &status) == 0 else { throw Failure(.invalid, "there is no database '\(path)'") }
    mode = status.st_mode & 0o777
    owner = (status.st_uid, status.st_gid)
  }

  private var folder: String {
    path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
  }

  /// - Throws: `read_only`, with the user and what that user cannot do.
  func check(_ people: [Person]) throws(Failure) {
    for person in people { try person.acting { () throws(Failure) in try checkFiles(person) } }
    for maker in people {
      for other in people where other.uid != maker.uid { try checkSideFile(of: maker, for: other) }
    }
  }

  private func checkFiles(_ person: Person) throws(Failure) {
    for file in [path] + ["-journal", "-wal", "-shm"].map({ path + $0 }) {
      // Checked by name only: closing a descriptor of the file would drop SQLite's locks in this process (fcntl(2)).
      guard faccessat(AT_FDCWD, file, R_OK | W_OK, AT_EACCESS) != 0, file == path || errno != ENOENT else { continue }
      throw refusal("the user '\(person.name)' cannot read and write '\(file)'")
    }
    guard faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) == 0 else {
      throw refusal("the user '\(person.name)' cannot make files in '\(folder)', where SQLite keeps its journal")
    }
  }

  /// Checks that a user can read, write and remove a file that the other user made as SQLite would.
  private func checkSideFile(of maker: Person, for other: Person) throws(Failure) {
    let probe = path + ".vantage6-admin-probe-\(getpid())-\(UInt32.random(in: .min ... .max))"
    defer { unlink(probe) }
    try maker.acting { () throws(Failure) in
      let file = open(probe, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
      guard file >= 0 else { throw refusal("the user '\(maker.name)' cannot make files in '\(folder)'") }
      // As SQLite does, give the file the permissions of the database, and as root its owner, too.
      fchmod(file, mode)
      if maker.uid == 0 { _ = fchown(file, owner.uid, owner.gid) }
      close(file)
    }
    try other.acting { () throws(Failure) in
      guard faccessat(AT_FDCWD, probe, R_OK | W_OK, AT_EACCESS) == 0 else {
        throw refusal("the user '\(other.name)' cannot read and write what '\(maker.name)' makes in '\(folder)'")
      }
      guard unlink(probe) == 0 else {
        throw refusal("the user '\(other.name)' cannot remove what '\(maker.name)' makes in '\(folder)'")
      }
    }
  }

  private func refusal(_ message: String) -> Failure {
    Failure(
      .readOnly, message,
      hint: "put both users in one group, and give it the files: chgrp GROUP '\(folder)' '\(path)'; chmod g+rwxs "
        + "'\(folder)'; chmod g+rw '\(path)'")
  }
}
