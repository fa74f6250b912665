extension Value {
  /// Python's truth: nothing, zero and what is empty are false.
  package func isTrue() throws(ShellError) -> Bool {
    switch self {
    case .none: false
    case .bool(let flag): flag
    case .int(let number): number != 0
    case .float(let number): number != 0
    case .text(let text): !text.isEmpty
    case .list(let list): try list.count() != 0
    case .tuple(let tuple): !tuple.elements.isEmpty
    case .dict(let dict): dict.count != 0
    case .range(let range): range.count != 0
    case .function, .type, .iterator: true
    case .object(let object): try object.isTrue()
    }
  }

  /// `len(self)`; nil where it has none.
  func length() throws(ShellError) -> Int? {
    switch self {
    case .text(let text): text.unicodeScalars.count
    case .list(let list): try list.count()
    case .tuple(let tuple): tuple.elements.count
    case .dict(let dict): dict.count
    case .range(let range): range.count
    case .object(let object): try object.length()
    default: nil
    }
  }
}
