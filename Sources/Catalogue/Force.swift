/// The generations of the database in which a rule holds, and those in which breaking it is refused instead of warned
/// about.
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

/// A declaration that depends on the generation of the database.
package protocol Forced {
  var force: Force { get set }
}

extension Forced {
  /// Holds only for databases of these generations: `.holding(in: 4...)`.
  package func holding(in generations: some RangeExpression<Int>) -> Self {
    var copy = self
    copy.force.limit(to: generations)
    return copy
  }

  /// Refuses in these generations, whose server cannot handle the case, and only warns in the others.
  package func refused(in generations: some RangeExpression<Int> = Force.every) -> Self {
    var copy = self
    copy.force.refuse(in: generations)
    return copy
  }

  func isRefused(in generation: Int) -> Bool { force.refusing.contains(generation) }
}
