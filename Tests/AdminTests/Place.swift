import TestData

/// Where a database of a test is, on the engine that the tests run on: a file, or a database on a server that is there
/// as long as this value.
struct Place {
  /// The path of the file, or the URI.
  let path: String
  private let server: PostgreSQLDatabase?

  /// A copy of a real database; an empty one without a sample.
  /// - Parameter folder: for a file.
  init(_ sample: Sample?, in folder: borrowing TemporaryFolder, on engine: TestEngine = .current) throws {
    switch engine {
    case .sqlite:
      path = if let sample { try folder.copy(of: sample) } else { folder.path(of: "fresh.sqlite") }
      server = nil
    case .postgresql:
      let server =
        if let sample { try PostgreSQLServer.shared.database(from: sample.dump) } else {
          try PostgreSQLServer.shared.database()
        }
      (path, self.server) = (server.uri, server)
    }
  }

  /// A copy of a database that another test made; a file's journal must not be a write-ahead log.
  init(copyOf path: String, in folder: borrowing TemporaryFolder) throws {
    if path.hasPrefix("postgresql:") {
      let server = try PostgreSQLServer.shared.database(copyOf: path)
      (self.path, self.server) = (server.uri, server)
    } else {
      (self.path, server) = (folder.path(of: "copy.sqlite"), nil)
      try TemporaryFolder.write(try TemporaryFolder.bytes(of: path), to: self.path)
    }
  }

  /// A database that is there already.
  init(at path: String) { (self.path, server) = (path, nil) }
}
