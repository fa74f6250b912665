/// A subscription of a connection: which changes it gets, and which it has got.
package struct Subscription: Sendable, Equatable {
  /// The names of the entities; nil for all.
  package let entities: Set<String>?
  /// The number of the last change that was sent or left out.
  package var position: Int64
  /// The number of this daemon's commits when no change was left to send; nil while some may be left.
  package var commitsTold: UInt64?
  /// The count of other processes' changes when it was last sent; nil at first.
  package var foreignTold: UInt64?
  /// The serial of the database file that it follows; nil at first.
  package var databaseSerial: Int?
  /// The number of the last change when its client stopped taking bytes; nil while it takes them.
  package var stalledAt: Int64?

  package init(entities: Set<String>?, position: Int64) { (self.entities, self.position) = (entities, position) }

  package func wants(_ entity: String) -> Bool { entities?.contains(entity) ?? true }
}
