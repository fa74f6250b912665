extension JSON: CustomStringConvertible {
  /// The compact text, in UTF-8.
  package func encoded() -> [UInt8] {
    var writer = JSONWriter()
    writer.value(self)
    return writer.bytes
  }

  /// The compact text.
  package var description: String { String(decoding: encoded(), as: UTF8.self) }
}
