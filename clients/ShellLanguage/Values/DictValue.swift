/// A dict: keys in the order in which they came.
package final class DictValue: Container {
  private var entries: [(key: Value, value: Value)?] = []
  private var places: [HashKey: Int] = [:]
  /// Counts the changes of the set of keys, so that a loop notices them.
  private(set) var changes = 0

  package override init() {}

  /// A dict with text keys, in order.
  package init(_ pairs: KeyValuePairs<String, Value>) {
    super.init()
    for (key, value) in pairs { set(.text(ExactText(key)), .text(key), value) }
  }

  package var count: Int { places.count }

  package var pairs: [(key: Value, value: Value)] { entries.compactMap { $0 } }

  /// The value for a text key.
  package subscript(_ key: String) -> Value? {
    get { self[.text(ExactText(key))] }
    set {
      if let newValue { set(.text(ExactText(key)), .text(key), newValue) } else { remove(.text(ExactText(key))) }
    }
  }

  subscript(_ key: HashKey) -> Value? {
    guard let place = places[key] else { return nil }
    return entries[place]?.value
  }

  func set(_ hashKey: HashKey, _ key: Value, _ value: Value) {
    if let place = places[hashKey] {
      entries[place]?.value = value
      return
    }
    changes += 1
    places[hashKey] = entries.count
    entries.append((key, value))
  }

  /// Makes sure that one more key fits.
  func checkRoom(_ budget: Budget) throws(ShellError) {
    try budget.checkElements(count + 1)
    try budget.allocate(150)
  }

  @discardableResult
  func remove(_ hashKey: HashKey) -> Value? {
    guard let place = places.removeValue(forKey: hashKey) else { return nil }
    changes += 1
    let value = entries[place]?.value
    entries[place] = nil
    if entries.count > 32, places.count < entries.count / 2 { compact() }
    return value
  }

  func removeAll() {
    changes += 1
    entries = []
    places = [:]
  }

  private func compact() {
    var moved: [Int: Int] = [:]
    var kept: [(key: Value, value: Value)?] = []
    for (place, entry) in entries.enumerated() where entry != nil {
      moved[place] = kept.count
      kept.append(entry)
    }
    places = places.compactMapValues { moved[$0] }
    entries = kept
  }

  package override func takeContents() -> [Container] {
    var found: [Container] = []
    for case .some(let entry) in entries {
      if let key = entry.key.container { found.append(key) }
      if let value = entry.value.container { found.append(value) }
    }
    entries = []
    places = [:]
    return found
  }

  deinit {
    if !entries.isEmpty { Container.release(takeContents()) }
  }
}
