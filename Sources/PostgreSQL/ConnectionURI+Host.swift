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

    /// Whether both have one port, and one socket, name or address.
    func isSameServer(as other: Host) -> Bool {
      guard port == other.port else { return false }
      if let place = socketPlace ?? other.socketPlace { return place == socketPlace && place == other.socketPlace }
      let places = [other.name, other.address ?? ""].filter { !$0.isEmpty }
      return places.contains(name) || address.map(places.contains) == true
    }

    /// The folder, where `/var/run` is a link to `/run`; nil for a host with an address.
    private var socketPlace: String? {
      folder.map { $0.hasPrefix("/var/run/") ? String($0.dropFirst(4)) : $0 } ?? (isSocket ? name : nil)
    }

    /// As it stands before the parameters.
    var authority: String { (name.contains(":") ? "[\(name)]" : name) + (givenPort.map { ":\($0)" } ?? "") }
  }
}
