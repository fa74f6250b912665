/// One of the daemons of this machine: the unnamed one, or a named one for a further database.
package struct Instance: Sendable, Hashable {
  /// Nil for the unnamed instance.
  package let name: String?

  package static let main = Instance()

  private init() { name = nil }

  /// Nil if the text is no valid name. Only ASCII letters, digits, `_`, `.` and `-` look the same in the name of a unit
  /// (systemd.unit(5)) and in a path. The first character must be a letter or a digit.
  package init?(_ name: String) {
    func isPlain(_ character: Character) -> Bool { character.isASCII && (character.isLetter || character.isNumber) }
    guard let first = name.first, isPlain(first),
      name.allSatisfy({ isPlain($0) || $0 == "_" || $0 == "." || $0 == "-" })
    else { return nil }
    self.name = name
  }

  /// The name of the systemd unit, without its type. The folder of its sockets and the folder of its state have this
  /// name, too.
  package var unit: String { Self.unit("vantage6-admin", name) }
  /// The name of the unit of the socket for calls that change nothing, without its type.
  package var readOnlyUnit: String { Self.unit("vantage6-admin-ro", name) }
  /// The path of the socket for all calls.
  package var socket: String { "/run/\(unit)/admin.sock" }
  /// The path of the socket for calls that change nothing.
  package var readOnlySocket: String { "/run/\(unit)/read.sock" }

  private static func unit(_ name: String, _ instance: String?) -> String {
    name + (instance.map { "@\($0)" } ?? "")
  }

  /// The instance that listens at the path; nil if the path is no instance's.
  package init?(socket: String) {
    let parts = socket.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 4, let unit = parts.dropFirst(2).first else { return nil }
    let name = unit.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).dropFirst().first
    guard let instance = name.map({ Instance(String($0)) }) ?? .main,
      [instance.socket, instance.readOnlySocket].contains(socket)
    else { return nil }
    self = instance
  }
}
