import Catalogue
import Vocabulary

/// The place of a vantage6 server's SQLite file, as SQLAlchemy reads it (docs.sqlalchemy.org, "Database URLs").
///
/// A URI may hold a password, which can be in any part of a mistyped URI. So errors repeat no part of it but the names
/// of known database products.
struct DatabaseURI {
  /// The text after `sqlite:///`. It is relative to the server's data folder unless it begins with a slash.
  let path: String

  /// - Parameter place: where the URI was found, for errors: "'uri' in '/etc/…', line 3".
  /// - Throws: `invalid` for anything but an SQLite file.
  init(_ text: String, at place: String) throws(Failure) {
    guard let end = text.firstRange(of: "://") else { throw Self.malformed(place, Self.product(of: text)) }
    let scheme = text[..<end.lowerBound]
    let words = scheme.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard words.first == "sqlite" else {
      guard let product = Self.product(of: text), product != Self.postgreSQL else {
        throw Self.malformed(place, Self.product(of: text))
      }
      throw Failure(.invalid, "\(place) names a database of \(product): only SQLite and PostgreSQL are supported")
    }
    guard !scheme.contains("cipher") else {
      throw Failure(.invalid, "\(place) names an encrypted database (SQLCipher): only SQLite itself is supported")
    }
    let rest = text[end.upperBound...].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).first ?? ""
    guard let slash = rest.firstIndex(of: "/"), slash == rest.startIndex else {
      guard rest.isEmpty else {
        throw Failure(
          .invalid, "\(place) names a host: a file is written 'sqlite:///FILE', or 'sqlite:////PATH'", hint: Self.hint)
      }
      throw Self.memory(place)
    }
    let path = String(rest.dropFirst())
    guard !path.isEmpty, path != ":memory:" else { throw Self.memory(place) }
    guard !path.hasPrefix("file:") else {
      throw Failure(.invalid, "\(place) is an SQLite URI, which setup cannot follow", hint: Self.hint)
    }
    self.path = path
  }

  /// The path of the file.
  /// - Parameter folder: the server's data folder.
  func file(in folder: String) -> String {
    path.hasPrefix("/") ? path : folder.hasSuffix("/") ? folder + path : "\(folder)/\(path)"
  }

  private static let hint = "use --database FILE to say where the file is"

  private static func memory(_ place: String) -> Failure {
    Failure(.invalid, "\(place) names a database in memory: there is no file to administer")
  }

  private static func malformed(_ place: String, _ product: String?) -> Failure {
    let like = product.map { ", though it looks like one of \($0)" } ?? ""
    return Failure(
      .invalid,
      "\(place) is not a database URI such as 'sqlite:///FILE' or 'postgresql://HOST/NAME'\(like); it is not shown "
        + "here, since it may hold a password", hint: hint)
  }

  /// The database product whose name the text begins with; nil for an unknown one.
  private static func product(of text: String) -> String? {
    let letters = text.drop { $0.isWhitespace }.prefix { $0.isASCII && ($0.isLetter || $0.isNumber) }.lowercased()
    return products[letters]
  }

  /// A URI of it that can be used is a `ConnectionURI`.
  private static let postgreSQL = "PostgreSQL"

  private static let products = [
    "postgresql": postgreSQL, "postgres": postgreSQL, "postgre": postgreSQL, "pgsql": postgreSQL, "psql": postgreSQL,
    "mysql": "MySQL", "mariadb": "MariaDB", "oracle": "Oracle", "mssql": "Microsoft SQL Server",
    "db2": "Db2", "cockroachdb": "CockroachDB", "firebird": "Firebird", "sqlite": "SQLite", "sqlite3": "SQLite",
  ]
}
