import Admin
import Linux
import Testing

@testable import Daemon

@Suite("The account of memory")
struct MemoryAccountTests {
  private let metrics = Metrics()

  /// Budgets of 2,000 kB, with shares of 50,000 bytes for ten connections, and 1,000 kB.
  private func account() -> MemoryAccount {
    var limits = Limits()
    (limits.memoryBytes, limits.largeMemoryBytes, limits.connections) = (2_000_000, 1_000_000, 10)
    limits.messageBytes = 234_464
    return MemoryAccount(metrics, limits)
  }

  private func expectUse(_ ordinary: Int, _ large: Int = 0, _ place: SourceLocation = #_sourceLocation) {
    #expect(metrics.memory.bytes == ordinary, sourceLocation: place)
    #expect(metrics.largeMemory.bytes == large, sourceLocation: place)
  }

  @Test("what is booked is returned when the booking ends, and the most is remembered")
  func ending() {
    let account = account()
    do {
      var booking = Booking(account)
      booking.settle(Holdings(bytes: 500))
      booking.settle(Holdings(bytes: 300))
      expectUse(300)
      booking.settle(Holdings(bytes: 700, isLarge: true))
      expectUse(0, 700)
    }
    expectUse(0)
    #expect(metrics.memory.mostBytes == 500)
    #expect(metrics.largeMemory.mostBytes == 700)
  }

  @Test("a connection gets its share when everything is used, and no more")
  func share() {
    let account = account()
    var other = Booking(account)
    other.settle(Holdings(bytes: 2_000_000))
    var booking = Booking(account)
    let asked = [50_000, 50_001, 10].map { booking.ask(Holdings(bytes: $0), .privilegedInput) }
    #expect(asked == [true, false, true])
    expectUse(2_000_010)
  }

  @Test("input leaves room for the privileged message, and both leave room for work")
  func claims() {
    let account = account()
    // Half of the budget has 1,000,000 bytes, and a message has 300,000 for its input buffer and as much for its values.
    var first = Booking(account)
    let input = [400_001, 400_000].map { first.ask(Holdings(bytes: $0), .input) }
    #expect(input == [false, true])
    var second = Booking(account)
    let privileged = [
      second.ask(Holdings(bytes: 600_000), .input), second.ask(Holdings(bytes: 600_000), .privilegedInput),
    ]
    #expect(privileged == [false, true])
    expectUse(1_000_000)
    #expect(!account.hasRefused)
    var third = Booking(account)
    let more = [
      third.ask(Holdings(bytes: 50_001), .privilegedInput), third.ask(Holdings(bytes: 500_001), .work),
      third.ask(Holdings(bytes: 500_000), .work),
    ]
    #expect(more == [false, false, true])
    let refusals = [account.takeRefusals(), account.takeRefusals()]
    #expect(refusals.map(\.ordinary) == [true, false] && !refusals[0].large)
  }

  @Test("a message that becomes large is booked in the other budget, or stays where it is")
  func large() {
    let account = account()
    var booking = Booking(account)
    booking.settle(Holdings(bytes: 1_000))
    let refused = booking.ask(Holdings(bytes: 1_000_001, isLarge: true), .privilegedInput)
    #expect(!refused)
    expectUse(1_000)
    let given = booking.ask(Holdings(bytes: 400_000, isLarge: true), .input)
    #expect(given)
    expectUse(0, 400_000)
    let less = booking.ask(Holdings(bytes: 100, isLarge: true), .input)
    #expect(less)
    expectUse(0, 100)
    // Two messages of 300,000 bytes are left free for one of the greatest length.
    var other = Booking(account)
    let asked = [400_000, 399_900].map { other.ask(Holdings(bytes: $0, isLarge: true), .input) }
    #expect(asked == [false, true])
  }

  @Test("threads that book at the same time never exceed the limit, and leave nothing behind")
  func threads() throws {
    let account = account()
    var threads = Queue<Thread>()
    for number in 0..<4 {
      threads.append(
        try Thread("booking \(number)") {
          for round in 0..<2_000 {
            var booking = Booking(account)
            _ = booking.ask(Holdings(bytes: 200_000 + round), .input)
            _ = booking.ask(Holdings(bytes: 100_000, isLarge: true), .privilegedInput)
            booking.settle(Holdings(bytes: 1))
          }
        })
    }
    while let thread = threads.popFirst() { thread.join() }
    expectUse(0)
    #expect(metrics.memory.mostBytes <= 400_004)
    #expect(metrics.largeMemory.mostBytes <= 1_000_000)
  }

  @Test("those that wait come in their order, and the privileged one comes first again")
  func line() {
    var line = MemoryLine()
    func waiter(_ slot: Int, isLarge: Bool = false) -> MemoryLine.Waiter {
      MemoryLine.Waiter(slot: slot, generation: 1, wanted: Holdings(bytes: 1, isLarge: isLarge))
    }
    for slot in 1...3 { line.add(waiter(slot), now: 5) }
    line.add(waiter(4, isLarge: true), now: 6)
    #expect(line.nextLook == 5)
    let privileges = [1, 2].map { line.privilege($0, isLarge: false) }
    #expect(privileges == [true, false])
    line.removeFirst(isLarge: false)
    #expect(line.first(isLarge: false) == waiter(2))
    line.add(waiter(1), now: 7)
    #expect(line.first(isLarge: false) == waiter(1))
    line.endPrivileges(1)
    let next = line.privilege(2, isLarge: false)
    #expect(next)
    for _ in 0..<3 { line.removeFirst(isLarge: false) }
    #expect(line.first(isLarge: false) == nil && !line.isEmpty)
    line.removeFirst(isLarge: true)
    #expect(line.isEmpty && line.nextLook == .max)
  }
}
