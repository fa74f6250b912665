/// The highest numbers of tables that are known. A list: there are few, and their names are found by where they are in
/// memory.
struct HighestNumbers {
  private var numbers: [(table: String, number: Int64)] = []

  subscript(_ table: String) -> Int64? {
    get { numbers.first { $0.table == table }?.number }
    set {
      let place = numbers.firstIndex { $0.table == table }
      switch (place, newValue) {
      case (let place?, let number?): numbers[place].number = number
      case (nil, let number?): numbers.append((table, number))
      case (let place?, nil): numbers.remove(at: place)
      case (nil, nil): break
      }
    }
  }

  mutating func removeAll() { numbers.removeAll(keepingCapacity: true) }
}
