/// A stretch of one line of a program, counted in Unicode scalars.
package struct SourcePosition: Equatable, Sendable {
  /// The line, from 1.
  package var line: Int
  /// The first scalar of the stretch, from 0.
  package var column: Int
  /// How many scalars; 0 stands for "to the end of the line", where the construct goes on below.
  package var length: Int

  package init(line: Int, column: Int, length: Int) {
    self.line = line
    self.column = column
    self.length = length
  }

  /// The stretch from the start of this one to the end of `other`.
  func through(_ other: SourcePosition) -> SourcePosition {
    guard other.line == line, length != 0, other.length != 0 else {
      return SourcePosition(line: line, column: column, length: 0)
    }
    return SourcePosition(line: line, column: column, length: max(1, other.column + other.length - column))
  }
}
