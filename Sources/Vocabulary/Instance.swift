/// Which of the daemons of this machine: the one without a name, or the one of a further database.
package struct Instance: Sendable, Hashable {
  /// Nil for the one without a name.
  package let name: String?

  package static let main = Instance()

  private init() { name = nil }

  /// Nil for what is no name: only letters, digits, `_`, `.` and `-` look the same in the name of a unit
  /// (systemd.unit(5)) and in a path; the first one is a letter or a digit.
  package init?(_ name: String) {
    func isPlain(_ character: Character) -> Bool { character.isASCII && (character.isLetter || character.isNumber) }
    guard let first = name.first, isPlain(first),
      name.allSatisfy({ isPlain($0) || $0 == "_" || $0 == "." || $0 == "-" })
    else { return nil }
    self.name = name
  }

  /// The unit of the service manager, without its kind; the folder of its sockets and the one of its state have this
  /// name too.
  package var unit: String { Self.unit("vantage6-admin", name) }
  /// The unit of the socket for calls that change nothing, without its kind.
  package var readOnlyUnit: String { Self.unit("vantage6-admin-ro", name) }
  /// Where it listens for every call.
  package var socket: String { "/run/\(unit)/admin.sock" }
  /// Where it listens for calls that change nothing.
  package var readOnlySocket: String { "/run/\(unit)/read.sock" }

  private static func unit(_ name: String, _ instance: String?) -> String {
    name + (instance.map { "@\($0)" } ?? "")
  }

  /// The instance that listens at the path; nil where that is a path of somebody's own.
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
