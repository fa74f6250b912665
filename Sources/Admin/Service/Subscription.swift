/// What a connection wants to be told of, and how far it has been told.
package struct Subscription: Sendable, Equatable {
  /// By the names of the catalogue; nil for all.
  package let entities: Set<String>?
  /// The number of the last change that it was told of, or does not want to hear of.
  package var position: Int64
  /// How many commits of this daemon there were when nothing was left to tell; nil while something may be.
  package var commitsTold: UInt64?
  /// How many changes of other processes it was told of; nil at first.
  package var foreignTold: UInt64?
  /// Which database file it is about; nil at first.
  package var fileSerial: Int?
  /// The number of the last change when its client stopped taking what is sent; nil while it takes it.
  package var stalledAt: Int64?

  package init(entities: Set<String>?, position: Int64) { (self.entities, self.position) = (entities, position) }

  package func wants(_ entity: String) -> Bool { entities?.contains(entity) ?? true }
}
