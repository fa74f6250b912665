import Glibc

/// An open file descriptor, closed when its owner lets go of it.
package struct Descriptor: ~Copyable, Sendable {
  package let number: Int32

  /// Takes over an open descriptor.
  package init(owning number: Int32) { self.number = number }

  deinit { close(number) }

  /// Gives up ownership without closing.
  consuming func release() -> Int32 {
    let number = number
    discard self
    return number
  }
}

/// A system call that failed.
package struct SystemError: Error, Sendable, Equatable {
  package let call: String
  package let code: Int32

  package init(_ call: String, code: Int32 = errno) { (self.call, self.code) = (call, code) }

  /// The system's words, as strerror(3) has them.
  package var reason: String { Self.reason(code) }

  static func reason(_ code: Int32) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
      guard let start = buffer.baseAddress, strerror_r(code, start, buffer.count) == 0 else { return "error \(code)" }
      return String(cString: start)
    }
  }
}

/// Why the daemon cannot start: one sentence for the person who started it.
package struct StartFailure: Error, Sendable, Equatable {
  package let message: String

  package init(_ message: String) { self.message = message }
}
