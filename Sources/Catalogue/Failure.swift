package import JSON
package import Vocabulary

/// Why a request was refused: a message for people and a kind for programs. A failure does not depend on RPC. Only
/// `detail`, which callers never get, may hold SQL.
@dynamicMemberLookup
package struct Failure: Error, Sendable, Equatable {
  package typealias Kind = FailureKind

  /// The members of a failure. Each is a property of the failure, too.
  package struct Parts: Sendable, Equatable {
    package var kind: Kind
    package var message: String
    /// The entity, record and field that the failure is about.
    package var entity: String?
    package var id: Int64?
    package var field: String?
    package var hint: String?
    /// Whether the cause is an entity, field or method that this database lacks and databases of another generation
    /// have.
    package var isAbsent: Bool
    /// The name that the caller probably meant. The message ends with it as a question.
    package var suggestion: String?
    /// What would let the call succeed.
    package var remedy: Remedy?
    /// The words for consequences that a call has to accept.
    package var requires: [String]
    /// The place of the call in its transaction, and the message for that call alone.
    package var part: Part?
    /// More members of the answer's `data`.
    package var more: [JSON.Member]
    /// Details for the log only.
    package var detail: String?
  }

  /// The answer to a call that was cancelled.
  package static let cancelled = Failure(.cancelled, "the call was cancelled: nothing was changed")

  package struct Part: Sendable, Equatable {
    package let call: Int
    package let reason: String

    package init(call: Int, reason: String) { (self.call, self.reason) = (call, reason) }
  }

  private final class Box: Sendable {
    let parts: Parts
    init(_ parts: Parts) { self.parts = parts }
  }

  /// A reference: every function that may throw a failure passes room for one, and most calls never throw.
  private var box: Box
  /// All members at once, which costs less than to read each as a property.
  package private(set) var parts: Parts {
    get { box.parts }
    set { box = Box(newValue) }
  }

  /// - Parameters:
  ///   - message: without the suggestion, which is added as a question.
  package init(
    _ kind: Kind, _ message: String, entity: String? = nil, id: Int64? = nil, field: String? = nil,
    hint: String? = nil, isAbsent: Bool = false, suggestion: String? = nil, remedy: Remedy? = nil,
    requires: [String] = [], more: [JSON.Member] = [], detail: String? = nil
  ) {
    box = Box(
      Parts(
        kind: kind, message: message + (suggestion.map { NearMiss.question($0) } ?? ""), entity: entity, id: id,
        field: field, hint: hint, isAbsent: isAbsent, suggestion: suggestion, remedy: remedy, requires: requires,
        more: more, detail: detail))
  }

  /// Replaces the message and the suggestion.
  package mutating func suggest(_ name: String?, _ message: String) {
    self.suggestion = name
    self.message = message + (name.map { NearMiss.question($0) } ?? "")
  }

  package subscript<Value>(dynamicMember part: WritableKeyPath<Parts, Value>) -> Value {
    get { parts[keyPath: part] }
    set { parts[keyPath: part] = newValue }
  }

  package static func == (left: Failure, right: Failure) -> Bool { left.parts == right.parts }
}

extension Failure: CustomStringConvertible {
  package var description: String { "\(self.kind.rawValue): \(self.message)" + (self.detail.map { " (\($0))" } ?? "") }
}
