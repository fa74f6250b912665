/// The ids of the records of an entity that a file numbers, by their labels. An export numbers records from 1 on, so that
/// an array has nearly all: a dictionary of a million would be too large.
struct ImportLabels {
  enum Found {
    /// The file has no such label so far.
    case unknown
    /// The record could not be made.
    case failed
    case id(Int64)
  }

  /// Of the labels 1, 2 and so on.
  private var dense: [Int64] = []
  private var others: [String: Int64] = [:]
  /// Stands for a record that could not be made.
  private static let failed = Int64.min

  subscript(label: String) -> Found {
    let id = Self.number(label).flatMap { dense.indices.contains($0 - 1) ? dense[$0 - 1] : nil } ?? others[label]
    guard let id else { return .unknown }
    return id == Self.failed ? .failed : .id(id)
  }

  func has(_ label: String) -> Bool {
    if case .unknown = self[label] { return false }
    return true
  }

  /// - Parameter id: nil for a record that could not be made.
  mutating func set(_ label: String, _ id: Int64?) {
    let id = id ?? Self.failed
    guard let number = Self.number(label), number <= dense.count + 1 else { return others[label] = id }
    if number == dense.count + 1 { dense.append(id) } else { dense[number - 1] = id }
  }

  /// Labels are texts: `007` is not `7`.
  private static func number(_ label: String) -> Int? {
    guard let first = label.utf8.first, (0x31...0x39).contains(first) else { return nil }
    return Int(label)
  }
}
