/// The limits of what a caller controls.
package struct Limits: Sendable, Equatable {
  /// Bytes of one message.
  package var messageBytes = 64 << 20
  /// Depth of arrays and objects in one message.
  package var depth = 64
  /// Calls in one batch.
  package var batchCalls = 1_000
  /// Open connections.
  package var connections = 2_048
  /// Messages of one connection that are answered in one turn.
  package var framesPerTurn = 64
  /// Bytes of one page. A page that reaches them ends early.
  package var pageBytes = 8 << 20
  /// Instructions of SQLite's virtual machine that a read may run on the loop before it moves to a lane.
  package var quickSteps = 20_000
  /// Bytes of an answer that may be written on the loop.
  package var quickBytes = 256 << 10

  /// Bytes that the messages of up to 1 MiB take together, of all connections, with what is made of them.
  package var memoryBytes = 64 << 20
  /// Bytes that the longer messages take together.
  package var largeMemoryBytes = 256 << 20

  package init() {}
}
