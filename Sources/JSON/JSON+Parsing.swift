extension JSON {
  /// Parses one JSON text strictly (RFC 8259); see `Tape.parse`.
  package init(parsing bytes: [UInt8], maxDepth: Int = 64) throws(JSONParseError) {
    self = try bytes.withUnsafeBufferPointer { (bytes) throws(JSONParseError) in
      try JSON(parsing: UnsafeRawBufferPointer(bytes), maxDepth: maxDepth)
    }
  }

  package init(parsing text: String, maxDepth: Int = 64) throws(JSONParseError) {
    try self.init(parsing: Array(text.utf8), maxDepth: maxDepth)
  }

  package init(parsing bytes: UnsafeRawBufferPointer, maxDepth: Int = 64) throws(JSONParseError) {
    var tape = Tape()
    try tape.parse(bytes, maxDepth: maxDepth)
    self = tape.withRoot(of: bytes) { $0.value }
  }
}
