/// In which generations of the database something holds, and in which of those it is refused instead of warned of.
package struct Force: Sendable, Hashable {
  package private(set) var generations = Force.every
  package private(set) var refusing = 0..<0

  package static let every = 0..<1_000

  package init() {}

  func holds(in generation: Int) -> Bool { generations.contains(generation) }

  fileprivate mutating func limit(to generations: some RangeExpression<Int>) {
    self.generations = generations.relative(to: Self.every).clamped(to: Self.every)
  }

  fileprivate mutating func refuse(in generations: some RangeExpression<Int>) {
    refusing = generations.relative(to: Self.every).clamped(to: Self.every)
  }
}

/// What is warned of, or refused, by the generation of the database.
package protocol Forced {
  var force: Force { get set }
}

extension Forced {
  /// Only where the database is of these generations: `.holding(in: 4...)`.
  package func holding(in generations: some RangeExpression<Int>) -> Self {
    var copy = self
    copy.force.limit(to: generations)
    return copy
  }

  /// Refused in these generations, where the server does not cope with it; only warned of in the others.
  package func refused(in generations: some RangeExpression<Int> = Force.every) -> Self {
    var copy = self
    copy.force.refuse(in: generations)
    return copy
  }

  func isRefused(in generation: Int) -> Bool { force.refusing.contains(generation) }
}
