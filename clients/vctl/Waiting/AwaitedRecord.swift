import ClientKit
import JSON

/// A record that a command waits for.
///
/// It is `missing` until a record with the key was found, then `present`, and at last `done`. A record that may appear goes
/// back from `present` to `missing` when it is deleted.
struct AwaitedRecord {
  enum State {
    case missing
    case present
    case done
  }

  /// As it was typed.
  let key: String
  var state = State.missing
  var id: JSON?
  /// The values that are compared, as they were seen last, with what names the record.
  var values: JSON = .null

  init(_ key: String) { self.key = key }

  /// `task 12`, or `user 'jane' (7)`.
  func name(_ entity: EntityDescription) -> String {
    guard let id else { return "\(entity.words) " + (Int64(key) == nil ? "'\(Escape.controls(in: key))'" : key) }
    let parts = entity.key.compactMap { values[$0]?.string }
    let name = parts.isEmpty || parts.count != entity.key.count ? nil : parts.joined(separator: ":")
    return "\(entity.words) \(Escape.controls(in: Cell.identified(id, name)))"
  }

  /// `status=active, name=average`: what is compared, and what it is.
  func comparison(_ paths: [String]) -> String {
    paths.map { path in "\(path)=\(Escape.controls(in: Cell.text(value(at: path))))" }.joined(separator: ", ")
  }

  private func value(at path: String) -> JSON {
    var value = values.selecting([path])
    // A path leads through objects; at a list of related records, the rest of it is in each of them.
    for step in path.split(separator: ".") {
      guard let object = value.object else { break }
      value = object[String(step)] ?? .null
    }
    return value
  }
}
