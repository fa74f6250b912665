/// Where values come from that are not written on the command line. Values, so that tests need no files and terminals.
package struct ValueSources {
  package typealias Bytes = (_ name: String) throws(UsageError) -> [UInt8]
  /// All bytes of a file.
  package let file: Bytes
  /// All bytes of standard input; the name is the field that wants it.
  package let standardInput: Bytes
  /// A secret typed without echo; twice, and the same, where it is `new`.
  package let secret: (_ name: String, _ isNew: Bool) throws(UsageError) -> String

  package init(
    file: @escaping Bytes, standardInput: @escaping Bytes,
    secret: @escaping (_ name: String, _ isNew: Bool) throws(UsageError) -> String
  ) {
    (self.file, self.standardInput, self.secret) = (file, standardInput, secret)
  }

  /// The bytes that `@FILE` or `@-` stand for.
  func bytes(_ place: Substring, for name: String) throws(UsageError) -> [UInt8] {
    if place == "-" { return try standardInput(name) }
    guard !place.isEmpty else { throw UsageError("'\(name)=@' names no file: use \(name)=@FILE, or @- for stdin") }
    return try file(String(place))
  }

  /// The text that `@FILE` or `@-` stand for, without its last line's end.
  func text(_ place: Substring, for name: String) throws(UsageError) -> String {
    var bytes = try bytes(place, for: name)
    if bytes.last == UInt8(ascii: "\n") {
      bytes.removeLast()
      if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw UsageError("'\(name)=@\(place)' is not UTF-8 text")
    }
    return text
  }
}
