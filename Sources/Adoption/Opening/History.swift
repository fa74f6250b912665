import Engine
import JSON
import SQLite
import Store
import Vocabulary

/// What a file's audit log says of itself: its format, and the name of its history.
struct History {
  /// The inode of the file, as the state stores it. A restored copy has another one.
  private let file: String
  /// Makes the name of a new history.
  private let make: @Sendable () -> String

  /// - Parameter identity: of the file.
  init(of identity: FileIdentity?, naming make: @escaping @Sendable () -> String) {
    (file, self.make) = (identity.map { String($0.inode) } ?? "", make)
  }

  /// The format number of the file's audit log; nil if the file does not state one.
  static func format(_ connection: borrowing Connection) throws(EngineError) -> Int64? {
    try value(.format, connection).flatMap { Int64($0) }
  }

  /// Writes the format, and begins another history if the file is another one. To be called in a transaction.
  /// - Parameter isReplaced: whether the file is known to have replaced another one.
  func bring(into connection: borrowing Connection, isReplaced: Bool) throws(EngineError) {
    if try Self.format(connection) != OwnTables.format { try set(.format, String(OwnTables.format), connection) }
    let isSame = try Self.value(.file, connection) == file
    let history = try Self.value(.history, connection)
    guard isReplaced || !isSame || history == nil else { return }
    try begin(after: history.map { [$0] } ?? [], connection)
  }

  /// Begins another history. To be called in a transaction.
  /// - Parameter earlier: the names of the histories before, besides those that the file knows.
  func begin(after earlier: [String], _ connection: borrowing Connection) throws(EngineError) {
    var names = try Self.earlier(connection)
    for name in earlier where !names.contains(name) { names.append(name) }
    try set(.earlier, names.suffix(Self.earlierMax).joined(separator: " "), connection)
    try set(.history, make(), connection)
    try set(.file, file, connection)
  }

  private static let earlierMax = 100

  /// The name of the file's history; nil if it has none yet.
  static func name(_ connection: borrowing Connection) throws(EngineError) -> String? {
    try value(.history, connection)
  }

  /// The names of the histories before, the oldest first.
  static func earlier(_ connection: borrowing Connection) throws(EngineError) -> [String] {
    try value(.earlier, connection)?.split(separator: " ").map { String($0) } ?? []
  }

  private static let randomBytes = 6

  /// A random name of eight letters, digits, `-` and `_`.
  static func randomName() -> String {
    Base64.encodeURL((0..<randomBytes).map { _ in UInt8.random(in: .min ... .max) })
  }

  private static func value(
    _ name: OwnTables.State, _ connection: borrowing Connection
  ) throws(EngineError) -> String? {
    try connection.value(OwnTables.stateValue(SQLiteDialect()), [.text(name.rawValue)])?.text
  }

  private func set(
    _ name: OwnTables.State, _ value: String, _ connection: borrowing Connection
  ) throws(EngineError) {
    try connection.run(
      "INSERT INTO \(OwnTables.state) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      [.text(name.rawValue), .text(value)])
  }
}
