/// The URI of a database on a PostgreSQL server (postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING), also
/// in the forms that only the real server's SQLAlchemy takes. What the parameters say wins over what stands before them.
package struct ConnectionURI: Sendable, Equatable {
  /// Nil where libpq decides: PGUSER, or the name of the system's user.
  package var user: String?
  package internal(set) var password: String?
  /// In the order in which libpq tries them. Empty only where a service file names them.
  package var hosts: [Host]
  /// Nil for a database of the user's name.
  package var databaseName: String?
  /// The other parameters, decoded, in their order.
  package internal(set) var parameters: [Parameter]
  /// Where each connection takes the password from; no part of the URI's text. Nil to leave that to libpq.
  private(set) var secretFile: SecretFile?

  package struct Parameter: Sendable, Equatable {
    package let name: String
    package let value: String
  }

  /// As libpq takes it, with the password if the URI has one: never for people.
  package var text: String {
    var text = "postgresql://"
    if let user {
      text += Self.encoded(user) + (password.map { ":" + Self.encoded($0) } ?? "") + "@"
    }
    var query: [Parameter] = []
    if hosts.allSatisfy({ !$0.isSocket && !$0.name.isEmpty }) {
      text += hosts.map(\.authority).joined(separator: ",")
    } else {
      query.add("host", hosts.map(\.name))
      query.add("port", hosts.map { $0.givenPort.map(String.init) ?? "" })
    }
    query.add("hostaddr", hosts.map { $0.address ?? "" })
    if let databaseName { text += "/" + Self.encoded(databaseName) } else if !query.isEmpty { text += "/" }
    if user == nil, let password { query.add("password", [password]) }
    query += parameters
    guard !query.isEmpty else { return text }
    return text + "?" + query.map { "\($0.name)=\(Self.encoded($0.value, keeping: "/,:"))" }.joined(separator: "&")
  }

  /// For people, logs and answers: the text without the password and other secrets.
  package var name: String { withoutSecrets.text }

  /// The same database, with the file from which libpq takes the password.
  package func with(passwordFile: String) -> ConnectionURI {
    var uri = self
    uri.parameters.removeAll { $0.name == "passfile" }
    uri.parameters.append(Parameter(name: "passfile", value: passwordFile))
    return uri
  }

  /// The same database, with that password.
  package func with(password: String) -> ConnectionURI {
    var uri = self
    uri.password = password
    return uri
  }

  /// The same database, with the file that has the password and nothing else; nil for none.
  package func with(secretFile path: String?) -> ConnectionURI {
    var uri = self
    uri.secretFile = path.map { SecretFile(path: $0) }
    return uri
  }

  /// Whether both name a database of that name on one server, whoever connects: one of their hosts is the same.
  package func isSameDatabase(as other: ConnectionURI) -> Bool {
    guard (databaseName ?? user) == (other.databaseName ?? other.user), self["service"] == other["service"] else {
      return false
    }
    return hosts.isEmpty && other.hosts.isEmpty
      || hosts.contains { host in other.hosts.contains { $0.isSameServer(as: host) } }
  }

  package var hasPassword: Bool { self != withoutSecrets }

  private var withoutSecrets: ConnectionURI {
    var uri = self
    uri.password = nil
    uri.parameters.removeAll { Self.secrets.contains($0.name) }
    return uri
  }

  private static let secrets: Set<String> = [
    "password", "sslpassword", "scram_client_key", "scram_server_key", "oauth_client_secret",
  ]

  /// Whether all hosts are Unix sockets.
  package var isLocal: Bool { !hosts.isEmpty && hosts.allSatisfy(\.isSocket) }

  /// What a parameter says, such as `sslmode`.
  package subscript(parameter: String) -> String? { parameters.last { $0.name == parameter }?.value }

  /// - Parameter kept: characters that stay besides letters, digits and `-._~`.
  private static func encoded(_ text: String, keeping kept: String = "") -> String {
    let plain = Set((kept + "-._~").utf8)
    return text.utf8.reduce(into: "") { result, byte in
      let character = Character(Unicode.Scalar(byte))
      if plain.contains(byte) || character.isASCII && (character.isLetter || character.isNumber) {
        result.append(character)
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        result += byte < 16 ? "%0\(digits)" : "%\(digits)"
      }
    }
  }
}

extension [ConnectionURI.Parameter] {
  /// Adds a list, unless all of its values are empty.
  fileprivate mutating func add(_ name: String, _ values: [String]) {
    guard values.contains(where: { !$0.isEmpty }) else { return }
    append(ConnectionURI.Parameter(name: name, value: values.joined(separator: ",")))
  }
}
