/// What a caller may ask for at most. Everything that a caller controls has a limit here.
package struct Limits: Sendable, Equatable {
  /// Of one message, in bytes.
  package var messageBytes = 64 << 20
  /// Of nested arrays and objects in one message.
  package var depth = 64
  /// Calls in one batch.
  package var batchCalls = 1_000
  /// Open connections.
  package var connections = 2_048
  /// Frames of one connection that are answered before the next one's turn.
  package var framesPerTurn = 64
  /// Of one page, in bytes; it ends early then.
  package var pageBytes = 8 << 20
  /// Instructions of SQLite's virtual machine that a read may take in the loop, before it moves to a lane.
  package var quickSteps = 20_000
  /// Bytes of an answer that may be made in the loop.
  package var quickBytes = 256 << 10

  package init() {}
}
