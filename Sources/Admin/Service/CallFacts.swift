package import Catalogue

/// What the log tells of a call that may change something, however its parameters were given.
package struct CallFacts: Sendable, Equatable {
  package let isDryRun: Bool
  /// Nil where nothing was changed.
  package let extent: ChangeExtent?

  package init(isDryRun: Bool, _ extent: ChangeExtent?) { (self.isDryRun, self.extent) = (isDryRun, extent) }
}
