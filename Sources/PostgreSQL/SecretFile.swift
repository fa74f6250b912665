import Engine
import Linux

/// A file that has a password and nothing else, as container platforms give secrets to programs. Others may read it
/// there, which is not examined. It is read for each connection, since the platform replaces it with the secret.
struct SecretFile: Sendable, Equatable {
  let path: String

  private static let bytesMax = 16 << 10

  /// The password: the text without the line break at its end.
  func password() throws(EngineError) -> String {
    var bytes: [UInt8]
    do { bytes = try SmallFile.bytes(path, atMost: Self.bytesMax + 1) } catch {
      throw refusal("cannot be read: \(error.reason)")
    }
    guard bytes.count <= Self.bytesMax else { throw refusal("is longer than \(Self.bytesMax) bytes") }
    if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
    if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    guard !bytes.isEmpty else { throw refusal("is empty") }
    guard !bytes.contains(where: { [0, UInt8(ascii: "\n"), UInt8(ascii: "\r")].contains($0) }) else {
      throw refusal("has more than one line")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw refusal("is no text in UTF-8") }
    return text
  }

  private func refusal(_ problem: String) -> EngineError {
    EngineError(.cannotOpen, "the password file '\(path)' \(problem): it should have the password and nothing else")
  }
}
