package import JSON
import Vocabulary

/// The parameters of a call, checked against the method's description: no name is unknown, no required parameter is
/// missing, and each value is of its parameter's kind.
package struct Arguments: Sendable {
  private let method: Method
  /// In the order of the method's parameters. A dictionary would not pay: there are few, and most calls read each once.
  private let values: [JSON?]
  /// The members that address a record.
  package let key: JSON.Object

  /// - Parameter named: the parameters that the caller gave.
  /// - Throws: `invalid_params`, naming the parameter.
  package init(_ named: JSON.Object, of method: Method) throws(Failure) {
    var values = [JSON?](repeating: nil, count: method.parameters.count)
    var key = JSON.Object()
    if let twice = named.duplicateKey() {
      throw Self.refusal("parameter '\(twice)' of '\(method.name)' is given twice", twice, method)
    }
    for member in named.members {
      guard let place = method.parameters.firstIndex(where: { $0.name == member.key }) else {
        throw Self.refusal(
          "unknown parameter '\(member.key)' of '\(method.name)'", member.key, method,
          suggestion: NearMiss.of(member.key, among: method.parameters.map(\.name)))
      }
      guard !member.value.isNull else { continue }
      let parameter = method.parameters[place]
      try Self.check(member.value, parameter, method)
      if parameter.role == .key { key[member.key] = member.value } else { values[place] = member.value }
    }
    for (place, parameter) in method.parameters.enumerated() where values[place] == nil {
      guard !parameter.isRequired else {
        throw Self.refusal("parameter '\(parameter.name)' of '\(method.name)' is missing", parameter.name, method)
      }
      values[place] = parameter.fallback
    }
    (self.method, self.values, self.key) = (method, values, key)
  }

  /// A call without parameters.
  package init(of method: Method) throws(Failure) { try self.init(JSON.Object(), of: method) }

  /// The parameters by position, in the order of the description.
  package init(_ positional: [JSON], of method: Method) throws(Failure) {
    guard positional.count <= method.parameters.count else {
      throw Self.refusal(
        "'\(method.name)' takes \(Wording.counted(Int64(method.parameters.count), "parameter")), got \(positional.count)",
        nil, method)
    }
    let members = zip(method.parameters, positional).map { JSON.Member($0.name, $1) }
    try self.init(JSON.Object(members), of: method)
  }

  private static func check(_ value: JSON, _ parameter: Parameter, _ method: Method) throws(Failure) {
    let isRight =
      switch parameter.kind {
      case .integer: value.integer != nil
      case .text, .base64, .publicKey, .moment: value.string != nil
      case .boolean: value.bool != nil
      case .enumeration(let words): value.string.flatMap { words.named($0) } != nil
      case .any: true
      case .json: parameter.role != .words || value.array?.allSatisfy { $0.string != nil } ?? false
      }
    guard isRight else {
      let expected = parameter.role == .words ? "a list of words" : parameter.kind.article
      throw refusal(
        "parameter '\(parameter.name)': expected \(expected)", parameter.name, method,
        suggestion: Self.nearMiss(value, parameter.kind))
    }
  }

  private static func nearMiss(_ value: JSON, _ kind: Kind) -> String? {
    guard case .enumeration(let words) = kind, let text = value.string else { return nil }
    return NearMiss.of(text, among: words.cases.map(\.word))
  }

  private static func refusal(
    _ message: String, _ name: String?, _ method: Method, suggestion: String? = nil
  ) -> Failure {
    Failure(.parameters, message, entity: method.entity, field: name, suggestion: suggestion)
  }

  package subscript(_ name: String) -> JSON? {
    method.parameters.firstIndex { $0.name == name }.flatMap { values[$0] }
  }
  /// Of an enumeration, its word, whichever of its forms the caller used.
  package func text(_ name: String) -> String? {
    guard let place = method.parameters.firstIndex(where: { $0.name == name }), let text = values[place]?.string else {
      return nil
    }
    if case .enumeration(let words) = method.parameters[place].kind { return words.named(text)?.word }
    return text
  }
  package func integer(_ name: String) -> Int64? { self[name]?.integer }
  package func words(_ name: String) -> [String] { self[name]?.array?.compactMap { $0.string } ?? [] }
  package func flag(_ name: String) -> Bool { self[name]?.bool ?? false }
}
