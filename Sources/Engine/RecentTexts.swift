/// Statements' texts by their address in memory. Most callers keep their texts, so that the texts need not be hashed again.
/// A text is kept here, too, so that it cannot change, and no other text can get its address.
///
/// What belongs to a text, its owner keeps by the text's place: a generic type of another module would cost more than the
/// hash.
package struct RecentTexts {
  private final class Text {
    let text: String
    let address: UnsafeRawPointer

    init(_ text: String, _ address: UnsafeRawPointer) { (self.text, self.address) = (text, address) }
  }

  private var slots = [Text?](repeating: nil, count: slotCount)

  /// Places are below this.
  package static let slotCount = 64

  package init() {}

  /// Short texts are stored in the string value itself, and have no address.
  private static func address(_ text: String) -> UnsafeRawPointer? {
    guard text.utf8.count > 15 else { return nil }
    return text.utf8.withContiguousStorageIfAvailable { $0.baseAddress.map { UnsafeRawPointer($0) } } ?? nil
  }

  private static func slot(_ address: UnsafeRawPointer) -> Int { (Int(bitPattern: address) >> 4) % slotCount }

  /// The place of a text that is kept; nil for every other text.
  package func place(_ text: String) -> Int? {
    guard let address = Self.address(text), case let slot = Self.slot(address), let known = slots[slot],
      known.address == address, known.text.utf8.count == text.utf8.count
    else { return nil }
    return slot
  }

  /// Keeps a text, in the place of another one.
  /// - Returns: its place; nil for a text without an address.
  package mutating func keep(_ text: String) -> Int? {
    guard let address = Self.address(text) else { return nil }
    let slot = Self.slot(address)
    slots[slot] = Text(text, address)
    return slot
  }
}
