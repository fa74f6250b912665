extension ConnectionURI {
  /// One of the servers that libpq tries.
  package struct Host: Sendable, Equatable {
    /// A name, an address, or the folder of a Unix socket. Empty for the default socket, or where `address` is the only
    /// place.
    package let name: String
    /// Nil for the default.
    package let givenPort: Int?
    /// The address that is used in place of looking the name up (`hostaddr`); the certificate is still of the name.
    package let address: String?

    package init(name: String, port: Int?, address: String? = nil) {
      (self.name, givenPort, self.address) = (name, port, address)
    }

    package var port: Int { givenPort ?? 5_432 }

    /// A name with `@` at its start is a socket without a file (unix(7), abstract).
    package var isSocket: Bool { address == nil && (name.isEmpty || name.hasPrefix("/") || name.hasPrefix("@")) }

    /// The folder of the Unix socket; nil for others.
    package var folder: String? {
      guard isSocket, !name.hasPrefix("@") else { return nil }
      return name.isEmpty ? Self.defaultFolder : name
    }

    /// Where Debian's libpq looks for the socket.
    package static let defaultFolder = "/var/run/postgresql"

    /// As it stands before the parameters.
    var authority: String { (name.contains(":") ? "[\(name)]" : name) + (givenPort.map { ":\($0)" } ?? "") }
  }
}
