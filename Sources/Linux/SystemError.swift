import Glibc

/// A system call that failed.
package struct SystemError: Error, Sendable, Hashable {
  package let call: String
  package let code: Int32

  package init(_ call: String, code: Int32 = errno) { (self.call, self.code) = (call, code) }

  /// The system's description of the error (strerror(3)).
  package var reason: String { Self.reason(code) }

  package static func reason(_ code: Int32) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
      guard let start = buffer.baseAddress, strerror_r(code, start, buffer.count) == 0 else { return "error \(code)" }
      return String(cString: start)
    }
  }
}

/// The system's description of an error number, for use within a sentence.
package func systemReason(_ code: Int32) -> String {
  let text = SystemError.reason(code)
  return text.prefix(1).lowercased() + text.dropFirst()
}
