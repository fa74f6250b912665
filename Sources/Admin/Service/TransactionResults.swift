import Catalogue
import JSON
import Vocabulary

/// The answers so far, to which later calls may refer.
struct TransactionResults {
  private(set) var answers: [[UInt8]] = []

  mutating func append(_ answer: [UInt8]) { answers.append(answer) }

  /// The value at a path such as `0.id` or `2.roles.0.id`.
  func value(_ path: String) throws(Failure) -> JSON {
    let names = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard let place = names.first.flatMap({ Int($0) }), answers.indices.contains(place) else {
      throw Failure(
        .invalid, "'$ref' '\(path)': expected it to begin with the number of an earlier call, counted from 0")
    }
    guard var value = try? JSON(parsing: answers[place]) else {
      throw Failure(.internal, "an earlier answer could not be read", detail: path)
    }
    for name in names.dropFirst() {
      guard let next = value[name] ?? Int(name).flatMap({ value[$0] }) else {
        throw Failure(
          .invalid,
          "'$ref' '\(path)': there is no '\(name)'",
          suggestion: NearMiss.of(name, among: value.object?.members.map(\.key) ?? []),
          more: [.init("ref", .string(path)), .init("missing", .string(name))])
      }
      value = next
    }
    return value
  }

  /// The value with all references replaced.
  func resolved(_ value: JSON) throws(Failure) -> JSON {
    switch value {
    case .array(let items):
      var resolved: [JSON] = []
      for item in items { resolved.append(try self.resolved(item)) }
      return .array(resolved)
    case .object(let object):
      if object.members.count == 1, let path = object["$ref"]?.string { return try self.value(path) }
      var resolved = object
      for place in resolved.members.indices {
        resolved.members[place].value = try self.resolved(resolved.members[place].value)
      }
      return .object(resolved)
    default: return value
    }
  }
}
