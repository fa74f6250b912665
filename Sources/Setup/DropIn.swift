import Adoption
import Catalogue
import Glibc
import Linux
import Vocabulary

/// The file that tells systemd where an instance's database is (systemd.unit(5)). `setup` writes it, and recognises it
/// by its first line.
struct DropIn: Equatable {
  /// The path of a file, or the URI of a PostgreSQL database, without a password.
  var database: String
  /// The user that the daemon runs as; nil for the unit's own user.
  var user: String?
  /// Groups that the unit's own user gets besides its own.
  var groups: [String] = []
  /// How the service reaches a PostgreSQL server; nil for a file.
  var access: ServerAccess?

  private static let mark = "# Written by 'vantage6-admin setup' for the database "
  static let folder = "/etc/systemd/system"

  /// The path of the instance's drop-in, below the folder of the administrator's units.
  static func path(_ instance: Instance, in folder: String) -> String {
    "\(folder)/\(instance.unit).service.d/database.conf"
  }

  var text: String {
    var lines = [Self.mark + database, "# 'vantage6-admin release' removes it."]
    if let unit = access?.unit { lines += ["[Unit]", unit] }
    lines += ["[Service]", "Environment=\(Self.quoted("VANTAGE6_ADMIN_DATABASE=" + database))"]
    if let access {
      lines += access.lines
    } else {
      let place = database.lastIndex(of: "/").map { String(database[..<$0]) } ?? ""
      let folder = place.isEmpty ? "/" : place
      lines += Self.mounts(folder) ?? ["ReadWritePaths=\(Self.quoted(folder))"]
    }
    if let user { lines += ["User=\(user)", "Group="] }
    if !groups.isEmpty { lines.append("SupplementaryGroups=\(groups.joined(separator: " "))") }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The lines that make a folder visible where the unit hides all folders: only a mount of its own does. Nil where the
  /// unit hides nothing.
  static func mounts(_ folder: String, isWritten: Bool = true) -> [String]? {
    let isHome = ["/home", "/root", "/run/user"].contains { (folder + "/").hasPrefix($0 + "/") }
    let isTemporary = ["/tmp", "/var/tmp"].contains { (folder + "/").hasPrefix($0 + "/") }
    guard isHome || isTemporary else { return nil }
    let kind = isWritten ? "BindPaths" : "BindReadOnlyPaths"
    let mount = "\(kind)=\(quoted(folder.replacing(":", with: "\\:")))"
    return isHome ? ["ProtectHome=tmpfs", mount] : [mount]
  }

  /// The text as one word of a setting, with quotes, escapes and specifiers (systemd.syntax(7), systemd.unit(5)).
  private static func quoted(_ text: String) -> String {
    "\""
      + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("%", with: "%%") + "\""
  }

  /// The database that a drop-in names; nil if there is no file, or if `setup` did not write it.
  static func database(in path: String) -> String? {
    guard let text = try? SmallFile.text(path, atMost: 65_536), text.hasPrefix(mark) else { return nil }
    return text.dropFirst(mark.count).split(separator: "\n", maxSplits: 1).first.map(String.init)
  }

  /// How the service of a drop-in connects to a server: the user that it runs as, nil for the unit's own; and the file
  /// with its password, nil for none.
  static func connection(in path: String) -> (user: String?, passwordFile: String?) {
    let lines = ((try? SmallFile.text(path, atMost: 65_536)) ?? "").split(separator: "\n")
    func value(_ start: String) -> String? {
      lines.first { $0.hasPrefix(start) }.map { String($0.dropFirst(start.count)) }
    }
    return (value("User="), value(passwordFileStart))
  }

  /// The beginning of the line that gives the service its password file.
  static let passwordFileStart = "LoadCredential=pgpass:"

  /// The drop-ins from `setup` that name the database, with their instances.
  static func all(naming database: String, in folder: String) -> [(instance: Instance, path: String)] {
    all(in: folder) { $0 == database }
  }

  /// The drop-ins from `setup` whose databases are wanted, with their instances.
  static func all(
    in folder: String, where isWanted: (_ database: String) -> Bool
  ) -> [(instance: Instance, path: String)] {
    let end = ".service.d"
    return SmallFile.names(inFolder: folder).sorted().compactMap { name in
      guard name.hasSuffix(end) else { return nil }
      let unit = String(name.dropLast(end.count))
      let instance =
        unit == Instance.main.unit
        ? Instance.main : unit.split(separator: "@", maxSplits: 1).dropFirst().first.flatMap { Instance(String($0)) }
      guard let instance, instance.unit == unit else { return nil }
      let path = path(instance, in: folder)
      return self.database(in: path).map(isWanted) == true ? (instance, path) : nil
    }
  }

  /// - Throws: `internal` if the system refuses.
  func write(to path: String) throws(Failure) {
    let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    if mkdir(folder, 0o755) != 0, errno != EEXIST { throw Self.failure("make", folder) }
    try ConfigurationFile.write(text, to: path)
  }

  /// Removes the file, and its folder if that is empty then.
  static func remove(_ path: String) throws(Failure) {
    guard unlink(path) == 0 || errno == ENOENT else { throw failure("remove", path) }
    rmdir(String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]))
  }

  private static func failure(_ verb: String, _ path: String) -> Failure {
    Failure(.internal, "cannot \(verb) '\(path)': \(systemReason(errno))")
  }
}
