/// What the unit's sandbox has to open for a PostgreSQL server, and nothing besides (systemd.exec(5),
/// systemd.resource-control(5)).
struct ServerAccess: Equatable {
  /// The folders of Unix sockets.
  var folders: [String] = []
  /// The addresses of hosts. Without any, the service has no network.
  var addresses: [String] = []
  /// The password file that the service gets as a credential; nil for none.
  var passwordFile: String?

  /// The line of the drop-in's section [Unit].
  var unit: String {
    "After=\(addresses.allSatisfy(Self.isThisMachine) ? "postgresql.service" : "network-online.target")"
  }

  /// Whether an address is one of this machine's own.
  static func isThisMachine(_ address: String) -> Bool { address == "::1" || address.hasPrefix("127.") }

  /// The lines of the drop-in's section [Service].
  var lines: [String] {
    // Connecting needs no writable file system, only the permission to write to the socket.
    var lines = folders.flatMap { DropIn.mounts($0, isWritten: false) ?? [] }
    if !addresses.isEmpty {
      let isVersion6 = addresses.map { $0.contains(":") }
      let families = (isVersion6.contains(false) ? ["AF_INET"] : []) + (isVersion6.contains(true) ? ["AF_INET6"] : [])
      // The unit's own AF_UNIX and IPAddressDeny=any stay. The URI has the addresses, so no name is looked up.
      lines += [
        "PrivateNetwork=no", "RestrictAddressFamilies=\(families.joined(separator: " "))",
        "IPAddressAllow=\(addresses.joined(separator: " "))",
      ]
    }
    if let passwordFile { lines.append(DropIn.passwordFileStart + passwordFile) }
    return lines
  }
}
