// The iterators of a string's UTF-8 take about 20 instructions for each byte, and more in a bridged string.
extension String {
  /// Asks about the bytes where they are.
  func inBytes(_ ask: (UnsafeBufferPointer<UInt8>) -> Bool) -> Bool {
    var text = self
    return text.withUTF8(ask)
  }

  /// Whether it has a character of number zero, which not every engine can store.
  var hasZeroByte: Bool { inBytes { $0.contains(0) } }
}
