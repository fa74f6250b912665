import JSON

/// The members of a JSON-RPC object that mean something, found in one pass.
struct Envelope {
  var version: Cursor?
  var id: Cursor?
  var method: Cursor?
  var params: Cursor?
  var result: Cursor?
  var error: Cursor?
  /// The first name that occurs twice.
  var duplicate: String?

  init(_ object: Cursor) {
    // Names without a meaning are tolerated, and remembered only to tell duplicates.
    var others: [String] = []
    for (key, value) in object.members {
      let isNew =
        if key.equals("jsonrpc") {
          Self.set(&version, value)
        } else if key.equals("id") {
          Self.set(&id, value)
        } else if key.equals("method") {
          Self.set(&method, value)
        } else if key.equals("params") {
          Self.set(&params, value)
        } else if key.equals("result") {
          Self.set(&result, value)
        } else if key.equals("error") {
          Self.set(&error, value)
        } else {
          Self.remember(key.string ?? "", in: &others)
        }
      if !isNew, duplicate == nil { duplicate = key.string }
    }
  }

  private static func set(_ place: inout Cursor?, _ value: Cursor) -> Bool {
    guard place == nil else { return false }
    place = value
    return true
  }

  private static func remember(_ name: String, in names: inout [String]) -> Bool {
    guard !names.contains(name) else { return false }
    names.append(name)
    return true
  }
}
