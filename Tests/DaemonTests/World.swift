import Admin
import Adoption
import Catalogue
import Engine
import Glibc
import JSON
import SQLite
import Store
import Synchronization
import TestData

@testable import Daemon

/// A daemon with the real service, on a database of its own.
struct World: ~Copyable {
  let folder: TemporaryFolder
  let service: Service
  let daemon: RunningDaemon
  var database: String { folder.path(of: "db") }

  /// - Parameter prepare: changes the options before the daemon starts; the database is at their path, or will be.
  init(
    _ sample: Sample? = nil, isReadOnly: Bool = false,
    hash: @escaping @Sendable (String) -> String? = { "hash of \($0)" },
    adjust: (inout Bounds) -> Void = { _ in }, prepare: (inout ServiceOptions) throws -> Void = { _ in }
  ) throws {
    let folder = try TemporaryFolder()
    if let sample { _ = try folder.copy(of: sample, as: "db") }
    var options = ServiceOptions(database: DatabaseOptions(path: folder.path(of: "db")), hash: hash)
    // What a test asks for may take long on a machine that does other things.
    (options.readNanosecondsMax, options.writeNanosecondsMax) = (nil, nil)
    try prepare(&options)
    let service = try Service(options)
    let daemon = try RunningDaemon(service, isReadOnly: isReadOnly, adjust: adjust)
    self.service = service
    self.daemon = daemon
    self.folder = folder
  }

  /// Another process's connection to the database.
  func stranger() throws -> SQLite.Connection { try SQLite.Connection(path: database, access: .readWrite) }

  static func call(_ method: String, _ params: JSON = [:], id: Int = 1) -> String {
    let request: JSON = [
      "jsonrpc": "2.0", "id": .integer(Int64(id)), "method": .string(method), "params": params,
    ]
    return "\(request)\n"
  }

  static func create(_ name: String, id: Int = 1) -> String {
    call("organization.create", ["values": ["name": .string(name)]], id: id)
  }
}

/// Waits until so many connections are open; false after a minute. The daemon tells nobody when it closes one.
func connections(of metrics: Metrics, become count: Int) -> Bool {
  eventually { metrics.connections.load(ordering: .relaxed) == count }
}

/// Looks once a second whether it came true, where nothing tells of it; false after a minute.
func eventually(_ isTrue: () throws -> Bool) rethrows -> Bool {
  for _ in 0..<60 {
    if try isTrue() { return true }
    poll(nil, 0, 1_000)
  }
  return false
}
