import JSON

/// The members of a JSON-RPC object that the specification defines, found in one pass.
struct Envelope {
  private(set) var version: Cursor?
  private(set) var id: Cursor?
  private(set) var method: Cursor?
  private(set) var params: Cursor?
  private(set) var result: Cursor?
  private(set) var error: Cursor?
  /// The first name that occurs twice.
  private(set) var duplicate: String?

  init(_ object: Cursor) {
    // Other names are ignored, and kept only to find duplicates. They are in a set, since a caller may send any number
    // of them.
    var others: Set<String> = []
    for (key, value) in object.members {
      let isNew =
        switch Name(key) {
        case .jsonrpc: Self.set(&version, value)
        case .id: Self.set(&id, value)
        case .method: Self.set(&method, value)
        case .params: Self.set(&params, value)
        case .result: Self.set(&result, value)
        case .error: Self.set(&error, value)
        case nil: others.insert(key.string ?? "").inserted
        }
      if !isNew, duplicate == nil { duplicate = key.string }
    }
  }

  private static func set(_ place: inout Cursor?, _ value: Cursor) -> Bool {
    guard place == nil else { return false }
    place = value
    return true
  }
}

/// The names that the specification defines.
private enum Name: CaseIterable {
  case jsonrpc, id, method, params, result, error

  var text: StaticString {
    switch self {
    case .jsonrpc: "jsonrpc"
    case .id: "id"
    case .method: "method"
    case .params: "params"
    case .result: "result"
    case .error: "error"
    }
  }

  init?(_ key: Cursor) {
    let candidate: Name?
    if let utf8 = key.plainUTF8 {
      // The first letter leaves only one candidate to compare.
      candidate =
        switch utf8.first {
        case UInt8(ascii: "j"): .jsonrpc
        case UInt8(ascii: "i"): .id
        case UInt8(ascii: "m"): .method
        case UInt8(ascii: "p"): .params
        case UInt8(ascii: "r"): .result
        case UInt8(ascii: "e"): .error
        default: nil
        }
    } else {
      candidate = Name.allCases.first { key.equals($0.text) }
    }
    guard let candidate, key.equals(candidate.text) else { return nil }
    self = candidate
  }
}
