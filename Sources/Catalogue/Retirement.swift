/// Says that newer servers no longer keep a field in their database, or that a method has no meaning for them, and what
/// to use in its place.
package struct Retirement: Sendable {
  /// The first generation without it. A database that was upgraded in place may still have the columns.
  private let since: Int
  /// The command to use, for a person.
  package let hint: String

  package init(since: Int, _ hint: String) { (self.since, self.hint) = (since, hint) }

  package func has(leftBy generation: Int) -> Bool { generation >= since }
}
