import Catalogue
import PostgreSQL
import Vocabulary
import YAML

/// The configuration file of a vantage6 server, of which only the place of the database is read.
///
/// Versions 2 and 3 have an `application` and several `environments`, of which one is used; version 4 has one flat list
/// of settings.
struct ServerConfiguration {
  let database: DatabasePlace
  /// The place of that setting: the file and the line.
  let place: String

  static let environments = ["application", "prod", "acc", "test", "dev"]

  /// - Parameters:
  ///   - path: absolute. Its name is the server's name.
  ///   - environment: the one that the server is started with; nil for its default, `prod`.
  /// - Throws: `invalid`, in a sentence that names the file.
  init(_ path: String, _ bytes: [UInt8], environment: String?) throws(Failure) {
    let document: YAMLDocument
    do { document = try YAMLDocument(bytes) } catch {
      throw Failure(.invalid, "'\(path)' is not YAML: \(error.problem) (line \(error.line))")
    }
    guard let root = document.root, root.pairs != nil else {
      throw Failure(.invalid, "'\(path)' is not a configuration of a vantage6 server: it is not a mapping")
    }
    let (settings, owner) = try Self.settings(root, path, environment)
    guard let node = settings["uri"], let uri = node.text, !uri.isEmpty else {
      throw Failure(.invalid, "'\(path)' names no database: \(owner) has no 'uri'", hint: Self.others(root))
    }
    place = "'uri' in '\(path)', line \(node.line),"
    if let problem = ConnectionURI.problem(in: uri) { throw Failure(.invalid, "\(place) \(problem)") }
    if let uri = ConnectionURI(uri) {
      database = .server(uri)
    } else {
      let file = try DatabaseURI(uri, at: place)
      database = .file(file.path.hasPrefix("/") ? file.path : file.file(in: try Self.dataFolder(settings, path)))
    }
  }

  /// The mapping that the server would use, and its name for messages.
  private static func settings(
    _ root: YAMLNode, _ path: String, _ environment: String?
  ) throws(Failure) -> (YAMLNode, String) {
    guard root["environments"] != nil || root["application"] != nil else {
      guard environment == nil else {
        throw Failure(.invalid, "'\(path)' has no environments, which vantage6 4 does not use: leave out --environment")
      }
      return (root, "it")
    }
    let name = environment ?? "prod"
    let found = name == "application" ? root["application"] : root["environments"]?[name]
    guard let found, found.pairs != nil else {
      throw Failure(
        .invalid, "'\(path)' has no environment \(Discretion.quoted(name))", hint: others(root))
    }
    return (found, "the environment '\(name)'")
  }

  /// A hint with the environments that name a database; nil if none does.
  private static func others(_ root: YAMLNode) -> String? {
    let names = environments.filter { name in
      (name == "application" ? root["application"] : root["environments"]?[name])?["uri"]?.text?.isEmpty == false
    }
    return names.isEmpty ? nil : names.map { "--environment \($0)" }.joined(separator: " or ") + " has one"
  }

  /// The folder for a relative path: `data` of the settings' own `directories`, since an environment inherits none from
  /// another one; otherwise the server's default folder.
  private static func dataFolder(_ settings: YAMLNode, _ path: String) throws(Failure) -> String {
    guard let node = settings["directories"]?["data"], let folder = node.text, !folder.isEmpty, !node.isNull else {
      return dataFolder(path)
    }
    // Python's Path does not expand '~'.
    guard folder.hasPrefix("/") else {
      throw Failure(
        .invalid,
        "'data' in 'directories' in '\(path)', line \(node.line), is relative to where the server was started, which is "
          + "not known here", hint: "use --database FILE to say where the file is")
    }
    return folder
  }

  /// The server's default folder for a relative path. It has the server's name, and belongs to the system, or to the
  /// user whose configuration it is (appdirs' `site_data_dir` and `user_data_dir`).
  static func dataFolder(_ path: String) -> String {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let file = parts.last.map(String.init) ?? path
    let name = file.lastIndex(of: ".").map { String(file[..<$0]) } ?? file
    let user = "/.config/vantage6/server/"
    guard let home = path.firstRange(of: user)?.lowerBound else { return "/usr/local/share/vantage6/server/\(name)" }
    return "\(path[..<home])/.local/share/vantage6/server/\(name)"
  }
}

/// Where a database is.
enum DatabasePlace: Equatable {
  /// The absolute path of an SQLite file.
  case file(String)
  /// A database on a PostgreSQL server.
  case server(ConnectionURI)
}
