package import JSON
import Vocabulary

/// The parameters of a call, checked against the method's description: no name is unknown, no required parameter is
/// missing, and each value is of its parameter's kind.
package struct Arguments: Sendable {
  private let method: Method
  /// What the caller gave. A value of null is none.
  private let given: JSON.Object

  /// - Parameter named: the parameters that the caller gave.
  /// - Throws: `invalid_params`, naming the parameter.
  package init(_ named: JSON.Object, of method: Method) throws(Failure) {
    if let twice = named.duplicateKey() {
      throw Self.refusal("parameter '\(twice)' of '\(method.name)' is given twice", twice, method)
    }
    for member in named.members {
      guard let parameter = method.parameter(member.key) else {
        throw Self.refusal(
          "unknown parameter '\(member.key)' of '\(method.name)'", member.key, method,
          suggestion: NearMiss.of(member.key, among: method.parameters.map(\.name)))
      }
      if !member.value.isNull { try Self.check(member.value, parameter, method) }
    }
    for name in method.requiredNames where named.given(name) == nil {
      throw Self.refusal("parameter '\(name)' of '\(method.name)' is missing", name, method)
    }
    (self.method, given) = (method, named)
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

  /// The members that address a record.
  package var key: JSON.Object {
    if given.members.allSatisfy({ method.parameter($0.key)?.role == .key && !$0.value.isNull }) { return given }
    return JSON.Object(given.members.filter { method.parameter($0.key)?.role == .key && !$0.value.isNull })
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

  package subscript(_ name: String) -> JSON? { given.given(name) ?? method.fallbacks[name] }
  /// Of an enumeration, its word, whichever of its forms the caller used.
  package func text(_ name: String) -> String? {
    guard let text = self[name]?.string else { return nil }
    if case .enumeration(let words)? = method.parameter(name)?.kind { return words.named(text)?.word }
    return text
  }
  package func integer(_ name: String) -> Int64? { self[name]?.integer }
  package func words(_ name: String) -> [String] { self[name]?.array?.compactMap { $0.string } ?? [] }
  package func flag(_ name: String) -> Bool { self[name]?.bool ?? false }
}

extension JSON.Object {
  /// The value of that name; nil for null, too.
  fileprivate func given(_ name: String) -> JSON? {
    for member in members where member.key == name && !member.value.isNull { return member.value }
    return Optional.none
  }
}
