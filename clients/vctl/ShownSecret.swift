import ClientKit
import JSON

/// A secret in the parameters of a call that stand on the command line.
enum ShownSecret {
  /// The name of the parameter or field that holds it; nil where there is none.
  static func find(_ params: JSON, of method: String, _ session: inout Session) throws -> String? {
    if let calls = params["calls"]?.array {
      for call in calls {
        guard let name = call["method"]?.string, let inner = call["params"] else { continue }
        if let found = try find(inner, of: name, &session) { return found }
      }
      return nil
    }
    let parts = method.split(separator: ".").map(String.init)
    guard parts.count == 2, let (service, entity) = try? session.describe(parts[0]),
      let described = service.method(parts[1], of: entity)
    else { return nil }
    for (place, parameter) in described.parameters.enumerated() {
      let positional = params.array.flatMap { place < $0.count ? $0[place] : nil }
      guard let value = params[parameter.name] ?? positional else { continue }
      if parameter.isSecret, value.string != nil { return parameter.name }
      // The fields of a record.
      for member in value.object?.members ?? [] where member.value.string != nil {
        if let field = entity.field(member.key), field.isSecret { return field.name }
      }
    }
    return nil
  }
}
