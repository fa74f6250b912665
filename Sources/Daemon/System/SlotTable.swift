/// A table of elements that cannot be copied, by index. An empty slot is used again for the next element.
struct SlotTable<Element: ~Copyable>: ~Copyable {
  private var storage: UnsafeMutablePointer<Element?>
  private var capacity: Int
  private var end = 0
  private var free: [Int] = []

  init(capacity: Int = 16) {
    self.capacity = capacity
    storage = .allocate(capacity: capacity)
  }

  deinit {
    storage.deinitialize(count: end)
    storage.deallocate()
  }

  /// The number of slots in use.
  var count: Int { end - free.count }
  /// All indices are below this.
  var endIndex: Int { end }

  /// Nil for a slot that is not in use.
  subscript(_ index: Int) -> Element? {
    _read { yield storage[index] }
    _modify { yield &storage[index] }
  }

  /// The index that the next element gets.
  var nextIndex: Int { free.last ?? end }

  mutating func insert(_ element: consuming Element) {
    if let index = free.popLast() {
      storage[index] = consume element
    } else {
      if end == capacity { grow() }
      (storage + end).initialize(to: consume element)
      end += 1
    }
  }

  mutating func remove(_ index: Int) -> Element? {
    guard let element = storage[index].take() else { return nil }
    free.append(index)
    return element
  }

  private mutating func grow() {
    let larger = UnsafeMutablePointer<Element?>.allocate(capacity: capacity * 2)
    larger.moveInitialize(from: storage, count: end)
    storage.deallocate()
    (storage, capacity) = (larger, capacity * 2)
  }
}
