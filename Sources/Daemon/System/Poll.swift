import CLinux
import Glibc

/// Level-triggered epoll(7).
struct Poll: ~Copyable {
  private let descriptor: Descriptor

  /// What to be told about, besides hang-up and errors, which are always told.
  struct Interest: OptionSet, Sendable {
    let rawValue: UInt32
    static let input = Interest(rawValue: UInt32(EPOLLIN.rawValue))
    static let output = Interest(rawValue: UInt32(EPOLLOUT.rawValue))
    /// The peer is gone in both directions: nobody reads answers any more.
    static let hangUp = Interest(rawValue: UInt32(EPOLLHUP.rawValue) | UInt32(EPOLLERR.rawValue))
  }

  init() throws(SystemError) {
    let number = epoll_create1(Int32(EPOLL_CLOEXEC))
    if number < 0 { throw SystemError("epoll_create1") }
    descriptor = Descriptor(owning: number)
  }

  func add(_ number: Int32, _ interest: Interest, token: UInt64) throws(SystemError) {
    try control(EPOLL_CTL_ADD, number, interest, token)
  }

  func change(_ number: Int32, _ interest: Interest, token: UInt64) throws(SystemError) {
    try control(EPOLL_CTL_MOD, number, interest, token)
  }

  func remove(_ number: Int32) {
    _ = epoll_ctl(descriptor.number, EPOLL_CTL_DEL, number, nil)
  }

  private func control(
    _ operation: Int32, _ number: Int32, _ interest: Interest, _ token: UInt64
  ) throws(SystemError) {
    var event = epoll_event()
    event.events = interest.rawValue
    event.data.u64 = token
    if epoll_ctl(descriptor.number, operation, number, &event) < 0 { throw SystemError("epoll_ctl") }
  }

  /// Waits for events and fills `events`; the number of them, 0 when the time is up or a signal came.
  /// - Parameter milliseconds: -1 waits for ever.
  func wait(into events: UnsafeMutableBufferPointer<epoll_event>, milliseconds: Int32) -> Int {
    Int(max(0, epoll_wait(descriptor.number, events.baseAddress, Int32(events.count), milliseconds)))
  }
}
