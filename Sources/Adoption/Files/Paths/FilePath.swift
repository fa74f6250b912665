import Catalogue
import Glibc
import Linux
import Vocabulary

/// The path of a database that exists or will be made. The file is examined by name and never opened: closing its
/// descriptor would drop every lock that SQLite holds on it in this process (sqlite.org/howtocorrupt.html, section
/// 2.2).
struct FilePath {
  /// The path as it was given, for messages.
  let given: String
  /// The absolute path, with every link followed.
  let resolved: String
  let exists: Bool

  /// - Throws: `invalid` for a path that cannot be a database's, `readOnly` if this process may not write the file or
  ///   its folder.
  init(_ given: String) throws(Failure) {
    guard !given.isEmpty else { throw Failure(.invalid, "the database's path is empty") }
    var status = stat()
    if stat(given, &status) == 0 {
      self.given = given
      if let kind = Self.kind(status.st_mode) {
        throw Failure(.invalid, "'\(given)' is \(kind), not a database file")
      }
      // SQLite treats a file of one byte as empty (a workaround in its unixFileSize).
      guard status.st_size != 1 else { throw Self.noDatabase(given) }
      guard let real = Self.real(given) else { throw Self.failure(given, errno) }
      (resolved, exists) = (real, true)
      try Self.checkAccess(given, resolved: real)
    } else {
      let code = errno
      // The path of an existing file contains no password, but a URI that was given in place of a path may.
      guard !Discretion.mayHoldSecret(given) else {
        throw Failure(
          .invalid,
          "the path of the database is \(Discretion.quoted(given)): there is no such file, and a new one cannot "
            + "have that name", hint: "expected the path of an SQLite file, not a URI")
      }
      guard code == ENOENT else { throw Self.failure(given, code) }
      self.given = given
      resolved = try Self.newPath(given)
      exists = false
    }
  }

  /// Makes the empty file, without opening it. Only its owner may read it, since it will hold hashes of passwords; the
  /// owner can change that. If another process has made the file meanwhile, nothing happens.
  func makeEmpty() throws(Failure) {
    guard mknod(resolved, S_IFREG | 0o600, 0) == 0 || errno == EEXIST else { throw Self.failure(given, errno) }
  }

  /// The resolved path of a file that does not exist yet. Another process may have made it meanwhile.
  static func newPath(_ given: String) throws(Failure) -> String {
    var status = stat()
    guard lstat(given, &status) != 0 || status.st_mode & S_IFMT != S_IFLNK else {
      throw Failure(.invalid, "'\(given)' is a link to a file that does not exist")
    }
    guard given.last != "/" else { throw Failure(.invalid, "'\(given)' is a folder's name, not a database file's") }
    let (folder, name) = split(given)
    guard let real = real(folder) else {
      guard errno == ENOENT else { throw failure(folder, errno) }
      throw Failure(.invalid, "the folder '\(folder)' for the database '\(given)' does not exist: make it first")
    }
    try checkFolder(real, of: given)
    return real == "/" ? "/\(name)" : "\(real)/\(name)"
  }

  private static func checkAccess(_ given: String, resolved: String) throws(Failure) {
    guard mayAccess(resolved, R_OK) else {
      throw Failure(.readOnly, "the database '\(given)' cannot be read: \(reason(errno))")
    }
    guard mayAccess(resolved, W_OK) else {
      throw Failure(.readOnly, "the database '\(given)' cannot be written: \(reason(errno))")
    }
    try checkFolder(split(resolved).folder, of: given)
  }

  private static func checkFolder(_ folder: String, of given: String) throws(Failure) {
    guard mayAccess(folder, W_OK | X_OK) else {
      throw Failure(
        .readOnly,
        "the folder '\(folder)' of the database '\(given)' cannot be written, and SQLite keeps its journal there: "
          + reason(errno))
    }
  }

  /// Checks the permissions of the effective user, as open(2) does.
  private static func mayAccess(_ path: String, _ mode: Int32) -> Bool {
    faccessat(AT_FDCWD, path, mode, AT_EACCESS) == 0
  }

  private static func kind(_ mode: mode_t) -> String? {
    switch mode & S_IFMT {
    case S_IFREG: nil
    case S_IFDIR: "a folder"
    case S_IFIFO: "a pipe"
    case S_IFSOCK: "a socket"
    default: "a device"
    }
  }

  private static func real(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let folder = slash == path.startIndex ? "/" : String(path[..<slash])
    return (folder, String(path[path.index(after: slash)...]))
  }

  static func noDatabase(_ given: String, detail: String? = nil) -> Failure {
    Failure(.invalid, "'\(given)' is not an SQLite database, or is encrypted", detail: detail)
  }

  private static func failure(_ path: String, _ code: Int32) -> Failure {
    Failure(.invalid, "'\(path)' cannot be opened: \(reason(code))")
  }

  static func reason(_ code: Int32) -> String {
    switch code {
    case EACCES, EPERM: "permission denied"
    case EROFS: "the file system is read-only"
    case ENOTDIR: "a part of the path is not a folder"
    case ELOOP: "too many links"
    case ENAMETOOLONG: "the name is too long"
    case ENOSPC, EDQUOT: "no space is left"
    default: systemReason(code)
    }
  }
}
