import Glibc
import JSON

/// The text of a request that came before. Clients repeat a few texts with other ids and other parameters: what is equal
/// byte for byte around these needs no second parsing.
final class KnownRequest {
  /// The text up to the id, from there to the parameters, and behind them.
  private let (head, middle, tail): ([UInt8], [UInt8], [UInt8])
  private let hasParams: Bool
  /// The last parameters, unless these are not to be kept.
  private var params: [UInt8] = []
  private var recognises = Recognition.nothing

  private enum Recognition {
    /// The parameters are not kept.
    case nothing
    /// The parameters are kept, and were not the same twice.
    case text
    /// The receiver has kept what they mean.
    case meaning
  }

  /// Longer texts are not kept.
  private static let bytesMax = 512
  /// Longer parameters are not kept: they hardly come again.
  private static let paramsBytesMax = 64
  /// Longer ids are not recognised. A `String` of so many bytes needs no allocation.
  private static let digitsMax = 15

  /// - Parameters:
  ///   - frame: the text of the request.
  ///   - root: the request as it was parsed. No member occurs twice.
  /// - Returns: nil for a text that is too long, whose id is no plain number, or that has its members in another order.
  init?(_ frame: UnsafeRawBufferPointer, _ root: Cursor) {
    let params = root.member("params")?.range
    let place = params ?? frame.count..<frame.count
    guard frame.count - place.count <= Self.bytesMax, let id = root.member("id")?.range,
      digits(frame, from: id.lowerBound, atMost: Self.digitsMax) == id.upperBound, id.upperBound <= place.lowerBound
    else { return nil }
    head = Array(frame[..<id.lowerBound])
    middle = Array(frame[id.upperBound..<place.lowerBound])
    tail = Array(frame[place.upperBound...])
    hasParams = params != nil
  }

  /// Where the id and the parameters are in a text that is the same around them; nil for every other text. What is in the
  /// place of the parameters may be anything.
  func places(in frame: UnsafeRawBufferPointer) -> (id: Range<Int>, params: Range<Int>)? {
    guard isEqual(frame, 0, head), let idEnd = digits(frame, from: head.count, atMost: Self.digitsMax),
      isEqual(frame, idEnd, middle)
    else { return nil }
    let (start, end) = (idEnd + middle.count, frame.count - tail.count)
    guard hasParams ? start < end : start == end, isEqual(frame, end, tail) else { return nil }
    return (head.count..<idEnd, start..<end)
  }

  /// Whether the receiver has kept what these parameters mean.
  func isKnown(_ params: UnsafeRawBufferPointer) -> Bool { recognises == .meaning && isLast(params) }

  /// Notes parameters whose meaning is not kept.
  /// - Returns: whether they are the same as the last time.
  func comesAgain(_ params: UnsafeRawBufferPointer) -> Bool {
    guard recognises != .nothing, params.count <= Self.paramsBytesMax else { return false }
    if isLast(params) { return true }
    note(params)
    recognises = .text
    return false
  }

  /// - Parameter params: the parameters whose meaning the receiver keeps; nil if it keeps none.
  func keep(_ params: UnsafeRawBufferPointer?) {
    guard let params, params.count <= Self.paramsBytesMax else {
      self.params = []
      recognises = params == nil ? .nothing : .text
      return
    }
    note(params)
    recognises = .meaning
  }

  private func isLast(_ params: UnsafeRawBufferPointer) -> Bool {
    params.count == self.params.count && isEqual(params, 0, self.params)
  }

  private func note(_ params: UnsafeRawBufferPointer) {
    self.params.removeAll(keepingCapacity: true)
    self.params.append(contentsOf: params)
  }
}

private func isEqual(_ frame: UnsafeRawBufferPointer, _ offset: Int, _ part: [UInt8]) -> Bool {
  guard offset + part.count <= frame.count else { return false }
  return part.withUnsafeBytes { part in
    guard let bytes = part.baseAddress, let base = frame.baseAddress else { return part.isEmpty }
    return memcmp(base + offset, bytes, part.count) == 0
  }
}

/// The end of the whole number that starts at the offset; nil if there is none, or it is too long.
private func digits(_ frame: UnsafeRawBufferPointer, from start: Int, atMost max: Int) -> Int? {
  var end = start
  while end < frame.count, end - start <= max, frame[end] &- 0x30 < 10 { end += 1 }
  guard end > start, end - start <= max, frame[start] != 0x30 || end - start == 1 else { return nil }
  return end
}
