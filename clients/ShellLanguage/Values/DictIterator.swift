/// What of a dict is gone over.
enum DictPart: String {
  case keys = "dict_keys"
  case values = "dict_values"
  case items = "dict_items"

  func value(_ pair: (key: Value, value: Value)) -> Value {
    switch self {
    case .keys: pair.key
    case .values: pair.value
    case .items: .tuple([pair.key, pair.value])
    }
  }
}

/// Goes over a dict, and notices when its keys change meanwhile.
final class DictIterator: ValueIterator {
  private var dict: DictValue?
  private var remaining: ArraySlice<(key: Value, value: Value)>
  private let part: DictPart
  private let changes: Int

  init(_ dict: DictValue, _ part: DictPart) throws(ShellError) {
    self.dict = dict
    self.part = part
    remaining = dict.pairs[...]
    changes = dict.changes
    try super.init(part.rawValue + "_iterator")
  }

  override func next() throws(ShellError) -> Value? {
    guard let dict else { return nil }
    guard dict.changes == changes else {
      throw ShellError(
        "RuntimeError", "the dict changed during the iteration", hint: "iterate over a copy: 'for key in list(d)'")
    }
    guard let pair = remaining.popFirst() else {
      self.dict = nil
      return nil
    }
    return part.value(pair)
  }

  override func takeContents() -> [Container] {
    var found = remaining.flatMap { Container.containers(in: [$0.key, $0.value]) }
    if let dict { found.append(dict) }
    dict = nil
    remaining = []
    return found
  }

  deinit { Container.release(takeContents()) }
}
