import Glibc
package import Linux

/// The file from which libpq takes passwords (postgresql.org/docs/current/libpq-pgpass.html).
package enum PasswordFile {
  /// Where a password may stand, for people.
  package static let advice =
    "connect by a Unix socket, where the server asks the system who you are (peer); or put the password into a password "
    + "file, which systemd gives to the service as a credential (LoadCredential=pgpass:FILE), or which PGPASSFILE names; "
    + "or a file that has the password and nothing else, which the option --password-file names; or use a service file, which "
    + "PGSERVICEFILE names"

  /// A line of the file.
  package static func line(_ host: ConnectionURI.Host, _ database: String, _ user: String, _ password: String) -> String
  {
    // libpq looks up its default socket as localhost.
    let isDefault = host.folder == ConnectionURI.Host.defaultFolder
    let name = isDefault ? "localhost" : host.name.isEmpty ? host.address ?? "" : host.name
    return [name, String(host.port), database, user, password]
      .map { $0.replacing("\\", with: "\\\\").replacing(":", with: "\\:") }.joined(separator: ":") + "\n"
  }

  /// Makes libpq use the service's credential `pgpass` (systemd.exec(5), LoadCredential=), if there is one. To be called
  /// before other threads read the environment.
  ///
  /// libpq gets a copy: systemd may give the service access to the file by an ACL, which looks like access for a group,
  /// and libpq ignores a file that a group may read.
  /// - Parameter folder: of the credentials; nil if the service has none.
  /// - Returns: the copy, which is there as long as this value.
  package static func useCredential(in folder: String?) throws(SystemError) -> Descriptor? {
    guard let folder else { return nil }
    let text: [UInt8]
    do { text = try SmallFile.bytes("\(folder)/pgpass", atMost: 1 << 20) } catch {
      if error.code == ENOENT { return nil }
      throw error
    }
    let copy = try NamelessFile.inMemory("pgpass")
    try Transfer.writeAll(text, to: copy.number)
    guard setenv("PGPASSFILE", "/proc/self/fd/\(copy.number)", 1) == 0 else { throw SystemError("setenv") }
    return copy
  }
}
