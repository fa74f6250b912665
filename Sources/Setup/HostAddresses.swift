import Glibc

/// Looks up the addresses of hosts (getaddrinfo(3)).
enum HostAddresses {
  /// In the order in which they should be tried; empty for an unknown host.
  static func of(_ name: String) -> [String] {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var first: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(name, nil, &hints, &first) == 0 else { return [] }
    defer { freeaddrinfo(first) }
    var addresses: [String] = []
    var next = first
    while let entry = next {
      var room = [CChar](repeating: 0, count: Int(NI_MAXHOST))
      let length = socklen_t(room.count)
      if getnameinfo(entry.pointee.ai_addr, entry.pointee.ai_addrlen, &room, length, nil, 0, NI_NUMERICHOST) == 0 {
        addresses.append(String(decoding: room.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
      }
      next = entry.pointee.ai_next
    }
    return addresses
  }
}
