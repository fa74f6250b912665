import Glibc

/// An open file descriptor. It is closed when this value is destroyed.
package struct Descriptor: ~Copyable, Sendable {
  package let number: Int32

  /// Takes over an open descriptor.
  package init(owning number: Int32) { self.number = number }

  deinit { close(number) }

  /// Gives up ownership without closing.
  package consuming func release() -> Int32 {
    let number = number
    discard self
    return number
  }
}
