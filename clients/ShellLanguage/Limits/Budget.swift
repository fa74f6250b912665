/// What a session may use, so that no statement takes the machine with it.
package struct Limits: Sendable {
  /// Of one text, in UTF-8.
  package var textBytesMax = 16 << 20
  /// Of one list, tuple or dict.
  package var elementsMax = 2_000_000
  /// How much the process may grow, in bytes, before statements fail.
  package var memoryBytesMax = 512 << 20
  /// How deep calls and expressions may stand in each other.
  package var depthMax = 250

  package init() {}
}

/// Counts what a program uses, and stops it when asked to.
package final class Budget {
  package let limits: Limits
  private let isInterrupted: () -> Bool
  private let memoryInUse: () -> Int
  private let memoryAtStart: Int
  /// Bytes since the process's memory was last looked at.
  private var unchecked = 0

  /// How deep values may stand in each other where they are printed, compared or hashed.
  static let nestingMax = 100
  /// How many bytes are taken between two looks at the process's memory.
  private static let lookEveryBytes = 8 << 20
  /// What a step is counted as: no step by itself keeps more.
  private static let stepBytes = 64

  package init(
    limits: Limits, isInterrupted: @escaping () -> Bool, memoryInUse: @escaping () -> Int = ProcessMemory.residentBytes
  ) {
    self.limits = limits
    self.isInterrupted = isInterrupted
    self.memoryInUse = memoryInUse
    memoryAtStart = memoryInUse()
  }

  /// Counts one step of a loop, a call or an iteration.
  ///
  /// - Throws: KeyboardInterrupt where the person asked to stop.
  package func step() throws(ShellError) {
    if isInterrupted() { throw ShellError("KeyboardInterrupt", "interrupted") }
    try allocate(Self.stepBytes)
  }

  /// Counts `bytes` that a value is about to take.
  ///
  /// - Throws: MemoryError where the session holds too much already.
  package func allocate(_ bytes: Int) throws(ShellError) {
    unchecked += bytes
    guard unchecked >= Self.lookEveryBytes else { return }
    let expected = unchecked
    unchecked = 0
    guard grown(by: expected) else { return }
    throw ShellError(
      "MemoryError", "the session would use more than \(limits.memoryBytesMax >> 20) MB",
      hint: "delete what is no longer needed: 'del name'")
  }

  private func grown(by bytes: Int) -> Bool {
    memoryInUse() - memoryAtStart + min(bytes, limits.textBytesMax * 2) > limits.memoryBytesMax
  }

  /// Refuses a text that would be too long, before it is made.
  func checkText(_ bytes: Int) throws(ShellError) {
    guard bytes <= limits.textBytesMax else {
      throw ShellError("MemoryError", "the text would be longer than \(limits.textBytesMax >> 20) MB")
    }
    try allocate(bytes)
  }

  /// Refuses a list that would be too long, before it is made.
  func checkElements(_ count: Int) throws(ShellError) {
    guard count <= limits.elementsMax else {
      throw ShellError("MemoryError", "the list would have more than \(limits.elementsMax) elements")
    }
  }
}
