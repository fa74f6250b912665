package import CLinux

/// Level-triggered epoll(7).
package struct Poll: ~Copyable {
  private let descriptor: Descriptor

  /// The events to report, besides hang-up and errors, which are always reported.
  ///
  /// It is no OptionSet: the operations of an OptionSet are generic, and cost a thousand instructions if the compiler
  /// does not see both modules at once.
  package struct Interest: Equatable, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Whether it has one of the two.
    package func has(_ one: Interest, or other: Interest) -> Bool { rawValue & (one.rawValue | other.rawValue) != 0 }

    package static let input = Interest(rawValue: linux_event_in)
    package static let output = Interest(rawValue: linux_event_out)
    /// The peer has closed both directions, so it reads no more answers.
    package static let hangUp = Interest(rawValue: linux_event_hang_up | linux_event_error)
  }

  package init() throws(SystemError) {
    let number = linux_poll_create()
    if number < 0 { throw SystemError("epoll_create1", code: -number) }
    descriptor = Descriptor(owning: number)
  }

  package func add(_ number: Int32, _ interest: Interest, token: UInt64) throws(SystemError) {
    try control(linux_poll_add, number, interest, token)
  }

  package func change(_ number: Int32, _ interest: Interest, token: UInt64) throws(SystemError) {
    try control(linux_poll_change, number, interest, token)
  }

  package func remove(_ number: Int32) {
    _ = linux_poll_control(descriptor.number, linux_poll_remove, number, 0, 0)
  }

  private func control(
    _ operation: linux_poll_operation, _ number: Int32, _ interest: Interest, _ token: UInt64
  ) throws(SystemError) {
    let result = linux_poll_control(descriptor.number, operation, number, interest.rawValue, token)
    if result < 0 { throw SystemError("epoll_ctl", code: -result) }
  }

  /// Waits for events and fills `events`.
  /// - Parameter milliseconds: -1 waits for ever.
  /// - Returns: the number of events; 0 if the time is over or a signal arrived.
  package func wait(into events: UnsafeMutableBufferPointer<linux_event>, milliseconds: Int32) -> Int {
    Int(max(0, linux_poll_wait(descriptor.number, events.baseAddress, Int32(events.count), milliseconds)))
  }
}
