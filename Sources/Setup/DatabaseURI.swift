import Catalogue

/// Where a vantage6 server keeps its database, as SQLAlchemy reads it (docs.sqlalchemy.org, "Database URLs").
struct DatabaseURI {
  /// As it stands behind `sqlite:///`; relative to the server's data folder where it does not begin with a slash.
  let path: String

  /// - Throws: `invalid` for everything but a file of SQLite.
  init(_ text: String) throws(Failure) {
    guard let end = text.firstRange(of: "://") else {
      throw Failure(.invalid, "'\(text)' is no database URI: 'sqlite:///FILE' is one")
    }
    let words = text[..<end.lowerBound].split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
    // A password may stand in what follows: it is not told.
    guard words.first == "sqlite" else {
      throw Failure(
        .invalid,
        "the server's database is \(Self.product(words.first.map(String.init) ?? "")): only SQLite is supported")
    }
    let rest = text[end.upperBound...].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).first ?? ""
    guard let slash = rest.firstIndex(of: "/"), slash == rest.startIndex else {
      guard rest.isEmpty else {
        throw Failure(.invalid, "'\(text)' names a host: a file is written 'sqlite:///FILE', or 'sqlite:////PATH'")
      }
      throw Self.memory
    }
    let path = String(rest.dropFirst())
    guard !path.isEmpty, path != ":memory:" else { throw Self.memory }
    guard !path.hasPrefix("file:") else {
      throw Failure(.invalid, "'\(text)' is an SQLite URI, which cannot be followed here: give --database FILE")
    }
    self.path = path
  }

  /// Where the file is.
  /// - Parameter folder: the server's data folder.
  func file(in folder: String) -> String { path.hasPrefix("/") ? path : "\(folder)/\(path)" }

  private static let memory = Failure(
    .invalid, "the server keeps its database in memory: there is no file to administer")

  private static func product(_ scheme: String) -> String {
    switch scheme {
    case "postgresql", "postgres": "PostgreSQL"
    case "mysql": "MySQL"
    case "mariadb": "MariaDB"
    case "oracle": "Oracle"
    case "mssql": "Microsoft SQL Server"
    default: "'\(scheme)'"
    }
  }
}
