import JSON

extension Message {
  /// What reading a frame came to whose content may need too much memory.
  package enum Admission: Sendable {
    case message(Message)
    /// The frame is one request whose tree would be too large. The id is null if it has none that can be read.
    case tooLarge(RawID)
    /// The frame has more values than there is room for. Nothing in it is known.
    case tooManyValues
  }

  /// Reads a frame as `parse` does, if there is memory for it.
  ///
  /// - Parameters:
  ///   - entriesMax: the most entries that the tape may get room for.
  ///   - mayTake: gets the bytes that the tape and the trees take at most, before the trees are made. It returns whether
  ///     they may be made.
  package static func admit(
    _ frame: UnsafeRawBufferPointer, limits: Limits, entriesMax: Int, mayTake: (Int) -> Bool
  ) -> Admission {
    // A tape of its own, since a caller's would keep the room for the longest frame.
    var tape = Tape()
    do throws(JSONParseError) {
      guard try tape.parse(frame, maxDepth: limits.depthMax, entriesMax: entriesMax) else { return .tooManyValues }
    } catch {
      return .message(.refused(.parse("not valid json: \(error)")))
    }
    if mayTake(tape.bytesWithTree) { return .message(read(frame, tape, limits)) }
    return .tooLarge(tape.withRoot(of: frame) { $0.member("id").flatMap(RawID.init) } ?? .null)
  }
}
