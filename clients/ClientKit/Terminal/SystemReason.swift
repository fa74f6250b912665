import Glibc

/// What an error number of the system means (strerror(3)), as it stands in a sentence.
package func systemReason(_ number: Int32) -> String {
  let text = strerror(number).map { String(cString: $0) } ?? "error \(number)"
  return text.prefix(1).lowercased() + text.dropFirst()
}
