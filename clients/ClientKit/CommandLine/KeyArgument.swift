package import JSON

/// The argument KEY of a command, which addresses a record: a number is its id, any other text its natural key.
package enum KeyArgument {
  /// The parameters that address the record.
  /// - Parameter fields: those of the natural key, in its order.
  package static func parameters(
    _ text: String, fields: [ParameterDescription], entity: EntityDescription
  ) throws(UsageError) -> [JSON.Member] {
    if text.isNumber {
      guard let id = Int64(text) else { throw UsageError("\(text) is too large for an id") }
      return [JSON.Member("id", .integer(id))]
    }
    guard !fields.isEmpty else {
      throw UsageError("\(entity.indefinite) has no name: expected its id, got '\(Escape.controls(in: text))'")
    }
    guard fields.count > 1 else { return [JSON.Member(fields[0].name, .string(text))] }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == fields.count, !parts.contains(where: \.isEmpty) else {
      throw UsageError(
        "'\(Escape.controls(in: text))' is not a key of \(entity.indefinite): expected its id or "
          + fields.map(\.name).joined(separator: ":"))
    }
    return zip(fields, parts).map { JSON.Member($0.name, .string(String($1))) }
  }

  /// The key as one value: an id, or an object with the natural key.
  package static func json(
    _ text: String, fields: [ParameterDescription], entity: EntityDescription
  ) throws(UsageError) -> JSON {
    let members = try parameters(text, fields: fields, entity: entity)
    if let first = members.first, first.key == "id" { return first.value }
    return .object(JSON.Object(members))
  }

  /// How the key is written in a usage line: `ID|USERNAME`.
  package static func placeholder(_ method: MethodDescription) -> String {
    let name = method.keyFields.map { $0.name.uppercased() }.joined(separator: ":")
    guard method.takesID else { return name }
    return name.isEmpty ? "ID" : "ID|" + name
  }
}
