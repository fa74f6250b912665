import Catalogue
import Engine
import JSON
import Store
import Vocabulary

/// What a database's audit log says of itself: its format, and the name of its history.
struct History {
  /// What tells the database's place from others, as the state stores it: a copy elsewhere has another history.
  private let place: String
  /// Makes the name of a new history.
  private let make: @Sendable () -> String

  init(of place: String, naming make: @escaping @Sendable () -> String) { (self.place, self.make) = (place, make) }

  /// The format number of the audit log; nil if the database does not state one.
  static func format(_ session: any Session) throws(EngineError) -> Int64? {
    try value(.format, session).flatMap { Int64($0) }
  }

  /// Refuses an audit log of a newer format: this version may not understand it.
  /// - Parameter name: what the message calls the database.
  static func check(format: Int64?, of name: String) throws(Failure) {
    guard let format, format > OwnTables.format else { return }
    throw Failure(
      .invalid,
      "'\(name)' has an audit log of format \(format), which a newer vantage6-admin made: this one knows formats up "
        + "to \(OwnTables.format)", hint: "install that version, or a later one")
  }

  /// Writes the format, and begins another history if the database is another one. To be called in a transaction.
  /// - Parameter isReplaced: whether the database is known to have replaced another one.
  func bring(into session: any Session, isReplaced: Bool) throws(EngineError) {
    if try Self.format(session) != OwnTables.format { try set(.format, String(OwnTables.format), session) }
    let isSame = try Self.value(.file, session) == place
    let history = try Self.value(.history, session)
    guard isReplaced || !isSame || history == nil else { return }
    try begin(after: history.map { [$0] } ?? [], session)
  }

  /// Begins another history. To be called in a transaction.
  /// - Parameter earlier: the names of the histories before, besides those that the database knows.
  func begin(after earlier: [String], _ session: any Session) throws(EngineError) {
    var names = try Self.earlier(session)
    for name in earlier where !names.contains(name) { names.append(name) }
    try set(.earlier, names.suffix(Self.earlierMax).joined(separator: " "), session)
    try set(.history, make(), session)
    try set(.file, place, session)
  }

  private static let earlierMax = 100

  /// The name of the history; nil if it has none yet.
  static func name(_ session: any Session) throws(EngineError) -> String? {
    try value(.history, session)
  }

  /// The names of the histories before, the oldest first.
  static func earlier(_ session: any Session) throws(EngineError) -> [String] {
    try value(.earlier, session)?.split(separator: " ").map { String($0) } ?? []
  }

  private static let randomBytes = 6

  /// A random name of eight letters, digits, `-` and `_`.
  static func randomName() -> String {
    Base64.encodeURL((0..<randomBytes).map { _ in UInt8.random(in: .min ... .max) })
  }

  private static func value(
    _ name: OwnTables.State, _ session: any Session
  ) throws(EngineError) -> String? {
    try session.value(OwnTables.stateValue(session.dialect), [.text(name.rawValue)])?.text
  }

  private func set(
    _ name: OwnTables.State, _ value: String, _ session: any Session
  ) throws(EngineError) {
    let (first, second) = (session.dialect.parameter(1), session.dialect.parameter(2))
    try session.run(
      "INSERT INTO \(OwnTables.state) VALUES (\(first), \(second)) "
        + "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      [.text(name.rawValue), .text(value)])
  }
}
