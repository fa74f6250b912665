import Testing

@testable import Daemon

@Suite("Containers of what cannot be copied")
struct ContainerTests {
  private struct Token: ~Copyable {
    let number: Int
    let ended: Counter
    deinit { ended.count += 1 }
  }

  private final class Counter { var count = 0 }

  private func numberOf(_ token: consuming Token?) -> Int? {
    guard let token else { return nil }
    return token.number
  }

  @Test("a queue keeps the order while it grows and turns, and ends what is left in it once")
  func queue() {
    let ended = Counter()
    var next = 0
    fill(ended, &next)
    #expect(ended.count == 1_000)
    #expect(next == 600)
  }

  private func fill(_ ended: Counter, _ next: inout Int) {
    var queue = Queue<Token>(capacity: 2)
    for number in 0..<1_000 {
      queue.append(Token(number: number, ended: ended))
      if number % 5 < 3, let first = numberOf(queue.popFirst()) {
        #expect(first == next)
        next += 1
      }
    }
    #expect(queue.count == 400)
  }

  @Test("a table gives numbers again, and ends what is left in it once")
  func table() {
    let ended = Counter()
    useTable(ended)
    #expect(ended.count == 101)
  }

  private func useTable(_ ended: Counter) {
    var table = SlotTable<Token>(capacity: 1)
    for number in 0..<100 {
      #expect(table.nextIndex == number)
      table.insert(Token(number: number, ended: ended))
    }
    let removed = numberOf(table.remove(40))
    let gap = table[40]?.number
    #expect(removed == 40)
    #expect(gap == nil)
    #expect(table.count == 99)
    #expect(table.nextIndex == 40)
    table.insert(Token(number: 1_000, ended: ended))
    let (again, last) = (table[40]?.number, table[99]?.number)
    #expect(again == 1_000)
    #expect(last == 99)
  }
}
