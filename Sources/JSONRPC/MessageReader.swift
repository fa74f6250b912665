import JSON

/// Reads the frames of clients, for one thread. A frame that differs from an earlier one only in its id and its parameters
/// is read with a fraction of the work, and needs no second look at what its method means: the receiver keeps that by the
/// place of the earlier one.
///
/// It is not generic over what the receiver keeps: a generic type of another module looks its metadata up each time.
package struct MessageReader: ~Copyable {
  /// What a frame is.
  package enum Frame: Sendable {
    /// A request with the method of an earlier one.
    /// - Parameters:
    ///   - place: where the earlier one is kept.
    ///   - params: nil if they are those that it is kept with, too.
    ///   - comesAgain: whether the last request there had the same parameters, so that it may pay to keep it with them.
    case known(place: Int, id: RawID, params: Params?, comesAgain: Bool = false)
    case message(Message)
  }

  private let limits: Message.Limits
  private var tape = Tape()
  private var known: [KnownRequest] = []
  /// Where the last frame was found, and where the next new one is put.
  private var (last, next) = (0, 0)
  /// How many values and names of members were read for the last frame.
  package private(set) var entryCount = 0

  /// So many texts are kept. A frame is compared with each of them at the worst.
  private static let knownMax = 8

  package init(limits: Message.Limits = Message.Limits()) { self.limits = limits }

  /// Reads a frame as `Message.parse` does.
  package mutating func read(_ frame: UnsafeRawBufferPointer) -> Frame {
    if last < known.count {
      if let read = read(frame, last) { return read }
      for place in known.indices where place != last {
        guard let read = read(frame, place) else { continue }
        last = place
        return read
      }
    }
    let message = Message.parse(frame, tape: &tape, limits: limits)
    entryCount = tape.count
    return .message(message)
  }

  private mutating func read(_ frame: UnsafeRawBufferPointer, _ place: Int) -> Frame? {
    guard let places = known[place].places(in: frame) else { return nil }
    let id = RawID(digits: UnsafeRawBufferPointer(rebasing: frame[places.id]))
    let text = UnsafeRawBufferPointer(rebasing: frame[places.params])
    entryCount = 0
    if known[place].isKnown(text) { return .known(place: place, id: id, params: nil) }
    let comesAgain = known[place].comesAgain(text)
    if text.isEmpty { return .known(place: place, id: id, params: Params.none, comesAgain: comesAgain) }
    // The request itself is one level.
    guard (try? tape.parse(text, maxDepth: limits.depthMax - 1)) != nil else { return nil }
    entryCount = tape.count
    return tape.withRoot(of: text) { Params($0) }.map {
      .known(place: place, id: id, params: $0, comesAgain: comesAgain)
    }
  }

  /// Keeps the request that was just read from the frame.
  /// - Parameter isWhole: whether to recognise it with the same parameters, too. Otherwise these are not kept.
  /// - Returns: its place, counted from 0, of at most eight; nil if its text is too long, or not of the usual form.
  package mutating func keep(_ frame: UnsafeRawBufferPointer, isWhole: Bool) -> Int? {
    if last < known.count, let places = known[last].places(in: frame) {
      known[last].keep(isWhole ? UnsafeRawBufferPointer(rebasing: frame[places.params]) : nil)
      return last
    }
    guard let new = tape.withRoot(of: frame, { KnownRequest(frame, $0) }), let places = new.places(in: frame) else {
      return nil
    }
    new.keep(isWhole ? UnsafeRawBufferPointer(rebasing: frame[places.params]) : nil)
    if known.count < Self.knownMax { known.append(new) } else { known[next] = new }
    last = next
    next = (next + 1) % Self.knownMax
    return last
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
