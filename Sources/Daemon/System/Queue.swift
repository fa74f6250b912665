/// A first-in, first-out queue of elements that cannot be copied, which the standard library's arrays cannot hold.
struct Queue<Element: ~Copyable>: ~Copyable {
  private var storage: UnsafeMutablePointer<Element>
  private var capacity: Int
  private var head = 0
  private(set) var count = 0

  init(capacity: Int = 16) {
    self.capacity = capacity
    storage = .allocate(capacity: capacity)
  }

  deinit {
    for offset in 0..<count { (storage + (head + offset) % capacity).deinitialize(count: 1) }
    storage.deallocate()
  }

  var isEmpty: Bool { count == 0 }

  mutating func append(_ element: consuming Element) {
    if count == capacity { grow() }
    (storage + (head + count) % capacity).initialize(to: element)
    count += 1
  }

  mutating func popFirst() -> Element? {
    guard count > 0 else { return nil }
    let place = storage + head
    head = (head + 1) % capacity
    count -= 1
    return place.move()
  }

  private mutating func grow() {
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity * 2)
    for offset in 0..<count {
      (larger + offset).moveInitialize(from: storage + (head + offset) % capacity, count: 1)
    }
    storage.deallocate()
    (storage, capacity, head) = (larger, capacity * 2, 0)
  }
}
