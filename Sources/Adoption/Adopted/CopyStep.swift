import Engine

/// How far a copy is.
package struct CopyStep: Sendable, Equatable {
  package enum Stage: Sendable, Equatable {
    case copying
    /// What was copied is compared with the file, which may have changed meanwhile.
    case comparing
  }

  package let stage: Stage
  /// In bytes.
  package let done: Int64
  package let total: Int64

  package init(_ stage: Stage, _ done: Int64, of total: Int64) {
    (self.stage, self.done, self.total) = (stage, done, total)
  }
}

extension EngineError {
  /// What a copy throws when its caller ends it.
  static let copyCancelled = EngineError(.interrupted, "the copy was ended")
}
