import JSON

/// The input of an algorithm before version 5, where it is not encrypted: base64 of the JSON object
/// `{"method": NAME, "args": […], "kwargs": {…}}`. Version 5 has the name in the task, and base64 of the arguments by name
/// in the result.
struct OlderInput {
  /// Nil if it names none.
  let method: String?
  /// Base64 of the arguments that have names. Nil if there are arguments without a name: version 5 has no place for them.
  let arguments: String?

  /// Nil for anything else, such as encrypted input.
  init?(_ text: String) {
    guard let bytes = Base64.decode(text) else { return nil }
    var tape = Tape()
    let parts: (method: String?, arguments: String?)? = bytes.withUnsafeBytes { bytes in
      guard (try? tape.parse(bytes)) != nil else { return nil }
      return tape.withRoot(of: bytes) { root in Self.parts(root) }
    }
    guard let parts else { return nil }
    (method, arguments) = parts
  }

  private static let empty = Base64.encode(Array("{}".utf8))

  /// The bytes are carried over as they are: numbers in them can have more digits than any type here.
  private static func parts(_ root: Cursor) -> (String?, String?)? {
    guard root.kind == .object else { return nil }
    let names = root.members.compactMap(\.key.string)
    guard names.contains("method"), names.allSatisfy(["method", "args", "kwargs"].contains),
      Set(names).count == names.count
    else { return nil }
    let method = root.member("method")?.string
    if let positional = root.member("args"), !positional.isNull, positional.kind != .array || positional.count > 0 {
      return (method, nil)
    }
    guard let named = root.member("kwargs"), !named.isNull else { return (method, empty) }
    guard named.kind == .object else { return (method, nil) }
    return (method, Base64.encode(Array(named.rawBytes)))
  }
}
