/// What a copy of a database on another engine has, or would have.
package struct MoveReport: Sendable {
  /// A table of the original.
  package struct Table: Sendable {
    package let name: String
    package var rows: Int64 = 0
    /// A checksum of all rows, which is the same on every engine.
    package var digest = ""
  }

  /// Something of the original that has no place in the copy.
  package struct Remainder: Sendable {
    /// `table`, `column`, `view` or `trigger`.
    package let kind: String
    package let name: String
    /// The number of rows, or of values in the column; nil for what holds none.
    package let count: Int64?
  }

  /// The name of the engine of the copy.
  package let engine: String
  /// Where the copy is, without a password; nil for a file that came without a name.
  package let place: String?
  package let generation: Int
  package internal(set) var tables: [Table] = []
  package internal(set) var left: [Remainder] = []
  /// What has to be mended first. If there is any, nothing was copied.
  package internal(set) var hindrances: [MoveHindrance] = []
  /// The number of the last change in the audit log; 0 without one.
  package internal(set) var lastChange: Int64 = 0
  /// The name of the original's history.
  package internal(set) var history: String?
}

/// How far such a copy is.
package struct MoveStep: Sendable, Equatable {
  package enum Stage: Sendable, Equatable {
    /// Looking for rows that would be refused.
    case checking
    case copying
    /// Comparing both.
    case comparing
  }

  package let stage: Stage
  /// In rows.
  package let done: Int64
  package let total: Int64
}
