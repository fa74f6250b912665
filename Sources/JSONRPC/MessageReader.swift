import JSON

/// Reads the frames of clients, for one thread. A frame that differs from an earlier one only in its id and its parameters
/// is read with a fraction of the work, and needs no second look at what its method means.
///
/// - Parameter Meaning: what a request means to the receiver.
package struct MessageReader<Meaning: Sendable>: ~Copyable {
  /// What a frame is.
  package enum Frame: Sendable {
    /// A request with the method of an earlier one.
    /// - Parameter params: nil if they are those of the meaning, too.
    case known(Meaning, id: RawID, params: Params?)
    case message(Message)
  }

  private let limits: Message.Limits
  private var tape = Tape()
  private var known: [KnownRequest<Meaning>] = []
  /// Where the last frame was found, and where the next new one is put.
  private var (last, next) = (0, 0)

  /// So many texts are kept. A frame is compared with each of them at the worst.
  private static var knownMax: Int { 8 }

  package init(limits: Message.Limits = Message.Limits()) { self.limits = limits }

  /// Reads a frame as `Message.parse` does.
  package mutating func read(_ frame: UnsafeRawBufferPointer) -> Frame {
    if last < known.count {
      if let read = read(frame, known[last]) { return read }
      for place in known.indices where place != last {
        guard let read = read(frame, known[place]) else { continue }
        last = place
        return read
      }
    }
    return .message(Message.parse(frame, tape: &tape, limits: limits))
  }

  private mutating func read(_ frame: UnsafeRawBufferPointer, _ known: KnownRequest<Meaning>) -> Frame? {
    guard let places = known.places(in: frame) else { return nil }
    let id = RawID(digits: UnsafeRawBufferPointer(rebasing: frame[places.id]))
    let text = UnsafeRawBufferPointer(rebasing: frame[places.params])
    if known.isSame(text) { return .known(known.meaning, id: id, params: nil) }
    // A known request without parameters is always the same, unless it must not be used again.
    if text.isEmpty { return .known(known.meaning, id: id, params: Params.none) }
    // The request itself is one level.
    guard (try? tape.parse(text, maxDepth: limits.depthMax - 1)) != nil else { return nil }
    return tape.withRoot(of: text) { Params($0) }.map { .known(known.meaning, id: id, params: $0) }
  }

  /// Remembers what the request means that was just read from the frame.
  /// - Parameter isWhole: whether to use the meaning again for the same parameters. Otherwise these are not kept.
  package mutating func keep(_ meaning: Meaning, isWhole: Bool, for frame: UnsafeRawBufferPointer) {
    if last < known.count, let places = known[last].places(in: frame) {
      let params = UnsafeRawBufferPointer(rebasing: frame[places.params])
      return known[last].keep(meaning, isWhole ? params : nil)
    }
    guard let new = tape.withRoot(of: frame, { KnownRequest(frame, $0, meaning) }) else { return }
    if known.count < Self.knownMax { known.append(new) } else { known[next] = new }
    last = next
    next = (next + 1) % Self.knownMax
    keep(meaning, isWhole: isWhole, for: frame)
  }

  /// Frees what an unusually large message needed.
  package mutating func shrink() { tape.shrink() }
}

extension Params {
  /// Nil if these are no valid parameters.
  fileprivate init?(_ cursor: Cursor) {
    switch cursor.kind {
    case .array: self = .positional(cursor.array)
    case .object:
      let object = cursor.object
      guard object.duplicateKey() == nil else { return nil }
      self = .named(object)
    default: return nil
    }
  }
}
